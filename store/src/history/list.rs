//! A page of the history.

use domain::history::{HistoryPage, HistoryRow, Named};
use domain::paging::{PAGE_SIZE, Page};
use domain::{CaseId, Channel, ContactReasonId, Direction, HistoryFilter, QueueId, zone};

use super::filtered::{Conditions, Window, ids, number_part};
use super::streams::Streams;
use super::totals::{Guide, window_of};
use super::{Scoped, coded, stored_protocol};
use crate::Result;

/// A text of digits that stands in more numbers than this is no way to find rows by.
const MOST_NUMBERS: usize = 200;

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    protocol: String,
    case_id: i64,
    channel: i16,
    direction: i16,
    number: Option<String>,
    queued_at: i64,
    answered_at: Option<i64>,
    ended_at: i64,
    has_notes: bool,
    agent_id: Option<i64>,
    agent_name: Option<String>,
    queue_id: i64,
    queue_name: String,
    reason_id: Option<i64>,
    reason_name: Option<String>,
}

impl Scoped<'_> {
    /// A page of the interactions that match, the newest queue entry first; a page beyond the last
    /// is the last.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn history(&self, filter: &HistoryFilter, page: u64) -> Result<HistoryPage> {
        let empty = HistoryPage { rows: Vec::new(), number: 1, total: 0 };
        if filter.period.is_impossible() {
            return Ok(empty);
        }
        let guide = self.guide(filter).await?;
        let streams = self.streams(filter, &guide).await?;
        if streams.is_empty() {
            return Ok(empty);
        }
        let period = window_of(self.store.zone(), filter);
        let (page, window, skip) = if filter.is_counted_by_day() {
            let page = Page::new(page, guide.total());
            let Some((oldest, newest, skip)) = guide.find(page) else { return Ok(empty) };
            (page, Window::of_days(self.store.zone(), Some(oldest), Some(newest)), skip)
        } else {
            let page = Page::new(page, self.count(filter, &streams, period).await?);
            (page, period, page.offset())
        };
        if page.total == 0 {
            return Ok(empty);
        }
        let rows = self.rows(filter, &streams, window, skip).await?;
        Ok(HistoryPage { rows, number: page.number, total: page.total })
    }

    /// The narrowest streams that carry a filter.
    async fn streams(&self, filter: &HistoryFilter, guide: &Guide) -> Result<Streams> {
        if filter.protocol.is_some() {
            return Ok(Streams::Protocol);
        }
        if let Some(numbers) = self.numbers_with(filter).await? {
            return Ok(Streams::Numbers(numbers));
        }
        if !filter.reasons.is_empty() {
            return Ok(Streams::Reasons(ids(filter.reasons.iter().map(|id| id.0))));
        }
        if !self.sees_all() || !filter.agents.is_empty() {
            let few = !self.db().is_sqlite() || guide.agents.len() <= Streams::MOST;
            return Ok(if few { Streams::Agents(guide.agents.clone()) } else { Streams::Time });
        }
        if filter.queues.is_empty() && filter.channels.is_empty() {
            return Ok(Streams::Time);
        }
        let queues = if filter.queues.is_empty() {
            guide.queues.clone()
        } else {
            ids(filter.queues.iter().map(|id| id.0))
        };
        let channels = if filter.channels.is_empty() { &Channel::ALL[..] } else { &filter.channels };
        let channels = ids(channels.iter().map(|channel| i64::from(channel.code())));
        let pairs: Vec<(i64, i64)> =
            queues.iter().flat_map(|queue| channels.iter().map(|channel| (*queue, *channel))).collect();
        Ok(if pairs.len() <= Streams::MOST { Streams::Queues(pairs) } else { Streams::Time })
    }

    /// The whole numbers in which the digits asked for stand; `None` where they are too many, or
    /// the digits too few to be looked up.
    async fn numbers_with(&self, filter: &HistoryFilter) -> Result<Option<Vec<String>>> {
        let Some(part) = number_part(filter).filter(|part| part.len() >= 3) else { return Ok(None) };
        let mut statement = self.statement();
        // ':' follows '9': the range holds every text that begins with the digits.
        let (from, until) = (statement.text(part.clone()), statement.text(format!("{part}:")));
        let most = statement.int(MOST_NUMBERS as i64 + 1);
        statement.text = format!(
            "SELECT number FROM number_part WHERE part >= {from} AND part < {until} ORDER BY part LIMIT {most}"
        );
        let mut numbers: Vec<String> =
            statement.all::<(String,)>().await?.into_iter().map(|(number,)| number).collect();
        if numbers.len() > MOST_NUMBERS {
            return Ok(None);
        }
        numbers.sort_unstable();
        numbers.dedup();
        Ok(Some(numbers))
    }

    /// How many rows match, counted in the table: for filters the day counts do not carry.
    async fn count(&self, filter: &HistoryFilter, streams: &Streams, window: Window) -> Result<u64> {
        let mut statement = self.statement();
        let mut conditions = self.conditions(&mut statement, filter, window);
        if let Streams::Numbers(numbers) = streams {
            conditions.number = vec![statement.any_text("i.number_digits", numbers)];
        }
        let table = streams.table(&statement);
        statement.text = format!("SELECT count(*) AS n FROM {table} WHERE {}", conditions.all());
        Ok(statement.optional::<(i64,)>().await?.map_or(0, |(n,)| n.cast_unsigned()))
    }

    async fn rows(
        &self,
        filter: &HistoryFilter,
        streams: &Streams,
        window: Window,
        skip: u64,
    ) -> Result<Vec<HistoryRow>> {
        let mut statement = self.statement();
        let conditions: Conditions = self.conditions(&mut statement, filter, window);
        let page = streams.merge(&mut statement, &conditions, skip, PAGE_SIZE);
        let scope = self.sees(&mut statement, "i.agent_id");
        statement.text = format!(
            "WITH page AS MATERIALIZED ({page}) \
             SELECT i.id, i.protocol, i.case_id, i.channel, i.direction, i.number, i.queued_at, i.answered_at, \
             i.ended_at, coalesce(i.notes, '') <> '' AS has_notes, i.agent_id, u.name AS agent_name, \
             i.queue_id, q.name AS queue_name, r.id AS reason_id, r.name AS reason_name \
             FROM page CROSS JOIN interaction AS i CROSS JOIN queue AS q \
             LEFT JOIN user_account AS u ON u.id = i.agent_id \
             LEFT JOIN contact_reason AS r ON r.id = i.contact_reason_id \
             WHERE i.id = page.id AND q.id = i.queue_id AND {scope}"
        );
        let mut rows = statement.all::<Row>().await?;
        rows.sort_unstable_by_key(|row| std::cmp::Reverse((row.queued_at, row.id)));
        rows.into_iter().map(|row| self.row(row)).collect()
    }

    fn row(&self, row: Row) -> Result<HistoryRow> {
        Ok(HistoryRow {
            protocol: stored_protocol(&row.protocol)?,
            case: CaseId(row.case_id),
            queued: zone::civil(self.store.zone(), row.queued_at),
            duration_ms: row.ended_at - row.answered_at.unwrap_or(row.queued_at),
            queue: Named { id: QueueId(row.queue_id), name: row.queue_name },
            agent: row.agent_name,
            number: row.number,
            channel: coded("channel", row.channel, Channel::from_code)?,
            direction: coded("direction", row.direction, Direction::from_code)?,
            reason: row
                .reason_id
                .zip(row.reason_name)
                .map(|(id, name)| Named { id: ContactReasonId(id), name }),
            has_notes: row.has_notes,
            own: row.agent_id == Some(self.principal.user.0),
        })
    }
}
