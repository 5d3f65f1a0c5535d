//! What a webhook is about. It is a doorbell: it says where to look, and what there is to see is read by
//! REST. Webhooks come twice, late, in any order or not at all, and no interaction depends on that.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::rest::Status;
use super::rest::values::{field, id, seconds};

/// What a webhook asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doorbell {
    /// A conversation changed.
    Conversation {
        /// The number of its account; old versions do not say it.
        account: Option<u64>,
        /// Its number in the account.
        conversation: u64,
        /// The status that it got, if that is what changed.
        status: Option<StatusChange>,
    },
    /// It is about something else.
    Nothing(Ignored),
}

/// A change of a conversation's status that a webhook has announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusChange {
    /// When, in seconds since 1970 UTC.
    pub at: i64,
    /// The status since then.
    pub status: Status,
}

/// A kind of webhooks after which there is nothing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ignored {
    /// A contact was made or changed.
    Contact,
    /// An inbox was made or changed.
    Inbox,
    /// A person types, or stopped typing.
    Typing,
    /// A visitor opened the widget.
    Widget,
    /// An event that this version does not know.
    Unknown,
}

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Contact => "changes of contacts",
            Self::Inbox => "changes of inboxes",
            Self::Typing => "signs of typing",
            Self::Widget => "visits to the widget",
            Self::Unknown => "unknown events",
        })
    }
}

/// Why a webhook cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadWebhook {
    /// The body is no JSON object.
    NotJson,
    /// It names no event.
    NoEvent,
    /// Its event is one of a conversation, and it does not say which.
    NoConversation,
}

impl fmt::Display for BadWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotJson => "the webhook is no JSON object",
            Self::NoEvent => "the webhook names no event",
            Self::NoConversation => "the webhook names no conversation",
        })
    }
}

impl std::error::Error for BadWebhook {}

/// Reads the body of a webhook: of an account, an inbox, an agent bot, an automation rule or a macro.
///
/// # Errors
/// It is no webhook of Chatwoot.
pub fn doorbell(body: &[u8]) -> Result<Doorbell, BadWebhook> {
    let body: Value =
        serde_json::from_slice(body).ok().filter(Value::is_object).ok_or(BadWebhook::NotJson)?;
    let event = body.get("event").and_then(Value::as_str).ok_or(BadWebhook::NoEvent)?;
    let about_message = event.starts_with("message_");
    match event {
        "webwidget_triggered" => return Ok(Doorbell::Nothing(Ignored::Widget)),
        _ if event.contains("typing") => return Ok(Doorbell::Nothing(Ignored::Typing)),
        _ if event.starts_with("contact_") => return Ok(Doorbell::Nothing(Ignored::Contact)),
        _ if event.starts_with("inbox_") => return Ok(Doorbell::Nothing(Ignored::Inbox)),
        _ => {}
    }
    // A message holds its conversation; everything else about a conversation is the conversation.
    let nested = body.get("conversation").filter(|value| value.is_object());
    let is_conversation =
        ["conversation_", "automation_event.", "macro"].iter().any(|p| event.starts_with(p));
    let about = match nested {
        Some(conversation) => conversation,
        None if is_conversation => &body,
        None if about_message => return Err(BadWebhook::NoConversation),
        None => return Ok(Doorbell::Nothing(Ignored::Unknown)),
    };
    let conversation = id(field(about, "id")).ok_or(BadWebhook::NoConversation)?;
    let account = id(field(field(&body, "account"), "id")).or_else(|| id(field(about, "account_id")));
    Ok(Doorbell::Conversation { account, conversation, status: status_change(event, about) })
}

/// The change of status that an event announces. Old events have it in their name, which is right where
/// the conversation beside it is not.
fn status_change(event: &str, conversation: &Value) -> Option<StatusChange> {
    let status = match event {
        "conversation_resolved" => Status::Resolved,
        "conversation_opened" => Status::Open,
        "conversation_status_changed" => Status::read(field(conversation, "status"))?,
        _ => return None,
    };
    let at = ["updated_at", "timestamp", "last_activity_at"]
        .into_iter()
        .find_map(|name| seconds(field(conversation, name)))?;
    Some(StatusChange { at, status })
}
