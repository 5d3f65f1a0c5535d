//! The requests to the REST API of Chatwoot, and what its answers say.
//!
//! Nothing here speaks to a server: a client takes a path from here, sends it with the token of an
//! administrator (an agent's sees only the inboxes of that agent) in [`TOKEN_HEADER`], and gives the body
//! back. Versions differ in how they write times, types and wrappers; unknown fields say nothing.
//!
//! To read one conversation: [`messages_path`] until [`MessagePage::next_before`] is `None`, then
//! [`conversation_path`], [`reporting_events_path`], and from time to time [`inboxes_path`],
//! [`agents_path`] and [`teams_path`]. A server may answer 404 to all but the messages: then what it would
//! have said is unknown. Any other failure is tried again, since half of the answers make another
//! interaction.
//!
//! To find what no webhook has announced: [`resolved_path`] page by page until an empty one, or until
//! [`ConversationPage::is_before`] says that the rest did not change since the poll before. Conversations
//! move between pages while they are read, so polls overlap by more than the time that one takes.

mod conversation;
mod message;
mod others;
pub(super) mod values;

pub use conversation::{Contact, Conversation, ConversationPage, Status, User, conversation, conversations};
pub use message::{Attachment, Message, MessageKind, MessagePage, Sender, SenderKind, messages};
pub use others::{Inbox, ReportingEvent, agents, inboxes, reporting_events, teams};

use serde_json::Value;

/// The header of the access token.
pub const TOKEN_HEADER: &str = "api_access_token";

/// The answer is no JSON, or not that of this request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnreadableAnswer;

impl std::fmt::Display for UnreadableAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the server gave another answer than Chatwoot does")
    }
}

impl std::error::Error for UnreadableAnswer {}

/// The path of a conversation.
pub fn conversation_path(account: u64, conversation: u64) -> String {
    format!("/api/v1/accounts/{account}/conversations/{conversation}")
}

/// The path of the messages of a conversation: the newest twenty, or those before a message.
pub fn messages_path(account: u64, conversation: u64, before: Option<u64>) -> String {
    let query = before.map_or(String::new(), |before| format!("?before={before}"));
    format!("{}/messages{query}", conversation_path(account, conversation))
}

/// The path of a conversation's reporting events, which servers have since about version 4.9.
pub fn reporting_events_path(account: u64, conversation: u64) -> String {
    format!("{}/reporting_events", conversation_path(account, conversation))
}

/// The path of a page of the resolved conversations, 25 of them, those that changed last first; pages
/// count from 1.
pub fn resolved_path(account: u64, page: u32) -> String {
    format!(
        "/api/v1/accounts/{account}/conversations?status=resolved&assignee_type=all\
         &sort_by=last_activity_at_desc&page={page}"
    )
}

/// The path of the inboxes.
pub fn inboxes_path(account: u64) -> String {
    format!("/api/v1/accounts/{account}/inboxes")
}

/// The path of the agents.
pub fn agents_path(account: u64) -> String {
    format!("/api/v1/accounts/{account}/agents")
}

/// The path of the teams.
pub fn teams_path(account: u64) -> String {
    format!("/api/v1/accounts/{account}/teams")
}

fn json(body: &[u8]) -> Result<Value, UnreadableAnswer> {
    serde_json::from_slice(body).map_err(|_| UnreadableAnswer)
}

/// Reads a list whose items are read by `each`; what cannot be read is left out.
fn list<T>(body: &[u8], each: impl Fn(&Value) -> Option<T>) -> Result<Vec<T>, UnreadableAnswer> {
    let answer = json(body)?;
    Ok(values::list(&answer).ok_or(UnreadableAnswer)?.iter().filter_map(each).collect())
}
