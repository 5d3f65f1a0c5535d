//! `protocolo import ndjson` and other commands, run as a process.

use serde_json::{Value, json};

use crate::support::input::{call, call_with, line};
use crate::support::program::{protocolo, run};
use crate::support::{beside, count, postgres, sqlite};

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

// Importing the same file again adds nothing.
test_database::contract!(an_import_can_be_repeated, |engine| {
    let folder = tempfile::tempdir().expect("a folder");
    let url = engine.empty(folder.path()).await;
    let good: String = (0..1_200).map(|n| line(&call(&n.to_string()))).collect();
    std::fs::write(folder.path().join("in.ndjson"), &good).expect("a file");
    let import = || protocolo(folder.path(), &url, &["import", "ndjson", "in.ndjson"]);
    let first = run(import(), b"").await;
    assert_eq!(
        said(&first.stdout),
        "1,200 read: 1,200 new, 0 unchanged, 0 conflicts, 0 rejected; 1 queue created; 1 unknown agent created \
         inactive: ana\n",
        "{}",
        said(&first.stderr)
    );
    assert!(first.status.success());
    let again = run(import(), b"").await;
    assert_eq!(said(&again.stdout), "1,200 read: 0 new, 1,200 unchanged, 0 conflicts, 0 rejected\n");
    assert!(again.status.success());
    assert!(!folder.path().join("in.ndjson.rejects.ndjson").exists());
    let store = beside(url).await;
    assert_eq!(count(&store, "SELECT count(*) FROM interaction").await, 1_200);
    assert_eq!(count(&store, "SELECT CAST(sum(n) AS BIGINT) FROM interaction_day").await, 1_200);
});

#[tokio::test]
async fn corrections_are_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let import = async |input: String| {
        let program = protocolo(folder.path(), &sqlite(&folder), &["import", "ndjson", "-"]);
        said(&run(program, input.as_bytes()).await.stdout)
    };
    let version = |id: &str, version: u32| line(&call_with(id, "version", json!(version)));
    import(version("1", 1) + &version("2", 1)).await;
    let said = import(version("1", 2) + &version("2", 1) + &version("3", 1)).await;
    assert!(said.starts_with("3 read: 1 new, 1 unchanged, 1 corrected, 0 conflicts, 0 rejected"), "{said}");
}

#[tokio::test]
async fn refused_lines_are_kept_with_their_reasons() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut input = line(&call("1")).into_bytes();
    input.extend(b"\n{ no JSON\n");
    input.extend(line(&call_with("2", "channel", json!("fax"))).bytes());
    input.extend(line(&call_with("1", "notes", json!("other"))).bytes());
    input.extend(b"\xff\n");
    input.extend(line(&call("3")).bytes());
    let output = run(protocolo(folder.path(), &sqlite(&folder), &["import", "ndjson", "-"]), &input).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output.stdout).starts_with("6 read: 2 new, 0 unchanged, 1 conflict, 3 rejected"));
    let rejects = std::fs::read_to_string(folder.path().join("rejects.ndjson")).expect("the rejects");
    let rejects: Vec<Value> = rejects.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let lines: Vec<u64> = rejects.iter().filter_map(|reject| reject["line"].as_u64()).collect();
    assert_eq!(lines, [3, 4, 5, 6]);
    assert_eq!(rejects[0]["text"], "{ no JSON");
    assert_eq!(rejects[1]["reason"], "channel must be one of: voice, webchat, whatsapp");
    assert!(rejects[2]["reason"].as_str().is_some_and(|reason| reason.contains("other content")));
}

/// Standard input may be the very file that rejected lines are written to by default.
#[tokio::test]
async fn the_file_that_is_read_is_never_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = sqlite(&folder);
    let input = line(&call_with("1", "channel", json!("fax"))) + &line(&call("2"));
    let rejects = folder.path().join("rejects.ndjson");
    std::fs::write(&rejects, &input).expect("a file");
    std::os::unix::fs::symlink("rejects.ndjson", folder.path().join("link")).expect("a link");
    for arguments in [
        &["import", "ndjson", "-"][..],
        &["import", "ndjson", "rejects.ndjson", "--rejects", "./rejects.ndjson"],
        &["import", "ndjson", "rejects.ndjson", "--rejects", "link"],
        &["import", "ndjson", "link", "--rejects", "rejects.ndjson"],
    ] {
        let mut command = protocolo(folder.path(), &url, arguments);
        command.stdin(std::fs::File::open(&rejects).expect("the file"));
        let output = command.output().await.expect("it ends");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(said(&output.stderr).contains("--rejects"), "{arguments:?}: {}", said(&output.stderr));
        assert_eq!(std::fs::read_to_string(&rejects).expect("the file"), input, "{arguments:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_said_with_a_remedy() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = sqlite(&folder);
    for (arguments, expected) in [
        (vec!["import", "ndjson", "missing.ndjson"], "missing.ndjson cannot be read"),
        (vec!["import", "ndjson", "."], "is a folder"),
        (vec!["--blobs", "s3://bucket", "serve"], "must be file:FOLDER"),
        (vec!["--database-url", "mysql://x", "migrate"], "must begin with sqlite: or postgres:"),
        (vec!["--log", "a=b=c", "migrate"], "PROTOCOLO_LOG"),
    ] {
        let output = run(protocolo(folder.path(), &url, &arguments), b"").await;
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(said(&output.stderr).contains(expected), "{arguments:?}: {}", said(&output.stderr));
    }
    let unknown = run(protocolo(folder.path(), &url, &["--time-zone", "Mars", "migrate"]), b"").await;
    assert_eq!(unknown.status.code(), Some(2));
}

#[tokio::test]
async fn a_backup_is_a_database_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = sqlite(&folder);
    let input = line(&call("1"));
    run(protocolo(folder.path(), &url, &["import", "ndjson", "-"]), input.as_bytes()).await;
    let backup = || protocolo(folder.path(), &url, &["backup", "copy.db"]);
    let output = run(backup(), b"").await;
    assert!(output.status.success(), "{}", said(&output.stderr));
    let copy = beside(format!("sqlite://{}", folder.path().join("copy.db").display())).await;
    assert_eq!(count(&copy, "SELECT count(*) FROM interaction").await, 1);
    let again = run(backup(), b"").await;
    assert_eq!(again.status.code(), Some(1));
    assert!(said(&again.stderr).contains("exists already"));
}

#[tokio::test]
async fn postgres_is_backed_up_by_its_own_tool() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(protocolo(folder.path(), &postgres().await, &["backup", "copy.db"]), b"").await;
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output.stderr).contains("pg_dump"));
}
