//! Responses to uploads: a page's form is redirected to its return URL with a notice, other clients
//! get JSON with the upload outcome of each file.

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

/// Maximum number of warnings in one notice, which travels in a cookie.
const MAX_WARNINGS: usize = 3;
/// Maximum length of a file name in a notice, in characters.
const MAX_NAME: usize = 60;

/// The outcome of uploading one file.
#[derive(Debug)]
pub(super) enum UploadOutcome {
    /// Attached to the case.
    Created {
        /// The new attachment.
        id: AttachmentId,
        /// The detected content type.
        media_type: &'static str,
    },
    /// The case already has a file with the same content.
    Known {
        /// The existing attachment.
        id: AttachmentId,
        /// Its name.
        there: String,
    },
    /// Exceeds the file size limit.
    TooLarge,
    /// The type is not accepted.
    Refused(Refusal),
    /// Zero bytes.
    Empty,
    /// Exceeds the maximum number of files.
    TooMany,
    /// The body ended within the file.
    Cut,
    /// During the upload, the case went out of scope or was merged, or the session ended.
    Gone,
    /// Internal error, which is logged.
    Failed,
}

/// Why the type of a file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The name has this extension, which an operating system would execute.
    Runnable(String),
    /// A known content type that the operation does not accept.
    NotAccepted(&'static str),
    /// No known content type.
    Unrecognised,
}

impl Refusal {
    /// The value of `reason` in the JSON response; stable.
    const fn code(&self) -> &'static str {
        match self {
            Self::Runnable(_) => "runnable",
            Self::NotAccepted(_) => "not_accepted",
            Self::Unrecognised => "unrecognised",
        }
    }
}

/// A file and the outcome of uploading it.
#[derive(Debug)]
pub(super) struct UploadedFile {
    pub(super) name: String,
    pub(super) outcome: UploadOutcome,
}

impl UploadOutcome {
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

    /// The value of `outcome` in the JSON response; stable.
    fn code(&self) -> &'static str {
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

    /// Details of a refusal, for programs.
    fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Refused(refusal) => Some(refusal.code()),
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

/// Builds the responses to one request.
pub(super) struct UploadResponder {
    wants_page: bool,
    locale: Locale,
    secure: bool,
    max_bytes: u64,
}

impl UploadResponder {
    pub(super) fn new(asked: &HeaderMap, locale: Locale, secure: bool, max_bytes: u64) -> Self {
        let accept = asked.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
        Self { wants_page: accept.contains("text/html"), locale, secure, max_bytes }
    }

    /// Refuses the whole request.
    pub(super) fn refuse(&self, status: StatusCode, message: &str) -> Response {
        if self.wants_page {
            (status, format!("{message}\n")).into_response()
        } else {
            (status, Json(json!({ "files": [], "message": message }))).into_response()
        }
    }

    /// Refuses what the person may not do: a page's form is redirected with a notice.
    pub(super) fn forbid(&self, message: &str, return_to: Option<&str>) -> Response {
        if self.wants_page {
            self.redirect(&Notice::refused(message), return_to)
        } else {
            self.refuse(StatusCode::FORBIDDEN, message)
        }
    }

    /// Reports the outcome of each file.
    pub(super) fn answer(&self, files: &[UploadedFile], return_to: Option<&str>) -> Response {
        if self.wants_page {
            return self.redirect(&self.notice(files), return_to);
        }
        if files.is_empty() {
            return self
                .refuse(StatusCode::UNPROCESSABLE_ENTITY, self.locale.texts().answers().attachments.nothing);
        }
        let first = files[0].outcome.status();
        let same = files.iter().all(|file| file.outcome.status() == first);
        let status = if same { first } else { StatusCode::MULTI_STATUS };
        let entries: Vec<Value> = files.iter().map(|file| self.entry(file)).collect();
        (status, Json(json!({ "files": entries }))).into_response()
    }

    /// Reports the outcomes of a malformed form: 400 unless a file was attached.
    pub(super) fn answer_broken(&self, files: &[UploadedFile], return_to: Option<&str>) -> Response {
        let created = files.iter().any(|file| matches!(file.outcome, UploadOutcome::Created { .. }));
        match files.last() {
            // No file was attached that a notice would have to mention.
            Some(last) if self.wants_page && !created => {
                self.refuse(StatusCode::BAD_REQUEST, &self.message(last))
            }
            _ => {
                let mut response = self.answer(files, return_to);
                if !created {
                    *response.status_mut() = StatusCode::BAD_REQUEST;
                }
                response
            }
        }
    }

    /// Reports the outcomes of a form beyond its body limit: 413 unless a file was attached.
    pub(super) fn answer_too_large(&self, files: &[UploadedFile], return_to: Option<&str>) -> Response {
        let created = files.iter().any(|file| matches!(file.outcome, UploadOutcome::Created { .. }));
        if !created && (self.wants_page || files.is_empty()) {
            return self.refuse(StatusCode::PAYLOAD_TOO_LARGE, self.locale.texts().http.form_too_large);
        }
        let mut response = self.answer(files, return_to);
        if !created {
            *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        }
        response
    }

    fn entry(&self, file: &UploadedFile) -> Value {
        json!({
            "name": file.name,
            "outcome": file.outcome.code(),
            "reason": file.outcome.reason(),
            "status": file.outcome.status().as_u16(),
            "id": file.outcome.id(),
            "message": self.message(file),
        })
    }

    fn message(&self, file: &UploadedFile) -> String {
        let t = &self.locale.texts().answers().attachments;
        let short = shortened(&file.name);
        let name = short.as_str();
        match &file.outcome {
            UploadOutcome::Created { .. } => (t.done)(name),
            UploadOutcome::Known { there, .. } => (t.known)(name, &shortened(there)),
            UploadOutcome::TooLarge => (t.too_large)(name, &self.locale.file_size(self.max_bytes)),
            UploadOutcome::Refused(Refusal::Runnable(extension)) => (t.runnable)(name, extension),
            UploadOutcome::Refused(Refusal::NotAccepted(kind)) => {
                (t.not_accepted)(name, kinds::extension(kind))
            }
            UploadOutcome::Refused(Refusal::Unrecognised) => (t.unrecognised)(name),
            UploadOutcome::Empty => (t.empty)(name),
            UploadOutcome::TooMany => (t.too_many)(name),
            UploadOutcome::Cut => (t.cut)(name),
            UploadOutcome::Gone => self.locale.texts().error_not_found.to_owned(),
            UploadOutcome::Failed => (t.failed)(name),
        }
    }

    /// Reports what was done: a page's form is redirected with a notice, others get the notice.
    pub(super) fn done(&self, notice: &Notice, return_to: Option<&str>) -> Response {
        if self.wants_page { self.redirect(notice, return_to) } else { Json(notice).into_response() }
    }

    /// Redirects a page's form to its return URL, with a notice.
    fn redirect(&self, notice: &Notice, return_to: Option<&str>) -> Response {
        let mut response = see_other(local_path(return_to));
        if let Some(cookie) = flash::cookie(notice, self.secure) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    fn notice(&self, files: &[UploadedFile]) -> Notice {
        let t = &self.locale.texts().answers().attachments;
        if files.is_empty() {
            return Notice::refused(t.nothing);
        }
        let (done, other): (Vec<_>, Vec<_>) =
            files.iter().partition(|file| matches!(file.outcome, UploadOutcome::Created { .. }));
        let mut sentences = match done[..] {
            [] => Vec::new(),
            [one] => vec![self.message(one)],
            _ => vec![(t.done_many)(done.len())],
        };
        sentences.extend(other.iter().take(MAX_WARNINGS).map(|file| self.message(file)));
        if other.len() > MAX_WARNINGS {
            sentences.push((t.and_more)(other.len() - MAX_WARNINGS));
        }
        let fine = other.iter().all(|file| matches!(file.outcome, UploadOutcome::Known { .. }));
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
