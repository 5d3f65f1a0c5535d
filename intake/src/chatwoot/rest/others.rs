//! Inboxes, agents, teams and reporting events, which say more about conversations.

use serde_json::Value;

use super::conversation::User;
use super::values::{field, id, seconds, text};
use super::{UnreadableAnswer, list};

/// An inbox: where messages of one channel come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbox {
    /// Its number.
    pub id: u64,
    /// Its name.
    pub name: Option<String>,
    /// Its type, such as `Channel::WebWidget`.
    pub channel: Option<String>,
    /// What a Twilio inbox carries: `sms` or `whatsapp`.
    pub medium: Option<String>,
}

/// Something that Chatwoot counts in its reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportingEvent {
    /// What it is, such as `conversation_resolved`.
    pub name: String,
    /// When it happened, in seconds since 1970 UTC.
    pub at: i64,
}

/// Reads the answer of [`super::inboxes_path`].
///
/// # Errors
/// It is no list.
pub fn inboxes(body: &[u8]) -> Result<Vec<Inbox>, UnreadableAnswer> {
    list(body, |value| {
        Some(Inbox {
            id: id(field(value, "id"))?,
            name: text(field(value, "name")),
            channel: text(field(value, "channel_type")),
            medium: text(field(value, "medium")),
        })
    })
}

/// Reads the answer of [`super::agents_path`].
///
/// # Errors
/// It is no list.
pub fn agents(body: &[u8]) -> Result<Vec<User>, UnreadableAnswer> {
    list(body, User::read)
}

/// Reads the names of the answer of [`super::teams_path`].
///
/// # Errors
/// It is no list.
pub fn teams(body: &[u8]) -> Result<Vec<String>, UnreadableAnswer> {
    list(body, |value| text(field(value, "name")))
}

/// Reads the answer of [`super::reporting_events_path`].
///
/// # Errors
/// It is no list.
pub fn reporting_events(body: &[u8]) -> Result<Vec<ReportingEvent>, UnreadableAnswer> {
    list(body, |value: &Value| {
        let at = ["event_end_time", "created_at"].into_iter().find_map(|name| seconds(field(value, name)))?;
        Some(ReportingEvent { name: text(field(value, "name"))?, at })
    })
}
