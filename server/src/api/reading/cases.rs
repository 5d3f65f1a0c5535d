//! `GET /api/v1/cases`: the list of cases.

use axum::Json;
use axum::extract::RawQuery;
use domain::cases::CaseFilter;
use domain::reading::RecordedCase;
use domain::{QueueId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use super::parameters::{self, Parameters};
use crate::api::caller::Caller;
use crate::api::problem::Problem;

/// A part of a list of cases.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct CaseList {
    /// The cases, without deadlines and interactions.
    pub items: Vec<RecordedCase>,
    /// The parameter `cursor` of the next part; absent at the end of the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// The parameters, which the description below lists, too.
const PARAMETERS: [&str; 8] = ["status", "queue", "agent", "kind", "from", "to", "cursor", "limit"];

/// List cases
///
/// The latest first, that is, the highest ID. All filters must match; a parameter with several values is
/// repeated or has them separated by commas, and any of them matches. Unlike on pages, merged cases are
/// listed, too, as cases of their own. A bad or unknown parameter is refused.
///
/// Follow `next_cursor` with the same parameters until there is none. A part may have fewer items than
/// `limit`, even none, although others follow.
#[utoipa::path(
    get,
    path = "/api/v1/cases",
    operation_id = "listCases",
    tag = "Cases",
    params(
        ("status" = Option<Vec<String>>, Query, description = "The status."),
        ("queue" = Option<Vec<i64>>, Query, description = "The ID of the queue, as in `queue_id`."),
        ("agent" = Option<Vec<i64>>, Query, description = "The ID of the responsible agent, as in `agent_id`."),
        ("kind" = Option<String>, Query, description = "The kind of case.", example = "Pedido"),
        ("from" = Option<String>, Query, description = "The first day on which it was opened, in the time zone of the operation.", example = "2026-11-01"),
        ("to" = Option<String>, Query, description = "The last day on which it was opened.", example = "2026-11-30"),
        ("cursor" = Option<String>, Query, description = "Where to go on: `next_cursor` of the part before, with the same other parameters."),
        ("limit" = Option<u64>, Query, description = "The maximum number of items."),
    ),
    responses(
        (status = 200, description = "A part of the list.", body = CaseList),
        (status = 401, description = "The key is missing or wrong.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key lacks the scope `read`.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Some parameters are invalid or unknown, each of them is listed; or the list takes too long.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "The rate limit of the key is exceeded; Retry-After states how long to wait.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database is busy.", body = Problem, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub(in crate::api) async fn get(
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Json<CaseList>, Problem> {
    let scoped = caller.reading()?;
    let mut asked = Parameters::of("cases", query.as_deref(), &PARAMETERS);
    let filter = CaseFilter {
        statuses: asked.many("status", parameters::status),
        queues: asked.many("queue", parameters::id(QueueId)),
        agents: asked.many("agent", parameters::id(UserId)),
        kind: asked.one("kind", parameters::kind),
        opened: asked.period(),
        ..CaseFilter::default()
    };
    let (after, limit) = (asked.cursor(), asked.limit());
    asked.check()?;
    let part = scoped.cases().newest_after(&filter, after, limit).await;
    let part = part.map_err(|error| Problem::reading("cases could not be listed", &error))?;
    Ok(Json(CaseList { items: part.items, next_cursor: asked.next_cursor(part.next) }))
}
