//! A server that answers as Chatwoot does, and a client that reads a conversation from it.

use std::collections::BTreeMap;

use intake::chatwoot::rest::{self, Conversation, ConversationPage, Message, ReportingEvent};
use intake::chatwoot::{Checkpoint, Directory};
use serde_json::{Value, json};

/// What the server knows.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    /// When each conversation changed last, and the conversation.
    pub conversations: BTreeMap<u64, (i64, Value)>,
    pub messages: BTreeMap<u64, Vec<Value>>,
    /// The answers to other calls, by path.
    pub others: BTreeMap<String, Value>,
    /// How many messages a page has.
    pub page: usize,
    /// Whether it knows the call of one conversation.
    pub knows_conversation: bool,
}

impl Default for Server {
    fn default() -> Self {
        let file = |bytes: &[u8]| serde_json::from_slice(bytes).expect("JSON");
        let others = [(rest::inboxes_path(1), file(include_bytes!("rest/inboxes.json")))].into();
        let (conversations, messages) = (BTreeMap::new(), BTreeMap::new());
        Self { conversations, messages, others, page: 20, knows_conversation: true }
    }
}

impl Server {
    /// Keeps a conversation, if it is newer than the one that is there.
    pub(crate) fn keep(&mut self, number: u64, at: i64, conversation: &Value) {
        if self.conversations.get(&number).is_none_or(|(known, _)| *known <= at) {
            let mut conversation = conversation.clone();
            // A webhook has more fields than REST.
            for field in ["contact_inbox", "event", "changed_attributes"] {
                conversation.as_object_mut().expect("an object").remove(field);
            }
            self.conversations.insert(number, (at, conversation));
        }
    }

    /// The answer to a call; `None` is 404.
    pub(crate) fn get(&self, path: &str) -> Option<Vec<u8>> {
        if let Some(answer) = self.others.get(path) {
            return Some(answer.to_string().into_bytes());
        }
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let rest = path.strip_prefix("/api/v1/accounts/1/conversations")?;
        let answer = match rest.trim_start_matches('/').split('/').collect::<Vec<_>>()[..] {
            [""] => self.resolved(query),
            [number] if self.knows_conversation => self.conversations.get(&number.parse().ok()?)?.1.clone(),
            [number, "messages"] => self.messages(number.parse().ok()?, query),
            _ => return None,
        };
        Some(answer.to_string().into_bytes())
    }

    fn resolved(&self, query: &str) -> Value {
        let page: usize = query.rsplit_once("page=").expect("a page").1.parse().expect("a page");
        let is_resolved = |(_, conversation): &&(i64, Value)| conversation["status"] == "resolved";
        let mut resolved: Vec<_> = self.conversations.values().filter(is_resolved).collect();
        resolved.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let page: Vec<_> =
            resolved.into_iter().skip(25 * (page - 1)).take(25).map(|(_, value)| value).collect();
        json!({ "data": { "meta": {}, "payload": page } })
    }

    fn messages(&self, number: u64, query: &str) -> Value {
        let before: Option<u64> = query.strip_prefix("before=").map(|id| id.parse().expect("an ID"));
        let none = Vec::new();
        let all = self.messages.get(&number).unwrap_or(&none);
        let id = |message: &&Value| message["id"].as_u64();
        let mut older: Vec<_> =
            all.iter().filter(|m| before.is_none_or(|before| id(m) < Some(before))).collect();
        older.sort_by_key(|message| std::cmp::Reverse(id(message)));
        older.truncate(self.page);
        older.reverse();
        json!({ "meta": {}, "payload": older })
    }
}

/// What a client reads of an account.
pub(crate) fn directory(server: &Server) -> Directory {
    let get = |path: String| server.get(&path);
    Directory {
        inboxes: get(rest::inboxes_path(1))
            .map(|body| rest::inboxes(&body).expect("inboxes"))
            .unwrap_or_default(),
        agents: get(rest::agents_path(1))
            .map(|body| rest::agents(&body).expect("agents"))
            .unwrap_or_default(),
        teams: get(rest::teams_path(1)).map(|body| rest::teams(&body).expect("teams")).unwrap_or_default(),
    }
}

/// What a client reads of a conversation.
pub(crate) struct Read {
    pub conversation: Conversation,
    pub messages: Vec<Message>,
    pub events: Vec<ReportingEvent>,
}

/// Reads a conversation; `None` if the server does not know it.
pub(crate) fn read(server: &Server, number: u64, checkpoint: Option<&Checkpoint>) -> Option<Read> {
    let (mut messages, mut before) = (Vec::new(), None);
    loop {
        let body = server.get(&rest::messages_path(1, number, before))?;
        let page = rest::messages(&body).expect("messages");
        before = page.next_before(before, checkpoint.and_then(Checkpoint::through));
        messages.extend(page.messages);
        if before.is_none() {
            break;
        }
    }
    let one = server.get(&rest::conversation_path(1, number));
    let conversation = match one {
        Some(body) => rest::conversation(&body).expect("a conversation"),
        None => resolved(server).into_iter().find(|conversation| conversation.id == number)?,
    };
    let events = server.get(&rest::reporting_events_path(1, number));
    let events = events.map(|body| rest::reporting_events(&body).expect("events")).unwrap_or_default();
    Some(Read { conversation, messages, events })
}

/// All resolved conversations.
pub(crate) fn resolved(server: &Server) -> Vec<Conversation> {
    let mut all = Vec::new();
    for number in 1.. {
        let body = server.get(&rest::resolved_path(1, number)).expect("a page");
        let page: ConversationPage = rest::conversations(&body).expect("a page");
        if page.is_end() {
            break;
        }
        all.extend(page.conversations);
    }
    all
}
