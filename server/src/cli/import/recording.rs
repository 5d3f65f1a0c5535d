//! Records what the sources emit, and reports what became of it.

use std::borrow::Cow;

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
            self.record(intake, piece).await?;
        }
        Ok(())
    }

    async fn record(&mut self, intake: &Intake, piece: Piece) -> Result<(), Failure> {
        let Piece { files, parts, bytes } = piece;
        let name = |file: usize| files.get(file).map(|name| Cow::Borrowed(name.as_str()));
        let (mut places, mut interactions) = (Vec::new(), Vec::new());
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
            places.extend(std::iter::repeat_n(file, output.interactions.len()));
            interactions.extend(output.interactions);
        }
        for (places, chunk) in places.chunks(CHUNK).zip(interactions.chunks(CHUNK)) {
            let outcomes = intake.record_all(chunk.to_vec()).await;
            for ((file, interaction), outcome) in places.iter().zip(chunk).zip(outcomes) {
                self.take(file.and_then(name), interaction, outcome)?;
            }
            self.progress.advance(bytes, self.report.tally.read());
        }
        self.progress.advance(bytes, self.report.tally.read());
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
