//! The history by duration or wait: which rows are read.
//!
//! Few matching rows are found by the streams of their filter and sorted. Many are found by scanning the
//! agents' interactions from the longest one on (`interaction_agent_duration`, `interaction_agent_wait`)
//! until the page is full, which is soon where many match. Which is cheaper follows from two counts: the
//! scan reads, for each row of the page and before it, as many rows as there are for each match.
//!
//! Both engines read these indexes alone. SQLite merges the agents row by row up to the page. PostgreSQL takes
//! the first rows of each and sorts them: twice as many as would be needed if all agents had the same share of the
//! page's place, and more if that was not enough for one of them.
//!
//! A page far into such a list has no known place, unlike one by time, which the day counters give. So only
//! the first rows can be paged to; the page says so.

use domain::paging::Page;
use domain::{HistoryFilter, HistoryOrder, InteractionId, UserId};

use super::streams::{Slice, Streams};
use super::totals::ListSummary;
use crate::Result;
use crate::db::Window;
use crate::history::History;

/// Maximum number of rows that can be paged to in these orders.
pub const MAX_ORDERED: u64 = 10_000;

/// So many rows are sorted without asking what the scan costs.
pub(super) const MAX_SORTED: u64 = 2_000;

impl History<'_> {
    /// The streams for a page of `total` matching rows that the `streams` of the filter would find.
    pub(super) async fn streams_in_order(
        &self,
        filter: &HistoryFilter,
        order: HistoryOrder,
        streams: Streams,
        summary: &ListSummary,
        page: Page,
        total: u64,
    ) -> Result<Streams> {
        if total <= MAX_SORTED {
            return Ok(streams);
        }
        let by_agent = !self.sees_all() || !filter.agents.is_empty();
        let agents = if by_agent { summary.agents.clone() } else { self.every_agent().await? };
        let unassigned = !by_agent;
        if self.db().is_sqlite() && agents.len() + usize::from(unassigned) > Streams::MAX {
            return Ok(streams);
        }
        let scanned = self.interactions_of(filter, by_agent).await?;
        let scan = u128::from(scanned) * u128::from(page.last_row());
        let is_scan_cheaper = scan < u128::from(total) * u128::from(total);
        Ok(if is_scan_cheaper { Streams::Measured { agents, unassigned, by: order.by } } else { streams })
    }

    /// The interactions of a page that PostgreSQL merges from the agents' streams; `None` if the statement of
    /// the rows merges them itself.
    pub(super) async fn merged(
        &self,
        filter: &HistoryFilter,
        streams: &Streams,
        window: Window,
        slice: Slice,
    ) -> Result<Option<Vec<InteractionId>>> {
        let Streams::Measured { agents, unassigned, .. } = streams else { return Ok(None) };
        if self.db().is_sqlite() || slice.skip == 0 {
            return Ok(None);
        }
        let all = slice.skip + slice.take;
        let share = all / (agents.len() as u64 + u64::from(*unassigned)).max(1);
        let mut each = share * 2 + slice.take;
        loop {
            let mut statement = self.statement();
            let conditions = self.conditions(&mut statement, filter, window);
            statement.plan_for_values();
            statement.text =
                streams.merge_beginnings(&mut statement, &conditions, slice, (agents, *unassigned), each);
            let found = self.fetch_all::<(InteractionId, i64, Option<i64>)>(statement).await?;
            // Beyond the end of what was read of a stream that goes on, rows may be missing.
            let is_exact = match found.last() {
                None => false,
                Some((.., None)) => true,
                Some((_, last, Some(end))) => {
                    found.len() as u64 == slice.take
                        && if slice.newest_first { last > end } else { last < end }
                }
            };
            if is_exact || each >= all {
                return Ok(Some(found.into_iter().map(|(id, ..)| id).collect()));
            }
            each *= 2;
        }
    }

    /// The number of interactions of the agents of the filter, whatever else it selects.
    async fn interactions_of(&self, filter: &HistoryFilter, by_agent: bool) -> Result<u64> {
        let mut statement = self.statement();
        let all = HistoryFilter { agents: filter.agents.clone(), ..HistoryFilter::default() };
        statement.text = self.day_counts(&mut statement, &all, by_agent, false);
        let found = self.fetch_optional::<(String, i64)>(statement).await?;
        Ok(found.map_or(0, |(_, n)| n.cast_unsigned()))
    }

    /// Everyone who may have served, for users who see everything.
    async fn every_agent(&self) -> Result<Vec<UserId>> {
        let all = self.unrestricted_statement().with_text("SELECT u.id FROM user_account AS u ORDER BY u.id");
        Ok(self.fetch_all::<(UserId,)>(all).await?.into_iter().map(|(id,)| id).collect())
    }
}
