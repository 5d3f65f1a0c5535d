//! `protocolo blobs check`, run as a process.

use std::path::Path;
use std::time::{Duration, SystemTime};

use domain::{Protocol, Timestamp};
use serde_json::json;
use store::media::PutMediaOutcome;
use store::recordings::NewRecording;
use tempfile::TempDir;

use crate::support::input::{call, line, sha256};
use crate::support::program::{protocolo, run};
use crate::support::{beside, sqlite};

/// The bytes of a file that came with a message, twice.
const FILE: &[u8] = b"the bytes of a file";

const OLD: Duration = Duration::from_hours(25);

/// Creates a stored file of this age.
fn stored(folder: &Path, name: &str, age: Duration) {
    let path = folder.join("blobs").join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(&path, "bytes").expect("a file");
    let file = std::fs::File::options().write(true).open(&path).expect("the file");
    file.set_modified(SystemTime::now() - age).expect("an age");
}

async fn check(folder: &TempDir, url: &str, more: &[&str]) -> (Option<i32>, String) {
    let arguments = [&["blobs", "check"], more].concat();
    let output = run(protocolo(folder.path(), url, &arguments), b"").await;
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

// One call has a recording and another has one whose bytes are missing.
test_database::contract!(orphans_are_found_and_removed, |engine| {
    let folder = tempfile::tempdir().expect("a folder");
    let url = engine.empty(folder.path()).await;
    let mut first = call("1");
    let file = json!({ "name": "a.txt", "type": "text/plain", "size": FILE.len(), "sha256": sha256(FILE) });
    first["messages"][0]["attachments"] = json!([file.clone(), file]);
    let input = line(&first) + &line(&call("2"));
    run(protocolo(folder.path(), &url, &["import", "ndjson", "-"]), input.as_bytes()).await;
    assert_eq!(check(&folder, &url, &[]).await.0, Some(0), "all is well");
    let store = beside(url.clone()).await;
    let protocols: Vec<String> = {
        let sql = "SELECT protocol FROM interaction ORDER BY external_id";
        match store.db() {
            store::Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_all(read).await,
            store::Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
        }
        .expect("protocols")
    };
    for (protocol, blob) in protocols.iter().zip(["recordings/aa/kept", "recordings/aa/lost"]) {
        let content_type = "audio/wav".to_owned();
        let recording = NewRecording {
            blob: blob.to_owned(),
            content_type,
            size: 5,
            sha256: "0".repeat(64),
            length: None,
        };
        let protocol = Protocol::parse(protocol).expect("a protocol");
        store.recordings().put(&protocol, &recording, Timestamp(0)).await.expect("named");
    }
    stored(folder.path(), "recordings/aa/kept", OLD);
    stored(folder.path(), "recordings/aa/orphan", OLD);
    stored(folder.path(), "recordings/aa/young", Duration::ZERO);
    stored(folder.path(), "attachments/bb/orphan", OLD);
    stored(folder.path(), "attachments/bb/part#1", OLD);
    stored(folder.path(), "other/cc/foreign", OLD);
    let media = Protocol::parse(&protocols[0]).expect("a protocol");
    let put = store.message_media().put(&media, &sha256(FILE), "media/dd/kept", Timestamp(0)).await;
    assert_eq!(put.expect("an answer"), PutMediaOutcome::Put);
    stored(folder.path(), "media/dd/kept", OLD);

    let (code, said) = check(&folder, &url, &[]).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(&format!("missing: recordings/aa/lost (recording of {})", protocols[1])), "{said}");
    for orphan in ["recordings/aa/orphan", "attachments/bb/orphan", "attachments/bb/part#1"] {
        assert!(said.contains(&format!("orphan: {orphan} (5 bytes)")), "{said}");
    }
    assert!(
        said.contains("2 files present, 1 missing, 0 orphans removed, 3 orphans left, 1 younger"),
        "{said}"
    );
    let exists = |name: &str| folder.path().join("blobs").join(name).exists();
    assert!(exists("recordings/aa/orphan"), "nothing is removed unasked");

    let (code, said) = check(&folder, &url, &["--remove"]).await;
    assert_eq!(code, Some(1), "one is still missing: {said}");
    assert!(said.contains("3 orphans removed, 0 orphans left"), "{said}");
    let there =
        ["recordings/aa/kept", "recordings/aa/young", "other/cc/foreign", "media/dd/kept"].map(exists);
    let gone = ["recordings/aa/orphan", "attachments/bb/orphan", "attachments/bb/part#1"].map(exists);
    assert_eq!((there, gone), ([true; 4], [false; 3]));
});

#[tokio::test]
async fn the_files_of_another_database_are_not_removed() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = sqlite(&folder);
    for n in 0..30 {
        stored(folder.path(), &format!("recordings/aa/{n}"), OLD);
    }
    assert_eq!(check(&folder, &url, &["--remove"]).await.0, Some(1));
    assert!(folder.path().join("blobs/recordings/aa/7").exists());
    let (code, said) = check(&folder, &url, &["--remove", "--force"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(!folder.path().join("blobs/recordings/aa/7").exists());
}
