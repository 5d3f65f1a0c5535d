//! The changes of status besides those that activity messages tell: reporting events, and, where REST
//! tells of none, webhooks.

use super::History;
use super::activity::{Activity, Changed};
use super::checkpoint::Emitted;
use super::course::Handovers;
use super::cycles::Entry;
use super::rest::Status;

/// How long after a resolve its activity message is written at the latest, in seconds: a job does it.
const WRITTEN_WITHIN: i64 = 120;
/// By how many seconds times of one event may be out of order.
const OUT_OF_ORDER: i64 = 2;

/// The changes of status besides those that activity messages tell.
pub(super) struct Changes {
    /// Resolves that reporting events tell, sorted, in seconds since 1970 UTC.
    pub resolves: Vec<i64>,
    /// Resolves that webhooks have announced, sorted; empty where REST tells of changes of status.
    pub announced: Vec<i64>,
    /// Handovers from a bot to people.
    pub handovers: Handovers,
}

impl Changes {
    /// Those of a conversation after its checkpoint. `entries` are all messages, sorted.
    pub(super) fn new(history: &History<'_>, entries: &[Entry<'_>], emitted: Option<&Emitted>) -> Self {
        let written = |entry: &Entry<'_>| match entry.activity {
            Some(Activity::Status(Changed::Resolved(_))) => Some(entry.message.at),
            _ => None,
        };
        let written: Vec<i64> = entries.iter().filter_map(written).collect();
        let is_written = |at: i64| {
            let later = written.partition_point(|time| *time < at - OUT_OF_ORDER);
            written.get(later).is_some_and(|time| *time <= at + WRITTEN_WITHIN)
        };
        let reported = |name: &str| -> Vec<i64> {
            let events = history.reporting_events.iter().filter(|event| event.name == name);
            sorted_times(events.map(|event| event.at))
        };
        let mut resolves = reported("conversation_resolved");
        let handovers = reported("conversation_bot_handoff");
        let status_recorded = emitted.is_some_and(|emitted| emitted.status_recorded)
            || !(resolves.is_empty() && handovers.is_empty())
            || entries.iter().any(|entry| matches!(entry.activity, Some(Activity::Status(_))));
        resolves.retain(|at| !is_written(*at));
        let announced = |status: Status| -> Vec<i64> {
            let changes =
                history.status_changes.iter().filter(|change| !status_recorded && change.status == status);
            sorted_times(changes.map(|change| change.at))
        };
        let is_new = |at: &i64| emitted.is_none_or(|emitted| *at > emitted.at);
        resolves.retain(is_new);
        let mut announced_resolves = announced(Status::Resolved);
        announced_resolves.retain(is_new);
        let handovers =
            Handovers { reported: handovers, announced: announced(Status::Open), status_recorded };
        Self { resolves, announced: announced_resolves, handovers }
    }
}

fn sorted_times(times: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut times: Vec<i64> = times.collect();
    times.sort_unstable();
    times.dedup();
    times
}
