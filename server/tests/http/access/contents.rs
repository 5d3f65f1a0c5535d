//! What the answers contain: words that stand in one group's work are in no answer of anybody out of
//! its scope, whichever page, form, file, search or choice they ask for.
//!
//! Every word begins with a capital letter, and is searched for without it: a page that shows again what
//! somebody typed does not count as telling it.

use domain::{AttachmentId, Principal, Role};
use serde_json::Value;
use store::cases::RemoveAttachmentOutcome;
use store::clock::now_ms;

use super::matrix::{Door, MATRIX};
use super::world::{ACTORS, World};
use crate::support::{Form, InteractionBuilder, Parts, TestServer};

/// What is planted in a case of Ana's alone: everything that can be said of a customer, a case and an
/// interaction.
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

/// What is planted in an interaction of Ana's that is part of a case which Bia has served, too: that it
/// took place is there to see, what was said in it is not.
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

/// What every case is asked about when it is finished.
const QUESTIONNAIRE: &str = r#"
    INSERT INTO questionnaire (id, name, questions)
    VALUES (1, 'Roteiro', '[{"id":1,"kind":"text","text":"O que houve?","required":false}]')"#;

const TABS: [&str; 8] =
    ["data", "timeline", "customer", "calls", "interactions", "sla", "attachments", "survey"];

/// What was planted.
struct Planted {
    /// The protocol and case of Ana's alone, and a file of it.
    own: String,
    own_case: String,
    file: String,
    /// The protocol of Ana's, in the case that both have served, and a file that came with it.
    part: String,
    shared_case: String,
    shared_file: String,
}

fn interaction(id: &str, agent: &str, word: &str) -> InteractionBuilder {
    let chat = InteractionBuilder::call(id).channel("webchat").agent(Some(agent));
    // What may be chosen in a queue is the queue's, and known to whoever serves it.
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
    server.run(QUESTIONNAIRE).await;
    let finish = [
        ("form", "case-finish"),
        ("seen", "in_service"),
        ("notes", "DivididoDescricao"),
        ("answer.1", "DivididoResposta"),
    ];
    let page = format!("/history?case={shared_case}&case.finish=open");
    // The description replaces what came in, which comes in once more.
    let finished = server.submit(&ana, &page, &finish).await;
    assert_eq!(finished.status, 303, "{}", finished.body);
    let again = of_shared("again", "ana", "Dividido").post(server).await;
    assert_eq!(again.case(), shared_case, "it belongs to the same case");
    let shared_file = files_of(server, &file, &part).await.to_string();
    Planted { own, own_case, file, part, shared_case, shared_file }
}

/// Gives an interaction two files with the content of `like`, one of which is removed again; the one
/// that stays.
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
    let admin = Principal { user: server.id_of("admin").await, role: Role::Administrator };
    let scoped = server.store.as_principal(&admin);
    let done = scoped.remove_attachment(AttachmentId(removed), now_ms()).await.expect("an answer");
    assert!(matches!(done, Some(RemoveAttachmentOutcome::Removed { .. })), "{done:?}");
    AttachmentId(server.count("SELECT id FROM attachment WHERE name = 'DivididoArquivo.pdf'").await)
}

/// Whatever could show a case or an interaction, and every list, search and choice.
fn doors(planted: &Planted) -> Vec<String> {
    let Planted { own, own_case, file, part, shared_case, shared_file } = planted;
    let mut found = Vec::new();
    for page in ["/history", "/my-cases", "/management"] {
        // The kinds that a case may be given are the operation's, and known to whoever edits one.
        found.push(format!("{page}?case={own_case}&case.edit=case"));
        for case in [own_case, shared_case] {
            found.extend(TABS.map(|tab| format!("{page}?case={case}&tab={tab}")));
            let window = format!("{page}?case={case}");
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
    }
    for file in [file, shared_file] {
        found.push(format!("/attachments/{file}"));
        found.push(format!("/attachments/{file}/preview"));
    }
    found.push("/history?filters=open&from=2000-01-01".to_owned());
    for list in ["/my-cases", "/management"] {
        found.push(format!("{list}?filters=open"));
        found.extend(OF_ANA.map(|word| format!("{list}?filters=open&q={}", word.to_lowercase())));
        found.push(format!("{list}?filters=open&status=closed"));
    }
    found.push("/management?view=agents".to_owned());
    found.push("/settings/audit?q=plantado".to_owned());
    found.push("/settings/audit/export".to_owned());
    found
}

/// Everything that somebody is answered: the head and the body.
async fn all_of(answer: reqwest::Response) -> String {
    let head = format!("{:?}", answer.headers());
    head + &String::from_utf8_lossy(&answer.bytes().await.expect("a body"))
}

contract!(nobody_out_of_scope_reads_a_word, |server| {
    let world = World::of(server).await;
    let planted = plant(&world).await;
    let words: Vec<&str> = OF_ANA.iter().chain(&IN_SHARED).copied().collect();
    let get = |path: &str| -> Door<'static> {
        Door { endpoint: "GET", path: path.to_owned().leak(), form: "", says: [""; 6] }
    };
    let messages: Vec<Door<'static>> = [&planted.own, &planted.part]
        .map(|protocol| Door {
            endpoint: "POST",
            path: "/sf/messages",
            form: format!("protocol={protocol}&from=0").leak(),
            says: [""; 6],
        })
        .into();
    let asked: Vec<Door<'static>> = doors(&planted).iter().map(|path| get(path)).chain(messages).collect();
    let mut told = Vec::new();
    for (place, actor) in ACTORS.iter().enumerate() {
        let in_scope = ["ana", "chefe-ana", "admin"].contains(actor);
        let mut read = std::collections::BTreeSet::new();
        // What the matrix asks of what is there for somebody, too: lists may mention everything.
        for door in asked.iter().chain(if in_scope { &[][..] } else { MATRIX }) {
            let answer = all_of(world.answer(door, place).await).await;
            for word in words.iter().filter(|word| answer.contains(**word)) {
                read.insert(*word);
                if !in_scope {
                    told.push(format!(
                        "{actor} reads {word} at {} {} {}",
                        door.endpoint, door.path, door.form
                    ));
                }
            }
        }
        if in_scope {
            let missed: Vec<_> = words.iter().filter(|word| !read.contains(**word)).collect();
            assert!(missed.is_empty(), "{actor} should read {missed:?} somewhere");
        }
    }
    assert!(told.is_empty(), "\n{}", told.join("\n"));
    // Bia reads her own part of the shared case.
    let bia = world.server.token("bia").await;
    let path = format!("/history?case={}&tab=timeline", planted.shared_case);
    let page = world.server.page(&bia, &path).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("ProprioNotas") && page.body.contains(&planted.part), "both are rows");
    let sent = Form::of(&[("protocol", planted.part.as_str()), ("from", "0")]);
    assert_eq!(world.server.send(&bia, "/sf/messages", "application/json", sent).await.status(), 404);
});
