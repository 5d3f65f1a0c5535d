//! Deliveries for tests, and interactions as rows of text.

use chrono::{DateTime, FixedOffset};
use domain::{NewInteraction, Timestamp};
use intake::source::Place;
use intake::whatsapp::{Delivery, NumberSettings, WhatsAppSettings};
use serde_json::{Value, json};

/// A number of the business, and its telephone number.
pub(crate) const NUMBER: &str = "106540352242922";
pub(crate) const BUSINESS: &str = "551130000100";
/// 2026-06-15T12:00:00Z, in seconds.
pub(crate) const NOON: i64 = 1_781_524_800;
pub(crate) const MINUTE: i64 = 60;
pub(crate) const HOUR: i64 = 3_600;

/// The settings that the expected answers of the streams assume.
pub(crate) fn settings() -> WhatsAppSettings {
    let number = |queue: &str| NumberSettings { queue: queue.to_owned(), agent: None };
    WhatsAppSettings {
        source: "wa".to_owned(),
        numbers: [(NUMBER.to_owned(), number("WhatsApp")), ("999".to_owned(), number("WhatsApp 2"))].into(),
        ..WhatsAppSettings::default()
    }
}

/// Seconds after noon, as a delivery writes a time.
pub(crate) fn at(seconds: i64) -> String {
    (NOON + seconds).to_string()
}

/// Seconds after noon.
pub(crate) fn time(seconds: i64) -> Timestamp {
    Timestamp((NOON + seconds) * 1000)
}

/// A body with one change.
pub(crate) fn body(field: &str, mut value: Value) -> Value {
    value["messaging_product"] = json!("whatsapp");
    if value.get("metadata").is_none() {
        value["metadata"] = json!({"display_phone_number": BUSINESS, "phone_number_id": NUMBER});
    }
    json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": field, "value": value}]}],
    })
}

/// A body with messages of customers, who are named by a contact each.
pub(crate) fn messages(messages: &[Value]) -> Value {
    body("messages", json!({"messages": messages}))
}

/// A body with messages that the business wrote on its telephone.
pub(crate) fn echoes(echoes: &[Value]) -> Value {
    body("smb_message_echoes", json!({"message_echoes": echoes}))
}

/// A text of a customer.
pub(crate) fn text(from: &str, id: &str, seconds: i64, words: &str) -> Value {
    json!({"from": from, "id": id, "timestamp": at(seconds), "type": "text", "text": {"body": words}})
}

/// A text of the business.
pub(crate) fn echo(to: &str, id: &str, seconds: i64, words: &str) -> Value {
    json!({"from": BUSINESS, "to": to, "id": id, "timestamp": at(seconds), "type": "text", "text": {"body": words}})
}

/// A message that edits another one.
pub(crate) fn edit(from: &str, id: &str, seconds: i64, target: &str, words: &str) -> Value {
    json!({"from": from, "id": id, "timestamp": at(seconds), "type": "edit", "edit": {
        "original_message_id": target, "message": {"type": "text", "text": {"body": words}},
    }})
}

/// A message that removes another one.
pub(crate) fn revoke(from: &str, id: &str, seconds: i64, target: &str) -> Value {
    json!({"from": from, "id": id, "timestamp": at(seconds), "type": "revoke", "revoke": {"original_message_id": target}})
}

/// A message turned into one of the business to the same person.
pub(crate) fn by_business(mut message: Value) -> Value {
    message["to"] = message["from"].take();
    message["from"] = json!(BUSINESS);
    message
}

/// A delivery that was received so many seconds after noon.
pub(crate) fn delivery(seconds: i64, body: &Value) -> Delivery {
    Delivery {
        place: Place { file: 0, line: 1 },
        received_at: time(seconds),
        body: serde_json::to_vec(body).expect("JSON"),
    }
}

/// A file of deliveries; each was received so many seconds after noon.
pub(crate) fn file(posts: &[(i64, Value)]) -> Vec<u8> {
    let lines = posts.iter().map(|(seconds, body)| {
        let received_at = rfc3339(time(*seconds));
        json!({"received_at": received_at, "body": body.to_string()}).to_string() + "\n"
    });
    lines.collect::<String>().into_bytes()
}

fn rfc3339(at: Timestamp) -> String {
    at.to_utc().to_rfc3339()
}

/// A time to the second.
pub(crate) fn second(at: DateTime<FixedOffset>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// ID, times and messages of interactions: `id queued answered ended`, then `side time text` of each
/// message.
pub(crate) fn rows(interactions: &[NewInteraction]) -> Vec<String> {
    let mut rows = Vec::new();
    for new in interactions {
        let answered = new.answered_at.map_or_else(|| "-".to_owned(), second);
        rows.push(format!(
            "{} {} {answered} {}",
            new.external_id,
            second(new.queued_at),
            second(new.ended_at)
        ));
        let messages = new.messages.iter();
        rows.extend(messages.map(|message| {
            format!("  {} {} {}", message.from.as_str(), message.at.format("%d %H:%M:%S"), message.text)
        }));
    }
    rows
}

/// The IDs of interactions.
pub(crate) fn ids(interactions: &[NewInteraction]) -> Vec<&str> {
    interactions.iter().map(|new| new.external_id.as_str()).collect()
}
