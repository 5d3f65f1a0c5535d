//! A step of a source: what was made of a piece of it, and how far that is.

use std::collections::{BTreeMap, BTreeSet};

use domain::{NewInteraction, SourceId, Timestamp};
use serde_json::{Value, json};

use super::media::{self, MediaBlob, MediaRequest};
use super::memory::{self, MemoryEntry};
use super::{Sources, delivery};
use crate::Result;
use crate::db::Tx;
use crate::intake::{Outcome, Recorded, Rejected, steps};

/// How many rejects of a source are kept.
const MAX_REJECTS: i64 = 10_000;

/// What was made of a piece of a source.
#[derive(Clone, Debug, Default)]
pub struct SourceStep {
    /// The source; 0 does not exist.
    pub source: i64,
    /// Its name, the actor of corrections in the audit trail.
    pub name: String,
    /// Which of its logs this is a step of.
    pub log: String,
    /// The number of the step before; 0 if there was none.
    pub sequence: i64,
    /// The state of the reader after it, as JSON.
    pub state: String,
    /// The position after it, as JSON.
    pub position: String,
    /// The hash of the settings with which the interactions were made.
    pub content_hash: String,
    /// The finished interactions.
    pub interactions: Vec<NewInteraction>,
    /// What could not be used.
    pub rejects: Vec<SourceReject>,
    /// How much of each kind was skipped on purpose.
    pub skipped: BTreeMap<String, u64>,
    /// What is remembered under each key from now on; `None` forgets it.
    pub memory: Vec<(String, Option<MemoryEntry>)>,
    /// The deliveries of which it was made.
    pub processed: Vec<i64>,
    /// Files that are to be fetched from now on.
    pub requested: Vec<MediaRequest>,
    /// Files that were fetched, by the keys of their requests.
    pub fetched: Vec<(String, MediaBlob)>,
    /// The bytes of files of its interactions.
    pub media: Vec<MediaBlob>,
}

/// Something of a source that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceReject {
    /// The file it is in.
    pub file: Option<String>,
    /// The number of the line, from 1.
    pub line: Option<u64>,
    /// Why it could not be used.
    pub reason: Value,
    /// The beginning of the text, or the interaction as JSON.
    pub text: String,
}

/// What became of a committed step.
#[derive(Debug, Default)]
pub struct Committed {
    /// The answers to its interactions, in their order.
    pub answers: Vec<std::result::Result<Recorded, Rejected>>,
    /// The blobs of it that are not needed.
    pub unused_blobs: Vec<String>,
}

/// The outcome of [`Sources::advance`].
#[derive(Debug)]
pub enum Advanced {
    /// It was committed.
    Committed(Committed),
    /// Another process has made a step of this log, or it is to be read again; nothing was written by this
    /// step but interactions that the other step has, too.
    Overtaken,
}

impl Sources<'_> {
    /// Writes a step: all of it or nothing, but interactions may be there without their step after a
    /// failure. The step that is made again then finds them unchanged.
    ///
    /// # Errors
    /// If the database fails. An interaction that is refused is no error, but becomes a reject.
    pub async fn advance(&self, step: SourceStep, now: Timestamp) -> Result<Advanced> {
        let processed = step.processed.clone();
        let advanced = steps::record(self.store, step, now).await?;
        if matches!(advanced, Advanced::Committed(_)) {
            self.mark_in_file(&processed, now).await?;
        }
        Ok(advanced)
    }
}

impl SourceStep {
    /// Writes position and state, if no other process has made this step; otherwise returns `false`.
    pub(crate) async fn take_turn(&self, tx: &mut Tx) -> Result<bool> {
        let mut statement = tx.statement();
        let values = [
            ("state", statement.bind(&self.state)),
            ("position", statement.bind(&self.position)),
            ("sequence", statement.bind(self.sequence + 1)),
        ];
        let (source, log) = (statement.bind(self.source), statement.bind(&self.log));
        if self.sequence == 0 {
            let key = [("source_id", source), ("log", log)];
            statement.insert("source_log", key.into_iter().chain(values)).push("ON CONFLICT DO NOTHING");
        } else {
            let before = statement.bind(self.sequence);
            statement
                .update("source_log", values)
                .push(&format!("WHERE source_id = {source} AND log = {log} AND sequence = {before}"));
        }
        Ok(tx.execute(statement).await? == 1)
    }

    /// Writes everything else; `answers` are those to its interactions. Returns the blobs that are not
    /// needed.
    pub(crate) async fn write(
        &self,
        tx: &mut Tx,
        answers: &[std::result::Result<Recorded, Rejected>],
        now: Timestamp,
    ) -> Result<Vec<String>> {
        let mut counts: BTreeMap<String, u64> =
            self.skipped.iter().map(|(kind, count)| (format!("skipped:{kind}"), *count)).collect();
        let mut rejects: Vec<SourceReject> = self.rejects.clone();
        for (interaction, answer) in self.interactions.iter().zip(answers) {
            let what = match answer {
                Ok(recorded) => match recorded.outcome {
                    Outcome::Created => "new",
                    Outcome::Unchanged => "unchanged",
                    Outcome::Corrected => "corrected",
                },
                Err(rejected) => {
                    rejects.push(SourceReject {
                        file: None,
                        line: None,
                        reason: reason_of(rejected),
                        text: serde_json::to_string(interaction).unwrap_or_default(),
                    });
                    if matches!(rejected, Rejected::Conflict { .. }) { "conflict" } else { "rejected" }
                }
            };
            *counts.entry(what.to_owned()).or_default() += 1;
        }
        *counts.entry("rejected".to_owned()).or_default() += self.rejects.len() as u64;
        self.write_counts(tx, counts).await?;
        self.write_rejects(tx, &rejects, now).await?;
        self.write_names(tx, answers, now).await?;
        memory::write(tx, self.source, &self.memory).await?;
        delivery::mark_in_table(tx, &self.processed, now).await?;
        media::request(tx, self.source, &self.requested, now).await?;
        let mut unused = media::fetched(tx, self.source, &self.fetched, now).await?;
        unused.extend(self.attach_media(tx, answers, now).await?);
        self.write_times(tx, now).await?;
        Ok(unused)
    }

    /// Gives the files of the interactions that were recorded their bytes.
    async fn attach_media(
        &self,
        tx: &mut Tx,
        answers: &[std::result::Result<Recorded, Rejected>],
        now: Timestamp,
    ) -> Result<Vec<String>> {
        if self.media.is_empty() {
            return Ok(Vec::new());
        }
        let mut given: Vec<&MediaBlob> = Vec::new();
        let mut unused = Vec::new();
        for (interaction, answer) in self.interactions.iter().zip(answers) {
            let files = interaction.messages.iter().flat_map(|message| &message.attachments);
            let hashes: BTreeSet<&str> = files.map(|file| file.sha256.as_str()).collect();
            let mut blobs: Vec<&MediaBlob> = Vec::new();
            for hash in hashes {
                let mut free = self.media.iter().filter(|one| one.sha256 == hash && !given.contains(one));
                blobs.extend(free.next().filter(|_| answer.is_ok()));
            }
            let named = (interaction.source.as_str(), interaction.external_id.as_str());
            unused.extend(media::attach(tx, self.source, named, &blobs, now).await?);
            given.extend(blobs);
        }
        unused.extend(self.media.iter().filter(|one| !given.contains(one)).map(|one| one.blob.clone()));
        Ok(unused)
    }

    pub(super) async fn write_counts(&self, tx: &mut Tx, counts: BTreeMap<String, u64>) -> Result<()> {
        for (what, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
            let mut statement = tx.statement();
            let values = [
                ("source_id", statement.bind(self.source)),
                ("what", statement.bind(&what)),
                ("count", statement.bind(i64::try_from(count).unwrap_or(i64::MAX))),
            ];
            statement.insert("source_count", values).push(
                "ON CONFLICT (source_id, what) DO UPDATE SET count = source_count.count + excluded.count",
            );
            tx.execute(statement).await?;
        }
        Ok(())
    }

    async fn write_rejects(&self, tx: &mut Tx, rejects: &[SourceReject], now: Timestamp) -> Result<()> {
        // Of more than are kept, only the last are written.
        let kept = rejects.len().min(usize::try_from(MAX_REJECTS).unwrap_or(usize::MAX));
        for reject in &rejects[rejects.len() - kept..] {
            let mut statement = tx.statement();
            let line = reject.line.map(|line| i64::try_from(line).unwrap_or(i64::MAX));
            let values = [
                ("source_id", statement.bind(self.source)),
                ("at", statement.bind(now)),
                ("file", statement.bind(reject.file.as_deref())),
                ("line", statement.bind(line)),
                ("reason", statement.bind(reject.reason.to_string().as_str())),
                // PostgreSQL stores no NUL in a text.
                ("text", statement.bind(reject.text.replace('\0', "\u{fffd}").as_str())),
            ];
            statement.insert("source_reject", values);
            tx.execute(statement).await?;
        }
        if kept == 0 {
            return Ok(());
        }
        let mut statement = tx.statement();
        let (source, same) = (statement.bind(self.source), statement.bind(self.source));
        statement.text = format!(
            "DELETE FROM source_reject WHERE source_id = {source} AND id <= \
             (SELECT id FROM source_reject WHERE source_id = {same} ORDER BY id DESC \
              LIMIT 1 OFFSET {MAX_REJECTS})"
        );
        tx.execute(statement).await.map(|_| ())
    }

    /// Remembers the names that were created for this source.
    async fn write_names(
        &self,
        tx: &mut Tx,
        answers: &[std::result::Result<Recorded, Rejected>],
        now: Timestamp,
    ) -> Result<()> {
        for (interaction, answer) in self.interactions.iter().zip(answers) {
            let Ok(recorded) = answer else { continue };
            let queue = recorded.created_queue.then_some(("queue", interaction.queue.as_str()));
            let agent = interaction.agent.as_deref().filter(|_| recorded.created_agent);
            for (role, name) in queue.into_iter().chain(agent.map(|agent| ("agent", agent))) {
                let mut statement = tx.statement();
                let values = [
                    ("source_id", statement.bind(self.source)),
                    ("role", statement.bind(role)),
                    ("name", statement.bind(name)),
                    ("met_at", statement.bind(now)),
                ];
                statement.insert("source_name", values).push("ON CONFLICT DO NOTHING");
                tx.execute(statement).await?;
            }
        }
        Ok(())
    }

    async fn write_times(&self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        let last: Option<Timestamp> = self.interactions.iter().map(|one| one.ended_at.into()).max();
        let mut statement = tx.statement();
        let mut values = vec![
            ("read_at", statement.bind(now)),
            ("problem", "NULL".to_owned()),
            ("problem_at", "NULL".to_owned()),
        ];
        if let Some(last) = last {
            let last = statement.bind(last);
            values.push((
                "last_event_at",
                format!("CASE WHEN last_event_at > {last} THEN last_event_at ELSE {last} END"),
            ));
            values.push(("content_hash", statement.bind(&self.content_hash)));
        }
        let source = statement.bind(self.source);
        statement.update("source", values).push(&format!("WHERE id = {source}"));
        tx.execute(statement).await.map(|_| ())
    }
}

/// The reason of a reject that the store made: the same shape as those that the readers make.
fn reason_of(rejected: &Rejected) -> Value {
    match rejected {
        Rejected::Invalid(errors) => json!({ "bad_fields": errors }),
        Rejected::Conflict { protocol, .. } => json!({ "conflict": { "protocol": protocol.as_str() } }),
        Rejected::KeyRevoked | Rejected::Database(_) => json!("not_written"),
    }
}

impl From<SourceId> for SourceStep {
    fn from(source: SourceId) -> Self {
        Self { source: source.0, ..Self::default() }
    }
}
