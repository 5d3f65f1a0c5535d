//! One interaction: header, course, messages with their files, notes and recording.

use std::collections::HashMap;

use domain::history::{Conversation, Course, Message, MessageFile};
use domain::{CaseId, Channel, Direction, EndedBy, Millis, Outcome, Protocol, Sender, Timestamp, zone};

use super::{coded, stored_protocol};
use crate::Result;
use crate::history::History;
use crate::recordings::lengths::LENGTH;

/// Location and content type of a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// Its name in the blob store.
    pub blob: String,
    /// Its content type.
    pub content_type: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

/// SQL for the display name of a customer: the name, else the first address or document.
pub(crate) const CUSTOMER_NAME: &str = "coalesce(nullif(c.name, ''), nullif(c.phone, ''), \
     nullif(c.whatsapp, ''), nullif(c.chat, ''), nullif(c.email, ''), nullif(c.document, ''))";

#[derive(sqlx::FromRow)]
struct Row {
    protocol: String,
    case_id: CaseId,
    agent: Option<String>,
    customer: Option<String>,
    channel: i16,
    direction: i16,
    queue: String,
    queued_at: Timestamp,
    answered_at: Option<Timestamp>,
    ended_at: Timestamp,
    number: Option<String>,
    message_count: i64,
    has_recording: bool,
    recording_length: Option<Millis>,
    notes: Option<String>,
    outcome: Option<i16>,
    ended_by: Option<i16>,
    hold_s: Option<i32>,
    wrap_up_s: Option<i32>,
    first_reply_at: Option<Timestamp>,
    previous_leg: Option<String>,
    next_leg: Option<String>,
}

#[derive(sqlx::FromRow)]
struct MessageRow {
    has_files: bool,
    position: Option<i64>,
    at: Option<Timestamp>,
    sender: Option<i16>,
    name: Option<String>,
    text: Option<String>,
}

/// A stored file that came with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMedia {
    /// Its name in the blob store.
    pub blob: String,
    /// The file name that the source says.
    pub name: String,
    /// The media type that the source says.
    pub content_type: String,
    /// Its length in bytes.
    pub size: u64,
}

impl History<'_> {
    /// The header and the notes of an interaction.
    pub async fn conversation(&self, protocol: &Protocol) -> Result<Option<Conversation>> {
        let mut statement = self.statement();
        let asked = statement.bind(protocol.as_str());
        let scope = self.agent_in_scope(&mut statement, "i.agent_id");
        let sees_previous = self.agent_in_scope(&mut statement, "leg.agent_id");
        let sees_next = self.agent_in_scope(&mut statement, "leg.agent_id");
        statement.text = format!(
            "SELECT i.protocol, i.case_id, u.name AS agent, {CUSTOMER_NAME} AS customer, i.channel, \
             i.direction, q.name AS queue, i.queued_at, i.answered_at, i.ended_at, i.number, \
             (SELECT count(*) FROM message AS m WHERE m.interaction_id = i.id) AS message_count, \
             r.interaction_id IS NOT NULL AS has_recording, {LENGTH} AS recording_length, \
             nullif(i.notes, '') AS notes, i.outcome, i.ended_by, i.hold_s, i.wrap_up_s, i.first_reply_at, \
             (SELECT leg.protocol FROM interaction AS leg WHERE leg.source = i.source \
              AND leg.external_id = i.follows AND {sees_previous}) AS previous_leg, \
             (SELECT leg.protocol FROM interaction AS leg WHERE leg.source = i.source \
              AND leg.follows = i.external_id AND {sees_next} ORDER BY leg.queued_at, leg.id LIMIT 1) AS next_leg \
             FROM interaction AS i JOIN queue AS q ON q.id = i.queue_id \
             JOIN customer AS owner ON owner.id = i.customer_id \
             JOIN customer AS c ON c.id = coalesce(owner.merged_into, owner.id) LEFT JOIN user_account AS u ON u.id = i.agent_id \
             LEFT JOIN recording AS r ON r.interaction_id = i.id \
             WHERE i.protocol = {asked} AND {scope}"
        );
        let Some(row) = self.fetch_optional::<Row>(statement).await? else { return Ok(None) };
        let civil = |at| zone::civil(self.store.zone(), at);
        let seconds = |stored: Option<i32>| stored.map(|seconds| Millis::seconds(seconds.into()));
        let leg = |protocol: Option<String>| protocol.as_deref().map(stored_protocol).transpose();
        let course = Course {
            outcome: row.outcome.map(|code| coded("outcome", code, Outcome::from_code)).transpose()?,
            ended_by: row.ended_by.map(|code| coded("ended by", code, EndedBy::from_code)).transpose()?,
            hold: seconds(row.hold_s),
            wrap_up: seconds(row.wrap_up_s),
            first_reply: row.first_reply_at.map(civil),
            previous_leg: leg(row.previous_leg)?,
            next_leg: leg(row.next_leg)?,
        };
        Ok(Some(Conversation {
            protocol: stored_protocol(&row.protocol)?,
            case: row.case_id,
            agent: row.agent,
            customer: row.customer,
            channel: coded("channel", row.channel, Channel::from_code)?,
            direction: coded("direction", row.direction, Direction::from_code)?,
            queue: row.queue,
            queued: civil(row.queued_at),
            answered: row.answered_at.map(civil),
            ended: civil(row.ended_at),
            number: row.number,
            message_count: row.message_count.cast_unsigned(),
            has_recording: row.has_recording,
            recording_length: row.recording_length,
            notes: row.notes,
            course,
        }))
    }

    /// At most `limit` messages of a conversation from a position on, in order. `None` if the
    /// interaction does not exist or is out of scope.
    pub async fn messages(
        &self,
        protocol: &Protocol,
        from_position: u64,
        limit: u64,
    ) -> Result<Option<Vec<Message>>> {
        let mut statement = self.statement();
        let asked = statement.bind(protocol.as_str());
        let from = statement.bind(i64::try_from(from_position).unwrap_or(i64::MAX));
        // At least one row: it distinguishes a conversation without messages from a missing one.
        let most = statement.bind(i64::try_from(limit).unwrap_or(i64::MAX).max(1));
        let at_most = statement.engine.limit(&most);
        let scope = self.agent_in_scope(&mut statement, "i.agent_id");
        statement.text = format!(
            "SELECT EXISTS (SELECT 1 FROM message_media AS f WHERE f.interaction_id = i.id) AS has_files, \
             m.position, m.at, m.sender, m.name, m.text FROM interaction AS i \
             LEFT JOIN message AS m ON m.interaction_id = i.id AND m.position >= {from} \
             WHERE i.protocol = {asked} AND {scope} ORDER BY m.position {at_most}"
        );
        let rows = self.fetch_all::<MessageRow>(statement).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let positions: Vec<i64> = rows.iter().filter_map(|row| row.position).collect();
        let mut files = match (positions.first(), positions.last()) {
            (Some(first), Some(last)) if rows[0].has_files => {
                self.files_of_messages(protocol, *first, *last).await?
            }
            _ => HashMap::new(),
        };
        let taken = usize::try_from(limit).unwrap_or(usize::MAX);
        rows.into_iter()
            .take(taken)
            .filter_map(|row| {
                let files = row.position.and_then(|position| files.remove(&position)).unwrap_or_default();
                self.message(row, files).transpose()
            })
            .collect::<Result<_>>()
            .map(Some)
    }

    /// The files of the messages at positions `first` to `last`, by position.
    async fn files_of_messages(
        &self,
        protocol: &Protocol,
        first: i64,
        last: i64,
    ) -> Result<HashMap<i64, Vec<MessageFile>>> {
        let mut statement = self.statement();
        let asked = statement.bind(protocol.as_str());
        let (first, last) = (statement.bind(first), statement.bind(last));
        let scope = self.agent_in_scope(&mut statement, "i.agent_id");
        statement.text = format!(
            "SELECT f.position, f.name, f.content_type, f.size, f.sha256, f.blob IS NOT NULL \
             FROM interaction AS i JOIN message_media AS f ON f.interaction_id = i.id \
             WHERE i.protocol = {asked} AND f.position >= {first} AND f.position <= {last} AND {scope} \
             ORDER BY f.position, f.file"
        );
        let mut files = HashMap::<i64, Vec<MessageFile>>::new();
        for (position, name, media_type, size, sha256, is_stored) in
            self.fetch_all::<(i64, String, String, i64, String, bool)>(statement).await?
        {
            let file = MessageFile { name, media_type, size: size.cast_unsigned(), sha256, is_stored };
            files.entry(position).or_default().push(file);
        }
        Ok(files)
    }

    fn message(&self, row: MessageRow, files: Vec<MessageFile>) -> Result<Option<Message>> {
        let (Some(position), Some(at), Some(sender), Some(text)) =
            (row.position, row.at, row.sender, row.text)
        else {
            return Ok(None);
        };
        Ok(Some(Message {
            position: position.cast_unsigned(),
            at: zone::civil(self.store.zone(), at),
            sender: coded("sender", sender, Sender::from_code)?,
            name: row.name,
            text,
            files,
        }))
    }

    /// The recording of an interaction in scope.
    pub async fn recording(&self, protocol: &Protocol) -> Result<Option<Recording>> {
        let mut statement = self.statement();
        let asked = statement.bind(protocol.as_str());
        let scope = self.agent_in_scope(&mut statement, "i.agent_id");
        statement.text = format!(
            "SELECT r.blob, r.content_type, r.size, r.sha256 FROM interaction AS i \
             JOIN recording AS r ON r.interaction_id = i.id WHERE i.protocol = {asked} AND {scope}"
        );
        let found = self.fetch_optional::<(String, String, i64, String)>(statement).await?;
        Ok(found.map(|(blob, content_type, size, sha256)| Recording {
            blob,
            content_type,
            size: size.cast_unsigned(),
            sha256,
        }))
    }

    /// The file with this SHA-256 (hexadecimal) of an interaction in scope, if its bytes are there.
    pub async fn media(&self, protocol: &Protocol, sha256: &str) -> Result<Option<StoredMedia>> {
        let mut statement = self.statement();
        let (asked, sha256) = (statement.bind(protocol.as_str()), statement.bind(sha256));
        let scope = self.agent_in_scope(&mut statement, "i.agent_id");
        statement.text = format!(
            "SELECT f.blob, f.name, f.content_type, f.size FROM interaction AS i \
             JOIN message_media AS f ON f.interaction_id = i.id \
             WHERE i.protocol = {asked} AND f.sha256 = {sha256} AND f.blob IS NOT NULL AND {scope} \
             ORDER BY f.position DESC, f.file DESC"
        );
        let found = self.fetch_optional::<(String, String, String, i64)>(statement).await?;
        Ok(found.map(|(blob, name, content_type, size)| StoredMedia {
            blob,
            name,
            content_type,
            size: size.cast_unsigned(),
        }))
    }
}
