//! Why a request is not answered as it was meant, for every handler that answers no page: a refusal
//! says why in the language of the request, a failure is logged here and says its request's number.

use app::locales::Texts;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{language, request_id};

/// A refusal, or a failure on our side.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// What is asked for is only for people who are signed in.
    #[error("signed out")]
    SignedOut(Content),
    /// It does not exist or is out of scope.
    #[error("not found")]
    NotFound(Content),
    /// A form has more bytes than it may.
    #[error("the form is too large")]
    FormTooLarge,
    /// A form did not arrive whole.
    #[error("the form was cut off")]
    FormCutOff,
    /// A page of another site sent it.
    #[error("sent by another site")]
    OtherSite,
    /// It names a host that is not this one.
    #[error("another host")]
    OtherHost,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The storage of recordings and files failed.
    #[error("the blob storage failed: {0}")]
    Blobs(#[from] std::io::Error),
    /// A response could not be put together.
    #[error("a response could not be made: {0}")]
    Response(#[from] axum::http::Error),
    /// What runs beside the request did not end.
    #[error("a task was not finished: {0}")]
    Task(#[from] tokio::task::JoinError),
    /// A handler panicked.
    #[error("a handler panicked: {0}")]
    Panic(String),
}

/// What was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Content {
    /// A recording.
    Recording,
    /// A file of a case.
    File,
    /// Anything else of the site.
    Page,
}

impl Error {
    const fn status(&self) -> StatusCode {
        match self {
            Self::SignedOut(_) => StatusCode::UNAUTHORIZED,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::FormTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::FormCutOff => StatusCode::BAD_REQUEST,
            Self::OtherSite => StatusCode::FORBIDDEN,
            Self::OtherHost => StatusCode::MISDIRECTED_REQUEST,
            Self::Store(_) | Self::Blobs(_) | Self::Response(_) | Self::Task(_) | Self::Panic(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    /// What the person is told: of a failure only the number under which it was logged.
    fn message(&self, t: &Texts) -> String {
        let refusal = match self {
            Self::SignedOut(Content::Recording) => t.http.sign_in_for_recording,
            Self::SignedOut(Content::File) => t.http.sign_in_for_file,
            Self::SignedOut(Content::Page) => t.error_signed_out,
            Self::NotFound(Content::Recording) => t.http.no_recording,
            Self::NotFound(Content::File) => t.http.no_file,
            Self::NotFound(Content::Page) => t.http.nothing_here,
            Self::FormTooLarge => t.http.form_too_large,
            Self::FormCutOff => t.error_unreachable,
            Self::OtherSite => t.http.other_site,
            Self::OtherHost => t.http.other_host,
            Self::Store(_) | Self::Blobs(_) | Self::Response(_) | Self::Task(_) | Self::Panic(_) => {
                return (t.http.failed)(&request_id::current().unwrap_or_default());
            }
        };
        refusal.to_owned()
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = self.status();
        if status.is_server_error() {
            tracing::error!(error = %self, "a request failed");
        }
        (status, format!("{}\n", self.message(language::current().texts()))).into_response()
    }
}

#[cfg(test)]
mod tests {
    use app::locales::Locale;

    use super::*;

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
