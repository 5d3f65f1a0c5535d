//! Why a request is not answered as it was meant, for every handler that answers no page: a refusal
//! says why in the language of the request, a failure is logged here with what was being done and says
//! its request's number. A database that is busy or a search that takes too long is a refusal.

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
    /// Nothing of the site has this address, or nothing that the person may see.
    #[error("nothing here")]
    NothingHere,
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
    /// The database did not do what was asked of it.
    #[error("{doing}: {error}")]
    Store {
        /// What was being done, for the log.
        doing: &'static str,
        /// What became of it.
        error: store::Error,
    },
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
}

/// Adds what was being done to a failure of the database, since its cause alone does not say where it was.
pub(crate) trait During<T> {
    /// The same result, where a failure says what was being done.
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
            Self::Store { error: store::Error::Busy, .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Store { error: store::Error::TooSlow, .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Store { .. } | Self::Blobs(_) | Self::Response(_) | Self::Task(_) | Self::Panic(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    /// The text of the answer; for a failure only the request number under which it was logged.
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
