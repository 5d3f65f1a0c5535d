//! *Clientes*, the page of a person and *Clientes duplicados* over HTTP: what the page shows, what its forms do, and who may use them.

use domain::Role;

use crate::reading::Reader;
use crate::support::{InteractionBuilder, Page, TestServer};

const PAGE: &str = "/customers/duplicates";

/// A call of a customer who is known by this identity and has this number.
fn call(id: &str, name: &str, identity: &str, phone: &str) -> InteractionBuilder {
    InteractionBuilder::call(id).customer(name, identity).phone(phone)
}

/// Session tokens: Ana serves, Chefe watches her, Admin sees everything.
struct People {
    ana: String,
    chefe: String,
    admin: String,
}

async fn people(server: &TestServer) -> People {
    server.user("admin", Role::Administrator).await;
    server.group_of("Grupo", server.give_password("ana").await, "chefe").await;
    People {
        ana: server.token("ana").await,
        chefe: server.token("chefe").await,
        admin: server.token("admin").await,
    }
}

/// The fields of the form of the only proposal, with the older customer as the survivor.
fn form_of(page: &Page) -> Vec<(&'static str, String)> {
    let value = |name: &str| {
        let found = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("a field");
        found.split('"').next().expect("its value").to_owned()
    };
    let fields = ["older", "older_revision", "newer", "newer_revision"].map(|name| (name, value(name)));
    fields.into_iter().chain([("survivor", value("older")), ("back", PAGE.to_owned())]).collect()
}

async fn send(server: &TestServer, token: &str, action: &str, form: &[(&'static str, String)]) -> String {
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = server.submit(token, action, &form).await;
    assert_eq!((answer.status, answer.location.as_deref()), (302, Some(PAGE)));
    let value = answer.cookies[0].strip_prefix("protocolo_flash=").and_then(|rest| rest.split(';').next());
    let (json, _) = form_urlencoded::parse(value.expect("a notice").as_bytes()).next().expect("a notice");
    let notice: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    notice["text"].as_str().expect("a sentence").to_owned()
}

contract!(twins_are_proposed_merged_and_separated_again, |server| {
    let reader = Reader::of(server).await;
    let server = &reader.server;
    let first = call("1", "Ana Souza", "crm-1", "11 8765-4321").email("ana@example.org").post(server).await;
    let second = call("2", "Aninha", "crm-2", "11 98765-4321").email("aninha@example.org").post(server).await;
    let people = people(server).await;
    let page = server.page(&people.chefe, PAGE).await;
    assert_eq!(page.status, 200);
    for text in [
        "Mesmo celular, com e sem o nono dígito: (11) 98765-4321",
        "Ana Souza",
        "Aninha",
        "ana@example.org",
        "aninha@example.org",
        "Nome: Ana Souza",
    ] {
        assert!(page.body.contains(text), "{text}");
    }
    let mut form = form_of(&page);
    let customer_of = |protocol: &str| {
        let path = format!("/interactions/{protocol}");
        let reader = &reader;
        async move { reader.read(&path).await.json["customer"].clone() }
    };
    let older = customer_of(first.protocol()).await["id"].clone();
    form.push(("email", form[2].1.clone()));
    let said = send(server, &people.chefe, "/sf/merge_customers", &form).await;
    assert!(said.starts_with("Os dois cadastros são um cliente agora."), "{said}");
    let merged = customer_of(second.protocol()).await;
    assert_eq!(merged["id"], older);
    assert_eq!(
        (merged["name"].as_str(), merged["email"].as_str()),
        (Some("Ana Souza"), Some("aninha@example.org"))
    );
    let of_case = reader.read(&format!("/cases/{}", second.case())).await.json;
    assert_eq!(
        (of_case["id"].to_string(), of_case["customer"]["id"].clone()),
        (second.case(), older.clone())
    );

    let window =
        server.page(&people.chefe, &format!("/management?case={}&tab=customer", second.case())).await;
    for case in [first.case(), second.case()] {
        assert!(window.body.contains(&format!("#{case}")), "both cases are of one customer");
    }
    let page = server.page(&people.chefe, PAGE).await;
    assert!(page.body.contains("Nenhuma duplicata proposta"));
    assert!(page.body.contains("Aninha faz parte de Ana Souza"));

    // A call to the old number, while they are merged.
    let third = call("3", "Aninha", "crm-2", "11 98765-4321").post(server).await;
    assert_eq!(customer_of(third.protocol()).await["id"], older);
    // The same form once more is no second merge.
    send(server, &people.chefe, "/sf/merge_customers", &form).await;
    assert_eq!(server.count("SELECT count(*) FROM customer_merge").await, 1);
    // Nor is a proposal of a page from before dismissed.
    let pair = [("pair", format!("{}-{}", form[2].1, form[0].1)), ("back", PAGE.to_owned())];
    let said = send(server, &people.chefe, "/sf/dismiss_duplicate", &pair).await;
    assert!(said.starts_with("Um destes clientes mudou"), "{said}");
    assert_eq!(server.count("SELECT count(*) FROM customer_distinct").await, 0);

    let undo = [("source", form[2].1.clone()), ("back", PAGE.to_owned())];
    let said = send(server, &people.chefe, "/sf/undo_customer_merge", &undo).await;
    assert!(said.starts_with("A união foi desfeita."), "{said}");
    let said = send(server, &people.chefe, "/sf/undo_customer_merge", &undo).await;
    assert!(said.contains("não está mais unido"), "{said}");
    for (protocol, name, email) in [
        (first.protocol(), "Ana Souza", "ana@example.org"),
        (second.protocol(), "Aninha", "aninha@example.org"),
        (third.protocol(), "Aninha", "aninha@example.org"),
    ] {
        let customer = customer_of(protocol).await;
        assert_eq!((customer["name"].as_str(), customer["email"].as_str()), (Some(name), Some(email)));
    }
    let outdated = send(server, &people.chefe, "/sf/merge_customers", &form).await;
    assert!(outdated.starts_with("Um destes clientes mudou"), "{outdated}");
});

contract!(a_proposal_ends_with_a_decision_and_returns_with_its_undo, |server| {
    let server = server.with_key().await;
    call("1", "Ana", "crm-1", "11 3333-4444").post(&server).await;
    call("2", "Bia", "crm-2", "11 3333-4444").post(&server).await;
    let people = people(&server).await;
    let form = form_of(&server.page(&people.admin, PAGE).await);
    let pair = format!("{}-{}", form[2].1, form[0].1);
    let back = ("back", PAGE.to_owned());
    let undo = ("undo", "yes".to_owned());
    let number = ("number", "+551133334444".to_owned());
    for (action, field, heading) in [
        ("/sf/dismiss_duplicate", ("pair", pair), "id=\"distinct-title\""),
        ("/sf/mark_shared_number", number, "id=\"shared-title\""),
    ] {
        send(&server, &people.admin, action, &[field.clone(), back.clone()]).await;
        let page = server.page(&people.admin, PAGE).await;
        assert!(page.body.contains("Nenhuma duplicata proposta") && page.body.contains(heading), "{action}");
        send(&server, &people.admin, action, &[field, undo.clone(), back.clone()]).await;
        let page = server.page(&people.admin, PAGE).await;
        assert!(
            !page.body.contains("Nenhuma duplicata proposta") && !page.body.contains(heading),
            "{action}"
        );
    }
    let unchosen = [&form[..4], &[back]].concat();
    let said = send(&server, &people.admin, "/sf/merge_customers", &unchosen).await;
    assert_eq!(said, "Nada foi unido: escolha qual dos dois cadastros fica.");
});

contract!(what_a_supervisor_does_not_see_is_neither_counted_nor_proposed, |server| {
    let server = server.with_key().await;
    call("1", "Ana", "crm-1", "11 3333-4444").post(&server).await;
    call("2", "Ana", "crm-2", "11 3333-4444").post(&server).await;
    call("3", "Ana", "crm-2", "11 3333-4444").agent(Some("bia")).post(&server).await;
    call("4", "Caio", "crm-4", "11 2222-3333").agent(Some("bia")).post(&server).await;
    call("5", "Caio", "crm-5", "11 2222-3333").post(&server).await;
    let people = people(&server).await;
    let counts = |page: &Page| {
        let found = page.body.split("Atendimentos").filter_map(|rest| {
            let value = rest.split_once("</dt><dd>").filter(|(end, _)| end.len() < 6)?.1;
            value.split('<').next().map(ToOwned::to_owned)
        });
        found.collect::<Vec<_>>()
    };
    assert_eq!(counts(&server.page(&people.chefe, PAGE).await), ["1", "1"]);
    assert_eq!(counts(&server.page(&people.admin, PAGE).await), ["1", "1", "1", "2"]);
    let other = server.page(&people.admin, PAGE).await;
    let form = form_of(&other);
    let hidden = format!("{PAGE}?customer={}", form[0].1);
    assert_eq!(server.page(&people.admin, &hidden).await.status, 200);
    let (hidden, absent) = (
        server.page(&people.chefe, &hidden).await,
        server.page(&people.chefe, &format!("{PAGE}?customer=99999")).await,
    );
    assert_eq!((hidden.status, absent.status), (404, 404));
    let said = send(&server, &people.chefe, "/sf/merge_customers", &form).await;
    let mut unknown = form.clone();
    (unknown[0].1, unknown[4].1) = ("99999".to_owned(), "99999".to_owned());
    assert_eq!(said, send(&server, &people.chefe, "/sf/merge_customers", &unknown).await);
    assert_eq!(server.page(&people.ana, PAGE).await.status, 404);
});

contract!(the_case_window_names_a_possible_duplicate_to_those_who_may_merge, |server| {
    let server = server.with_key().await;
    let case = call("1", "Ana", "crm-1", "11 3333-4444").post(&server).await.case();
    call("2", "Ana Maria", "crm-2", "11 3333-4444").post(&server).await;
    let people = people(&server).await;
    let tab = format!("/history?case={case}&tab=customer");
    for (token, expected) in [(&people.chefe, true), (&people.admin, true), (&people.ana, false)] {
        let page = server.page(token, &tab).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.body.contains("Possível duplicado de Ana Maria."), expected);
        assert_eq!(page.body.contains("/customers/duplicates?customer="), expected);
    }
});

contract!(a_customer_is_found_by_any_spelling_and_has_a_page_with_everything, |server| {
    let reader = Reader::of(server).await;
    let server = &reader.server;
    let first = call("1", "Ana Souza", "crm-1", "11 98765-4321").email("ana@example.org").post(server).await;
    let chat =
        call("2", "Ana Souza", "crm-1", "11 98765-4321").channel("webchat").message("Bom dia, o boleto");
    let chat = chat.post(server).await;
    call("3", "Bia Lima", "crm-3", "21 3333-4444").post(server).await;
    let people = people(server).await;
    for search in
        ["ana", "Souza", "(11) 98765-4321", "0XX11987654321", "4321", "ANA@example.org", chat.protocol()]
    {
        let search: String = form_urlencoded::byte_serialize(search.as_bytes()).collect();
        let page = server.page(&people.chefe, &format!("/customers?q={search}")).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Ana Souza") && !page.body.contains("Bia Lima"), "{search}");
    }
    let page = server.page(&people.chefe, "/customers?q=nena").await;
    assert!(page.body.contains("Nenhum cliente que você pode ver corresponde à busca."));
    let page = server.page(&people.ana, "/customers?sort=x").await;
    assert!(
        page.body.contains("Ana Souza") && page.body.contains("Bia Lima"),
        "those of the latest interactions"
    );

    let id =
        reader.read(&format!("/interactions/{}", first.protocol())).await.json["customer"]["id"].to_string();
    for token in [&people.ana, &people.chefe, &people.admin] {
        let page = server.page(token, &format!("/customers/{id}")).await;
        assert_eq!(page.status, 200);
        for text in [
            "Ana Souza",
            "(11) 98765-4321",
            "ana@example.org",
            first.protocol(),
            chat.protocol(),
            "Bom dia, o boleto",
        ] {
            assert!(page.body.contains(text), "{text}");
        }
        assert_eq!(page.body.contains("/customers/duplicates?customer="), *token != people.ana);
    }
    let reads = "SELECT count(*) FROM audit_event WHERE action = 'conversation_previewed'";
    assert!(server.count(reads).await > 0, "the beginning of a conversation was shown");

    let open = format!(
        "/customers/{id}?case={}&tab=interactions&case.channel=webchat&case.open={}",
        chat.case(),
        chat.protocol()
    );
    let window = server.page(&people.chefe, &open).await;
    assert!(window.body.contains("Informações do Atendimento") && window.body.contains("Bom dia, o boleto"));
});

contract!(the_page_of_a_merged_customer_leads_to_the_survivor, |server| {
    let server = server.with_key().await;
    call("1", "Ana Souza", "crm-1", "11 98765-4321").post(&server).await;
    call("2", "Aninha", "crm-2", "11 98765-4321").post(&server).await;
    let people = people(&server).await;
    let form = form_of(&server.page(&people.chefe, PAGE).await);
    let (older, newer) = (form[0].1.clone(), form[2].1.clone());
    send(&server, &people.chefe, "/sf/merge_customers", &form).await;
    let moved = server.page(&people.ana, &format!("/customers/{newer}?page=1")).await;
    assert_eq!((moved.status, moved.location), (308, Some(format!("/customers/{older}"))));
    let page = server.page(&people.ana, &format!("/customers/{older}")).await;
    assert!(page.body.contains("Cadastros unidos a este") && page.body.contains("Aninha"));
    let undo = [("source", newer.clone()), ("back", PAGE.to_owned())];
    send(&server, &people.chefe, "/sf/undo_customer_merge", &undo).await;
    assert_eq!(server.page(&people.ana, &format!("/customers/{newer}")).await.status, 200);
});
