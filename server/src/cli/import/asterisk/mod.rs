//! `protocolo import asterisk`: imports the logs of an Asterisk.
//!
//! Logs are read one after the other, each as one: `queue_log` first, whose calls the CDR or the CEL then
//! leaves alone.

mod arguments;
mod recordings;
mod table;
mod zone;

use std::path::PathBuf;
use std::process::ExitCode;

use intake::asterisk::cdr::Cdr;
use intake::asterisk::cel::Cel;
use intake::asterisk::queue_log::{QueueLog, QueueLogTable};
use store::Store;
use tokio::sync::mpsc;

use super::dry_run;
use super::files::{self, Imported};
use super::input::{BytesRead, Input};
use super::reading::{Piece, Stopped, read_log};
use super::recording::Noted;
use crate::blobs::Blobs;
use crate::cli::Failure;
use crate::cli::answer::Answer;
use crate::config::Settings;
use crate::sources::asterisk::zone::LocalLog;
pub(crate) use arguments::AsteriskSettings;
use recordings::Recordings;
use table::Order;

pub(super) async fn run(
    store: &Store,
    settings: &Settings,
    arguments: AsteriskSettings,
) -> Result<ExitCode, Failure> {
    arguments.check_maps()?;
    files::check(&arguments.files().collect::<Vec<_>>(), &arguments.rejects)?;
    let blobs = Blobs::open(&settings.blobs)?;
    let (arguments, logs, mut recordings) = tokio::task::spawn_blocking(move || {
        let logs = Logs::find(&arguments)?;
        let recordings = arguments.recordings.as_deref().map(|folder| Recordings::find(folder, blobs));
        Ok::<_, Failure>((arguments, logs, recordings.transpose()?))
    })
    .await
    .map_err(|error| Failure(format!("the files could not be looked at: {error}")))??;
    let (size, rejects) = (logs.size(), arguments.rejects.clone());
    let read = move |pieces: &mpsc::Sender<Piece>| logs.read(&arguments, pieces);
    let Imported { mut rejects, all } =
        files::record(store, size, rejects, read, &mut |noted| match (noted, &mut recordings) {
            (_, None) => {}
            (Noted::Recording(recording), Some(recordings)) => recordings.name(recording),
            (Noted::Interaction(interaction, protocol), Some(recordings)) => {
                recordings.note(interaction, protocol);
            }
        })
        .await?;
    let stored = match (&all, recordings) {
        (Ok(()), Some(recordings)) => recordings.store(store, &mut rejects).await.map(Some),
        _ => Ok(None),
    };
    let finished = files::finish(rejects)?;
    all?;
    if let Some(counts) = stored? {
        Answer::result(counts.to_string()).print()?;
    }
    Ok(finished)
}

/// Shows what would be imported.
pub(super) async fn show(arguments: AsteriskSettings) -> Result<ExitCode, Failure> {
    arguments.check_maps()?;
    files::check(&arguments.files().collect::<Vec<_>>(), &arguments.rejects)?;
    dry_run::show(move |pieces| {
        let logs = Logs::find(&arguments).map_err(Stopped::Refused)?;
        logs.read(&arguments, pieces)
    })
    .await
}

/// The files of each log.
struct Logs {
    queue_log: Vec<Input>,
    table: Vec<Input>,
    cdr: Vec<Input>,
    cel: Vec<Input>,
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
            cel: find(&arguments.cel)?,
            read: BytesRead::default(),
        };
        table::sort(&mut logs.table, &Order::TABLE, &logs.read)?;
        table::sort(&mut logs.cel, &Order::CEL, &logs.read)?;
        zone::check(&LocalLog::Table(arguments.of_queue_log()), &mut logs.table, &logs.read)?;
        zone::check(&LocalLog::Cdr(arguments.of_cdr()), &mut logs.cdr, &logs.read)?;
        zone::check(&LocalLog::Cel(arguments.of_cel()), &mut logs.cel, &logs.read)?;
        Ok(logs)
    }

    /// The size of all files in bytes, if it is known.
    fn size(&self) -> Option<u64> {
        [&self.queue_log, &self.table, &self.cdr, &self.cel].into_iter().flatten().map(Input::size).sum()
    }

    fn read(self, arguments: &AsteriskSettings, pieces: &mpsc::Sender<Piece>) -> Result<(), Stopped> {
        let Self { queue_log, table, cdr, cel, read } = self;
        let file = QueueLog::new(arguments.of_queue_log());
        read_log(&file, "the queue_log of an Asterisk", queue_log, &read, pieces)?;
        let exported = QueueLogTable::new(arguments.of_queue_log());
        read_log(&exported, "the table queue_log of an Asterisk", table, &read, pieces)?;
        let records = Cdr::new(arguments.of_cdr());
        read_log(&records, "call detail records of an Asterisk", cdr, &read, pieces)?;
        let events = Cel::new(arguments.of_cel());
        read_log(&events, "the channel event log of an Asterisk", cel, &read, pieces)
    }
}
