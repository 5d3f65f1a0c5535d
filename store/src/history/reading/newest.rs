//! The list of the history page by cursor: latest queue entry first.

use std::cmp::Reverse;

use domain::reading::{ListPart, Position, RecordedInteraction};
use domain::{Channel, HistoryFilter, QueueId};

use super::{Row, columns, joined, part};
use crate::Result;
use crate::db::{Window, sorted_ids};
use crate::history::History;
use crate::history::filtered::{has_reason_streams, looked_up_parts};
use crate::history::streams::{Slice, Streams};

/// Digits that occur in more numbers than this are sought by walking the list: the rows of all of them
/// are sorted for each part.
const MAX_NUMBERS: u64 = 500;

impl History<'_> {
    /// At most `limit` of the matching interactions after a position, latest queue entry first.
    pub async fn newest_after(
        &self,
        filter: &HistoryFilter,
        after: Option<Position>,
        limit: u64,
    ) -> Result<ListPart<RecordedInteraction>> {
        if filter.is_impossible() {
            return Ok(ListPart::empty());
        }
        let streams = self.streams_of_list(filter).await?;
        if streams.is_empty() {
            return Ok(ListPart::empty());
        }
        let mut statement = self.statement();
        let window = Window::of_history(self.store.zone(), filter);
        let mut conditions = self.conditions(&mut statement, filter, window);
        if let Some(Position { at, id }) = after {
            let (at, id) = (statement.bind(at), statement.bind(id));
            conditions.time.push(format!("(i.queued_at, i.id) < ({at}, {id})"));
        }
        let page = streams.merge(&mut statement, &conditions, Slice::first(limit.saturating_add(1)));
        let scope = self.agent_in_scope(&mut statement, "i.agent_id");
        statement.text = format!(
            "WITH page AS MATERIALIZED ({page}) SELECT {} FROM {} AND i.id = page.id AND {scope}",
            columns(),
            joined("page CROSS JOIN interaction AS i")
        );
        let mut rows = self.fetch_all::<Row>(statement).await?;
        rows.sort_unstable_by_key(|row| Reverse((row.queued_at, row.id)));
        part(rows, limit, |row| Position { at: row.queued_at, id: row.id.0 })
    }

    /// The most selective streams for a filter. Unlike for the pages of the history, no counters are
    /// read, since nothing is counted.
    async fn streams_of_list(&self, filter: &HistoryFilter) -> Result<Streams> {
        if filter.protocol.is_some() {
            return Ok(Streams::Protocol);
        }
        let parts = looked_up_parts(filter, &self.store.number_defaults());
        if !parts.is_empty() && self.occur_in_few(&parts, MAX_NUMBERS).await? {
            return Ok(Streams::Numbers(parts));
        }
        if let Some(terms) = self.few_customers(filter).await? {
            return Ok(Streams::Customers(terms));
        }
        if has_reason_streams(filter) {
            return Ok(Streams::Reasons(sorted_ids(filter.reasons.iter().copied())));
        }
        // In the streams of agents nothing else limits the scope: a user's is checked row by row instead.
        if !filter.agents.is_empty() && self.sees_all() {
            return Ok(Streams::Agents(sorted_ids(filter.agents.iter().copied())));
        }
        if !filter.agents.is_empty() || (filter.queues.is_empty() && filter.channels.is_empty()) {
            return Ok(Streams::Time);
        }
        let queues = if filter.queues.is_empty() {
            let all = self.unrestricted_statement().with_text("SELECT q.id FROM queue AS q ORDER BY q.id");
            self.fetch_all::<(QueueId,)>(all).await?.into_iter().map(|(id,)| id).collect()
        } else {
            sorted_ids(filter.queues.iter().copied())
        };
        let channels = if filter.channels.is_empty() { &Channel::ALL[..] } else { &filter.channels };
        Ok(Streams::of_queues(&queues, channels))
    }
}
