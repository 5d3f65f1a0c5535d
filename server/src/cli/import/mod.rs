//! `protocolo import`: imports interactions from files.
//!
//! Idempotent: what was imported before is recognised. What is rejected is written to a file of its
//! own, each with its place and the reason.

mod asterisk;
mod beginning;
mod files;
mod input;
mod maps;
mod ndjson;
mod progress;
mod reading;
mod recording;
mod rejects;
mod report;
mod tally;

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::ExitCode;

use clap::Subcommand;
use store::Store;

use super::Failure;
use crate::config::Settings;

/// What can be imported.
#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// One JSON object a line, in the shape of POST /api/v1/interactions.
    Ndjson(ndjson::NdjsonSettings),
    /// The logs of an Asterisk, also as FreePBX and Issabel keep them.
    ///
    /// Files may be compressed with gzip; - reads the standard input. Name the files of a log in the
    /// order in which they were written, the oldest first: a call may begin in one file and end in the
    /// next. Importing the same files again changes nothing.
    #[expect(clippy::doc_markdown, reason = "this comment is what --help prints")]
    Asterisk(Box<asterisk::AsteriskSettings>),
}

pub(super) async fn run(
    store: &Store,
    settings: &Settings,
    command: ImportCommand,
) -> Result<ExitCode, Failure> {
    store.migrate().await?;
    match command {
        ImportCommand::Ndjson(ndjson) => ndjson::run(store, ndjson).await,
        ImportCommand::Asterisk(asterisk) => asterisk::run(store, settings, *asterisk).await,
    }
}

/// Refuses a file for rejects that is the input itself, under any name, also as standard input.
fn check_is_not_input(rejects: &Path, input: &Path) -> Result<(), Failure> {
    let identity = |about: std::fs::Metadata| (about.dev(), about.ino());
    let read = if is_standard_input(input) { Path::new("/dev/stdin") } else { input };
    let read = std::fs::metadata(read).ok().filter(std::fs::Metadata::is_file).map(identity);
    if read.is_none() || std::fs::metadata(rejects).ok().map(identity) != read {
        return Ok(());
    }
    Err(Failure(format!(
        "the refused lines would be written over {}, which is read; name another file with --rejects",
        rejects.display()
    )))
}

/// Whether a path means the standard input.
fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}
