//! Two groups, six people who ask, and for each of them records of the first group's agent.

use domain::settings::ApiScope;
use domain::{ApiKeyId, Role};
use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Method, Response};
use store::clock::now_ms;

use super::matrix::Door;
use crate::support::input::wav;
use crate::support::{Form, InteractionBuilder, Parts, TestServer};

/// Who asks: nobody, the agent and the supervisor of another group, those whose record it is, an
/// administrator.
pub(super) const ACTORS: [&str; 6] = ["", "bia", "chefe-bia", "ana", "chefe-ana", "admin"];

const PDF: &str = "%PDF-1.4\n1 0 obj\n";

/// What is there for one who asks, so that what one of them does is not in the way of the next.
pub(super) struct Record {
    /// A call with a recording.
    pub(super) call: String,
    chat: String,
    customer: String,
    case: String,
    other: String,
    attachment: String,
}

/// The server with all of it.
pub(super) struct World {
    pub(super) server: TestServer,
    pub(super) records: Vec<Record>,
    tokens: Vec<Option<String>>,
}

impl World {
    pub(super) async fn of(server: TestServer) -> Self {
        let server = server.with_key().await;
        server.user("admin", Role::Administrator).await;
        let mut calls = Vec::new();
        for actor in ACTORS {
            calls.push(interactions(&server, actor).await);
        }
        InteractionBuilder::call("of-bia").agent(Some("bia")).post(&server).await;
        server.two_groups().await;
        let ana = server.token("ana").await;
        let mut world = Self { server, records: Vec::new(), tokens: Vec::new() };
        for record in calls {
            let path = format!("/cases/{}/attachments", record.case);
            let file = small_file("file", &record.case);
            let answer = world.server.send(&ana, &path, "application/json", file).await;
            let answer: serde_json::Value = answer.json().await.expect("JSON");
            let attachment = answer["files"][0]["id"].to_string();
            let hold = format!("case={}&action=hold&seen=in_service&back=/history", record.other);
            let held = world.server.send(&ana, "/sf/case_step", "text/html", Form::encoded(hold)).await;
            assert_eq!(outcome(&held), "done");
            world.records.push(Record { attachment, ..record });
        }
        for actor in ACTORS {
            let token = if actor.is_empty() { None } else { Some(world.server.token(actor).await) };
            world.tokens.push(token);
        }
        world
    }

    /// What a door says to each.
    pub(super) async fn ask(&self, door: &Door<'_>) -> Vec<String> {
        let mut said = Vec::new();
        for place in 0..ACTORS.len() {
            said.push(outcome(&self.answer(door, place).await));
        }
        said
    }

    /// What a door answers the one at this place of [`ACTORS`], asked for what is there for them.
    pub(super) async fn answer(&self, door: &Door<'_>, place: usize) -> Response {
        let (actor, record, token) = (ACTORS[place], &self.records[place], &self.tokens[place]);
        let posted = door.endpoint.starts_with("POST");
        let method = if posted { Method::POST } else { Method::GET };
        let path = record.fill(door.path);
        // Whoever signs out needs a session of their own to do so.
        let own = match token {
            Some(_) if path.starts_with("/sf/sign_out") => Some(self.server.token(actor).await),
            token => token.clone(),
        };
        let accept = if door.path == "/sf/messages" { "application/json" } else { "text/html" };
        let request = match &own {
            Some(token) => self.server.request_as(token, method, &path),
            None => self.server.bare(method, &path),
        };
        let mut request = request.header(ACCEPT, accept);
        if posted {
            let form = record.fill(door.form);
            let form = match form.strip_prefix("file:") {
                Some(field) => small_file(field, &path),
                None => Form::encoded(form),
            };
            request = form.on(request.header(ORIGIN, self.server.url("")));
        }
        request.send().await.expect("an answer")
    }

    /// A key of the API with these scopes.
    pub(super) async fn key(&self, scopes: &str) -> (ApiKeyId, String) {
        let allowed = ApiScope::split(scopes);
        self.server.store.api_keys().create_for(scopes, &allowed, now_ms()).await.expect("a key")
    }
}

/// A form with one small file, different for each `seed`.
fn small_file(field: &str, seed: &str) -> Form {
    Parts::default().file(field, "a.pdf", format!("{PDF}{seed}").as_bytes()).form()
}

impl Record {
    /// A text with its numbers in the places that stand for them.
    fn fill(&self, text: &str) -> String {
        text.replace("{call}", &self.call)
            .replace("{chat}", &self.chat)
            .replace("{customer}", &self.customer)
            .replace("{case}", &self.case)
            .replace("{other}", &self.other)
            .replace("{attachment}", &self.attachment)
    }
}

/// A call and two chats of one customer, in two cases.
async fn interactions(server: &TestServer, actor: &str) -> Record {
    let of_customer = |id: &str| {
        let interaction = InteractionBuilder::call(&format!("{actor}-{id}"));
        interaction.customer(&format!("Cliente {actor}"), &format!("c-{actor}"))
    };
    let chat = |id: &str, case: u8| of_customer(id).channel("webchat").case(&format!("{actor}-{case}"));
    let call = of_customer("call").post(server).await.protocol().to_owned();
    assert_eq!(server.put_recording(&call, wav(100, 1)).await.status, 204);
    let first = chat("chat", 1).post(server).await;
    let other = chat("second", 2).post(server).await.case();
    Record {
        call,
        chat: first.protocol().to_owned(),
        customer: format!("Cliente {actor}"),
        case: first.case(),
        other,
        attachment: String::new(),
    }
}

/// What an answer says: its status, or where it leads: to the sign-in page (which also answers a form
/// in its place), on with word that it is done or refused, or just on.
pub(super) fn outcome(answer: &Response) -> String {
    let status = answer.status();
    let is_page =
        answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if status == 401 && is_page {
        return "login".to_owned();
    }
    let Some(to) = answer.headers().get(LOCATION).filter(|_| status.is_redirection()) else {
        return status.as_u16().to_string();
    };
    if to.to_str().is_ok_and(|to| to.starts_with("/login")) {
        return "login".to_owned();
    }
    let cookies = answer.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let told = cookies.into_iter().find(|cookie| cookie.starts_with("protocolo_flash=%7B"));
    match told {
        Some(notice) if notice.contains("%22good%22%3Atrue") => "done".to_owned(),
        Some(_) => "refused".to_owned(),
        None => "on".to_owned(),
    }
}
