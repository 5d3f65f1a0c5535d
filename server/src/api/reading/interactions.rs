//! `GET /api/v1/interactions`: the list of the history page, or what has changed.

use axum::Json;
use axum::extract::RawQuery;
use chrono::{DateTime, Utc};
use domain::reading::RecordedInteraction;
use domain::{DailyHours, HistoryFilter, QueueId, UserId};
use serde::Serialize;
use store::history::ChangesAfter;
use utoipa::ToSchema;

use super::parameters::{self, Parameters};
use crate::api::caller::Caller;
use crate::api::problem::Problem;

/// A part of a list of interactions.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct InteractionList {
    /// The interactions, without messages and calls.
    pub items: Vec<RecordedInteraction>,
    /// The parameter `cursor` of the next part; absent at the end of the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// At the end of a list with `updated_since`: nothing that changed before this instant is missing. Ask
    /// for later changes with this as `updated_since`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complete_until: Option<DateTime<Utc>>,
}

/// The parameters, which the description below lists, too.
const PARAMETERS: [&str; 21] = [
    "from",
    "to",
    "period",
    "time_from",
    "time_to",
    "channel",
    "direction",
    "queue",
    "agent",
    "reason",
    "duration_min",
    "duration_max",
    "wait_min",
    "wait_max",
    "recording",
    "customer",
    "number",
    "protocol",
    "updated_since",
    "cursor",
    "limit",
];

/// List interactions
///
/// The interactions of the history page, latest queue entry first, without messages and calls. All filters
/// must match; a parameter with several values is repeated or has them separated by commas, and any of them
/// matches. Without `from`, `to` and `period`, all days are listed. A bad or unknown parameter is refused.
///
/// Follow `next_cursor` with the same parameters until there is none: every interaction is given once,
/// whatever arrives meanwhile. `limit` may differ. A part may have fewer items than `limit`, even none,
/// although others follow.
///
/// With `updated_since`, the list has what was recorded or has changed since then (corrections, contact
/// reason, notes, status, kind, subject and merges of the case, recording, files of messages), in the order
/// of the changes. To keep a copy up to date, read all parts, then ask again with `complete_until` of the
/// last one as `updated_since`. Nothing is missed, however long a change took to be stored. An interaction
/// that changes while the list is read is given again, at its end; in a copy, the last state given counts.
/// Data of customers and names of queues, agents and contact reasons are shown as they are now; a change of
/// them is no change of the interaction. With filters, an interaction that does not match any more is not
/// given.
#[utoipa::path(
    get,
    path = "/api/v1/interactions",
    operation_id = "listInteractions",
    tag = "Interactions",
    params(
        ("from" = Option<String>, Query, description = "The first day on which it entered the queue, in the time zone of the operation; or the local time from which on, like `2026-11-01T08:00`.", example = "2026-11-01"),
        ("to" = Option<String>, Query, description = "The last day on which it entered the queue; or the local time before which, like `2026-11-30T18:00`.", example = "2026-11-30"),
        ("period" = Option<String>, Query, description = "Days relative to today in the time zone of the operation, in place of `from` and `to`. They are computed for each request. Weeks begin on Monday; the last days include today."),
        ("time_from" = Option<String>, Query, description = "The time of the day from which on it entered the queue, in the time zone of the operation.", example = "22:00"),
        ("time_to" = Option<String>, Query, description = "The time of the day before which it entered the queue. If it is not after `time_from`, the hours cross midnight.", example = "06:00"),
        ("channel" = Option<Vec<String>>, Query, description = "The channel."),
        ("direction" = Option<Vec<String>>, Query, description = "Which side started it."),
        ("queue" = Option<Vec<i64>>, Query, description = "The ID of the queue, as in `queue_id`."),
        ("agent" = Option<Vec<i64>>, Query, description = "The ID of the agent, as in `agent_id`."),
        ("reason" = Option<Vec<i64>>, Query, description = "The ID of the contact reason, as in `contact_reason_id`; `none` for those without one."),
        ("duration_min" = Option<u32>, Query, description = "The least number of whole seconds from the answer (or from entering the queue, if unanswered) to the end."),
        ("duration_max" = Option<u32>, Query, description = "The greatest number of these seconds."),
        ("wait_min" = Option<u32>, Query, description = "The least number of whole seconds from entering the queue to the answer (or to the end, if unanswered)."),
        ("wait_max" = Option<u32>, Query, description = "The greatest number of these seconds."),
        ("recording" = Option<String>, Query, description = "Whether it has a recording."),
        ("customer" = Option<String>, Query, description = "The customer: beginnings of words of the name, the document, or the telephone number in any spelling.", example = "maria souza"),
        ("number" = Option<String>, Query, description = "Digits of the other party's number, any part of it; other characters are ignored.", example = "98765"),
        ("protocol" = Option<String>, Query, description = "The public number.", example = "20261121000042"),
        ("updated_since" = Option<String>, Query, description = "List what was recorded or has changed at this instant or later, in the order of the changes.", example = "2026-11-21T12:00:00Z"),
        ("cursor" = Option<String>, Query, description = "Where to go on: `next_cursor` of the part before, with the same other parameters."),
        ("limit" = Option<u64>, Query, description = "The maximum number of items."),
    ),
    responses(
        (status = 200, description = "A part of the list.", body = InteractionList),
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
) -> Result<Json<InteractionList>, Problem> {
    let scoped = caller.reading()?;
    let mut asked = Parameters::of("interactions", query.as_deref(), &PARAMETERS);
    let mut filter = HistoryFilter {
        hours: DailyHours {
            from: asked.one("time_from", parameters::clock_time),
            until: asked.one("time_to", parameters::clock_time),
        },
        channels: asked.many("channel", parameters::channel),
        directions: asked.many("direction", parameters::direction),
        queues: asked.many("queue", parameters::id(QueueId)),
        agents: asked.many("agent", parameters::id(UserId)),
        recorded: asked.one("recording", parameters::yes_or_no),
        customer: asked.one("customer", parameters::customer),
        number: asked.one("number", parameters::number_part),
        protocol: asked.one("protocol", parameters::protocol),
        ..HistoryFilter::default()
    };
    asked.moments(caller.today(), &mut filter);
    asked.reasons(&mut filter);
    filter.duration = asked.durations("duration_min", "duration_max");
    filter.wait = asked.durations("wait_min", "wait_max");
    let since = asked.one("updated_since", parameters::instant);
    let (after, limit) = (asked.cursor(), asked.limit());
    asked.check()?;
    let history = scoped.history();
    let failed = |error: store::Error| Problem::reading("interactions could not be listed", &error);
    let (part, complete_until) = match since {
        Some(since) => {
            let after = after.map_or(ChangesAfter::Since(since), ChangesAfter::Position);
            let changed = history.changed_after(&filter, after, limit).await.map_err(failed)?;
            (changed.part, Some(changed.complete_until))
        }
        None => (history.newest_after(&filter, after, limit).await.map_err(failed)?, None),
    };
    let is_last = part.next.is_none();
    Ok(Json(InteractionList {
        items: part.items,
        next_cursor: asked.next_cursor(part.next),
        complete_until: complete_until.filter(|_| is_last).map(domain::Timestamp::to_utc),
    }))
}
