//! `POST /api/v1/interactions/batch`: many interactions as NDJSON, with one result per line.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, header};
use futures::stream;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tracing::Instrument;
use utoipa::ToSchema;

use super::body;
use super::caller::Caller;
use super::interaction::{Accepted, status};
use super::problem::{BadField, Kind, Problem};
use crate::ndjson::{LineOutcome, LineTexts, MAX_LINE, Refusal, record_in_chunks};

/// The result of one line.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LineResult {
    /// The line's number in the input, from 1; blank lines count but get no result.
    #[schema(example = 1)]
    line: u64,
    /// The status that the interaction would get if it were sent alone.
    #[schema(example = 201)]
    status: u16,
    /// Present if it was recorded: as in the response to a single interaction.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    accepted: Option<Accepted>,
    /// Present if it was not: the kind of problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'static str>,
    /// What happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Every bad field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<BadField>,
}

impl From<LineOutcome> for LineResult {
    fn from(entry: LineOutcome) -> Self {
        let problem = match entry.result {
            Ok(recorded) => {
                let status = status(recorded.outcome).as_u16();
                return Self {
                    line: entry.line,
                    status,
                    accepted: Some(recorded.into()),
                    title: None,
                    detail: None,
                    errors: Vec::new(),
                };
            }
            Err(Refusal::TooLong) => {
                Problem::because(Kind::TooLarge, format!("a line may have {MAX_LINE} bytes"))
            }
            Err(Refusal::Unreadable(error)) => error.into(),
            Err(Refusal::Rejected(rejected)) => rejected.into(),
        };
        Self {
            line: entry.line,
            status: problem.status,
            accepted: None,
            title: Some(problem.title),
            detail: problem.detail,
            errors: problem.errors,
        }
    }
}

/// Maximum chunks of results buffered for a client that sends everything before it reads anything.
/// Beyond this or [`MAX_WAITING_BYTES`], the request is not read any further until the client reads
/// some.
const MAX_WAITING: usize = 128;
/// Maximum bytes of buffered results: enough for more than 10,000 good lines.
const MAX_WAITING_BYTES: usize = 2 * 1024 * 1024;

const TYPES: [&str; 4] =
    ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"];

/// Record many interactions
///
/// One interaction per line (NDJSON), any number of lines. The response has one line for each line
/// that is not blank, in the same order, sent as soon as its interaction is on disk. A rejected line
/// does not affect the others. After a lost connection, send everything again: interactions that are
/// already recorded are recognised. A higher `version` of a recorded interaction corrects it, also
/// within one batch; `outcome` says so. If the key is revoked meanwhile, the remaining lines are answered
/// with 401 and the response ends.
///
/// Read the response while sending, or send at most 10,000 lines at once: while too much of the
/// response is unread, the server does not read any more of the request.
#[utoipa::path(
    post,
    path = "/api/v1/interactions/batch",
    operation_id = "recordInteractions",
    tag = "Interactions",
    request_body(content = inline(Lines), content_type = "application/x-ndjson", description = "One `NewInteraction` per line, each of at most 4 MiB, with at most 10,000 messages and 1,000 calls."),
    responses(
        (status = 200, description = "One `LineResult` per line.", body = inline(Lines), content_type = "application/x-ndjson"),
        (status = 401, description = "The key is missing or wrong.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key lacks the scope `interactions`.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not sent as application/x-ndjson, or it is compressed.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "The rate limit of the key is exceeded; Retry-After states how long to wait.", body = Problem, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub(super) async fn post(
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<([(HeaderName, &'static str); 1], Body), Problem> {
    let intake = caller.intake()?;
    body::expect_type(&headers, &TYPES)?;
    let (results, waiting) = mpsc::channel::<Result<Results, axum::Error>>(MAX_WAITING);
    let room = Arc::new(Semaphore::new(MAX_WAITING_BYTES));
    let recording = async move {
        let recorded = record_in_chunks(body.into_data_stream(), &intake, LineTexts::Drop, |entries, _| {
            let ends = entries.iter().any(LineOutcome::is_of_revoked_key);
            let (results, room, lines) = (results.clone(), Arc::clone(&room), written(entries));
            async move {
                let size = lines.len().min(MAX_WAITING_BYTES) as u32;
                // A client that has disconnected never frees any room.
                let permit = tokio::select! {
                    permit = room.acquire_many_owned(size) => permit.ok(),
                    () = results.closed() => None,
                };
                let Some(permit) = permit else { return false };
                results.send(Ok(Results { lines, _permit: permit })).await.is_ok() && !ends
            }
        });
        if let Err(error) = recorded.await {
            tracing::info!(%error, "a batch was cut off");
            // Cuts off the response like the request was.
            let _ = results.send(Err(error)).await;
        }
    };
    tokio::spawn(recording.in_current_span());
    let answer = stream::unfold(waiting, async |mut waiting| {
        let results = waiting.recv().await?;
        Some((results.map(|results| results.lines), waiting))
    });
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(answer)))
}

/// Lines of results, with the permit for the buffer space they take.
struct Results {
    lines: Bytes,
    _permit: OwnedSemaphorePermit,
}

/// For the description: lines of JSON. A schema describes one value, so it says no more of them.
#[derive(ToSchema)]
#[schema(value_type = String)]
struct Lines(#[expect(dead_code, reason = "only its schema is used")] String);

fn written(entries: Vec<LineOutcome>) -> Bytes {
    let mut lines = Vec::with_capacity(entries.len() * 112);
    for entry in entries {
        // Only strings and numbers: serializing them to memory cannot fail.
        let _ = serde_json::to_writer(&mut lines, &LineResult::from(entry));
        lines.push(b'\n');
    }
    // The buffer takes no more than the permit counts.
    lines.shrink_to_fit();
    lines.into()
}
