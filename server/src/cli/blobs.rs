//! `protocolo blobs check`: compares the stored recordings, attachments and files of messages with the
//! database.
//!
//! A blob is stored before its row is written, so a crash in between leaves an orphan, and a crash
//! during an upload leaves a partial file. Both are removed when they are older than a day, so that
//! no upload in progress is touched.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use clap::{Args, Subcommand};
use domain::ObjectId;
use futures::StreamExt;
use store::Store;
use store::blobs::BlobOwner;

use super::Failure;
use super::answer::Answer;
use crate::blobs::{BlobEntry, Blobs};
use crate::config::Settings;

/// Minimum age of an orphan; a younger file may belong to an upload in progress.
const MIN_AGE: Duration = Duration::from_hours(24);
/// Rows read per query.
const PAGE: i64 = 1_000;
/// With more orphans than this and no blob that belongs to the database, the database or the folder
/// is assumed to be the wrong one.
const MAX_UNMATCHED: usize = 20;

/// Subcommands of `blobs`.
#[derive(Debug, Subcommand)]
pub(crate) enum BlobsCommand {
    /// List stored files without a row, and rows whose file is missing. Fails if any remain.
    Check(CheckSettings),
}

/// The options of `blobs check`.
#[derive(Debug, Args)]
pub(crate) struct CheckSettings {
    /// Remove files without a row that are older than a day.
    #[arg(long)]
    remove: bool,
    /// Remove them even if no file in the folder belongs to the database.
    #[arg(long, requires = "remove")]
    force: bool,
}

pub(super) async fn run(
    store: &Store,
    settings: &Settings,
    command: BlobsCommand,
) -> Result<ExitCode, Failure> {
    let BlobsCommand::Check(check) = command;
    store.migrate().await?;
    let blobs = Blobs::open(&settings.blobs)?;
    let mut report = Report::default();
    let known = named(store, &blobs, &mut report).await?;
    let orphans = orphans(&blobs, &known, &mut report).await?;
    if check.remove {
        if !check.force && report.present == 0 && orphans.len() > MAX_UNMATCHED {
            return Err(Failure(format!(
                "none of the {} stored files belongs to this database, so none was removed; check DATABASE_URL \
                 and PROTOCOLO_BLOBS, or add --force",
                orphans.len()
            )));
        }
        remove(&blobs, &orphans, &mut report).await;
    } else {
        report.left = orphans.len();
    }
    let fine = report.missing == 0 && report.left == 0;
    Answer::result(report.to_string()).print()?;
    Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The result of a check.
#[derive(Debug, Default)]
struct Report {
    lines: Vec<String>,
    present: usize,
    missing: usize,
    young: usize,
    removed: usize,
    left: usize,
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for line in &self.lines {
            writeln!(f, "{line}")?;
        }
        write!(
            f,
            "{} files present, {} missing, {} orphans removed, {} orphans left, {} younger than a day",
            self.present, self.missing, self.removed, self.left, self.young
        )
    }
}

/// Blob names in the database, as hashes to save memory: a collision can hide an orphan, but never
/// invent one.
struct Known {
    names: HashSet<u64>,
    state: RandomState,
}

impl Known {
    fn has(&self, name: &str) -> bool {
        self.names.contains(&self.state.hash_one(name))
    }
}

/// Reads every blob name in the database and checks that the blob exists.
async fn named(store: &Store, blobs: &Blobs, report: &mut Report) -> Result<Known, Failure> {
    let mut known = Known { names: HashSet::new(), state: RandomState::new() };
    for owner in BlobOwner::ALL {
        let mut after = ObjectId(i64::MIN);
        loop {
            let page = store.named_blobs(owner, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for named in page {
                known.names.insert(known.state.hash_one(&named.blob));
                if blobs.exists(&named.blob).await.map_err(|error| unreadable(&error))? {
                    report.present += 1;
                } else {
                    report.missing += 1;
                    let whose = match owner {
                        BlobOwner::Recordings => "recording of",
                        BlobOwner::Attachments => "attachment of case",
                        BlobOwner::Media => "file of a message of",
                        BlobOwner::Fetched => "file fetched for source",
                    };
                    report.lines.push(format!("missing: {} ({whose} {})", named.blob, named.of_what));
                }
            }
        }
    }
    Ok(known)
}

/// Lists the stored files without a row that are older than [`MIN_AGE`].
async fn orphans(blobs: &Blobs, known: &Known, report: &mut Report) -> Result<Vec<BlobEntry>, Failure> {
    let now = SystemTime::now();
    let mut orphans = Vec::new();
    for owner in BlobOwner::ALL {
        let mut stored = blobs.list(owner.folder());
        while let Some(listed) = stored.next().await {
            let listed = listed.map_err(|error| unreadable(&error))?;
            if known.has(&listed.name) {
                continue;
            }
            // A modification time in the future counts as now.
            if now.duration_since(listed.changed).unwrap_or_default() < MIN_AGE {
                report.young += 1;
                continue;
            }
            report.lines.push(format!("orphan: {} ({} bytes)", listed.name, listed.size));
            orphans.push(listed);
        }
    }
    Ok(orphans)
}

async fn remove(blobs: &Blobs, orphans: &[BlobEntry], report: &mut Report) {
    for orphan in orphans {
        match blobs.delete_listed(orphan).await {
            Ok(()) => report.removed += 1,
            Err(error) => {
                report.left += 1;
                report.lines.push(format!("{} cannot be removed: {error}", orphan.name));
            }
        }
    }
}

fn unreadable(error: &dyn std::fmt::Display) -> Failure {
    Failure(format!("the stored files cannot be read ({error}); PROTOCOLO_BLOBS says where they are"))
}
