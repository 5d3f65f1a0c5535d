//! The settled day counts: how many rows a list has, and on which days a page of it lies.

use chrono::NaiveDate;
use domain::paging::{Page, locate};
use domain::{Channel, HistoryFilter, Period};

use super::filtered::{join, looked_up_parts, queue_conditions};
use crate::db::{Statement, sorted_ids};
use crate::scoped::Scoped;
use crate::{Error, Result};

/// What the day counts say about a list.
#[derive(Debug, Default)]
pub(super) struct Guide {
    /// Rows in the whole list; where digits are looked up, rows among which they are looked for.
    pub(super) total: u64,
    /// The days that have rows, newest first, with how many; empty where the first page needs none.
    days: Vec<(NaiveDate, u64)>,
    /// The agents in scope that are asked for; of no meaning where the scope is everything and no
    /// agent is asked for.
    pub(super) agents: Vec<i64>,
    /// Every queue, where channels are asked for and queues are not.
    pub(super) queues: Vec<i64>,
}

/// Where a page lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The oldest day of its rows.
    pub(super) oldest: NaiveDate,
    /// The newest.
    pub(super) newest: NaiveDate,
    /// How many rows those days have.
    pub(super) rows: u64,
    /// How many of them are newer than the page.
    pub(super) newer: u64,
}

impl Guide {
    /// The days on which a page lies.
    pub(super) fn find(&self, page: Page) -> Option<Place> {
        let (newest, newer) = locate(self.days.iter().map(|(_, n)| *n), page.offset())?;
        let end = newer + page.last_row() - page.offset();
        let (mut rows, mut oldest) = (0, newest);
        for (index, (_, n)) in self.days.iter().enumerate().skip(newest) {
            (rows, oldest) = (rows + n, index);
            if rows >= end {
                break;
            }
        }
        Some(Place { oldest: self.days[oldest].0, newest: self.days[newest].0, rows, newer })
    }
}

impl Scoped<'_> {
    /// Asks the day counts (where they carry the filter) and the scope, in one statement.
    pub(super) async fn guide(&self, filter: &HistoryFilter, page: u64) -> Result<Guide> {
        let mut statement = self.statement();
        let mut parts = Vec::new();
        let by_agent = !self.sees_all() || !filter.agents.is_empty();
        if !looked_up_parts(filter, &self.store.number_defaults()).is_empty() {
            parts.push(self.day_counts(&mut statement, filter, by_agent, false));
        } else if filter.is_counted_by_day() {
            // The first page begins at the newest row, whatever its day; only where queues thin
            // the agents' rows out is it worth knowing how far down it reaches.
            let by_day = page > 1 || (by_agent && !filter.queues.is_empty());
            parts.push(self.day_counts(&mut statement, filter, by_agent, by_day));
        }
        if by_agent {
            parts.push(self.agents_asked(&mut statement, filter));
        } else if filter.queues.is_empty() && !filter.channels.is_empty() {
            parts.push("SELECT 'queue' AS key, id AS n FROM queue".to_owned());
        }
        let mut guide = Guide::default();
        if parts.is_empty() {
            return Ok(guide);
        }
        statement.text = parts.join(" UNION ALL ");
        for (key, n) in self.fetch_all::<(String, i64)>(statement).await? {
            match key.as_str() {
                "agent" => guide.agents.push(n),
                "queue" => guide.queues.push(n),
                "total" => guide.total = n.cast_unsigned(),
                day => guide.days.push((stored_day(day)?, n.cast_unsigned())),
            }
        }
        guide.total += guide.days.iter().map(|(_, n)| n).sum::<u64>();
        guide.agents = sorted_ids(guide.agents);
        guide.queues = sorted_ids(guide.queues);
        guide.days.retain(|(_, n)| *n > 0);
        guide.days.sort_unstable_by_key(|(day, _)| std::cmp::Reverse(*day));
        Ok(guide)
    }

    fn day_counts(
        &self,
        statement: &mut Statement,
        filter: &HistoryFilter,
        by_agent: bool,
        by_day: bool,
    ) -> String {
        let (from, count) = if !by_agent {
            (all_queue_days(statement, filter), "n".to_owned())
        } else if filter.queues.is_empty() {
            (self.agent_days(statement, filter, "interaction_agent_day"), channel_columns(filter))
        } else {
            let mut from = self.agent_days(statement, filter, "interaction_day");
            let queues = queue_conditions(statement, filter, "");
            from = format!("{from} AND {}", join([&queues]));
            (from, "n".to_owned())
        };
        let days = join([&days_of(statement, filter.period)]);
        let sum = format!("CAST(coalesce(sum({count}), 0) AS BIGINT) AS n FROM {from} AND {days}");
        if by_day {
            format!("SELECT day AS key, {sum} GROUP BY day")
        } else {
            format!("SELECT 'total' AS key, {sum}")
        }
    }

    /// The rows of a table of counts that belong to the agents in scope and asked for.
    fn agent_days(&self, statement: &mut Statement, filter: &HistoryFilter, table: &str) -> String {
        let mut conditions = vec![self.sees(statement, "agent_id")];
        if !filter.agents.is_empty() {
            conditions.push(statement.any("agent_id", &sorted_ids(filter.agents.iter().copied())));
        }
        format!("{table} WHERE {}", conditions.join(" AND "))
    }

    fn agents_asked(&self, statement: &mut Statement, filter: &HistoryFilter) -> String {
        let mut conditions = vec![self.sees(statement, "u.id")];
        if !filter.agents.is_empty() {
            conditions.push(statement.any("u.id", &sorted_ids(filter.agents.iter().copied())));
        }
        format!("SELECT 'agent' AS key, u.id AS n FROM user_account AS u WHERE {}", conditions.join(" AND "))
    }
}

/// The counts of everybody. Queues and channels are named even where all are meant: only then are
/// the days a range of the key.
pub(super) fn all_queue_days(statement: &mut Statement, filter: &HistoryFilter) -> String {
    let mut conditions = queue_conditions(statement, filter, "");
    if filter.queues.is_empty() {
        conditions.push("queue_id IN (SELECT id FROM queue)".to_owned());
    }
    if filter.channels.is_empty() {
        conditions.push("channel IN (1, 2, 3)".to_owned());
    }
    format!("interaction_queue_day WHERE {}", conditions.join(" AND "))
}

/// The column in which `interaction_agent_day` counts a channel.
pub(super) const fn channel_column(channel: Channel) -> &'static str {
    match channel {
        Channel::Voice => "voice",
        Channel::WebChat => "webchat",
        Channel::WhatsApp => "whatsapp",
    }
}

fn channel_columns(filter: &HistoryFilter) -> String {
    let asked =
        Channel::ALL.into_iter().filter(|c| filter.channels.is_empty() || filter.channels.contains(c));
    asked.map(channel_column).collect::<Vec<_>>().join(" + ")
}

/// That `day` lies in the period.
pub(super) fn days_of(statement: &mut Statement, period: Period) -> Vec<String> {
    let mut conditions = Vec::new();
    if let Some(from) = period.from {
        conditions.push(format!("day >= {}", statement.bind(written(from))));
    }
    if let Some(to) = period.to {
        conditions.push(format!("day <= {}", statement.bind(written(to))));
    }
    conditions
}

/// A day as the database keeps it. Days beyond the year 9999 sort wrongly as texts: they are as
/// far away as the last one that does not.
fn written(day: NaiveDate) -> String {
    let last = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(day);
    let first = NaiveDate::from_ymd_opt(0, 1, 1).unwrap_or(day);
    day.clamp(first, last).to_string()
}

/// A day the database keeps.
pub(super) fn stored_day(text: &str) -> Result<NaiveDate> {
    text.parse().map_err(|_| Error::Corrupt(format!("day {text:?}")))
}
