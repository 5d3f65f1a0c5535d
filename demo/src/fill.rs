//! Fills an empty database: the year by a load, then what people add by hand.

use std::time::Instant;

use bulk::{Batch, Load, Loaded};
use store::{Store, clock};
use tokio::sync::mpsc;

use crate::progress::{Progress, grouped};
use crate::{Command, Demo, Error, SOURCE, Settings, TRIED_LOGINS, TRIED_PASSWORD, additions, voices};

/// Batches that may wait for the database, so that both sides always have work.
const AHEAD: usize = 4;

/// Where the demonstration's recordings and attachments are stored.
pub trait Files {
    /// Stores a file in a folder.
    fn put(
        &self,
        folder: &'static str,
        content: &'static [u8],
    ) -> impl Future<Output = Result<StoredFile, String>>;

    /// Removes a file that was stored; that it cannot be removed is no failure.
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

/// Fills the database, whose tables are up to date, and says what was written.
///
/// # Errors
/// Where the database is not empty, or anything fails; it is then as empty as before.
pub async fn run(store: &Store, files: &impl Files, command: &Command) -> Result<String, Error> {
    let started = Instant::now();
    let year = command.year(store.zone(), clock::now_ms())?;
    let mut load = Load::begin(store, SOURCE).await?;
    let mut stored = Vec::new();
    for voice in voices::ALL {
        let file = files.put("recordings", voice.bytes).await;
        stored.push(file.map_err(|why| Error::File { name: voice.reason, why })?);
    }
    let progress = Progress::start(year.interactions);
    let filled = match fill(&mut load, year, &stored, &progress).await {
        Ok(()) => load.finish(|step, done, of| progress.settling(step, done, of)).await.map_err(Error::from),
        Err(error) => {
            // What matters is why it failed; an unfinished load is gone in any case.
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
            return Err(Error::Undone(Box::new(error)));
        }
    };
    for login in TRIED_LOGINS {
        store.accounts().set_password(login, TRIED_PASSWORD, clock::now_ms()).await?;
    }
    additions::add(store, files).await?;
    Ok(summary(&loaded, started.elapsed().as_secs_f64()))
}

/// Makes the year on a thread of its own and writes it as it comes.
async fn fill(
    load: &mut Load,
    year: Settings,
    voices: &[StoredFile],
    progress: &Progress,
) -> Result<(), Error> {
    let demo = Demo::new(year, voices.to_vec())?;
    load.directory(&demo.directory()).await?;
    let (sender, mut batches) = mpsc::channel::<Batch>(AHEAD);
    let making = tokio::task::spawn_blocking(move || {
        for batch in demo {
            if sender.blocking_send(batch).is_err() {
                // The other side failed and says why.
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

fn summary(loaded: &Loaded, seconds: f64) -> String {
    let rate = (loaded.interactions as f64 / seconds.max(0.001)) as u64;
    format!(
        "{} interactions in {} cases of {} customers, with {} messages, {} calls and {} recordings, \
         in {seconds:.1} s ({}/s).\nSign in as {}, password {TRIED_PASSWORD}.",
        grouped(loaded.interactions),
        grouped(loaded.cases),
        grouped(loaded.customers),
        grouped(loaded.messages),
        grouped(loaded.calls),
        grouped(loaded.recordings),
        grouped(rate),
        TRIED_LOGINS.join(", "),
    )
}
