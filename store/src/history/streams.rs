//! Ordered index scans ("streams") that a page is merged from.
//!
//! Each stream scans one index in the order of the list, by default from the newest row to the oldest; the
//! list is their merge. SQLite merges the arms of a `UNION ALL` lazily, row by row; PostgreSQL takes the
//! first rows of each stream with `LATERAL` and sorts them.

use domain::paging::PAGE_SIZE;
use domain::{Channel, ContactReasonId, HistoryColumn, HistoryOrder, QueueId, UserId};

use super::filtered::{Conditions, DURATION, WAIT, join, numbers_with};
use super::totals::PageLocation;
use crate::cases::SearchTerms;
use crate::db::{Arg, Statement, sorted_ids};

/// The requested part of the merged rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slice {
    /// What the rows are ordered by.
    by: HistoryColumn,
    /// Whether the scan starts at the newest (longest) or at the oldest (shortest) row.
    pub(super) newest_first: bool,
    /// Number of rows to skip.
    pub(super) skip: u64,
    /// Maximum number of rows to take.
    pub(super) take: u64,
}

impl Slice {
    /// A page after `skip` rows in an order.
    pub(super) fn ordered(order: HistoryOrder, skip: u64) -> Self {
        Self { by: order.by, newest_first: !order.ascending, skip, take: PAGE_SIZE }
    }

    /// The first `take` rows, newest first.
    pub(super) fn first(take: u64) -> Self {
        Self { newest_first: true, skip: 0, take, by: HistoryColumn::Queued }
    }

    /// A page within days whose number of rows is known, scanned from their nearer end.
    pub(super) fn nearer_end(place: PageLocation, take: u64) -> Self {
        let older = place.rows.saturating_sub(place.newer + take);
        let newest_first = place.newer <= older;
        Self { by: HistoryColumn::Queued, newest_first, skip: place.newer.min(older), take }
    }
}

/// The index to scan, with the leading values of each stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Streams {
    /// At most one row.
    Protocol,
    /// The rows of all numbers that contain these digits, sorted: there are few.
    Numbers(Vec<String>),
    /// The rows of these customers, sorted: there are few.
    Customers(SearchTerms),
    /// One stream for each contact reason.
    Reasons(Vec<ContactReasonId>),
    /// One stream for each agent.
    Agents(Vec<UserId>),
    /// One stream for each queue and channel (its code).
    Queues(Vec<(QueueId, i64)>),
    /// One stream of everything.
    Time,
    /// One stream for each agent, and one for what has none, in the order of durations or waits.
    Measured {
        /// Whose interactions.
        agents: Vec<UserId>,
        /// Whether interactions without an agent are among them.
        unassigned: bool,
        /// The order.
        by: HistoryColumn,
    },
}

impl Streams {
    /// Maximum number of streams to merge; SQLite itself allows 500 arms.
    pub(super) const MAX: usize = 400;

    /// The streams of these queues and channels, or everything if there are too many.
    pub(super) fn of_queues(queues: &[QueueId], channels: &[Channel]) -> Self {
        let channels = sorted_ids(channels.iter().map(|channel| i64::from(channel.code())));
        let pairs: Vec<(QueueId, i64)> =
            queues.iter().flat_map(|queue| channels.iter().map(|channel| (*queue, *channel))).collect();
        if pairs.len() <= Self::MAX { Self::Queues(pairs) } else { Self::Time }
    }

    /// Whether there are no streams, and so no rows.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Protocol | Self::Numbers(_) | Self::Customers(_) | Self::Time => false,
            Self::Reasons(ids) => ids.is_empty(),
            Self::Agents(ids) => ids.is_empty(),
            Self::Queues(pairs) => pairs.is_empty(),
            Self::Measured { agents, unassigned, .. } => agents.is_empty() && !unassigned,
        }
    }

    fn index(&self) -> Option<&'static str> {
        match self {
            Self::Protocol => None,
            Self::Numbers(_) => Some("interaction_number"),
            Self::Customers(_) => Some("interaction_customer"),
            Self::Reasons(_) => Some("interaction_reason"),
            Self::Agents(_) => Some("interaction_agent"),
            Self::Queues(_) => Some("interaction_queue"),
            Self::Time | Self::Measured { by: HistoryColumn::Queued, .. } => Some("interaction_time"),
            Self::Measured { by: HistoryColumn::Duration, .. } => Some("interaction_agent_duration"),
            Self::Measured { by: HistoryColumn::Wait, .. } => Some("interaction_agent_wait"),
        }
    }

    /// The table with its index hint.
    pub(super) fn table(&self, statement: &Statement) -> String {
        let hint = self.index().map_or(String::new(), |index| statement.engine.indexed_by(index));
        format!("interaction AS i {hint}")
    }

    /// All predicates on a row, for a count.
    pub(super) fn conditions(&self, statement: &mut Statement, conditions: &Conditions) -> String {
        match self {
            Self::Numbers(parts) => {
                format!("{} AND {}", has_number(statement, parts), self.rest(conditions))
            }
            Self::Customers(terms) => {
                format!("{} AND {}", has_customer(statement, terms), self.rest(conditions))
            }
            _ => conditions.all(),
        }
    }

    /// The query of at most `most` of the matching rows, in no particular order: `id` and `queued_at`.
    pub(super) fn some(&self, statement: &mut Statement, conditions: &Conditions, most: u64) -> String {
        let table = self.table(statement);
        if statement.engine.is_sqlite() {
            let matches = self.conditions(statement, conditions);
            return format!("SELECT i.id, i.queued_at FROM {table} WHERE {matches} LIMIT {most}");
        }
        // In the order of the index: for many rows in any order, PostgreSQL would rather read the table.
        let order = "ORDER BY i.queued_at DESC, i.id DESC";
        if let Some((arms, leading)) = self.lateral(statement) {
            let rest = self.rest(conditions);
            let scope = match self {
                Self::Agents(_) => scope_of_each(conditions),
                _ => "TRUE".to_owned(),
            };
            return format!(
                "SELECT stream.id, stream.queued_at FROM {arms} CROSS JOIN LATERAL (SELECT i.id, i.queued_at \
                 FROM {table} WHERE {leading} AND {rest} {order} LIMIT {most}) AS stream WHERE {scope} LIMIT {most}"
            );
        }
        let matches = self.conditions(statement, conditions);
        let order = if matches!(self, Self::Time) { order } else { "" };
        format!("SELECT i.id, i.queued_at FROM {table} WHERE {matches} {order} LIMIT {most}")
    }

    /// The predicates of a stream besides those on its leading values.
    fn rest(&self, conditions: &Conditions) -> String {
        let Conditions { agent, queue, reason, other, customer, number, protocol, time } = conditions;
        match self {
            Self::Protocol | Self::Time => conditions.all(),
            Self::Numbers(_) => join([protocol, customer, reason, agent, queue, other, time]),
            Self::Customers(_) => join([protocol, number, reason, agent, queue, other, time]),
            Self::Reasons(_) => join([protocol, number, customer, agent, queue, other, time]),
            // The agents are in scope already; the final statement checks the scope again.
            Self::Agents(_) | Self::Measured { .. } => {
                join([protocol, number, customer, reason, queue, other, time])
            }
            Self::Queues(_) => join([protocol, number, customer, reason, agent, other, time]),
        }
    }

    /// The query of the requested rows: what they are ordered by, and `id`.
    pub(super) fn merge(&self, statement: &mut Statement, conditions: &Conditions, slice: Slice) -> String {
        let Scan { columns, name, order, rest } = self.scan(statement, conditions, slice);
        let (skip, take) = (slice.skip.cast_signed(), slice.take.cast_signed());
        if statement.engine.is_sqlite() {
            let arms: Vec<String> =
                self.arms(statement).iter().map(|arm| format!("{columns} {arm} AND {rest}")).collect();
            let (take, skip) = (statement.bind(take), statement.bind(skip));
            let take = statement.engine.limit(&take);
            return format!("{} {order} {take} OFFSET {skip}", arms.join(" UNION ALL "));
        }
        // PostgreSQL keeps the plan of a statement whose limit it knows; otherwise it plans for every limit.
        let (each, slice) = if skip == 0 {
            (take.to_string(), format!("LIMIT {take}"))
        } else {
            let (each, take, skip) =
                (statement.bind(skip + take), statement.bind(take), statement.bind(skip));
            (each, format!("LIMIT {take} OFFSET {skip}"))
        };
        match self.lateral(statement) {
            None => {
                let leading = self.arms(statement).join("");
                format!("{columns} {leading} AND {rest} {order} {slice}")
            }
            Some((arms, leading)) => {
                let mut streams = format!(
                    "SELECT stream.{name}, stream.id FROM {arms} CROSS JOIN LATERAL \
                     ({columns} {leading} AND {rest} {order} LIMIT {each}) AS stream"
                );
                if matches!(self, Self::Measured { unassigned: true, .. }) {
                    streams = format!(
                        "SELECT {name}, id FROM ({streams} UNION ALL ({columns} i.agent_id IS NULL AND {rest} \
                         {order} LIMIT {each})) AS merged"
                    );
                }
                format!("{streams} {order} {slice}")
            }
        }
    }

    /// The query, on PostgreSQL, of the requested rows among the first `each` rows of the stream of every agent,
    /// and of what has no agent:
    /// `id`, what they are ordered by, and how far the shortest of the streams that go on was read, if any do.
    pub(super) fn merge_beginnings(
        &self,
        statement: &mut Statement,
        conditions: &Conditions,
        slice: Slice,
        (agents, unassigned): (&[UserId], bool),
        each: u64,
    ) -> String {
        let Scan { columns, name, order, rest } = self.scan(statement, conditions, slice);
        let agents = statement.bind(Arg::array(agents));
        let scope = scope_of_each(conditions);
        let mut streams = format!(
            "SELECT arm.k, stream.{name}, stream.id FROM unnest({agents}) AS arm (k) CROSS JOIN LATERAL \
             ({columns} i.agent_id = arm.k AND {rest} {order} LIMIT {each}) AS stream WHERE {scope}"
        );
        if unassigned {
            streams = format!(
                "{streams} UNION ALL SELECT NULL, stream.{name}, stream.id FROM \
                 ({columns} i.agent_id IS NULL AND {rest} {order} LIMIT {each}) AS stream"
            );
        }
        let (last, nearest) = if slice.newest_first { ("min", "max") } else { ("max", "min") };
        let (take, skip) =
            (statement.bind(slice.take.cast_signed()), statement.bind(slice.skip.cast_signed()));
        format!(
            "WITH stream AS MATERIALIZED ({streams}), \
             reached AS (SELECT {last}({name}) AS last FROM stream GROUP BY k HAVING count(*) >= {each}) \
             SELECT stream.id, stream.{name}, (SELECT {nearest}(last) FROM reached) AS reached \
             FROM stream {order} LIMIT {take} OFFSET {skip}"
        )
    }

    /// How a stream is scanned, but for its leading values.
    fn scan(&self, statement: &Statement, conditions: &Conditions, slice: Slice) -> Scan {
        let table = self.table(statement);
        let (measure, name) = match slice.by {
            HistoryColumn::Queued => ("i.queued_at", "queued_at"),
            HistoryColumn::Duration => (DURATION, "duration"),
            HistoryColumn::Wait => (WAIT, "wait"),
        };
        // Few rows are sorted: the planner of PostgreSQL would rather walk all rows in the order of the list until
        // it has met enough of them.
        let is_sorted = match slice.by {
            HistoryColumn::Queued => matches!(self, Self::Customers(_)),
            HistoryColumn::Duration | HistoryColumn::Wait => !matches!(self, Self::Measured { .. }),
        };
        let key = if is_sorted { format!("{measure} + 0") } else { measure.to_owned() };
        let way = if slice.newest_first { "DESC" } else { "ASC" };
        Scan {
            columns: format!("SELECT {key} AS {name}, i.id FROM {table} WHERE"),
            name,
            order: format!("ORDER BY {name} {way}, id {way}"),
            rest: self.rest(conditions),
        }
    }

    /// Predicates on the leading values, one per stream.
    fn arms(&self, statement: &mut Statement) -> Vec<String> {
        match self {
            Self::Protocol | Self::Time => vec!["TRUE".to_owned()],
            Self::Numbers(parts) => vec![has_number(statement, parts)],
            Self::Customers(terms) => vec![has_customer(statement, terms)],
            Self::Reasons(ids) => each(statement, "contact_reason_id", ids),
            Self::Agents(ids) => each(statement, "agent_id", ids),
            Self::Measured { agents, unassigned, .. } => {
                let mut arms = each(statement, "agent_id", agents);
                arms.extend(unassigned.then(|| "i.agent_id IS NULL".to_owned()));
                arms
            }
            Self::Queues(pairs) => {
                let (queues, channels): (Vec<QueueId>, Vec<i64>) = pairs.iter().copied().unzip();
                let queues = each(statement, "queue_id", &queues);
                let channels = each(statement, "channel", &channels);
                queues.iter().zip(channels).map(|(queue, channel)| format!("{queue} AND {channel}")).collect()
            }
        }
    }

    /// The leading values as a table, with the join condition of a stream.
    fn lateral(&self, statement: &mut Statement) -> Option<(String, &'static str)> {
        let one = |list: String, condition| Some((format!("unnest({list}) AS arm (k)"), condition));
        match self {
            Self::Protocol | Self::Numbers(_) | Self::Customers(_) | Self::Time => None,
            Self::Reasons(ids) => one(statement.bind(Arg::array(ids)), "i.contact_reason_id = arm.k"),
            Self::Agents(ids) | Self::Measured { agents: ids, .. } => {
                one(statement.bind(Arg::array(ids)), "i.agent_id = arm.k")
            }
            Self::Queues(pairs) => {
                let (queues, channels): (Vec<QueueId>, Vec<i64>) = pairs.iter().copied().unzip();
                let queues = statement.bind(Arg::array(&queues));
                let channels = statement.bind(Arg::array(&channels));
                let arms = format!("unnest({queues}, {channels}) AS arm (queue, channel)");
                Some((arms, "i.queue_id = arm.queue AND i.channel = arm.channel"))
            }
        }
    }
}

/// SQL of the scan of a stream.
struct Scan {
    /// `SELECT` up to `WHERE`.
    columns: String,
    /// The name of what the rows are ordered by.
    name: &'static str,
    /// `ORDER BY`.
    order: String,
    /// The predicates besides those on the leading values.
    rest: String,
}

/// The scope of agents `arm.k`, once for each.
fn scope_of_each(conditions: &Conditions) -> String {
    join([&conditions.agent]).replace("i.agent_id", "arm.k")
}

/// SQL predicates: `column` is this ID, one per stream.
fn each<T: Copy + Into<Arg>>(statement: &mut Statement, column: &str, ids: &[T]) -> Vec<String> {
    ids.iter().map(|id| format!("i.{column} = {}", statement.bind(*id))).collect()
}

/// SQL predicate: the number contains any of these digits.
fn has_number(statement: &mut Statement, parts: &[String]) -> String {
    let numbers = numbers_with(statement, parts);
    statement.engine.in_subquery("i.number_digits", &numbers)
}

/// SQL predicate: the customer is one of these.
fn has_customer(statement: &mut Statement, terms: &SearchTerms) -> String {
    match terms.customers(statement) {
        Some(found) => statement.engine.in_subquery("i.customer_id", &found),
        None => "TRUE".to_owned(),
    }
}
