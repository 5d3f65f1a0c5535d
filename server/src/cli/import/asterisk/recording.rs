//! Records what the sources emit, and reports what became of it.

use std::borrow::Cow;

use domain::NewInteraction;
use store::intake::{Intake, Recorded, Rejected};
use tokio::sync::mpsc;

use super::reading::Piece;
use super::recordings::Recordings;
use super::report::Report;
use crate::cli::Failure;
use crate::cli::import::progress::Progress;
use crate::cli::import::rejects::{Reject, Rejects};

/// How many interactions are recorded together: as many as the largest commit has.
const CHUNK: usize = 1_000;

/// An import in progress.
pub(super) struct Recording {
    pub(super) report: Report,
    pub(super) rejects: Rejects,
    pub(super) progress: Progress,
    pub(super) recordings: Option<Recordings>,
}

impl Recording {
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
            self.record(intake, piece).await?;
        }
        Ok(())
    }

    async fn record(&mut self, intake: &Intake, piece: Piece) -> Result<(), Failure> {
        let Piece { files, file, output, bytes } = piece;
        let name = |file: usize| files.get(file).map_or("", String::as_str);
        for reject in &output.rejects {
            self.report.count_reject(&reject.reason);
            self.rejects.write(&Reject {
                file: Some(Cow::Borrowed(name(reject.place.file as usize))),
                line: Some(reject.place.line),
                ..Reject::of(reject.reason.to_string(), Cow::Borrowed(&reject.text))
            })?;
        }
        self.report.count_skipped(output.skipped);
        for chunk in output.interactions.chunks(CHUNK) {
            let outcomes = intake.record_all(chunk.to_vec()).await;
            for (interaction, outcome) in chunk.iter().zip(outcomes) {
                self.take(name(file), interaction, outcome)?;
            }
            self.progress.advance(bytes, self.report.tally.read());
        }
        self.progress.advance(bytes, self.report.tally.read());
        Ok(())
    }

    /// Counts the outcome of an interaction, and writes it to the rejects if it was refused.
    fn take(
        &mut self,
        file: &str,
        interaction: &NewInteraction,
        outcome: Result<Recorded, Rejected>,
    ) -> Result<(), Failure> {
        let rejected = match outcome {
            Ok(recorded) => {
                self.report.tally.count_recorded(&recorded, interaction.agent.as_deref());
                if let Some(recordings) = &mut self.recordings {
                    recordings.note(interaction, &recorded.protocol);
                }
                return Ok(());
            }
            Err(Rejected::Database(error)) => {
                return Err(Failure(format!(
                    "the import stopped in {file}: {error}\nWhat was imported stays; mend the database and \
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
        self.rejects.write(&Reject {
            file: Some(Cow::Borrowed(file)),
            ..Reject::of(rejected.to_string(), Cow::Owned(text))
        })
    }
}
