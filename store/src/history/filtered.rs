//! SQL predicates of a [`HistoryFilter`], shared by the list, the count and every query plan, so
//! that a combination of filters means the same everywhere.

use chrono_tz::Tz;
use domain::number::{NumberDefaults, search_parts};
use domain::{DurationRange, HistoryFilter, Timestamp, zone};

use crate::cases::SearchTerms;
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
    /// The directions, durations, hours and recordings of the filter.
    pub(super) other: Vec<String>,
    /// The customers of the filter.
    pub(super) customer: Vec<String>,
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
            &self.customer,
            &self.reason,
            &self.agent,
            &self.queue,
            &self.other,
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
        let reasons = sorted_ids(filter.reasons.iter().copied());
        match (reasons.is_empty(), filter.without_reason) {
            (true, false) => {}
            (true, true) => found.reason.push("i.contact_reason_id IS NULL".to_owned()),
            (false, false) => found.reason.push(statement.any("i.contact_reason_id", &reasons)),
            (false, true) => {
                let any = statement.any("i.contact_reason_id", &reasons);
                found.reason.push(format!("(i.contact_reason_id IS NULL OR {any})"));
            }
        }
        if !filter.directions.is_empty() {
            let directions =
                sorted_ids(filter.directions.iter().map(|direction| i64::from(direction.code())));
            found.other.push(statement.any("i.direction", &directions));
        }
        found.other.extend(duration_conditions(statement, DURATION, filter.duration));
        found.other.extend(duration_conditions(statement, WAIT, filter.wait));
        found.other.extend(hours_condition(statement, self.store.zone(), filter, window));
        if let Some(recorded) = filter.recorded {
            let not = if recorded { "" } else { "NOT " };
            found.other.push(format!(
                "{not}EXISTS (SELECT 1 FROM recording AS audio WHERE audio.interaction_id = i.id)"
            ));
        }
        if let Some(terms) = customer_terms(filter, &self.store.number_defaults()) {
            found.customer.extend(terms.customer_condition(statement, "i.customer_id"));
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

/// SQL for the duration of an interaction, as the indexes have it.
pub(super) const DURATION: &str = "(i.ended_at - coalesce(i.answered_at, i.queued_at))";
/// SQL for the wait of an interaction, as the indexes have it.
pub(super) const WAIT: &str = "(coalesce(i.answered_at, i.ended_at) - i.queued_at)";

/// Predicates: the milliseconds of `measure`, in whole seconds, are in a range.
fn duration_conditions(
    statement: &mut Statement,
    measure: &str,
    range: DurationRange,
) -> impl Iterator<Item = String> {
    // What a wrong clock made negative is shown as zero.
    let min = range.min.filter(|min| *min > 0);
    let min = min.map(|min| format!("{measure} >= {}", statement.bind(i64::from(min) * 1000)));
    let max = range.max.map(|max| format!("{measure} < {}", statement.bind((i64::from(max) + 1) * 1000)));
    min.into_iter().chain(max)
}

/// The years whose changes of the clock [`hours_condition`] knows where the period is open. Before and
/// after them, those of the nearest year hold.
const CLOCK_YEARS: (Timestamp, Timestamp) = (Timestamp(946_684_800_000), Timestamp(2_208_988_800_000));

/// Predicate: the interaction entered the queue in these hours of a day. The database knows no time zones,
/// so the statement lists the offsets from UTC within the period.
fn hours_condition(
    statement: &mut Statement,
    zone: Tz,
    filter: &HistoryFilter,
    window: Window,
) -> Option<String> {
    if filter.hours.is_whole_day() {
        return None;
    }
    let begin = window.from.unwrap_or(CLOCK_YEARS.0).max(CLOCK_YEARS.0);
    let end = window.until.unwrap_or(CLOCK_YEARS.1).min(CLOCK_YEARS.1).max(Timestamp(begin.0 + 1));
    let spans = zone::offset_spans(zone, begin, end);
    let (last, before) = spans.split_last()?;
    let mut offset = format!("CAST({} AS BIGINT)", statement.bind(last.offset));
    if !before.is_empty() {
        let cases: Vec<String> = before
            .iter()
            .map(|span| {
                let (until, offset) = (statement.bind(span.until), statement.bind(span.offset));
                format!("WHEN i.queued_at < {until} THEN CAST({offset} AS BIGINT)")
            })
            .collect();
        offset = format!("CASE {} ELSE {offset} END", cases.join(" "));
    }
    let time = format!("((i.queued_at + {offset}) % 86400000)");
    let (from, until) = filter.hours.minutes();
    let minutes = |minutes: u16| i64::from(minutes) * 60_000;
    let joined = if from < until { "AND" } else { "OR" };
    let (from, until) = (statement.bind(minutes(from)), statement.bind(minutes(until)));
    Some(format!("({time} >= {from} {joined} {time} < {until})"))
}

/// The customer of the filter as search terms; none if the text says nothing.
pub(super) fn customer_terms(filter: &HistoryFilter, defaults: &NumberDefaults) -> Option<SearchTerms> {
    let terms = SearchTerms::parse(filter.customer.as_deref()?, defaults);
    (terms != SearchTerms::Nothing).then_some(terms)
}

/// Whether the contact reasons of the filter have streams of their own: interactions without one have none.
pub(super) fn has_reason_streams(filter: &HistoryFilter) -> bool {
    !filter.reasons.is_empty() && !filter.without_reason
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
