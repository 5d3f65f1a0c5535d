//! Background job that determines the length of recordings that were stored without one, at every
//! start of the server.
//!
//! It reads a few ranges of each file, which is no play and not audited. What it has found is stored
//! in batches, so that it goes on where it was stopped; several servers may do the same at once. A
//! file that cannot be read is left to the next start, because its disk may be back by then.

use std::io;
use std::time::Duration;

use domain::{InteractionId, Millis};
use store::recordings::UnmeasuredRecording;
use store::retry::{self, Steps};
use store::{Error, Store};

use crate::audio::Format;
use crate::blobs::Blobs;

/// Number of files per batch.
const BATCH: i64 = 100;

/// Starts the job; what it has not done when the process ends is done at the next start.
pub fn determine_in_background(store: Store, blobs: Blobs) {
    tokio::spawn(async move { determine(&store, &blobs).await });
}

/// Determines the missing lengths; after a database failure it is tried again.
pub async fn determine(store: &Store, blobs: &Blobs) {
    let mut job = Job { store, blobs, before: None, measured: 0, unreadable: 0 };
    retry::run_all(&mut job).await;
    if job.measured > 0 {
        tracing::info!(recordings = job.measured, "the length of recordings was determined");
    }
    if job.unreadable > 0 {
        tracing::warn!(
            recordings = job.unreadable,
            "recordings could not be read for their length; it is tried again at the next start"
        );
    }
}

struct Job<'a> {
    store: &'a Store,
    blobs: &'a Blobs,
    /// All recordings from here on were looked at.
    before: Option<InteractionId>,
    measured: usize,
    unreadable: usize,
}

impl Steps for Job<'_> {
    async fn step(&mut self) -> store::Result<bool> {
        let recordings = self.store.recordings();
        let batch = recordings.unmeasured(self.before, BATCH).await?;
        let Some(last) = batch.last().map(|recording| recording.interaction) else { return Ok(false) };
        let (mut measured, mut unreadable) = (Vec::new(), 0);
        for recording in batch {
            match length(self.blobs, &recording).await {
                Ok(length) => measured.push((recording, length)),
                Err(error) => {
                    tracing::debug!(%error, blob = recording.blob, "a recording could not be read for its length");
                    unreadable += 1;
                }
            }
        }
        recordings.set_lengths(&measured).await?;
        self.before = Some(last);
        self.measured += measured.len();
        self.unreadable += unreadable;
        Ok(true)
    }

    fn log_failure(&self, error: &Error, pause: Duration) {
        tracing::warn!(%error, ?pause, "the length of recordings could not be determined; it is tried again");
    }
}

async fn length(blobs: &Blobs, recording: &UnmeasuredRecording) -> io::Result<Option<Millis>> {
    let Some(format) = Format::of_media_type(&recording.content_type) else { return Ok(None) };
    format.length(&blobs.open_blob(&recording.blob, recording.size)).await
}
