//! Makes interactions of the conversations of a Chatwoot account.
//!
//! Webhooks say which conversation has changed; it is read by REST when it had time to settle. What no
//! webhook has announced is found by polling the resolved conversations, the first time all of them.

mod rest;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use domain::settings::SourceRecord;
use domain::settings::source::{ChatwootConnection, SecretName};
use domain::{Millis, Timestamp};
use intake::chatwoot::{self, ChatwootSettings, Checkpoint, Directory, Doorbell, History, StatusChange};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Store;
use store::settings::Versioned;
use store::sources::{Advanced, Committed, MediaBlob, MediaRequest, MemoryEntry, SourceReject, SourceStep};
use tokio::sync::Notify;

use super::asterisk::map;
use crate::blobs::{Blobs, StoredBlob};
use crate::http::files::discard;
use rest::Rest;

/// The log of these steps.
const LOG: &str = "conversations";
/// How many webhooks are taken in one step.
const WEBHOOKS: u32 = 500;
/// How many conversations are due in one look.
const DUE: u32 = 20;
/// How often what is due is looked up.
const LOOK: Duration = Duration::from_secs(1);
/// How long nothing is done after a failure, or a step of another process.
const PAUSE: Duration = Duration::from_secs(5);
/// How often the resolved conversations are polled.
const POLL: Millis = Millis::minutes(10);
/// When a conversation is read again that could not be read.
const LATER: Millis = Millis::minutes(1);
/// By how much a poll goes back behind the one before, since clocks differ and lists are cached.
const OVERLAP: Millis = Millis::minutes(30);
/// How many pages one poll reads at most.
const MAX_PAGES: u32 = 10_000;
/// The key of what is remembered of polls.
const POLLED: &str = "poll";
/// After how many failures a file is left out.
const MAX_FAILED_FILES: u32 = 5;
/// How many changes of status are remembered of a conversation.
const MAX_STATUS_CHANGES: usize = 100;

/// What is remembered of a conversation.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Known {
    status_changes: Vec<StatusChange>,
    checkpoint: Option<Checkpoint>,
    /// When it had changed last when it was read.
    read_at: Option<i64>,
    /// How often files of it could not be fetched.
    failed_files: u32,
    /// The files that were fetched when another one could not be, by their addresses.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    fetched: BTreeMap<String, FetchedFile>,
}

/// A file that was fetched. Its blob waits with the source.
#[derive(Debug, Serialize, Deserialize)]
struct FetchedFile {
    sha256: String,
    size: u64,
}

/// What is remembered of polls.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Polled {
    /// Everything that changed before was found.
    until: Timestamp,
}

/// Reads the conversations for as long as it is polled. `arrived` says that there are webhooks.
pub(crate) async fn read(
    store: &Store,
    source: &Versioned<SourceRecord>,
    connection: &ChatwootConnection,
    arrived: &Notify,
    blobs: &Blobs,
) {
    let settings = settings(&source.record, connection);
    loop {
        if let Err(problem) = process(store, source, connection, &settings, arrived, blobs).await {
            tracing::warn!(source = source.record.name, "{problem}");
            let noted = store.sources().note_problem(source.id, &problem, store::clock::now()).await;
            if let Err(error) = noted {
                tracing::debug!(%error, "the problem of a source could not be noted");
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn settings(record: &SourceRecord, connection: &ChatwootConnection) -> ChatwootSettings {
    ChatwootSettings {
        source: record.name.clone(),
        base_url: connection.server.clone(),
        account: connection.account.into(),
        inboxes: connection.inboxes.clone(),
        queues: map(&record.queues),
        agents: map(&record.agents),
        settle_s: connection.settle_s,
        media: connection.media,
        ..ChatwootSettings::default()
    }
}

/// Makes steps until another process has made one.
async fn process(
    store: &Store,
    source: &Versioned<SourceRecord>,
    connection: &ChatwootConnection,
    settings: &ChatwootSettings,
    arrived: &Notify,
    blobs: &Blobs,
) -> Result<(), String> {
    let text = |error: store::Error| error.to_string();
    let token = store.sources().secret(source.id, SecretName::AccessToken).await.map_err(text)?;
    let token = token.ok_or("the access token is not set")?;
    let rest = Rest::of(connection, token)?;
    let progress = store.sources().log_progress(source.id, LOG).await.map_err(text)?;
    let sequence = progress.map_or(0, |progress| progress.sequence);
    let mut reading = Reading { store, source, settings, rest, blobs, directory: None, sequence };
    loop {
        let made = reading.take_webhooks().await? || reading.read_due().await?;
        if reading.sequence < 0 {
            return Ok(());
        }
        if !made {
            tokio::select! {
                () = arrived.notified() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }
}

struct Reading<'a> {
    store: &'a Store,
    source: &'a Versioned<SourceRecord>,
    settings: &'a ChatwootSettings,
    rest: Rest,
    blobs: &'a Blobs,
    /// Inboxes, agents and teams, and when they were read.
    directory: Option<(Timestamp, Arc<Directory>)>,
    /// The number of the last step; negative after another process has made one.
    sequence: i64,
}

impl Reading<'_> {
    /// Notes which conversations the webhooks that wait are about; `false` if none waits.
    async fn take_webhooks(&mut self) -> Result<bool, String> {
        let waiting = self.store.sources().waiting_deliveries(self.source.id, WEBHOOKS).await;
        let waiting = waiting.map_err(|error| error.to_string())?;
        if waiting.is_empty() {
            return Ok(false);
        }
        let mut step = SourceStep::from(self.source.id);
        let mut rung: BTreeMap<u64, Vec<StatusChange>> = BTreeMap::new();
        for delivery in waiting {
            step.processed.push(delivery.id);
            match chatwoot::doorbell(&delivery.body) {
                Ok(Doorbell::Conversation { account, conversation, status })
                    if account.is_none_or(|account| account == self.settings.account) =>
                {
                    rung.entry(conversation).or_default().extend(status);
                }
                Ok(Doorbell::Conversation { .. }) => {
                    *step.skipped.entry("other_account".to_owned()).or_default() += 1;
                }
                Ok(Doorbell::Nothing(kind)) => {
                    *step.skipped.entry(word(&kind)).or_default() += 1;
                }
                Err(bad) => step.rejects.push(SourceReject {
                    file: None,
                    line: Some(delivery.id.unsigned_abs()),
                    reason: json!({ "bad_webhook": bad.to_string() }),
                    text: String::new(),
                }),
            }
        }
        let due_at = store::clock::now() + self.settle();
        for (conversation, changes) in rung {
            let mut known = self.known(conversation).await?;
            known.status_changes.extend(changes);
            known.status_changes.sort_by_key(|change| change.at);
            known.status_changes.dedup();
            let excess = known.status_changes.len().saturating_sub(MAX_STATUS_CHANGES);
            known.status_changes.drain(..excess);
            step.memory.push((key(conversation), Some(entry(&known, Some(due_at))?)));
        }
        self.advance(step).await?;
        Ok(true)
    }

    /// Reads what is due: conversations, and the list of those without a webhook.
    async fn read_due(&mut self) -> Result<bool, String> {
        let now = store::clock::now();
        let due = self.store.sources().due(self.source.id, now, DUE).await;
        let due = due.map_err(|error| error.to_string())?;
        if due.is_empty() {
            let known = self.store.sources().recall(self.source.id, &[POLLED.to_owned()]).await;
            if known.map_err(|error| error.to_string())?.is_empty() {
                self.poll(&Polled::default()).await?;
                return Ok(true);
            }
        }
        let is_any = !due.is_empty();
        if is_any {
            // Without it, no conversation can be read: none of them is put off.
            self.directory().await?;
        }
        for (key, value) in due {
            if key == POLLED {
                let polled = serde_json::from_str(&value.value).unwrap_or_default();
                self.poll(&polled).await?;
            } else if let Some(id) = key.strip_prefix("conversation/").and_then(|id| id.parse().ok())
                && let Err(problem) = self.read_conversation(id).await
            {
                // Others are read meanwhile.
                let later = Some(MemoryEntry { due_at: Some(now + LATER), ..value });
                let memory = vec![(key, later)];
                self.advance(SourceStep { memory, ..SourceStep::from(self.source.id) }).await?;
                return Err(problem);
            }
            if self.sequence < 0 {
                break;
            }
        }
        Ok(is_any)
    }

    async fn read_conversation(&mut self, id: u64) -> Result<(), String> {
        let mut known = self.known(id).await?;
        let directory = self.directory().await?;
        let through = known.checkpoint.as_ref().and_then(Checkpoint::through);
        let mut step = SourceStep::from(self.source.id);
        // The messages first: a resolve after them is then read with the next look.
        let messages = self.rest.messages(id, through).await;
        let conversation = self.rest.conversation(id).await?;
        let (Some(conversation), Ok(messages)) = (conversation, &messages) else {
            // It was deleted; what was recorded of it stays.
            messages?;
            step.memory.push((key(id), None));
            return self.advance(step).await;
        };
        let reporting_events = self.rest.reporting_events(id).await?;
        let history = History {
            directory: &directory,
            conversation: &conversation,
            messages,
            reporting_events: &reporting_events,
            status_changes: &known.status_changes,
            checkpoint: known.checkpoint.as_ref(),
        };
        let output = chatwoot::interactions(self.settings, &history, store::clock::now());
        step.skipped = output.skipped.iter().map(|(kind, count)| (word(kind), *count)).collect();
        if output.guessed > 0 {
            step.skipped.insert("guessed_end".to_owned(), output.guessed);
        }
        let mut waiting = SourceStep::from(self.source.id);
        for chatwoot::Finished { mut interaction, media } in output.finished {
            for file in media {
                let kept = self.kept_file(&known, &file.url).await?;
                let is_new = kept.is_none();
                let stored = match kept {
                    Some(stored) => Ok(stored),
                    None => self.rest.file(&file.url, self.blobs).await,
                };
                match stored {
                    Ok(StoredBlob { name: blob, size, sha256 }) => {
                        file.attach_to(&mut interaction, sha256.clone(), size);
                        let stored = MediaBlob { sha256, blob };
                        if is_new {
                            let key = format!("{}/{}", key(id), file.url);
                            let kept = FetchedFile { sha256: stored.sha256.clone(), size };
                            known.fetched.insert(file.url.clone(), kept);
                            let download = Value::Null.to_string();
                            waiting.requested.push(MediaRequest { key: key.clone(), download });
                            waiting.fetched.push((key, stored.clone()));
                        }
                        if !step.media.contains(&stored) {
                            step.media.push(stored);
                        }
                    }
                    Err(error) if error.is_final() || known.failed_files >= MAX_FAILED_FILES => {
                        tracing::warn!(conversation = id, "a file of a message is left out: {error}");
                        file.mark_missing(&mut interaction);
                        *step.skipped.entry("file_left_out".to_owned()).or_default() += 1;
                    }
                    Err(error) => {
                        // What was fetched waits for the next try.
                        known.failed_files += 1;
                        let later = Some(store::clock::now() + LATER);
                        waiting.memory = vec![(key(id), Some(entry(&known, later)?))];
                        let stored = waiting.fetched.iter().map(|(_, one)| one.blob.clone()).collect();
                        self.advance_with(waiting, stored).await?;
                        let problem = format!("a file of conversation {id} was not fetched: {error}");
                        let now = store::clock::now();
                        let noted = self.store.sources().note_problem(self.source.id, &problem, now).await;
                        return noted.map_err(|error| error.to_string());
                    }
                }
            }
            step.interactions.push(interaction);
        }
        known.failed_files = 0;
        known.fetched.clear();
        let reject = |reject: chatwoot::Rejected| SourceReject {
            file: None,
            line: None,
            reason: serde_json::to_value(&reject.reason).unwrap_or(Value::Null),
            text: reject.external_id,
        };
        step.rejects = output.rejects.into_iter().map(reject).collect();
        known.checkpoint = output.checkpoint;
        known.read_at = conversation.updated_at.max(conversation.last_activity_at);
        step.memory.push((key(id), Some(entry(&known, output.due_at)?)));
        self.advance_with(step, waiting.fetched.into_iter().map(|(_, one)| one.blob).collect()).await
    }

    /// A file that was fetched when another one could not be.
    async fn kept_file(&self, known: &Known, url: &str) -> Result<Option<StoredBlob>, String> {
        let Some(FetchedFile { sha256, size }) = known.fetched.get(url) else { return Ok(None) };
        let kept = self.store.sources().fetched_media(self.source.id, sha256).await;
        let kept = kept.map_err(|error| error.to_string())?;
        Ok(kept.map(|MediaBlob { sha256, blob }| StoredBlob { name: blob, size: *size, sha256 }))
    }

    /// Finds resolved conversations that have changed since the last poll.
    async fn poll(&mut self, before: &Polled) -> Result<(), String> {
        let now = store::clock::now();
        let since = before.until - OVERLAP;
        for page in 1..=MAX_PAGES {
            let found = self.rest.resolved(page).await?;
            if found.is_end() {
                break;
            }
            let mut step = SourceStep::from(self.source.id);
            for conversation in &found.conversations {
                let mut known = self.known(conversation.id).await?;
                let changed_at = conversation.updated_at.max(conversation.last_activity_at);
                if changed_at.is_none() || known.read_at != changed_at {
                    known.read_at = None;
                    step.memory.push((key(conversation.id), Some(entry(&known, Some(now))?)));
                }
            }
            if !step.memory.is_empty() {
                self.advance(step).await?;
            }
            if self.sequence < 0 {
                return Ok(());
            }
            if found.is_before(since) {
                break;
            }
        }
        let mut step = SourceStep::from(self.source.id);
        step.memory.push((POLLED.to_owned(), Some(entry(&Polled { until: now }, Some(now + POLL))?)));
        self.advance(step).await
    }

    /// What is remembered of a conversation.
    async fn known(&self, conversation: u64) -> Result<Known, String> {
        let found = self.store.sources().recall(self.source.id, &[key(conversation)]).await;
        let found = found.map_err(|error| error.to_string())?;
        let Some((_, entry)) = found.into_iter().next() else { return Ok(Known::default()) };
        serde_json::from_str(&entry.value)
            .map_err(|error| format!("what was remembered of a conversation cannot be read: {error}"))
    }

    async fn directory(&mut self) -> Result<Arc<Directory>, String> {
        let now = store::clock::now();
        if let Some((read_at, directory)) = &self.directory
            && *read_at + POLL > now
        {
            return Ok(Arc::clone(directory));
        }
        let directory = Arc::new(self.rest.directory().await?);
        self.directory = Some((now, Arc::clone(&directory)));
        Ok(directory)
    }

    fn settle(&self) -> Millis {
        Millis::seconds(self.settings.settle_s.into())
    }

    async fn advance(&mut self, step: SourceStep) -> Result<(), String> {
        self.advance_with(step, Vec::new()).await
    }

    /// Makes a step with blobs that were stored for it.
    async fn advance_with(&mut self, step: SourceStep, stored: Vec<String>) -> Result<(), String> {
        let step = SourceStep {
            name: self.source.record.name.clone(),
            log: LOG.to_owned(),
            sequence: self.sequence,
            state: "{}".to_owned(),
            position: "{}".to_owned(),
            content_hash: self.settings.content_hash(),
            ..step
        };
        let advanced = self.store.sources().advance(step, store::clock::now()).await;
        match advanced.map_err(|error| error.to_string())? {
            Advanced::Committed(Committed { unused_blobs, .. }) => {
                self.sequence += 1;
                self.discard(unused_blobs.into_iter()).await;
            }
            Advanced::Overtaken => {
                self.sequence = -1;
                self.discard(stored.into_iter()).await;
            }
        }
        Ok(())
    }

    async fn discard(&self, blobs: impl Iterator<Item = String>) {
        for blob in blobs {
            discard(self.blobs, &blob).await;
        }
    }
}

fn key(conversation: u64) -> String {
    format!("conversation/{conversation}")
}

fn entry(value: &impl Serialize, due_at: Option<Timestamp>) -> Result<MemoryEntry, String> {
    let value = serde_json::to_string(value).map_err(|error| error.to_string())?;
    Ok(MemoryEntry { value, due_at })
}

/// The word of a kind, as it is stored.
fn word(kind: &impl Serialize) -> String {
    match serde_json::to_value(kind) {
        Ok(Value::String(word)) => word,
        _ => "other".to_owned(),
    }
}
