//! Makes interactions of what the WhatsApp Business Cloud API delivers.
//!
//! Deliveries wait in the inbox and are received in their order; conversations that have ended are then
//! emitted. Both are steps of the log `deliveries`, as is that the file of a message was fetched ([`media`]).

mod media;

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use domain::Timestamp;
use domain::settings::SourceRecord;
use domain::settings::source::WhatsAppConnection;
use intake::memory::{Memory, MemoryError};
use intake::source::{Output, Place};
use intake::whatsapp::{Clock, Delivery, NumberSettings, ParsedDelivery, WhatsApp, WhatsAppSettings};
use store::Store;
use store::settings::Versioned;
use store::sources::{Advanced, Committed, MediaBlob, MediaRequest, SourceStep};
use tokio::sync::{Notify, mpsc};

use super::rejects::delivery_rejects;
use super::{Media, memory, skipped_counts};
use crate::http::files::discard;
use crate::http_client::HttpClient;
use media::{Arrival, Files};

/// The log of these steps.
const LOG: &str = "deliveries";
/// How many deliveries are received in one step.
const DELIVERIES: u32 = 100;
/// How many entries are settled in one step.
const DUE: u32 = 200;
/// How often what is due is looked up.
const LOOK: Duration = Duration::from_secs(1);
/// How long nothing is done after a failure, or a step of another process.
const PAUSE: Duration = Duration::from_secs(5);

/// Since when this process takes deliveries.
static LISTENING_SINCE: LazyLock<Timestamp> = LazyLock::new(store::clock::now);

/// Processes deliveries for as long as it is polled. `arrived` says that there are some.
pub(super) async fn read(
    store: &Store,
    source: &Versioned<SourceRecord>,
    connection: &WhatsAppConnection,
    arrived: &Notify,
    media: &Media,
) {
    let reader = WhatsApp::new(settings(&source.record, connection));
    LazyLock::force(&LISTENING_SINCE);
    loop {
        let deliveries = Deliveries { store, source, reader: &reader, media };
        let made = if connection.media {
            deliveries.process_with_files(arrived).await
        } else {
            // Nothing arrives without a sender.
            let (_sender, mut files) = mpsc::channel(1);
            deliveries.process(arrived, &mut files).await
        };
        match made {
            Ok(()) => {}
            Err(problem) => {
                tracing::warn!(source = source.record.name, "{problem}");
                let noted = store.sources().note_problem(source.id, &problem, store::clock::now()).await;
                if let Err(error) = noted {
                    tracing::debug!(%error, "the problem of a source could not be noted");
                }
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The settings of the reader.
pub(crate) fn settings(record: &SourceRecord, connection: &WhatsAppConnection) -> WhatsAppSettings {
    let number = |pair: &domain::settings::source::NamePair| {
        (pair.foreign.clone(), NumberSettings { queue: pair.name.clone(), ..NumberSettings::default() })
    };
    WhatsAppSettings {
        source: record.name.clone(),
        numbers: connection.numbers.iter().map(number).collect(),
        idle_hours: connection.idle_hours,
        grace_seconds: connection.grace_s,
        take_history: connection.history,
        close_keywords: connection.closing_words.clone(),
        download_media: connection.media,
        ..WhatsAppSettings::default()
    }
}

struct Deliveries<'a> {
    store: &'a Store,
    source: &'a Versioned<SourceRecord>,
    reader: &'a WhatsApp,
    media: &'a Media,
}

impl Deliveries<'_> {
    /// Makes steps until another process has made one, and fetches files meanwhile.
    async fn process_with_files(&self, arrived: &Notify) -> Result<(), String> {
        let client = HttpClient::new(self.media.graph.https)
            .map_err(|error| format!("the certificates of this machine cannot be read: {error}"))?;
        let files = Files {
            store: self.store,
            source: self.source.id,
            blobs: &self.media.blobs,
            client: Arc::new(client),
            graph: &self.media.graph,
        };
        let (sender, mut fetched) = mpsc::channel(1);
        tokio::select! {
            made = self.process(arrived, &mut fetched) => made,
            () = files.keep_fetching(&sender) => Ok(()),
        }
    }

    /// Makes steps until another process has made one.
    async fn process(&self, arrived: &Notify, files: &mut mpsc::Receiver<Arrival>) -> Result<(), String> {
        let progress = self.store.sources().log_progress(self.source.id, LOG).await;
        let mut sequence =
            progress.map_err(|error| error.to_string())?.map_or(0, |progress| progress.sequence);
        let mut is_idle = false;
        loop {
            let file = if is_idle {
                tokio::select! {
                    file = files.recv() => file,
                    () = arrived.notified() => None,
                    () = tokio::time::sleep(LOOK) => None,
                }
            } else {
                files.try_recv().ok()
            };
            let made = match &file {
                Some(file) => Some(self.fetched(file)?),
                None => match self.receive().await? {
                    Some(step) => Some(step),
                    None => self.settle().await?,
                },
            };
            is_idle = made.is_none();
            let Some(step) = made else { continue };
            let step = SourceStep {
                name: self.source.record.name.clone(),
                log: LOG.to_owned(),
                sequence,
                state: "{}".to_owned(),
                position: "{}".to_owned(),
                content_hash: self.reader.content_hash(),
                ..step
            };
            let advanced = self.store.sources().advance(step, store::clock::now()).await;
            match advanced.map_err(|error| error.to_string())? {
                Advanced::Committed(Committed { unused_blobs, .. }) => {
                    sequence += 1;
                    for blob in unused_blobs {
                        discard(&self.media.blobs, &blob).await;
                    }
                    // Who waits for it may have gone.
                    file.map(|file| file.is_noted.send(()));
                }
                Advanced::Overtaken => return Ok(()),
            }
        }
    }

    /// A step that receives what was delivered; `None` if nothing waits.
    async fn receive(&self) -> Result<Option<SourceStep>, String> {
        let waiting = self.store.sources().waiting_deliveries(self.source.id, DELIVERIES).await;
        let waiting = waiting.map_err(|error| error.to_string())?;
        if waiting.is_empty() {
            return Ok(None);
        }
        let processed = waiting.iter().map(|delivery| delivery.id).collect();
        let parsed: Vec<ParsedDelivery> = waiting
            .into_iter()
            .map(|delivery| {
                let place = Place { file: 0, line: delivery.id.unsigned_abs() };
                Delivery { place, received_at: delivery.received_at, body: delivery.body }.parse()
            })
            .collect();
        let (mut known, mut output) = (Memory::default(), Output::default());
        let (store, id) = (self.store, self.source.id);
        memory::load_all(store, id, &mut known, |known| self.reader.needs(known, &parsed)).await?;
        for delivery in &parsed {
            loop {
                match self.reader.receive(&mut known, delivery, &mut output) {
                    Ok(()) => break,
                    Err(MemoryError::NotLoaded { .. }) => {
                        let one = std::slice::from_ref(delivery);
                        memory::load_all(store, id, &mut known, |known| self.reader.needs(known, one))
                            .await?;
                    }
                    Err(error) => return Err(error.to_string()),
                }
            }
        }
        Ok(Some(SourceStep { processed, ..self.step(known, output) }))
    }

    /// A step that emits what has ended; `None` if there is nothing to do.
    async fn settle(&self) -> Result<Option<SourceStep>, String> {
        let now = store::clock::now();
        let due =
            self.store.sources().due(self.source.id, now, DUE).await.map_err(|error| error.to_string())?;
        if due.is_empty() {
            return Ok(None);
        }
        let (mut known, mut output) = (Memory::default(), Output::default());
        let mut keys = Vec::with_capacity(due.len());
        for (key, entry) in due {
            known.load(key.clone(), Some(memory::of_store(entry)));
            keys.push(key);
        }
        let (store, id) = (self.store, self.source.id);
        memory::load_all(store, id, &mut known, |known| self.reader.settle_needs(known, &keys)).await?;
        let clock = Clock { now, listening_since: *LISTENING_SINCE };
        loop {
            match self.reader.settle(&mut known, &keys, clock, &mut output) {
                Ok(()) => break,
                Err(MemoryError::NotLoaded { .. }) => {
                    memory::load_all(store, id, &mut known, |known| self.reader.settle_needs(known, &keys))
                        .await?;
                }
                Err(error) => return Err(error.to_string()),
            }
        }
        let media = self.blobs_of(&output).await?;
        let step = SourceStep { media, ..self.step(known, output) };
        let is_empty = step.memory.is_empty() && step.interactions.is_empty() && step.rejects.is_empty();
        Ok((!is_empty).then_some(step))
    }

    /// A step that notes that a file was fetched, or could not be so far.
    fn fetched(&self, Arrival { download, file, .. }: &Arrival) -> Result<SourceStep, String> {
        let (mut known, now) = (Memory::default(), store::clock::now());
        let noted = match file {
            Some((fetched, _)) => self.reader.media_fetched(&mut known, download, fetched, now),
            None => self.reader.media_missing(&mut known, download, now),
        };
        noted.map_err(|error| error.to_string())?;
        let fetched = file.iter().map(|(_, blob)| (download.key.clone(), blob.clone())).collect();
        Ok(SourceStep { fetched, ..self.step(known, Output::default()) })
    }

    /// The bytes of the files of interactions, as far as they were fetched.
    async fn blobs_of(&self, output: &Output) -> Result<Vec<MediaBlob>, String> {
        let messages = output.interactions.iter().flat_map(|interaction| &interaction.messages);
        let mut blobs = Vec::new();
        for file in messages.flat_map(|message| &message.attachments) {
            let found = self.store.sources().fetched_media(self.source.id, &file.sha256).await;
            blobs.extend(found.map_err(|error| error.to_string())?.filter(|found| !blobs.contains(found)));
        }
        Ok(blobs)
    }

    fn step(&self, mut known: Memory, output: Output) -> SourceStep {
        let request = |download: &intake::source::Download| MediaRequest {
            key: download.key.clone(),
            download: serde_json::to_string(download).unwrap_or_default(),
        };
        SourceStep {
            requested: output.downloads.iter().map(request).collect(),
            memory: memory::changes(&mut known),
            rejects: delivery_rejects(&output.rejects),
            skipped: skipped_counts(&output),
            interactions: output.interactions,
            ..SourceStep::from(self.source.id)
        }
    }
}
