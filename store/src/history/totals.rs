//! The settled day counts: how many rows a list has, and on which days a page of it lies.

use chrono::NaiveDate;
use domain::paging::{PAGE_SIZE, Page, locate};
use domain::{HistoryFilter, Period};

use super::Scoped;
use super::filtered::{Window, ids, queue_conditions};
use super::statement::Statement;
use crate::{Error, Result};

/// What the day counts say about a list.
#[derive(Debug, Default)]
pub(super) struct Guide {
    /// The days that have rows, newest first, with how many.
    days: Vec<(NaiveDate, u64)>,
    /// The agents in scope that are asked for; of no meaning where the scope is everything and no
    /// agent is asked for.
    pub(super) agents: Vec<i64>,
    /// Every queue, where channels are asked for and queues are not.
    pub(super) queues: Vec<i64>,
}

impl Guide {
    /// Rows in the whole list.
    pub(super) fn total(&self) -> u64 {
        self.days.iter().map(|(_, n)| n).sum()
    }

    /// The days on which a page lies, and the rows to skip from the end of the newest of them.
    pub(super) fn find(&self, page: Page) -> Option<(NaiveDate, NaiveDate, u64)> {
        let (newest, skip) = locate(self.days.iter().map(|(_, n)| *n), page.offset())?;
        let mut left = skip + PAGE_SIZE;
        let mut oldest = newest;
        for (index, (_, n)) in self.days.iter().enumerate().skip(newest) {
            oldest = index;
            left = left.saturating_sub(*n);
            if left == 0 {
                break;
            }
        }
        Some((self.days[oldest].0, self.days[newest].0, skip))
    }
}

impl Scoped<'_> {
    /// Asks the day counts (where they carry the filter) and the scope, in one statement.
    pub(super) async fn guide(&self, filter: &HistoryFilter) -> Result<Guide> {
        let mut statement = self.statement();
        let mut parts = Vec::new();
        let by_agent = !self.sees_all() || !filter.agents.is_empty();
        if filter.is_counted_by_day() {
            parts.push(self.day_counts(&mut statement, filter, by_agent));
        }
        if by_agent {
            parts.push(self.agents_asked(&mut statement, filter));
        } else if filter.queues.is_empty() && !filter.channels.is_empty() {
            parts.push("SELECT 'queue' AS key, id AS n FROM queue".to_owned());
        }
        let mut guide = Guide::default();
        if !parts.is_empty() {
            statement.text = parts.join(" UNION ALL ");
            for (key, n) in statement.all::<(String, i64)>().await? {
                match key.as_str() {
                    "agent" => guide.agents.push(n),
                    "queue" => guide.queues.push(n),
                    day => guide.days.push((stored_day(day)?, n.cast_unsigned())),
                }
            }
        }
        guide.agents = ids(guide.agents);
        guide.queues = ids(guide.queues);
        guide.days.sort_unstable_by_key(|(day, _)| std::cmp::Reverse(*day));
        Ok(guide)
    }

    fn day_counts(&self, statement: &mut Statement<'_>, filter: &HistoryFilter, by_agent: bool) -> String {
        let mut conditions = queue_conditions(statement, filter, "");
        let table = if by_agent {
            conditions.push(self.sees(statement, "agent_id"));
            if !filter.agents.is_empty() {
                let agents = ids(filter.agents.iter().map(|id| id.0));
                conditions.push(statement.any("agent_id", &agents));
            }
            "interaction_day"
        } else {
            "interaction_queue_day"
        };
        conditions.extend(days_of(statement, filter.period));
        let conditions = if conditions.is_empty() { "TRUE".to_owned() } else { conditions.join(" AND ") };
        format!("SELECT day AS key, CAST(sum(n) AS BIGINT) AS n FROM {table} WHERE {conditions} GROUP BY day")
    }

    fn agents_asked(&self, statement: &mut Statement<'_>, filter: &HistoryFilter) -> String {
        let mut conditions = vec![self.sees(statement, "u.id")];
        if !filter.agents.is_empty() {
            let agents = ids(filter.agents.iter().map(|id| id.0));
            conditions.push(statement.any("u.id", &agents));
        }
        format!("SELECT 'agent' AS key, u.id AS n FROM user_account AS u WHERE {}", conditions.join(" AND "))
    }
}

/// That `day` lies in the period.
pub(super) fn days_of(statement: &mut Statement<'_>, period: Period) -> Vec<String> {
    let mut conditions = Vec::new();
    if let Some(from) = period.from {
        conditions.push(format!("day >= {}", statement.text(written(from))));
    }
    if let Some(to) = period.to {
        conditions.push(format!("day <= {}", statement.text(written(to))));
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

/// The instants a filter's period spans.
pub(super) fn window_of(zone: chrono_tz::Tz, filter: &HistoryFilter) -> Window {
    Window::of_days(zone, filter.period.from, filter.period.to)
}
