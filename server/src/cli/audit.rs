//! `protocolo audit …`: verifies and exports the audit trail, and erases personal values in it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use domain::{CustomerId, RequestReference};
use store::Store;
use store::audit::{AuditFilter, Erased, ErasureTarget, Finding, Verdict};

use super::Failure;
use super::answer::Answer;
use crate::audit_head::{anchor, anchors};

/// Audit entries read per query.
const BATCH: usize = 1_000;

/// The commands about the audit trail.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Verify the hash chain; fails if an entry or one of its values was changed, removed or
    /// inserted. Values erased by request are not failures; they are counted.
    Verify {
        /// An entry and its hash as `audit head` or an earlier verification printed them,
        /// `NUMBER:HASH`: also fails where the trail was rebuilt since then. May be given
        /// repeatedly.
        #[arg(long, value_name = "NUMBER:HASH", value_parser = anchor)]
        expect: Vec<(i64, String)>,
        /// A file whose lines end in `NUMBER:HASH`, like that of `PROTOCOLO_AUDIT_HEAD_FILE`:
        /// every line is expected.
        #[arg(long, value_name = "FILE")]
        heads: Option<PathBuf>,
    },
    /// Print the last entry and its hash, `NUMBER:HASH`, to be kept elsewhere.
    Head,
    /// Print every entry as one line of JSON, newest first. A trail in the old form, from before
    /// personal values could be erased, is printed oldest first and not changed.
    Export,
    /// Erase personal values of entries for ever. The entries stay and can still be verified; the
    /// erasure adds an entry of its own.
    Erase {
        /// The number of the request that demands it, like 2026-0007. It stays readable in the trail for
        /// ever, so it may not be a name.
        #[arg(long, value_name = "REFERENCE", value_parser = reference)]
        request: RequestReference,
        #[command(flatten)]
        targets: Targets,
    },
}

/// Whose values are erased.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(crate) struct Targets {
    /// A customer's number: what entries say of the customer, their cases, interactions and files.
    #[arg(long = "customer", value_name = "ID")]
    customers: Vec<CustomerId>,
    /// A login: what entries say of the account, and from where its acts were done.
    #[arg(long = "account", value_name = "LOGIN")]
    accounts: Vec<String>,
    /// An entry's number: all its values.
    #[arg(long = "seq", value_name = "NUMBER")]
    entries: Vec<i64>,
}

impl Targets {
    fn all(self) -> Vec<ErasureTarget> {
        let customers = self.customers.into_iter().map(ErasureTarget::Customer);
        let accounts = self.accounts.into_iter().map(ErasureTarget::Account);
        customers.chain(accounts).chain(self.entries.into_iter().map(ErasureTarget::Entry)).collect()
    }
}

fn reference(text: &str) -> Result<RequestReference, String> {
    RequestReference::parse(text)
        .ok_or_else(|| "must be a number like 2026-0007: letters, digits and -._/ only, no name".to_owned())
}

/// Runs a subcommand and prints its result.
pub(super) async fn run(store: &Store, command: AuditCommand) -> Result<ExitCode, Failure> {
    if matches!(command, AuditCommand::Export) {
        // A trail in the legacy format is exported unchanged, so before the migration.
        return match store.legacy_audit_lines(i64::MIN).await? {
            Some(lines) => export_legacy(store, lines).await,
            None => export(store).await,
        };
    }
    store.migrate().await?;
    match command {
        AuditCommand::Verify { expect, heads } => verify(store, expect, heads.as_deref()).await,
        AuditCommand::Head => head(store).await,
        AuditCommand::Erase { request, targets } => {
            let erased = store.erase_audit_details(&request, &targets.all(), store::clock::now()).await?;
            erasure(&request, erased)?.print()
        }
        AuditCommand::Export => export(store).await,
    }
}

async fn verify(
    store: &Store,
    mut expect: Vec<(i64, String)>,
    heads: Option<&Path>,
) -> Result<ExitCode, Failure> {
    if let Some(file) = heads {
        let text = tokio::fs::read_to_string(file)
            .await
            .map_err(|error| Failure(format!("{} cannot be read: {error}", file.display())))?;
        let known = anchors(&text)
            .map_err(|line| Failure(format!("{}, line {line}: no NUMBER:HASH", file.display())))?;
        expect.extend(known);
    }
    let expect: Vec<(i64, &str)> = expect.iter().map(|(seq, hash)| (*seq, hash.as_str())).collect();
    outcome(&store.verify_audit_against(&expect).await?)?.print()
}

async fn head(store: &Store) -> Result<ExitCode, Failure> {
    match store.audit_head().await? {
        Some((seq, hash)) => Answer::result(format!("{seq}:{hash}")).print(),
        None => Err(Failure("the audit trail has no entry yet".to_owned())),
    }
}

fn erasure(request: &RequestReference, erased: Erased) -> Result<Answer, Failure> {
    match erased {
        Erased::Done { details: 0 } => Ok(Answer::result("There was nothing left to erase.".to_owned())),
        Erased::Done { details } => {
            let remark = "Copies made before still have them: exports, backups, logs of the database.";
            let result = format!("{} erased by request {request}.", counted(details));
            Ok(Answer { result, remark: Some(remark.to_owned()) })
        }
        Erased::Unknown(target) => Err(Failure(match target {
            ErasureTarget::Customer(id) => format!("there is no customer {id}; nothing was erased"),
            ErasureTarget::Account(login) => format!("there is no account {login:?}; nothing was erased"),
            ErasureTarget::Entry(seq) => format!("there is no entry {seq}; nothing was erased"),
        })),
    }
}

fn counted(details: u64) -> String {
    if details == 1 { "1 detail".to_owned() } else { format!("{details} details") }
}

fn outcome(verdict: &Verdict) -> Result<Answer, Failure> {
    let Verdict { entries, last, hash, erased, findings } = verdict;
    if findings.is_empty() {
        let erased = match erased.iter().map(|(_, details)| details).sum() {
            0 => String::new(),
            details => format!("; {} erased ({})", counted(details), by_request(erased)),
        };
        let remark =
            format!("{entries} entries, none changed, removed or put in between{erased}. The last one:");
        return Ok(Answer { result: format!("{last}:{hash}"), remark: Some(remark) });
    }
    let lines: Vec<String> = findings.iter().map(|finding| format!("  {}", sentence(finding))).collect();
    Err(Failure(format!(
        "the audit trail of {entries} entries is not what was written:\n{}",
        lines.join("\n")
    )))
}

fn by_request(erased: &[(String, u64)]) -> String {
    let parts: Vec<String> =
        erased.iter().map(|(request, details)| format!("request {request}: {details}")).collect();
    parts.join(", ")
}

fn sentence(finding: &Finding) -> String {
    match finding {
        Finding::Removed { from, to } if from == to => format!("entry {from} was removed"),
        Finding::Removed { from, to } => format!("entries {from} to {to} were removed"),
        Finding::Changed { seq } => format!("entry {seq} was changed"),
        Finding::Unlinked { seq } => {
            format!("entry {seq} does not follow the one before it: one of them was inserted or rewritten")
        }
        Finding::Inserted { seq } => format!("entry {seq} was inserted where no entry was written"),
        Finding::DetailChanged { seq, field } => format!("the {field} of entry {seq} was changed"),
        Finding::DetailRemoved { seq, field } => {
            format!("the {field} of entry {seq} was removed, and no entry says that it was erased")
        }
        Finding::DetailInserted { seq, field } => {
            format!("entry {seq} has a {field} that was not written with it")
        }
        Finding::DetailRestored { seq, field } => {
            format!("the {field} of entry {seq} was erased and is there again")
        }
        Finding::CarriedOverWrongly { seq } => {
            format!("the entries before {seq} are not those of the trail that was carried over")
        }
        Finding::HeadMoved => {
            "the last entry is not the one that was written last: entries were removed from \
             the end or appended"
                .to_owned()
        }
        Finding::Unexpected { seq } => {
            format!("entry {seq} is not the expected one: the trail was rewritten or truncated")
        }
    }
}

async fn export(store: &Store) -> Result<ExitCode, Failure> {
    store.migrate().await?;
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let mut before = None;
    loop {
        let lines = store.audit_lines(&AuditFilter::default(), before, BATCH).await?;
        let Some(last) = lines.last() else { break };
        before = Some(last.entry.seq);
        for line in &lines {
            let line = serde_json::to_string(line).map_err(|error| Failure(error.to_string()))?;
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

async fn export_legacy(store: &Store, first: Vec<(i64, String)>) -> Result<ExitCode, Failure> {
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let mut lines = first;
    while let Some((last, _)) = lines.last() {
        let last = *last;
        for (_, line) in &lines {
            if let Err(error) = writeln!(out, "{line}") {
                return cut_short(&error);
            }
        }
        lines = store.legacy_audit_lines(last).await?.unwrap_or_default();
    }
    match out.flush() {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => cut_short(&error),
    }
}

/// Ends an export that cannot be written; a pipe closed by its reader, like `head`, is no error.
fn cut_short(error: &std::io::Error) -> Result<ExitCode, Failure> {
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        return Ok(ExitCode::FAILURE);
    }
    Err(Failure(format!("the entries could not be written: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(findings: Vec<Finding>) -> Verdict {
        Verdict { entries: 3, last: 3, hash: "a".repeat(64), erased: Vec::new(), findings }
    }

    #[test]
    fn a_good_trail_prints_its_anchor_and_a_bad_one_fails_with_what_was_found() {
        let good = outcome(&verdict(Vec::new())).expect("good");
        assert_eq!(good.result, format!("3:{}", "a".repeat(64)));
        assert!(!good.remark.expect("a remark").contains("erased"));
        let field = || "label".to_owned();
        let findings = vec![
            Finding::Removed { from: 2, to: 2 },
            Finding::Removed { from: 4, to: 6 },
            Finding::Changed { seq: 7 },
            Finding::DetailChanged { seq: 8, field: field() },
            Finding::DetailRemoved { seq: 9, field: field() },
            Finding::DetailInserted { seq: 10, field: field() },
            Finding::HeadMoved,
        ];
        let Failure(text) = outcome(&verdict(findings)).expect_err("bad");
        for part in [
            "entry 2 was removed",
            "entries 4 to 6 were removed",
            "entry 7 was changed",
            "the label of entry 8 was changed",
            "the label of entry 9 was removed",
            "entry 10 has a label",
            "the last entry",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn a_good_trail_says_what_was_erased_from_it_and_by_whose_request() {
        let erased = vec![("2026-0007".to_owned(), 12), ("2026-0009".to_owned(), 1)];
        let answer = outcome(&Verdict { erased, ..verdict(Vec::new()) }).expect("good");
        assert_eq!(
            answer.remark.expect("a remark"),
            "3 entries, none changed, removed or put in between; 13 details erased (request 2026-0007: 12, \
             request 2026-0009: 1). The last one:"
        );
    }

    #[test]
    fn erasing_needs_a_request_that_is_no_name() {
        assert!(reference("2026-0007").is_ok());
        assert!(reference("joão").is_err());
    }
}
