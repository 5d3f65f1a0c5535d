//! Recordings of the calls that an import brought in: files are matched by what a log says of them, else by
//! the IDs in their names.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use domain::{NewInteraction, Protocol, Timestamp};
use intake::asterisk::recordings::{NameError, RecordingName};
use intake::source::Recording;
use store::Store;

use crate::blobs::Blobs;
use crate::cli::Failure;
use crate::cli::import::progress::Progress;
use crate::cli::import::rejects::{Reject, Rejects};
use crate::cli::import::tally::grouped;
use crate::sources::asterisk::recordings::calls::{Calls, Match, RecordedCall};
use crate::sources::asterisk::recordings::folder::{Folder, Found};
use crate::sources::asterisk::recordings::storing::{Storing, StoringError, StoringOutcome};

/// A folder of recordings, and the imported calls that they may be of.
pub(super) struct Recordings {
    folder: Folder,
    calls: Calls,
    blobs: Blobs,
}

/// What became of the files.
#[derive(Debug, Default)]
pub(super) struct Counts {
    added: u64,
    unchanged: u64,
    refused: BTreeMap<String, u64>,
    skipped: BTreeMap<String, Skipped>,
}

/// Files that were skipped for one reason.
#[derive(Debug, Default)]
struct Skipped {
    count: u64,
    /// The names of the first ones.
    names: Vec<String>,
}

/// How many names of skipped files are listed for each reason.
const MAX_NAMES: usize = 20;

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refused = grouped(self.refused.values().sum());
        write!(
            f,
            "recordings: {} added, {} unchanged, {refused} refused",
            grouped(self.added),
            grouped(self.unchanged)
        )?;
        for (reason, count) in &self.refused {
            write!(f, "\nrecordings refused: {}: {reason}", grouped(*count))?;
        }
        for (reason, Skipped { count, names }) in &self.skipped {
            let more = if *count > names.len() as u64 { ", …" } else { "" };
            write!(f, "\nrecordings skipped: {}: {reason}: {}{more}", grouped(*count), names.join(", "))?;
        }
        Ok(())
    }
}

impl Recordings {
    /// Looks at the files of a folder.
    pub(super) fn find(folder: &Path, blobs: Blobs) -> Result<Self, Failure> {
        let folder = Folder::scan(folder).map_err(Failure)?;
        let mut calls = Calls::default();
        for name in folder.files.iter().filter_map(|file| RecordingName::read(&file.name).ok()) {
            calls.want(&name);
        }
        for file in folder.files.iter().chain(&folder.unnamed) {
            calls.want_file(&file.name);
        }
        Ok(Self { folder, calls, blobs })
    }

    /// Takes note of the file that a log names for an interaction.
    pub(super) fn name(&mut self, recording: &Recording) {
        self.calls.name(recording);
    }

    /// Takes note of an interaction that was imported.
    pub(super) fn note(&mut self, interaction: &NewInteraction, protocol: &Protocol) {
        self.calls.note(&RecordedCall {
            external_id: &interaction.external_id,
            case: interaction.case.as_ref().map_or("", |case| case.external_id.as_str()),
            queue: &interaction.queue,
            queued_at: interaction.queued_at.into(),
            answered_at: interaction.answered_at.map(Timestamp::from),
            ended_at: interaction.ended_at.into(),
            protocol,
        });
    }

    /// Stores the files that are of imported interactions.
    ///
    /// # Errors
    /// If the storage or the database fails or the rejects cannot be written; what was stored stays.
    pub(super) async fn store(mut self, store: &Store, rejects: &mut Rejects) -> Result<Counts, Failure> {
        self.calls.sort();
        let mut counts = Counts::default();
        for (name, error) in &self.folder.other {
            counts.skip(name, error.to_string());
        }
        for (name, reason) in std::mem::take(&mut self.folder.refused) {
            counts.count(rejects, &name, Fate::Refused(reason))?;
        }
        let count = self.folder.files.len() + self.folder.unnamed.len();
        let mut progress = Progress::start_of("recordings", Some(count as u64));
        for (done, file) in (1..).zip(self.folder.files.iter().chain(&self.folder.unnamed)) {
            let fate = self.file(store, file).await?;
            counts.count(rejects, &file.name, fate)?;
            progress.advance(done, done);
        }
        progress.finish();
        Ok(counts)
    }

    /// The interaction that a file is of, or why it is of none.
    fn protocol(&self, file: &Found) -> Result<&Protocol, String> {
        if let Some(protocol) = self.calls.of_file(&file.name) {
            return Ok(protocol);
        }
        let name = RecordingName::read(&file.name).map_err(|error: NameError| error.to_string())?;
        let reason = match self.calls.of(&name) {
            Match::NoCall => "the call was not imported",
            Match::NoTalk => "the call has no talk that it can be of",
            Match::Interaction(_) if name.side.is_some() => "only one side of the call",
            Match::Interaction(protocol) => return Ok(protocol),
        };
        Err(reason.to_owned())
    }

    /// Stores a file if it is of an imported interaction.
    async fn file(&self, store: &Store, file: &Found) -> Result<Fate, Failure> {
        let protocol = match self.protocol(file) {
            Ok(protocol) => protocol,
            Err(reason) => return Ok(Fate::Skipped(reason)),
        };
        let storing = Storing { store, blobs: &self.blobs };
        Ok(match storing.store(&file.path, protocol).await {
            Ok(StoringOutcome::Added) => Fate::Added,
            Ok(StoringOutcome::Unchanged) => Fate::Unchanged,
            Ok(StoringOutcome::Empty) => Fate::Skipped("the file holds no sound".to_owned()),
            Ok(StoringOutcome::HasOther) => Fate::Refused("the interaction has another recording".to_owned()),
            Ok(StoringOutcome::Unfinished) => {
                Fate::Refused("the file is still being written, or was cut off".to_owned())
            }
            Ok(StoringOutcome::NotAccepted) => {
                Fate::Refused(format!("the content is none of the formats taken: {}", crate::audio::ACCEPTED))
            }
            Err(StoringError::Unreadable(error)) => {
                Fate::Refused(format!("the file cannot be read: {error}"))
            }
            Err(StoringError::Failed(error)) => {
                return Err(Failure(format!(
                    "the recordings stopped at {}: {error}\nWhat was stored stays; import the same files again.",
                    file.name
                )));
            }
        })
    }
}

/// What became of a file.
enum Fate {
    Added,
    Unchanged,
    Skipped(String),
    Refused(String),
}

impl Counts {
    /// Counts what became of a file, and writes it to the rejects if it was refused.
    fn count(&mut self, rejects: &mut Rejects, name: &str, fate: Fate) -> Result<(), Failure> {
        match fate {
            Fate::Added => self.added += 1,
            Fate::Unchanged => self.unchanged += 1,
            Fate::Skipped(reason) => self.skip(name, reason),
            Fate::Refused(reason) => {
                rejects.write(&Reject {
                    file: Some(Cow::Borrowed(name)),
                    ..Reject::of(reason.clone(), Cow::Borrowed(""))
                })?;
                *self.refused.entry(reason).or_default() += 1;
            }
        }
        Ok(())
    }

    fn skip(&mut self, name: &str, reason: String) {
        let skipped = self.skipped.entry(reason).or_default();
        skipped.count += 1;
        if skipped.names.len() < MAX_NAMES {
            skipped.names.push(name.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_skipped_files_are_named() {
        let mut counts = Counts::default();
        counts.skip("b.wav", "no recording".to_owned());
        for number in 1..=21 {
            counts.skip(&format!("{number}.wav"), "the call was not imported".to_owned());
        }
        let said = counts.to_string();
        assert!(said.contains("\nrecordings skipped: 1: no recording: b.wav\nrecordings"), "{said}");
        assert!(
            said.contains("\nrecordings skipped: 21: the call was not imported: 1.wav, 2.wav,"),
            "{said}"
        );
        assert!(said.contains("20.wav, …") && !said.contains("21.wav"), "{said}");
    }
}
