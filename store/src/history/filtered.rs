//! SQL predicates of a [`HistoryFilter`], shared by the list, the count and every query plan, so
//! that a combination of filters means the same everywhere.

use domain::HistoryFilter;
use domain::number::{NumberDefaults, search_parts};

use crate::db::{Statement, Window, contains_any, sorted_ids};
use crate::history::History;

/// Predicates on a row of `interaction AS i`, grouped by column, so that a stream can leave out
/// those it fulfils by construction.
#[derive(Default)]
pub(super) struct Conditions {
    /// The scope and the agents of the filter.
    pub(super) agent: Vec<String>,
    /// The queues and channels of the filter.
    pub(super) queue: Vec<String>,
    /// The contact reasons of the filter.
    pub(super) reason: Vec<String>,
    /// The directions of the filter.
    pub(super) direction: Vec<String>,
    /// The digits of the filter.
    pub(super) number: Vec<String>,
    /// The protocol of the filter.
    pub(super) protocol: Vec<String>,
    /// The period in which the interaction entered the queue.
    pub(super) time: Vec<String>,
}

impl Conditions {
    /// All predicates, joined with `AND`.
    pub(super) fn all(&self) -> String {
        join([
            &self.protocol,
            &self.number,
            &self.reason,
            &self.agent,
            &self.queue,
            &self.direction,
            &self.time,
        ])
    }
}

/// Joins predicates with `AND`.
pub(super) fn join<'a>(parts: impl IntoIterator<Item = &'a Vec<String>>) -> String {
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    if parts.is_empty() { "TRUE".to_owned() } else { parts.join(" AND ") }
}

impl History<'_> {
    /// The predicates for `interaction AS i`: scope, filter and period.
    pub(super) fn conditions(
        &self,
        statement: &mut Statement,
        filter: &HistoryFilter,
        window: Window,
    ) -> Conditions {
        let mut found = Conditions::default();
        if !self.sees_all() {
            found.agent.push(self.agent_in_scope(statement, "i.agent_id"));
        }
        if !filter.agents.is_empty() {
            found.agent.push(statement.any("i.agent_id", &sorted_ids(filter.agents.iter().copied())));
        }
        found.queue = queue_conditions(statement, filter, "i.");
        if !filter.reasons.is_empty() {
            let reasons = sorted_ids(filter.reasons.iter().copied());
            found.reason.push(statement.any("i.contact_reason_id", &reasons));
        }
        if !filter.directions.is_empty() {
            let directions =
                sorted_ids(filter.directions.iter().map(|direction| i64::from(direction.code())));
            found.direction.push(statement.any("i.direction", &directions));
        }
        let parts = number_parts(filter, &self.store.number_defaults());
        found.number.extend(contains_any(statement, "i.number_digits", parts));
        if let Some(protocol) = &filter.protocol {
            found.protocol.push(format!("i.protocol = {}", statement.bind(protocol)));
        }
        found.time.extend(window.conditions(statement, "i.queued_at"));
        found
    }
}

/// The digits of the filter, in every form in which they may be stored; none if the text has none.
fn number_parts(filter: &HistoryFilter, defaults: &NumberDefaults) -> Vec<String> {
    filter.number.as_deref().map(|typed| search_parts(typed, defaults)).unwrap_or_default()
}

/// The digits of the filter if they are long enough for a lookup in `number_part`; else none.
pub(super) fn looked_up_parts(filter: &HistoryFilter, defaults: &NumberDefaults) -> Vec<String> {
    let parts = number_parts(filter, defaults);
    let enough = filter.protocol.is_none() && parts.iter().all(|part| part.len() >= 3);
    if enough { parts } else { Vec::new() }
}

/// Query of the known numbers that contain any of these digits.
pub(crate) fn numbers_with(statement: &mut Statement, parts: &[String]) -> String {
    let ranges: Vec<String> = parts
        .iter()
        .map(|part| {
            // ':' follows '9': the range holds every text that begins with the digits.
            let (from, until) = (statement.bind(part), statement.bind(format!("{part}:")));
            format!("SELECT number FROM number_part WHERE part >= {from} AND part < {until}")
        })
        .collect();
    ranges.join(" UNION ")
}

/// Predicates for the queues and channels of the filter, for any table with these columns.
pub(super) fn queue_conditions(
    statement: &mut Statement,
    filter: &HistoryFilter,
    prefix: &str,
) -> Vec<String> {
    let mut found = Vec::new();
    if !filter.queues.is_empty() {
        let queues = sorted_ids(filter.queues.iter().copied());
        found.push(statement.any(&format!("{prefix}queue_id"), &queues));
    }
    if !filter.channels.is_empty() {
        let channels = sorted_ids(filter.channels.iter().map(|channel| i64::from(channel.code())));
        found.push(statement.any(&format!("{prefix}channel"), &channels));
    }
    found
}
