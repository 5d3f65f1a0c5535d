//! The streams: what Chatwoot sent, and what it would answer by REST meanwhile.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::server::Server;

/// A webhook as it was delivered.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    /// When it arrived, in seconds since 1970.
    pub received_at: i64,
    pub timestamp: String,
    pub signature: String,
    pub body: String,
    pub value: Value,
}

/// The deliveries of a stream.
pub(crate) fn stream(ndjson: &str) -> Vec<Delivery> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let delivery = |line: &str| {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let received_at = line["received_at"].as_str().expect("a text");
        let body = text(&line["body"]);
        Delivery {
            received_at: received_at.parse::<chrono::DateTime<chrono::Utc>>().expect("a time").timestamp(),
            timestamp: text(&line["x_chatwoot_timestamp"]),
            signature: text(&line["x_chatwoot_signature"]),
            value: serde_json::from_str(&body).expect("JSON"),
            body,
        }
    };
    ndjson.lines().map(delivery).collect()
}

pub(crate) fn first() -> Vec<Delivery> {
    stream(include_str!("streams/01-bot-handoff-note-attachment-csat.ndjson"))
}

pub(crate) fn second() -> Vec<Delivery> {
    stream(include_str!("streams/02-reopened-reassigned-deleted.ndjson"))
}

/// The sentences of an account's language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Language {
    pub resolved: &'static str,
    pub opened: &'static str,
    pub snoozed: &'static str,
    pub assigned: &'static str,
}

pub(crate) const ENGLISH: Language = Language {
    resolved: "Conversation was marked resolved by Ana",
    opened: "Conversation was marked open by Robô",
    snoozed: "Conversation was snoozed by Ana",
    assigned: "Assigned to % by Ana Souza",
};

pub(crate) const PORTUGUESE: Language = Language {
    resolved: "Conversa foi marcada como resolvida por Ana",
    opened: "Conversa foi reaberta por Robô",
    snoozed: "Conversa foi adiada por Ana",
    assigned: "Atribuído a % por Ana Souza",
};

/// What the server of some streams answers at a moment: what happened until then, with the activity
/// messages that Chatwoot writes of it.
pub(crate) fn server(deliveries: &[Delivery], now: i64, language: Language) -> Server {
    let mut server = Server::default();
    let mut changes: Vec<(i64, u64, String)> = Vec::new();
    let mut messages: BTreeMap<u64, (u64, Value)> = BTreeMap::new();
    for delivery in deliveries {
        let body = &delivery.value;
        let conversation = body.get("conversation").unwrap_or(body);
        let number = conversation["id"].as_u64().expect("an ID");
        let at = conversation["updated_at"].as_f64().expect("a time") as i64;
        if at <= now {
            server.keep(number, at, conversation);
        }
        if body.get("conversation").is_some() {
            if at <= now || body["event"] == "message_created" {
                messages.insert(body["id"].as_u64().expect("an ID"), (number, as_rest(body)));
            }
        } else if let Some(text) = sentence(body, language) {
            changes.push((at, number, text));
        }
    }
    changes.dedup();
    for (at, number, text) in changes {
        let is_earlier = |(other, message): &&(u64, Value)| *other == number && created(message) <= at;
        let last =
            messages.values().filter(is_earlier).filter_map(|(_, message)| message["id"].as_u64()).max();
        let id = last.unwrap_or(number * 1_000) + 1;
        let activity = json!({
            "id": id, "content": text, "message_type": 2, "content_type": "text", "private": false,
            "content_attributes": {}, "created_at": at,
        });
        assert!(messages.insert(id, (number, activity)).is_none(), "{id} is not free");
    }
    for (number, message) in messages.into_values() {
        if created(&message) <= now {
            server.messages.entry(number).or_default().push(message);
        }
    }
    server
}

fn created(message: &Value) -> i64 {
    message["created_at"].as_i64().expect("a time")
}

/// The activity message that Chatwoot writes of a webhook; a message that opens a conversation in a
/// website inbox has none.
fn sentence(body: &Value, language: Language) -> Option<String> {
    let change = body["changed_attributes"].get(0)?;
    if let Some(status) = change.get("status") {
        let opens_silently = status["previous_value"] == "resolved";
        return match status["current_value"].as_str()? {
            "resolved" => Some(language.resolved.to_owned()),
            "snoozed" => Some(language.snoozed.to_owned()),
            "open" if !opens_silently => Some(language.opened.to_owned()),
            _ => None,
        };
    }
    // The first assignment of a conversation is done by the inbox, silently.
    let name = body["meta"]["assignee"]["name"].as_str()?;
    let assignee = change.get("assignee_id")?;
    (!assignee["previous_value"].is_null()).then(|| language.assigned.replace('%', name))
}

/// A message of a webhook as REST answers it.
fn as_rest(body: &Value) -> Value {
    let kinds = ["incoming", "outgoing", "activity", "template"];
    let kind = kinds.iter().position(|kind| body["message_type"] == *kind).expect("a type");
    let created = body["created_at"].as_str().expect("a time");
    let created = created.parse::<chrono::DateTime<chrono::Utc>>().expect("a time").timestamp();
    let mut message = body.clone();
    let fields = message.as_object_mut().expect("an object");
    for field in ["conversation", "account", "inbox", "event"] {
        fields.remove(field);
    }
    message["message_type"] = json!(kind);
    message["created_at"] = json!(created);
    message
}
