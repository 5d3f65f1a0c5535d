//! The settings of sources over HTTP: their forms by kind, secrets that are never shown, names mapped with
//! one click, reading again, and the rejects on the page and as a download.

use domain::settings::SourceRecord;
use domain::settings::source::SecretName;
use domain::{Millis, Role, SourceId, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};
use store::settings::Versioned;
use store::sources::{Advanced, SourceReject, SourceStep};

use crate::support::program::{protocolo, run};
use crate::support::{Admin, Page, TestServer};

const LIST: &str = "/settings/sources";

impl Admin<'_> {
    /// Creates a source and returns its page.
    async fn create_source(&self, kind: &str, fields: &[(&str, &str)]) -> String {
        let form = [&[("kind", kind)], fields].concat();
        let answer = self.post_record(&format!("{LIST}/new?kind={kind}"), &form).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        answer.leads_to().to_owned()
    }

    async fn asterisk(&self) -> String {
        self.create_source("asterisk", &[("name", "pbx"), ("queue_log", "/var/log/asterisk/queue_log")]).await
    }
}

async fn stored(server: &TestServer, name: &str) -> Versioned<SourceRecord> {
    server.store.sources().named(name).await.expect("a read").expect("a source")
}

async fn secret(server: &TestServer, source: SourceId, name: SecretName) -> Option<String> {
    server.store.sources().secret(source, name).await.expect("a read")
}

/// A name of the queue or agent that was created for the only source.
async fn meet(server: &TestServer, role: &str, name: &str) {
    let row = format!(
        "INSERT INTO source_name (source_id, role, name, met_at) SELECT id, '{role}', '{name}', 0 FROM source"
    );
    server.run(&row).await;
}

async fn reject(server: &TestServer, of: &Versioned<SourceRecord>, rejects: Vec<SourceReject>) {
    let step = SourceStep {
        name: of.record.name.clone(),
        log: "queue_log".to_owned(),
        state: "null".to_owned(),
        position: json!({ "offset": 12_345 }).to_string(),
        skipped: [("ring".to_owned(), 3), ("new_kind".to_owned(), 1)].into(),
        rejects,
        ..SourceStep::from(of.id)
    };
    let advanced = server.store.sources().advance(step, Timestamp(1_772_453_200_000)).await.expect("a step");
    assert!(matches!(advanced, Advanced::Committed(_)));
}

fn bad_line(line: u64, reason: Value, text: &str) -> SourceReject {
    SourceReject { file: Some("queue_log".to_owned()), line: Some(line), reason, text: text.to_owned() }
}

#[tokio::test]
async fn the_page_of_a_new_source_offers_the_kinds_and_then_the_fields_of_one() {
    let server = TestServer::start().await;
    let admin = Admin::of(&server).await;
    assert!(admin.get(LIST).await.contains("Crie a primeira fonte"));
    let choice = admin.get(&format!("{LIST}/new")).await;
    for kind in ["asterisk", "whatsapp", "chatwoot"] {
        assert!(choice.contains(&format!("href=\"/settings/sources/new?kind={kind}\"")), "{kind}");
    }
    assert!(!choice.contains("settings-record"), "no form before the choice");
    for (kind, has, lacks) in [
        ("asterisk", "name=\"queue_log\"", "name=\"numbers\""),
        ("whatsapp", "name=\"numbers\"", "name=\"server\""),
        ("chatwoot", "name=\"server\"", "name=\"queue_log\""),
    ] {
        let form = admin.get(&format!("{LIST}/new?kind={kind}")).await;
        assert!(form.contains(has) && !form.contains(lacks), "{kind}");
    }
    let unknown = admin.get(&format!("{LIST}/new?kind=fax")).await;
    assert!(unknown.contains("?kind=asterisk"), "the choice again");
}

#[tokio::test]
async fn a_file_outside_the_folders_of_the_server_is_refused_when_it_is_saved() {
    let server = TestServer::start().await;
    let admin = Admin::of(&server).await;
    for (field, path) in [
        ("queue_log", "/etc/passwd"),
        ("cdr", "/var/log/asterisk/../secret/Master.csv"),
        ("recordings", "/home/ana"),
        ("queue_log", "/var/log/asterisk"),
    ] {
        let log = ("queue_log", "/var/log/asterisk/queue_log");
        let form = [("kind", "asterisk"), ("name", "pbx"), (field, path), log];
        let page = admin.post_record(&format!("{LIST}/new?kind=asterisk"), &form).await;
        assert_eq!(page.status, 422, "{path}");
        assert!(page.body.contains("O servidor só lê arquivos destas pastas: /var/log/asterisk, "), "{path}");
        assert!(page.body.contains("PROTOCOLO_SOURCE_FOLDERS"), "the remedy");
        assert!(page.body.contains(&format!("value=\"{path}\"")), "{path}: what was typed stays");
    }
    // A command on another machine reads what is there.
    let remote = [("name", "remota"), ("queue_log", "/srv/pbx/queue_log"), ("by_command", "yes")];
    admin.create_source("asterisk", &remote).await;
    let here = admin.asterisk().await;
    let changed = [("revision", "0"), ("queue_log", "/srv/pbx/queue_log")];
    assert_eq!(admin.post_record(&here, &changed).await.status, 422);
}

#[tokio::test]
async fn the_command_line_refuses_a_file_outside_the_folders_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = crate::support::sqlite(&folder);
    let set = async |more: &[&str]| {
        let words = [&["source", "set", "asterisk", "pbx"], more].concat();
        let output = run(protocolo(folder.path(), &url, &words), b"").await;
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let folders = ["--source-folders", "/var/log/asterisk"];
    let log = ["--queue-log", "/var/log/asterisk/queue_log"];
    let outside = set(&[&log[..], &["--recordings", "/home/ana"], &folders].concat()).await;
    assert!(
        !outside.0 && outside.1.contains("--recordings: /home/ana is in none of the folders"),
        "{outside:?}"
    );
    assert!(outside.1.contains("PROTOCOLO_SOURCE_FOLDERS"), "the remedy");
    let inside = set(&[&log[..], &folders].concat()).await;
    assert!(inside.0, "{inside:?}");
    // Which folders the server has is not known here.
    let unknown = set(&["--cdr", "/srv/Master.csv"]).await;
    assert!(unknown.0, "{unknown:?}");
}

contract!(every_kind_is_created_paused_with_what_its_form_says, |server| {
    let admin = Admin::of(&server).await;
    let pbx = admin.asterisk().await;
    admin
        .create_source(
            "whatsapp",
            &[
                ("name", "zap vendas"),
                ("numbers", "106540352242922=WhatsApp"),
                ("idle_hours", "12"),
                ("grace_s", "60"),
                ("media", "yes"),
            ],
        )
        .await;
    let chat = [
        ("name", "site"),
        ("server", "https://chat.example.com/"),
        ("account", "3"),
        ("inboxes", "Site\n7"),
        ("settle_s", "30"),
        ("agents", "ana@example.com=ana"),
    ];
    let site = admin.create_source("chatwoot", &chat).await;
    let json = async |name| serde_json::to_value(&stored(&server, name).await.record).expect("JSON");
    let record = json("pbx").await;
    assert_eq!(
        (&record["kind"], &record["active"], &record["queue_log"]),
        (&json!("asterisk"), &json!(false), &json!("/var/log/asterisk/queue_log"))
    );
    let record = json("zap vendas").await;
    assert_eq!(record["numbers"], json!([{ "foreign": "106540352242922", "name": "WhatsApp" }]));
    assert_eq!(
        (&record["idle_hours"], &record["grace_s"], &record["history"], &record["media"]),
        (&json!(12), &json!(60), &json!(false), &json!(true))
    );
    let record = json("site").await;
    assert_eq!(
        (&record["server"], &record["account"], &record["inboxes"], &record["settle_s"]),
        (&json!("https://chat.example.com"), &json!(3), &json!(["Site", "7"]), &json!(30))
    );

    let list = admin.get(LIST).await;
    for text in ["pbx", "zap vendas", "site", "Asterisk", "WhatsApp", "Chatwoot", "Pausada"] {
        assert!(list.contains(text), "{text}");
    }
    let page = admin.get(&pbx).await;
    assert!(page.contains("value=\"pbx\""), "the name is shown");
    assert!(!page.contains("/hooks/"), "nothing is delivered to an Asterisk");
    assert!(!page.contains("source-secret"), "it has no secrets");
    let page = admin.get(&site).await;
    assert!(page.contains(&server.url("/hooks/chatwoot/site")), "the address for deliveries");
    let zap = stored(&server, "zap vendas").await;
    let page = admin.get(&format!("{LIST}/{}", zap.id)).await;
    assert!(page.contains(&server.url("/hooks/whatsapp/zap%20vendas")), "a space is encoded");
});

#[tokio::test]
async fn a_source_comes_back_with_the_remedy_where_it_stands() {
    let server = TestServer::start().await;
    let admin = Admin::of(&server).await;
    let bad = async |kind: &str, fields: &[(&str, &str)]| {
        let form = [&[("form", "settings-record"), ("kind", kind)], fields].concat();
        let answer = admin.post(&format!("{LIST}/new?kind={kind}"), &form).await;
        assert_eq!(answer.status, 422, "{kind}");
        answer.body
    };
    let page = bad(
        "asterisk",
        &[
            ("name", "pbx"),
            ("time_zone", "Sao Paulo"),
            ("queues", "8001=Suporte\nVendas"),
            ("agents", "1=ana\n1=bia"),
        ],
    )
    .await;
    for text in [
        "Informe o caminho do queue_log, do CDR ou de ambos",
        "Não é um fuso conhecido",
        "A linha 2 (“Vendas”) não tem dois nomes",
        "Um nome da fonte está em duas linhas",
        "8001=Suporte\nVendas",
        "name=\"kind\" value=\"asterisk\"",
    ] {
        assert!(page.contains(text), "{text}");
    }
    let page = bad("whatsapp", &[("name", ""), ("idle_hours", "73"), ("grace_s", "")]).await;
    for text in ["Informe pelo menos um número", "Use um número de 1 a 72", "Preencha este campo"] {
        assert!(page.contains(text), "{text}");
    }
    let page = bad("chatwoot", &[("name", "site"), ("server", "chat.example.com"), ("account", "1")]).await;
    assert!(page.contains("Escreva um endereço que comece com https://"));
    assert!(page.contains("value=\"chat.example.com\""), "what was typed stays");
    let page = bad("fax", &[("name", "x")]).await;
    assert!(page.contains("?kind=asterisk"), "without a kind, the choice");
    assert_eq!(server.count("SELECT count(*) FROM source").await, 0);
}

contract!(name_and_kind_stay_and_a_source_is_paused_and_resumed, |server| {
    let admin = Admin::of(&server).await;
    let page = admin.asterisk().await;
    let before = stored(&server, "pbx").await;
    let change = [
        ("form", "settings-record"),
        ("revision", &before.revision.to_string()),
        ("name", "other"),
        ("kind", "whatsapp"),
        ("active", "yes"),
        ("queue_log", "/var/log/asterisk/queue_log"),
        ("queues", "8001=Suporte"),
    ];
    assert_eq!(admin.post(&page, &change).await.status, 303);
    let after = stored(&server, "pbx").await;
    assert_eq!(after.record.kind(), before.record.kind());
    assert_eq!(after.record.queues[0].to_string(), "8001=Suporte");
    assert!(!after.record.active, "a form does not resume");
    for (active, label) in [("yes", "Pausar"), ("no", "Retomar")] {
        let switch = [("form", "settings-active"), ("active", active)];
        assert_eq!(admin.post(&page, &switch).await.status, 303);
        assert_eq!(stored(&server, "pbx").await.record.active, active == "yes");
        assert!(admin.get(&page).await.contains(label), "{label}");
    }
});

#[tokio::test]
async fn a_problem_is_shown_while_a_source_is_in_use() {
    let server = TestServer::start().await;
    let admin = Admin::of(&server).await;
    let page = admin.asterisk().await;
    let id = stored(&server, "pbx").await.id;
    let sources = server.store.sources();
    sources.note_problem(id, "/x is in <none> of the folders", Timestamp(0)).await.expect("noted");
    assert!(!admin.get(&page).await.contains("O servidor diz"), "it is paused");
    admin.post(&page, &[("form", "settings-active"), ("active", "yes")]).await;
    let body = admin.get(&page).await;
    assert!(body.contains("A fonte não pode ser lida desde") && body.contains("/x is in &lt;none&gt; of"));
    assert!(admin.get(LIST).await.contains("31/12/1969 21:00:00"));
}

contract!(a_secret_is_set_and_removed_and_never_shown, |server| {
    let admin = Admin::of(&server).await;
    let site =
        [("name", "site"), ("server", "https://chat.example.com"), ("account", "1"), ("settle_s", "0")];
    let page = admin.create_source("chatwoot", &site).await;
    let id = stored(&server, "site").await.id;
    assert_eq!(admin.get(&page).await.matches("Não definido.").count(), 2);
    let set = |name: &'static str, value: &'static str| {
        [("form", "source-secret"), ("which", name), ("secret", value)]
    };
    assert_eq!(admin.post(&page, &set("access-token", " s3cret-token ")).await.status, 303);
    assert_eq!(secret(&server, id, SecretName::AccessToken).await.as_deref(), Some("s3cret-token"));
    let body = admin.get(&page).await;
    assert!(body.contains("Definido em") && !body.contains("s3cret-token"));
    assert!(!admin.get("/settings/audit").await.contains("s3cret-token"));

    for (value, message) in [("", "Preencha este campo"), ("a\u{7}b", "Não está no formato")] {
        let answer = admin.post(&page, &set("webhook-secret", value)).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains(message) && !answer.body.contains("a\u{7}b"), "{message}");
    }
    let long = "x".repeat(1_001);
    let answer =
        admin.post(&page, &[("form", "source-secret"), ("which", "webhook-secret"), ("secret", &long)]).await;
    assert!(answer.body.contains("Use no máximo 1.000 caracteres") && !answer.body.contains(&long));
    assert_eq!(secret(&server, id, SecretName::WebhookSecret).await, None);
    assert_eq!(admin.post(&page, &set("app-secret", "x")).await.status, 404, "of another kind");

    let signed_out = server.submit("none", &page, &set("access-token", "typed-after-the-end")).await;
    assert_eq!(signed_out.status, 401);
    assert!(signed_out.body.contains("source-secret"), "the form waits");
    assert!(!signed_out.body.contains("typed-after-the-end"), "without the secret");

    let remove = [("form", "source-secret"), ("which", "access-token"), ("secret", ""), ("remove", "yes")];
    assert_eq!(admin.post(&page, &remove).await.status, 303);
    assert_eq!(secret(&server, id, SecretName::AccessToken).await, None);
});

contract!(a_name_that_was_met_is_mapped_with_one_click, |server| {
    let admin = Admin::of(&server).await;
    let page = admin.asterisk().await;
    for queue in ["8001", "Suporte"] {
        let form = [("form", "settings-record"), ("name", queue), ("active", "yes")];
        assert_eq!(admin.post("/settings/queues/new", &form).await.status, 303);
    }
    assert!(admin.get(&page).await.contains("Todos os nomes que a fonte citou são conhecidos"));
    meet(&server, "queue", "8001").await;
    meet(&server, "agent", "PJSIP/1001").await;
    let body = admin.get(&page).await;
    assert!(body.contains("Mapear: Fila 8001") && body.contains("Mapear: Agente PJSIP/1001"));
    assert!(body.contains("<option value=\"Suporte\">"), "queues to choose from");
    assert!(body.contains("<option value=\"admin\">"), "users by their logins");
    let map = |foreign: &'static str, role: &'static str, name: &'static str| {
        [("form", "source-map"), ("role", role), ("foreign", foreign), ("name", name)]
    };
    assert_eq!(admin.post(&page, &map("8001", "queue", "Suporte")).await.status, 303);
    assert_eq!(admin.post(&page, &map("PJSIP/1001", "agent", "admin")).await.status, 303);
    // Not met, and no name.
    assert_eq!(admin.post(&page, &map("8002", "queue", "Suporte")).await.status, 303);
    assert_eq!(admin.post(&page, &map("8001", "queue", "")).await.status, 303);
    let record = stored(&server, "pbx").await.record;
    let maps = |pairs: &[domain::settings::source::NamePair]| {
        pairs.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(maps(&record.queues), ["8001=Suporte"]);
    assert_eq!(maps(&record.agents), ["PJSIP/1001=admin"]);
    let body = admin.get(&page).await;
    assert!(!body.contains("Mapear: "), "none is left");
    assert!(body.contains("8001=Suporte"));
});

contract!(rejects_are_shown_with_place_and_reason_and_downloaded, |server| {
    let admin = Admin::of(&server).await;
    let page = admin.asterisk().await;
    let of = stored(&server, "pbx").await;
    assert!(admin.get(&page).await.contains("Nada foi rejeitado"));
    let long = "<b>".repeat(400);
    let rejects = vec![
        bad_line(12, json!("too_few_fields"), "1772453200|x"),
        bad_line(13, json!({ "line_too_long": { "limit": 65_536 } }), &long),
        bad_line(14, json!({ "conflict": { "protocol": "2026-0001" } }), "{}"),
        bad_line(15, json!("a_word_of_tomorrow"), "y"),
    ];
    reject(&server, &of, rejects).await;
    let body = admin.get(&page).await;
    for text in [
        "A linha tem campos de menos.",
        "linha 12",
        "1772453200|x",
        "A linha tem mais de 65.536 bytes.",
        "href=\"/history?interaction=2026-0001&amp;view=conversation\"",
        "a_word_of_tomorrow",
        "Ignorados de propósito: 4",
        "Toques não atendidos",
        "new_kind",
        "12.345 bytes",
    ] {
        assert!(body.contains(text), "{text}");
    }
    assert!(!body.contains(&"&lt;b&gt;".repeat(200)), "a long text is cut");
    assert!(!body.contains("Ainda não lido"), "it is not known");
    let since = store::clock::now() - Millis::minutes(5);
    server.store.sources().note_unread(of.id, "queue_log", Some(1_234), since).await.expect("a note");
    let body = admin.get(&page).await;
    assert!(body.contains("Ainda não lido") && body.contains("queue_log: 1.234 bytes (há 5 min)"), "{body}");

    let path = format!("{page}/rejects.ndjson");
    let answer = server.request_as(&admin.token, Method::GET, &path).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/x-ndjson; charset=utf-8");
    assert!(answer.headers()["content-disposition"].to_str().expect("text").starts_with("attachment"));
    let text = answer.text().await.expect("a body");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0]["reason"], "a_word_of_tomorrow", "the newest first");
    assert_eq!(lines[2]["reason"], "A linha tem mais de 65.536 bytes.");
    assert!(lines[2]["code"]["line_too_long"]["limit"] == 65_536);
    assert!(chrono::DateTime::parse_from_rfc3339(lines[3]["at"].as_str().expect("a time")).is_ok());
    assert_eq!(lines[2]["text"], long.as_str(), "all of the text");
    assert_eq!((&lines[3]["file"], &lines[3]["line"]), (&json!("queue_log"), &json!(12)));
    assert!(admin.get("/settings/audit").await.contains("Baixou rejeições"));

    let again = admin.post(&page, &[("form", "source-again")]).await;
    assert_eq!((again.status, again.leads_to()), (303, page.as_str()));
    let body = admin.get(&page).await;
    assert!(body.contains("Nada foi rejeitado") && !body.contains("12.345 bytes"));
    let revision = stored(&server, "pbx").await.revision;
    assert!(revision > of.revision, "what reads it notices");
});

/// Many rejects come in several reads.
#[tokio::test]
async fn all_rejects_are_downloaded() {
    let server = TestServer::start().await;
    let admin = Admin::of(&server).await;
    let page = admin.asterisk().await;
    let of = stored(&server, "pbx").await;
    reject(&server, &of, (1..=120).map(|line| bad_line(line, json!("cut_line"), "x")).collect()).await;
    let body = admin.get(&page).await;
    assert_eq!(body.matches("class=\"source-reject\"").count(), 50);
    let text = admin.get(&format!("{page}/rejects.ndjson")).await;
    let lines: Vec<u64> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["line"].as_u64().expect("a number"))
        .collect();
    assert_eq!(lines, (1..=120).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn sources_are_for_administrators_only() {
    let server = TestServer::start().await;
    let admin = Admin::of(&server).await;
    let page = admin.asterisk().await;
    let supervisor = server.signed_in("chefe", Role::Supervisor).await;
    let download = format!("{page}/rejects.ndjson");
    for path in [LIST, &format!("{LIST}/new?kind=asterisk"), &page, &download] {
        assert_eq!(server.page(&supervisor, path).await.status, 404, "{path}");
    }
    for form in ["source-again", "source-map", "source-secret", "settings-active", "settings-record"] {
        let answer = server.submit(&supervisor, &page, &[("form", form), ("active", "yes")]).await;
        assert_eq!(answer.status, 404, "{form}");
    }
    assert!(!stored(&server, "pbx").await.record.active);
    for missing in ["/settings/sources/99/rejects.ndjson", "/settings/sources/x/rejects.ndjson"] {
        assert_eq!(server.page(&admin.token, missing).await.status, 404, "{missing}");
    }
    let anonymous = Page::of(server.get(&download).await).await;
    assert_eq!(anonymous.status, 303);
    assert_eq!(anonymous.leads_to(), "/login?next=%2Fsettings%2Fsources%2F1");
}
