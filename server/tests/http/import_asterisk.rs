//! `protocolo import asterisk`, run as a process.

use std::io::Write;
use std::path::Path;
use std::process::Output;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::support::input::wav;
use crate::support::program::{protocolo, run};
use crate::support::{beside, count, sqlite};

/// The content of a sample of the sources' own tests.
fn sample(path: &str) -> Vec<u8> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../intake/tests/asterisk");
    std::fs::read(samples.join(path)).expect("a sample")
}

/// A folder, the URL of its database, and the import with these arguments in it.
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

    async fn run(&self, arguments: &str, input: &[u8]) -> Said {
        let words = format!("import asterisk --source pbx {arguments}");
        let words: Vec<&str> = words.split(' ').collect();
        let Output { status, stdout, stderr } =
            run(protocolo(self.folder.path(), &self.url, &words), input).await;
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Said { code: status.code(), out: text(stdout), err: text(stderr) }
    }

    fn rejects(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder.path().join("asterisk.rejects.ndjson"));
        let text = text.unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    async fn count(&self, sql: &'static str) -> i64 {
        count(&beside(self.url.clone()).await, sql).await
    }
}

/// What the program said.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Said {
    /// The first line of the report.
    fn summary(&self) -> &str {
        self.out.lines().next().unwrap_or("")
    }
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("it is written");
    encoder.finish().expect("it is finished")
}

const INTERACTIONS: &str = "SELECT count(*) FROM interaction";

// Importing the same file again adds nothing, and says so.
test_database::contract!(a_queue_log_can_be_imported_again, |engine| {
    let folder = tempfile::tempdir().expect("a folder");
    let url = engine.empty(folder.path()).await;
    std::fs::write(folder.path().join("queue_log"), sample("queue_log/samples/syn-restart.log"))
        .expect("a file");
    let words = [
        "import",
        "asterisk",
        "--source",
        "pbx",
        "--queue-log",
        "queue_log",
        "--map-queue",
        "support=Suporte",
    ];
    let first = run(protocolo(folder.path(), &url, &words), b"").await;
    let (out, err) = (String::from_utf8_lossy(&first.stdout), String::from_utf8_lossy(&first.stderr));
    assert!(out.starts_with("2 read: 2 new, 0 unchanged, 0 conflicts, 0 rejected"), "{out}{err}");
    assert!(first.status.success(), "{err}");
    let again = run(protocolo(folder.path(), &url, &words), b"").await;
    let out = String::from_utf8_lossy(&again.stdout);
    assert!(out.starts_with("2 read: 0 new, 2 unchanged, 0 conflicts, 0 rejected"), "{out}");
    assert!(again.status.success());
    assert!(!folder.path().join("asterisk.rejects.ndjson").exists());
    let store = beside(url).await;
    assert_eq!(count(&store, INTERACTIONS).await, 2);
    assert_eq!(count(&store, "SELECT count(*) FROM queue WHERE name = 'Suporte'").await, 1);
});

#[tokio::test]
async fn a_call_goes_on_in_the_next_file_compressed_or_not() {
    let (old, new) =
        (sample("queue_log/samples/rotate-queue_log.0"), sample("queue_log/samples/rotate-queue_log"));
    for (zipped, from_input) in [(false, false), (true, false), (false, true), (true, true)] {
        let import = Import::begin();
        let packed = |bytes: &[u8]| if zipped { compressed(bytes) } else { bytes.to_vec() };
        import.write("queue_log.0", packed(&old));
        import.write("queue_log", packed(&new));
        let last = if from_input { "-" } else { "queue_log" };
        let input = if from_input { packed(&new) } else { Vec::new() };
        let said = import.run(&format!("--queue-log queue_log.0 {last}"), &input).await;
        assert!(said.summary().starts_with("2 read: 2 new"), "{said:?}");
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(said.out.contains("\nskipped: 1: starts and reloads of the telephone system"), "{said:?}");
    }
}

#[tokio::test]
async fn what_is_still_open_is_reported_and_imported_with_the_next_file() {
    let import = Import::begin();
    import.write("queue_log.0", sample("queue_log/samples/rotate-queue_log.0"));
    import.write("queue_log", sample("queue_log/samples/rotate-queue_log"));
    let said = import.run("--queue-log queue_log.0", b"").await;
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("\nrefused: 2: it is still open at the end of the import"), "{said:?}");
    let rejects = import.rejects();
    assert_eq!((rejects[0]["file"].as_str(), rejects[0]["line"].as_u64()), (Some("queue_log.0"), Some(1)));
    assert_eq!(rejects[0]["text"], "1772452800.1/suporte/1772452800");
    let said = import.run("--queue-log queue_log.0 queue_log", b"").await;
    assert!(said.summary().starts_with("2 read: 2 new"), "{said:?}");
}

#[tokio::test]
async fn rejects_have_their_file_their_line_and_their_reason() {
    let import = Import::begin();
    import.write("old", sample("queue_log/samples/syn-restart.log"));
    import.write("queue_log", sample("queue_log/samples/syn-modern.log"));
    let said = import.run("--queue-log old queue_log --rejects asterisk.rejects.ndjson", b"").await;
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("asterisk.rejects.ndjson"), "{said:?}");
    let rejects = import.rejects();
    let cut = rejects.iter().find(|reject| reject["line"] == 67).expect("the cut line");
    assert_eq!(cut["file"], "queue_log");
    assert_eq!(cut["reason"], "the line was cut before its end");
    assert_eq!(cut["text"], "1772454666|1772454600.190|suporte|PJSIP/1002|COMPLETECA");
    assert!(said.out.contains("\nrefused: 1: the line was cut before its end"), "{said:?}");
}

#[tokio::test]
async fn other_content_is_a_conflict_and_changes_nothing() {
    let import = Import::begin();
    import.write("queue_log", sample("queue_log/samples/syn-restart.log"));
    import.run("--queue-log queue_log", b"").await;
    let said = import.run("--queue-log queue_log --map-queue support=Vendas", b"").await;
    assert_eq!(said.summary(), "2 read: 0 new, 1 unchanged, 1 conflict, 0 rejected");
    assert_eq!(said.code, Some(1));
    let rejects = import.rejects();
    assert_eq!(rejects[0]["file"], "queue_log");
    assert!(rejects[0]["reason"].as_str().is_some_and(|reason| reason.contains("other content")));
    let text = rejects[0]["text"].as_str().expect("a text");
    let interaction: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(interaction["queue"], "Vendas");
    assert_eq!(import.count("SELECT count(*) FROM queue WHERE name = 'Vendas'").await, 0);
}

#[tokio::test]
async fn a_file_of_another_kind_is_said_to_be_one_and_an_empty_one_too() {
    let import = Import::begin();
    import.write("cdr.csv", sample("cdr/samples/syn-master-local-minus3.csv").repeat(10));
    import.write("queue_log", sample("queue_log/samples/syn-restart.log"));
    import.write("empty", "");
    let said = import.run("--queue-log empty queue_log cdr.csv", b"").await;
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("empty has no line: it is empty."), "{said:?}");
    assert!(
        said.err.contains(
            "cdr.csv is not read: none of its first lines can be used as the queue_log of an Asterisk; it seems to be call detail records of an \
             Asterisk (protocolo import asterisk --cdr); expected: the queue_log of an Asterisk"
        ),
        "{said:?}"
    );
    assert_eq!(import.rejects().len(), 20, "not one for each line");
    assert_eq!(import.count(INTERACTIONS).await, 2, "what came before stays");
}

#[tokio::test]
async fn a_dry_run_records_nothing() {
    let import = Import::begin();
    import.write("queue_log", sample("queue_log/samples/syn-restart.log"));
    let said = import.run("--queue-log queue_log --dry-run", b"").await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("\ndry run, nothing was recorded: 2 interactions, 0 rejected"), "{said:?}");
    assert!(said.out.contains("  queue: support\n"), "{said:?}");
    let files = std::fs::read_dir(import.folder.path()).expect("a folder");
    assert_eq!(files.count(), 1, "no database either");
}

#[tokio::test]
async fn a_map_that_contradicts_itself_is_refused_before_anything_is_read() {
    let import = Import::begin();
    import.write("queue_log", sample("queue_log/samples/syn-restart.log"));
    for option in ["--map-queue", "--map-agent"] {
        let said = import.run(&format!("--queue-log queue_log {option} a=b {option} a=c"), b"").await;
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.err.contains(&format!("{option} calls a both b and c")), "{said:?}");
    }
    assert_eq!(import.count(INTERACTIONS).await, 0);
}

#[tokio::test]
async fn local_times_are_imported_only_with_their_zone() {
    let import = Import::begin();
    import.write("table.csv", sample("queue_log/samples/real-wazo-2014-table.csv"));
    import.write("queue_log", sample("queue_log/samples/syn-restart.log"));
    for (zone, expected) in
        [("", "seem to be UTC+02:00"), (" --time-zone -03:00", "with --time-zone -03:00 they would be")]
    {
        let said = import.run(&format!("--table table.csv --queue-log queue_log{zone}"), b"").await;
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.err.contains("nothing was imported") && said.err.contains(expected), "{said:?}");
        assert_eq!(import.count(INTERACTIONS).await, 0);
    }
    let said = import.run("--table table.csv --time-zone +02:00", b"").await;
    assert!(said.summary().starts_with("1 read: 1 new"), "{said:?}");
    let standard_input = sample("queue_log/samples/real-wazo-2014-table.csv");
    let said = import.run("--table - --time-zone Europe/Berlin", &standard_input).await;
    assert!(said.summary().starts_with("1 read: 0 new, 1 unchanged"), "{said:?}");
    // The zone of the files says nothing about the operation's.
    assert_eq!(import.count("SELECT count(*) FROM operation WHERE time_zone = 'America/Sao_Paulo'").await, 1);
}

#[tokio::test]
async fn a_table_that_begins_with_the_newest_row_is_sorted() {
    let import = Import::begin();
    let table = sample("queue_log/samples/real-wazo-2014-table.csv");
    let text = String::from_utf8(table.clone()).expect("UTF-8");
    let (header, rows) = text.split_once('\n').expect("a header");
    let newest_first: String =
        std::iter::once(header).chain(rows.lines().rev()).map(|line| line.to_owned() + "\n").collect();
    import.write("table.csv", newest_first.as_bytes());
    let said = import.run("--table table.csv --time-zone +02:00", b"").await;
    assert!(said.summary().starts_with("1 read: 1 new"), "{said:?}");
    assert!(said.err.contains("in the order of their times"), "{said:?}");
    for input in [&table[..], newest_first.as_bytes(), &compressed(newest_first.as_bytes())] {
        let said = import.run("--table - --time-zone +02:00", input).await;
        assert!(said.summary().starts_with("1 read: 0 new, 1 unchanged"), "{said:?}");
    }
}

#[tokio::test]
async fn cdr_leaves_calls_in_queues_to_queue_log_and_shares_their_cases() {
    let import = Import::begin();
    import.write("Master.csv", sample("cdr/samples/syn-master-local-minus3.csv"));
    // The call of the CDR's third row, before it reached the extension.
    import.write(
        "queue_log",
        "1772453100|1772453100.4|suporte|NONE|ENTERQUEUE||31900000303|1\n\
         1772453103|1772453100.4|suporte|NONE|EXITWITHTIMEOUT|1|1|3\n",
    );
    let said = import
        .run(
            "--queue-log queue_log --cdr Master.csv --time-zone -03:00 --trunk PJSIP/tronco --map-agent 1001=ana",
            b"",
        )
        .await;
    assert!(said.summary().starts_with("6 read: 6 new, 0 unchanged, 0 conflicts, 0 rejected"), "{said:?}");
    assert!(said.out.contains("calls in queues, which are read from queue_log"), "{said:?}");
    assert_eq!(said.code, Some(0));
    let of_one_case = "SELECT count(*) FROM interaction WHERE case_id = (SELECT case_id FROM interaction \
                       WHERE external_id = '1772453100.4')";
    assert_eq!(import.count(of_one_case).await, 2);
    let of_ana =
        "SELECT count(*) FROM interaction i JOIN user_account u ON u.id = i.agent_id WHERE u.login = 'ana'";
    assert_eq!(import.count(of_ana).await, 4);
}

#[tokio::test]
async fn cel_takes_calls_in_queues_only_where_no_other_log_does() {
    let import = Import::begin();
    let cel = sample("cel/samples/syn-cel_custom.csv");
    // Exported in another order, as a table may be.
    let mut rows: Vec<&[u8]> = cel.split_inclusive(|byte| *byte == b'\n').collect();
    rows.sort_by_key(|row| row.iter().rev().copied().collect::<Vec<u8>>());
    import.write("cel.csv", rows.concat());
    let said = import.run("--cel cel.csv --trunk PJSIP/tronco", b"").await;
    assert!(said.summary().starts_with("6 read: 5 new, 0 unchanged, 0 conflicts, 1 rejected"), "{said:?}");
    assert!(said.err.contains("in the order of their times"), "{said:?}");
    assert!(said.out.contains("\nskipped: 1: calls between two extensions"), "{said:?}");
    let legs = "SELECT count(*) FROM interaction WHERE case_id = (SELECT case_id FROM interaction \
                WHERE external_id = '1772453000.100/vendas/1772453025')";
    assert_eq!(import.count(legs).await, 3);
    let import = Import::begin();
    import.write("cel.csv", cel);
    import.write(
        "queue_log",
        "1772453203|1772453200.110|suporte|NONE|ENTERQUEUE||21900000402|1\n\
         1772453215|1772453200.110|suporte|NONE|ABANDON|1|1|12\n",
    );
    let said = import.run("--queue-log queue_log --cel cel.csv --trunk PJSIP/tronco", b"").await;
    assert!(said.summary().starts_with("3 read: 2 new, 0 unchanged, 0 conflicts, 1 rejected"), "{said:?}");
    assert!(said.out.contains("\nskipped: 2: calls in queues, which are read from queue_log"), "{said:?}");
    // Without it, the same visit has the same ID: it is refused, not counted twice.
    let said = import.run("--cel cel.csv --trunk PJSIP/tronco", b"").await;
    assert!(said.summary().starts_with("6 read: 3 new, 1 unchanged, 1 conflict, 1 rejected"), "{said:?}");
}

#[tokio::test]
async fn a_recording_that_cel_names_needs_no_id_in_its_name() {
    let import = Import::begin();
    import.write("cel.csv", sample("cel/samples/syn-cel_custom.csv"));
    import.write("monitor/old/vendas-0401.wav", recording(1));
    import.write("monitor/notes.txt", "nothing");
    let said = import.run("--cel cel.csv --trunk PJSIP/tronco --recordings monitor", b"").await;
    assert!(said.out.contains("\nrecordings: 1 added, 0 unchanged, 0 refused"), "{said:?}");
    assert!(said.out.contains("\nrecordings skipped: 1: the name holds no ID of a call"), "{said:?}");
    let of_visit = "SELECT count(*) FROM recording r JOIN interaction i ON i.id = r.interaction_id \
                    WHERE i.external_id = '1772453000.100/vendas/1772453025'";
    assert_eq!(import.count(of_visit).await, 1);
}

#[tokio::test]
async fn files_that_cannot_be_read_are_named_before_anything_is_imported() {
    let import = Import::begin();
    import.write("queue_log", sample("queue_log/samples/syn-restart.log"));
    for (arguments, expected) in [
        ("--queue-log queue_log missing", "missing cannot be read"),
        ("--queue-log queue_log --cdr .", ". is a folder"),
        ("--queue-log - --cdr -", "name - once"),
        ("--queue-log queue_log --rejects queue_log", "--rejects"),
    ] {
        let said = import.run(arguments, b"").await;
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.err.contains(expected), "{said:?}");
        assert_eq!(import.count(INTERACTIONS).await, 0);
    }
}

#[tokio::test]
async fn a_compressed_file_that_was_cut_is_an_error_and_what_came_before_stays() {
    let import = Import::begin();
    import.write("queue_log.1", sample("queue_log/samples/syn-restart.log"));
    let whole = compressed(&sample("queue_log/samples/syn-modern.log"));
    import.write("queue_log.gz", &whole[..whole.len() / 2]);
    let said = import.run("--queue-log queue_log.1 queue_log.gz", b"").await;
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("queue_log.gz could not be read to its end"), "{said:?}");
    assert_eq!(import.count(INTERACTIONS).await, 2);
}

/// A second of silence as a WAV file whose lengths fit, different for each `seed`.
pub(crate) fn recording(seed: u8) -> Vec<u8> {
    let sound = vec![seed; 8_000];
    let size = u32::try_from(sound.len()).expect("a small number");
    let mut bytes = wav(0, 0);
    bytes[4..8].copy_from_slice(&(size + 36).to_le_bytes());
    bytes[40..44].copy_from_slice(&size.to_le_bytes());
    bytes.extend(sound);
    bytes
}

pub(crate) const RECORDINGS: &str = "SELECT count(*) FROM recording";
const IMPORT_RECORDINGS: &str = "--queue-log queue_log --recordings monitor";

/// Two calls, the second in two queues; the first one of the second call was left without an answer.
pub(crate) const TWO_CALLS: &str = "1772453800|1772453800.1|suporte|NONE|ENTERQUEUE||5511900000001|1\n\
    1772453810|1772453800.1|suporte|PJSIP/1001|CONNECT|10|1772453801.2|4\n\
    1772453900|1772453800.1|suporte|PJSIP/1001|COMPLETECALLER|10|90|1\n\
    1772454000|1772454000.9|suporte|NONE|ENTERQUEUE||5511900000002|1\n\
    1772454010|1772454000.9|suporte|NONE|EXITWITHTIMEOUT|1|1|10\n\
    1772454010|1772454000.9|vendas|NONE|ENTERQUEUE||5511900000002|1\n\
    1772454020|1772454000.9|vendas|PJSIP/1002|CONNECT|10|1772454011.2|4\n\
    1772454100|1772454000.9|vendas|PJSIP/1002|COMPLETEAGENT|10|80|1\n";

#[tokio::test]
async fn recordings_belong_to_the_talk_of_the_call_in_their_name() {
    let import = Import::begin();
    import.write("queue_log", TWO_CALLS);
    import.write("monitor/2026/03/02/q-suporte-11900000001-20260302-091640-1772453800.1.wav", recording(1));
    import.write("monitor/1772454000.9.wav", recording(2));
    import.write("monitor/1772454999.1.wav", recording(3));
    import.write("monitor/1772453800.1-in.wav", recording(4));
    import.write("monitor/1772453800.1.gsm", recording(5));
    let said = import.run(IMPORT_RECORDINGS, b"").await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("\nrecordings: 2 added, 0 unchanged, 0 refused"), "{said:?}");
    for skipped in ["the call was not imported", "only one side of the call", "the format is not accepted"] {
        assert!(said.out.contains(&format!("\nrecordings skipped: 1: {skipped}")), "{skipped}: {said:?}");
    }
    assert!(said.out.contains(": the call was not imported: 1772454999.1.wav"), "its name: {said:?}");
    let of_talks = "SELECT count(*) FROM recording r JOIN interaction i ON i.id = r.interaction_id \
                    WHERE i.external_id IN ('1772453800.1/suporte/1772453800', '1772454000.9/vendas/1772454010')";
    assert_eq!(import.count(of_talks).await, 2);
    let again = import.run(IMPORT_RECORDINGS, b"").await;
    assert!(again.out.contains("\nrecordings: 0 added, 2 unchanged, 0 refused"), "{again:?}");
    assert_eq!((again.code, import.count(RECORDINGS).await), (Some(0), 2));
}

#[tokio::test]
async fn another_recording_of_a_call_is_reported_and_not_taken() {
    let import = Import::begin();
    import.write("queue_log", TWO_CALLS);
    import.write("monitor/1772453800.1.wav", recording(1));
    import.run(IMPORT_RECORDINGS, b"").await;
    let hash = "SELECT count(*) FROM recording WHERE size = 8044";
    assert_eq!(import.count(hash).await, 1);
    import.write("monitor/1772453800.1.wav", [recording(1), vec![0; 2]].concat());
    import.write("monitor/out-1-2-20260302-091640-1772453800.1.wav", recording(2));
    let said = import.run(IMPORT_RECORDINGS, b"").await;
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("\nrecordings refused: 1: the interaction has another recording"), "{said:?}");
    let rejects = import.rejects();
    let files: Vec<_> = rejects.iter().filter_map(|reject| reject["file"].as_str()).collect();
    assert_eq!(files, ["1772453800.1.wav", "out-1-2-20260302-091640-1772453800.1.wav"]);
    assert_eq!(rejects[0]["reason"], "the file is still being written, or was cut off");
    assert_eq!(import.count(hash).await, 1);
}

#[tokio::test]
async fn files_that_are_no_whole_recording_are_reported_and_links_stay_inside() {
    let import = Import::begin();
    import.write("queue_log", TWO_CALLS);
    import.write("secret.wav", recording(1));
    import.write("monitor/1772454000.9.wav", &recording(1)[..44]);
    let link = import.folder.path().join("monitor/1772453800.1.wav");
    std::os::unix::fs::symlink("../secret.wav", link).expect("a link");
    let said = import.run(IMPORT_RECORDINGS, b"").await;
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("\nrecordings skipped: 1: the file holds no sound"), "{said:?}");
    assert_eq!(import.rejects()[0]["reason"], "the link leads out of the folder of recordings");
    import.write("monitor/1772454000.9.wav", "<html>no recording</html>");
    let said = import.run(IMPORT_RECORDINGS, b"").await;
    assert!(said.out.contains("recordings refused: 1: the content is none of the formats taken"), "{said:?}");
    assert_eq!(import.count(RECORDINGS).await, 0);
    let said = import.run("--queue-log queue_log --recordings missing", b"").await;
    assert!(said.err.contains("the folder missing cannot be read"), "{said:?}");
}
