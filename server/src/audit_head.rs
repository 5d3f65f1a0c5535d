//! Audit heads: the last entry of the audit trail and its hash, kept in a file outside the
//! database. An attacker with write access to every row could rebuild the whole chain; only such a
//! hash shows it.

use std::path::Path;
use std::time::Duration;

use chrono::SecondsFormat;
use domain::Timestamp;
use store::Store;
use tokio::io::AsyncWriteExt;

/// How often the server appends a line.
const INTERVAL: Duration = Duration::from_hours(24);

/// Appends a line with the last entry and its hash, unless the trail is empty.
///
/// # Errors
/// A message, if the database cannot be read or the file cannot be written.
pub async fn append(store: &Store, file: &Path, now: Timestamp) -> Result<(), String> {
    let head = store.audit_head().await.map_err(|error| error.to_string())?;
    let Some((seq, hash)) = head else { return Ok(()) };
    let line = format!("{} {seq}:{hash}\n", instant(now));
    write(file, &line).await.map_err(|error| format!("{} cannot be written: {error}", file.display()))
}

async fn write(file: &Path, line: &str) -> std::io::Result<()> {
    let mut file = tokio::fs::OpenOptions::new().create(true).append(true).open(file).await?;
    file.write_all(line.as_bytes()).await?;
    file.sync_data().await
}

/// Appends a line every day until the program ends; the caller has appended the first one.
pub async fn append_daily(store: &Store, file: &Path) {
    let mut days = tokio::time::interval(INTERVAL);
    days.tick().await;
    loop {
        days.tick().await;
        if let Err(error) = append(store, file, store::clock::now()).await {
            tracing::error!(error, "the end of the audit trail could not be written down");
        }
    }
}

fn instant(now: Timestamp) -> String {
    now.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Parses an entry number and its hash, `NUMBER:HASH`.
///
/// # Errors
/// A message with the expected format.
pub fn anchor(text: &str) -> Result<(i64, String), String> {
    let parts = text.split_once(':').and_then(|(seq, hash)| Some((seq.parse().ok()?, hash.to_lowercase())));
    let known = parts.filter(|(_, hash): &(i64, String)| {
        hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    known.ok_or_else(|| "must be NUMBER:HASH, as `protocolo audit head` prints it".to_owned())
}

/// Parses the entry and hash at the end of each line of a file; skips blank lines.
///
/// # Errors
/// The number, from 1, of the first line without one.
pub fn anchors(text: &str) -> Result<Vec<(i64, String)>, usize> {
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    lines
        .map(|(line, number)| {
            let last = line.split_whitespace().next_back().unwrap_or_default();
            anchor(last).map_err(|_| number)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::{Millis, Role};
    use store::accounts::NewUser;

    use super::*;

    #[test]
    fn an_anchor_is_an_entry_and_its_hash() {
        let hash = "0f".repeat(32);
        assert_eq!(anchor(&format!("12:{}", hash.to_uppercase())), Ok((12, hash)));
        for bad in ["", "12", "12:abc", "x:00", &format!("1:{}", "g".repeat(64))] {
            assert!(anchor(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_line_without_an_anchor_is_named() {
        let good = format!("2026-11-28T03:00:00Z 1:{}", "a".repeat(64));
        assert_eq!(anchors(&format!("{good}\n\n{good}\n")).map(|all| all.len()), Ok(2));
        assert_eq!(anchors(&format!("{good}\n2026-11-29 cut")), Err(2));
    }

    #[tokio::test]
    async fn each_day_adds_a_line_that_a_verification_can_expect() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let config = store::StoreConfig { url, zone: chrono_tz::UTC, max_connections: 2 };
        let store = Store::open(&config).await.expect("a database");
        store.migrate().await.expect("tables");
        let file = folder.path().join("heads.txt");
        append(&store, &file, Timestamp(0)).await.expect("nothing to say");
        assert!(!file.exists(), "there is no entry yet");
        for (login, day) in [("ana", Timestamp(0)), ("bia", Timestamp(0) + Millis::days(1))] {
            let user = NewUser {
                login: login.to_owned(),
                name: login.to_owned(),
                role: Role::Agent,
                password: None,
                active: true,
            };
            store.accounts().create(&user, day).await.expect("an answer").created().expect("an account");
            append(&store, &file, day).await.expect("a line");
        }
        let text = std::fs::read_to_string(&file).expect("the file");
        assert!(text.starts_with("1970-01-01T00:00:00Z 1:") && text.contains("\n1970-01-02T00:00:00Z 2:"));
        let known = anchors(&text).expect("anchors");
        let known: Vec<(i64, &str)> = known.iter().map(|(seq, hash)| (*seq, hash.as_str())).collect();
        let verdict = store.verify_audit_against(&known).await.expect("a verdict");
        assert_eq!((verdict.findings, known.len()), (Vec::new(), 2));
        assert!(append(&store, folder.path(), Timestamp(0)).await.is_err(), "a folder is no file");
    }
}
