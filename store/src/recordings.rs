//! Which blob is whose recording.
//!
//! The audio itself is the caller's: it stores the blob first, then names it here, and deletes the
//! blob that was replaced. That other audio took a recording's place is an entry of the audit trail,
//! with the hashes of both.

use domain::settings::ApiScope;
use domain::{ApiKeyId, AuditAction, AuditObject, Channel, Protocol};
use serde_json::json;

use crate::audit::{Act, Author, Origin};
use crate::db::{Statement, Tx};
use crate::{Db, Result, Store};

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

/// What became of a recording that was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutRecordingOutcome {
    /// The call has it.
    Put {
        /// The blob of the recording that was there before; nothing refers to it any more.
        replaced: Option<String>,
    },
    /// The interaction is not a call: it has no recording.
    NotACall,
    /// Others kept replacing the recording at the same moment.
    Raced,
    /// The key that puts it was revoked, or does not allow this any more; nothing was written.
    KeyRevoked,
}

/// The recordings of the history, for whoever may write them.
pub struct Recordings<'a> {
    store: &'a Store,
    api_key: Option<ApiKeyId>,
    origin: Origin,
}

impl Store {
    /// Which blob is whose recording, in the hands of whoever has the machine.
    pub fn recordings(&self) -> Recordings<'_> {
        Recordings { store: self, api_key: None, origin: Origin::command_line() }
    }
}

/// What is known of a recording before it is replaced.
#[derive(sqlx::FromRow)]
struct Stored {
    blob: String,
    content_type: String,
    size: i64,
    sha256: String,
}

/// How often a recording is tried that others replace at the same moment.
const ATTEMPTS: usize = 10;

impl Recordings<'_> {
    /// The same in the hands of a program with a key of the HTTP API.
    #[must_use]
    pub fn on_behalf_of(self, key: ApiKeyId, origin: Origin) -> Self {
        Self { api_key: Some(key), origin, ..self }
    }

    fn author(&self) -> Author<'_> {
        match self.api_key {
            Some(key) => Author::api_key(self.db(), key, &self.origin),
            None => Author::command_line(self.db(), &self.origin),
        }
    }

    fn db(&self) -> &Db {
        &self.store.inner.db
    }

    /// Whether the interaction of this protocol is a call, so that a recording that would be refused need
    /// not be received. `None` where there is no such interaction.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn is_call(&self, protocol: &Protocol) -> Result<Option<bool>> {
        let interaction = self.interaction(protocol).await?;
        Ok(interaction.map(|(_, channel)| channel == Some(Channel::Voice)))
    }

    /// Gives a voice interaction its recording, in place of the one it may have. `None` where no
    /// interaction has this protocol.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn put(
        &self,
        protocol: &Protocol,
        recording: &NewRecording,
        now: i64,
    ) -> Result<Option<PutRecordingOutcome>> {
        let Some((interaction, channel)) = self.interaction(protocol).await? else {
            return Ok(None);
        };
        if channel != Some(Channel::Voice) {
            return Ok(Some(PutRecordingOutcome::NotACall));
        }
        for _ in 0..ATTEMPTS {
            if !self.is_allowed().await? {
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

    async fn interaction(&self, protocol: &Protocol) -> Result<Option<(i64, Option<Channel>)>> {
        let mut statement = self.db().statement();
        let of = statement.bind(protocol.as_str());
        statement.text = format!("SELECT id, channel FROM interaction WHERE protocol = {of}");
        let found: Option<(i64, i16)> = self.db().fetch_optional(statement).await?;
        Ok(found.map(|(id, channel)| (id, Channel::from_code(channel))))
    }

    /// Whether the key may still put recordings: an upload may take minutes, and ends with its key.
    async fn is_allowed(&self) -> Result<bool> {
        let Some(key) = self.api_key else { return Ok(true) };
        let mut statement = self.db().statement();
        let id = statement.bind(key);
        statement.text = format!("SELECT scopes FROM api_key WHERE id = {id} AND revoked_at IS NULL");
        let scopes: Option<(String,)> = self.db().fetch_optional(statement).await?;
        Ok(scopes.is_some_and(|(scopes,)| ApiScope::split(&scopes).contains(&ApiScope::Recordings)))
    }

    /// Whether it is the first one.
    async fn insert(&self, interaction: i64, recording: &NewRecording, now: i64) -> Result<bool> {
        let mut insert = self.db().statement();
        let values = [
            insert.bind(interaction),
            insert.bind(&recording.blob),
            insert.bind(&recording.content_type),
            insert.bind(recording.size.cast_signed()),
            insert.bind(&recording.sha256),
            insert.bind(now),
            insert.bind(self.api_key),
        ]
        .join(", ");
        let still_good = self.key_is_good(&mut insert);
        insert.text = format!(
            "INSERT INTO recording (interaction_id, blob, content_type, size, sha256, uploaded_at, api_key_id) \
             SELECT {values} WHERE {still_good} ON CONFLICT (interaction_id) DO NOTHING"
        );
        Ok(self.db().execute(insert).await? > 0)
    }

    /// The condition that the key was not revoked; the command line has none.
    fn key_is_good(&self, statement: &mut Statement) -> String {
        let Some(key) = self.api_key else { return "TRUE".to_owned() };
        let id = statement.bind(key);
        format!("EXISTS (SELECT 1 FROM api_key WHERE id = {id} AND revoked_at IS NULL)")
    }

    async fn stored(&self, interaction: i64) -> Result<Option<Stored>> {
        let mut statement = self.db().statement();
        let id = statement.bind(interaction);
        statement.text =
            format!("SELECT blob, content_type, size, sha256 FROM recording WHERE interaction_id = {id}");
        self.db().fetch_optional(statement).await
    }

    /// Whether `before` still was the recording; only one of several at the same moment finds so,
    /// and each blob is handed back to be deleted once.
    async fn replace(
        &self,
        (interaction, protocol): (i64, &Protocol),
        before: &Stored,
        recording: &NewRecording,
        now: i64,
    ) -> Result<bool> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut change = self.db().statement();
        let (id, was) = (change.bind(interaction), change.bind(&before.blob));
        let (blob, content_type) = (change.bind(&recording.blob), change.bind(&recording.content_type));
        let (size, sha256) = (change.bind(recording.size.cast_signed()), change.bind(&recording.sha256));
        let (at, key) = (change.bind(now), change.bind(self.api_key));
        let still_good = self.key_is_good(&mut change);
        change.text = format!(
            "UPDATE recording SET blob = {blob}, content_type = {content_type}, size = {size}, \
             sha256 = {sha256}, uploaded_at = {at}, api_key_id = {key} \
             WHERE interaction_id = {id} AND blob = {was} AND {still_good}"
        );
        if tx.execute(change).await? == 0 {
            return Ok(false);
        }
        let act = Act::new(
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
        // The same audio sent again replaces nothing that could be missed.
        let acts = if before.sha256 == recording.sha256 { Vec::new() } else { vec![act] };
        tx.commit_with(&self.author(), acts, now).await?;
        Ok(true)
    }
}
