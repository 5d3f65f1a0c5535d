//! The events of open pages: which users get one for an arrival, and what ends a stream.

use std::time::Duration;

use domain::Role;
use reqwest::Method;
use store::clock::now;

use crate::support::raw::Raw;
use crate::support::{InteractionBuilder, TestServer, server_builder};

/// A timeout that is expected to expire.
const SOON: Duration = Duration::from_millis(100);
/// What an event ends with: it has a name and data, or a browser drops it.
const EVENT: &str = "event: changed\ndata: interactions\n\n";

/// The events of a page.
struct Page(Raw);

impl Page {
    /// Connects like a browser; `seen` is the query string.
    async fn connect(server: &TestServer, token: &str, seen: &str) -> Self {
        let mut page = Raw::connect(server.address()).await;
        page.send(format!(
            "GET /live{seen} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: text/event-stream\r\n\
             Cookie: protocolo_session={token}\r\n\r\n"
        ))
        .await;
        let head = String::from_utf8(page.until(b"retry: ").await).expect("text");
        assert!(head.contains("content-type: text/event-stream"), "{head}");
        assert!(head.contains("cache-control: no-store"), "{head}");
        Self(page)
    }

    /// A page that was rendered just now.
    async fn open(server: &TestServer, login: &str) -> Self {
        let token = server.token(login).await;
        Self::connect(server, &token, &format!("?seen={}", seen(server, login).await)).await
    }

    /// Waits for the next event; returns what the page has seen then.
    async fn told(&mut self) -> String {
        let event = String::from_utf8(self.0.until(EVENT.as_bytes()).await).expect("text");
        let (_, rest) = event.rsplit_once("id: ").expect("what the page has seen");
        rest.split_once('\n').expect("its end").0.to_owned()
    }

    /// All events until the server ends the stream.
    async fn rest(&mut self) -> usize {
        self.0.text_until_closed().await.matches(EVENT).count()
    }
}

/// What a page of this user that is rendered now has seen.
async fn seen(server: &TestServer, login: &str) -> String {
    format!("{}.{}", server.id_of(login).await, server.store.announcements().mark())
}

async fn arrive(server: &TestServer, id: &str, agent: Option<&str>) {
    assert_eq!(InteractionBuilder::call(id).agent(agent).post(server).await.status, 201);
}

/// A server with ana under chefe-ana, bia under chefe-bia, and an administrator.
async fn groups(server: TestServer) -> TestServer {
    let server = server.with_key().await;
    arrive(&server, "first of ana", Some("ana")).await;
    arrive(&server, "first of bia", Some("bia")).await;
    server.two_groups().await;
    server.user("admin", Role::Administrator).await;
    server
}

contract!(an_arrival_is_told_to_those_who_see_it_and_to_others_not, |server| {
    let server = groups(server).await;
    let (ana, bia) = (["ana", "chefe-ana"], ["bia", "chefe-bia"]);
    let mut pages = Vec::new();
    for login in [ana, bia].concat() {
        pages.push((login, Page::open(&server, login).await));
    }
    let mut admin = Page::open(&server, "admin").await;
    // An event says how far the page has seen: an earlier one would have come first.
    arrive(&server, "of ana", Some("ana")).await;
    for (login, page) in &mut pages[..2] {
        assert_eq!(page.told().await, seen(&server, login).await);
    }
    assert_eq!(admin.told().await, seen(&server, "admin").await);
    arrive(&server, "of no agent", None).await;
    assert_eq!(admin.told().await, seen(&server, "admin").await);
    arrive(&server, "of bia", Some("bia")).await;
    for (login, page) in &mut pages[2..] {
        assert_eq!(page.told().await, seen(&server, login).await);
    }
    server.end();
    for (login, page) in &mut pages {
        assert_eq!(page.rest().await, 0, "{login}");
    }
});

contract!(a_page_that_comes_back_is_told_what_it_missed_and_nothing_else, |server| {
    let server = groups(server).await;
    let token = server.token("chefe-ana").await;
    let before = seen(&server, "chefe-ana").await;
    arrive(&server, "of ana", Some("ana")).await;
    let mut page = Page::connect(&server, &token, &format!("?seen={before}")).await;
    let after = page.told().await;
    arrive(&server, "of bia", Some("bia")).await;
    let mut page = Page::connect(&server, &token, &format!("?seen={after}")).await;
    let mut unknown = Page::connect(&server, &token, "?seen=nonsense").await;
    unknown.told().await;
    server.end();
    assert_eq!(page.rest().await, 0);
});

contract!(a_page_of_another_user_or_of_none_is_told_to_stop, |server| {
    let server = groups(server).await;
    let of_bia = seen(&server, "bia").await;
    let ana = server.token("ana").await;
    let path = format!("/live?seen={of_bia}");
    let answer = server.request_as(&ana, Method::GET, &path).send().await.expect("an answer");
    assert_eq!(answer.status(), 204);
    let answer = server.request_as(&ana, Method::GET, "/live").header("last-event-id", of_bia);
    assert_eq!(answer.send().await.expect("an answer").status(), 204);
    assert_eq!(server.get("/live").await.status(), 204);
});

test_database::contract!(a_stream_ends_with_its_session_and_with_a_change_of_the_role, |engine| {
    let server = server_builder().on_engine(engine).with_connections(|limits| limits.session_recheck = SOON);
    let server = groups(server.start().await).await;
    let mut ended = Page::open(&server, "ana").await;
    assert!(server.store.accounts().deactivate("ana", now()).await.expect("an answer"));
    ended.rest().await;
    let mut other_role = Page::open(&server, "chefe-bia").await;
    server.run("UPDATE user_account SET role = 'agent' WHERE login = 'chefe-bia'").await;
    other_role.rest().await;
});

test_database::contract!(a_supervisor_who_gets_another_group_is_told_of_that_one, |engine| {
    let server = server_builder().on_engine(engine).with_connections(|limits| limits.session_recheck = SOON);
    let server = groups(server.start().await).await;
    let mut page = Page::open(&server, "chefe-ana").await;
    server.run("UPDATE monitoring_group SET active = FALSE WHERE name = 'chefe-ana'").await;
    let id = server.id_of("chefe-ana").await;
    server
        .run(&format!("UPDATE group_supervisor SET supervisor_id = {id} WHERE supervisor_id <> {id}"))
        .await;
    arrive(&server, "of bia", Some("bia")).await;
    page.told().await;
    arrive(&server, "of ana", Some("ana")).await;
    arrive(&server, "of bia again", Some("bia")).await;
    assert_eq!(page.told().await, seen(&server, "chefe-ana").await);
});

contract!(a_server_that_stops_ends_its_streams, |server| {
    let server = groups(server).await;
    let mut page = Page::open(&server, "ana").await;
    server.end();
    tokio::time::timeout(Duration::from_secs(5), page.rest()).await.expect("within five seconds");
});

contract!(what_a_page_asks_by_itself_does_not_keep_an_idle_session_alive, |server| {
    let server = groups(server).await;
    let token = server.token("chefe-ana").await;
    let idle = "UPDATE session SET last_seen_at = last_seen_at - 600000";
    let last_seen = "SELECT MAX(last_seen_at) FROM session";
    server.run(idle).await;
    let before = server.count(last_seen).await;
    drop(Page::connect(&server, &token, "").await);
    for function in ["history_arrivals", "my_cases", "management_cases", "management_agents"] {
        let path = format!("/sf/{function}?search=&unattended=true");
        let answer = server.request_as(&token, Method::GET, &path).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{function}");
    }
    server.store.flush_last_seen().await;
    assert_eq!(server.count(last_seen).await, before);
    let attended = server.request_as(&token, Method::GET, "/sf/history_list?search=");
    assert_eq!(attended.send().await.expect("an answer").status(), 200);
    server.store.flush_last_seen().await;
    assert!(server.count(last_seen).await > before);
});

#[tokio::test]
async fn two_servers_on_one_database_tell_of_each_others_arrivals() {
    let one = groups(server_builder().on_engine(test_database::Engine::Postgres).start().await).await;
    // What arrived before is sent to no server that connects afterwards.
    one.store.flush_announcements().await;
    let other = server_builder().on(one.database()).start().await.with_key().await;
    let (mut here, mut there) = (Page::open(&one, "chefe-ana").await, Page::open(&other, "chefe-ana").await);
    let mut elsewhere = Page::open(&other, "chefe-bia").await;
    arrive(&one, "here", Some("ana")).await;
    here.told().await;
    there.told().await;
    arrive(&other, "there", Some("ana")).await;
    here.told().await;
    there.told().await;
    other.end();
    assert_eq!(elsewhere.rest().await, 0);
}

#[tokio::test]
async fn a_user_has_a_limited_number_of_streams() {
    let server = groups(TestServer::start().await).await;
    let token = server.token("ana").await;
    let mut pages = Vec::new();
    for _ in 0..24 {
        pages.push(Page::connect(&server, &token, "").await);
    }
    let asked = server.request_as(&token, Method::GET, "/live").header("accept-language", "en");
    let answer = asked.send().await.expect("an answer");
    assert_eq!(answer.status(), 429);
    let said = answer.text().await.expect("text");
    assert!(said.starts_with("Too many pages are open"), "{said}");
}

#[tokio::test]
async fn streams_leave_half_of_the_connections_to_everything_else() {
    let limit = std::num::NonZeroUsize::new(4).expect("four");
    let server = server_builder().with_connections(|limits| limits.per_address = limit).start().await;
    let server = groups(server).await;
    let token = server.token("ana").await;
    let _pages = (Page::connect(&server, &token, "").await, Page::connect(&server, &token, "").await);
    let answer = server.request_as(&token, Method::GET, "/live").send().await.expect("an answer");
    assert_eq!(answer.status(), 503);
    assert_eq!(server.get("/healthz").await.status(), 200);
}
