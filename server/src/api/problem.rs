//! Error responses of the API (RFC 9457): kind, detail, field errors, and the request ID to find
//! the error in the log.
//!
//! A new situation needs a new [`Kind`]; the reference page lists them, and `type` links to it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::FieldErrors;
use intake::ParseError;
use serde::Serialize;
use store::intake::Rejected;
use utoipa::ToSchema;

use crate::http::request_id;

/// The kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The key is missing, unknown or revoked.
    Unauthorized,
    /// The key does not allow this.
    Forbidden,
    /// The rate limit of the key is exceeded.
    TooManyRequests,
    /// Not valid JSON or UTF-8, or cut off.
    Malformed,
    /// Validation of fields failed.
    InvalidFields,
    /// The interaction contradicts what was recorded before.
    Conflict,
    /// The body limit is exceeded.
    TooLarge,
    /// The content type is not accepted.
    UnsupportedMediaType,
    /// No such address or interaction.
    NotFound,
    /// The method is not allowed at this address.
    MethodNotAllowed,
    /// The database could not write.
    Unavailable,
    /// Internal error.
    Internal,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::Unauthorized,
        Self::Forbidden,
        Self::TooManyRequests,
        Self::Malformed,
        Self::InvalidFields,
        Self::Conflict,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Unavailable,
        Self::Internal,
    ];

    /// Its anchor on the reference page, the `type` of the response.
    pub const fn uri(self) -> &'static str {
        match self {
            Self::Unauthorized => "/api#problem-unauthorized",
            Self::Forbidden => "/api#problem-forbidden",
            Self::TooManyRequests => "/api#problem-too-many-requests",
            Self::Malformed => "/api#problem-malformed",
            Self::InvalidFields => "/api#problem-invalid-fields",
            Self::Conflict => "/api#problem-conflict",
            Self::TooLarge => "/api#problem-too-large",
            Self::UnsupportedMediaType => "/api#problem-unsupported-media-type",
            Self::NotFound => "/api#problem-not-found",
            Self::MethodNotAllowed => "/api#problem-method-not-allowed",
            Self::Unavailable => "/api#problem-unavailable",
            Self::Internal => "/api#problem-internal",
        }
    }

    /// Its title, the same for all occurrences.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Unauthorized => "The API key is missing or wrong",
            Self::Forbidden => "The API key does not allow this",
            Self::TooManyRequests => "Too many requests",
            Self::Malformed => "The body cannot be read",
            Self::InvalidFields => "Some fields are bad",
            Self::Conflict => "It contradicts the history",
            Self::TooLarge => "The body is too large",
            Self::UnsupportedMediaType => "The body is of the wrong type",
            Self::NotFound => "There is no such thing",
            Self::MethodNotAllowed => "The method is not allowed here",
            Self::Unavailable => "It could not be stored",
            Self::Internal => "Something failed on our side",
        }
    }

    /// Its HTTP status.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::InvalidFields => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Explanation and remedy, for the reference page.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Unauthorized => {
                "Send the header “Authorization: Bearer KEY” with a key from “protocolo api-key create”."
            }
            Self::Forbidden => {
                "The detail names the scope that the key lacks. An administrator says in Configurações, \
                 Chaves de API, what a key allows; “protocolo api-key create --scope” makes another."
            }
            Self::TooManyRequests => {
                "Wait as many seconds as Retry-After says, or send many interactions in one batch."
            }
            Self::Malformed => "The body is not valid JSON or UTF-8, or was cut off; the detail says where.",
            Self::InvalidFields => "“errors” lists each bad field with its path, a code and a message.",
            Self::Conflict => {
                "Another interaction has the same source and external id, or the same protocol; or a \
                 recording was sent for an interaction that is no call."
            }
            Self::TooLarge => "The detail states the limit.",
            Self::UnsupportedMediaType => "The detail says what to send instead.",
            Self::NotFound => "There is nothing at this address, or no interaction has this protocol.",
            Self::MethodNotAllowed => "The Allow header lists the allowed methods.",
            Self::Unavailable => {
                "Nothing was recorded. Send the same again after a moment: what was recorded already is \
                 recognised."
            }
            Self::Internal => "Report the request_id to the operator.",
        }
    }
}

/// An error in the form of RFC 9457, `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// The kind of problem: an anchor of the reference page.
    #[serde(rename = "type")]
    #[schema(example = "/api#problem-invalid-fields")]
    pub uri: &'static str,
    /// The kind in a few words.
    #[schema(example = "Some fields are bad")]
    pub title: &'static str,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What happened this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Every bad field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<BadField>,
    /// The request ID, to report with questions about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// One bad field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BadField {
    /// Its path in the JSON.
    #[schema(example = "messages[3].at")]
    pub field: String,
    /// A stable error code for programs.
    #[schema(example = "not_a_time")]
    pub code: &'static str,
    /// A message for humans.
    #[schema(example = "must be an RFC 3339 time with an offset, like 2026-01-31T09:30:00-03:00")]
    pub message: String,
}

impl Problem {
    /// A problem of a kind.
    pub fn of(kind: Kind) -> Self {
        Self {
            uri: kind.uri(),
            title: kind.title(),
            status: kind.status().as_u16(),
            detail: None,
            errors: Vec::new(),
            request_id: None,
        }
    }

    /// A problem of a kind, with details of this occurrence.
    pub fn because(kind: Kind, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..Self::of(kind) }
    }

    /// An internal error: logged in full, answered with the request ID only.
    pub fn internal(what: &str, error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "{what}");
        Self::of(Kind::Internal)
    }

    /// The key was revoked or lost the scope during the request.
    pub fn key_revoked() -> Self {
        let detail = "the key was revoked meanwhile, or does not allow this any more";
        Self::because(Kind::Unauthorized, detail)
    }

    fn fields(errors: FieldErrors) -> Self {
        let errors = errors.0.into_iter().map(|error| BadField {
            code: error.problem.code(),
            message: error.problem.to_string(),
            field: error.field,
        });
        Self { errors: errors.collect(), ..Self::of(Kind::InvalidFields) }
    }
}

impl From<ParseError> for Problem {
    fn from(error: ParseError) -> Self {
        match error {
            ParseError::Syntax(what) => Self::because(Kind::Malformed, what),
            ParseError::Fields(errors) => Self::fields(errors),
        }
    }
}

impl From<Rejected> for Problem {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Invalid(errors) => Self::fields(errors),
            Rejected::Conflict { protocol, what } => Self::because(
                Kind::Conflict,
                format!("{what}; the one in the history has the protocol {protocol}"),
            ),
            Rejected::KeyRevoked => Self::key_revoked(),
            Rejected::Database(error) => {
                tracing::error!(%error, "an interaction could not be recorded");
                Self::of(Kind::Unavailable)
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        self.request_id = request_id::current();
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Only strings and numbers: serializing them cannot fail.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response =
            (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        match status {
            StatusCode::UNAUTHORIZED => {
                response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        response
    }
}
