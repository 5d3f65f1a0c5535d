//! Imports of files that other systems export, run as processes.

use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use crate::support::program::{protocolo, run};
use crate::support::{beside, count, sqlite};

/// The content of a sample of the sources' own tests.
fn sample(path: &str) -> Vec<u8> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../intake/tests/files");
    std::fs::read(samples.join(path)).expect("a sample")
}

/// A folder with files, and a database in it.
struct Import {
    folder: tempfile::TempDir,
    url: String,
}

impl Import {
    fn begin() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = sqlite(&folder);
        Self { folder, url }
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    }

    async fn run(&self, arguments: &str) -> Said {
        self.run_with(arguments, b"").await
    }

    async fn run_with(&self, arguments: &str, input: &[u8]) -> Said {
        let words = format!("import {arguments}");
        let words: Vec<&str> = words.split(' ').collect();
        said(run(protocolo(self.folder.path(), &self.url, &words), input).await)
    }

    fn rejects(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder.path().join("rejects.ndjson")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    async fn count(&self, sql: &'static str) -> i64 {
        count(&beside(self.url.clone()).await, sql).await
    }

    /// Whether anything was written besides the files of the test.
    fn has_database(&self) -> bool {
        let mut names = std::fs::read_dir(self.folder.path()).expect("a folder");
        names.any(|entry| entry.expect("a file").file_name().to_string_lossy().contains(".db"))
            || self.folder.path().join("rejects.ndjson").exists()
    }
}

/// What the program said.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

fn said(Output { status, stdout, stderr }: Output) -> Said {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Said { code: status.code(), out: text(stdout), err: text(stderr) }
}

impl Said {
    /// The first line of the report.
    fn summary(&self) -> &str {
        self.out.lines().next().unwrap_or("")
    }
}

const INTERACTIONS: &str = "SELECT count(*) FROM interaction";

/// A mapping of [`TABLE`].
fn mapping() -> Value {
    json!({
        "source": "suite", "key": ["id"], "time_zone": "America/Sao_Paulo",
        "fields": {
            "queue": "queue", "agent": "agent", "channel": { "value": "voice" },
            "direction": { "column": "kind", "values": { "in": "inbound", "note": null } },
            "number": "phone", "customer.phone": "phone", "queued_at": "start", "talk_s": "talk", "wait_s": "wait",
            "notes": "notes",
        },
    })
}

const TABLE: &str = "id,queue,agent,kind,phone,start,wait,talk,notes\n\
    1,Suporte,ana,in,11987654321,2026-06-15 09:00:00,30,90,\"two\nlines\"\n\
    2,Suporte,,in,11987654322,2026-06-15 09:01:00,45,0,\n\
    3,Vendas,bia,note,,2026-06-15 09:02:00,0,0,\n\
    4,Vendas,bia,in,,yesterday,0,0,\n";

// Importing the same file again adds nothing, and says so.
test_database::contract!(a_table_can_be_imported_again, |engine| {
    let folder = tempfile::tempdir().expect("a folder");
    let url = engine.empty(folder.path()).await;
    std::fs::write(folder.path().join("map.json"), mapping().to_string()).expect("a file");
    std::fs::write(folder.path().join("table.csv"), TABLE).expect("a file");
    let words = ["import", "csv", "--map", "map.json", "--map-queue", "Suporte=Help desk", "table.csv"];
    let first = said(run(protocolo(folder.path(), &url, &words), b"").await);
    assert_eq!(
        first.out,
        "3 read: 2 new, 0 unchanged, 0 conflicts, 1 rejected; 1 queue created; 1 unknown agent created inactive: \
         ana\nrefused: 1: it makes no valid interaction\nskipped: 1: rows that the mapping leaves out\n"
    );
    let again = said(run(protocolo(folder.path(), &url, &words), b"").await);
    assert_eq!(again.summary(), "3 read: 0 new, 2 unchanged, 0 conflicts, 1 rejected");
    let rejects = std::fs::read_to_string(folder.path().join("rejects.ndjson")).expect("rejects");
    let reject: Value = serde_json::from_str(&rejects).expect("JSON");
    assert_eq!((&reject["file"], &reject["line"]), (&json!("table.csv"), &json!(6)));
    assert!(reject["reason"].as_str().is_some_and(|reason| reason.contains("queued_at must be a time")));
    let store = beside(url).await;
    assert_eq!(count(&store, "SELECT count(*) FROM queue WHERE name = 'Help desk'").await, 1);
    let talked = "SELECT count(*) FROM interaction WHERE external_id = '1' AND source = 'suite'";
    assert_eq!(count(&store, talked).await, 1);
});

#[tokio::test]
async fn a_dry_run_shows_what_would_be_and_writes_nothing() {
    let import = Import::begin();
    import.write("map.json", mapping().to_string());
    import.write("table.csv", TABLE);
    let said = import.run("csv --map map.json --dry-run table.csv").await;
    assert_eq!(said.code, Some(1), "there is a reject: {said:?}");
    for line in [
        "interaction 1, of table.csv\n",
        "  external_id: 1\n",
        "  answered_at: 2026-06-15T12:00:30Z\n",
        "  notes: two lines\n",
        "interaction 2, of table.csv\n",
        "\ndry run, nothing was recorded: 2 interactions, 1 rejected\n",
        "\nrefused: 1: it makes no valid interaction\n",
        "\nskipped: 1: rows that the mapping leaves out\n",
        "\nrejected: table.csv line 6: it makes no valid interaction: queued_at must be a time",
    ] {
        assert!(said.out.contains(line), "{line:?}: {}", said.out);
    }
    let header = TABLE.lines().next().expect("a header").to_owned();
    let rows = (10..40).map(|id| format!("{id},Q,,in,,2026-06-15 09:00:00,1,0,"));
    let many: Vec<String> = std::iter::once(header).chain(rows).collect();
    import.write("many.csv", many.join("\n") + "\n");
    let said = import.run("csv --map map.json --dry-run many.csv").await;
    assert_eq!((said.code, said.out.matches("external_id").count()), (Some(0), 10));
    assert!(said.out.ends_with("\ndry run, nothing was recorded: 30 interactions, 0 rejected\n"), "{said:?}");
    assert!(!import.has_database());
}

#[tokio::test]
async fn a_mapping_that_is_wrong_names_the_key() {
    let import = Import::begin();
    import.write("table.csv", TABLE);
    let mut wrong = mapping();
    wrong["fields"]["agent"] = json!({ "colum": "agent" });
    import.write("map.json", wrong.to_string());
    let said = import.run("csv --map map.json table.csv").await;
    assert_eq!(said.code, Some(1));
    assert!(
        said.err.contains("the mapping map.json cannot be used: fields.agent.colum: unknown field"),
        "{said:?}"
    );
    let said = import.run("csv --map none.json table.csv").await;
    assert!(said.err.contains("the mapping none.json cannot be read"), "{said:?}");
    let mut nameless = mapping();
    nameless["source"] = Value::Null;
    import.write("map.json", nameless.to_string());
    let said = import.run("csv --map map.json table.csv").await;
    assert!(said.err.contains("give it one with --source"), "{said:?}");
    let said = import.run("csv --map map.json --source other table.csv").await;
    assert!(said.summary().starts_with("3 read: 2 new"), "{said:?}");
}

#[tokio::test]
async fn a_table_that_does_not_fit_is_not_imported() {
    let import = Import::begin();
    let mut local = mapping();
    local["time_zone"] = Value::Null;
    import.write("map.json", local.to_string());
    import.write("table.csv", TABLE);
    let said = import.run("csv --map map.json table.csv").await;
    assert!(said.err.contains("nothing was imported: the times of table.csv have no offset"), "{said:?}");
    let said = import.run("csv --map map.json --time-zone -03:00 table.csv").await;
    assert!(said.summary().starts_with("3 read: 2 new"), "{said:?}");
    import.write("other.csv", "id;name\n1;x\n");
    let said = import.run("csv --map map.json other.csv").await;
    assert!(said.err.contains("other.csv is not read: the table has no column"), "{said:?}");
    assert!(said.err.contains("Its first line is: id;name"), "{said:?}");
}

#[tokio::test]
async fn a_folder_of_freeswitch_is_all_its_files() {
    let import = Import::begin();
    for name in ["syn-cc-member-answered.json", "syn-cc-agent-leg-noanswer.json"] {
        import.write(&format!("cdr/2026-06-15/{name}"), sample(&format!("freeswitch/samples/{name}")));
    }
    import.write("cdr/a.txt", sample("freeswitch/samples/syn-post-body-form-urlencoded.txt"));
    import.write("table.csv", sample("freeswitch/samples/syn-fusionpbx-v_xml_cdr.csv"));
    let said = import.run("freeswitch --source pbx --map-agent 1001=ana cdr").await;
    assert_eq!(
        said.out,
        "2 read: 2 new, 0 unchanged, 0 conflicts, 0 rejected; 2 queues created; 1 unknown agent created inactive: \
         ana\nskipped: 1: legs of calls that are recorded otherwise\n"
    );
    let domain =
        "freeswitch --source pbx --map-agent 1001=ana --domain empresa.exemplo --queues-only table.csv";
    let said = import.run(domain).await;
    assert_eq!(said.summary(), "2 read: 1 new, 1 unchanged, 0 conflicts, 0 rejected; 1 queue created");
    assert!(said.out.contains("\nskipped: 1: calls of other domains"), "{said:?}");
    assert_eq!(import.count(INTERACTIONS).await, 3);
}

#[tokio::test]
async fn a_later_export_of_amazon_connect_corrects_what_was_imported() {
    let import = Import::begin();
    let sample = sample("amazon_connect/samples/syn-transfer-abandon-chat-outbound.ndjson");
    let first = String::from_utf8(sample).expect("UTF-8");
    // The record of "bia", updated a day later: another agent.
    let later = first.replace("\"Username\": \"bia\"", "\"Username\": \"eva\"");
    let later = later.replace("\"2026-06-15T12:12:00Z\"", "\"2026-06-16T12:12:00Z\"");
    import.write("first.ndjson", &first);
    import.write("later.ndjson", later);
    let arguments = "amazon-connect --source connect";
    let said = import.run(&format!("{arguments} first.ndjson")).await;
    assert!(said.summary().starts_with("5 read: 5 new"), "{said:?}");
    let said = import.run(&format!("{arguments} later.ndjson")).await;
    assert!(said.summary().starts_with("5 read: 0 new, 4 unchanged, 1 corrected"), "{said:?}");
    let said = import.run(&format!("{arguments} first.ndjson")).await;
    assert!(
        said.summary().starts_with("5 read: 0 new, 5 unchanged, 0 conflicts"),
        "an older version: {said:?}"
    );
    assert_eq!(said.code, Some(0));
    assert!(said.out.contains("\nskipped: 1: contacts that reached no queue"), "{said:?}");
}

#[tokio::test]
async fn conversations_of_genesys_are_read_from_the_standard_input_too() {
    let import = Import::begin();
    let segment = |kind: &str, start: &str, end: &str| json!({ "segmentType": kind, "queueId": "q-1", "segmentStart": start, "segmentEnd": end });
    let page = json!({ "conversations": [{
        "conversationId": "c-1", "conversationEnd": "2026-06-15T12:02:00.000Z", "originatingDirection": "inbound",
        "participants": [
            { "purpose": "acd", "sessions": [{ "mediaType": "chat", "sessionId": "s-1", "segments": [
                segment("interact", "2026-06-15T12:00:00.000Z", "2026-06-15T12:00:30.000Z"),
            ] }] },
            { "purpose": "agent", "userId": "u-1", "sessions": [{ "mediaType": "chat", "segments": [
                segment("interact", "2026-06-15T12:00:30.001Z", "2026-06-15T12:02:00.000Z"),
            ] }] },
        ],
    }] });
    let arguments = "genesys --source genesys --map-queue q-1=Suporte --map-agent u-1=ana -";
    let said = import.run_with(arguments, page.to_string().as_bytes()).await;
    assert!(said.summary().starts_with("1 read: 1 new"), "{said:?}");
    assert_eq!(import.count("SELECT count(*) FROM queue WHERE name = 'Suporte'").await, 1);
    let contacts = "{\"ContactId\": \"x\"}\n".repeat(30);
    let said = import.run_with(arguments, contacts.as_bytes()).await;
    assert!(
        said.err
            .contains("- is not read: none of its first lines can be used as conversations of Genesys Cloud"),
        "{said:?}"
    );
    assert!(said.err.contains("it seems to be contact records of Amazon Connect"), "{said:?}");
    assert_eq!((said.code, import.rejects().len()), (Some(1), 20));
}

/// A delivery of WhatsApp as a line: a message to the number 106 of the business.
fn delivered(received_at: &str, id: &str, at: i64) -> String {
    let message = json!({ "from": "5511987654321", "id": id, "timestamp": at.to_string(), "type": "text", "text": { "body": id } });
    let value = json!({
        "messaging_product": "whatsapp", "metadata": { "phone_number_id": "106" }, "messages": [message],
    });
    let body = json!({ "object": "whatsapp_business_account", "entry": [{ "id": "1", "changes": [
        { "field": "messages", "value": value },
    ] }] });
    json!({ "received_at": received_at, "body": body.to_string(), "x_hub_signature_256": "sha256=00" })
        .to_string()
}

// 1781524800 is 2026-06-15T12:00:00Z. The conversation ends 24 hours after its last message.
#[tokio::test]
async fn a_conversation_of_whatsapp_is_taken_when_it_has_ended() {
    let import = Import::begin();
    let lines = [
        delivered("2026-06-15T12:10:01Z", "wamid.2", 1_781_525_400),
        delivered("2026-06-15T12:00:01Z", "wamid.1", 1_781_524_800),
    ];
    import.write("posts.ndjson", lines.join("\n"));
    let arguments = "whatsapp --source wa --map-queue 106=Vendas --map-agent 106=ana posts.ndjson";
    let early = import.run(&format!("{arguments} --until 2026-06-16T12:09:59Z")).await;
    assert_eq!(early.summary(), "1 read: 0 new, 0 unchanged, 0 conflicts, 1 rejected");
    assert!(early.out.contains("it is still open at the end of the import"), "{early:?}");
    let late = import.run(&format!("{arguments} --until 2026-06-16T12:10:00Z")).await;
    assert!(late.summary().starts_with("1 read: 1 new"), "{late:?}");
    let now = import.run(arguments).await;
    assert_eq!(now.summary(), "1 read: 0 new, 1 unchanged, 0 conflicts, 0 rejected");
    assert_eq!(now.code, Some(0));
    let messages = "SELECT count(*) FROM interaction i JOIN queue q ON q.id = i.queue_id \
                    WHERE q.name = 'Vendas' AND i.external_id LIKE '%wamid.1'";
    assert_eq!(import.count(messages).await, 1);
}

#[tokio::test]
async fn deliveries_of_whatsapp_with_another_signature_are_rejected() {
    let import = Import::begin();
    import.write("posts.ndjson", delivered("2026-06-15T12:00:01Z", "wamid.1", 1_781_524_800));
    import.write("secret", "segredo\n");
    let arguments = "whatsapp --source wa --queue Vendas --app-secret secret posts.ndjson";
    let said = import.run(arguments).await;
    assert_eq!((said.summary(), said.code), ("1 read: 0 new, 0 unchanged, 0 conflicts, 1 rejected", Some(1)));
    assert!(import.rejects()[0]["reason"].as_str().is_some_and(|reason| reason.contains("signature")));
    assert_eq!(import.count(INTERACTIONS).await, 0);
    let said = import.run("whatsapp --source wa --map-agent 106=ana posts.ndjson").await;
    assert!(said.err.contains("--map-agent names 106, which --map-queue does not"), "{said:?}");
}

#[tokio::test]
async fn records_of_3cx_need_the_zone_of_their_times() {
    let import = Import::begin();
    import.write("cdr.log", sample("csv_mapping/samples/syn-cdr.log"));
    let arguments = "3cx --source 3cx --time-zone America/Sao_Paulo --map-queue 800=Help --map-agent 101=ana";
    let said = import.run(&format!("{arguments} --dry-run cdr.log")).await;
    assert!(said.out.contains("  queue: Help\n") && said.out.contains("  agent: ana\n"), "{said:?}");
    assert!(!import.has_database());
    let said = import.run("3cx --source 3cx cdr.log").await;
    assert!(said.err.contains("the times of cdr.log have no offset"), "{said:?}");
    let said = import.run(&format!("{arguments} cdr.log")).await;
    assert!(said.summary().starts_with("3 read: 3 new"), "{said:?}");
    assert!(said.out.contains("\nskipped: 1: rows that the mapping leaves out"), "{said:?}");
    let said = import.run(&format!("{arguments} --fields callid,time-start cdr.log")).await;
    assert!(said.err.contains("have no \"time-answered\"") && said.err.contains("--fields"), "{said:?}");
}
