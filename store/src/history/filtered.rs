//! From a [`HistoryFilter`] to the conditions of SQL: one place for the list, the count and every
//! plan, so that no combination of filters can mean two things.

use chrono::{Days, NaiveDate};
use domain::number::{NumberDefaults, search_parts};
use domain::{HistoryFilter, zone};

use crate::db::{Statement, sorted_ids};
use crate::scoped::Scoped;

/// The conditions on a row of `interaction AS i`, by what they look at, so that a stream which
/// already holds one by its own making can leave it out.
#[derive(Default)]
pub(super) struct Conditions {
    /// The scope and the agents asked for.
    pub(super) agent: Vec<String>,
    /// The queues and channels asked for.
    pub(super) queue: Vec<String>,
    /// The contact reasons asked for.
    pub(super) reason: Vec<String>,
    /// The digits asked for.
    pub(super) number: Vec<String>,
    /// The protocol asked for.
    pub(super) protocol: Vec<String>,
    /// The instants between which the interaction entered the queue.
    pub(super) time: Vec<String>,
}

impl Conditions {
    /// All of them.
    pub(super) fn all(&self) -> String {
        join([&self.protocol, &self.number, &self.reason, &self.agent, &self.queue, &self.time])
    }
}

/// Conditions that all must hold.
pub(super) fn join<'a>(parts: impl IntoIterator<Item = &'a Vec<String>>) -> String {
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    if parts.is_empty() { "TRUE".to_owned() } else { parts.join(" AND ") }
}

/// The instants `[from, until)` a list looks at; open where absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Window {
    /// The first instant.
    pub(super) from: Option<i64>,
    /// The first instant after it.
    pub(super) until: Option<i64>,
}

impl Window {
    /// The instants of the civil days `from` to `to`, both included.
    pub(super) fn of_days(zone: chrono_tz::Tz, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Self {
        let until = to.and_then(|day| day.checked_add_days(Days::new(1)));
        Self {
            from: from.map(|day| zone::day_start(zone, day)),
            until: until.map(|day| zone::day_start(zone, day)),
        }
    }
}

impl Scoped<'_> {
    /// Everything a row of `interaction AS i` must fulfil to be in the list.
    pub(super) fn conditions(
        &self,
        statement: &mut Statement,
        filter: &HistoryFilter,
        window: Window,
    ) -> Conditions {
        let mut found = Conditions::default();
        if !self.sees_all() {
            found.agent.push(self.sees(statement, "i.agent_id"));
        }
        if !filter.agents.is_empty() {
            found.agent.push(statement.any("i.agent_id", &sorted_ids(filter.agents.iter().copied())));
        }
        found.queue = queue_conditions(statement, filter, "i.");
        if !filter.reasons.is_empty() {
            let reasons = sorted_ids(filter.reasons.iter().copied());
            found.reason.push(statement.any("i.contact_reason_id", &reasons));
        }
        let stands = number_parts(filter, &self.store.number_defaults()).into_iter().map(|part| {
            let part = statement.bind(part);
            statement.engine.contains("i.number_digits", &part)
        });
        let stands: Vec<String> = stands.collect();
        if !stands.is_empty() {
            found.number.push(format!("({})", stands.join(" OR ")));
        }
        if let Some(protocol) = &filter.protocol {
            found.protocol.push(format!("i.protocol = {}", statement.bind(protocol)));
        }
        if let Some(from) = window.from {
            found.time.push(format!("i.queued_at >= {}", statement.bind(from)));
        }
        if let Some(until) = window.until {
            found.time.push(format!("i.queued_at < {}", statement.bind(until)));
        }
        found
    }
}

/// The digits asked for, in every form in which they may be kept; a text without any asks for nothing.
fn number_parts(filter: &HistoryFilter, defaults: &NumberDefaults) -> Vec<String> {
    filter.number.as_deref().map(|typed| search_parts(typed, defaults)).unwrap_or_default()
}

/// The digits asked for, where they are enough to be looked up in the parts of known numbers; else
/// none.
pub(super) fn looked_up_parts(filter: &HistoryFilter, defaults: &NumberDefaults) -> Vec<String> {
    let parts = number_parts(filter, defaults);
    let enough = filter.protocol.is_none() && parts.iter().all(|part| part.len() >= 3);
    if enough { parts } else { Vec::new() }
}

/// The known numbers in which any of these digits stand, as SQL.
pub(super) fn numbers_with(statement: &mut Statement, parts: &[String]) -> String {
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

/// The queues and channels asked for, as conditions on the columns of any table that has them.
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
