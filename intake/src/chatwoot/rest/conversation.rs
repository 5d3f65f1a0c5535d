//! Conversations, as REST answers them one by one and in pages.

use domain::Timestamp;
use serde_json::Value;

use super::values::{self, field, id, is_bot, is_true, seconds, text};
use super::{UnreadableAnswer, json};

/// What is known of a conversation now. All but its number may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conversation {
    /// Its number in the account, which people see.
    pub id: u64,
    /// The number of the inbox.
    pub inbox: Option<u64>,
    /// The type of the inbox, such as `Channel::WebWidget`.
    pub channel: Option<String>,
    /// Its status now.
    pub status: Option<Status>,
    /// The contact now; an earlier one may have been merged into it.
    pub contact: Option<Contact>,
    /// The ID of the contact in the channel; in a WhatsApp inbox, the number.
    pub source_id: Option<String>,
    /// The person who has it now.
    pub assignee: Option<User>,
    /// The name of the team to which it is assigned now.
    pub team: Option<String>,
    /// Its labels, sorted.
    pub labels: Vec<String>,
    /// Whether messages of the contact do not open it again.
    pub is_muted: bool,
    /// When the last message came, activity messages included; in seconds since 1970 UTC.
    pub last_activity_at: Option<i64>,
    /// When anything changed last; in seconds since 1970 UTC.
    pub updated_at: Option<i64>,
}

/// The status of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// With people.
    Open,
    /// Over, until the contact writes again.
    Resolved,
    /// With a bot.
    Pending,
    /// Put off.
    Snoozed,
}

impl Status {
    /// The status of a word, or of the number that old versions write.
    pub(in crate::chatwoot) fn read(value: &Value) -> Option<Self> {
        match (value.as_str(), value.as_u64()) {
            (Some("open"), _) | (_, Some(0)) => Some(Self::Open),
            (Some("resolved"), _) | (_, Some(1)) => Some(Self::Resolved),
            // The name until version 1.13.
            (Some("pending" | "bot"), _) | (_, Some(2)) => Some(Self::Pending),
            (Some("snoozed"), _) | (_, Some(3)) => Some(Self::Snoozed),
            _ => None,
        }
    }
}

/// A customer, as Chatwoot knows them now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// The number of the contact.
    pub id: Option<u64>,
    /// The name, which the widget makes up until the contact says one.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// The ID that the site gives its user.
    pub identifier: Option<String>,
}

impl Contact {
    fn read(value: &Value) -> Option<Self> {
        value.is_object().then(|| Self {
            id: id(field(value, "id")),
            name: text(field(value, "name")),
            email: text(field(value, "email")),
            phone: text(field(value, "phone_number")),
            identifier: text(field(value, "identifier")),
        })
    }
}

/// A person who works with Chatwoot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// The number of the user.
    pub id: Option<u64>,
    /// The name, which need not be unique.
    pub name: Option<String>,
    /// The e-mail address, which senders of messages lack.
    pub email: Option<String>,
}

impl User {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let user = Self {
            id: id(field(value, "id")),
            name: text(field(value, "name")),
            email: text(field(value, "email")),
        };
        let is_bot = value.get("type").and_then(Value::as_str).is_some_and(is_bot);
        (!is_bot && (user.id.is_some() || user.name.is_some())).then_some(user)
    }
}

impl Conversation {
    /// Reads a conversation of an answer or of a webhook.
    pub(in crate::chatwoot) fn read(value: &Value) -> Option<Self> {
        let meta = field(value, "meta");
        let assignee_is_bot = meta.get("assignee_type").and_then(Value::as_str).is_some_and(is_bot);
        let mut labels: Vec<String> =
            field(value, "labels").as_array().into_iter().flatten().filter_map(text).collect();
        labels.sort();
        labels.dedup();
        Some(Self {
            id: id(field(value, "id"))?,
            inbox: id(field(value, "inbox_id")),
            channel: text(field(meta, "channel")).or_else(|| text(field(value, "channel"))),
            status: Status::read(field(value, "status")),
            contact: Contact::read(field(meta, "sender")),
            source_id: text(field(field(value, "contact_inbox"), "source_id")),
            assignee: User::read(field(meta, "assignee")).filter(|_| !assignee_is_bot),
            team: text(field(field(meta, "team"), "name")),
            labels,
            is_muted: is_true(field(value, "muted")),
            last_activity_at: seconds(field(value, "last_activity_at"))
                .or_else(|| seconds(field(value, "timestamp"))),
            updated_at: seconds(field(value, "updated_at")),
        })
    }

    /// When it changed last, as far as it is known; in seconds since 1970 UTC.
    pub(in crate::chatwoot) fn changed_at(&self) -> Option<i64> {
        self.last_activity_at.max(self.updated_at)
    }
}

/// Reads the answer of [`super::conversation_path`].
///
/// # Errors
/// It is no conversation.
pub fn conversation(body: &[u8]) -> Result<Conversation, UnreadableAnswer> {
    let answer = json(body)?;
    let inner = ["data", "payload"].into_iter().fold(&answer, |value, wrapper| match value.get(wrapper) {
        Some(inner) if inner.is_object() => inner,
        _ => value,
    });
    Conversation::read(inner).ok_or(UnreadableAnswer)
}

/// A page of conversations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConversationPage {
    /// The conversations of the page.
    pub conversations: Vec<Conversation>,
    /// How many items could not be read.
    pub unreadable: usize,
}

impl ConversationPage {
    /// Whether it is beyond the last page.
    pub fn is_end(&self) -> bool {
        self.conversations.is_empty() && self.unreadable == 0
    }

    /// Whether all of it changed before an instant, so that later pages did so too.
    pub fn is_before(&self, since: Timestamp) -> bool {
        let mut changes = self.conversations.iter().map(Conversation::changed_at);
        changes.all(|at| at.is_some_and(|at| at.saturating_mul(1_000) < since.0))
    }
}

/// Reads the answer of [`super::resolved_path`].
///
/// # Errors
/// It is no list.
pub fn conversations(body: &[u8]) -> Result<ConversationPage, UnreadableAnswer> {
    let answer = json(body)?;
    let items = values::list(&answer).ok_or(UnreadableAnswer)?;
    let conversations: Vec<Conversation> = items.iter().filter_map(Conversation::read).collect();
    Ok(ConversationPage { unreadable: items.len() - conversations.len(), conversations })
}
