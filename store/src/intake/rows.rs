//! The rows of the interactions themselves, their messages and their calls.

use chrono::{DateTime, FixedOffset};
use domain::number::{self, NumberDefaults};
use domain::{CallStatus, NewCall, NewMessage, Protocol, Sender};

use super::item::{Item, filled};
use super::names::Names;
use crate::Result;
use crate::columns::{INSERT_CALLS, INSERT_INTERACTIONS, INSERT_MESSAGES};
use crate::db::Given;
use crate::db::Tx;

/// An interaction with everything decided that its rows say.
pub(super) struct Settled<'a> {
    pub(super) item: &'a Item,
    pub(super) day: &'a str,
    pub(super) id: i64,
    pub(super) protocol: &'a Protocol,
    pub(super) names: Names,
    pub(super) customer: i64,
    pub(super) case: i64,
    pub(super) number_key: Option<&'a str>,
}

impl Settled<'_> {
    pub(super) fn channel(&self) -> i64 {
        self.item.interaction.channel.code().into()
    }
}

/// Writes the interactions of a batch, then what was said in them.
pub(super) async fn write(tx: &mut Tx, rows: &[Settled<'_>], defaults: &NumberDefaults) -> Result<()> {
    tx.execute_given(INSERT_INTERACTIONS, &interactions(rows)).await?;
    tx.execute_given(INSERT_MESSAGES, &messages(rows)).await?;
    let all: Vec<(i64, i64, &NewCall)> = rows
        .iter()
        .flat_map(|row| numbered(row.id, in_time(&row.item.interaction.calls, |call| call.at)))
        .collect();
    let keys: Vec<Option<String>> =
        all.iter().map(|(_, _, call)| number::search_key(&call.number, defaults)).collect();
    tx.execute_given(INSERT_CALLS, &calls(&all, &keys)).await
}

fn interactions<'a>(rows: &'a [Settled<'a>]) -> Given<'a> {
    let new = || rows.iter().map(|row| &row.item.interaction);
    Given::default()
        .integers("id", rows.iter().map(|row| row.id))
        .texts("protocol", rows.iter().map(|row| row.protocol.as_str()))
        .texts("source", new().map(|new| new.source.as_str()))
        .texts("external_id", new().map(|new| new.external_id.as_str()))
        .bytes("fingerprint", rows.iter().map(|row| &row.item.fingerprint[..]))
        .integers("case_id", rows.iter().map(|row| row.case))
        .integers("customer_id", rows.iter().map(|row| row.customer))
        .integers("channel", rows.iter().map(Settled::channel))
        .integers("direction", new().map(|new| i64::from(new.direction.code())))
        .integers("queue_id", rows.iter().map(|row| row.names.queue))
        .integers("agent_id", rows.iter().map(|row| row.names.agent))
        .texts("number", new().map(|new| filled(new.number.as_deref())))
        .texts("number_digits", rows.iter().map(|row| row.number_key))
        .integers("queued_at", rows.iter().map(|row| row.item.queued_at()))
        .integers("answered_at", new().map(|new| new.answered_at.map(|at| at.timestamp_millis())))
        .integers("ended_at", rows.iter().map(|row| row.item.ended_at()))
        .texts("day", rows.iter().map(|row| row.day))
        .integers("contact_reason_id", rows.iter().map(|row| row.names.reason))
        .texts("notes", new().map(|new| filled(new.notes.as_deref())))
        .integers("created_at", rows.iter().map(|row| row.item.received_at))
        .integers("api_key_id", rows.iter().map(|row| row.item.api_key.map(|key| key.0)))
}

fn messages<'a>(rows: &'a [Settled<'a>]) -> Given<'a> {
    let all: Vec<(i64, i64, &NewMessage)> = rows
        .iter()
        .flat_map(|row| numbered(row.id, in_time(&row.item.interaction.messages, |message| message.at)))
        .collect();
    Given::default()
        .integers("interaction_id", all.iter().map(|(id, _, _)| *id))
        .integers("position", all.iter().map(|(_, position, _)| *position))
        .integers("at", all.iter().map(|(_, _, message)| message.at.timestamp_millis()))
        .integers("sender", all.iter().map(|(_, _, message)| i64::from(Sender::code(message.from))))
        .texts("name", all.iter().map(|(_, _, message)| filled(message.name.as_deref())))
        .texts("text", all.iter().map(|(_, _, message)| message.text.as_str()))
}

fn calls<'a>(all: &'a [(i64, i64, &'a NewCall)], keys: &'a [Option<String>]) -> Given<'a> {
    Given::default()
        .integers("interaction_id", all.iter().map(|(id, _, _)| *id))
        .integers("position", all.iter().map(|(_, position, _)| *position))
        .integers("at", all.iter().map(|(_, _, call)| call.at.timestamp_millis()))
        .texts("number", all.iter().map(|(_, _, call)| call.number.as_str()))
        .texts("number_key", keys.iter().map(Option::as_deref))
        .texts("status", all.iter().map(|(_, _, call)| CallStatus::as_str(call.status)))
        .integers("duration_s", all.iter().map(|(_, _, call)| i64::from(call.duration_s)))
}

/// The parts of one interaction with its id and their positions, the first being 0.
fn numbered<T>(id: i64, parts: Vec<&T>) -> impl Iterator<Item = (i64, i64, &T)> {
    parts.into_iter().enumerate().map(move |(position, part)| (id, position as i64, part))
}

/// The parts in the order in which they happened, whatever the one in which they were delivered; those
/// of one instant stay as they came.
fn in_time<T>(parts: &[T], at: impl Fn(&T) -> DateTime<FixedOffset>) -> Vec<&T> {
    let mut parts: Vec<&T> = parts.iter().collect();
    parts.sort_by_key(|part| at(part));
    parts
}
