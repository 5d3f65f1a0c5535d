//! Merging over HTTP: page, server functions and domain rule agree, for every role.

use domain::Role;

use crate::support::{InteractionBuilder, Page, TestServer};

const NUMBER: &str = "+5511987654321";

/// Session tokens: Ana serves, Chefe watches her, Admin sees everything, Bia is in another group.
struct People {
    ana: String,
    chefe: String,
    admin: String,
    bia: String,
}

async fn people(server: &TestServer) -> People {
    server.give_password("bia").await;
    server.user("admin", Role::Administrator).await;
    server.group_of("Grupo", server.give_password("ana").await, "chefe").await;
    People {
        ana: server.token("ana").await,
        chefe: server.token("chefe").await,
        admin: server.token("admin").await,
        bia: server.token("bia").await,
    }
}

/// Posts a WhatsApp interaction of a case of Joana's.
async fn arrives(server: &TestServer, case: &str, part: u32, agent: Option<&str>, number: &str) -> String {
    let chat = InteractionBuilder::call(&format!("{case}-{part}")).channel("whatsapp").agent(agent);
    let chat = chat.number(number).customer("Joana", "joana");
    chat.case(case).about("Pedido", &format!("Assunto {case}")).post(server).await.case()
}

/// A waiting case that this agent served once.
async fn waiting(server: &TestServer, case: &str, agent: &str, number: &str) -> String {
    arrives(server, case, 1, None, number).await;
    arrives(server, case, 2, Some(agent), number).await
}

/// Cases of every kind: the target, those that may be merged into it, and those that may not.
struct Cases {
    target: String,
    free: String,
    in_service: String,
    other_number: String,
    foreign: String,
    closed: String,
}

async fn cases(server: &TestServer) -> Cases {
    let cases = Cases {
        target: waiting(server, "target", "ana", NUMBER).await,
        free: waiting(server, "free", "ana", NUMBER).await,
        in_service: arrives(server, "in-service", 1, Some("ana"), NUMBER).await,
        other_number: waiting(server, "other-number", "ana", "+5521999990000").await,
        foreign: waiting(server, "foreign", "bia", NUMBER).await,
        closed: waiting(server, "closed", "ana", NUMBER).await,
    };
    let close =
        "UPDATE service_case SET status = 'closed', closed_at = updated_at WHERE external_id = 'closed'";
    write(server, close).await;
    cases
}

async fn write(server: &TestServer, sql: &'static str) {
    match server.store.db() {
        store::Db::Sqlite { write, .. } => sqlx::query(sql).execute(write).await.map(|_| ()),
        store::Db::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(|_| ()),
    }
    .expect("the statement runs");
}

/// Submits a form of the case window; returns the notice on the next page.
async fn send(server: &TestServer, token: &str, action: &str, form: &[(&str, &str)]) -> String {
    let answer = server.submit(token, action, form).await;
    assert_eq!(answer.status, 302);
    let back = form.iter().find(|(name, _)| *name == "back").map(|(_, value)| *value);
    assert_eq!(answer.location.as_deref(), back);
    said(&answer)
}

fn said(answer: &Page) -> String {
    let value = answer.cookies[0].strip_prefix("protocolo_flash=").and_then(|rest| rest.split(';').next());
    let (json, _) = form_urlencoded::parse(value.expect("a notice").as_bytes()).next().expect("a notice");
    let notice: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    notice["text"].as_str().expect("a sentence").to_owned()
}

async fn merge(server: &TestServer, token: &str, target: &str, sources: &str) -> String {
    let back = format!("/history?case={target}&tab=customer");
    let form = [("target", target), ("sources", sources), ("back", &back)];
    send(server, token, "/sf/merge_cases", &form).await
}

async fn undo(server: &TestServer, token: &str, source: &str) -> String {
    send(server, token, "/sf/undo_merge", &[("source", source), ("back", "/history")]).await
}

#[tokio::test]
async fn whoever_has_the_cases_in_scope_merges_them_and_takes_it_back() {
    let server = TestServer::start().await.with_key().await;
    let Cases { target, free, .. } = cases(&server).await;
    let people = people(&server).await;
    let merged = "SELECT count(*) FROM service_case WHERE status = 'merged' AND merged_into IS NOT NULL";
    for token in [&people.ana, &people.chefe, &people.admin] {
        let found = merge(&server, token, &target, &free).await;
        assert_eq!(found, format!("O caso #{free} foi unificado ao caso #{target}."));
        assert_eq!(server.count(merged).await, 1);
        let old = server.page(token, &format!("/history?case={free}&tab=customer")).await;
        assert_eq!(old.status, 200);
        assert!(
            old.body.contains(&format!("O caso #{free} foi unificado ao caso #{target}")),
            "it leads there"
        );
        assert!(old.body.contains("Desfazer unificação"));
        let found = undo(&server, token, &free).await;
        assert_eq!(found, format!("A unificação do caso #{free} ao caso #{target} foi desfeita."));
        assert_eq!(server.count(merged).await, 0);
        assert!(undo(&server, token, &free).await.contains("não está mais unificado"));
    }
    let lines = server.count("SELECT count(*) FROM case_merge WHERE undone_at IS NOT NULL").await;
    assert_eq!(lines, 3);
}

#[tokio::test]
async fn what_is_out_of_scope_is_neither_merged_nor_taken_apart() {
    let server = TestServer::start().await.with_key().await;
    let Cases { target, free, foreign, .. } = cases(&server).await;
    let people = people(&server).await;
    let unknown = merge(&server, &people.bia, "999999", &free).await;
    assert_eq!(merge(&server, &people.bia, &target, &free).await, unknown, "like what does not exist");
    let hidden = merge(&server, &people.ana, &target, &foreign).await;
    let absent = merge(&server, &people.ana, &target, "999999").await;
    assert_eq!(hidden.replace(&foreign, "N"), absent.replace("999999", "N"));
    merge(&server, &people.admin, &target, &free).await;
    assert_eq!(undo(&server, &people.bia, &free).await, undo(&server, &people.bia, "999999").await);
    assert_eq!(server.count("SELECT count(*) FROM case_merge WHERE undone_at IS NULL").await, 1);
    let hidden = server.page(&people.bia, &format!("/history?case={free}&tab=customer")).await;
    assert_eq!(hidden.status, 404);
}

#[tokio::test]
async fn page_and_server_function_give_the_same_reasons() {
    let server = TestServer::start().await.with_key().await;
    let cases = cases(&server).await;
    let people = people(&server).await;
    let Cases { target, free, in_service, other_number, foreign, closed } = &cases;
    let shown = server.page(&people.ana, &format!("/history?case={target}&tab=customer")).await;
    assert_eq!(shown.status, 200);
    let shown = shown.body;
    let reasons = [
        (target, "é este caso"),
        (in_service, "está em atendimento"),
        (other_number, "usa outro número de WhatsApp"),
        (foreign, "você não tem acesso a ele"),
        (closed, "está finalizado"),
    ];
    for (case, reason) in reasons {
        let tip = format!("id=\"not-{case}\" class=\"tooltip\">Não pode ser unificado: {reason}.");
        assert!(shown.contains(&tip), "the box of #{case} says that it {reason}");
        let found = merge(&server, &people.ana, target, case).await;
        assert_eq!(found, format!("Nada foi unificado. #{case}: {reason}."));
    }
    assert!(!shown.contains(&format!("id=\"not-{free}\"")) && shown.contains(&format!("value=\"{free}\"")));
    // All cases have a row, without a link where they are out of scope.
    let link = |case: &str| format!("href=\"/history?case={case}\"");
    assert!(
        shown.contains("Assunto foreign") && !shown.contains(&link(foreign)) && shown.contains(&link(free))
    );
    // A closed case offers no selection and says why.
    let shown = server.page(&people.ana, &format!("/history?case={closed}&tab=customer")).await.body;
    assert!(!shown.contains("name=\"case.merge\"") && shown.contains("Este caso está finalizado"));
    let found = merge(&server, &people.ana, closed, free).await;
    assert!(found.starts_with("Nada foi unificado. Este caso está finalizado"), "{found}");
}

#[tokio::test]
async fn the_alert_asks_before_anything_is_merged() {
    let server = TestServer::start().await.with_key().await;
    let Cases { target, free, in_service, .. } = cases(&server).await;
    let people = people(&server).await;
    let asked = format!("/history?case={target}&tab=customer&case.ask=merge");
    let none = server.page(&people.chefe, &asked).await.body;
    assert!(none.contains("Nenhum atendimento selecionado") && !none.contains("Confirmar"));
    let selected = format!("{asked}&case.merge={free}&case.merge={in_service}&case.merge=x");
    let alert = server.page(&people.chefe, &selected).await.body;
    assert!(alert.contains(&format!("Unificar 1 atendimento ao caso #{target}?")));
    assert!(alert.contains(&format!("name=\"sources\" value=\"{free}\"")));
    assert!(alert.contains(&format!("#{in_service}: está em atendimento")), "what is left out is named");
    assert_eq!(server.count("SELECT count(*) FROM case_merge").await, 0);
    let found = merge(&server, &people.chefe, &target, "").await;
    assert_eq!(found, "Nenhum atendimento selecionado.");
}

#[tokio::test]
async fn the_list_is_searched_and_paged() {
    let server = TestServer::start().await.with_key().await;
    let Cases { target, .. } = cases(&server).await;
    for n in 0..20 {
        waiting(&server, &format!("more-{n}"), "ana", NUMBER).await;
    }
    let people = people(&server).await;
    let tab = format!("/history?case={target}&tab=customer");
    let first = server.page(&people.ana, &tab).await.body;
    let second = server.page(&people.ana, &format!("{tab}&case.page=2")).await.body;
    let count = |page: &str| page.matches("<td role=\"cell\" data-label=\"Situação\"").count();
    assert_eq!((count(&first), count(&second)), (20, 6));
    assert!(first.contains("case.page=2"));
    let found = server.page(&people.ana, &format!("{tab}&case.q=MORE-1")).await.body;
    assert_eq!(count(&found), 11, "more-1 and more-10 to more-19");
    let none = server.page(&people.ana, &format!("{tab}&case.q=nada+disso")).await.body;
    assert!(none.contains("Nenhum caso encontrado") && none.contains("Limpar busca"));
}

#[tokio::test]
async fn who_is_not_signed_in_merges_nothing() {
    let server = TestServer::start().await.with_key().await;
    let Cases { target, free, .. } = cases(&server).await;
    let forms = [
        ("/sf/merge_cases", vec![("target", target.as_str()), ("sources", &free), ("back", "/history")]),
        ("/sf/undo_merge", vec![("source", free.as_str()), ("back", "/history")]),
    ];
    for (action, form) in forms {
        assert_eq!(server.submit("no-such-session", action, &form).await.status, 401, "{action}");
    }
    assert_eq!(server.count("SELECT count(*) FROM case_merge").await, 0);
}

contract!(of_racing_merges_one_wins_and_the_others_are_told, |server| {
    let server = server.with_key().await;
    let Cases { target, free, .. } = cases(&server).await;
    let others = [
        waiting(&server, "third", "ana", NUMBER).await,
        waiting(&server, "fourth", "ana", NUMBER).await,
        waiting(&server, "fifth", "ana", NUMBER).await,
    ];
    let people = people(&server).await;
    let racers = std::iter::once(&target).chain(&others).map(|into| merge(&server, &people.ana, into, &free));
    let found = futures::future::join_all(racers).await;
    let won = found.iter().filter(|text| text.starts_with("O caso")).count();
    assert_eq!(won, 1, "{found:?}");
    let merged = format!("Nada foi unificado. #{free}: já foi unificado.");
    let lost = |text: &&String| **text == merged || text.starts_with("Outra pessoa mudou");
    assert_eq!(found.iter().filter(lost).count(), 3, "{found:?}");
});
