//! Fills an empty database: a bulk load of the year, then additions through the store.

use std::time::Instant;

use bulk::{Batch, Load, LoadSummary};
use store::accounts::SetPasswordOutcome;
use store::{Store, clock};
use tokio::sync::mpsc;

use crate::progress::{Progress, grouped};
use crate::{Command, DEMO_LOGINS, DEMO_PASSWORD, Demo, Error, SOURCE, Settings, additions, voices};

/// The capacity of the channel between the generator and the database, to keep both busy.
const MAX_QUEUED_BATCHES: usize = 4;

/// The blob store for the demo's recordings and attachments.
pub trait Files {
    /// Stores a file in a folder.
    fn put(
        &self,
        folder: &'static str,
        content: &'static [u8],
    ) -> impl Future<Output = Result<StoredFile, String>>;

    /// Removes a stored file; failures are ignored.
    fn remove(&self, blob: &str) -> impl Future<Output = ()>;
}

/// A file in the blob store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Name of the blob.
    pub blob: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// Fills the database, which must be migrated, and returns a summary.
///
/// # Errors
/// Returns an error if the database is not empty or anything fails. A failed load leaves the
/// database empty.
pub async fn run(store: &Store, files: &impl Files, command: &Command) -> Result<String, Error> {
    let started = Instant::now();
    let year = command.year(store.zone(), clock::now())?;
    let mut load = Load::begin(store, SOURCE).await?;
    let mut stored = Vec::new();
    for voice in voices::ALL {
        let file = files.put("recordings", voice.bytes).await;
        stored.push(file.map_err(|why| Error::File { name: voice.reason, why })?);
    }
    let progress = Progress::start(year.interactions);
    let filled = match fill(&mut load, year, &stored, &progress).await {
        Ok(()) => load.finish(|step, done, of| progress.finishing(step, done, of)).await.map_err(Error::from),
        Err(error) => {
            // The original error matters; an unfinished load is discarded in any case.
            let _ = load.abandon().await;
            Err(error)
        }
    };
    progress.finish();
    let loaded = match filled {
        Ok(loaded) => loaded,
        Err(error) => {
            for voice in &stored {
                files.remove(&voice.blob).await;
            }
            return Err(Error::RolledBack(Box::new(error)));
        }
    };
    for login in DEMO_LOGINS {
        match store.accounts().set_password(login, DEMO_PASSWORD, clock::now()).await? {
            SetPasswordOutcome::Set | SetPasswordOutcome::Unknown => {}
            SetPasswordOutcome::Invalid(errors) => return Err(errors.into()),
        }
    }
    additions::add(store, files).await?;
    Ok(summary(&loaded, started.elapsed().as_secs_f64()))
}

/// Generates the year on another thread and writes its batches as they arrive.
async fn fill(
    load: &mut Load,
    year: Settings,
    voices: &[StoredFile],
    progress: &Progress,
) -> Result<(), Error> {
    let demo = Demo::new(year, voices.to_vec())?;
    load.directory(&demo.directory()).await?;
    let (sender, mut batches) = mpsc::channel::<Batch>(MAX_QUEUED_BATCHES);
    let making = tokio::task::spawn_blocking(move || {
        for batch in demo {
            if sender.blocking_send(batch).is_err() {
                // The receiver failed and reports the error.
                break;
            }
        }
    });
    while let Some(batch) = batches.recv().await {
        load.write(&batch).await?;
        progress.loaded(batch.interactions.len() as u64);
    }
    Ok(making.await?)
}

fn summary(loaded: &LoadSummary, seconds: f64) -> String {
    let rate = (loaded.interactions as f64 / seconds.max(0.001)) as u64;
    format!(
        "{} interactions in {} cases of {} customers, with {} messages, {} calls and {} recordings, \
         in {seconds:.1} s ({}/s).\nSign in as {}, password {DEMO_PASSWORD}.",
        grouped(loaded.interactions),
        grouped(loaded.cases),
        grouped(loaded.customers),
        grouped(loaded.messages),
        grouped(loaded.calls),
        grouped(loaded.recordings),
        grouped(rate),
        DEMO_LOGINS.join(", "),
    )
}
