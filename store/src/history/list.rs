//! A page of the history.

use domain::history::{HistoryPage, HistoryRow, Named};
use domain::paging::Page;
use domain::{
    CaseId, Channel, ContactReasonId, Direction, HistoryColumn, HistoryFilter, HistoryOrder, InteractionId,
    Millis, Period, Protocol, QueueId, Timestamp, UserId, zone,
};

use super::bounded::{self, MAX_ASKED_BY_INDEX, MAX_COUNTED};
use super::filtered::{Conditions, customer_terms, has_reason_streams, looked_up_parts, numbers_with};
use super::ordered::{MAX_ORDERED, MAX_SORTED};
use super::streams::{Slice, Streams};
use super::totals::ListSummary;
use super::{CUSTOMER_NAME, coded, stored_protocol};
use crate::Result;
use crate::cases::{SearchTerms, stored_score};
use crate::db::{IDS_AT_ONCE, Statement, Window, counted, counted_in_order, sorted_ids};
use crate::history::History;

/// Digits that occur in more numbers than this are not selective enough for an index lookup.
const MAX_NUMBERS: u64 = 5_000;

/// A name that more customers have is not selective enough for an index lookup.
const MAX_CUSTOMERS: i64 = 500;

/// Maximum number of interactions that are chosen one by one.
pub(crate) const MAX_CHOSEN: u64 = 1_000;

/// What a job needs to know of an interaction: its ID, protocol and contact reason.
type ChosenInteraction = (InteractionId, String, Option<ContactReasonId>);

/// Estimated cost of finding the rows of one number in their index, in rows that are asked one by one.
const ROWS_PER_NUMBER: u64 = 3;

/// The last answer to a survey about the work of the agent of interaction `i` on its case, or on the case
/// that this one was merged into. A survey is asked for again only when the one before has ended, so the
/// highest ID is the last answer.
const LAST_ANSWER: &str = "SELECT max(given.id) FROM service_case AS own \
     JOIN survey_response AS given ON given.case_id IN (own.id, own.merged_into) \
     WHERE own.id = i.case_id AND given.agent_id = i.agent_id AND given.score IS NOT NULL";

#[derive(sqlx::FromRow)]
struct Row {
    id: InteractionId,
    protocol: String,
    case_id: CaseId,
    channel: i16,
    direction: i16,
    number: Option<String>,
    queued_at: Timestamp,
    answered_at: Option<Timestamp>,
    ended_at: Timestamp,
    has_notes: bool,
    agent_id: Option<UserId>,
    agent_name: Option<String>,
    customer: Option<String>,
    has_recording: bool,
    scale: Option<String>,
    score: Option<i64>,
    queue_id: QueueId,
    queue_name: String,
    reason_id: Option<ContactReasonId>,
    reason_name: Option<String>,
}

impl Row {
    fn duration(&self) -> Millis {
        self.ended_at - self.answered_at.unwrap_or(self.queued_at)
    }

    fn wait(&self) -> Millis {
        self.answered_at.unwrap_or(self.ended_at) - self.queued_at
    }

    /// What the list is ordered by.
    fn key(&self, by: HistoryColumn) -> i64 {
        match by {
            HistoryColumn::Queued => self.queued_at.0,
            HistoryColumn::Duration => self.duration().0,
            HistoryColumn::Wait => self.wait().0,
        }
    }
}

impl History<'_> {
    /// A page of the matching interactions, newest queue entry first; a page beyond the last one
    /// returns the last one.
    pub async fn list(&self, filter: &HistoryFilter, page: u64) -> Result<HistoryPage> {
        self.list_in_order(filter, HistoryOrder::default(), page).await
    }

    /// A page of the matching interactions in an order. By duration and wait, at most [`MAX_ORDERED`]
    /// rows can be paged to; where the day counters do not count, by time at most [`MAX_COUNTED`]. A filter
    /// that is asked of every row may search a part of the period only.
    pub async fn list_in_order(
        &self,
        filter: &HistoryFilter,
        order: HistoryOrder,
        page: u64,
    ) -> Result<HistoryPage> {
        if filter.is_impossible() {
            return Ok(HistoryPage::empty());
        }
        let summary = self.list_summary(filter, page).await?;
        let streams = self.streams(filter, &summary).await?;
        if streams.is_empty() {
            return Ok(HistoryPage::empty());
        }
        let (zone, by_time) = (self.store.zone(), order.by == HistoryColumn::Queued);
        let oldest_first = by_time && order.ascending;
        let searched = match bounded::most_asked(filter, &streams) {
            Some(most) if summary.total > most => {
                self.searched_to(filter, &summary, most, oldest_first).await?
            }
            _ => None,
        };
        let part = searched.map(|searched| bounded::part(filter, searched, oldest_first));
        let filter = part.as_ref().unwrap_or(filter);
        let period = Window::of_history(zone, filter);
        let is_counted = filter.is_counted_by_day();
        // In the other orders the number of all matching rows decides how they are read.
        let most = if by_time { MAX_COUNTED } else { MAX_ASKED_BY_INDEX };
        let (counted, found) = if is_counted {
            (summary.total, Vec::new())
        } else if by_time {
            self.collected(filter, &streams, period, most, order).await?
        } else {
            (self.count(filter, &streams, period, most + 1).await?, Vec::new())
        };
        let more = !is_counted && counted > most;
        let total = if more { most } else { counted };
        // By time, the rows that can be paged to are the first ones of the whole period.
        let searched = searched.filter(|_| !more || !by_time);
        if total == 0 {
            return Ok(HistoryPage { searched, ..HistoryPage::empty() });
        }
        let listed = if by_time { total } else { total.min(MAX_ORDERED) };
        let page = Page::new(page, listed);
        let of_page = |rows| HistoryPage { rows, number: page.number, total, listed, more, searched };
        if !by_time {
            let streams = self.streams_in_order(filter, order, streams, &summary, page, total).await?;
            let slice = Slice::ordered(order, page.offset());
            let rows = match self.merged(filter, &streams, period, slice).await? {
                Some(found) => self.rows_of(&found, order).await?,
                None => self.rows(filter, &streams, period, slice, order).await?,
            };
            return Ok(of_page(rows));
        }
        if !found.is_empty() {
            return Ok(of_page(self.rows_of(page.of(&found), order).await?));
        }
        let take = page.last_row() - page.offset();
        let newer = if order.ascending { total - page.last_row() } else { page.offset() };
        let (window, slice) = match summary.find(newer, take) {
            None => (period, Slice::ordered(order, page.offset())),
            Some(place) => {
                let days = Period { from: Some(place.oldest), to: Some(place.newest) };
                (Window::of_days(zone, days), Slice::nearer_end(place, take))
            }
        };
        Ok(of_page(self.rows(filter, &streams, window, slice, order).await?))
    }

    /// The matching interactions, at most `limit`, in no particular order.
    pub(crate) async fn matching(
        &self,
        filter: &HistoryFilter,
        limit: u64,
    ) -> Result<Vec<ChosenInteraction>> {
        if filter.is_impossible() {
            return Ok(Vec::new());
        }
        let summary = self.list_summary(filter, 1).await?;
        let streams = self.streams(filter, &summary).await?;
        if streams.is_empty() {
            return Ok(Vec::new());
        }
        let mut statement = self.statement();
        let window = Window::of_history(self.store.zone(), filter);
        let conditions = self.conditions(&mut statement, filter, window);
        let conditions = streams.conditions(&mut statement, &conditions);
        let most = statement.bind(limit.cast_signed());
        let limit = statement.engine.limit(&most);
        statement.text = format!(
            "SELECT i.id, i.protocol, i.contact_reason_id FROM {} WHERE {conditions} {limit}",
            streams.table(&statement)
        );
        self.fetch_all(statement).await
    }

    /// The interactions in scope of these protocols, at most [`MAX_CHOSEN`].
    pub(crate) async fn chosen(&self, protocols: &[Protocol]) -> Result<Vec<ChosenInteraction>> {
        if protocols.is_empty() {
            return Ok(Vec::new());
        }
        let mut statement = self.statement();
        let these: Vec<String> = protocols.iter().map(|protocol| statement.bind(protocol.as_str())).collect();
        let scope = self.agent_in_scope(&mut statement, "i.agent_id");
        statement.text = format!(
            "SELECT i.id, i.protocol, i.contact_reason_id FROM interaction AS i \
             WHERE i.protocol IN ({}) AND {scope}",
            these.join(", ")
        );
        self.fetch_all(statement).await
    }

    /// Those of these interactions that are in scope.
    pub(crate) async fn chosen_ids(&self, ids: &[InteractionId]) -> Result<Vec<ChosenInteraction>> {
        let mut found = Vec::new();
        for some in ids.chunks(IDS_AT_ONCE) {
            let mut statement = self.statement();
            let these = statement.any("i.id", some);
            let scope = self.agent_in_scope(&mut statement, "i.agent_id");
            statement.text = format!(
                "SELECT i.id, i.protocol, i.contact_reason_id FROM interaction AS i WHERE {these} AND {scope}"
            );
            found.extend(self.fetch_all::<ChosenInteraction>(statement).await?);
        }
        Ok(found)
    }

    /// The most selective streams for a filter.
    pub(super) async fn streams(&self, filter: &HistoryFilter, summary: &ListSummary) -> Result<Streams> {
        if filter.protocol.is_some() {
            return Ok(Streams::Protocol);
        }
        let parts = looked_up_parts(filter, &self.store.number_defaults());
        if !parts.is_empty()
            && self.occur_in_few(&parts, (summary.total / ROWS_PER_NUMBER).min(MAX_NUMBERS)).await?
        {
            return Ok(Streams::Numbers(parts));
        }
        if let Some(terms) = self.few_customers(filter).await? {
            return Ok(Streams::Customers(terms));
        }
        if has_reason_streams(filter) {
            return Ok(Streams::Reasons(sorted_ids(filter.reasons.iter().copied())));
        }
        if !self.sees_all() || !filter.agents.is_empty() {
            let few = !self.db().is_sqlite() || summary.agents.len() <= Streams::MAX;
            return Ok(if few { Streams::Agents(summary.agents.clone()) } else { Streams::Time });
        }
        if filter.queues.is_empty() && filter.channels.is_empty() {
            return Ok(Streams::Time);
        }
        let queues = if filter.queues.is_empty() {
            summary.queues.clone()
        } else {
            sorted_ids(filter.queues.iter().copied())
        };
        let channels = if filter.channels.is_empty() { &Channel::ALL[..] } else { &filter.channels };
        Ok(Streams::of_queues(&queues, channels))
    }

    /// Whether these digits occur in at most `most` numbers.
    pub(super) async fn occur_in_few(&self, parts: &[String], most: u64) -> Result<bool> {
        let mut statement = self.unrestricted_statement();
        let numbers = numbers_with(&mut statement, parts);
        let most_and_one = statement.bind(most.cast_signed() + 1);
        let limit = statement.engine.limit(&most_and_one);
        statement.text = format!("SELECT count(*) FROM ({numbers} {limit}) AS met");
        Ok(self.fetch_optional::<(i64,)>(statement).await?.is_some_and(|(n,)| n.cast_unsigned() <= most))
    }

    /// The customers of the filter, if they are few enough for an index lookup.
    pub(super) async fn few_customers(&self, filter: &HistoryFilter) -> Result<Option<SearchTerms>> {
        let Some(terms) = customer_terms(filter, &self.store.number_defaults()) else { return Ok(None) };
        let mut statement = self.unrestricted_statement();
        let Some(found) = terms.customers(&mut statement) else { return Ok(None) };
        let most_and_one = statement.bind(MAX_CUSTOMERS + 1);
        let limit = statement.engine.limit(&most_and_one);
        statement.text = format!("SELECT count(*) FROM (SELECT 1 FROM ({found}) AS met {limit}) AS counted");
        let few = self.fetch_optional::<(i64,)>(statement).await?.is_some_and(|(n,)| n <= MAX_CUSTOMERS);
        Ok(few.then_some(terms))
    }

    /// Counts the matching rows up to a limit, for filters that the day counters do not cover.
    async fn count(
        &self,
        filter: &HistoryFilter,
        streams: &Streams,
        window: Window,
        most: u64,
    ) -> Result<u64> {
        let mut statement = self.statement();
        let conditions = self.conditions(&mut statement, filter, window);
        let some = streams.some(&mut statement, &conditions, most);
        statement.plan_for_values();
        statement.text = format!("SELECT count(*) AS n FROM ({some}) AS met");
        Ok(self.fetch_optional::<(i64,)>(statement).await?.map_or(0, |(n,)| n.cast_unsigned()))
    }

    /// The number of the matching rows, counted to one more than `most`, for filters that the day counters do
    /// not cover; and the rows in the order of their times if they are few: where each has to be asked whether
    /// it matches, that takes longer than to sort them, and is done once for the count and the page. SQLite
    /// finds a page among many sooner than it returns them all.
    async fn collected(
        &self,
        filter: &HistoryFilter,
        streams: &Streams,
        window: Window,
        most: u64,
        order: HistoryOrder,
    ) -> Result<(u64, Vec<InteractionId>)> {
        let mut statement = self.statement();
        let conditions = self.conditions(&mut statement, filter, window);
        let some = streams.some(&mut statement, &conditions, most + 1);
        let few = if statement.engine.is_sqlite() { MAX_SORTED } else { most };
        statement.plan_for_values();
        let few = format!("met WHERE (SELECT count(*) FROM met) <= {few}");
        statement.text = format!("WITH met (id, place) AS MATERIALIZED ({some}) {}", counted("met", &few));
        Ok(counted_in_order(self.fetch_all(statement).await?, order.ascending, InteractionId))
    }

    /// The rows of a page that is merged from streams.
    async fn rows(
        &self,
        filter: &HistoryFilter,
        streams: &Streams,
        window: Window,
        slice: Slice,
        order: HistoryOrder,
    ) -> Result<Vec<HistoryRow>> {
        let mut statement = self.statement();
        let conditions: Conditions = self.conditions(&mut statement, filter, window);
        let page = streams.merge(&mut statement, &conditions, slice);
        self.page_rows(statement, &page, order).await
    }

    /// The rows of these interactions.
    async fn rows_of(&self, found: &[InteractionId], order: HistoryOrder) -> Result<Vec<HistoryRow>> {
        let mut statement = self.statement();
        let these = statement.any("met.id", found);
        let page = format!("SELECT met.id FROM interaction AS met WHERE {these}");
        self.page_rows(statement, &page, order).await
    }

    /// The rows of the interactions whose IDs the query `page` returns.
    async fn page_rows(
        &self,
        mut statement: Statement,
        page: &str,
        order: HistoryOrder,
    ) -> Result<Vec<HistoryRow>> {
        let scope = self.agent_in_scope(&mut statement, "i.agent_id");
        statement.text = format!(
            "WITH page AS MATERIALIZED ({page}) \
             SELECT i.id, i.protocol, i.case_id, i.channel, i.direction, i.number, i.queued_at, i.answered_at, \
             i.ended_at, coalesce(i.notes, '') <> '' AS has_notes, i.agent_id, u.name AS agent_name, \
             i.queue_id, q.name AS queue_name, r.id AS reason_id, r.name AS reason_name, \
             {CUSTOMER_NAME} AS customer, \
             EXISTS (SELECT 1 FROM recording AS audio WHERE audio.interaction_id = i.id) AS has_recording, \
             survey.scale, answer.score \
             FROM page CROSS JOIN interaction AS i CROSS JOIN queue AS q \
             CROSS JOIN customer AS owner CROSS JOIN customer AS c \
             LEFT JOIN user_account AS u ON u.id = i.agent_id \
             LEFT JOIN contact_reason AS r ON r.id = i.contact_reason_id \
             LEFT JOIN survey_response AS answer ON answer.id = ({LAST_ANSWER}) \
             LEFT JOIN survey ON survey.id = answer.survey_id \
             WHERE i.id = page.id AND q.id = i.queue_id AND owner.id = i.customer_id \
             AND c.id = coalesce(owner.merged_into, owner.id) AND {scope}"
        );
        let mut rows = self.fetch_all::<Row>(statement).await?;
        rows.sort_unstable_by_key(|row| (row.key(order.by), row.id));
        if !order.ascending {
            rows.reverse();
        }
        rows.into_iter().map(|row| self.row(row)).collect()
    }

    fn row(&self, row: Row) -> Result<HistoryRow> {
        Ok(HistoryRow {
            protocol: stored_protocol(&row.protocol)?,
            case: row.case_id,
            queued: zone::civil(self.store.zone(), row.queued_at),
            duration: row.duration(),
            wait: row.wait(),
            queue: Named { id: row.queue_id, name: row.queue_name },
            agent: row.agent_name,
            customer: row.customer,
            has_recording: row.has_recording,
            score: stored_score(row.scale.as_deref(), row.score)?,
            number: row.number,
            channel: coded("channel", row.channel, Channel::from_code)?,
            direction: coded("direction", row.direction, Direction::from_code)?,
            reason: row.reason_id.zip(row.reason_name).map(|(id, name)| Named { id, name }),
            has_notes: row.has_notes,
            own: row.agent_id == Some(self.principal.user),
        })
    }
}
