//! Builder of interactions in the API format.

use serde_json::{Value, json};

use super::TestServer;
use super::answer::Answer;
use super::input::{call, sha256};

/// A valid interaction based on [`call`], which methods modify.
#[derive(Clone)]
pub(crate) struct InteractionBuilder(Value);

impl InteractionBuilder {
    /// A call answered by *ana*.
    pub(crate) fn call(id: &str) -> Self {
        Self(call(id))
    }

    /// The channel by its name in the API.
    pub(crate) fn channel(self, channel: &str) -> Self {
        self.with("channel", json!(channel))
    }

    /// The agent, or `None` for an unanswered interaction.
    pub(crate) fn agent(self, agent: Option<&str>) -> Self {
        match agent {
            Some(login) => self.with("agent", json!(login)),
            None => self.without("agent"),
        }
    }

    pub(crate) fn queue(self, queue: &str) -> Self {
        self.with("queue", json!(queue))
    }

    pub(crate) fn number(self, number: &str) -> Self {
        self.with("number", json!(number))
    }

    /// A customer with an identity in the source.
    pub(crate) fn customer(self, name: &str, external_id: &str) -> Self {
        self.with("customer", json!({ "name": name, "external_id": external_id }))
    }

    /// The telephone number of the customer.
    pub(crate) fn phone(mut self, phone: &str) -> Self {
        self.0["customer"]["phone"] = json!(phone);
        self
    }

    /// The e-mail address of the customer.
    pub(crate) fn email(mut self, email: &str) -> Self {
        self.0["customer"]["email"] = json!(email);
        self
    }

    /// The case, by its external ID.
    pub(crate) fn case(self, external_id: &str) -> Self {
        self.with("case", json!({ "external_id": external_id }))
    }

    /// The kind and the subject of the case.
    pub(crate) fn about(mut self, kind: &str, subject: &str) -> Self {
        self.0["case"]["kind"] = json!(kind);
        self.0["case"]["subject"] = json!(subject);
        self
    }

    pub(crate) fn reason(self, reason: &str) -> Self {
        self.with("contact_reason", json!(reason))
    }

    pub(crate) fn notes(self, notes: &str) -> Self {
        self.with("notes", json!(notes))
    }

    /// The only message of the conversation, from the customer.
    pub(crate) fn message(self, text: &str) -> Self {
        let at = self.0["queued_at"].clone();
        self.with("messages", json!([{ "at": at, "from": "customer", "text": text }]))
    }

    /// The name of the sender of the message.
    pub(crate) fn sender(mut self, name: &str) -> Self {
        self.0["messages"][0]["name"] = json!(name);
        self
    }

    /// Adds a file to the message; its bytes are uploaded by [`TestServer::put_media`].
    pub(crate) fn file(mut self, name: &str, media_type: &str, content: &[u8]) -> Self {
        let (size, sha256) = (content.len(), sha256(content));
        let file = json!({ "name": name, "type": media_type, "size": size, "sha256": sha256 });
        let files = &mut self.0["messages"][0]["attachments"];
        if files.is_null() {
            *files = json!([]);
        }
        files.as_array_mut().expect("a list").push(file);
        self
    }

    /// The only call attempt, answered.
    pub(crate) fn attempt(self, number: &str, duration_s: u32) -> Self {
        let at = self.0["answered_at"].clone();
        let attempt = json!({ "at": at, "number": number, "status": "answered", "duration_s": duration_s });
        self.with("calls", json!([attempt]))
    }

    fn with(mut self, field: &str, value: Value) -> Self {
        self.0[field] = value;
        self
    }

    fn without(mut self, field: &str) -> Self {
        self.0.as_object_mut().expect("an object").remove(field);
        self
    }

    /// Posts it with the API key of the server.
    pub(crate) async fn post(&self, server: &TestServer) -> Answer {
        server.post(&self.0).await
    }
}
