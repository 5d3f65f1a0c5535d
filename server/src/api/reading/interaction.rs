//! `GET /api/v1/interactions/{protocol}`: one interaction with its messages and calls.

use axum::Json;
use axum::extract::{Path, RawQuery};
use domain::Protocol;
use domain::reading::RecordedInteraction;
use store::audit::AccessRange;

use super::parameters::Parameters;
use crate::api::caller::Caller;
use crate::api::problem::{Kind, Problem};

/// Read one interaction
///
/// With messages, the files of messages as far as the source names them, and calls. The audit trail records
/// that the key has viewed the conversation.
#[utoipa::path(
    get,
    path = "/api/v1/interactions/{protocol}",
    operation_id = "readInteraction",
    tag = "Interactions",
    params(("protocol" = String, Path, description = "The interaction's public number.", example = "20261121000042")),
    responses(
        (status = 200, description = "The interaction.", body = RecordedInteraction),
        (status = 401, description = "The key is missing or wrong.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key lacks the scope `read`.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No interaction has this protocol.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "There are parameters, which this has not.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "The rate limit of the key is exceeded; Retry-After states how long to wait.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database is busy.", body = Problem, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub(in crate::api) async fn get(
    caller: Caller,
    Path(protocol): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<RecordedInteraction>, Problem> {
    let scoped = caller.reading()?;
    let protocol = Protocol::parse(&protocol).map_err(|_| Problem::of(Kind::NotFound))?;
    Parameters::of("interaction", query.as_deref(), &[]).check()?;
    let found = scoped.history().recorded(&protocol).await;
    let found = found.map_err(|error| Problem::reading("an interaction could not be read", &error))?;
    let found = found.ok_or_else(|| Problem::of(Kind::NotFound))?;
    let now = store::clock::now();
    let viewed = scoped.access_log().record_conversation_view(&protocol, AccessRange::Whole, now).await;
    viewed.map_err(|error| Problem::internal("the view of a conversation could not be recorded", &error))?;
    Ok(Json(found))
}
