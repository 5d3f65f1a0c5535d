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

/// Defines the kinds of problems: HTTP status, anchor on the reference page, title, and explanation
/// with the remedy.
macro_rules! kinds {
    ($($(#[$about:meta])* $kind:ident: $status:ident, $anchor:literal, $title:literal, $remedy:literal;)+) => {
        /// The kinds of problems.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind {
            $($(#[$about])* $kind,)+
        }

        impl Kind {
            /// All kinds.
            pub const ALL: [Self; [$($anchor),+].len()] = [$(Self::$kind),+];

            /// Its anchor on the reference page, the `type` of the response.
            pub const fn uri(self) -> &'static str {
                match self { $(Self::$kind => concat!("/api#problem-", $anchor),)+ }
            }

            /// Its title, the same for all occurrences.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$kind => $title,)+ }
            }

            /// Its HTTP status.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$kind => StatusCode::$status,)+ }
            }

            /// Explanation and remedy, for the reference page.
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$kind => $remedy,)+ }
            }
        }
    };
}

kinds! {
    /// The key is missing, unknown or revoked.
    Unauthorized: UNAUTHORIZED, "unauthorized",
        "The API key is missing or wrong",
        "Send the header “Authorization: Bearer KEY” with a key from “protocolo api-key create”.";
    /// The key does not allow this.
    Forbidden: FORBIDDEN, "forbidden",
        "The API key does not allow this",
        "The detail names the scope that the key lacks. An administrator says in Configurações, \
        Chaves de API, what a key allows; “protocolo api-key create --scope” makes another.";
    /// The rate limit of the key is exceeded.
    TooManyRequests: TOO_MANY_REQUESTS, "too-many-requests",
        "Too many requests",
        "Wait as many seconds as Retry-After says, or send many interactions in one batch.";
    /// Not valid JSON or UTF-8, or cut off.
    Malformed: BAD_REQUEST, "malformed",
        "The body cannot be read",
        "The body is not valid JSON or UTF-8, or was cut off; the detail says where.";
    /// Validation of fields failed.
    InvalidFields: UNPROCESSABLE_ENTITY, "invalid-fields",
        "Some fields are bad",
        "“errors” lists each bad field or parameter with its path or name, a code and a message.";
    /// A list took longer than the statement timeout.
    TooBroad: UNPROCESSABLE_ENTITY, "too-broad",
        "The list takes too long",
        "Ask for less: a shorter period, or fewer filters at once.";
    /// The interaction contradicts what was recorded before.
    Conflict: CONFLICT, "conflict",
        "It contradicts the history",
        "Another interaction has the same source and external id, or the same protocol; or a \
        recording was sent for an interaction that is no call.";
    /// The body limit is exceeded.
    TooLarge: PAYLOAD_TOO_LARGE, "too-large",
        "The body is too large",
        "The detail states the limit.";
    /// The content type is not accepted.
    UnsupportedMediaType: UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type",
        "The body is of the wrong type",
        "The detail says what to send instead.";
    /// No such address or interaction.
    NotFound: NOT_FOUND, "not-found",
        "There is no such thing",
        "There is nothing at this address, no interaction has this protocol, or no case this ID.";
    /// The method is not allowed at this address.
    MethodNotAllowed: METHOD_NOT_ALLOWED, "method-not-allowed",
        "The method is not allowed here",
        "The Allow header lists the allowed methods.";
    /// The database could not write.
    Unavailable: SERVICE_UNAVAILABLE, "unavailable",
        "It could not be stored",
        "Nothing was recorded. Send the same again after a moment: what was recorded already is \
        recognised.";
    /// Too many slow statements, or the database is locked.
    Busy: SERVICE_UNAVAILABLE, "busy",
        "The database is busy",
        "Ask again after a moment.";
    /// Internal error.
    Internal: INTERNAL_SERVER_ERROR, "internal",
        "Something failed on our side",
        "Report the request_id to the operator.";
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

    /// Bad parameters of a query.
    pub fn parameters(errors: Vec<BadField>) -> Self {
        Self { errors, ..Self::of(Kind::InvalidFields) }
    }

    /// A read that failed, or took too long. `what` is for the log.
    pub fn reading(what: &str, error: &store::Error) -> Self {
        match error {
            store::Error::TooSlow => Self::of(Kind::TooBroad),
            store::Error::Busy => Self::of(Kind::Busy),
            _ => Self::internal(what, error),
        }
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
