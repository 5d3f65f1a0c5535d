//! `protocolo import asterisk`: imports the logs of an Asterisk.
//!
//! One task reads and parses ([`reading`]), another one records, with a few pieces between them: memory
//! is bounded however large the files are. Logs are read one after the other, each as one: `queue_log`
//! first, whose calls the CDR then leaves alone.

mod arguments;
mod input;
mod reading;
mod recording;
mod recordings;
mod report;
mod table;
mod zone;

use std::path::PathBuf;
use std::process::ExitCode;

use intake::asterisk::cdr::Cdr;
use intake::asterisk::queue_log::{QueueLog, QueueLogTable};
use store::Store;
use tokio::sync::mpsc;

use super::progress::Progress;
use super::rejects::Rejects;
use super::{check_is_not_input, is_standard_input};
use crate::blobs::Blobs;
use crate::cli::Failure;
use crate::cli::answer::Answer;
use crate::config::Settings;
pub(crate) use arguments::AsteriskSettings;
use input::{BytesRead, Input};
use reading::{Piece, Stopped, read_log};
use recording::Recording;
use recordings::Recordings;
use report::Report;
use zone::LocalLog;

/// How many pieces wait to be recorded.
const MAX_WAITING_PIECES: usize = 2;

pub(super) async fn run(
    store: &Store,
    settings: &Settings,
    arguments: AsteriskSettings,
) -> Result<ExitCode, Failure> {
    check_files(&arguments)?;
    let blobs = Blobs::open(&settings.blobs)?;
    let (arguments, logs, recordings) = tokio::task::spawn_blocking(move || {
        let logs = Logs::find(&arguments)?;
        let recordings = arguments.recordings.as_deref().map(|folder| Recordings::find(folder, blobs));
        Ok::<_, Failure>((arguments, logs, recordings.transpose()?))
    })
    .await
    .map_err(|error| Failure(format!("the files could not be looked at: {error}")))??;
    let mut recording = Recording {
        report: Report::default(),
        rejects: Rejects::to(arguments.rejects.clone()),
        progress: Progress::start(logs.size()),
        recordings,
    };
    // The pages of running servers follow the import.
    let _others = store.follow_other_processes().await;
    let (sender, pieces) = mpsc::channel(MAX_WAITING_PIECES);
    let reading = tokio::task::spawn_blocking(move || logs.read(&arguments, &sender));
    let recorded = recording.record_all(&store.intake(), pieces).await;
    let read = reading.await.map_err(|error| Failure(format!("the files could not be read: {error}")))?;
    store.flush_announcements().await;
    recording.progress.finish();
    let Recording { report, mut rejects, recordings, .. } = recording;
    Answer::result(report.to_string()).print()?;
    let all = recorded.and_then(|()| read.or_else(Stopped::failure));
    let stored = match (&all, recordings) {
        (Ok(()), Some(recordings)) => recordings.store(store, &mut rejects).await.map(Some),
        _ => Ok(None),
    };
    let rejected = rejects.finish()?;
    all?;
    if let Some(counts) = stored? {
        Answer::result(counts.to_string()).print()?;
    }
    if let Some(file) = rejected {
        eprintln!("What was rejected is in {} with its reasons.", file.display());
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Refuses files that cannot be read as they are named.
fn check_files(arguments: &AsteriskSettings) -> Result<(), Failure> {
    if arguments.files().filter(|file| is_standard_input(file)).count() > 1 {
        return Err(Failure("the standard input can be read only once; name - once".to_owned()));
    }
    arguments.files().try_for_each(|file| check_is_not_input(&arguments.rejects, file))
}

/// The files of each log.
struct Logs {
    queue_log: Vec<Input>,
    table: Vec<Input>,
    cdr: Vec<Input>,
    read: BytesRead,
}

impl Logs {
    /// Finds all files and checks what can be checked before anything is imported.
    fn find(arguments: &AsteriskSettings) -> Result<Self, Failure> {
        let find = |paths: &[PathBuf]| -> Result<Vec<Input>, Failure> {
            paths.iter().map(|path| Input::find(path)).collect()
        };
        let mut logs = Self {
            queue_log: find(&arguments.queue_log)?,
            table: find(&arguments.table)?,
            cdr: find(&arguments.cdr)?,
            read: BytesRead::default(),
        };
        table::sort(&mut logs.table, &logs.read)?;
        zone::check(&LocalLog::Table(arguments.of_queue_log()), &mut logs.table, &logs.read)?;
        zone::check(&LocalLog::Cdr(arguments.of_cdr()), &mut logs.cdr, &logs.read)?;
        Ok(logs)
    }

    /// The size of all files in bytes, if it is known.
    fn size(&self) -> Option<u64> {
        [&self.queue_log, &self.table, &self.cdr].into_iter().flatten().map(Input::size).sum()
    }

    fn read(self, arguments: &AsteriskSettings, pieces: &mpsc::Sender<Piece>) -> Result<(), Stopped> {
        let Self { queue_log, table, cdr, read } = self;
        read_log(&QueueLog::new(arguments.of_queue_log()), queue_log, &read, pieces)?;
        read_log(&QueueLogTable::new(arguments.of_queue_log()), table, &read, pieces)?;
        read_log(&Cdr::new(arguments.of_cdr()), cdr, &read, pieces)
    }
}
