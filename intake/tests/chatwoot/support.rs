//! Conversations made of messages, and interactions as rows.

use chrono::{DateTime, FixedOffset};
use domain::{Channel, NewInteraction, Sender, Timestamp};
use intake::chatwoot::rest::{self, Conversation, Inbox, Message, ReportingEvent};
use intake::chatwoot::{
    ChatwootSettings, Checkpoint, Directory, History, Output, StatusChange, interactions,
};
use serde_json::{Value, json};

/// The moment in which the samples begin, in seconds since 1970: 15 June 2026, 12:00 UTC.
pub(crate) const NOON: i64 = 1_781_524_800;
/// Long after everything has ended.
pub(crate) const LATER: Timestamp = Timestamp((NOON + 10 * 86_400) * 1_000);

/// The settings of the samples.
pub(crate) fn settings() -> ChatwootSettings {
    ChatwootSettings {
        source: "chat".to_owned(),
        base_url: "https://chat.exemplo.invalid".to_owned(),
        ..ChatwootSettings::default()
    }
}

/// The inboxes of the samples.
pub(crate) fn inboxes() -> Vec<Inbox> {
    rest::inboxes(include_bytes!("rest/inboxes.json")).expect("inboxes")
}

/// A conversation of which a test says what happens.
#[derive(Clone)]
pub(crate) struct Talk {
    pub settings: ChatwootSettings,
    pub directory: Directory,
    pub conversation: Value,
    pub messages: Vec<Value>,
    pub events: Vec<ReportingEvent>,
    pub webhooks: Vec<StatusChange>,
}

impl Talk {
    /// A conversation of inbox 3 with number 9, resolved and assigned to Ana.
    pub(crate) fn new() -> Self {
        Self {
            settings: settings(),
            directory: Directory { inboxes: inboxes(), ..Directory::default() },
            conversation: json!({
                "id": 9, "inbox_id": 3, "status": "resolved", "labels": [],
                "meta": {
                    "channel": "Channel::WebWidget",
                    "sender": { "id": 70, "name": "Bia Reis", "type": "contact" },
                    "assignee": { "id": 7, "name": "Ana", "type": "user" },
                },
            }),
            messages: Vec::new(),
            events: Vec::new(),
            webhooks: Vec::new(),
        }
    }

    /// Adds a message some seconds after noon; its number is the position.
    pub(crate) fn add(mut self, at: i64, kind: u64, content: &str, more: Value) -> Self {
        let id = 100 + self.messages.len();
        let mut message = json!({
            "id": id, "created_at": NOON + at, "message_type": kind, "content": content,
            "content_type": "text", "content_attributes": {}, "private": false,
        });
        if let (Some(message), Value::Object(more)) = (message.as_object_mut(), more) {
            message.extend(more);
        }
        self.messages.push(message);
        self
    }

    /// The customer writes.
    pub(crate) fn customer(self, at: i64, content: &str) -> Self {
        self.add(at, 0, content, json!({ "sender": { "id": 70, "name": "Bia Reis", "type": "contact" } }))
    }

    /// A person writes.
    pub(crate) fn agent(self, at: i64, name: &str, content: &str) -> Self {
        // Ana is the assignee.
        let id = if name == "Ana" { 7 } else { 10 + name.len() };
        self.add(at, 1, content, json!({ "sender": { "id": id, "name": name, "type": "user" } }))
    }

    /// A bot writes.
    pub(crate) fn bot(self, at: i64, content: &str) -> Self {
        self.add(at, 1, content, json!({ "sender": { "id": 3, "name": "Robô", "type": "agent_bot" } }))
    }

    /// A rule writes.
    pub(crate) fn rule(self, at: i64, content: &str) -> Self {
        self.add(at, 1, content, json!({ "content_attributes": { "automation_rule_id": 5 } }))
    }

    /// An activity message.
    pub(crate) fn activity(self, at: i64, content: &str) -> Self {
        self.add(at, 2, content, json!({}))
    }

    /// Ana resolves it.
    pub(crate) fn resolved(self, at: i64) -> Self {
        self.activity(at, "Conversation was marked resolved by Ana")
    }

    /// Sets a field of the conversation.
    pub(crate) fn with(mut self, field: &str, value: Value) -> Self {
        self.conversation[field] = value;
        self
    }

    /// What is made of it long afterwards.
    pub(crate) fn output(&self) -> Output {
        self.output_at(LATER, None)
    }

    pub(crate) fn output_at(&self, now: Timestamp, checkpoint: Option<&Checkpoint>) -> Output {
        let conversation = self.conversation();
        let messages = messages(&self.messages);
        let history = History {
            directory: &self.directory,
            conversation: &conversation,
            messages: &messages,
            reporting_events: &self.events,
            status_changes: &self.webhooks,
            checkpoint,
        };
        interactions(&self.settings, &history, now)
    }

    fn conversation(&self) -> Conversation {
        rest::conversation(self.conversation.to_string().as_bytes()).expect("a conversation")
    }

    /// The interactions that are made of it.
    pub(crate) fn interactions(&self) -> Vec<NewInteraction> {
        let output = self.output();
        assert_eq!(output.rejects, []);
        assert_accepted(&output);
        output.finished.into_iter().map(|finished| finished.interaction).collect()
    }

    /// The only interaction that is made of it.
    pub(crate) fn interaction(&self) -> NewInteraction {
        let mut interactions = self.interactions();
        assert_eq!(interactions.len(), 1, "{interactions:#?}");
        interactions.remove(0)
    }

    /// The rows of its interactions.
    pub(crate) fn rows(&self) -> Vec<String> {
        self.interactions().iter().map(row).collect()
    }
}

/// Messages as REST answers them.
pub(crate) fn messages(values: &[Value]) -> Vec<Message> {
    if values.is_empty() {
        return Vec::new();
    }
    let page = rest::messages(json!({ "payload": values }).to_string().as_bytes()).expect("messages");
    assert_eq!(page.unreadable, 0);
    page.messages
}

/// Some seconds after noon.
pub(crate) fn after(seconds: i64) -> Timestamp {
    Timestamp((NOON + seconds) * 1_000)
}

/// The seconds after noon of a time.
fn since(at: DateTime<FixedOffset>) -> String {
    (at.timestamp() - NOON).to_string()
}

/// An interaction as ID, queued, answered, ended (seconds after noon), agent, and its sides.
pub(crate) fn row(new: &NewInteraction) -> String {
    let id = new.external_id.rsplit(':').next().expect("an ID");
    let agent = new.agent.as_deref().unwrap_or("-");
    let sides: String = new.messages.iter().map(|message| &message.from.as_str()[..1]).collect();
    let answered = new.answered_at.map_or("-".to_owned(), since);
    format!("{id} {} {answered} {} {agent} {sides}", since(new.queued_at), since(new.ended_at))
}

/// The messages as side, seconds after noon and text.
pub(crate) fn said(new: &NewInteraction) -> Vec<(Sender, i64, &str)> {
    let said = |message: &domain::interaction::NewMessage| (message.from, message.at.timestamp() - NOON);
    new.messages.iter().map(|message| (said(message).0, said(message).1, message.text.as_str())).collect()
}

/// Asserts that intake accepts what was emitted, as its JSON says it.
pub(crate) fn assert_accepted(output: &Output) {
    for finished in &output.finished {
        let text = serde_json::to_vec(&finished.interaction).expect("JSON");
        assert_eq!(intake::json::parse(&text).as_ref(), Ok(&finished.interaction));
        assert_ne!(finished.interaction.channel, Channel::Voice);
    }
}
