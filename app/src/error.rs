//! Errors that may be shown to users: they never expose internals.

use std::sync::Arc;

use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::locales::Texts;
use crate::wire::WireEncoding;

/// A failed read or a refused write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// The resource does not exist or is out of scope; the response is the same.
    NotFound,
    /// There is no session, or it has ended.
    SignedOut,
    /// The query took too long.
    TooSlow,
    /// Too many concurrent requests.
    Busy,
    /// The server could not be reached.
    Unreachable,
    /// The server runs another version than the page. Only the page itself finds out.
    Outdated,
    /// An internal error; the log has the details.
    Failed(Cause),
    /// The fields of a form are missing or malformed, which no page of ours sends.
    Malformed,
}

/// The cause of an internal error, for the log only: it is never serialised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    #[serde(skip)]
    text: Arc<str>,
}

impl AppError {
    /// An internal error.
    pub(crate) fn failed(cause: impl std::fmt::Display) -> Self {
        Self::Failed(Cause { text: cause.to_string().into() })
    }

    /// The message for the user: what happened and what to do.
    pub fn message(&self, t: &Texts) -> &'static str {
        match self {
            Self::NotFound => t.error_not_found,
            Self::SignedOut => t.error_signed_out,
            Self::TooSlow => t.error_search_too_long,
            Self::Busy => t.error_busy,
            Self::Unreachable => t.error_unreachable,
            Self::Outdated => t.error_outdated,
            Self::Failed(_) => t.error_failed,
            Self::Malformed => t.error_malformed,
        }
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = WireEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            #[cfg(not(feature = "ssr"))]
            ServerFnErrorErr::Deserialization(_) => Self::Outdated,
            #[cfg(feature = "ssr")]
            error @ (ServerFnErrorErr::UnsupportedRequestMethod(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)) => {
                tracing::warn!(%error, "a form could not be read");
                Self::Malformed.answered()
            }
            error => {
                // The only place where the error is available.
                #[cfg(feature = "ssr")]
                tracing::error!(%error, "a form could not be answered");
                Self::failed(error)
            }
        }
    }
}

/// Logging and response status; the conversions from store errors have no side effects.
#[cfg(feature = "ssr")]
impl AppError {
    fn status(&self) -> http::StatusCode {
        match self {
            Self::NotFound => http::StatusCode::NOT_FOUND,
            Self::SignedOut => http::StatusCode::UNAUTHORIZED,
            Self::TooSlow => http::StatusCode::UNPROCESSABLE_ENTITY,
            Self::Busy => http::StatusCode::SERVICE_UNAVAILABLE,
            Self::Malformed => http::StatusCode::BAD_REQUEST,
            Self::Unreachable | Self::Outdated | Self::Failed(_) => http::StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Logs an internal error; other variants are not logged.
    pub(crate) fn log(&self) {
        if let Self::Failed(cause) = self {
            tracing::error!(error = %cause.text, "a page or a form failed");
        }
    }

    /// Logs the error and sets the status of the response.
    #[must_use]
    pub(crate) fn answered(self) -> Self {
        self.log();
        if let Some(response) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>() {
            response.set_status(self.status());
        }
        self
    }
}

#[cfg(feature = "ssr")]
impl From<store::Error> for AppError {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::TooSlow => Self::TooSlow,
            store::Error::Busy => Self::Busy,
            error => Self::failed(error),
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::{AppError, Cause};

    #[test]
    fn the_cause_of_a_failure_stays_on_the_server() {
        let error = AppError::from(store::Error::Corrupt("the row of ana".to_owned()));
        let sent = serde_json::to_string(&error).expect("JSON");
        assert!(!sent.contains("ana"), "{sent}");
        assert_eq!(
            serde_json::from_str::<AppError>(&sent).expect("it is read back"),
            AppError::Failed(Cause::default())
        );
    }
}
