//! Looking, playing and taking away: acts that change nothing and are written down before anything is
//! shown.
//!
//! A conversation comes in stretches and a recording in ranges. What goes on with a look that has its
//! entry already makes no second one; asked for by itself it makes one, so that nobody gets around the
//! trail by leaving the beginning out.

use std::collections::HashSet;

use domain::{AttachmentId, AuditAction, AuditObject, Protocol};

use super::Act;
use crate::Result;
use crate::db::Tx;
use crate::scoped::Scoped;

/// For how long further parts belong to a look: as long as a person works in one go.
const SITTING_MS: i64 = 8 * 60 * 60 * 1000;
/// A player asks for the beginning more than once before it plays.
const STARTING_MS: i64 = 5_000;

/// Which part of something is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it: an act of its own.
    Whole,
    /// Its beginning, for which a player may ask more than once.
    Beginning,
    /// What follows a beginning.
    Further,
}

impl Part {
    /// How long an entry speaks for this part, too.
    const fn covered_ms(self) -> i64 {
        match self {
            Self::Whole => 0,
            Self::Beginning => STARTING_MS,
            Self::Further => SITTING_MS,
        }
    }
}

impl Scoped<'_> {
    /// A conversation is looked at.
    ///
    /// # Errors
    /// Where the database fails; nothing may be shown then.
    pub async fn note_conversation(&self, protocol: &Protocol, part: Part, now: i64) -> Result<()> {
        self.note_look(
            AuditAction::ConversationViewed,
            AuditObject::Interaction,
            (protocol, protocol.as_str()),
            part,
            now,
        )
        .await
    }

    /// The beginnings of conversations are shown beside each other. Who saw them, or all of a
    /// conversation, in this sitting already makes no further entry.
    ///
    /// # Errors
    /// As [`Scoped::note_conversation`].
    pub async fn note_previews(&self, protocols: &[Protocol], now: i64) -> Result<()> {
        if protocols.is_empty() {
            return Ok(());
        }
        let noted = self.previews_noted(protocols, now - SITTING_MS).await?;
        let unnoted = protocols.iter().filter(|protocol| !noted.contains(protocol.as_str()));
        let act = |protocol: &Protocol| {
            let (action, object) = (AuditAction::ConversationPreviewed, AuditObject::Interaction);
            Act::new(action, object, protocol, protocol.as_str())
        };
        let acts: Vec<Act> = unnoted.map(act).collect();
        if acts.is_empty() {
            return Ok(());
        }
        let tx = Tx::begin(self.db()).await?;
        tx.commit_with(&self.author(), acts, now).await
    }

    /// Which of these conversations this person has seen the beginning of since an instant.
    async fn previews_noted(&self, protocols: &[Protocol], since: i64) -> Result<HashSet<String>> {
        let mut statement = self.statement();
        let ids: Vec<String> = protocols.iter().map(|protocol| statement.bind(protocol.as_str())).collect();
        let actions = [AuditAction::ConversationPreviewed, AuditAction::ConversationViewed];
        let actions = actions.map(|action| statement.bind(action.as_str())).join(", ");
        let object = statement.bind(AuditObject::Interaction.as_str());
        let (actor, since) = (statement.bind(self.principal.user.0), statement.bind(since));
        statement.text = format!(
            "SELECT DISTINCT e.object_id FROM audit_entry AS e WHERE e.object = {object} \
             AND e.object_id IN ({}) AND e.action IN ({actions}) AND e.actor_id = {actor} AND e.at >= {since}",
            ids.join(", ")
        );
        Ok(self.fetch_all::<(String,)>(statement).await?.into_iter().map(|(id,)| id).collect())
    }

    /// A recording is played.
    ///
    /// # Errors
    /// As [`Scoped::note_conversation`].
    pub async fn note_play(&self, protocol: &Protocol, part: Part, now: i64) -> Result<()> {
        self.note_look(
            AuditAction::RecordingPlayed,
            AuditObject::Interaction,
            (protocol, protocol.as_str()),
            part,
            now,
        )
        .await
    }

    /// A recording is taken away.
    ///
    /// # Errors
    /// As [`Scoped::note_conversation`].
    pub async fn note_recording_download(&self, protocol: &Protocol, part: Part, now: i64) -> Result<()> {
        self.note_look(
            AuditAction::RecordingDownloaded,
            AuditObject::Interaction,
            (protocol, protocol.as_str()),
            part,
            now,
        )
        .await
    }

    /// A file is looked at, or taken away.
    ///
    /// # Errors
    /// As [`Scoped::note_conversation`].
    pub async fn note_file_use(
        &self,
        (id, name): (AttachmentId, &str),
        taken_away: bool,
        part: Part,
        now: i64,
    ) -> Result<()> {
        let action =
            if taken_away { AuditAction::AttachmentDownloaded } else { AuditAction::AttachmentViewed };
        self.note_look(action, AuditObject::Attachment, (&id, name), part, now).await
    }

    async fn note_look(
        &self,
        action: AuditAction,
        object: AuditObject,
        (id, label): (&(dyn std::fmt::Display + Sync), &str),
        part: Part,
        now: i64,
    ) -> Result<()> {
        let id = id.to_string();
        if part != Part::Whole && self.was_noted(action, object, &id, now - part.covered_ms()).await? {
            return Ok(());
        }
        let tx = Tx::begin(self.db()).await?;
        tx.commit_with(&self.author(), vec![Act::new(action, object, id, label)], now).await
    }

    /// Whether this person's act has an entry since an instant.
    async fn was_noted(
        &self,
        action: AuditAction,
        object: AuditObject,
        id: &str,
        since: i64,
    ) -> Result<bool> {
        let mut statement = self.statement();
        let conditions = [
            format!("e.object = {}", statement.bind(object.as_str())),
            format!("e.object_id = {}", statement.bind(id)),
            format!("e.action = {}", statement.bind(action.as_str())),
            format!("e.actor_id = {}", statement.bind(self.principal.user.0)),
            format!("e.at >= {}", statement.bind(since)),
        ];
        statement.text =
            format!("SELECT e.seq FROM audit_entry AS e WHERE {} LIMIT 1", conditions.join(" AND "));
        Ok(self.fetch_optional::<(i64,)>(statement).await?.is_some())
    }
}
