//! The events of calls.

use serde_json::Value;

use super::body::id;
use super::customer::{is_business, of_contacts, recipient, sender};
use super::event::{CallEnd, CallEvent, CallStep, EventKind, Ids};
use super::fields::{integer, text, word};
use crate::source::{Reason, Skipped};

/// One event of a call: of the list of calls, or of the list of statuses.
pub(super) fn call(event: &Value, business: Option<&str>, contacts: &[Value]) -> EventKind {
    // Relays call the ID otherwise.
    let Some(id) = id(event, "id").or_else(|| id(event, "wacid")) else {
        return EventKind::Rejected { reason: Reason::NoMessageId, id: String::new() };
    };
    let at = integer(event, "timestamp");
    let name = text(event, "event").unwrap_or_default().to_ascii_lowercase();
    let status = text(event, "status").unwrap_or_default().to_ascii_lowercase();
    let step = match (name.trim_start_matches("call_"), status.as_str()) {
        ("connect", _) => CallStep::Connect,
        ("terminate", _) => CallStep::Terminate(end(event, at, &status)),
        (_, "ringing") => CallStep::Ringing,
        (_, "accepted") => CallStep::Accepted,
        (_, "rejected") => CallStep::Rejected,
        _ => return EventKind::Skipped(Skipped::DuringCall),
    };
    let inbound = match text(event, "direction") {
        Some("USER_INITIATED") => Some(true),
        Some("BUSINESS_INITIATED") => Some(false),
        // Statuses are only sent of calls that the business began.
        _ if word(event, "recipient_id").or(word(event, "recipient_user_id")).is_some() => Some(false),
        _ => None,
    };
    let (customer, names) = of_contacts(customer(event, business, inbound), contacts);
    EventKind::Call(CallEvent { id, at, customer, names, inbound, step })
}

/// The customer, who is on the side that is not the business. Documents and relays have sometimes
/// exchanged the sides of calls.
fn customer(event: &Value, business: Option<&str>, inbound: Option<bool>) -> Ids {
    let of_status = Ids {
        number: word(event, "recipient_id"),
        user: word(event, "recipient_user_id"),
        parent: word(event, "parent_recipient_user_id"),
    };
    let (from, to) = (sender(event), recipient(event));
    let is_ours = |ids: &Ids| is_business(ids.number.as_deref(), business);
    match (is_ours(&from), is_ours(&to)) {
        _ if !of_status.is_empty() => of_status,
        (true, false) => to,
        (false, true) => from,
        _ if inbound == Some(false) => to,
        _ => from,
    }
}

fn end(event: &Value, at: Option<i64>, status: &str) -> CallEnd {
    CallEnd {
        at,
        start: integer(event, "start_time"),
        end: integer(event, "end_time"),
        duration: integer(event, "duration"),
        failed: status == "failed",
    }
}
