//! The audit entry of a correction: the changed fields before and after.
//!
//! The customer's number, notes and what was said are not repeated in the trail: `rewritten` names
//! which of them have changed, and messages, files and calls are counted.

use chrono::SecondsFormat;
use domain::{AuditAction, AuditObject, Channel, Direction, EndedBy, Outcome, Protocol, Timestamp};
use serde_json::{Map, Value, json};

use super::content::ContentChange;
use super::said::{Change, Said};
use crate::audit::NewAuditEntry;
use crate::intake::item::name;

/// The entry of a correction.
pub(super) fn of(protocol: &Protocol, change: &Change<'_>, content: &ContentChange) -> NewAuditEntry {
    let (before, after) = records(change, content);
    NewAuditEntry::new(AuditAction::Corrected, AuditObject::Interaction, protocol, protocol.as_str())
        .before(&before)
        .after(&after)
}

/// The changed fields before and after.
#[derive(Default)]
struct Difference {
    before: Map<String, Value>,
    after: Map<String, Value>,
}

impl Difference {
    fn add(&mut self, field: &str, before: Value, after: Value) {
        if before != after {
            self.before.insert(field.to_owned(), before);
            self.after.insert(field.to_owned(), after);
        }
    }
}

fn records(change: &Change<'_>, content: &ContentChange) -> (Value, Value) {
    let (stored, new) = (&change.stored, &change.item.interaction);
    let (was, is) = (&stored.said, &change.after);
    let mut fields = Difference::default();
    fields.add("version", was.version.into(), is.version.into());
    fields.add("channel", channel(was), channel(is));
    fields.add("direction", direction(was), direction(is));
    if was.queue != is.queue {
        fields.add("queue", json!(stored.queue_name), json!(name(Some(&new.queue))));
    }
    if was.agent != is.agent {
        fields.add("agent", json!(stored.login), json!(name(new.agent.as_deref())));
    }
    if was.reason != is.reason {
        fields.add("reason", json!(stored.reason_name), json!(name(new.contact_reason.as_deref())));
    }
    let instants = [
        ("queued_at", Some(was.queued_at), Some(is.queued_at)),
        ("answered_at", was.answered_at, is.answered_at),
        ("ended_at", Some(was.ended_at), Some(is.ended_at)),
        ("first_reply_at", was.first_reply_at, is.first_reply_at),
    ];
    for (field, was, is) in instants {
        fields.add(field, instant(was), instant(is));
    }
    fields.add("hold_s", json!(was.hold_s), json!(is.hold_s));
    fields.add("wrap_up_s", json!(was.wrap_up_s), json!(is.wrap_up_s));
    fields.add("ended_by", ended_by(was), ended_by(is));
    fields.add("outcome", outcome(was), outcome(is));
    fields.add("follows", json!(was.follows), json!(is.follows));
    fields.add("messages", json!(content.before.messages), json!(content.after.messages));
    fields.add("files", json!(content.before.files), json!(content.after.files));
    fields.add("calls", json!(content.before.calls), json!(content.after.calls));
    let rewritten = [
        ("number", was.number != is.number),
        ("notes", was.notes != is.notes),
        ("messages", content.messages_differ),
        ("calls", content.calls_differ),
    ];
    let rewritten: Vec<&str> =
        rewritten.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect();
    if !rewritten.is_empty() {
        fields.after.insert("rewritten".to_owned(), json!(rewritten));
    }
    (Value::Object(fields.before), Value::Object(fields.after))
}

fn instant(at: Option<Timestamp>) -> Value {
    json!(at.map(|at| at.to_utc().to_rfc3339_opts(SecondsFormat::Millis, true)))
}

fn channel(said: &Said) -> Value {
    word(Some(said.channel), Channel::from_code, Channel::as_str)
}

fn direction(said: &Said) -> Value {
    word(Some(said.direction), Direction::from_code, Direction::as_str)
}

fn ended_by(said: &Said) -> Value {
    word(said.ended_by, EndedBy::from_code, EndedBy::as_str)
}

fn outcome(said: &Said) -> Value {
    word(said.outcome, Outcome::from_code, Outcome::as_str)
}

/// The word of a stored code.
fn word<T>(code: Option<i64>, of: impl Fn(i16) -> Option<T>, as_str: impl Fn(T) -> &'static str) -> Value {
    json!(code.and_then(|code| of(i16::try_from(code).ok()?)).map(as_str))
}
