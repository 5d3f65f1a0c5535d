//! What can go wrong for a person, in a form that may be shown: no internals, ever.

use std::sync::Arc;

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::locales::Texts;

/// A failed read or a refused write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// It does not exist, or lies outside what the viewer may see: the answer is the same.
    NotFound,
    /// Nobody is signed in (any more).
    SignedOut,
    /// What was asked for takes too long to find.
    TooSlow,
    /// Too much is asked for at the same time.
    Busy,
    /// The server could not be reached.
    Unreachable,
    /// Something failed on our side; the log has the details.
    Failed(Cause),
}

/// What failed, for the log alone: it never leaves the server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    #[serde(skip)]
    text: Arc<str>,
}

impl AppError {
    /// A failure on our side.
    pub(crate) fn failed(cause: impl std::fmt::Display) -> Self {
        Self::Failed(Cause { text: cause.to_string().into() })
    }

    /// What to tell the person: what happened and what to do.
    pub fn message(&self, t: &Texts) -> &'static str {
        match self {
            Self::NotFound => t.error_not_found,
            Self::SignedOut => t.error_signed_out,
            Self::TooSlow => t.error_search_too_long,
            Self::Busy => t.error_busy,
            Self::Unreachable => t.error_unreachable,
            Self::Failed(_) => t.error_failed,
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
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            error => {
                #[cfg(feature = "ssr")]
                log_server_fn(&error);
                Self::failed(error)
            }
        }
    }
}

/// Writes into the log why a server function did not run: nothing of ours sees the error afterwards.
#[cfg(feature = "ssr")]
fn log_server_fn(error: &ServerFnErrorErr) {
    match error {
        ServerFnErrorErr::UnsupportedRequestMethod(_)
        | ServerFnErrorErr::Deserialization(_)
        | ServerFnErrorErr::Args(_)
        | ServerFnErrorErr::MissingArg(_) => tracing::warn!(%error, "a form could not be read"),
        error => tracing::error!(%error, "a form could not be answered"),
    }
}

/// How requests are answered with an error. Conversions of the store's errors have no side effects: what
/// is logged and which status the response gets is decided here.
#[cfg(feature = "ssr")]
impl AppError {
    fn status(&self) -> http::StatusCode {
        match self {
            Self::NotFound => http::StatusCode::NOT_FOUND,
            Self::SignedOut => http::StatusCode::UNAUTHORIZED,
            Self::TooSlow => http::StatusCode::UNPROCESSABLE_ENTITY,
            Self::Busy => http::StatusCode::SERVICE_UNAVAILABLE,
            Self::Unreachable | Self::Failed(_) => http::StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Writes a failure on our side into the log.
    pub(crate) fn log(&self) {
        if let Self::Failed(cause) = self {
            tracing::error!(error = %cause.text, "a page or a form failed");
        }
    }

    /// Answers the request with it: it is logged, and the response gets its status.
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
