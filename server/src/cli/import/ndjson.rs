//! `protocolo import ndjson FILE|-`: imports interactions, one per line.

use std::path::PathBuf;
use std::process::ExitCode;

use bytes::Bytes;
use clap::Args;
use futures::StreamExt;
use futures::stream::BoxStream;
use store::Store;
use store::intake::Rejected;
use tokio_util::io::ReaderStream;

use super::progress::Progress;
use super::rejects::{Reject, Rejects};
use super::tally::Tally;
use super::{check_is_not_input, is_standard_input};
use crate::cli::Failure;
use crate::cli::answer::Answer;
use crate::ndjson::{LineOutcome, LineTexts, Refusal, record_in_chunks};

/// Where the lines come from and where the refused ones go.
#[derive(Debug, Args)]
pub(crate) struct NdjsonSettings {
    /// The file; - reads the standard input.
    file: PathBuf,
    /// The file for refused lines; default: FILE.rejects.ndjson, for the standard input
    /// rejects.ndjson. Written only where a line is refused.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

/// Size of the read buffer, in bytes.
const BUFFER: usize = 256 * 1024;

pub(super) async fn run(store: &Store, settings: NdjsonSettings) -> Result<ExitCode, Failure> {
    let (source, size) = open(&settings.file).await?;
    let rejects = settings.rejects_file();
    check_is_not_input(&rejects, &settings.file)?;
    let mut work = Work {
        tally: Tally::default(),
        rejects: Rejects::to(rejects),
        progress: Progress::start(size),
        stopped: None,
    };
    // The pages of running servers follow the import.
    let _others = store.follow_other_processes().await;
    let read = record_in_chunks(source, &store.intake(), LineTexts::Keep, |entries, bytes| {
        std::future::ready(work.take(entries, bytes))
    })
    .await;
    store.flush_announcements().await;
    work.progress.finish();
    Answer::result(work.tally.to_string()).print()?;
    if let Some(error) = work.stopped {
        return Err(Failure(error));
    }
    let rejected = work.rejects.finish()?;
    read.map_err(|error| {
        Failure(format!("{} could not be read to its end: {error}", settings.file.display()))
    })?;
    if let Some(file) = rejected {
        eprintln!("The rejected lines are in {} with their reasons.", file.display());
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

impl NdjsonSettings {
    fn rejects_file(&self) -> PathBuf {
        match &self.rejects {
            Some(file) => file.clone(),
            None if is_standard_input(&self.file) => PathBuf::from("rejects.ndjson"),
            None => {
                let mut name = self.file.clone().into_os_string();
                name.push(".rejects.ndjson");
                name.into()
            }
        }
    }
}

type Source = BoxStream<'static, std::io::Result<Bytes>>;

/// Opens the input; also returns its size in bytes, if known.
async fn open(file: &std::path::Path) -> Result<(Source, Option<u64>), Failure> {
    if is_standard_input(file) {
        return Ok((ReaderStream::with_capacity(tokio::io::stdin(), BUFFER).boxed(), None));
    }
    let unreadable = |error| Failure(format!("{} cannot be read: {error}", file.display()));
    let opened = tokio::fs::File::open(file).await.map_err(unreadable)?;
    let about = opened.metadata().await.map_err(unreadable)?;
    if about.is_dir() {
        return Err(Failure(format!("{} is a folder; name a file", file.display())));
    }
    let size = about.is_file().then_some(about.len());
    Ok((ReaderStream::with_capacity(opened, BUFFER).boxed(), size))
}

/// An import in progress.
struct Work {
    tally: Tally,
    rejects: Rejects,
    progress: Progress,
    stopped: Option<String>,
}

impl Work {
    /// Counts the outcomes of a chunk and writes its rejects; `false` ends the import.
    fn take(&mut self, entries: Vec<LineOutcome>, bytes: u64) -> bool {
        for entry in entries {
            if let Err(Refusal::Rejected(Rejected::Database(error))) = &entry.result {
                self.stopped = Some(format!(
                    "the import stopped at line {}: {error}\nWhat was imported stays; mend the database and \
                     import the same file again.",
                    entry.line
                ));
                return false;
            }
            self.tally.count(&entry);
            if let Err(reason) = &entry.result
                && let Err(Failure(error)) = self.rejects.write(&Reject {
                    line: Some(entry.line),
                    ..Reject::of(reason.to_string(), String::from_utf8_lossy(&entry.text))
                })
            {
                self.stopped = Some(error);
                return false;
            }
        }
        self.progress.advance(bytes, self.tally.read());
        true
    }
}
