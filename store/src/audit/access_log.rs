//! The access log: audit entries for views, plays and downloads, written before content is sent.
//!
//! Conversations are loaded in pages and recordings in byte ranges. A continuation of an access
//! that already has an entry adds none; requested on its own it adds one, so skipping the start
//! does not bypass the log.

use std::collections::HashSet;

use domain::{AttachmentId, AuditAction, AuditObject, Millis, Protocol, Timestamp};

use super::NewAuditEntry;
use crate::Result;
use crate::db::{Statement, Tx};
use crate::scoped::{Scoped, handle};

/// How long continuations belong to one access: a working day.
const CONTINUATION: Millis = Millis::hours(8);
/// How long repeated requests for the start belong to one access: players send several.
const START: Millis = Millis::seconds(5);

/// Which range of a conversation, recording or file is accessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessRange {
    /// All of it. Always adds an entry.
    Whole,
    /// The start, which players may request more than once.
    Start,
    /// Any later range.
    Continuation,
}

impl AccessRange {
    /// How old an existing entry may be to cover this range.
    const fn covered(self) -> Millis {
        match self {
            Self::Whole => Millis::ZERO,
            Self::Start => START,
            Self::Continuation => CONTINUATION,
        }
    }
}

handle! {
    /// Recording of what the user views, plays and downloads.
    AccessLog, access_log
}

impl AccessLog<'_> {
    /// Records the view of a conversation.
    ///
    /// # Errors
    /// If the database fails; the content must not be sent then.
    pub async fn record_conversation_view(
        &self,
        protocol: &Protocol,
        range: AccessRange,
        now: Timestamp,
    ) -> Result<()> {
        self.record_interaction_access(AuditAction::ConversationViewed, protocol, range, now).await
    }

    /// Records the view of conversation previews. A conversation or preview that the user has
    /// viewed within the last eight hours adds no entry.
    ///
    /// # Errors
    /// As [`AccessLog::record_conversation_view`].
    pub async fn record_previews(&self, protocols: &[Protocol], now: Timestamp) -> Result<()> {
        if protocols.is_empty() {
            return Ok(());
        }
        let recorded = self.recorded_previews(protocols, now - CONTINUATION).await?;
        let unrecorded = protocols.iter().filter(|protocol| !recorded.contains(protocol.as_str()));
        let entry = |protocol: &Protocol| {
            let (action, object) = (AuditAction::ConversationPreviewed, AuditObject::Interaction);
            NewAuditEntry::new(action, object, protocol, protocol.as_str())
        };
        let entries: Vec<NewAuditEntry> = unrecorded.map(entry).collect();
        if entries.is_empty() {
            return Ok(());
        }
        let tx = Tx::begin(self.db()).await?;
        tx.commit_with_audit(&self.actor(), entries, now).await
    }

    /// The conversations that this user has viewed or previewed since an instant.
    async fn recorded_previews(&self, protocols: &[Protocol], since: Timestamp) -> Result<HashSet<String>> {
        let mut statement = self.unrestricted_statement();
        let ids: Vec<String> = protocols.iter().map(|protocol| statement.bind(protocol.as_str())).collect();
        let actions = [AuditAction::ConversationPreviewed, AuditAction::ConversationViewed];
        let actions = actions.map(|action| statement.bind(action.as_str())).join(", ");
        let object = statement.bind(AuditObject::Interaction.as_str());
        let actor = self.is_actor(&mut statement);
        let since = statement.bind(since);
        statement.text = format!(
            "SELECT DISTINCT e.object_id FROM audit_entry AS e WHERE e.object = {object} \
             AND e.object_id IN ({}) AND e.action IN ({actions}) AND {actor} AND e.at >= {since}",
            ids.join(", ")
        );
        Ok(self.fetch_all::<(String,)>(statement).await?.into_iter().map(|(id,)| id).collect())
    }

    /// Records the playback of a recording.
    ///
    /// # Errors
    /// As [`AccessLog::record_conversation_view`].
    pub async fn record_play(&self, protocol: &Protocol, range: AccessRange, now: Timestamp) -> Result<()> {
        self.record_interaction_access(AuditAction::RecordingPlayed, protocol, range, now).await
    }

    /// Records the download of a recording.
    ///
    /// # Errors
    /// As [`AccessLog::record_conversation_view`].
    pub async fn record_recording_download(
        &self,
        protocol: &Protocol,
        range: AccessRange,
        now: Timestamp,
    ) -> Result<()> {
        self.record_interaction_access(AuditAction::RecordingDownloaded, protocol, range, now).await
    }

    /// Records the download of a file that came with a message.
    ///
    /// # Errors
    /// As [`AccessLog::record_conversation_view`].
    pub async fn record_media_download(
        &self,
        protocol: &Protocol,
        range: AccessRange,
        now: Timestamp,
    ) -> Result<()> {
        self.record_interaction_access(AuditAction::AttachmentDownloaded, protocol, range, now).await
    }

    /// Records the view or download of an attachment.
    ///
    /// # Errors
    /// As [`AccessLog::record_conversation_view`].
    pub async fn record_file_access(
        &self,
        (id, name): (AttachmentId, &str),
        download: bool,
        range: AccessRange,
        now: Timestamp,
    ) -> Result<()> {
        let action = if download { AuditAction::AttachmentDownloaded } else { AuditAction::AttachmentViewed };
        self.record_access(action, AuditObject::Attachment, (&id, name), range, now).await
    }

    async fn record_interaction_access(
        &self,
        action: AuditAction,
        protocol: &Protocol,
        range: AccessRange,
        now: Timestamp,
    ) -> Result<()> {
        let object = (protocol as _, protocol.as_str());
        self.record_access(action, AuditObject::Interaction, object, range, now).await
    }

    async fn record_access(
        &self,
        action: AuditAction,
        object: AuditObject,
        (id, label): (&(dyn std::fmt::Display + Sync), &str),
        range: AccessRange,
        now: Timestamp,
    ) -> Result<()> {
        let id = id.to_string();
        if range != AccessRange::Whole && self.is_recorded(action, object, &id, now - range.covered()).await?
        {
            return Ok(());
        }
        let tx = Tx::begin(self.db()).await?;
        tx.commit_with_audit(&self.actor(), vec![NewAuditEntry::new(action, object, id, label)], now).await
    }

    /// SQL predicate: the entry `e` is of this user, or of this API key.
    fn is_actor(&self, statement: &mut Statement) -> String {
        match self.api_key {
            Some(key) => format!("e.api_key_id = {}", statement.bind(key)),
            None => format!("e.actor_id = {}", statement.bind(self.principal.user)),
        }
    }

    /// Whether this access by this user has an entry since an instant.
    async fn is_recorded(
        &self,
        action: AuditAction,
        object: AuditObject,
        id: &str,
        since: Timestamp,
    ) -> Result<bool> {
        let mut statement = self.unrestricted_statement();
        let conditions = [
            format!("e.object = {}", statement.bind(object.as_str())),
            format!("e.object_id = {}", statement.bind(id)),
            format!("e.action = {}", statement.bind(action.as_str())),
            self.is_actor(&mut statement),
            format!("e.at >= {}", statement.bind(since)),
        ];
        statement.text =
            format!("SELECT e.seq FROM audit_entry AS e WHERE {} LIMIT 1", conditions.join(" AND "));
        Ok(self.fetch_optional::<(i64,)>(statement).await?.is_some())
    }
}
