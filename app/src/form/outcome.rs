//! How a form ends other than by its page: the status of the response, and the answer of a server
//! function that carries the form out in place of the page.

use std::sync::{Arc, Mutex, PoisonError};

use http::StatusCode;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::ResponseOptions;

use super::Submission;
use crate::session::PageContext;
use crate::ui::notice::Notice;

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

/// Sets the status of the response: a form that comes back, a page that is gone. A server function
/// says so in its answer.
pub(crate) fn set_status(status: StatusCode) {
    if use_context::<Outcome>().is_some() {
        return;
    }
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}
