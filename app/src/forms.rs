//! Forms that post to their own page: if validation fails, the page is rendered again with the
//! typed values and the field errors, with or without JavaScript.
//!
//! The server passes the fields to the page it renders ([`Submission`]). The part of the page that
//! owns the form submits it while loading its content, then redirects or shows the fields again.

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

/// Marks a request whose form was kept on the sign-in page ([`crate::waiting_form`]).
#[derive(Clone, Copy, Debug)]
pub struct Resumed;

impl Submission {
    /// Creates a submission from the fields in the order they were sent. `resumed` is set if the
    /// form was kept while the user signed in again.
    pub fn new(fields: Vec<(String, String)>, resumed: bool) -> Self {
        Self { fields: Arc::new(fields), resumed }
    }

    /// Whether the form was kept while the user signed in again. It is then shown filled in instead
    /// of being submitted, so that the user can review it.
    pub(crate) fn is_resumed(&self) -> bool {
        self.resumed
    }

    /// The submission of the form with this name (its field `form`), if it was posted.
    pub(crate) fn of(form: &str) -> Option<Self> {
        use_context::<Self>().filter(|submission| submission.field("form") == form)
    }

    /// The submission to a page that has a single form, if one was posted.
    pub(crate) fn any() -> Option<Self> {
        use_context()
    }

    /// The value of a field; empty if the field was not sent.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.sent(name).unwrap_or_default()
    }

    /// The value of a field, or `None` if the field was not sent.
    pub(crate) fn sent(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The fields whose names start with `prefix`, with the prefix removed.
    pub(crate) fn under(&self, prefix: &'static str) -> impl Iterator<Item = (String, String)> {
        self.fields
            .iter()
            .filter_map(move |(key, value)| Some((key.strip_prefix(prefix)?.to_owned(), value.clone())))
    }
}

/// Sets the status of the response: a form that failed validation, a page that is gone.
pub(crate) fn set_status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}
