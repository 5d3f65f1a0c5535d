//! Recordings of calls: the blob that belongs to each interaction.
//!
//! The caller stores the audio as a blob first, then registers it here and deletes the blob it
//! replaced. Replacing a recording with different audio adds an audit entry with both hashes.

pub(crate) mod lengths;

use domain::settings::ApiScope;
use domain::{ApiKeyId, AuditAction, AuditObject, Channel, InteractionId, Millis, Protocol, Timestamp};
pub use lengths::UnmeasuredRecording;
use serde_json::json;

use crate::accounts::{is_granted, key_grants};
use crate::audit::{Actor, NewAuditEntry, Origin};
use crate::db::Tx;
use crate::{Db, Result, Store};

/// A recording whose blob has been stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecording {
    /// The name of the blob.
    pub blob: String,
    /// The media type, detected from the content.
    pub content_type: String,
    /// Size in bytes.
    pub size: u64,
    /// Hexadecimal SHA-256 of the content.
    pub sha256: String,
    /// How long it is; `None` if the file does not say it.
    pub length: Option<Millis>,
}

impl NewRecording {
    fn length_ms(&self) -> Millis {
        self.length.unwrap_or(lengths::UNKNOWN)
    }
}

/// The outcome of [`Recordings::put`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutRecordingOutcome {
    /// The recording was stored.
    Put {
        /// The blob of the previous recording, to which nothing refers any more.
        replaced: Option<String>,
    },
    /// The interaction is not a call.
    NotACall,
    /// Concurrent requests kept replacing the recording.
    Raced,
    /// The API key was revoked or lost its scope; nothing was written.
    KeyRevoked,
}

/// The outcome of [`Recordings::add`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddRecordingOutcome {
    /// The recording was stored.
    Added,
    /// The call has a recording already, which stays.
    HasRecording,
    /// The interaction is not a call.
    NotACall,
    /// The API key was revoked or lost its scope; nothing was written.
    KeyRevoked,
}

/// Write access to recordings, by the command line or an API key.
pub struct Recordings<'a> {
    store: &'a Store,
    api_key: Option<ApiKeyId>,
    origin: Origin,
}

impl Store {
    /// Recordings, with the command line as the actor.
    pub fn recordings(&self) -> Recordings<'_> {
        Recordings { store: self, api_key: None, origin: Origin::command_line() }
    }
}

/// A stored recording.
#[derive(sqlx::FromRow)]
struct Stored {
    blob: String,
    content_type: String,
    size: i64,
    sha256: String,
}

/// Maximum number of attempts when concurrent requests replace the recording.
const ATTEMPTS: usize = 10;

impl Recordings<'_> {
    /// Sets an API key as the actor.
    #[must_use]
    pub fn on_behalf_of(self, key: ApiKeyId, origin: Origin) -> Self {
        Self { api_key: Some(key), origin, ..self }
    }

    fn actor(&self) -> Actor<'_> {
        match self.api_key {
            Some(key) => Actor::api_key(key, &self.origin),
            None => Actor::command_line(&self.origin),
        }
    }

    fn db(&self) -> &Db {
        &self.store.inner.db
    }

    /// Whether the interaction is a call, to reject an upload before its body is received. `None`
    /// if the interaction does not exist.
    pub async fn is_call(&self, protocol: &Protocol) -> Result<Option<bool>> {
        let interaction = self.interaction(protocol).await?;
        Ok(interaction.map(|(_, channel)| channel == Some(Channel::Voice)))
    }

    /// Sets or replaces the recording of a call. `None` if the interaction does not exist.
    pub async fn put(
        &self,
        protocol: &Protocol,
        recording: &NewRecording,
        now: Timestamp,
    ) -> Result<Option<PutRecordingOutcome>> {
        let Some((interaction, channel)) = self.interaction(protocol).await? else {
            return Ok(None);
        };
        if channel != Some(Channel::Voice) {
            return Ok(Some(PutRecordingOutcome::NotACall));
        }
        for _ in 0..ATTEMPTS {
            if !is_granted(self.db(), self.api_key, ApiScope::Recordings).await? {
                return Ok(Some(PutRecordingOutcome::KeyRevoked));
            }
            if self.insert(interaction, recording, now).await? {
                return Ok(Some(PutRecordingOutcome::Put { replaced: None }));
            }
            if let Some(before) = self.stored(interaction).await?
                && self.replace((interaction, protocol), &before, recording, now).await?
            {
                let replaced = Some(before.blob).filter(|before| *before != recording.blob);
                return Ok(Some(PutRecordingOutcome::Put { replaced }));
            }
        }
        Ok(Some(PutRecordingOutcome::Raced))
    }

    /// Sets the recording of a call that has none. `None` if the interaction does not exist.
    pub async fn add(
        &self,
        protocol: &Protocol,
        recording: &NewRecording,
        now: Timestamp,
    ) -> Result<Option<AddRecordingOutcome>> {
        let Some((interaction, channel)) = self.interaction(protocol).await? else {
            return Ok(None);
        };
        if channel != Some(Channel::Voice) {
            return Ok(Some(AddRecordingOutcome::NotACall));
        }
        if !is_granted(self.db(), self.api_key, ApiScope::Recordings).await? {
            return Ok(Some(AddRecordingOutcome::KeyRevoked));
        }
        let is_added = self.insert(interaction, recording, now).await?;
        Ok(Some(if is_added { AddRecordingOutcome::Added } else { AddRecordingOutcome::HasRecording }))
    }

    /// The hexadecimal SHA-256 of an interaction's recording. `None` without a recording.
    pub async fn sha256(&self, protocol: &Protocol) -> Result<Option<String>> {
        let Some((interaction, _)) = self.interaction(protocol).await? else { return Ok(None) };
        Ok(self.stored(interaction).await?.map(|stored| stored.sha256))
    }

    async fn interaction(&self, protocol: &Protocol) -> Result<Option<(InteractionId, Option<Channel>)>> {
        let mut statement = self.db().statement();
        let of = statement.bind(protocol.as_str());
        statement.text = format!("SELECT id, channel FROM interaction WHERE protocol = {of}");
        let found: Option<(InteractionId, i16)> = self.db().fetch_optional(statement).await?;
        Ok(found.map(|(id, channel)| (id, Channel::from_code(channel))))
    }

    /// Inserts the recording; `false` if the interaction already has one.
    async fn insert(
        &self,
        interaction: InteractionId,
        recording: &NewRecording,
        now: Timestamp,
    ) -> Result<bool> {
        let mut insert = self.db().statement();
        let values = [
            insert.bind(interaction),
            insert.bind(&recording.blob),
            insert.bind(&recording.content_type),
            insert.bind(recording.size.cast_signed()),
            insert.bind(&recording.sha256),
            insert.bind(recording.length_ms()),
            insert.bind(now),
            insert.bind(self.api_key),
        ]
        .join(", ");
        let still_valid = key_grants(&mut insert, self.api_key, ApiScope::Recordings);
        insert.text = format!(
            "INSERT INTO recording \
             (interaction_id, blob, content_type, size, sha256, length_ms, uploaded_at, api_key_id) \
             SELECT {values} WHERE {still_valid} ON CONFLICT (interaction_id) DO NOTHING"
        );
        Ok(self.db().execute(insert).await? > 0)
    }

    async fn stored(&self, interaction: InteractionId) -> Result<Option<Stored>> {
        let mut statement = self.db().statement();
        let id = statement.bind(interaction);
        statement.text =
            format!("SELECT blob, content_type, size, sha256 FROM recording WHERE interaction_id = {id}");
        self.db().fetch_optional(statement).await
    }

    /// Replaces the recording if it is still `before`. Of concurrent requests only one succeeds, so
    /// each replaced blob is returned for deletion once.
    async fn replace(
        &self,
        (interaction, protocol): (InteractionId, &Protocol),
        before: &Stored,
        recording: &NewRecording,
        now: Timestamp,
    ) -> Result<bool> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut change = self.db().statement();
        let (id, was) = (change.bind(interaction), change.bind(&before.blob));
        let (blob, content_type) = (change.bind(&recording.blob), change.bind(&recording.content_type));
        let (size, sha256) = (change.bind(recording.size.cast_signed()), change.bind(&recording.sha256));
        let length = change.bind(recording.length_ms());
        let (at, key) = (change.bind(now), change.bind(self.api_key));
        let still_valid = key_grants(&mut change, self.api_key, ApiScope::Recordings);
        change.text = format!(
            "UPDATE recording SET blob = {blob}, content_type = {content_type}, size = {size}, \
             sha256 = {sha256}, length_ms = {length}, uploaded_at = {at}, api_key_id = {key} \
             WHERE interaction_id = {id} AND blob = {was} AND {still_valid}"
        );
        if tx.execute(change).await? == 0 {
            return Ok(false);
        }
        let entry = NewAuditEntry::new(
            AuditAction::RecordingReplaced,
            AuditObject::Interaction,
            protocol,
            protocol.as_str(),
        )
        .before(&json!({
            "sha256": before.sha256, "size": before.size, "content_type": before.content_type,
        }))
        .after(&json!({
            "sha256": recording.sha256, "size": recording.size, "content_type": recording.content_type,
        }));
        // Uploading the same audio again is not audited.
        let entries = if before.sha256 == recording.sha256 { Vec::new() } else { vec![entry] };
        tx.commit_with_audit(&self.actor(), entries, now).await?;
        Ok(true)
    }
}
