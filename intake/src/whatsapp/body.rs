//! The events of a body, in the order in which it has them.
//!
//! A body has entries, an entry changes, and a change lists messages, statuses, calls and more beside each
//! other. Each is read by itself: what is wrong with one leaves the others alone.

use serde_json::Value;

use super::calls::call;
use super::content::{Content, content, sent_at};
use super::customer::{Party, customer, is_business, system_identity, update_identity};
use super::event::{Change, Event, EventKind, Ids, Message, Side, Status};
use super::fields::{integer, list, mended, text, word};
use super::person::number_alias;
use crate::source::{Reason, Skipped};

/// The longest body that WhatsApp sends, in bytes: its documents say 3 MB.
pub const MAX_BODY_BYTES: usize = 3 * 1024 * 1024;
/// The longest ID, in bytes. WhatsApp's have about 60.
const MAX_ID: usize = 180;

/// The object of deliveries about WhatsApp.
const OBJECT: &str = "whatsapp_business_account";

/// What begins the names of fields about accounts, templates and the like.
const ABOUT_ACCOUNTS: [&str; 15] = [
    "account_",
    "business_",
    "message_template_",
    "template_",
    "phone_number_",
    "partner_",
    "payment_",
    "security",
    "flows",
    "tracking_events",
    "messaging_handovers",
    "business_username",
    "agent_",
    "calling_",
    "marketing_",
];

/// The events of a body.
///
/// # Errors
/// The whole body cannot be used.
pub(super) fn events(body: &[u8]) -> Result<Vec<Event>, Reason> {
    if body.len() > MAX_BODY_BYTES {
        return Err(Reason::BodyTooLong { limit: MAX_BODY_BYTES as u64 });
    }
    let json = String::from_utf8_lossy(body);
    let body: Value = serde_json::from_str(&json)
        .or_else(|_| serde_json::from_str(&mended(&json)))
        .map_err(|_| Reason::NotJson)?;
    let mut events = Vec::new();
    if text(&body, "object") != Some(OBJECT) {
        let kind = EventKind::Skipped(Skipped::OtherProduct);
        return Ok(vec![Event { number: None, kind }]);
    }
    for entry in list(&body, "entry") {
        for change in list(entry, "changes") {
            let value = change.get("value").unwrap_or(&Value::Null);
            let metadata = value.get("metadata").unwrap_or(&Value::Null);
            let webhook = Webhook {
                field: text(change, "field").unwrap_or("messages"),
                number: word(metadata, "phone_number_id"),
                business: word(metadata, "display_phone_number"),
                value,
            };
            webhook.events(&mut events);
        }
    }
    Ok(events)
}

/// One change of a body.
struct Webhook<'a> {
    field: &'a str,
    /// The `phone_number_id` of the business.
    number: Option<String>,
    /// The telephone number of the business.
    business: Option<String>,
    value: &'a Value,
}

impl Webhook<'_> {
    fn events(&self, events: &mut Vec<Event>) {
        let mut add = |kind| events.push(Event { number: self.number.clone(), kind });
        match self.field {
            "messages" | "message_echoes" | "smb_message_echoes" | "standby" | "calls" => {
                self.messages(false, &mut add);
            }
            "history" => {
                self.history(&mut add);
                self.messages(true, &mut add);
            }
            "smb_app_state_sync" => self.contact_book(&mut add),
            "user_id_update" => {
                for update in list(self.value, "user_id_update") {
                    add(update_identity(update, list(self.value, "contacts")));
                }
            }
            "user_preferences" => add(EventKind::Skipped(Skipped::Notice)),
            field if field.starts_with("group_") => add(EventKind::Skipped(Skipped::GroupEvent)),
            field if ABOUT_ACCOUNTS.iter().any(|start| field.starts_with(start)) => {
                add(EventKind::Skipped(Skipped::AccountEvent));
            }
            _ => add(EventKind::Skipped(Skipped::UnknownField)),
        }
    }

    fn messages(&self, history: bool, add: &mut impl FnMut(EventKind)) {
        for message in list(self.value, "messages") {
            let from_business = (history || message.get("to").is_some())
                && is_business(word(message, "from").as_deref(), self.business.as_deref());
            let side = if from_business { Side::Agent } else { Side::Customer };
            add(self.message(message, side, &Ids::default(), history));
        }
        // Who owns the thread while we stand by is a program.
        let business = if self.field == "standby" { Side::Bot } else { Side::Agent };
        for echo in list(self.value, "message_echoes") {
            add(self.message(echo, business, &Ids::default(), history));
        }
        for status in list(self.value, "statuses") {
            add(self.status(status));
        }
        for event in list(self.value, "calls") {
            add(call(event, self.business.as_deref(), list(self.value, "contacts")));
        }
    }

    /// One message. `thread` has the customer's IDs, as far as they are known without the message.
    fn message(&self, message: &Value, side: Side, thread: &Ids, history: bool) -> EventKind {
        if message.get("group_id").is_some_and(|group| !group.is_null()) {
            return EventKind::Skipped(Skipped::GroupEvent);
        }
        let content = content(message);
        if let Content::Nothing(kind) = content {
            return EventKind::Skipped(kind);
        }
        let Some(id) = id(message, "id") else {
            return EventKind::Rejected { reason: Reason::NoMessageId, id: String::new() };
        };
        let Some(at) = sent_at(message) else { return EventKind::Rejected { reason: Reason::BadTime, id } };
        let contacts = list(self.value, "contacts");
        let party = Party { side, business: self.business.as_deref(), thread };
        let (customer, names) = customer(message, &party, contacts);
        let (words, side, unknown_kind) = match content {
            Content::System => return system_identity(message, customer, at),
            Content::Edit { target, words } => {
                let words = Some(words);
                return EventKind::Change(Change { id, target, at, side, customer, words, history });
            }
            Content::Revoke { target } => {
                return EventKind::Change(Change { id, target, at, side, customer, words: None, history });
            }
            Content::Nothing(kind) => return EventKind::Skipped(kind),
            Content::Malformed => return EventKind::Rejected { reason: Reason::MalformedMessage, id },
            Content::Words(words) => (words, side, false),
            Content::Template(words) => (words, if side == Side::Customer { side } else { Side::Bot }, false),
            Content::UnknownKind(words) => (words, side, true),
        };
        EventKind::Message(Message { id, at, side, customer, names, words, history, unknown_kind })
    }

    fn status(&self, status: &Value) -> EventKind {
        if text(status, "type") == Some("call") {
            return call(status, self.business.as_deref(), list(self.value, "contacts"));
        }
        match text(status, "status") {
            Some("failed") => EventKind::Skipped(Skipped::UndeliveredMessage),
            Some("sent" | "delivered" | "read" | "played") => {
                let is_group = text(status, "recipient_type") == Some("group");
                let customer = Ids {
                    number: word(status, "recipient_id").filter(|id| !id.contains('@')),
                    user: word(status, "recipient_user_id"),
                    parent: word(status, "parent_recipient_user_id"),
                };
                match (id(status, "id"), integer(status, "timestamp")) {
                    (Some(id), Some(at)) if !is_group && !customer.is_empty() => {
                        EventKind::Status(Status { id, at, customer })
                    }
                    _ => EventKind::Skipped(Skipped::MessageStatus),
                }
            }
            _ => EventKind::Skipped(Skipped::MessageStatus),
        }
    }

    /// The messages of before the number was connected. Their threads come in pieces, in any order.
    fn history(&self, add: &mut impl FnMut(EventKind)) {
        for piece in list(self.value, "history") {
            if !list(piece, "errors").is_empty() {
                add(EventKind::Skipped(Skipped::HistoryDeclined));
            }
            // Some relays put the metadata of the piece one level up.
            let places = [piece.get("metadata"), Some(piece), self.value.get("metadata"), Some(self.value)];
            if let Some(progress) = places.into_iter().flatten().find_map(|place| integer(place, "progress"))
            {
                add(EventKind::History { progress });
            }
            for thread in list(piece, "threads") {
                self.thread(thread, add);
            }
        }
    }

    fn thread(&self, thread: &Value, add: &mut impl FnMut(EventKind)) {
        let context = thread.get("context").unwrap_or(&Value::Null);
        let name = word(thread, "id");
        let is_group = name.as_deref().is_some_and(|id| id.ends_with("@g.us"));
        // A thread has the customer's number as its ID, unless the number is hidden.
        let number = word(context, "wa_id").or_else(|| name.filter(|id| number_alias(id).is_some()));
        let customer = Ids { number, user: word(context, "user_id"), parent: None };
        let username = text(context, "username").and_then(super::customer::name);
        for message in list(thread, "messages") {
            if is_group {
                add(EventKind::Skipped(Skipped::GroupEvent));
                continue;
            }
            let from = word(message, "from");
            let side = if is_business(from.as_deref(), self.business.as_deref()) {
                Side::Agent
            } else {
                Side::Customer
            };
            let mut read = self.message(message, side, &customer, true);
            if let EventKind::Message(Message { names, .. }) = &mut read {
                names.username = names.username.take().or_else(|| username.clone());
            }
            add(read);
        }
    }

    fn contact_book(&self, add: &mut impl FnMut(EventKind)) {
        for entry in list(self.value, "state_sync") {
            let contact = entry.get("contact").unwrap_or(&Value::Null);
            let ids = Ids {
                number: word(contact, "phone_number").or_else(|| word(contact, "wa_id")),
                user: word(contact, "user_id"),
                parent: None,
            };
            let name = text(contact, "full_name").or_else(|| text(contact, "first_name"));
            let at = entry.get("metadata").and_then(|metadata| integer(metadata, "timestamp"));
            let is_removed = text(entry, "action") == Some("remove");
            add(match (name, at) {
                (Some(name), Some(at)) if !is_removed && !ids.is_empty() => {
                    EventKind::ContactName { ids, name: name.to_owned(), at }
                }
                _ => EventKind::Skipped(Skipped::ContactName),
            });
        }
    }
}

/// An ID that can be part of the identity of an interaction and of a key.
pub(super) fn id(value: &Value, name: &str) -> Option<String> {
    word(value, name).filter(|id| id.len() <= MAX_ID && !id.contains(char::is_control))
}
