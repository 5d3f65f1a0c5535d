//! One interaction with its messages and calls.

use std::collections::HashMap;

use domain::reading::{RecordedCall, RecordedInteraction, RecordedMedia, RecordedMessage};
use domain::{CallStatus, Protocol, Sender, Timestamp};

use super::{Row, columns, joined};
use crate::Result;
use crate::db::stored_word;
use crate::history::{History, coded};

/// A file: the position of its message, and name, media type, size, SHA-256, whether its bytes are there.
type MediaRow = (i64, String, String, i64, String, bool);

impl History<'_> {
    /// An interaction with its messages, their files, and its calls. `None` if it does not exist or is
    /// out of scope.
    pub async fn recorded(&self, protocol: &Protocol) -> Result<Option<RecordedInteraction>> {
        let mut statement = self.statement();
        let asked = statement.bind(protocol.as_str());
        let scope = self.agent_in_scope(&mut statement, "i.agent_id");
        statement.text = format!(
            "SELECT {} FROM {} AND i.protocol = {asked} AND {scope}",
            columns(),
            joined("interaction AS i")
        );
        let Some(row) = self.fetch_optional::<Row>(statement).await? else { return Ok(None) };
        let mut found = RecordedInteraction::try_from(row)?;
        found.messages = Some(self.recorded_messages(protocol).await?);
        found.calls = Some(self.recorded_calls(protocol).await?);
        Ok(Some(found))
    }

    async fn recorded_messages(&self, protocol: &Protocol) -> Result<Vec<RecordedMessage>> {
        let mut statement = self.statement();
        let asked = statement.bind(protocol.as_str());
        let scope = self.agent_in_scope(&mut statement, "i.agent_id");
        statement.text = format!(
            "SELECT f.position, f.name, f.content_type, f.size, f.sha256, f.blob IS NOT NULL \
             FROM interaction AS i JOIN message_media AS f ON f.interaction_id = i.id \
             WHERE i.protocol = {asked} AND {scope} ORDER BY f.position, f.file"
        );
        let mut files = HashMap::<i64, Vec<RecordedMedia>>::new();
        for (position, name, media_type, size, sha256, is_stored) in
            self.fetch_all::<MediaRow>(statement).await?
        {
            let file = RecordedMedia { name, media_type, size: size.cast_unsigned(), sha256, is_stored };
            files.entry(position).or_default().push(file);
        }

        let mut statement = self.statement();
        let asked = statement.bind(protocol.as_str());
        let scope = self.agent_in_scope(&mut statement, "i.agent_id");
        statement.text = format!(
            "SELECT m.position, m.at, m.sender, m.name, m.text FROM interaction AS i \
             JOIN message AS m ON m.interaction_id = i.id \
             WHERE i.protocol = {asked} AND {scope} ORDER BY m.position"
        );
        let rows = self.fetch_all::<(i64, Timestamp, i16, Option<String>, String)>(statement).await?;
        rows.into_iter()
            .map(|(position, at, sender, name, text)| {
                Ok(RecordedMessage {
                    at: at.to_utc(),
                    from: coded("sender", sender, Sender::from_code)?,
                    name,
                    text,
                    attachments: files.remove(&position).unwrap_or_default(),
                })
            })
            .collect()
    }

    async fn recorded_calls(&self, protocol: &Protocol) -> Result<Vec<RecordedCall>> {
        let mut statement = self.statement();
        let asked = statement.bind(protocol.as_str());
        let scope = self.agent_in_scope(&mut statement, "i.agent_id");
        statement.text = format!(
            "SELECT a.at, a.number, a.status, a.duration_s FROM interaction AS i \
             JOIN call_attempt AS a ON a.interaction_id = i.id \
             WHERE i.protocol = {asked} AND {scope} ORDER BY a.position"
        );
        let rows = self.fetch_all::<(Timestamp, String, String, i64)>(statement).await?;
        rows.into_iter()
            .map(|(at, number, status, duration_s)| {
                Ok(RecordedCall {
                    at: at.to_utc(),
                    number,
                    status: stored_word("the status of a call", &status, CallStatus::parse)?,
                    duration_s: duration_s.cast_unsigned(),
                })
            })
            .collect()
    }
}
