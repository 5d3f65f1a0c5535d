//! Which blob is whose recording.
//!
//! The audio itself is the caller's: it stores the blob first, then names it here, and deletes the
//! blob that was replaced.

use domain::{Channel, Protocol};

use crate::db::write;
use crate::{Error, Result, Store};

/// A recording whose audio is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecording {
    /// The name of the blob.
    pub blob: String,
    /// The media type, as found in the content.
    pub content_type: String,
    /// How many bytes it has.
    pub size: u64,
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
}

/// What putting a recording did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutRecording {
    /// The blob of the recording that was there before; nothing refers to it any more.
    pub replaced: Option<String>,
}

/// The recordings of the history, for whoever may write them.
pub struct Recordings<'a> {
    store: &'a Store,
}

impl Store {
    /// Which blob is whose recording.
    pub fn recordings(&self) -> Recordings<'_> {
        Recordings { store: self }
    }
}

/// How often a recording is tried that others replace at the same moment.
const ATTEMPTS: usize = 10;

impl Recordings<'_> {
    /// Gives a voice interaction its recording, in place of the one it may have. `None` where no
    /// interaction has this protocol.
    ///
    /// # Errors
    /// [`Error::Conflict`] where it is not a voice interaction.
    pub async fn put(
        &self,
        protocol: &Protocol,
        recording: &NewRecording,
        now: i64,
    ) -> Result<Option<PutRecording>> {
        let Some((interaction, channel)) = self.interaction(protocol).await? else {
            return Ok(None);
        };
        if channel != Some(Channel::Voice) {
            return Err(Error::Conflict(format!(
                "{protocol} is not a voice interaction: it has no recording"
            )));
        }
        for _ in 0..ATTEMPTS {
            if self.insert(interaction, recording, now).await? {
                return Ok(Some(PutRecording { replaced: None }));
            }
            if let Some(before) = self.blob(interaction).await?
                && self.replace(interaction, &before, recording, now).await?
            {
                let replaced = Some(before).filter(|before| *before != recording.blob);
                return Ok(Some(PutRecording { replaced }));
            }
        }
        Err(Error::Conflict(format!("the recording of {protocol} is being replaced by others; try again")))
    }

    async fn interaction(&self, protocol: &Protocol) -> Result<Option<(i64, Option<Channel>)>> {
        let found: Option<(i64, i16)> = write!(&self.store.inner.db, |pool, Engine| {
            sqlx::query_as::<Engine, _>("SELECT id, channel FROM interaction WHERE protocol = $1")
                .bind(protocol.as_str())
                .fetch_optional(pool)
                .await?
        });
        Ok(found.map(|(id, channel)| (id, Channel::from_code(channel))))
    }

    /// Whether it is the first one.
    async fn insert(&self, interaction: i64, recording: &NewRecording, now: i64) -> Result<bool> {
        let rows = write!(&self.store.inner.db, |pool, Engine| {
            sqlx::query::<Engine>(
                "INSERT INTO recording (interaction_id, blob, content_type, size, sha256, uploaded_at)
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (interaction_id) DO NOTHING",
            )
            .bind(interaction)
            .bind(&recording.blob)
            .bind(&recording.content_type)
            .bind(recording.size.cast_signed())
            .bind(&recording.sha256)
            .bind(now)
            .execute(pool)
            .await?
            .rows_affected()
        });
        Ok(rows > 0)
    }

    async fn blob(&self, interaction: i64) -> Result<Option<String>> {
        Ok(write!(&self.store.inner.db, |pool, Engine| {
            sqlx::query_scalar::<Engine, String>("SELECT blob FROM recording WHERE interaction_id = $1")
                .bind(interaction)
                .fetch_optional(pool)
                .await?
        }))
    }

    /// Whether `before` still was the recording; only one of several at the same moment finds so,
    /// and each blob is handed back to be deleted once.
    async fn replace(
        &self,
        interaction: i64,
        before: &str,
        recording: &NewRecording,
        now: i64,
    ) -> Result<bool> {
        let rows = write!(&self.store.inner.db, |pool, Engine| {
            sqlx::query::<Engine>(
                "UPDATE recording
                 SET blob = $3, content_type = $4, size = $5, sha256 = $6, uploaded_at = $7
                 WHERE interaction_id = $1 AND blob = $2",
            )
            .bind(interaction)
            .bind(before)
            .bind(&recording.blob)
            .bind(&recording.content_type)
            .bind(recording.size.cast_signed())
            .bind(&recording.sha256)
            .bind(now)
            .execute(pool)
            .await?
            .rows_affected()
        });
        Ok(rows > 0)
    }
}
