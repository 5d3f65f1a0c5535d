//! Forms that are posted to the very page they stand on: an edit that is not accepted comes back as
//! the page with what was typed and what is wrong with it, without JavaScript too.
//!
//! The server hands the fields to the page it renders ([`Submission`]); the part of the page whose
//! form it is carries it out while it reads what it shows, and either leads on or shows the fields
//! again.

use std::sync::Arc;

use http::StatusCode;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// The fields of the form that was posted to the page being rendered.
#[derive(Clone, Debug)]
pub struct Submission {
    fields: Arc<Vec<(String, String)>>,
    resumed: bool,
}

/// Marks a request whose form waited on the sign-in page ([`crate::waiting_form`]).
#[derive(Clone, Copy, Debug)]
pub struct Resumed;

impl Submission {
    /// These fields, in the order in which they were sent; `resumed` where they waited for their person
    /// to sign in again.
    pub fn new(fields: Vec<(String, String)>, resumed: bool) -> Self {
        Self { fields: Arc::new(fields), resumed }
    }

    /// Whether the form waited for its person to sign in again: it comes back filled in, to be looked
    /// at and sent.
    pub(crate) fn is_resumed(&self) -> bool {
        self.resumed
    }

    /// What was posted by the form of this name (its field `form`), if it was.
    pub(crate) fn of(form: &str) -> Option<Self> {
        use_context::<Self>().filter(|submission| submission.field("form") == form)
    }

    /// What was posted to a page that has one form only, if something was.
    pub(crate) fn any() -> Option<Self> {
        use_context()
    }

    /// What a field says; nothing where it was not sent.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.sent(name).unwrap_or_default()
    }

    /// What a field says, where it was sent at all.
    pub(crate) fn sent(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The fields whose names begin with a prefix, without it.
    pub(crate) fn under(&self, prefix: &'static str) -> impl Iterator<Item = (String, String)> {
        self.fields
            .iter()
            .filter_map(move |(key, value)| Some((key.strip_prefix(prefix)?.to_owned(), value.clone())))
    }
}

/// Says by the response's status that it is not what was hoped for: a form that was not accepted, a
/// page with nothing to show.
pub(crate) fn answer_with(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}
