//! A form that comes back: what was typed, why, and what is said about it.

#[cfg(feature = "ssr")]
use domain::{FieldErrors, Problem};
#[cfg(feature = "ssr")]
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::Values;
#[cfg(feature = "ssr")]
use super::{Submission, set_status};
#[cfg(feature = "ssr")]
use crate::locales::use_texts;

/// Why a form comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rejection {
    /// No error: it was kept while the user signed in again.
    Resumed,
    /// No error: the user asked for more rows.
    MoreRows,
    /// Fields are invalid.
    Invalid,
    /// What it was filled from has changed since. The fields show what is stored now beside what was
    /// typed, and the form refers to it from then on, so that sending it again is a decision.
    Conflict,
    /// The user may not do it.
    Refused,
}

impl Rejection {
    /// The status of the response; `None` if nothing is wrong.
    #[cfg(feature = "ssr")]
    fn status(self) -> Option<StatusCode> {
        match self {
            Self::Resumed | Self::MoreRows => None,
            Self::Invalid => Some(StatusCode::UNPROCESSABLE_ENTITY),
            Self::Conflict => Some(StatusCode::CONFLICT),
            Self::Refused => Some(StatusCode::FORBIDDEN),
        }
    }
}

/// A form that comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// All fields as sent, also those that the user does not see.
    pub(super) typed: Values,
    pub(super) why: Rejection,
    /// What is said above the form; empty if nothing is.
    notice: String,
    /// What is said below fields, by name.
    errors: Vec<(String, String)>,
}

impl Draft {
    /// What is said above the form, which is then not said again within it.
    pub(crate) fn take_notice(&mut self) -> String {
        std::mem::take(&mut self.notice)
    }

    /// What is said above the form.
    pub(super) fn notice(&self) -> &str {
        &self.notice
    }

    /// What is wrong with a field.
    pub(super) fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }

    /// The value of a hidden field that says what the form was filled from, such as the revision:
    /// the original one, so that a change since is still noticed; after a conflict none.
    pub(super) fn kept(&self, field: &str) -> Option<&str> {
        if self.why == Rejection::Conflict { None } else { self.typed.sent(field) }
    }
}

#[cfg(feature = "ssr")]
impl Draft {
    /// Returns a form to the user, with a notice above it unless that is empty, and sets the status
    /// of the response.
    pub(crate) fn new(form: &Submission, why: Rejection, notice: impl Into<String>) -> Self {
        if let Some(status) = why.status() {
            set_status(status);
        }
        Self { typed: form.values().clone(), why, notice: notice.into(), errors: Vec::new() }
    }

    /// Returns a form that was kept while the user signed in again.
    pub(crate) fn resumed(form: &Submission) -> Self {
        Self::new(form, Rejection::Resumed, use_texts().answers().forms.resumed)
    }

    /// Returns a form with invalid fields; `message` says what is wrong with a field.
    pub(crate) fn invalid(
        form: &Submission,
        notice: &str,
        errors: &FieldErrors,
        message: impl Fn(&str, &Problem) -> String,
    ) -> Self {
        errors.0.iter().fold(Self::new(form, Rejection::Invalid, notice), |draft, error| {
            draft.with_error(&error.field, message(&error.field, &error.problem))
        })
    }

    /// Says what is wrong with a field.
    #[must_use]
    pub(crate) fn with_error(mut self, field: impl Into<String>, text: impl Into<String>) -> Self {
        self.errors.push((field.into(), text.into()));
        self
    }

    /// Changes what was typed.
    #[must_use]
    pub(crate) fn with_typed(self, change: impl FnOnce(Values) -> Values) -> Self {
        Self { typed: change(self.typed), ..self }
    }

    /// The value of a field as typed.
    pub(crate) fn typed(&self, field: &str) -> &str {
        self.typed.text(field)
    }

    /// The first field with an error.
    pub(crate) fn first_error(&self) -> Option<&str> {
        self.errors.first().map(|(name, _)| name.as_str())
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn every_rejection_has_the_status_of_its_kind() {
        let status = |why: Rejection| why.status().map(|status| status.as_u16());
        assert_eq!(status(Rejection::Resumed), None);
        assert_eq!(status(Rejection::MoreRows), None);
        assert_eq!(status(Rejection::Invalid), Some(422));
        assert_eq!(status(Rejection::Conflict), Some(409));
        assert_eq!(status(Rejection::Refused), Some(403));
    }
}
