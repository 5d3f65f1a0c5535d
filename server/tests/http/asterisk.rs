//! A real Asterisk is followed while it makes calls: what is recorded is what the test has timed.
//!
//! Runs where `scripts/with-asterisk` has started one (`PROTOCOLO_TEST_ASTERISK`); otherwise it says that it
//! was skipped.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use sqlx::AssertSqlSafe;
use store::{Db, Store};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::support::program::{protocolo, run};
use crate::support::{beside, sqlite};

/// By how much times may differ, in milliseconds: logs have whole seconds, and a busy machine is late.
const TOLERANCE: i64 = 2_000;

/// The Asterisk of the test run.
struct Asterisk {
    root: PathBuf,
}

impl Asterisk {
    async fn console(&self, command: &str) -> String {
        let output = Command::new("chroot")
            .arg(&self.root)
            .args(["/usr/sbin/asterisk", "-rx", command])
            .output()
            .await
            .expect("the console");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// A caller who dials an extension and stays for some seconds at most; returns when it was.
    async fn call(&self, extension: u32, seconds: u32) -> i64 {
        let at = store::clock::now().0;
        self.console(&format!("channel originate Local/{extension}@in extension {seconds}@callers")).await;
        at
    }

    /// The channel of an agent who talks; waits until there is one.
    async fn talking(&self, agent: &str) -> String {
        let start = format!("Local/{agent}@agents-");
        loop {
            let channels = self.console("core show channels concise").await;
            let fields = channels.lines().map(|line| line.split('!').collect::<Vec<_>>());
            let mut found = fields.filter(|fields| {
                fields.len() > 4
                    && fields[0].starts_with(&start)
                    && fields[0].ends_with(";1")
                    && fields[4] == "Up"
            });
            if let Some(fields) = found.next() {
                return fields[0].to_owned();
            }
            tokio::task::yield_now().await;
        }
    }

    /// Transfers the caller of an agent's channel to an extension.
    async fn transfer(&self, channel: &str, extension: u32) {
        let mut manager = TcpStream::connect("127.0.0.1:5039").await.expect("the manager");
        let asked = format!(
            "Action: Login\r\nUsername: tests\r\nSecret: tests\r\nEvents: off\r\n\r\n\
             Action: BlindTransfer\r\nChannel: {channel}\r\nContext: in\r\nExten: {extension}\r\n\r\n\
             Action: Logoff\r\n\r\n"
        );
        manager.write_all(asked.as_bytes()).await.expect("a request");
        let mut answer = String::new();
        let _ = manager.read_to_string(&mut answer).await;
        assert!(answer.contains("Transfer succeeded"), "{answer}");
    }
}

fn follow(folder: &Path, url: &str, log: &Path) -> Child {
    let log = log.to_str().expect("a path");
    let arguments = ["follow", "asterisk", "--source", "pbx", "--queue-log", log];
    protocolo(folder, url, &arguments).stderr(Stdio::null()).spawn().expect("the binary starts")
}

async fn kill(mut child: Child) {
    child.start_kill().expect("SIGKILL");
    child.wait().await.expect("it is dead");
}

/// An interaction: what identifies it in this test, and its times in milliseconds.
#[derive(Debug)]
struct Row {
    /// Queue, agent, number, outcome and the side that ended it, and whether it follows another.
    what: String,
    queued_at: i64,
    answered_at: Option<i64>,
    ended_at: i64,
}

async fn rows(store: &Store) -> Vec<Row> {
    let sql = "SELECT q.name || ' ' || COALESCE(u.login, '-') || ' ' || COALESCE(i.number, '-') || ' ' || \
        CAST(i.outcome AS TEXT) || ' ' || CAST(i.ended_by AS TEXT) || \
        CASE WHEN i.follows IS NULL THEN '' ELSE ' follows' END, i.queued_at, i.answered_at, i.ended_at \
        FROM interaction AS i JOIN queue AS q ON q.id = i.queue_id \
        LEFT JOIN user_account AS u ON u.id = i.agent_id ORDER BY i.queued_at, i.id";
    let sql = AssertSqlSafe(sql);
    let found: Vec<(String, i64, Option<i64>, i64)> = match store.db() {
        Db::Sqlite { read, .. } => sqlx::query_as(sql).fetch_all(read).await,
        Db::Postgres(pool) => sqlx::query_as(sql).fetch_all(pool).await,
    }
    .expect("rows");
    let row = |(what, queued_at, answered_at, ended_at)| Row { what, queued_at, answered_at, ended_at };
    found.into_iter().map(row).collect()
}

async fn until_recorded(store: &Store, count: usize) -> Vec<Row> {
    loop {
        let rows = rows(store).await;
        if rows.len() >= count {
            return rows;
        }
        tokio::task::yield_now().await;
    }
}

/// Asserts that a visit was recorded that began at an instant, was answered after some seconds or not at all,
/// and ended after some more.
fn assert_recorded(rows: &[Row], what: &str, at: i64, wait_s: Option<i64>, total_s: i64) {
    let is_near = |time: i64, expected: i64| (time - expected).abs() <= TOLERANCE;
    let found = rows.iter().any(|row| {
        row.what == what
            && is_near(row.queued_at, at)
            && row.answered_at.is_some() == wait_s.is_some()
            && row.answered_at.zip(wait_s).is_none_or(|(time, wait)| is_near(time, at + wait * 1_000))
            && is_near(row.ended_at, at + total_s * 1_000)
    });
    assert!(found, "{what} at {at}: {wait_s:?} {total_s} in {rows:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_telephone_system_is_followed() {
    let Some(root) = std::env::var_os("PROTOCOLO_TEST_ASTERISK") else {
        eprintln!("SKIPPED: there is no Asterisk; run this test by scripts/with-asterisk");
        return;
    };
    let asterisk = Asterisk { root: root.into() };
    let log = asterisk.root.join("var/log/asterisk/queue_log");
    let folder = tempfile::tempdir().expect("a folder");
    let url = sqlite(&folder);
    run(protocolo(folder.path(), &url, &["migrate"]), b"").await;
    let store = beside(url.clone()).await;
    let following = follow(folder.path(), &url, &log);

    let transferred = asterisk.call(8006, 40).await;
    let answered = asterisk.call(8001, 20).await;
    let hung_up = asterisk.call(8002, 5).await;
    let abandoned = asterisk.call(8003, 4).await;
    let timed_out = asterisk.call(8004, 30).await;
    let twice = asterisk.call(8005, 30).await;
    let channel = asterisk.talking("ag4").await;
    // In the middle of calls: another file, and the process is gone for a moment.
    asterisk.console("logger rotate").await;
    kill(following).await;
    let at_transfer = store::clock::now().0;
    asterisk.transfer(&channel, 8002).await;
    let following = follow(folder.path(), &url, &log);
    // Until the caller is with the second agent, who would talk for longer than the test.
    let rows = until_recorded(&store, 7).await;
    assert_recorded(&rows, "suporte Ana 5511900000001 1 2", answered, Some(1), 4);
    assert_recorded(&rows, "vendas Bia 5511900000002 1 1", hung_up, Some(1), 5);
    assert_recorded(&rows, "vazia - 5511900000003 2 1", abandoned, None, 4);
    assert_recorded(&rows, "vazia - 5511900000004 3 3", timed_out, None, 3);
    assert_recorded(&rows, "vazia - 5511900000005 3 3", twice, None, 3);
    assert_recorded(&rows, "suporte Ana 5511900000005 1 2 follows", twice + 3_000, Some(1), 4);
    let talk = (at_transfer - transferred) / 1_000;
    assert_recorded(&rows, "recepcao Davi 5511900000006 1 2", transferred, Some(1), talk);

    // The telephone system restarts while the transferred caller talks.
    asterisk.talking("ag2").await;
    let restarted = store::clock::now().0;
    asterisk.console("core restart now").await;
    let rows = until_recorded(&store, 8).await;
    kill(following).await;
    assert_eq!(rows.len(), 8, "{rows:#?}");
    let last = rows.iter().find(|row| row.what.starts_with("vendas Bia") && row.what.ends_with("follows"));
    let last = last.unwrap_or_else(|| panic!("the second leg of the transfer in {rows:#?}"));
    assert!((last.queued_at - at_transfer).abs() <= TOLERANCE, "{last:?}");
    assert!((last.ended_at - restarted).abs() <= 2 * TOLERANCE, "{last:?}");
}
