//! The lengths of recordings that were stored without one.
//!
//! `recording.length_ms` is NULL until the file was read for its length, and 0 ([`UNKNOWN`]) if the
//! file does not say it, so that no file is read again at every start. An upload stores the length
//! at once; recordings from before there was the column are read in the background, on any number
//! of servers at the same time.

use domain::{InteractionId, Millis};

use super::Recordings;
use crate::Result;
use crate::db::{RowSet, Tx};

/// The stored length of a file that was read and does not say how long it is.
pub(super) const UNKNOWN: Millis = Millis::ZERO;

/// SQL for the length of a recording `r`; NULL if it is not known.
pub(crate) const LENGTH: &str = "nullif(r.length_ms, 0)";

/// A recording whose file has to be read for its length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnmeasuredRecording {
    /// The call.
    pub interaction: InteractionId,
    /// The name of the blob.
    pub blob: String,
    /// The media type.
    pub content_type: String,
    /// Size in bytes.
    pub size: u64,
}

/// Only of recordings that still have the file that was read.
const SET_LENGTHS: &str = "UPDATE recording SET length_ms = given.length_ms FROM given
    WHERE recording.interaction_id = given.interaction_id AND recording.blob = given.blob
    AND recording.length_ms IS NULL";

impl Recordings<'_> {
    /// Up to `limit` recordings whose length was never determined, newest first: those of
    /// interactions before this one, or from the newest on.
    pub async fn unmeasured(
        &self,
        before: Option<InteractionId>,
        limit: i64,
    ) -> Result<Vec<UnmeasuredRecording>> {
        let mut statement = self.db().statement();
        let before = statement.bind(before.unwrap_or(InteractionId(i64::MAX)));
        let limit = statement.bind(limit);
        statement.text = format!(
            "SELECT interaction_id, blob, content_type, size FROM recording \
             WHERE length_ms IS NULL AND interaction_id < {before} ORDER BY interaction_id DESC LIMIT {limit}"
        );
        let rows: Vec<(InteractionId, String, String, i64)> = self.db().fetch_all(statement).await?;
        Ok(rows
            .into_iter()
            .map(|(interaction, blob, content_type, size)| UnmeasuredRecording {
                interaction,
                blob,
                content_type,
                size: size.cast_unsigned(),
            })
            .collect())
    }

    /// Stores the lengths of files that were read, `None` for those that do not say it. A recording
    /// that was replaced meanwhile, or measured by another server, stays as it is.
    pub async fn set_lengths(&self, measured: &[(UnmeasuredRecording, Option<Millis>)]) -> Result<()> {
        let given = RowSet::default()
            .integers("interaction_id", measured.iter().map(|(recording, _)| recording.interaction))
            .texts("blob", measured.iter().map(|(recording, _)| recording.blob.as_str()))
            .integers("length_ms", measured.iter().map(|(_, length)| length.unwrap_or(UNKNOWN)));
        let mut tx = Tx::begin(self.db()).await?;
        tx.execute_given(SET_LENGTHS, &given).await?;
        tx.commit().await
    }
}
