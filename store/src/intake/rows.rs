//! The rows of interactions, their messages with files, and call attempts.

use chrono::{DateTime, FixedOffset};
use domain::number::{self, NumberDefaults};
use domain::{
    CallStatus, CaseId, CustomerId, InteractionId, NewCall, NewMedia, NewMessage, Protocol, Sender, Timestamp,
};

use super::item::{Item, filled};
use super::names::Names;
use crate::Result;
use crate::columns::{INSERT_CALLS, INSERT_INTERACTIONS, INSERT_MEDIA, INSERT_MESSAGES};
use crate::db::{RowSet, Tx};

/// An interaction with all IDs and keys resolved, ready to be written.
pub(super) struct PreparedInteraction<'a> {
    pub(super) item: &'a Item,
    pub(super) day: &'a str,
    pub(super) id: InteractionId,
    pub(super) protocol: &'a Protocol,
    pub(super) names: Names,
    pub(super) customer: CustomerId,
    pub(super) case: CaseId,
    pub(super) number_key: Option<&'a str>,
}

impl PreparedInteraction<'_> {
    pub(super) fn channel(&self) -> i64 {
        self.item.interaction.channel.code().into()
    }
}

/// Writes the interactions of a batch with their messages, files and calls; `stamp` is when they changed.
pub(super) async fn write(
    tx: &mut Tx,
    rows: &[PreparedInteraction<'_>],
    defaults: &NumberDefaults,
    stamp: Timestamp,
) -> Result<()> {
    let updated_at = rows.iter().map(|_| stamp);
    let given = interactions(rows).integers("updated_at", updated_at);
    tx.execute_given(INSERT_INTERACTIONS, &given).await?;
    let items: Vec<(InteractionId, &Item)> = rows.iter().map(|row| (row.id, row.item)).collect();
    write_messages(tx, &items).await?;
    write_calls(tx, &items, defaults).await
}

/// Writes the messages of interactions with their files.
pub(super) async fn write_messages(tx: &mut Tx, items: &[(InteractionId, &Item)]) -> Result<()> {
    let said: Vec<PlacedMessage<'_>> = items.iter().flat_map(|(id, item)| in_order(*id, item)).collect();
    tx.execute_given(INSERT_MESSAGES, &messages(&said)).await?;
    tx.execute_given(INSERT_MEDIA, &media(&said)).await
}

/// Writes the call attempts of interactions.
pub(super) async fn write_calls(
    tx: &mut Tx,
    items: &[(InteractionId, &Item)],
    defaults: &NumberDefaults,
) -> Result<()> {
    let all: Vec<PlacedCall<'_>> = items.iter().flat_map(|(id, item)| calls_in_order(*id, item)).collect();
    let keys: Vec<Option<String>> =
        all.iter().map(|(_, _, call)| number::search_key(&call.number, defaults)).collect();
    tx.execute_given(INSERT_CALLS, &calls(&all, &keys)).await
}

fn interactions<'a>(rows: &'a [PreparedInteraction<'a>]) -> RowSet<'a> {
    let new = || rows.iter().map(|row| &row.item.interaction);
    RowSet::default()
        .integers("id", rows.iter().map(|row| row.id))
        .texts("protocol", rows.iter().map(|row| row.protocol.as_str()))
        .texts("source", new().map(|new| new.source.as_str()))
        .texts("external_id", new().map(|new| new.external_id.as_str()))
        .bytes("fingerprint", rows.iter().map(|row| &row.item.fingerprint[..]))
        .integers("case_id", rows.iter().map(|row| row.case))
        .integers("customer_id", rows.iter().map(|row| row.customer))
        .integers("channel", rows.iter().map(PreparedInteraction::channel))
        .integers("direction", new().map(|new| i64::from(new.direction.code())))
        .integers("queue_id", rows.iter().map(|row| row.names.queue))
        .integers("agent_id", rows.iter().map(|row| row.names.agent))
        .texts("number", new().map(|new| filled(new.number.as_deref())))
        .texts("number_digits", rows.iter().map(|row| row.number_key))
        .integers("queued_at", rows.iter().map(|row| row.item.queued_at()))
        .integers("answered_at", new().map(|new| new.answered_at.map(Timestamp::from)))
        .integers("ended_at", rows.iter().map(|row| row.item.ended_at()))
        .texts("day", rows.iter().map(|row| row.day))
        .integers("contact_reason_id", rows.iter().map(|row| row.names.reason))
        .texts("notes", new().map(|new| filled(new.notes.as_deref())))
        .integers("created_at", rows.iter().map(|row| row.item.received_at))
        .integers("api_key_id", rows.iter().map(|row| row.item.api_key))
        .integers("hold_s", new().map(|new| new.hold_s.map(i64::from)))
        .integers("wrap_up_s", new().map(|new| new.wrap_up_s.map(i64::from)))
        .integers("ended_by", new().map(|new| new.ended_by.map(|side| i64::from(side.code()))))
        .integers("outcome", new().map(|new| new.outcome.map(|outcome| i64::from(outcome.code()))))
        .texts("follows", new().map(|new| filled(new.follows.as_deref())))
        .integers("first_reply_at", new().map(|new| new.first_reply_at.map(Timestamp::from)))
        .integers("version", new().map(|new| i64::from(new.version.unwrap_or_default())))
}

/// A message with its interaction and its position in it.
pub(super) type PlacedMessage<'a> = (InteractionId, i64, &'a NewMessage);

/// A call attempt with its interaction and its position in it.
pub(super) type PlacedCall<'a> = (InteractionId, i64, &'a NewCall);

/// The messages of an interaction, each in its place.
pub(super) fn in_order(id: InteractionId, item: &Item) -> impl Iterator<Item = PlacedMessage<'_>> {
    numbered(id, in_time(&item.interaction.messages, |message| message.at))
}

/// The call attempts of an interaction, each in its place.
pub(super) fn calls_in_order(id: InteractionId, item: &Item) -> impl Iterator<Item = PlacedCall<'_>> {
    numbered(id, in_time(&item.interaction.calls, |call| call.at))
}

fn media<'a>(all: &[PlacedMessage<'a>]) -> RowSet<'a> {
    let files: Vec<(InteractionId, i64, i64, &'a NewMedia)> = all
        .iter()
        .flat_map(|(id, position, message)| {
            (0..).zip(&message.attachments).map(|(file, media)| (*id, *position, file, media))
        })
        .collect();
    RowSet::default()
        .integers("interaction_id", files.iter().map(|(id, ..)| *id))
        .integers("position", files.iter().map(|(_, position, ..)| *position))
        .integers("file", files.iter().map(|(_, _, file, _)| *file))
        .texts("name", files.iter().map(|(.., media)| media.name.as_str()))
        .texts("content_type", files.iter().map(|(.., media)| media.media_type.as_str()))
        .integers("size", files.iter().map(|(.., media)| media.size.cast_signed()))
        .texts("sha256", files.iter().map(|(.., media)| media.sha256.as_str()))
}

fn messages<'a>(all: &[PlacedMessage<'a>]) -> RowSet<'a> {
    RowSet::default()
        .integers("interaction_id", all.iter().map(|(id, _, _)| *id))
        .integers("position", all.iter().map(|(_, position, _)| *position))
        .integers("at", all.iter().map(|(_, _, message)| Timestamp::from(message.at)))
        .integers("sender", all.iter().map(|(_, _, message)| i64::from(Sender::code(message.from))))
        .texts("name", all.iter().map(|(_, _, message)| filled(message.name.as_deref())))
        .texts("text", all.iter().map(|(_, _, message)| message.text.as_str()))
}

fn calls<'a>(all: &'a [PlacedCall<'a>], keys: &'a [Option<String>]) -> RowSet<'a> {
    RowSet::default()
        .integers("interaction_id", all.iter().map(|(id, _, _)| *id))
        .integers("position", all.iter().map(|(_, position, _)| *position))
        .integers("at", all.iter().map(|(_, _, call)| Timestamp::from(call.at)))
        .texts("number", all.iter().map(|(_, _, call)| call.number.as_str()))
        .texts("number_key", keys.iter().map(Option::as_deref))
        .texts("status", all.iter().map(|(_, _, call)| CallStatus::as_str(call.status)))
        .integers("duration_s", all.iter().map(|(_, _, call)| i64::from(call.duration_s)))
}

/// Messages or calls with the ID of their interaction and their 0-based position.
fn numbered<T>(id: InteractionId, parts: Vec<&T>) -> impl Iterator<Item = (InteractionId, i64, &T)> {
    parts.into_iter().enumerate().map(move |(position, part)| (id, position as i64, part))
}

/// Messages or calls in chronological order; the sort is stable.
fn in_time<T>(parts: &[T], at: impl Fn(&T) -> DateTime<FixedOffset>) -> Vec<&T> {
    let mut parts: Vec<&T> = parts.iter().collect();
    parts.sort_by_key(|part| at(part));
    parts
}
