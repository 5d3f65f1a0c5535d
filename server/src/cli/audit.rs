//! `protocolo audit …`: whether the audit trail is what was written, and taking it away.

use std::io::Write;
use std::process::ExitCode;

use clap::Subcommand;
use store::Store;
use store::audit::{AuditFilter, Finding, Verdict};

use super::Failure;
use super::answer::Answer;

/// Entries read at once.
const STRETCH: usize = 1_000;

/// The commands about the audit trail.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Recompute the chain of entries; fails where an entry was changed, removed or put in between.
    Verify {
        /// An entry and its hash as an earlier verification printed them, `NUMBER:HASH`: also fails
        /// where the trail was made anew since then.
        #[arg(long, value_parser = anchor)]
        expect: Option<(i64, String)>,
    },
    /// Print every entry as one line of JSON, newest first.
    Export,
}

fn anchor(text: &str) -> Result<(i64, String), String> {
    let parts = text.split_once(':').and_then(|(seq, hash)| Some((seq.parse().ok()?, hash.to_lowercase())));
    let known = parts.filter(|(_, hash): &(i64, String)| {
        hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    known.ok_or_else(|| "must be NUMBER:HASH, as `protocolo audit verify` prints it".to_owned())
}

/// Does one of the commands and says how it went.
pub(super) async fn run(store: &Store, command: AuditCommand) -> Result<ExitCode, Failure> {
    store.migrate().await?;
    match command {
        AuditCommand::Verify { expect } => {
            let expect = expect.as_ref().map(|(seq, hash)| (*seq, hash.as_str()));
            told(&store.verify_audit(expect).await?)?.say()
        }
        AuditCommand::Export => export(store).await,
    }
}

fn told(verdict: &Verdict) -> Result<Answer, Failure> {
    let Verdict { entries, last, hash, findings } = verdict;
    if findings.is_empty() {
        let remark = format!("{entries} entries, none changed, removed or put in between. The last one:");
        return Ok(Answer { result: format!("{last}:{hash}"), remark: Some(remark) });
    }
    let lines: Vec<String> = findings.iter().map(|finding| format!("  {}", sentence(finding))).collect();
    Err(Failure(format!(
        "the audit trail of {entries} entries is not what was written:\n{}",
        lines.join("\n")
    )))
}

fn sentence(finding: &Finding) -> String {
    match finding {
        Finding::Removed { from, to } if from == to => format!("entry {from} was removed"),
        Finding::Removed { from, to } => format!("entries {from} to {to} were removed"),
        Finding::Changed { seq } => format!("entry {seq} was changed"),
        Finding::Unlinked { seq } => {
            format!("entry {seq} does not follow the one before it: one of them was put there or made anew")
        }
        Finding::Inserted { seq } => format!("entry {seq} was put where nothing was written"),
        Finding::HeadMoved => {
            "the last entry is not the one that was written last: entries were removed from \
             the end or put there"
                .to_owned()
        }
        Finding::Unexpected { seq } => {
            format!("entry {seq} is not the one that was expected: the trail was made anew or cut")
        }
    }
}

async fn export(store: &Store) -> Result<ExitCode, Failure> {
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let mut before = None;
    loop {
        let entries = store.audit_entries(&AuditFilter::default(), before, STRETCH).await?;
        let Some(last) = entries.last() else { break };
        before = Some(last.seq);
        for entry in &entries {
            let line = serde_json::to_string(entry).map_err(|error| Failure(error.to_string()))?;
            if let Err(error) = writeln!(out, "{line}") {
                return cut_short(&error);
            }
        }
    }
    match out.flush() {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => cut_short(&error),
    }
}

/// Who reads only the first lines has what they wanted.
fn cut_short(error: &std::io::Error) -> Result<ExitCode, Failure> {
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        return Ok(ExitCode::FAILURE);
    }
    Err(Failure(format!("the entries could not be written: {error}")))
}

#[cfg(test)]
mod tests {
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
    fn a_good_trail_prints_its_anchor_and_a_bad_one_fails_with_what_was_found() {
        let verdict = Verdict { entries: 3, last: 3, hash: "a".repeat(64), findings: Vec::new() };
        assert_eq!(told(&verdict).expect("good").result, format!("3:{}", "a".repeat(64)));
        let findings = vec![
            Finding::Removed { from: 2, to: 2 },
            Finding::Removed { from: 4, to: 6 },
            Finding::Changed { seq: 7 },
            Finding::HeadMoved,
        ];
        let Failure(text) = told(&Verdict { findings, ..verdict }).expect_err("bad");
        for part in
            ["entry 2 was removed", "entries 4 to 6 were removed", "entry 7 was changed", "the last entry"]
        {
            assert!(text.contains(part), "{text}");
        }
    }
}
