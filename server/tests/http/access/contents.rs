//! No data leaks out of scope: texts planted in one group's work appear in no response to anyone
//! out of scope, whether page, form, file, search or list of options.
//!
//! Each text starts with a capital letter and is searched for in lower case, so that a page that
//! echoes the search term does not count as a leak.

use domain::questionnaire::{Question, QuestionKind};
use domain::settings::QuestionnaireRecord;
use domain::sla::PolicyScope;
use domain::{AttachmentId, Principal, Role};
use serde_json::Value;
use store::cases::RemoveAttachmentOutcome;
use store::clock::now;

use super::matrix::{MATRIX, Row};
use super::world::{ACTORS, World};
use crate::support::{Form, InteractionBuilder, Parts, TestServer};

/// Planted in a case that only Ana serves: all texts of a customer, a case and an interaction.
const OF_ANA: [&str; 9] = [
    "PlantadoNome",
    "PlantadoEmail",
    "PlantadoTipo",
    "PlantadoAssunto",
    "PlantadoNotas",
    "PlantadoMensagem",
    "PlantadoRemetente",
    "PlantadoMotivo",
    "PlantadoArquivo",
];

/// Planted in an interaction of Ana's within a case that Bia has served too: Bia sees that it took
/// place, but not its content.
const IN_SHARED: [&str; 8] = [
    "DivididoNotas",
    "DivididoMensagem",
    "DivididoRemetente",
    "DivididoMotivo",
    "DivididoDescricao",
    "DivididoResposta",
    "DivididoArquivo",
    "DivididoRemovido",
];

const TABS: [&str; 8] =
    ["data", "timeline", "customer", "calls", "interactions", "sla", "attachments", "survey"];

/// The records with planted texts.
struct Planted {
    /// The protocol and case that only Ana serves, and a file of it.
    own: String,
    own_case: String,
    file: String,
    /// The protocol of Ana's in the shared case, and a file that came with it.
    part: String,
    shared_case: String,
    shared_file: String,
    /// The customers of both cases.
    customers: [i64; 2],
}

fn interaction(id: &str, agent: &str, word: &str) -> InteractionBuilder {
    let chat = InteractionBuilder::call(id).channel("webchat").agent(Some(agent));
    // The reasons of a queue are visible to all who serve it, so each agent has their own queue.
    let chat = chat.queue(&format!("Fila de {agent}")).reason(&format!("{word}Motivo"));
    let chat = chat.notes(&format!("{word}Notas"));
    chat.message(&format!("{word}Mensagem")).sender(&format!("{word}Remetente"))
}

async fn plant(world: &World) -> Planted {
    let server = &world.server;
    let ana = server.token("ana").await;
    let own = interaction("planted", "ana", "Plantado").customer("PlantadoNome", "planted");
    let own = own.email("PlantadoEmail@example.org").case("planted").about("PlantadoTipo", "PlantadoAssunto");
    let own = own.post(server).await;
    let (own, own_case) = (own.protocol().to_owned(), own.case());
    let file = Parts::default().file("file", "PlantadoArquivo.pdf", b"%PDF-1.4\n1 0 obj\nplanted").form();
    let path = format!("/cases/{own_case}/attachments");
    let answer: Value = server.send(&ana, &path, "application/json", file).await.json().await.expect("JSON");
    let file = answer["files"][0]["id"].to_string();

    let of_shared = |id: &str, agent: &str, word: &str| {
        interaction(id, agent, word).customer("Dividida", "shared").case("shared")
    };
    let part = of_shared("part", "ana", "Dividido").post(server).await;
    let (part, shared_case) = (part.protocol().to_owned(), part.case());
    let joined = of_shared("joined", "bia", "Proprio").post(server).await.case();
    assert_eq!(joined, shared_case);
    ask_on_closing(server).await;
    let finish = [
        ("form", "case-finish"),
        ("seen", "in_service"),
        ("notes", "DivididoDescricao"),
        ("answer.1", "DivididoResposta"),
    ];
    let page = format!("/history?case={shared_case}&case.finish=open");
    // The description replaces the notes that came in; the same interaction comes in again.
    let finished = server.submit(&ana, &page, &finish).await;
    assert_eq!(finished.status, 303, "{}", finished.body);
    let again = of_shared("again", "ana", "Dividido").post(server).await;
    assert_eq!(again.case(), shared_case, "it belongs to the same case");
    let shared_file = files_of(server, &file, &part).await.to_string();
    let customers = [
        server.count("SELECT id FROM customer WHERE name = 'PlantadoNome'").await,
        server.count("SELECT id FROM customer WHERE name = 'Dividida'").await,
    ];
    Planted { own, own_case, file, part, shared_case, shared_file, customers }
}

async fn administrator(server: &TestServer) -> Principal {
    Principal { user: server.id_of("admin").await, role: Role::Administrator }
}

/// Creates the questionnaire on closing any case.
async fn ask_on_closing(server: &TestServer) {
    let text = "O que houve?".to_owned();
    let question = Question { id: 1, kind: QuestionKind::Text, text, options: Vec::new(), required: false };
    let questionnaire = QuestionnaireRecord {
        name: "Roteiro".to_owned(),
        active: true,
        scope: PolicyScope { queue: None, kind: None },
        questions: vec![question],
    };
    let admin = administrator(server).await;
    let settings = server.store.as_principal(&admin).settings().expect("an administrator");
    settings.create(questionnaire, now()).await.expect("an answer").created().expect("a questionnaire");
}

/// Gives an interaction two files with the content of `like` and returns the one not removed. The rows
/// are inserted as SQL, since no action of the store attaches files to interactions.
async fn files_of(server: &TestServer, like: &str, protocol: &str) -> AttachmentId {
    for name in ["DivididoArquivo", "DivididoRemovido"] {
        let row = format!(
            "INSERT INTO attachment (case_id, interaction_id, name, content_type, size, sha256, blob, uploaded_at) \
             SELECT i.case_id, i.id, '{name}.pdf', a.content_type, a.size, '{name}', a.blob, a.uploaded_at \
             FROM attachment AS a, interaction AS i WHERE a.id = {like} AND i.protocol = '{protocol}'"
        );
        server.run(&row).await;
    }
    let removed = server.count("SELECT id FROM attachment WHERE name = 'DivididoRemovido.pdf'").await;
    let admin = administrator(server).await;
    let scoped = server.store.as_principal(&admin);
    let done = scoped.cases().remove_attachment(AttachmentId(removed), now()).await.expect("an answer");
    assert!(matches!(done, Some(RemoveAttachmentOutcome::Removed { .. })), "{done:?}");
    AttachmentId(server.count("SELECT id FROM attachment WHERE name = 'DivididoArquivo.pdf'").await)
}

/// Everything that could show a case or an interaction, and all lists, searches and options.
fn paths(planted: &Planted) -> Vec<String> {
    let Planted { own, own_case, file, part, shared_case, shared_file, customers } = planted;
    let mut found = Vec::new();
    for page in ["/history", "/my-cases", "/management"] {
        // Anyone who edits a case sees the kinds of the operation.
        found.push(format!("{page}?case={own_case}&case.edit=case"));
        for case in [own_case, shared_case] {
            found.extend(TABS.map(|tab| format!("{page}?case={case}&tab={tab}")));
            let window = format!("{page}?case={case}");
            found.extend(TABS.map(|tab| format!("/sf/case?search=case%3D{case}%26tab%3D{tab}")));
            found.push(format!("{window}&case.finish=open"));
            found.push(format!("{window}&case.edit=customer"));
            for comments in ["with", "without"] {
                found.push(format!("{window}&tab=timeline&case.comments={comments}"));
            }
            for word in OF_ANA.iter().chain(&IN_SHARED) {
                let word = word.to_lowercase();
                found.push(format!("{window}&tab=timeline&case.q={word}"));
                found.push(format!("{window}&tab=customer&case.q={word}"));
            }
        }
    }
    for protocol in [own, part] {
        let window = format!("/history?interaction={protocol}&view");
        found.push(format!("{window}=conversation&messages=all"));
        found.push(format!("{window}=notes"));
        found.push(format!("/recordings/{protocol}"));
        for list in ["/history?protocol", "/my-cases?q", "/management?q"] {
            found.push(format!("{list}={protocol}"));
        }
        for list in ["my_cases", "management_cases"] {
            found.push(format!("/sf/{list}?search=q%3D{protocol}"));
        }
        for search in ["messages%3Dall", "view%3Dnotes"] {
            found.push(format!("/sf/history_interaction?search=interaction%3D{protocol}%26{search}"));
        }
        found.push(format!("/sf/history_list?search=protocol%3D{protocol}"));
    }
    for typed in [own, part]
        .map(ToString::to_string)
        .into_iter()
        .chain([own_case, shared_case].map(|case| format!("%23{case}")))
    {
        found.push(format!("/go?q={typed}"));
        found.push(format!("/sf/palette?q={typed}"));
    }
    found.push("/customers".to_owned());
    found.extend(customers.map(|customer| format!("/customers/{customer}")));
    for word in OF_ANA.iter().chain(&IN_SHARED).map(|word| word.to_lowercase()) {
        found.push(format!("/customers?q={word}"));
        found.push(format!("/customers?q={word}%40example.org"));
    }
    for typed in [own, part] {
        found.push(format!("/customers?q={typed}"));
    }
    for case in [own_case, shared_case] {
        found.push(format!("/customers?q=%23{case}"));
    }
    for file in [file, shared_file] {
        found.push(format!("/attachments/{file}"));
        found.push(format!("/attachments/{file}/preview"));
    }
    found.push("/history?filters=open&from=2000-01-01".to_owned());
    found.push("/history?views=open".to_owned());
    found.push("/sf/history_list?search=from%3D2000-01-01".to_owned());
    found.push("/sf/history_arrivals?search=from%3D2000-01-01".to_owned());
    found.push("/sf/history_month?search=".to_owned());
    found.push("/sf/history_options".to_owned());
    for list in ["/my-cases", "/management"] {
        found.push(format!("{list}?filters=open"));
        found.extend(OF_ANA.map(|word| format!("{list}?filters=open&q={}", word.to_lowercase())));
        found.push(format!("{list}?filters=open&status=closed"));
    }
    for list in ["my_cases", "management_cases"] {
        found.push(format!("/sf/{list}?search="));
        found.extend(OF_ANA.map(|word| format!("/sf/{list}?search=q%3D{}", word.to_lowercase())));
        found.push(format!("/sf/{list}?search=status%3Dclosed"));
    }
    found.push("/sf/management_options".to_owned());
    found.push("/sf/management_agents?search=view%3Dagents".to_owned());
    found.push("/management?view=agents".to_owned());
    found.push("/settings/audit?q=plantado".to_owned());
    found.push("/settings/audit/export".to_owned());
    found
}

/// The headers and the body of a response. A stream of events has no end; what is in its events is
/// tested by itself.
async fn all_of(answer: reqwest::Response) -> String {
    let head = format!("{:?}", answer.headers());
    if answer.headers().get("content-type").is_some_and(|kind| kind == "text/event-stream") {
        return head;
    }
    head + &String::from_utf8_lossy(&answer.bytes().await.expect("a body"))
}

contract!(nobody_out_of_scope_reads_a_word, |server| {
    let world = World::of(server).await;
    let planted = plant(&world).await;
    let words: Vec<&str> = OF_ANA.iter().chain(&IN_SHARED).copied().collect();
    let get = |path: &str| -> Row<'static> {
        Row { endpoint: "GET", path: path.to_owned().leak(), form: "", expected: [""; 6] }
    };
    let messages: Vec<Row<'static>> = [&planted.own, &planted.part]
        .map(|protocol| Row {
            endpoint: "POST",
            path: "/sf/messages",
            form: format!("protocol={protocol}&from=0").leak(),
            expected: [""; 6],
        })
        .into();
    let asked: Vec<Row<'static>> = paths(&planted).iter().map(|path| get(path)).chain(messages).collect();
    let mut found = Vec::new();
    for (place, actor) in ACTORS.iter().enumerate() {
        let in_scope = ["ana", "chefe-ana", "admin"].contains(actor);
        let mut read = std::collections::BTreeSet::new();
        // The matrix asks for the actor's own records as well; lists may mention every record.
        for row in asked.iter().chain(if in_scope { &[][..] } else { MATRIX }) {
            let answer = all_of(world.answer(row, place).await).await;
            for word in words.iter().filter(|word| answer.contains(**word)) {
                read.insert(*word);
                if !in_scope {
                    found.push(format!("{actor} reads {word} at {} {} {}", row.endpoint, row.path, row.form));
                }
            }
        }
        if in_scope {
            let missed: Vec<_> = words.iter().filter(|word| !read.contains(**word)).collect();
            assert!(missed.is_empty(), "{actor} should read {missed:?} somewhere");
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
    // Bia can read her own part of the shared case.
    let bia = world.server.token("bia").await;
    let path = format!("/history?case={}&tab=timeline", planted.shared_case);
    let page = world.server.page(&bia, &path).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("ProprioNotas") && page.body.contains(&planted.part), "both are rows");
    let sent = Form::of(&[("protocol", planted.part.as_str()), ("from", "0")]);
    assert_eq!(world.server.send(&bia, "/sf/messages", "application/json", sent).await.status(), 404);
});
