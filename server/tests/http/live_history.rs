//! The history page and its server functions say the same, so that a page that was loaded and one
//! that followed its links do not differ.

use app::wire::MEDIA_TYPE;
use domain::Role;
use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::Value;

use crate::support::input::{call_with, wav};
use crate::support::{Form, InteractionBuilder, TestServer};

/// The content of an island on a page, as the bytes that the browser's half reads.
pub(crate) fn initial(page: &str, name: &str) -> Vec<u8> {
    let (_, rest) = page.split_once(&format!("id=\"initial-{name}\" data-content=\"")).expect("the content");
    let (text, _) = rest.split_once('"').expect("its end");
    let text = text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let byte = |character: char| u32::from(character).to_le_bytes()[0];
    text.chars().map(byte).collect()
}

/// The answer of a server function to the query string of the page.
pub(crate) async fn answer(server: &TestServer, token: &str, function: &str, search: &str) -> Value {
    let search: String = form_urlencoded::byte_serialize(search.as_bytes()).collect();
    let request = server.request_as(token, Method::GET, &format!("/sf/{function}?search={search}"));
    let answer = request.header(ACCEPT, "application/json").send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "{function}");
    let private = answer.headers()["cache-control"].to_str().expect("a text");
    assert!(private.contains("no-store"), "{function}: {private}");
    answer.json().await.expect("JSON")
}

/// The same answer as the browser's half reads it.
pub(crate) async fn encoded(server: &TestServer, token: &str, function: &str, search: &str) -> Vec<u8> {
    let search: String = form_urlencoded::byte_serialize(search.as_bytes()).collect();
    let request = server.request_as(token, Method::GET, &format!("/sf/{function}?search={search}"));
    let answer = request.header(ACCEPT, MEDIA_TYPE).send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "{function}");
    assert_eq!(answer.headers()["content-type"], MEDIA_TYPE, "{function}");
    answer.bytes().await.expect("the whole answer").to_vec()
}

/// Whether the content of an island contains an answer, behind the mark of a success.
pub(crate) fn holds(content: &[u8], answer: &[u8]) -> bool {
    content.windows(answer.len() + 1).any(|part| part[0] == 0 && part[1..] == *answer)
}

async fn filled(server: &TestServer) -> (String, String) {
    server.user("ana", Role::Agent).await;
    let mut protocol = String::new();
    for n in 0..25 {
        let call = InteractionBuilder::call(&format!("call-{n}")).agent(Some("ana"));
        let call = if n % 2 == 0 { call.channel("webchat").message("Olá") } else { call };
        let call = call.reason("Dúvida <sem> \"resposta\" & fim").notes("Notas");
        let answer = call.post(server).await;
        if n == 0 {
            answer.protocol().clone_into(&mut protocol);
        }
    }
    (server.token("ana").await, protocol)
}

contract!(a_page_and_its_server_functions_say_the_same, |server| {
    let server = server.with_key().await;
    let (ana, protocol) = filled(&server).await;
    let searches = [
        String::new(),
        "page=2&from=2000-01-01".to_owned(),
        "from=2000-01-01&channel=webchat&month=2020-02".to_owned(),
        "from=2026-02-01&to=2026-01-01".to_owned(),
        "from=2000-01-01&agent=999999&filters=open".to_owned(),
        "period=last-90-days&direction=inbound&wait_max=20&reason=none&recording=no&filters=open".to_owned(),
        "from=2000-01-01&sort=duration&order=asc&page=2".to_owned(),
        "from=2000-01-01&sort=wait".to_owned(),
        "from=2026-01-31T09:00&to=2026-01-31T10:00&time_from=22:00&duration_min=1&customer=ana".to_owned(),
        format!("interaction={protocol}&view=conversation"),
        format!("interaction={protocol}&view=notes&from=2000-01-01"),
    ];
    for search in &searches {
        let page = server.page(&ana, &format!("/history?{search}")).await;
        let content = initial(&page.body, "history-lists");
        for function in ["history_month", "history_list"] {
            let part = encoded(&server, &ana, function, search).await;
            assert!(holds(&content, &part), "{function} of {search}");
        }
        let arrivals = encoded(&server, &ana, "history_arrivals", search).await;
        let parts = [
            encoded(&server, &ana, "history_month", search).await,
            encoded(&server, &ana, "history_list", search).await,
        ];
        assert_eq!(arrivals, parts.concat(), "arrivals of {search}");
        if search.contains("filters=open") {
            let options = encoded(&server, &ana, "history_options", "").await;
            assert!(holds(&content, &[&[1], options.as_slice()].concat()), "options of {search}");
        }
        let open = initial(&page.body, "interaction-dialog");
        if search.contains("interaction=") {
            let found = encoded(&server, &ana, "history_interaction", search).await;
            let is_there = open.windows(found.len()).any(|part| part == found);
            assert!(open.starts_with(&[0, 1]) && is_there, "the interaction of {search}");
        } else {
            assert!(open.starts_with(&[0, 0]), "no interaction of {search}");
        }
    }
});

contract!(a_reason_is_answered_to_whoever_asked, |server| {
    let server = server.with_key().await;
    let (ana, protocol) = filled(&server).await;
    let fields = [("protocol", protocol.as_str()), ("reason", ""), ("seen", "1"), ("back", "/history")];
    let asked = server.send(&ana, "/sf/qualify", "application/json", Form::of(&fields)).await;
    assert_eq!(asked.status(), 200);
    assert!(asked.headers().get("set-cookie").is_none(), "nothing waits for the next page");
    let notice: Value = asked.json().await.expect("JSON");
    assert_eq!(notice["good"], true, "{notice}");
    let asked = server
        .send(
            &ana,
            "/sf/qualify",
            "application/json",
            Form::of(&[("protocol", "2020999999"), ("reason", ""), ("seen", "")]),
        )
        .await;
    assert_eq!(asked.status(), 404);
    let sent = server.send(&ana, "/sf/qualify", "text/html", Form::of(&fields)).await;
    assert_eq!(sent.status(), 302, "a form is led back");
});

contract!(a_client_is_answered_in_the_encoding_it_asks_for, |server| {
    let server = server.with_key().await;
    let (ana, protocol) = filled(&server).await;
    let described = answer(&server, &ana, "history_list", "from=2000-01-01").await;
    assert_eq!(described["page"]["total"], 25, "{described}");
    let encoded = encoded(&server, &ana, "history_list", "from=2000-01-01").await;
    assert!(serde_json::from_slice::<Value>(&encoded).is_err(), "no JSON");

    // A page of another version could not read the answer: nothing is done.
    let other = "application/x-postcard; version=0";
    let fields = [("protocol", protocol.as_str()), ("reason", ""), ("seen", "1")];
    let refused = server.send(&ana, "/sf/qualify", other, Form::of(&fields)).await;
    assert_eq!(refused.status(), 409);
    assert_eq!(server.count("SELECT count(*) FROM interaction WHERE contact_reason_id IS NULL").await, 0);
    let done = server.send(&ana, "/sf/qualify", MEDIA_TYPE, Form::of(&fields)).await;
    assert_eq!(done.status(), 200);
    assert_eq!(server.count("SELECT count(*) FROM interaction WHERE contact_reason_id IS NULL").await, 1);
});

contract!(the_filters_of_the_address_select_and_are_named, |server| {
    let server = server.with_key().await;
    // All calls enter the queue at 09:30 local time, wait 20 seconds and last 280.
    let (ana, _) = filled(&server).await;
    let all = "25 atendimentos";
    for (search, chip, found) in [
        ("from=2026-01-31T09:30&to=2026-01-31T09:31", "31/01/2026 09:30 a 31/01/2026 09:31", all),
        (
            "from=2026-01-31T09:00&to=2026-01-31T09:30",
            "31/01/2026 09:00 a 31/01/2026 09:30",
            "0 atendimentos",
        ),
        ("from=2026-01-31&time_from=22:00&time_to=10:00", "22:00 – 10:00", all),
        ("from=2026-01-31&time_from=10:00", "10:00 – 00:00", "0 atendimentos"),
        ("from=2026-01-31&duration_min=280&duration_max=280", "00:04:40 a 00:04:40", all),
        ("from=2026-01-31&wait_min=0:21", "no mínimo 00:00:21", "0 atendimentos"),
        ("from=2026-01-31&direction=outbound", "Realizada", "0 atendimentos"),
        ("from=2026-01-31&reason=none", "Sem motivo", "0 atendimentos"),
        ("from=2026-01-31&recording=no", "Sem gravação", all),
        ("from=2026-01-31&recording=yes", "Com gravação", "0 atendimentos"),
        ("customer=zzz", "zzz", "0 atendimentos"),
        ("period=yesterday", "Ontem (", "0 atendimentos"),
    ] {
        let page = server.page(&ana, &format!("/history?{search}")).await.body;
        assert!(page.contains(chip), "{search} names {chip}");
        assert!(page.contains(&format!(">{found}<")), "{search} finds {found}");
    }
    let bad = server.page(&ana, "/history?period=someday&duration_min=x&from=2026-01-31").await.body;
    assert!(bad.contains("period, duration_min") && bad.contains(all));
    let open = server.page(&ana, "/history?period=last-week&filters=open&agent=3").await.body;
    assert!(open.contains(r#"<input type="hidden" name="period" value="last-week">"#));
    assert!(open.contains("/history?filters=open&amp;agent=3&amp;period=this-month"));
});

contract!(the_list_is_sorted_by_the_heads_of_its_columns, |server| {
    let server = server.with_key().await;
    server.user("ana", Role::Agent).await;
    let mut protocols = Vec::new();
    for (n, seconds) in [(1, 50), (2, 10), (3, 30)] {
        let mut call = call_with(&format!("call-{n}"), "agent", "ana".into());
        call["ended_at"] = format!("2026-01-31T12:31:{seconds}Z").into();
        protocols.push(server.post(&call).await.protocol().to_owned());
    }
    let ana = server.token("ana").await;
    let places = async |search: &str| {
        let page = server.page(&ana, &format!("/history?from=2026-01-31{search}")).await.body;
        let mut found: Vec<usize> = (0..3).collect();
        found.sort_by_key(|n| page.find(&format!("id=\"row-{}\"", protocols[*n])).expect("the row"));
        (found, page)
    };
    let (found, page) = places("&sort=duration").await;
    assert_eq!(found, [0, 2, 1]);
    assert!(page.contains(r#"aria-sort="descending""#));
    assert!(
        page.contains("from=2026-01-31&amp;sort=duration&amp;order=asc\""),
        "the head reverses the order"
    );
    assert_eq!(places("&sort=duration&order=asc").await.0, [1, 2, 0]);
    let (found, page) = places("&sort=wait&order=asc").await;
    assert_eq!(found, [0, 1, 2], "equal waits are in the order of their IDs");
    assert!(page.contains("00:00:20"), "the wait is shown");
    assert_eq!(places("&order=asc").await.0, [0, 1, 2]);
});

/// Those of these names that the head of a table has, in their order.
pub(crate) fn heads(page: &str, class: &str, names: &[&'static str]) -> Vec<&'static str> {
    let (_, table) = page.split_once(class).expect("the list");
    let (head, _) = table.split_once("</thead>").expect("its end");
    let mut found: Vec<&str> = names.iter().copied().filter(|name| head.contains(name)).collect();
    found.sort_by_key(|name| head.find(name));
    found
}

contract!(the_columns_are_those_that_the_user_has_chosen, |server| {
    let server = server.with_key().await;
    server.user("ana", Role::Agent).await;
    let protocol = InteractionBuilder::call("1").agent(Some("ana")).post(&server).await.protocol().to_owned();
    InteractionBuilder::call("2").agent(Some("ana")).post(&server).await;
    let ana = server.token("ana").await;
    let names = ["Data e Hora", "Fila", "Agente", "Cliente", "Espera", "Gravação"];
    let heads = |page: &str| heads(page, "list-history", &names);
    let list = "/history?from=2026-01-31";
    let page = server.page(&ana, list).await.body;
    assert_eq!(heads(&page), ["Data e Hora", "Fila"]);
    assert!(!page.contains("José"), "the customer travels only if the column is shown");

    let chosen =
        [("shown[]", "customer"), ("shown[]", "date"), ("shown[]", "recording"), ("shown[]", "gone")];
    let mut fields = chosen.to_vec();
    let order = [("order", "recording,date,customer"), ("step", "customer:up")];
    fields.extend(order.into_iter().chain([("list", "history"), ("back", list)]));
    let answer = server.submit(&ana, "/sf/set_columns", &fields).await;
    assert_eq!(answer.location.as_deref(), Some(list));
    let page = server.page(&ana, list).await.body;
    assert_eq!(heads(&page), ["Gravação", "Cliente", "Data e Hora"]);
    assert!(page.contains("José") && !page.contains("Ouvir gravação"));

    server.put_recording(&protocol, wav(2_000, 1)).await;
    let page = server.page(&ana, list).await.body;
    assert_eq!(page.matches("aria-label=\"Ouvir gravação\"").count(), 1);
    assert!(page.contains(&format!("interaction={protocol}&amp;view=conversation\" aria-label=\"Ouvir")));

    // In the browser's half of another session of the same user, and not in that of others.
    let other = server.token("ana").await;
    assert_eq!(heads(&server.page(&other, list).await.body), ["Gravação", "Cliente", "Data e Hora"]);
    server.user("eva", Role::Administrator).await;
    let eva = server.token("eva").await;
    assert_eq!(heads(&server.page(&eva, list).await.body), ["Data e Hora", "Fila"]);

    server.submit(&ana, "/sf/fold_history_chart", &[("folded", "true"), ("back", list)]).await;
    let page = server.page(&ana, list).await.body;
    assert!(page.contains("Mostrar gráfico") && !page.contains("chart-days"));
    assert_eq!(heads(&page), ["Gravação", "Cliente", "Data e Hora"], "the columns stay");

    let standard = [("list", "history"), ("order", "wait"), ("step", "standard"), ("density", "compact")];
    server.submit(&ana, "/sf/set_columns", &[standard.as_slice(), &[("back", list)]].concat()).await;
    let page = server.page(&ana, list).await.body;
    assert_eq!(heads(&page), ["Data e Hora", "Fila"]);
    assert!(page.contains("list-compact") && page.contains("Mostrar gráfico"));
    server.submit(&ana, "/sf/fold_history_chart", &[("folded", "false"), ("back", list)]).await;
    let page = server.page(&ana, &format!("{list}&channel=voice")).await.body;
    assert!(page.contains("chart-days") && page.contains("Os filtros não mudam o gráfico."));
});
