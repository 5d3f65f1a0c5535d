//! Recordings of calls: files are matched by the IDs in their names, and stored with the interaction.
//!
//! A folder is watched ([`watch`]) beside the logs. A file is often there before its call is recorded, and
//! still being written, so it is tried again with growing pauses. What was stored is known by its bytes: a
//! file that is found again, by whichever process, changes nothing.

pub(crate) mod calls;
mod discovery;
pub(crate) mod folder;
pub(crate) mod storing;

use std::path::PathBuf;
use std::time::Duration;

use domain::settings::SourceRecord;
use domain::{Millis, Timestamp};
use intake::asterisk::recordings::RecordingName;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Store;
use store::settings::Versioned;
use store::sources::{Advanced, SourceReject, SourceStep, StoredCall};

use crate::blobs::Blobs;
use calls::{Calls, Match, RecordedCall};
use discovery::{DiscoveredFile, Discovery};
use storing::{Storing, StoringError, StoringOutcome};

/// The log of these steps.
const LOG: &str = "recordings";
/// How often the folder is looked at.
const LOOK: Duration = Duration::from_secs(5);
/// How long nothing is done after a failure, or a step of another process.
const PAUSE: Duration = Duration::from_secs(30);
/// How many files are matched together.
const TOGETHER: usize = 200;
/// How long a call may go on whose recording is there.
const MAX_CALL_LENGTH: Millis = Millis::days(2);
/// How often is noted until when the folder was looked at.
const NOTE: Millis = Millis::minutes(10);

/// A folder of recordings.
pub(crate) struct RecordingFolder {
    pub(crate) path: PathBuf,
    pub(crate) blobs: Blobs,
}

/// Until when a folder was looked at.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Position {
    /// Files that are older by the length of a call are not waited for any more.
    until: Timestamp,
}

/// Stores the recordings of a folder for as long as it is polled.
pub(crate) async fn watch(store: &Store, source: &Versioned<SourceRecord>, folder: &RecordingFolder) {
    let watching = Watching { store, source, folder };
    loop {
        if let Err(problem) = watching.keep_on().await {
            tracing::warn!(source = source.record.name, "{problem}");
            let noted = store.sources().note_problem(source.id, &problem, store::clock::now()).await;
            if let Err(error) = noted {
                tracing::debug!(%error, "the problem of a source could not be noted");
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

struct Watching<'a> {
    store: &'a Store,
    source: &'a Versioned<SourceRecord>,
    folder: &'a RecordingFolder,
}

/// What became of files since the last step.
#[derive(Default)]
struct Fates {
    rejects: Vec<SourceReject>,
    without_call: u64,
}

/// What is done with a file.
enum Fate {
    /// It is the recording of its call.
    Stored,
    /// It is tried again, and refused in the end if there is a reason; else its call was not recorded.
    Later(Option<&'static str>),
    /// It is never a recording of the call, for this reason.
    Refused(&'static str),
}

impl Watching<'_> {
    /// Looks for files until another process has made a step.
    async fn keep_on(&self) -> Result<(), String> {
        let progress = self.store.sources().log_progress(self.source.id, LOG).await;
        let progress = progress.map_err(|error| error.to_string())?;
        let mut sequence = progress.as_ref().map_or(0, |progress| progress.sequence);
        let position = progress.and_then(|progress| serde_json::from_str(&progress.position).ok());
        let mut noted = position.unwrap_or(Position::default()).until;
        let mut files = Discovery::since(noted - MAX_CALL_LENGTH);
        let mut fates = Fates::default();
        loop {
            let began = store::clock::now();
            let path = self.folder.path.clone();
            let looked = tokio::task::spawn_blocking(move || {
                let looked = files.look(&path, began);
                (files, looked)
            });
            let (still, looked) =
                looked.await.map_err(|error| format!("the recordings could not be looked at: {error}"))?;
            files = still;
            looked?;
            loop {
                let due = files.due(store::clock::now(), TOGETHER);
                if due.is_empty() {
                    break;
                }
                self.try_all(due, &mut files, &mut fates).await?;
            }
            let is_quiet = fates.rejects.is_empty() && fates.without_call == 0;
            if !is_quiet || noted + NOTE < began {
                // After a restart, files that wait are discovered again.
                let waiting = files.oldest_waiting().map(|oldest| oldest + MAX_CALL_LENGTH);
                let until = waiting.map_or(began, |waiting| waiting.min(began));
                let step = self.step(sequence, until, std::mem::take(&mut fates));
                let advanced = self.store.sources().advance(step, store::clock::now()).await;
                match advanced.map_err(|error| error.to_string())? {
                    Advanced::Committed(_) => (sequence, noted) = (sequence + 1, began),
                    Advanced::Overtaken => return Ok(()),
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn try_all(
        &self,
        due: Vec<DiscoveredFile>,
        files: &mut Discovery,
        fates: &mut Fates,
    ) -> Result<(), String> {
        let mut calls = Calls::default();
        for name in due.iter().filter_map(|file| RecordingName::read(&file.name).ok()) {
            calls.want(&name);
        }
        let ids: Vec<String> = calls.wanted().map(str::to_owned).collect();
        for id in ids {
            let found = self.store.sources().calls(&self.source.record.name, &id).await;
            found.map_err(|error| error.to_string())?.iter().for_each(|call| calls.note(&recorded(call)));
        }
        calls.sort();
        let now = store::clock::now();
        for file in due {
            match self.try_one(&file, &calls).await? {
                Fate::Stored => {}
                Fate::Later(_) if !file.is_last_attempt(now) => files.try_again(file, now),
                Fate::Later(None) => fates.without_call += 1,
                Fate::Later(Some(reason)) | Fate::Refused(reason) => fates.rejects.push(SourceReject {
                    file: Some(file.name),
                    line: None,
                    reason: json!(reason),
                    text: String::new(),
                }),
            }
        }
        Ok(())
    }

    async fn try_one(&self, file: &DiscoveredFile, calls: &Calls) -> Result<Fate, String> {
        let Ok(name) = RecordingName::read(&file.name) else { return Ok(Fate::Refused("recording_format")) };
        let protocol = match calls.of(&name) {
            Match::Interaction(_) if name.side.is_some() => {
                return Ok(Fate::Refused("recording_of_one_side"));
            }
            Match::Interaction(protocol) => protocol,
            Match::NoCall | Match::NoTalk => return Ok(Fate::Later(None)),
        };
        let storing = Storing { store: self.store, blobs: &self.folder.blobs };
        match storing.store(&self.folder.path.join(&file.name), protocol).await {
            Ok(StoringOutcome::Added | StoringOutcome::Unchanged) => Ok(Fate::Stored),
            Ok(StoringOutcome::Empty) => Ok(Fate::Later(Some("empty_recording"))),
            Ok(StoringOutcome::Unfinished) => Ok(Fate::Later(Some("unfinished_recording"))),
            Ok(StoringOutcome::HasOther) => Ok(Fate::Refused("another_recording")),
            Ok(StoringOutcome::NotAccepted) => Ok(Fate::Refused("recording_format")),
            // One file does not hold up the others.
            Err(StoringError::Unreadable(error)) => {
                tracing::warn!(source = self.source.record.name, file = file.name, %error, "a recording cannot be read");
                Ok(Fate::Later(Some("unreadable_recording")))
            }
            Err(StoringError::Failed(error)) => Err(error),
        }
    }

    fn step(&self, sequence: i64, until: Timestamp, Fates { rejects, without_call }: Fates) -> SourceStep {
        let position = serde_json::to_string(&Position { until }).unwrap_or_default();
        SourceStep {
            name: self.source.record.name.clone(),
            log: LOG.to_owned(),
            sequence,
            state: "{}".to_owned(),
            position,
            skipped: [("recording_without_call".to_owned(), without_call)].into(),
            rejects,
            ..SourceStep::from(self.source.id)
        }
    }
}

fn recorded(call: &StoredCall) -> RecordedCall<'_> {
    RecordedCall {
        external_id: &call.external_id,
        case: &call.case,
        queue: &call.queue,
        queued_at: call.queued_at,
        answered_at: call.answered_at,
        ended_at: call.ended_at,
        protocol: &call.protocol,
    }
}
