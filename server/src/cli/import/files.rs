//! Imports files through the sources that read them.
//!
//! One task reads and parses ([`super::reading`]), another one records, with a few pieces between them:
//! memory is bounded however large the files are.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use intake::source::Source;
use store::Store;
use tokio::sync::mpsc;

use super::arguments::FileArguments;
use super::dry_run;
use super::input::{BytesRead, Input};
use super::progress::Progress;
use super::reading::{Piece, Stopped, read_log};
use super::recording::{Note, Recording};
use super::rejects::Rejects;
use super::report::Report;
use super::{check_is_not_input, is_standard_input};
use crate::cli::Failure;
use crate::cli::answer::Answer;

/// How many pieces wait to be recorded.
const MAX_WAITING_PIECES: usize = 1;

/// Imports files through a source, or shows what it would make of them without a store. `expected` says
/// what they are, in words.
///
/// # Errors
/// If a file cannot be read, the database fails, or something cannot be written.
pub(super) async fn import<S: Source + Send + 'static>(
    store: Option<&Store>,
    source: S,
    expected: &'static str,
    inputs: Vec<Input>,
    arguments: &FileArguments,
) -> Result<ExitCode, Failure> {
    let size = inputs.iter().map(Input::size).sum();
    let count = BytesRead::default();
    let read = move |pieces: &mpsc::Sender<Piece>| read_log(&source, expected, inputs, &count, pieces);
    let Some(store) = store else { return dry_run::show(read).await };
    let Imported { rejects, all } = record(store, size, arguments.rejects.clone(), read, &mut |_| {}).await?;
    let finished = finish(rejects)?;
    all.map(|()| finished)
}

/// Finds files that can be read.
///
/// # Errors
/// Which one cannot be read, and why.
pub(super) fn find(arguments: &FileArguments) -> Result<Vec<Input>, Failure> {
    let paths = arguments.paths();
    check(&paths, &arguments.rejects)?;
    paths.into_iter().map(Input::find).collect()
}

/// What became of files.
pub(super) struct Imported {
    /// What was rejected; more may be added.
    pub(super) rejects: Rejects,
    /// Whether all was read and recorded.
    pub(super) all: Result<(), Failure>,
}

/// Records what `read` passes on, which runs in a task of its own, and prints the report.
///
/// # Errors
/// If the report cannot be printed.
pub(super) async fn record(
    store: &Store,
    size: Option<u64>,
    rejects: PathBuf,
    read: impl FnOnce(&mpsc::Sender<Piece>) -> Result<(), Stopped> + Send + 'static,
    note: Note<'_>,
) -> Result<Imported, Failure> {
    let mut recording = Recording {
        report: Report::default(),
        rejects: Rejects::to(rejects),
        progress: Progress::start(size),
        note,
        waiting: Vec::new(),
    };
    // The pages of running servers follow the import.
    let _others = store.follow_other_processes().await;
    let (sender, pieces) = mpsc::channel(MAX_WAITING_PIECES);
    let reading = tokio::task::spawn_blocking(move || read(&sender));
    let recorded = recording.record_all(&store.intake(), pieces).await;
    let read = reading.await.map_err(|error| Failure(format!("the files could not be read: {error}")))?;
    store.flush_announcements().await;
    recording.progress.finish();
    let Recording { report, rejects, .. } = recording;
    Answer::result(report.to_string()).print()?;
    Ok(Imported { rejects, all: recorded.and_then(|()| read.or_else(Stopped::failure)) })
}

/// Ends an import, and says where the rejects are.
///
/// # Errors
/// If they cannot be written.
pub(super) fn finish(rejects: Rejects) -> Result<ExitCode, Failure> {
    if let Some(file) = rejects.finish()? {
        eprintln!("What was rejected is in {} with its reasons.", file.display());
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Refuses files that cannot be read as they are named.
pub(super) fn check(files: &[&Path], rejects: &Path) -> Result<(), Failure> {
    if files.iter().filter(|file| is_standard_input(file)).count() > 1 {
        return Err(Failure("the standard input can be read only once; name - once".to_owned()));
    }
    files.iter().try_for_each(|file| check_is_not_input(rejects, file))
}
