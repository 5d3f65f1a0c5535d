//! `GET /api/v1/cases/{id}`: one case.

use axum::Json;
use axum::extract::{Path, RawQuery};
use domain::CaseId;
use domain::reading::RecordedCase;

use super::parameters::{self, Parameters};
use crate::api::caller::Caller;
use crate::api::problem::{Kind, Problem};

/// Read one case
///
/// With the deadlines of its service levels, the protocols of its interactions and the cases merged into it.
/// A merged case has the status `merged` and names in `merged_into` the case that goes on; its interactions
/// stay its own.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{id}",
    operation_id = "readCase",
    tag = "Cases",
    params(("id" = i64, Path, description = "The ID of the case.", example = 1234)),
    responses(
        (status = 200, description = "The case.", body = RecordedCase),
        (status = 401, description = "The key is missing or wrong.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key lacks the scope `read`.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No case has this ID.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "There are parameters, which this has not.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "The rate limit of the key is exceeded; Retry-After states how long to wait.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database is busy.", body = Problem, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub(in crate::api) async fn get(
    caller: Caller,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<RecordedCase>, Problem> {
    let scoped = caller.reading()?;
    let id = parameters::id(CaseId)(&id).map_err(|_| Problem::of(Kind::NotFound))?;
    Parameters::of("case", query.as_deref(), &[]).check()?;
    let found = scoped.cases().recorded(id, store::clock::now()).await;
    let found = found.map_err(|error| Problem::reading("a case could not be read", &error))?;
    found.map(Json).ok_or_else(|| Problem::of(Kind::NotFound))
}
