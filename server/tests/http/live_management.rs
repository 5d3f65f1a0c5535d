//! *Gerenciamento* and *Meus Atendimentos* and their server functions say the same, and nothing to an
//! agent who may not manage.

use domain::Role;
use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::Value;

use crate::live_history::{answer, encoded, holds, initial};
use crate::support::{InteractionBuilder, TestServer};

/// Cases of `ana`, 25 of them in one status, in a group that `chefe-ana` supervises.
async fn filled(server: &TestServer) -> String {
    let mut case = String::new();
    for n in 0..25 {
        let call = InteractionBuilder::call(&format!("call-{n}")).agent(Some("ana"));
        let call = call.customer("Cliente <um>", &format!("c-{n}")).case(&format!("case-{n}"));
        let call = call.about("Dúvida", &format!("Assunto \"{n}\" & fim"));
        case = call.post(server).await.case();
    }
    server.group_of("Grupo", server.give_password("ana").await, "chefe-ana").await;
    server.user("admin", Role::Administrator).await;
    case
}

/// The status of an answer of a server function.
async fn status(server: &TestServer, token: &str, function: &str) -> u16 {
    let request = server.request_as(token, Method::GET, &format!("/sf/{function}?search="));
    request.header(ACCEPT, "application/json").send().await.expect("an answer").status().as_u16()
}

contract!(ones_own_cases_and_their_function_say_the_same, |server| {
    let server = server.with_key().await;
    let case = filled(&server).await;
    let ana = server.token("ana").await;
    let searches = [
        String::new(),
        "page=2".to_owned(),
        "status=closed".to_owned(),
        "status=waiting&sort=id&order=asc&page=2".to_owned(),
        "q=cliente&sort=opened".to_owned(),
        format!("q=%23{case}&case={case}&tab=sla"),
        "status=gone&page=x".to_owned(),
    ];
    for search in &searches {
        let page = server.page(&ana, &format!("/my-cases?{search}")).await;
        let content = initial(&page.body, "my-cases");
        let own = encoded(&server, &ana, "my_cases", search).await;
        assert!(content.starts_with(&[&[0], own.as_slice()].concat()), "{search}");
    }
    let of_status = |status: &str| format!("status={status}");
    let mut shown = 0;
    for status in ["in_service", "waiting", "on_hold", "closed"] {
        let own = answer(&server, &ana, "my_cases", &of_status(status)).await;
        shown += own["page"]["list"]["page"]["total"].as_u64().expect("a number");
    }
    assert_eq!(shown, 25, "every case stands under one status");
});

contract!(the_management_page_and_its_functions_say_the_same, |server| {
    let server = server.with_key().await;
    let case = filled(&server).await;
    let searches = [
        String::new(),
        "page=2&sort=id&order=asc".to_owned(),
        "filters=open&status=waiting&status=in_service&q=cliente".to_owned(),
        "agent=999999&queue=1".to_owned(),
        "from=2026-02-01&to=2026-01-01".to_owned(),
        "period=last-90-days&sort=opened".to_owned(),
        format!("case={case}&tab=timeline"),
        "view=agents".to_owned(),
        "view=agents&q=ninguém&group=1&page=7".to_owned(),
    ];
    for who in ["chefe-ana", "admin"] {
        let token = server.token(who).await;
        for search in &searches {
            let page = server.page(&token, &format!("/management?{search}")).await;
            let content = initial(&page.body, "management");
            let (tab, function) = if search.starts_with("view=agents") {
                (1, "management_agents")
            } else {
                (0, "management_cases")
            };
            let found = encoded(&server, &token, function, search).await;
            assert!(holds(&content, &[&[tab], found.as_slice()].concat()), "{who}: {search}");
            let is_shown = search.contains("filters=open") || search.contains("from=");
            let options = encoded(&server, &token, "management_options", "").await;
            let options = [&[1], options.as_slice()].concat();
            assert_eq!(holds(&content, &options), is_shown, "{who}: {search}");
        }
    }
});

contract!(the_functions_of_the_management_page_are_not_there_for_agents, |server| {
    let server = server.with_key().await;
    filled(&server).await;
    let ana = server.token("ana").await;
    for function in ["management_cases", "management_agents", "management_options"] {
        assert_eq!(status(&server, &ana, function).await, 404, "{function}");
        assert_eq!(status(&server, "nothing", function).await, 401, "{function}");
    }
    assert_eq!(status(&server, &ana, "my_cases").await, 200);
    assert_eq!(status(&server, "nothing", "my_cases").await, 401);
});

contract!(a_step_in_the_window_changes_what_the_list_answers, |server| {
    let server = server.with_key().await;
    let case = filled(&server).await;
    let ana = server.token("ana").await;
    let row = async |status: &str| -> Option<Value> {
        let own = answer(&server, &ana, "my_cases", &format!("status={status}&q=%23{case}")).await;
        own["page"]["list"]["rows"].as_array().expect("rows").first().cloned()
    };
    let before = row("in_service").await.expect("in service");
    assert_eq!(before["id"].to_string(), case);
    let step = [("case", case.as_str()), ("action", "hold"), ("seen", "in_service")];
    let sent = crate::support::Form::of(&step);
    let taken = server.send(&ana, "/sf/case_step", "application/json", sent).await;
    assert_eq!(taken.status(), 200);
    assert!(row("in_service").await.is_none(), "it is in service no more");
    assert!(row("on_hold").await.is_some(), "it is on hold");
});
