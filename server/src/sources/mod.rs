//! Sources that are read while the program runs: by the server, or by `protocolo follow`.
//!
//! A source is a record of the settings. The server reads those that are in use and not left to a command;
//! a change of the record, by whichever server, is noticed within seconds. Two servers may read the same
//! source: each step is that of one of them (`store::sources`).

pub(crate) mod asterisk;
mod chatwoot;
pub(crate) mod follow;
mod media;
mod memory;
mod rejects;
mod whatsapp;

pub(crate) use rejects::reject_line;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::settings::SourceRecord;
use domain::settings::source::Connection;
use domain::{Revision, SourceId};
use intake::source::Output;
use serde_json::Value;
use store::Store;
use store::settings::Versioned;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use crate::blobs::Blobs;
use crate::config::PublicUrl;

/// How often the sources are looked up.
const LOOK: Duration = Duration::from_secs(2);
/// How often old deliveries are deleted.
const PURGE: Duration = Duration::from_hours(24);

/// Where files of messages are fetched from, and stored.
#[derive(Clone)]
pub struct Media {
    /// The storage.
    pub blobs: Blobs,
    /// The server of WhatsApp's Graph API.
    pub graph: PublicUrl,
}

/// Reads all sources for as long as the process lives. `folders` are those whose files may be read;
/// `arrived` says that deliveries have arrived.
pub fn read_in_background(store: Store, folders: Vec<PathBuf>, arrived: Arc<Notify>, media: Media) {
    tokio::spawn(purge_daily(store.clone()));
    let reads = Reads::ByServer { folders, arrived, media };
    tokio::spawn(async move { Running::new(store, reads).keep_on().await });
}

/// Deletes deliveries that were processed long ago.
async fn purge_daily(store: Store) {
    loop {
        let now = store::clock::now();
        if let Err(error) = store.sources().purge_deliveries(now).await {
            tracing::warn!(%error, "old deliveries could not be deleted");
        }
        if let Err(error) = store.sources().purge_media(now).await {
            tracing::warn!(%error, "old files of sources could not be deleted");
        }
        tokio::time::sleep(PURGE).await;
    }
}

/// Which sources a process reads.
pub(crate) enum Reads {
    /// The server: all that are not left to a command.
    ByServer {
        /// The folders whose files may be read.
        folders: Vec<PathBuf>,
        /// Says that deliveries have arrived.
        arrived: Arc<Notify>,
        /// For the files of messages.
        media: Media,
    },
    /// A command: the one it was started for.
    ByCommand(SourceId, Blobs),
}

impl Reads {
    fn includes(&self, source: &Versioned<SourceRecord>) -> bool {
        let is_by_command = matches!(&source.record.connection, Connection::Asterisk(one) if one.by_command);
        source.record.active
            && match self {
                Self::ByServer { .. } => !is_by_command,
                Self::ByCommand(id, _) => is_by_command && source.id == *id,
            }
    }
}

/// The sources that are being read.
pub(crate) struct Running {
    store: Store,
    reads: Arc<Reads>,
    tasks: HashMap<SourceId, (Revision, AbortHandle)>,
}

impl Running {
    pub(crate) fn new(store: Store, reads: Reads) -> Self {
        Self { store, reads: Arc::new(reads), tasks: HashMap::new() }
    }

    /// Reads for as long as it is polled.
    pub(crate) async fn keep_on(&mut self) {
        loop {
            if let Err(error) = self.look().await {
                tracing::warn!(%error, "the sources could not be looked up");
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Stops reading. A step under way is made or not.
    pub(crate) fn stop(&mut self) {
        for (_, (_, task)) in self.tasks.drain() {
            task.abort();
        }
    }

    /// Starts what is to be read and stops what is not any more, or is to be read otherwise.
    async fn look(&mut self) -> store::Result<()> {
        let sources = self.store.sources().all().await?;
        self.tasks.retain(|id, (revision, task)| {
            let is_as_before = sources.iter().any(|source| {
                source.id == *id && source.revision == *revision && self.reads.includes(source)
            });
            if !is_as_before {
                task.abort();
            }
            is_as_before && !task.is_finished()
        });
        for source in sources {
            if self.reads.includes(&source) && !self.tasks.contains_key(&source.id) {
                let (store, reads) = (self.store.clone(), Arc::clone(&self.reads));
                let (id, revision) = (source.id, source.revision);
                let task = tokio::spawn(async move { Box::pin(read(&store, &source, &reads)).await });
                self.tasks.insert(id, (revision, task.abort_handle()));
            }
        }
        Ok(())
    }
}

async fn read(store: &Store, source: &Versioned<SourceRecord>, reads: &Reads) {
    match (&source.record.connection, reads) {
        (Connection::Asterisk(connection), Reads::ByServer { folders, media, .. }) => {
            asterisk::read(store, source, connection, Some(folders), &media.blobs).await;
        }
        (Connection::Asterisk(connection), Reads::ByCommand(_, blobs)) => {
            asterisk::read(store, source, connection, None, blobs).await;
        }
        (Connection::WhatsApp(connection), Reads::ByServer { arrived, media, .. }) => {
            whatsapp::read(store, source, connection, arrived, media).await;
        }
        (Connection::Chatwoot(connection), Reads::ByServer { arrived, media, .. }) => {
            chatwoot::read(store, source, connection, arrived, &media.blobs).await;
        }
        (Connection::WhatsApp(_) | Connection::Chatwoot(_), Reads::ByCommand(..)) => {}
    }
}

/// The counts of what was skipped, by kind.
fn skipped_counts(output: &Output) -> BTreeMap<String, u64> {
    let kind = |kind: &intake::source::Skipped| match serde_json::to_value(kind) {
        Ok(Value::String(kind)) => kind,
        _ => "other".to_owned(),
    };
    output.skipped.iter().map(|(what, count)| (kind(what), *count)).collect()
}
