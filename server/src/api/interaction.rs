//! `POST /api/v1/interactions`: one finished interaction.

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode};
use domain::{CaseId, NewInteraction};
use serde::Serialize;
use store::intake::{Outcome, Recorded};
use utoipa::ToSchema;

use super::body;
use super::caller::Caller;
use super::problem::Problem;
use crate::ndjson::MAX_LINE;

/// An interaction that is in the history and on disk.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Accepted {
    /// Its public number.
    #[schema(example = "20261121000042")]
    pub protocol: String,
    /// The case it belongs to.
    #[schema(value_type = i64, example = 1234)]
    pub case: CaseId,
    /// What became of what was sent.
    pub outcome: AcceptedOutcome,
    /// Whether its queue was unknown and has been created.
    pub created_queue: bool,
    /// Whether its agent was unknown and has been created, inactive.
    pub created_agent: bool,
}

/// What became of an interaction that was accepted.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum AcceptedOutcome {
    /// It was recorded.
    Created,
    /// It had been recorded before, with the same content or in a version at least as high. Nothing
    /// was changed.
    Unchanged,
    /// It had been recorded before in a lower version, which this one has replaced.
    Corrected,
}

impl From<Outcome> for AcceptedOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Created => Self::Created,
            Outcome::Unchanged => Self::Unchanged,
            Outcome::Corrected => Self::Corrected,
        }
    }
}

impl From<Recorded> for Accepted {
    fn from(recorded: Recorded) -> Self {
        Self {
            protocol: recorded.protocol.to_string(),
            case: recorded.case,
            outcome: recorded.outcome.into(),
            created_queue: recorded.created_queue,
            created_agent: recorded.created_agent,
        }
    }
}

/// 201 if it is new, 200 if it was recorded before, also if it has been corrected.
pub(super) const fn status(outcome: Outcome) -> StatusCode {
    match outcome {
        Outcome::Created => StatusCode::CREATED,
        Outcome::Unchanged | Outcome::Corrected => StatusCode::OK,
    }
}

/// Record one interaction
///
/// Answered when the interaction is on disk. `source` and `external_id` identify it: sending the same
/// interaction again changes nothing and is answered with 200, so it is safe to resend whatever was
/// left without a response.
///
/// To correct an interaction, send it again with a higher `version`: it replaces what was sent before
/// (times, outcome, number, channel, queue, agent, messages, calls, and contact reason and notes unless
/// a person has set them here), and is answered with 200. Protocol, customer and case stay. An equal or
/// lower version than the recorded one changes nothing. Without versions, other content is a conflict.
///
/// An optional field may also be `null` or blank. Times must be in order, and none may lie more than
/// 26 hours in the future. An interaction has at most 10,000 messages and 1,000 calls.
#[utoipa::path(
    post,
    path = "/api/v1/interactions",
    operation_id = "recordInteraction",
    tag = "Interactions",
    request_body(content = NewInteraction, content_type = "application/json", example = json!({
        "source": "pabx-1",
        "external_id": "2026-11-20/000317",
        "channel": "voice",
        "direction": "inbound",
        "queue": "Suporte",
        "agent": "ana.souza",
        "customer": { "name": "José Pereira", "phone": "+5511987654321" },
        "number": "+5511987654321",
        "queued_at": "2026-11-20T09:30:00-03:00",
        "answered_at": "2026-11-20T09:30:41-03:00",
        "ended_at": "2026-11-20T09:38:02-03:00",
        "contact_reason": "Segunda via de boleto",
        "notes": "Pediu a segunda via por e-mail.",
        "case": { "external_id": "2026-4711", "kind": "Pedido", "subject": "Boleto de novembro" },
        "messages": [],
        "calls": [
            { "at": "2026-11-20T09:30:00-03:00", "number": "+5511987654321", "status": "answered", "duration_s": 441 }
        ]
    })),
    responses(
        (status = 201, description = "The interaction was recorded.", body = Accepted),
        (status = 200, description = "The interaction had been recorded before; `outcome` says whether it was corrected.", body = Accepted),
        (status = 400, description = "The body is not valid JSON or UTF-8.", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "The key is missing or wrong.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key lacks the scope `interactions`.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "A different interaction was recorded with this source and external id, and neither has a version, or with this protocol.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body has more than 4 MiB.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not sent as application/json, or it is compressed.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Some fields are invalid; each of them is listed.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "The rate limit of the key is exceeded; Retry-After states how long to wait.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database could not write; nothing was recorded.", body = Problem, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub(super) async fn post(
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    let intake = caller.intake()?;
    body::expect_type(&headers, &["application/json"])?;
    let interaction = ::intake::json::parse(&body::read(&headers, body, MAX_LINE).await?)?;
    let recorded = intake.record(interaction).await?;
    Ok((status(recorded.outcome), Json(recorded.into())))
}
