//! Fixture of the access tests: two groups, six actors, and records in scope of the first group.

use domain::customers::{DuplicateReason, Proposal};
use domain::saved_view::{CreateViewOutcome, ViewAudience, ViewPage, ViewRecord};
use domain::settings::source::{AsteriskConnection, Connection};
use domain::settings::{ApiScope, SourceRecord};
use domain::{ApiKeyId, Principal, Role, SourceId, UserId};
use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Method, Response};
use store::clock::now;
use store::customers::ProposalQuery;

use super::matrix::Row;
use crate::support::input::{sha256, wav};
use crate::support::{Form, InteractionBuilder, Parts, TestServer};

/// The actors: anonymous, the agent and the supervisor of another group, those of the group in
/// scope, an administrator.
pub(super) const ACTORS: [&str; 6] = ["", "bia", "chefe-bia", "ana", "chefe-ana", "admin"];

/// The bytes of the file that came with the first chat.
pub(super) const MEDIA: &[u8] = b"the bytes of a file";
const PDF: &str = "%PDF-1.4\n1 0 obj\n";

/// The records for one actor, each with their own, so that they do not interfere.
pub(super) struct Record {
    /// A call with a recording.
    pub(super) call: String,
    pub(super) chat: String,
    customer: String,
    case: String,
    other: String,
    attachment: String,
    /// A view that the supervisor in scope has shared with the group.
    view: String,
    twins: Twins,
}

/// Two customers with one number.
#[derive(Default)]
struct Twins {
    number: String,
    older: String,
    newer: String,
}

/// The server with all records.
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
        source(&server).await;
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
            let view = shared_view(&world.server).await;
            world.records.push(Record { attachment, view, ..record });
        }
        for actor in ACTORS {
            let token = if actor.is_empty() { None } else { Some(world.server.token(actor).await) };
            world.tokens.push(token);
        }
        world
    }

    /// The outcome of a row for each actor.
    pub(super) async fn ask(&self, row: &Row<'_>) -> Vec<String> {
        let mut said = Vec::new();
        for place in 0..ACTORS.len() {
            said.push(outcome(&self.answer(row, place).await));
        }
        said
    }

    /// The response to the actor at this index of [`ACTORS`], asking for the records made for them.
    pub(super) async fn answer(&self, row: &Row<'_>, place: usize) -> Response {
        let (actor, record, token) = (ACTORS[place], &self.records[place], &self.tokens[place]);
        let posted = row.endpoint.starts_with("POST");
        let method = if posted { Method::POST } else { Method::GET };
        let path = record.fill(row.path);
        // Signing out needs a session of its own.
        let own = match token {
            Some(_) if path.starts_with("/sf/sign_out") => Some(self.server.token(actor).await),
            token => token.clone(),
        };
        let reads = [
            "/sf/messages",
            "/sf/history_",
            "/sf/management_",
            "/sf/my_cases",
            "/sf/palette",
            "/sf/case?",
            "/sf/case_form",
        ];
        let reads = reads.iter().any(|read| row.path.starts_with(read));
        let accept = if reads { "application/json" } else { "text/html" };
        let request = match &own {
            Some(token) => self.server.request_as(token, method, &path),
            None => self.server.bare(method, &path),
        };
        let mut request = request.header(ACCEPT, accept);
        if posted {
            let form = record.fill(row.form);
            request = request.header(ORIGIN, self.server.url(""));
            request = match (form.strip_prefix("file:"), form.strip_prefix("json:")) {
                (Some(field), _) => small_file(field, &path).on(request),
                (_, Some(json)) => request.header(CONTENT_TYPE, "application/json").body(json.to_owned()),
                _ => Form::encoded(form).on(request),
            };
        }
        request.send().await.expect("an answer")
    }

    /// An API key with these scopes.
    pub(super) async fn key(&self, scopes: &str) -> (ApiKeyId, String) {
        let allowed = ApiScope::split(scopes);
        self.server
            .store
            .api_keys()
            .create_for(scopes, &allowed, now())
            .await
            .expect("an answer")
            .created()
            .expect("a key")
    }
}

/// Creates a source, the first one.
async fn source(server: &TestServer) {
    let asterisk = AsteriskConnection { queue_log: "/queue_log".to_owned(), ..AsteriskConnection::default() };
    let record = SourceRecord {
        name: "pbx".to_owned(),
        active: false,
        connection: Connection::Asterisk(asterisk),
        queues: Vec::new(),
        agents: Vec::new(),
    };
    let created = server.store.sources().settings().create(record, now()).await.expect("an answer");
    assert_eq!(created.created().expect("a source"), SourceId(1));
}

/// A view of the supervisor of *ana*, shared with her group; returns its slug.
async fn shared_view(server: &TestServer) -> String {
    let owner = Principal { user: server.id_of("chefe-ana").await, role: Role::Supervisor };
    let scoped = server.store.as_principal(&owner);
    let groups = scoped.views().groups_offered().await.expect("an answer");
    let record = ViewRecord {
        name: "Visão".to_owned(),
        query: String::new(),
        audience: ViewAudience::Groups,
        groups: groups.into_iter().map(|group| group.id).collect(),
    };
    match scoped.views().create(ViewPage::History, record, now()).await.expect("an answer") {
        CreateViewOutcome::Created(slug) => slug.to_string(),
        other => panic!("not created: {other:?}"),
    }
}

/// A form with one small file, different for each `seed`.
fn small_file(field: &str, seed: &str) -> Form {
    Parts::default().file(field, "a.pdf", format!("{PDF}{seed}").as_bytes()).form()
}

impl Record {
    /// Replaces the placeholders in a text by the IDs of this record.
    fn fill(&self, text: &str) -> String {
        text.replace("{call}", &self.call)
            .replace("{chat}", &self.chat)
            .replace("{customer}", &self.customer)
            .replace("{case}", &self.case)
            .replace("{other}", &self.other)
            .replace("{attachment}", &self.attachment)
            .replace("{view}", &self.view)
            .replace("{number}", &self.twins.number.replace('+', "%2B"))
            .replace("{older}", &self.twins.older)
            .replace("{newer}", &self.twins.newer)
            .replace("{media}", &sha256(MEDIA))
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
    let first = chat("chat", 1).message("segue").file("a.txt", "text/plain", MEDIA).post(server).await;
    let put = server.put_media(first.protocol(), &sha256(MEDIA), MEDIA).await;
    assert_eq!(put.status, 204, "{:?}", put.json);
    let other = chat("second", 2).post(server).await.case();
    Record {
        call,
        chat: first.protocol().to_owned(),
        customer: format!("Cliente {actor}"),
        case: first.case(),
        other,
        attachment: String::new(),
        view: String::new(),
        twins: twins(server, actor).await,
    }
}

/// Calls of two customers who share a number, and both customers.
async fn twins(server: &TestServer, actor: &str) -> Twins {
    let place = ACTORS.iter().position(|known| *known == actor).expect("an actor");
    let number = format!("+551190000000{place}");
    for id in ["one", "two"] {
        let call = InteractionBuilder::call(&format!("{actor}-twin-{id}"));
        let call = call.customer(&format!("Gêmea {actor}"), &format!("twin-{actor}-{id}"));
        call.phone(&number).post(server).await;
    }
    let administrator = Principal { user: UserId(1), role: Role::Administrator };
    let scoped = server.store.as_principal(&administrator);
    let page = scoped.customers().proposals(&ProposalQuery::default()).await.expect("an answer");
    let shared = |one: &Proposal| one.reasons == [DuplicateReason::Number(number.clone())];
    let found = page.expect("a page").proposals.into_iter().find(shared).expect("they are proposed");
    Twins { older: found.older.id.to_string(), newer: found.newer.id.to_string(), number }
}

/// The outcome of a response: `login` (also for a sign-in page in place of a form), `done` or
/// `refused` for a redirect with a notice, `on` for any other redirect, or the status.
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
    let found = cookies.into_iter().find(|cookie| cookie.starts_with("protocolo_flash=%7B"));
    match found {
        Some(notice) if notice.contains("%22good%22%3Atrue") => "done".to_owned(),
        Some(_) => "refused".to_owned(),
        None => "on".to_owned(),
    }
}
