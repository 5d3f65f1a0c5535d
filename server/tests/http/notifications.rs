//! *Notificações* over HTTP: the bell, the page, its forms, and what has left the scope of its reader.

use domain::cases::{HandOver, HandOverOutcome, HandOverSeen};
use domain::{CaseId, CaseStatus, Principal, Role, UserId};
use reqwest::Method;
use reqwest::header::{ACCEPT_LANGUAGE, ORIGIN};
use store::clock::now;

use crate::support::{Form, InteractionBuilder, TestServer};

/// Ana and bia of one group, and a case that ana has handed to bia.
struct World {
    case: String,
    ana: Principal,
    bia: Principal,
}

async fn world(server: &TestServer) -> World {
    let agent = async |login| Principal { user: server.user(login, Role::Agent).await, role: Role::Agent };
    let (ana, bia) = (agent("ana").await, agent("bia").await);
    server.group_of("g", ana.user, "chefe").await;
    let groups = server.store.groups();
    let group = groups.find("g").await.expect("an answer").expect("a group");
    groups.add_agent(group, bia.user, now()).await.expect("an answer");
    let call = InteractionBuilder::call("call").agent(None).case("pedido").about("Pedido", "Assunto secreto");
    let case = call.customer("Cliente secreto", "c").post(server).await.case();
    let world = World { case, ana, bia };
    server.run(&format!("UPDATE service_case SET agent_id = {}, status = 'waiting'", ana.user)).await;
    world.give(server, ana, bia).await;
    world
}

impl World {
    async fn give(&self, server: &TestServer, from: Principal, to: Principal) {
        let seen = HandOverSeen { status: CaseStatus::Waiting, responsible: Some(from.user) };
        let form =
            HandOver { agent: Some(to.user), queue: None, comment: "Comentário secreto".to_owned(), seen };
        let case = CaseId(self.case.parse().expect("a number"));
        let done = server.store.as_principal(&from).cases().hand_over(case, &form, now()).await;
        assert_eq!(done.expect("an answer"), Some(HandOverOutcome::Done));
    }
}

/// The ID of the newest notification of a user.
async fn newest(server: &TestServer, user: UserId) -> String {
    let principal = Principal { user, role: Role::Agent };
    let list = server.store.as_principal(&principal).notifications().list(false, 1).await.expect("a list");
    list.rows.first().expect("one").id.to_string()
}

contract!(the_bell_counts_and_a_notification_leads_to_its_case, |server| {
    let server = server.with_key().await;
    let world = world(&server).await;
    let bia = server.token("bia").await;
    let history = server.page(&bia, "/history").await.body;
    assert!(history.contains("aria-label=\"Notificações não lidas: 1\""), "the bell is on every page");
    let ana = server.token("ana").await;
    assert!(server.page(&ana, "/history").await.body.contains("aria-label=\"Notificações\""));
    let page = server.page(&bia, "/notifications?unread=true").await.body;
    let main = &page[page.find("<main").expect("a page")..];
    assert!(main.contains(&format!("O caso #{} foi repassado a você", world.case)));
    assert!(!main.contains("secreto"), "it holds nothing of the case");
    let id = newest(&server, world.bia.user).await;
    let opened = server.submit(&bia, "/sf/open_notification", &[("id", &id)]).await;
    assert_eq!(
        (opened.status, opened.leads_to()),
        (302, &*format!("/my-cases?case={}&tab=timeline", world.case))
    );
    assert_eq!(server.page(&bia, opened.leads_to()).await.status, 200);
    assert!(server.page(&bia, "/history").await.body.contains("aria-label=\"Notificações\""), "it is read");
    assert!(server.page(&bia, "/notifications?unread=true").await.body.contains("Você leu todas."));
    assert!(server.page(&bia, "/notifications").await.body.contains("foi repassado a você"));
});

contract!(what_has_left_the_scope_leads_nowhere, |server| {
    let server = server.with_key().await;
    let world = world(&server).await;
    server.run(&format!("UPDATE service_case SET agent_id = {}", world.ana.user)).await;
    let bia = server.token("bia").await;
    let page = server.page(&bia, "/notifications").await.body;
    assert!(
        page.contains("Não está mais disponível") && !page.contains(&format!("#{}", world.case)),
        "{page}"
    );
    assert!(!page.contains("/sf/open_notification"));
    let id = newest(&server, world.bia.user).await;
    let opened = server.submit(&bia, "/sf/open_notification", &[("id", &id)]).await;
    assert_eq!(opened.leads_to(), "/notifications");
    let ana = server.token("ana").await;
    let of_another = server.submit(&ana, "/sf/open_notification", &[("id", &id)]).await;
    let of_none = server.submit(&ana, "/sf/open_notification", &[("id", "999999")]).await;
    assert_eq!(of_another.location, of_none.location);
    assert_eq!(of_another.cookies, of_none.cookies, "another's is like none");
});

contract!(all_that_was_seen_is_marked_and_nothing_newer, |server| {
    let server = server.with_key().await;
    let world = world(&server).await;
    let bia = server.token("bia").await;
    let page = server.page(&bia, "/notifications").await.body;
    let until = page.split("name=\"until\" value=\"").nth(1).expect("the instant of the page");
    let until = until.split('"').next().expect("its end");
    server.run("UPDATE notification SET at = at + 3600000").await;
    let fields = [("until", until), ("back", "/notifications?unread=true")];
    let marked = server.submit(&bia, "/sf/mark_notifications", &fields).await;
    assert_eq!(marked.leads_to(), "/notifications?unread=true");
    assert_eq!(server.count("SELECT count(*) FROM notification WHERE read_at IS NOT NULL").await, 0);
    let ana = server.token("ana").await;
    let id = newest(&server, world.bia.user).await;
    server.submit(&ana, "/sf/mark_notifications", &[("id", &id), ("back", "/notifications")]).await;
    assert_eq!(
        server.count("SELECT count(*) FROM notification WHERE read_at IS NOT NULL").await,
        0,
        "not hers"
    );
    server.submit(&bia, "/sf/mark_notifications", &[("id", &id), ("back", "/notifications")]).await;
    assert_eq!(server.count("SELECT count(*) FROM notification WHERE read_at IS NOT NULL").await, 1);
});

#[tokio::test]
async fn the_page_speaks_three_languages_and_another_site_marks_nothing() {
    let server = TestServer::start().await.with_key().await;
    let world = world(&server).await;
    let bia = server.token("bia").await;
    for (language, title, given) in [
        ("pt-BR", "Notificações", "foi repassado a você"),
        ("en", "Notifications", "was handed over to you"),
        ("es", "Notificaciones", "Le traspasaron el caso"),
    ] {
        let request =
            server.request_as(&bia, Method::GET, "/notifications").header(ACCEPT_LANGUAGE, language);
        let body = request.send().await.expect("an answer").text().await.expect("a page");
        assert!(body.contains(title) && body.contains(given), "{language}");
    }
    let id = newest(&server, world.bia.user).await;
    let foreign = server.request_as(&bia, Method::POST, "/sf/mark_notifications");
    let foreign = foreign.header(ORIGIN, "https://evil.example");
    let answer = Form::of(&[("id", &id)]).on(foreign).send().await.expect("an answer");
    assert_eq!(answer.status(), 403);
    assert_eq!(server.count("SELECT count(*) FROM notification WHERE read_at IS NOT NULL").await, 0);
}
