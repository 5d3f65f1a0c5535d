//! Records what the sources emit, and reports what became of it.

use std::borrow::Cow;
use std::sync::Arc;

use domain::{NewInteraction, Protocol};
use store::intake::{Intake, Recorded, Rejected};
use tokio::sync::mpsc;

use super::progress::Progress;
use super::reading::Piece;
use super::rejects::{Reject, Rejects};
use super::report::Report;
use crate::cli::Failure;

/// How many interactions are recorded together: as many as the largest commit has.
const CHUNK: usize = 1_000;

/// What an import says while it goes on.
pub(super) enum Noted<'a> {
    /// A file is the recording of an interaction that is still to come.
    Recording(&'a intake::source::Recording),
    /// An interaction was recorded, and its number.
    Interaction(&'a NewInteraction, &'a Protocol),
}

/// What is done with what an import says.
pub(super) type Note<'a> = &'a mut (dyn FnMut(Noted<'_>) + Send);

/// An import in progress.
pub(super) struct Recording<'a> {
    pub(super) report: Report,
    pub(super) rejects: Rejects,
    pub(super) progress: Progress,
    pub(super) note: Note<'a>,
    /// What waits to be recorded: commits are as large as they may be, whatever a piece has.
    pub(super) waiting: Vec<Emitted>,
}

/// An interaction with the file it was read from; without one, it is of several.
pub(super) struct Emitted {
    files: Arc<[String]>,
    file: Option<usize>,
    interaction: NewInteraction,
}

impl Emitted {
    fn file(&self) -> Option<Cow<'_, str>> {
        self.file.and_then(|file| self.files.get(file)).map(|name| Cow::Borrowed(name.as_str()))
    }
}

impl Recording<'_> {
    /// Records all pieces in their order.
    ///
    /// # Errors
    /// If the database fails or the rejects cannot be written; what was recorded stays.
    pub(super) async fn record_all(
        &mut self,
        intake: &Intake,
        mut pieces: mpsc::Receiver<Piece>,
    ) -> Result<(), Failure> {
        while let Some(piece) = pieces.recv().await {
            let bytes = piece.bytes;
            self.take_piece(piece)?;
            while self.waiting.len() >= CHUNK {
                let chunk: Vec<Emitted> = self.waiting.drain(..CHUNK).collect();
                self.record(intake, &chunk).await?;
                self.progress.advance(bytes, self.report.tally.read());
            }
            self.progress.advance(bytes, self.report.tally.read());
        }
        let rest = std::mem::take(&mut self.waiting);
        self.record(intake, &rest).await
    }

    /// Takes what was made of a piece: rejects are written, interactions wait.
    fn take_piece(&mut self, piece: Piece) -> Result<(), Failure> {
        let Piece { files, parts, .. } = piece;
        let name = |file: usize| files.get(file).map(|name| Cow::Borrowed(name.as_str()));
        for (file, output) in parts {
            for reject in &output.rejects {
                self.report.count_reject(&reject.reason);
                self.rejects.write(&Reject {
                    file: name(reject.place.file as usize),
                    line: Some(reject.place.line),
                    ..Reject::of(reject.reason.to_string(), Cow::Borrowed(&reject.text))
                })?;
            }
            self.report.count_skipped(output.skipped);
            output.recordings.iter().for_each(|recording| (self.note)(Noted::Recording(recording)));
            let emitted = output.interactions.into_iter();
            self.waiting.extend(emitted.map(|interaction| Emitted {
                files: Arc::clone(&files),
                file,
                interaction,
            }));
        }
        Ok(())
    }

    /// Records interactions together.
    async fn record(&mut self, intake: &Intake, chunk: &[Emitted]) -> Result<(), Failure> {
        let interactions = chunk.iter().map(|emitted| emitted.interaction.clone()).collect();
        for (emitted, outcome) in chunk.iter().zip(intake.record_all(interactions).await) {
            self.take(emitted.file(), &emitted.interaction, outcome)?;
        }
        Ok(())
    }

    /// Counts the outcome of an interaction, and writes it to the rejects if it was refused.
    fn take(
        &mut self,
        file: Option<Cow<'_, str>>,
        interaction: &NewInteraction,
        outcome: Result<Recorded, Rejected>,
    ) -> Result<(), Failure> {
        let rejected = match outcome {
            Ok(recorded) => {
                self.report.tally.count_recorded(&recorded, interaction.agent.as_deref());
                (self.note)(Noted::Interaction(interaction, &recorded.protocol));
                return Ok(());
            }
            Err(Rejected::Database(error)) => {
                let file = file.map_or(String::new(), |file| format!(" in {file}"));
                return Err(Failure(format!(
                    "the import stopped{file}: {error}\nWhat was imported stays; mend the database and \
                     import the same files again."
                )));
            }
            Err(rejected) => rejected,
        };
        self.report.tally.count_refused(&rejected);
        match &rejected {
            Rejected::Conflict { what, .. } => self.report.count_reason(what.to_string()),
            Rejected::Invalid(_) => self.report.count_reason("it makes no valid interaction".to_owned()),
            other => self.report.count_reason(other.to_string()),
        }
        // The whole interaction, so that it can be compared with the one that was recorded.
        let text = serde_json::to_string(interaction).unwrap_or_else(|_| interaction.external_id.clone());
        self.rejects.write(&Reject { file, ..Reject::of(rejected.to_string(), Cow::Owned(text)) })
    }
}
