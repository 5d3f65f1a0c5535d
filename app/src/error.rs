//! What can go wrong for a person, in a form that may be shown: no internals, ever.

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
    /// The case was merged into another one; nothing was written.
    Merged,
    /// What was asked for takes too long to find.
    TooSlow,
    /// Too much is asked for at the same time.
    Busy,
    /// The reason is not among those the queue offers.
    ReasonNotOffered,
    /// The server could not be reached.
    Unreachable,
    /// Something failed on our side; the log has the details.
    Failed,
}

impl AppError {
    /// What to tell the person: what happened and what to do.
    pub fn message(&self, t: &Texts) -> &'static str {
        match self {
            Self::NotFound => t.error_not_found,
            Self::SignedOut => t.error_signed_out,
            Self::Merged => t.error_merged,
            Self::TooSlow => t.error_search_too_long,
            Self::Busy => t.error_busy,
            Self::ReasonNotOffered => t.error_reason_not_offered,
            Self::Unreachable => t.error_unreachable,
            Self::Failed => t.error_failed,
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
            _ => Self::Failed,
        }
    }
}

/// The HTTP status that goes with an error, for server functions and for the page around them.
#[cfg(feature = "ssr")]
impl AppError {
    fn status(&self) -> http::StatusCode {
        match self {
            Self::NotFound => http::StatusCode::NOT_FOUND,
            Self::SignedOut => http::StatusCode::UNAUTHORIZED,
            Self::Merged => http::StatusCode::CONFLICT,
            Self::ReasonNotOffered | Self::TooSlow => http::StatusCode::UNPROCESSABLE_ENTITY,
            Self::Busy => http::StatusCode::SERVICE_UNAVAILABLE,
            Self::Unreachable | Self::Failed => http::StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Sets the response's status and hands the error on.
    #[must_use]
    pub fn answered(self) -> Self {
        if let Some(response) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>() {
            response.set_status(self.status());
        }
        self
    }
}

#[cfg(feature = "ssr")]
impl From<store::Error> for AppError {
    fn from(error: store::Error) -> Self {
        // What people can mend by themselves is no fault of ours.
        match error {
            store::Error::Merged { .. } => Self::Merged,
            store::Error::ReasonNotOffered => Self::ReasonNotOffered,
            store::Error::TooSlow => Self::TooSlow,
            store::Error::Busy => Self::Busy,
            error => {
                tracing::error!(%error, "a query failed");
                Self::Failed
            }
        }
        .answered()
    }
}
