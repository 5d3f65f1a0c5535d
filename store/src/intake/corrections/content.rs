//! The messages and calls of corrected interactions: those that differ are written again. The bytes
//! of a file stay as long as the interaction has a file with the same SHA-256.

use std::collections::{BTreeMap, HashMap};

use domain::number::NumberDefaults;
use domain::{CallStatus, InteractionId, Sender, Timestamp};

use super::Correction;
use crate::Result;
use crate::db::{RowSet, Tx};
use crate::intake::item::{Item, filled};
use crate::intake::rows;

pub(in crate::intake) const MESSAGES: &str = "SELECT m.interaction_id, m.at,
        CAST(m.sender AS BIGINT) AS sender, m.name, m.text
    FROM given CROSS JOIN message m WHERE m.interaction_id = given.id
    ORDER BY m.interaction_id, m.position";

pub(in crate::intake) const FILES: &str = "SELECT f.interaction_id, f.position, f.name, f.content_type,
        CAST(f.size AS BIGINT) AS size, f.sha256, f.blob, f.uploaded_at
    FROM given CROSS JOIN message_media f WHERE f.interaction_id = given.id
    ORDER BY f.interaction_id, f.position, f.file";

pub(in crate::intake) const CALLS: &str = "SELECT c.interaction_id, c.at, c.number, c.status,
        CAST(c.duration_s AS BIGINT) AS duration_s
    FROM given CROSS JOIN call_attempt c WHERE c.interaction_id = given.id
    ORDER BY c.interaction_id, c.position";

pub(in crate::intake) const REMOVE_FILES: &str =
    "DELETE FROM message_media WHERE interaction_id IN (SELECT id FROM given)";

pub(in crate::intake) const REMOVE_MESSAGES: &str =
    "DELETE FROM message WHERE interaction_id IN (SELECT id FROM given)";

pub(in crate::intake) const REMOVE_CALLS: &str =
    "DELETE FROM call_attempt WHERE interaction_id IN (SELECT id FROM given)";

pub(in crate::intake) const KEEP_BYTES: &str = "UPDATE message_media SET
        blob = given.blob, uploaded_at = given.uploaded_at
    FROM given
    WHERE message_media.interaction_id = given.id AND message_media.sha256 = given.sha256";

/// How the content of an interaction has changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ContentChange {
    /// The numbers of messages, files and calls before.
    pub(super) before: Counts,
    /// The numbers after.
    pub(super) after: Counts,
    /// Whether any message or file of a message differs.
    pub(super) messages_differ: bool,
    /// Whether any call differs.
    pub(super) calls_differ: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) messages: usize,
    pub(super) files: usize,
    pub(super) calls: usize,
}

#[derive(sqlx::FromRow)]
struct Message {
    interaction_id: InteractionId,
    at: Timestamp,
    sender: i64,
    name: Option<String>,
    text: String,
}

#[derive(sqlx::FromRow)]
struct File {
    interaction_id: InteractionId,
    position: i64,
    name: String,
    content_type: String,
    size: i64,
    sha256: String,
    blob: Option<String>,
    uploaded_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Call {
    interaction_id: InteractionId,
    at: Timestamp,
    number: String,
    status: String,
    duration_s: i64,
}

/// The stored content of an interaction.
#[derive(Default)]
struct Content {
    messages: Vec<Message>,
    files: Vec<File>,
    calls: Vec<Call>,
}

/// Writes what differs; one change for each correction.
pub(super) async fn write(
    tx: &mut Tx,
    corrections: &[Correction<'_>],
    defaults: &NumberDefaults,
) -> Result<Vec<ContentChange>> {
    let items: Vec<(InteractionId, &Item)> =
        corrections.iter().map(|correction| (correction.id, correction.item)).collect();
    let mut stored = read(tx, &items).await?;
    let nothing = Content::default();
    let changes: Vec<ContentChange> =
        items.iter().map(|(id, item)| stored.get(id).unwrap_or(&nothing).changed_by(item)).collect();
    let differing = |differs: fn(&ContentChange) -> bool| -> Vec<(InteractionId, &Item)> {
        items.iter().zip(&changes).filter(|(_, change)| differs(change)).map(|(item, _)| *item).collect()
    };
    let said = differing(|change| change.messages_differ);
    let ids = || RowSet::default().integers("id", said.iter().map(|(id, _)| *id));
    tx.execute_given(REMOVE_FILES, &ids()).await?;
    tx.execute_given(REMOVE_MESSAGES, &ids()).await?;
    rows::write_messages(tx, &said).await?;
    let files: Vec<File> = said
        .iter()
        .flat_map(|(id, _)| stored.remove(id).map(|content| content.files).unwrap_or_default())
        .collect();
    keep_bytes(tx, &files).await?;
    let called = differing(|change| change.calls_differ);
    tx.execute_given(REMOVE_CALLS, &RowSet::default().integers("id", called.iter().map(|(id, _)| *id)))
        .await?;
    rows::write_calls(tx, &called, defaults).await?;
    Ok(changes)
}

async fn read(tx: &mut Tx, items: &[(InteractionId, &Item)]) -> Result<HashMap<InteractionId, Content>> {
    let ids = RowSet::default().integers("id", items.iter().map(|(id, _)| *id));
    let mut stored = HashMap::<InteractionId, Content>::new();
    for message in tx.fetch_given::<Message>(MESSAGES, &ids).await? {
        stored.entry(message.interaction_id).or_default().messages.push(message);
    }
    for file in tx.fetch_given::<File>(FILES, &ids).await? {
        stored.entry(file.interaction_id).or_default().files.push(file);
    }
    for call in tx.fetch_given::<Call>(CALLS, &ids).await? {
        stored.entry(call.interaction_id).or_default().calls.push(call);
    }
    Ok(stored)
}

/// Gives the files that are there again the bytes they had.
async fn keep_bytes(tx: &mut Tx, files: &[File]) -> Result<()> {
    let kept: BTreeMap<(InteractionId, &str), (&str, Timestamp)> = files
        .iter()
        .filter_map(|file| {
            let bytes = (file.blob.as_deref()?, file.uploaded_at?);
            Some(((file.interaction_id, file.sha256.as_str()), bytes))
        })
        .collect();
    let given = RowSet::default()
        .integers("id", kept.keys().map(|key| key.0))
        .texts("sha256", kept.keys().map(|key| key.1))
        .texts("blob", kept.values().map(|bytes| bytes.0))
        .integers("uploaded_at", kept.values().map(|bytes| bytes.1));
    tx.execute_given(KEEP_BYTES, &given).await
}

impl Content {
    fn changed_by(&self, item: &Item) -> ContentChange {
        let id = InteractionId(0);
        let new = &item.interaction;
        let messages = rows::in_order(id, item).map(|(_, _, message)| {
            let name = filled(message.name.as_deref());
            let sender = i64::from(Sender::code(message.from));
            (Timestamp::from(message.at), sender, name, message.text.as_str())
        });
        let stored = self.messages.iter();
        let is_said = stored
            .map(|message| (message.at, message.sender, message.name.as_deref(), message.text.as_str()))
            .eq(messages);
        let files = rows::in_order(id, item).flat_map(|(_, position, message)| {
            message.attachments.iter().map(move |file| {
                let size = file.size.cast_signed();
                (position, file.name.as_str(), file.media_type.as_str(), size, file.sha256.as_str())
            })
        });
        let stored = self.files.iter().map(|file| {
            let (name, content_type) = (file.name.as_str(), file.content_type.as_str());
            (file.position, name, content_type, file.size, file.sha256.as_str())
        });
        let is_sent = stored.eq(files);
        let calls = rows::calls_in_order(id, item).map(|(_, _, call)| {
            let status = CallStatus::as_str(call.status);
            (Timestamp::from(call.at), call.number.as_str(), status, i64::from(call.duration_s))
        });
        let stored = self.calls.iter();
        let is_called = stored
            .map(|call| (call.at, call.number.as_str(), call.status.as_str(), call.duration_s))
            .eq(calls);
        ContentChange {
            before: Counts {
                messages: self.messages.len(),
                files: self.files.len(),
                calls: self.calls.len(),
            },
            after: Counts {
                messages: new.messages.len(),
                files: new.messages.iter().map(|message| message.attachments.len()).sum(),
                calls: new.calls.len(),
            },
            messages_differ: !is_said || !is_sent,
            calls_differ: !is_called,
        }
    }
}
