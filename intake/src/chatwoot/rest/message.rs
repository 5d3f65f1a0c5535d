//! Messages, as REST answers them in pages.

use serde_json::Value;

use super::values::{self, field, id, is_bot, is_true, seconds, text};
use super::{UnreadableAnswer, json};

/// A message of a conversation.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a field of the answer, and any may be set with any"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its number, which grows from message to message.
    pub id: u64,
    /// When it was made, in seconds since 1970 UTC.
    pub at: i64,
    /// Which way it went.
    pub kind: MessageKind,
    /// Whether it is a note that the customer does not see.
    pub is_private: bool,
    /// What it says; absent, for example, where only a file was sent.
    pub content: Option<String>,
    /// What it is, such as `text` or `input_csat`.
    pub content_type: String,
    /// Who sent it; absent if it was an automation.
    pub sender: Option<Sender>,
    /// The files sent with it.
    pub attachments: Vec<Attachment>,
    /// Whether it was deleted.
    pub is_deleted: bool,
    /// Whether it is a reaction to another message.
    pub is_reaction: bool,
    /// Whether a rule or a campaign sent it.
    pub is_automatic: bool,
    /// Whether a person of the business sent it by another program, such as the telephone.
    pub is_echo: bool,
    /// What the customer chose or filled in.
    pub submitted: Vec<String>,
}

/// Which way a message went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// From the customer.
    Incoming,
    /// To the customer.
    Outgoing,
    /// To no person: it says what happened to the conversation.
    Activity,
    /// To the customer, by Chatwoot itself.
    Template,
}

/// Who sent a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// What they are.
    pub kind: SenderKind,
    /// Their number, of its own for each kind.
    pub id: Option<u64>,
    /// Their name.
    pub name: Option<String>,
}

/// What the sender of a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SenderKind {
    /// The customer.
    Contact,
    /// A person who works with Chatwoot.
    User,
    /// A bot.
    Bot,
}

/// A file of a message, or what Chatwoot treats as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attachment {
    /// Its number.
    pub id: Option<u64>,
    /// What it is, such as `image`, `audio`, `file`, `location`.
    pub file_type: String,
    /// Where its bytes are for some minutes.
    pub url: Option<String>,
    /// Its size in bytes.
    pub size: Option<u64>,
    /// Its extension, without a full stop.
    pub extension: Option<String>,
    /// The name of a place, the telephone number of a contact.
    pub title: Option<String>,
    /// Latitude and longitude.
    pub coordinates: Option<(String, String)>,
}

impl MessageKind {
    fn read(value: &Value) -> Option<Self> {
        match (value.as_str(), value.as_u64()) {
            (Some("incoming" | "0"), _) | (_, Some(0)) => Some(Self::Incoming),
            (Some("outgoing" | "1"), _) | (_, Some(1)) => Some(Self::Outgoing),
            (Some("activity" | "2"), _) | (_, Some(2)) => Some(Self::Activity),
            (Some("template" | "3"), _) | (_, Some(3)) => Some(Self::Template),
            _ => None,
        }
    }
}

impl Sender {
    fn read(message: &Value, kind: MessageKind) -> Option<Self> {
        let sender = field(message, "sender");
        let words = [field(sender, "type"), field(message, "sender_type")];
        let word = words.into_iter().find_map(Value::as_str).map(str::to_ascii_lowercase);
        if !sender.is_object() && word.is_none() {
            return None;
        }
        let kind = match word.as_deref() {
            Some("contact") => SenderKind::Contact,
            Some(word) if is_bot(word) => SenderKind::Bot,
            None if kind == MessageKind::Incoming => SenderKind::Contact,
            _ => SenderKind::User,
        };
        let number = id(field(sender, "id")).or_else(|| id(field(message, "sender_id")));
        Some(Self { kind, id: number, name: text(field(sender, "name")) })
    }
}

impl Attachment {
    fn read(value: &Value) -> Self {
        let number = |name| field(value, name).as_f64().map(|number| number.to_string());
        let size = field(value, "file_size").as_u64().filter(|size| *size > 0);
        Self {
            id: id(field(value, "id")),
            file_type: text(field(value, "file_type")).unwrap_or_default(),
            url: text(field(value, "data_url")),
            size,
            extension: text(field(value, "extension")),
            title: text(field(value, "fallback_title")),
            coordinates: number("coordinates_lat").zip(number("coordinates_long")),
        }
    }
}

impl Message {
    fn read(value: &Value) -> Option<Self> {
        let kind = MessageKind::read(field(value, "message_type"))?;
        let attributes = field(value, "content_attributes");
        let has = |value: &Value| !value.is_null() && *value != Value::Bool(false);
        let by_campaign = [attributes, field(value, "additional_attributes"), value]
            .into_iter()
            .any(|holder| has(field(holder, "campaign_id")));
        Some(Self {
            id: id(field(value, "id"))?,
            at: seconds(field(value, "created_at"))?,
            kind,
            is_private: is_true(field(value, "private")),
            content: text(field(value, "content")),
            content_type: text(field(value, "content_type")).unwrap_or_else(|| "text".to_owned()),
            sender: Sender::read(value, kind),
            attachments: field(value, "attachments")
                .as_array()
                .into_iter()
                .flatten()
                .filter(|attachment| attachment.is_object())
                .map(Attachment::read)
                .collect(),
            is_deleted: is_true(field(attributes, "deleted")),
            is_reaction: is_true(field(attributes, "is_reaction")),
            is_automatic: by_campaign || has(field(attributes, "automation_rule_id")),
            is_echo: has(field(attributes, "external_echo")),
            submitted: submitted(field(attributes, "submitted_values")),
        })
    }
}

/// What a customer chose (`title`) or filled into a form (`name` and `value`). A survey is an object, and
/// its answer is not part of the conversation.
fn submitted(values: &Value) -> Vec<String> {
    let line = |item: &Value| {
        let value = text(field(item, "value"));
        match (text(field(item, "title")), text(field(item, "name")), value) {
            (Some(title), _, _) => Some(title),
            (None, Some(name), Some(value)) => Some(format!("{name}: {value}")),
            (None, _, value) => value,
        }
    };
    values.as_array().into_iter().flatten().filter_map(line).collect()
}

/// A page of messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessagePage {
    /// The messages of the page.
    pub messages: Vec<Message>,
    /// How many items could not be read.
    pub unreadable: usize,
}

impl MessagePage {
    /// The message before which the next page is, when this one was asked for with `before`; `None` at
    /// the beginning of the conversation. `through` is that of a checkpoint: what
    /// is before it is not needed.
    pub fn next_before(&self, before: Option<u64>, through: Option<u64>) -> Option<u64> {
        let first = self.messages.iter().map(|message| message.id).min()?;
        // A server that does not know `before` would answer the same page for ever.
        let goes_back = before.is_none_or(|before| first < before);
        (goes_back && through.is_none_or(|through| first > through)).then_some(first)
    }
}

/// Reads the answer of [`super::messages_path`].
///
/// # Errors
/// It is no list, or one of something else: it must not look like the beginning of a conversation.
pub fn messages(body: &[u8]) -> Result<MessagePage, UnreadableAnswer> {
    let answer = json(body)?;
    let items = values::list(&answer).ok_or(UnreadableAnswer)?;
    let messages: Vec<Message> = items.iter().filter_map(Message::read).collect();
    if messages.is_empty() && !items.is_empty() {
        return Err(UnreadableAnswer);
    }
    Ok(MessagePage { unreadable: items.len() - messages.len(), messages })
}
