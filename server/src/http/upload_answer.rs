//! What the sender of files is told: a page's form by a notice on the page it is led back to, any
//! other client by JSON with one entry a file.

use app::flash::{self, Notice};
use app::locales::Locale;
use app::session::local_path;
use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::AttachmentId;
use serde_json::{Value, json};

use super::redirect::see_other;
use crate::attachments::kinds;

/// The most warnings of one notice: it travels in a cookie.
const MAX_WARNINGS: usize = 3;
/// The most characters of a name in a notice.
const MAX_NAME: usize = 60;

/// What became of a file.
#[derive(Debug)]
pub(super) enum Became {
    /// The case has it.
    Created {
        /// Its identity.
        id: AttachmentId,
        /// What it was told to be.
        media_type: &'static str,
    },
    /// The case had it already, under this name.
    Known {
        /// The one that was there.
        id: AttachmentId,
        /// Its name.
        there: String,
    },
    /// It has more bytes than it may.
    TooLarge,
    /// It is not of a type that is taken.
    Refused(Refusal),
    /// It has no bytes.
    Empty,
    /// Too many came before it.
    TooMany,
    /// It did not arrive whole.
    Cut,
    /// The case went out of scope meanwhile.
    Gone,
    /// Something failed on our side.
    Failed,
}

/// Why a file is not taken, whatever its size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// A system would run it by its name, which has this extension.
    Runnable(String),
    /// It is of a known type that the operation does not accept.
    NotAccepted(&'static str),
    /// Its content is of no known type.
    Unrecognised,
}

impl Refusal {
    /// A stable word for programs.
    const fn word(&self) -> &'static str {
        match self {
            Self::Runnable(_) => "runnable",
            Self::NotAccepted(_) => "not_accepted",
            Self::Unrecognised => "unrecognised",
        }
    }
}

/// A file and what became of it.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) name: String,
    pub(super) became: Became,
}

impl Became {
    fn status(&self) -> StatusCode {
        match self {
            Self::Created { .. } => StatusCode::CREATED,
            Self::Known { .. } => StatusCode::OK,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Refused(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Empty | Self::TooMany => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Cut => StatusCode::BAD_REQUEST,
            Self::Gone => StatusCode::NOT_FOUND,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A stable word for programs.
    fn word(&self) -> &'static str {
        match self {
            Self::Created { .. } => "created",
            Self::Known { .. } => "known",
            Self::TooLarge => "too_large",
            Self::Refused(_) => "wrong_type",
            Self::Empty => "empty",
            Self::TooMany => "too_many",
            Self::Cut => "cut",
            Self::Gone => "not_found",
            Self::Failed => "failed",
        }
    }

    /// Why it is refused, where that is not in the outcome.
    fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Refused(refusal) => Some(refusal.word()),
            _ => None,
        }
    }

    fn id(&self) -> Option<AttachmentId> {
        match self {
            Self::Created { id, .. } | Self::Known { id, .. } => Some(*id),
            _ => None,
        }
    }
}

/// How one request is answered.
pub(super) struct Answerer {
    wants_page: bool,
    locale: Locale,
    secure: bool,
    largest: u64,
}

impl Answerer {
    pub(super) fn new(asked: &HeaderMap, locale: Locale, secure: bool, largest: u64) -> Self {
        let accept = asked.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
        Self { wants_page: accept.contains("text/html"), locale, secure, largest }
    }

    /// Nothing of the request is looked at.
    pub(super) fn refuse(&self, status: StatusCode, message: &str) -> Response {
        if self.wants_page {
            (status, format!("{message}\n")).into_response()
        } else {
            (status, Json(json!({ "files": [], "message": message }))).into_response()
        }
    }

    /// It is not theirs to do: a page's form is told so where it came from.
    pub(super) fn forbid(&self, message: &str, back: Option<&str>) -> Response {
        if self.wants_page {
            self.lead(&Notice::refused(message), back)
        } else {
            self.refuse(StatusCode::FORBIDDEN, message)
        }
    }

    /// What became of each file.
    pub(super) fn answer(&self, outcomes: &[Outcome], back: Option<&str>) -> Response {
        if self.wants_page {
            return self.lead_back(outcomes, back);
        }
        if outcomes.is_empty() {
            return self.refuse(StatusCode::UNPROCESSABLE_ENTITY, self.locale.texts().attachments.nothing);
        }
        let first = outcomes[0].became.status();
        let same = outcomes.iter().all(|outcome| outcome.became.status() == first);
        let status = if same { first } else { StatusCode::MULTI_STATUS };
        let files: Vec<Value> = outcomes.iter().map(|outcome| self.entry(outcome)).collect();
        (status, Json(json!({ "files": files }))).into_response()
    }

    /// The same of a form that is no proper one.
    pub(super) fn answer_broken(&self, outcomes: &[Outcome], back: Option<&str>) -> Response {
        let created = outcomes.iter().any(|outcome| matches!(outcome.became, Became::Created { .. }));
        match outcomes.last() {
            // Nothing was done that a notice would have to say.
            Some(last) if self.wants_page && !created => {
                self.refuse(StatusCode::BAD_REQUEST, &self.message(last))
            }
            _ => {
                let mut response = self.answer(outcomes, back);
                if !created {
                    *response.status_mut() = StatusCode::BAD_REQUEST;
                }
                response
            }
        }
    }

    /// The same of a form that has more bytes than a form may have.
    pub(super) fn answer_too_large(&self, outcomes: &[Outcome], back: Option<&str>) -> Response {
        let created = outcomes.iter().any(|outcome| matches!(outcome.became, Became::Created { .. }));
        if !created && (self.wants_page || outcomes.is_empty()) {
            return self.refuse(StatusCode::PAYLOAD_TOO_LARGE, self.locale.texts().http.form_too_large);
        }
        let mut response = self.answer(outcomes, back);
        if !created {
            *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        }
        response
    }

    fn entry(&self, outcome: &Outcome) -> Value {
        json!({
            "name": outcome.name,
            "outcome": outcome.became.word(),
            "reason": outcome.became.reason(),
            "status": outcome.became.status().as_u16(),
            "id": outcome.became.id(),
            "message": self.message(outcome),
        })
    }

    fn message(&self, outcome: &Outcome) -> String {
        let t = &self.locale.texts().attachments;
        let short = shortened(&outcome.name);
        let name = short.as_str();
        match &outcome.became {
            Became::Created { .. } => (t.done)(name),
            Became::Known { there, .. } => (t.known)(name, &shortened(there)),
            Became::TooLarge => (t.too_large)(name, &self.locale.file_size(self.largest)),
            Became::Refused(Refusal::Runnable(extension)) => (t.runnable)(name, extension),
            Became::Refused(Refusal::NotAccepted(kind)) => (t.not_accepted)(name, kinds::extension(kind)),
            Became::Refused(Refusal::Unrecognised) => (t.unrecognised)(name),
            Became::Empty => (t.empty)(name),
            Became::TooMany => (t.too_many)(name),
            Became::Cut => (t.cut)(name),
            Became::Gone => self.locale.texts().error_not_found.to_owned(),
            Became::Failed => (t.failed)(name),
        }
    }

    fn lead_back(&self, outcomes: &[Outcome], back: Option<&str>) -> Response {
        self.lead(&self.notice(outcomes), back)
    }

    /// Leads a form back to its page, which says this.
    pub(super) fn lead(&self, notice: &Notice, back: Option<&str>) -> Response {
        let mut response = see_other(local_path(back));
        if let Some(cookie) = flash::cookie(notice, self.secure) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    fn notice(&self, outcomes: &[Outcome]) -> Notice {
        let t = &self.locale.texts().attachments;
        if outcomes.is_empty() {
            return Notice::refused(t.nothing);
        }
        let (done, other): (Vec<_>, Vec<_>) =
            outcomes.iter().partition(|outcome| matches!(outcome.became, Became::Created { .. }));
        let mut sentences = match done[..] {
            [] => Vec::new(),
            [one] => vec![self.message(one)],
            _ => vec![(t.done_many)(done.len())],
        };
        sentences.extend(other.iter().take(MAX_WARNINGS).map(|outcome| self.message(outcome)));
        if other.len() > MAX_WARNINGS {
            sentences.push((t.and_more)(other.len() - MAX_WARNINGS));
        }
        let fine = other.iter().all(|outcome| matches!(outcome.became, Became::Known { .. }));
        let text = sentences.join(" ");
        if fine { Notice::done(text) } else { Notice::refused(text) }
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= MAX_NAME {
        return name.to_owned();
    }
    let start: String = name.chars().take(MAX_NAME - 1).collect();
    format!("{start}…")
}
