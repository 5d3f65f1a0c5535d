//! Forms that post to their own page: if validation fails, the page is rendered again with the
//! typed values and the field errors, with or without JavaScript.
//!
//! The server passes the fields to the page it renders ([`Submission`]). The part of the page that
//! owns the form submits it while loading its content, then redirects or shows the fields again.

use std::sync::{Arc, Mutex, PoisonError};

use http::StatusCode;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::ResponseOptions;

use crate::session::PageContext;
use crate::ui::notice::Notice;

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

/// The outcome of a form that a server function carries out in place of a page. What would be a
/// redirect with a flash message is kept here.
#[derive(Clone, Default)]
pub(crate) struct Outcome(Arc<Mutex<Option<(Notice, String)>>>);

impl Outcome {
    /// Lets the loaders of this request carry out a form with these fields.
    pub(crate) fn of(fields: Vec<(String, String)>) -> Self {
        let outcome = Self::default();
        provide_context(PageContext::from_request().locale);
        provide_context(Submission::new(fields, false));
        provide_context(outcome.clone());
        outcome
    }

    /// Keeps that the form was accepted: the message, and the address that follows.
    pub(crate) fn accept(&self, notice: Notice, next: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((notice, next.to_owned()));
    }

    /// The message and the address that follows, if the form was accepted.
    pub(crate) fn accepted(&self) -> Option<(Notice, String)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Sets the status of the response: a form that failed validation, a page that is gone. A server
/// function says so in its answer.
pub(crate) fn set_status(status: StatusCode) {
    if use_context::<Outcome>().is_some() {
        return;
    }
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}
