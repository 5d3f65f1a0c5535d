//! Errors of handlers that do not render a page, as responses: a refusal (4xx, 503) says why in the
//! language of the request; a failure (500) is logged with the operation that failed, and shows
//! only the request ID. A busy database and a search that takes too long count as refusals.

use app::locales::Texts;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{language, request_id};

/// A refusal, or a failure on our side.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The content requires a session (401).
    #[error("signed out")]
    SignedOut(Content),
    /// The content does not exist or is out of scope (404).
    #[error("not found")]
    NotFound(Content),
    /// The address does not exist, or not for this person (404).
    #[error("nothing here")]
    NothingHere,
    /// A form exceeds its limits (413).
    #[error("the form is too large")]
    FormTooLarge,
    /// The body of a form ended early (400).
    #[error("the form was cut off")]
    FormCutOff,
    /// A cross-site request (403).
    #[error("sent by another site")]
    OtherSite,
    /// The request is for another host (421).
    #[error("another host")]
    OtherHost,
    /// A user has too many pages open that follow what arrives (429).
    #[error("too many streams of a user")]
    TooManyOfUser,
    /// The server, or the client's network, has too many pages open that follow what arrives (503).
    #[error("too many streams")]
    TooManyStreams,
    /// The database failed, was busy (503) or took too long (422).
    #[error("{doing}: {error}")]
    Store {
        /// The operation that failed, for the log.
        doing: &'static str,
        /// The cause.
        error: store::Error,
    },
    /// The blob storage failed.
    #[error("the blob storage failed: {0}")]
    Blobs(#[from] std::io::Error),
    /// A response could not be built.
    #[error("a response could not be made: {0}")]
    Response(#[from] axum::http::Error),
    /// A spawned task panicked or was cancelled.
    #[error("a task was not finished: {0}")]
    Task(#[from] tokio::task::JoinError),
    /// A handler panicked.
    #[error("a handler panicked: {0}")]
    Panic(String),
}

/// The kind of content requested, for the wording of a refusal.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Content {
    /// A recording.
    Recording,
    /// An attachment.
    File,
}

/// Adds the operation that failed to a database error, whose cause alone does not say it.
pub(crate) trait During<T> {
    /// Maps an error to [`Error::Store`], with the operation for the log ("saving the logo").
    fn during(self, doing: &'static str) -> Result<T, Error>;
}

impl<T> During<T> for store::Result<T> {
    fn during(self, doing: &'static str) -> Result<T, Error> {
        self.map_err(|error| Error::Store { doing, error })
    }
}

impl Error {
    const fn status(&self) -> StatusCode {
        match self {
            Self::SignedOut(_) => StatusCode::UNAUTHORIZED,
            Self::NotFound(_) | Self::NothingHere => StatusCode::NOT_FOUND,
            Self::FormTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::FormCutOff => StatusCode::BAD_REQUEST,
            Self::OtherSite => StatusCode::FORBIDDEN,
            Self::OtherHost => StatusCode::MISDIRECTED_REQUEST,
            Self::TooManyOfUser => StatusCode::TOO_MANY_REQUESTS,
            Self::TooManyStreams | Self::Store { error: store::Error::Busy, .. } => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Store { error: store::Error::TooSlow, .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Store { .. } | Self::Blobs(_) | Self::Response(_) | Self::Task(_) | Self::Panic(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    /// The text of the response; for a failure only the request ID under which it was logged.
    fn message(&self, t: &Texts) -> String {
        let refusal = match self {
            Self::SignedOut(Content::Recording) => t.http.sign_in_for_recording,
            Self::SignedOut(Content::File) => t.http.sign_in_for_file,
            Self::NotFound(Content::Recording) => t.http.no_recording,
            Self::NotFound(Content::File) => t.http.no_file,
            Self::NothingHere => t.http.nothing_here,
            Self::FormTooLarge => t.http.form_too_large,
            Self::FormCutOff => t.error_unreachable,
            Self::OtherSite => t.http.other_site,
            Self::OtherHost => t.http.other_host,
            Self::TooManyOfUser | Self::TooManyStreams => t.http.too_many_pages,
            Self::Store { error: store::Error::Busy, .. } => t.error_busy,
            Self::Store { error: store::Error::TooSlow, .. } => t.error_search_too_long,
            Self::Store { .. } | Self::Blobs(_) | Self::Response(_) | Self::Task(_) | Self::Panic(_) => {
                return (t.http.failed)(&request_id::current().unwrap_or_default());
            }
        };
        refusal.to_owned()
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = self.status();
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!(error = %self, "a request failed");
        }
        (status, format!("{}\n", self.message(language::current().texts()))).into_response()
    }
}

#[cfg(test)]
mod tests {
    use app::error::AppError;
    use app::locales::Locale;

    use super::*;

    #[test]
    fn a_refusal_of_the_database_is_answered_as_on_a_page() {
        for locale in Locale::ALL {
            let t = locale.texts();
            for (error, status, message) in [
                (store::Error::Busy, 503, AppError::Busy.message(t)),
                (store::Error::TooSlow, 422, AppError::TooSlow.message(t)),
            ] {
                let error = Err::<(), _>(error).during("reading").expect_err("an error");
                assert_eq!((error.status().as_u16(), error.message(t).as_str()), (status, message));
            }
            let error = Err::<(), _>(store::Error::Corrupt("hunter2".to_owned())).during("reading");
            let error = error.expect_err("an error");
            assert_eq!(error.status(), StatusCode::INTERNAL_SERVER_ERROR);
            assert!(!error.message(t).contains("hunter2"));
        }
    }

    #[test]
    fn a_failure_says_nothing_of_its_cause() {
        let error = Error::Panic("password hunter2 of ana".to_owned());
        assert_eq!(error.status(), StatusCode::INTERNAL_SERVER_ERROR);
        for locale in Locale::ALL {
            let message = error.message(locale.texts());
            assert!(!message.contains("hunter2"), "{message}");
        }
    }
}
