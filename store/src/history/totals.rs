//! Totals from the materialised day counters, and the days on which a page of a list lies.

use chrono::NaiveDate;
use domain::paging::locate;
use domain::{Channel, HistoryFilter, Period, QueueId, UserId};

use super::bounded;
use super::filtered::{join, queue_conditions};
use crate::db::{Statement, sorted_ids};
use crate::history::History;
use crate::{Error, Result};

/// The last page that is found from the newest row: to skip so few rows is cheaper than to sum the day
/// counters of a period by day.
const MAX_PAGE_FROM_NEWEST: u64 = 5;

/// Totals of a list from the day counters.
#[derive(Debug, Default)]
pub(super) struct ListSummary {
    /// Number of rows in the list; if the counters do not cover its filter, of those that the part of it
    /// selects that they cover.
    pub(super) total: u64,
    /// Days with their number of rows, newest first; empty if the page does not need them.
    days: Vec<(NaiveDate, u64)>,
    /// The agents of the filter in scope; unused if neither scope nor filter limits agents.
    pub(super) agents: Vec<UserId>,
    /// Every queue, if the filter has channels but no queues.
    pub(super) queues: Vec<QueueId>,
}

/// The days on which a page lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PageLocation {
    /// The day of its oldest row.
    pub(super) oldest: NaiveDate,
    /// The day of its newest row.
    pub(super) newest: NaiveDate,
    /// Number of rows on these days.
    pub(super) rows: u64,
    /// Number of these rows that are newer than the page.
    pub(super) newer: u64,
}

impl ListSummary {
    /// Finds the days on which `take` rows after the `offset` newest lie; `None` if they are not known or
    /// not needed.
    pub(super) fn find(&self, offset: u64, take: u64) -> Option<PageLocation> {
        let (newest, newer) = locate(self.days.iter().map(|(_, n)| *n), offset)?;
        let end = newer + take;
        let (mut rows, mut oldest) = (0, newest);
        for (index, (_, n)) in self.days.iter().enumerate().skip(newest) {
            (rows, oldest) = (rows + n, index);
            if rows >= end {
                break;
            }
        }
        Some(PageLocation { oldest: self.days[oldest].0, newest: self.days[newest].0, rows, newer })
    }
}

impl History<'_> {
    /// Reads the day counters (if they cover the filter) and the agents in scope, in one statement.
    pub(super) async fn list_summary(&self, filter: &HistoryFilter, page: u64) -> Result<ListSummary> {
        let mut statement = self.statement();
        let mut parts = Vec::new();
        let by_agent = !self.sees_all() || !filter.agents.is_empty();
        if bounded::is_walked(filter) {
            parts.push(self.day_counts(&mut statement, filter, by_agent, false));
        } else if filter.is_counted_by_day() {
            // The first pages are found from the newest row, unless queues filter out most of the
            // agents' rows: then the days limit the scan.
            let by_day = page > MAX_PAGE_FROM_NEWEST || (by_agent && !filter.queues.is_empty());
            parts.push(self.day_counts(&mut statement, filter, by_agent, by_day));
        }
        if by_agent {
            parts.push(self.agents_asked(&mut statement, filter));
        } else if filter.queues.is_empty() && !filter.channels.is_empty() {
            parts.push("SELECT 'queue' AS key, id AS n FROM queue".to_owned());
        }
        let mut summary = ListSummary::default();
        if parts.is_empty() {
            return Ok(summary);
        }
        statement.text = parts.join(" UNION ALL ");
        for (key, n) in self.fetch_all::<(String, i64)>(statement).await? {
            match key.as_str() {
                "agent" => summary.agents.push(UserId(n)),
                "queue" => summary.queues.push(QueueId(n)),
                "total" => summary.total = n.cast_unsigned(),
                day => summary.days.push((stored_day(day)?, n.cast_unsigned())),
            }
        }
        summary.total += summary.days.iter().map(|(_, n)| n).sum::<u64>();
        summary.agents = sorted_ids(summary.agents);
        summary.queues = sorted_ids(summary.queues);
        summary.days.retain(|(_, n)| *n > 0);
        summary.days.sort_unstable_by_key(|(day, _)| std::cmp::Reverse(*day));
        Ok(summary)
    }

    /// The days of a filter with the numbers of rows that the part of it selects that the day counters cover,
    /// newest first.
    pub(super) async fn counted_days(&self, filter: &HistoryFilter) -> Result<Vec<(NaiveDate, u64)>> {
        let mut statement = self.statement();
        let by_agent = !self.sees_all() || !filter.agents.is_empty();
        statement.text = self.day_counts(&mut statement, filter, by_agent, true);
        let found = self.fetch_all::<(String, i64)>(statement).await?;
        let day = |(day, n): (String, i64)| Ok((stored_day(&day)?, n.cast_unsigned()));
        let mut days = found.into_iter().map(day).collect::<Result<Vec<_>>>()?;
        days.retain(|(_, n)| *n > 0);
        days.sort_unstable_by_key(|(day, _)| std::cmp::Reverse(*day));
        Ok(days)
    }

    pub(super) fn day_counts(
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

    /// The `FROM` clause of a counter table, limited to the agents of the filter in scope.
    fn agent_days(&self, statement: &mut Statement, filter: &HistoryFilter, table: &str) -> String {
        let mut conditions = vec![self.agent_in_scope(statement, "agent_id")];
        if !filter.agents.is_empty() {
            conditions.push(statement.any("agent_id", &sorted_ids(filter.agents.iter().copied())));
        }
        format!("{table} WHERE {}", conditions.join(" AND "))
    }

    fn agents_asked(&self, statement: &mut Statement, filter: &HistoryFilter) -> String {
        let mut conditions = vec![self.agent_in_scope(statement, "u.id")];
        if !filter.agents.is_empty() {
            conditions.push(statement.any("u.id", &sorted_ids(filter.agents.iter().copied())));
        }
        format!("SELECT 'agent' AS key, u.id AS n FROM user_account AS u WHERE {}", conditions.join(" AND "))
    }
}

/// The `FROM` clause of the counters of all agents. Queues and channels are listed even if all are
/// wanted: only then are the days a range of the primary key.
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

/// The column of a channel in `interaction_agent_day`.
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

/// SQL predicates: `day` lies in the period.
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

/// A day as stored. Years beyond 9999 would sort wrongly as texts, so they are clamped.
fn written(day: NaiveDate) -> String {
    let last = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(day);
    let first = NaiveDate::from_ymd_opt(0, 1, 1).unwrap_or(day);
    day.clamp(first, last).to_string()
}

/// Parses a stored day.
pub(super) fn stored_day(text: &str) -> Result<NaiveDate> {
    text.parse().map_err(|_| Error::Corrupt(format!("day {text:?}")))
}
