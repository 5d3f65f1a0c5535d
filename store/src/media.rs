//! The bytes of files that came with messages.
//!
//! Intake stores what the source says of a file; its bytes arrive afterwards, in any order, under
//! their SHA-256. The caller stores them as a blob first, then registers it here. A file never
//! changes: what is there already is kept, and the caller deletes the blob that is not needed.

use domain::settings::ApiScope;
use domain::{ApiKeyId, Protocol, Timestamp};

use crate::accounts::{is_granted, key_grants};
use crate::{Db, Result, Store};

/// What is known of the bytes of a file before they arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpectedMedia {
    /// The size in bytes, as the source says.
    pub size: u64,
    /// Whether the bytes are there.
    pub is_stored: bool,
}

/// The outcome of [`MessageMedia::put`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutMediaOutcome {
    /// The blob is that of the file.
    Put,
    /// The bytes were there already; the blob is not needed.
    AlreadyStored,
    /// The API key was revoked or lost its scope; nothing was written.
    KeyRevoked,
}

/// Write access to the bytes of files, by the command line or an API key.
pub struct MessageMedia<'a> {
    store: &'a Store,
    api_key: Option<ApiKeyId>,
}

impl Store {
    /// Files of messages, with the command line as the actor.
    pub fn message_media(&self) -> MessageMedia<'_> {
        MessageMedia { store: self, api_key: None }
    }
}

impl MessageMedia<'_> {
    /// Sets an API key as the actor.
    #[must_use]
    pub fn on_behalf_of(self, key: ApiKeyId) -> Self {
        Self { api_key: Some(key), ..self }
    }

    fn db(&self) -> &Db {
        &self.store.inner.db
    }

    /// What is known of the file with this SHA-256 (hexadecimal); `None` if no message of the interaction
    /// has it.
    pub async fn expected(&self, protocol: &Protocol, sha256: &str) -> Result<Option<ExpectedMedia>> {
        let mut statement = self.db().statement();
        let (of, sha256) = (statement.bind(protocol.as_str()), statement.bind(sha256));
        // Two files with one hash differ in size only if the source is wrong about one of them.
        statement.text = format!(
            "SELECT f.size, f.blob IS NOT NULL FROM interaction AS i \
             JOIN message_media AS f ON f.interaction_id = i.id \
             WHERE i.protocol = {of} AND f.sha256 = {sha256} ORDER BY f.position, f.file"
        );
        let files = self.db().fetch_all::<(i64, bool)>(statement).await?;
        let is_stored = files.iter().all(|(_, is_stored)| *is_stored);
        Ok(files.first().map(|(size, _)| ExpectedMedia { size: size.cast_unsigned(), is_stored }))
    }

    /// Registers the blob with the bytes of the file with this SHA-256, wherever it occurs in the
    /// interaction.
    pub async fn put(
        &self,
        protocol: &Protocol,
        sha256: &str,
        blob: &str,
        now: Timestamp,
    ) -> Result<PutMediaOutcome> {
        let mut update = self.db().statement();
        let (blob, at) = (update.bind(blob), update.bind(now));
        let (of, sha256) = (update.bind(protocol.as_str()), update.bind(sha256));
        let still_valid = key_grants(&mut update, self.api_key, ApiScope::Interactions);
        update.text = format!(
            "UPDATE message_media SET blob = {blob}, uploaded_at = {at} \
             WHERE interaction_id = (SELECT id FROM interaction WHERE protocol = {of}) \
             AND sha256 = {sha256} AND blob IS NULL AND {still_valid}"
        );
        if self.db().execute(update).await? > 0 {
            return Ok(PutMediaOutcome::Put);
        }
        let is_valid = is_granted(self.db(), self.api_key, ApiScope::Interactions).await?;
        Ok(if is_valid { PutMediaOutcome::AlreadyStored } else { PutMediaOutcome::KeyRevoked })
    }
}
