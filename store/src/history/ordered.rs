//! The history by duration or wait: which rows are read.
//!
//! Few matching rows are found by the streams of their filter and sorted. Many are found by scanning the
//! agents' interactions from the longest one on (`interaction_agent_duration`, `interaction_agent_wait`)
//! until the page is full, which is soon where many match. Which is cheaper follows from two counts: the
//! scan reads, for each row of the page and before it, as many rows as there are for each match.
//!
//! A page far into such a list has no known place, unlike one by time, which the day counters give. So only
//! the first rows can be paged to; the page says so.

use domain::paging::Page;
use domain::{HistoryFilter, HistoryOrder, UserId};

use super::streams::Streams;
use super::totals::ListSummary;
use crate::Result;
use crate::history::History;

/// Maximum number of rows that can be paged to in these orders.
pub const MAX_ORDERED: u64 = 10_000;

/// So many rows are sorted without asking what the scan costs.
const MAX_SORTED: u64 = 2_000;

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
