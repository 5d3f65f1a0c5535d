//! The form that was posted to the page being rendered.

use std::sync::Arc;

use leptos::prelude::use_context;

use super::Values;

/// The fields of the form that was posted to the page being rendered.
#[derive(Clone, Debug)]
pub struct Submission {
    values: Arc<Values>,
    resumed: bool,
}

/// Marks a request whose form was kept on the sign-in page ([`crate::waiting_form`]).
#[derive(Clone, Copy, Debug)]
pub struct Resumed;

impl Submission {
    /// Creates a submission from the fields in the order they were sent. `resumed` is set if the
    /// form was kept while the user signed in again.
    pub fn new(fields: Vec<(String, String)>, resumed: bool) -> Self {
        Self { values: Arc::new(Values(fields)), resumed }
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

    /// All fields.
    pub(crate) fn values(&self) -> &Values {
        &self.values
    }

    /// The value of a field; empty if the field was not sent.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.values.text(name)
    }

    /// The value of a field, or `None` if the field was not sent.
    pub(crate) fn sent(&self, name: &str) -> Option<&str> {
        self.values.sent(name)
    }

    /// The fields whose names start with `prefix`, with the prefix removed.
    pub(crate) fn under(&self, prefix: &'static str) -> impl Iterator<Item = (String, String)> {
        self.values.under(prefix)
    }
}
