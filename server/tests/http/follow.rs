//! `protocolo follow asterisk`, run as a process that is killed again and again: what is recorded is what an
//! import of the whole log records.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use sqlx::AssertSqlSafe;
use store::{Db, Store};
use tokio::process::Child;

use crate::import_asterisk::{RECORDINGS, TWO_CALLS, recording};
use crate::support::program::{protocolo, run};
use crate::support::{beside, count};

/// What was recorded, in the words of the source.
const RECORDED: &str = "SELECT i.external_id || ' ' || q.name || ' ' || COALESCE(u.login, '-') || ' ' || \
    CAST(i.queued_at AS TEXT) || ' ' || COALESCE(CAST(i.answered_at AS TEXT), '-') || ' ' || \
    CAST(i.ended_at AS TEXT) || ' ' || COALESCE(CAST(i.outcome AS TEXT), '-') || ' ' || \
    COALESCE(i.follows, '-') || ' ' || COALESCE(i.notes, '-') || ' ' || i.protocol \
    FROM interaction AS i JOIN queue AS q ON q.id = i.queue_id \
    LEFT JOIN user_account AS u ON u.id = i.agent_id ORDER BY i.external_id";

async fn recorded(store: &Store) -> Vec<String> {
    match store.db() {
        Db::Sqlite { read, .. } => sqlx::query_scalar(AssertSqlSafe(RECORDED)).fetch_all(read).await,
        Db::Postgres(pool) => sqlx::query_scalar(AssertSqlSafe(RECORDED)).fetch_all(pool).await,
    }
    .expect("rows")
}

fn follow(folder: &Path, url: &str) -> Child {
    let mut command =
        protocolo(folder, url, &["follow", "asterisk", "--source", "pbx", "--queue-log", "queue_log"]);
    command.stderr(Stdio::null()).spawn().expect("the binary starts")
}

fn assert_runs(child: &mut Child) {
    assert_eq!(child.try_wait().expect("its state"), None, "it goes on until it is killed");
}

async fn sequence(store: &Store) -> i64 {
    count(store, "SELECT COALESCE(MAX(sequence), 0) FROM source_log").await
}

/// Whether the live file was read to its end.
async fn is_read(store: &Store, log: &Path) -> bool {
    let Some(source) = store.sources().named("pbx").await.expect("a read") else { return false };
    let Some(progress) = store.sources().log_progress(source.id, "queue_log").await.expect("a read") else {
        return false;
    };
    let position: Value = serde_json::from_str(&progress.position).expect("a position");
    let about = std::fs::metadata(log).expect("the log");
    position["inode"] == about.ino() && position["offset"] == about.len()
}

fn append(log: &Path, bytes: &[u8]) {
    let mut file = OpenOptions::new().create(true).append(true).open(log).expect("the log");
    file.write_all(bytes).expect("bytes");
}

test_database::contract!(
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    a_followed_log_is_as_if_it_was_imported,
    |engine| {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../intake/tests/asterisk/queue_log/samples/syn-modern.log");
        let mut bytes = std::fs::read(sample).expect("a sample");
        // The end of a call that is still open, in a line that is still being written.
        bytes.truncate(bytes.iter().rposition(|byte| *byte == b'\n').expect("a line") + 1);
        let (folder, other) =
            (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let imported = engine.empty(other.path()).await;
        std::fs::write(other.path().join("queue_log"), &bytes).expect("a file");
        let import = ["import", "asterisk", "--source", "pbx", "--queue-log", "queue_log"];
        run(protocolo(other.path(), &imported, &import), b"").await;
        let expected = recorded(&beside(imported).await).await;
        assert!(expected.len() > 10, "{expected:?}");

        let url = engine.empty(folder.path()).await;
        run(protocolo(folder.path(), &url, &["migrate"]), b"").await;
        let store = beside(url.clone()).await;
        let log = folder.path().join("queue_log");
        File::create(&log).expect("the log");
        let pieces: Vec<&[u8]> = bytes.chunks(bytes.len() / 7 + 1).collect();
        for (round, piece) in pieces.iter().enumerate() {
            if round % 3 == 2 && is_read(&store, &log).await && bytes_end_a_line(&log) {
                std::fs::rename(&log, folder.path().join(format!("queue_log.{round}"))).expect("a rename");
            }
            append(&log, piece);
            let before = sequence(&store).await;
            let mut child = follow(folder.path(), &url);
            // Killed in the middle of its first steps, and sometimes before.
            while round % 2 == 0 && sequence(&store).await == before {
                assert_runs(&mut child);
            }
            child.start_kill().expect("SIGKILL");
            child.wait().await.expect("it is dead");
        }
        let mut child = follow(folder.path(), &url);
        while !is_read(&store, &log).await {
            assert_runs(&mut child);
        }
        child.start_kill().expect("SIGKILL");
        child.wait().await.expect("it is dead");
        assert_eq!(recorded(&store).await, expected);
    }
);

/// Whether a program that rotates the log would find no half line in it.
fn bytes_end_a_line(log: &Path) -> bool {
    std::fs::read(log).expect("the log").last() == Some(&b'\n')
}

#[tokio::test]
async fn two_that_follow_one_log_record_it_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = crate::support::sqlite(&folder);
    run(protocolo(folder.path(), &url, &["migrate"]), b"").await;
    let store = beside(url.clone()).await;
    let log = folder.path().join("queue_log");
    for call in 0..500 {
        let at = 1_772_453_200 + call * 10;
        append(
            &log,
            format!(
                "{at}|{at}.{call}|suporte|NONE|ENTERQUEUE||551190000{call:04}|1\n\
                 {}|{at}.{call}|suporte|NONE|ABANDON|1|1|5\n",
                at + 5
            )
            .as_bytes(),
        );
    }
    let mut both = [follow(folder.path(), &url), follow(folder.path(), &url)];
    while !is_read(&store, &log).await {
        both.iter_mut().for_each(assert_runs);
    }
    for child in &mut both {
        child.start_kill().expect("SIGKILL");
        child.wait().await.expect("it is dead");
    }
    assert_eq!(count(&store, "SELECT COUNT(*) FROM interaction").await, 500);
    assert_eq!(count(&store, "SELECT count FROM source_count WHERE what = 'new'").await, 500);
}

// The name of the file says which call, its bytes which recording.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recordings_are_stored_as_they_appear() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = crate::support::sqlite(&folder);
    std::fs::write(folder.path().join("queue_log"), TWO_CALLS).expect("the log");
    std::fs::create_dir(folder.path().join("monitor")).expect("a folder");
    run(protocolo(folder.path(), &url, &["migrate"]), b"").await;
    let store = beside(url.clone()).await;
    let start = || {
        let arguments =
            ["follow", "asterisk", "--source", "pbx", "--queue-log", "queue_log", "--recordings", "monitor"];
        protocolo(folder.path(), &url, &arguments).stderr(Stdio::null()).spawn().expect("the binary starts")
    };
    let until = async |child: &mut Child, what: &'static str, expected: i64| {
        while count(&store, what).await < expected {
            assert_runs(child);
        }
    };
    let record = |name: &str, seed: u8| {
        let path = folder.path().join("monitor").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, recording(seed)).expect("a file");
        // Written some time ago: else it would be waited whether it grows.
        let ago = std::time::SystemTime::now() - std::time::Duration::from_mins(1);
        File::open(&path).and_then(|file| file.set_modified(ago)).expect("its time");
    };
    let mut child = start();
    until(&mut child, "SELECT count(*) FROM interaction", 3).await;
    record("1772453800.1.wav", 1);
    until(&mut child, RECORDINGS, 1).await;
    child.start_kill().expect("SIGKILL");
    child.wait().await.expect("it is dead");
    // What appears meanwhile is found; what is there stays, and another one of the same call is refused.
    record("2026/q-vendas-5511900000002-20260302-091800-1772454000.9.wav", 2);
    record("again/1772453800.1.wav", 3);
    let mut child = start();
    until(&mut child, RECORDINGS, 2).await;
    until(&mut child, "SELECT count(*) FROM source_reject", 1).await;
    child.start_kill().expect("SIGKILL");
    child.wait().await.expect("it is dead");
    assert_eq!(count(&store, RECORDINGS).await, 2);
    let refused = "SELECT count(*) FROM source_reject WHERE reason = '\"another_recording\"' \
                   AND file = 'again/1772453800.1.wav'";
    assert_eq!(count(&store, refused).await, 1);
    let queue = "SELECT count(*) FROM recording r JOIN interaction i ON i.id = r.interaction_id \
                 JOIN queue q ON q.id = i.queue_id WHERE q.name = 'vendas'";
    assert_eq!(count(&store, queue).await, 1);
}

// Interactions with wrong times cannot be taken back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn times_that_contradict_the_calls_are_not_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = crate::support::sqlite(&folder);
    let sample = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../intake/tests/asterisk/cdr/samples/syn-master-local-minus3.csv");
    std::fs::copy(sample, folder.path().join("Master.csv")).expect("a sample");
    run(protocolo(folder.path(), &url, &["migrate"]), b"").await;
    let store = beside(url.clone()).await;
    let start = |zone: &str| {
        let arguments = [
            "follow",
            "asterisk",
            "--source",
            "pbx",
            "--cdr",
            "Master.csv",
            "--trunk",
            "PJSIP/tronco",
            "--time-zone",
            zone,
        ];
        protocolo(folder.path(), &url, &arguments).stderr(Stdio::null()).spawn().expect("the binary starts")
    };
    let mut child = start("-05:00");
    let said = "SELECT count(*) FROM source WHERE problem LIKE '%seem to be UTC-03:00%120 minutes later%'";
    while count(&store, said).await == 0 {
        assert_runs(&mut child);
    }
    child.start_kill().expect("SIGKILL");
    child.wait().await.expect("it is dead");
    assert_eq!(count(&store, "SELECT count(*) FROM source_log").await, 0, "nothing was read");
    let mut child = start("-03:00");
    while count(&store, "SELECT count(*) FROM source_log").await == 0 {
        assert_runs(&mut child);
    }
    child.start_kill().expect("SIGKILL");
    child.wait().await.expect("it is dead");
}
