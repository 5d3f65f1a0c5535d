//! The ordered streams a page is merged from.
//!
//! Each stream walks one index from the newest row to the oldest; their merge is the list. SQLite
//! merges the arms of a `UNION ALL` lazily, one row at a time; PostgreSQL takes the first rows of
//! each stream with `LATERAL` and sorts those.

use domain::paging::{PAGE_SIZE, Page};

use super::filtered::{Conditions, join, numbers_with};
use super::totals::Place;
use crate::db::Arg;
use crate::db::Statement;

/// Which of the merged rows are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slice {
    /// Whether the walk begins at the newest row or at the oldest.
    newest_first: bool,
    /// The rows to walk past.
    skip: u64,
    /// The most rows to take.
    take: u64,
}

impl Slice {
    /// A page after `skip` newer rows.
    pub(super) fn newest(skip: u64) -> Self {
        Self { newest_first: true, skip, take: PAGE_SIZE }
    }

    /// A page within days of which the number of rows is known, walked to from their nearer end.
    pub(super) fn nearer_end(place: Place, page: Page) -> Self {
        let take = page.last_row() - page.offset();
        let older = place.rows.saturating_sub(place.newer + take);
        let newest_first = place.newer <= older;
        Self { newest_first, skip: place.newer.min(older), take }
    }
}

/// Which index the rows come from, and with which leading values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Streams {
    /// At most one row.
    Protocol,
    /// The rows of all numbers in which these digits stand, sorted: there are not many.
    Numbers(Vec<String>),
    /// One stream for each contact reason.
    Reasons(Vec<i64>),
    /// One stream for each agent.
    Agents(Vec<i64>),
    /// One stream for each queue and channel.
    Queues(Vec<(i64, i64)>),
    /// One stream of everything.
    Time,
}

impl Streams {
    /// The most streams SQLite is asked to merge; its own limit is 500 arms.
    pub(super) const MOST: usize = 400;

    /// Whether nothing can come out.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Protocol | Self::Numbers(_) | Self::Time => false,
            Self::Reasons(ids) | Self::Agents(ids) => ids.is_empty(),
            Self::Queues(pairs) => pairs.is_empty(),
        }
    }

    fn index(&self) -> Option<&'static str> {
        match self {
            Self::Protocol => None,
            Self::Numbers(_) => Some("interaction_number"),
            Self::Reasons(_) => Some("interaction_reason"),
            Self::Agents(_) => Some("interaction_agent"),
            Self::Queues(_) => Some("interaction_queue"),
            Self::Time => Some("interaction_time"),
        }
    }

    /// The table, bound to the index.
    pub(super) fn table(&self, statement: &Statement) -> String {
        let hint = self.index().map_or(String::new(), |index| statement.engine.indexed_by(index));
        format!("interaction AS i {hint}")
    }

    /// Everything a row must fulfil, for a count.
    pub(super) fn conditions(&self, statement: &mut Statement, conditions: &Conditions) -> String {
        match self {
            Self::Numbers(parts) => {
                format!("{} AND {}", has_number(statement, parts), self.rest(conditions))
            }
            _ => conditions.all(),
        }
    }

    /// What each stream must fulfil besides its leading values.
    fn rest(&self, conditions: &Conditions) -> String {
        let Conditions { agent, queue, reason, number, protocol, time } = conditions;
        match self {
            Self::Protocol | Self::Time => conditions.all(),
            Self::Numbers(_) => join([protocol, reason, agent, queue, time]),
            Self::Reasons(_) => join([protocol, number, agent, queue, time]),
            // The agents were read within the scope; the rows are checked against it once more.
            Self::Agents(_) => join([protocol, number, reason, queue, time]),
            Self::Queues(_) => join([protocol, number, reason, agent, time]),
        }
    }

    /// The SQL of `(queued_at, id)` of the rows wanted.
    pub(super) fn merge(&self, statement: &mut Statement, conditions: &Conditions, slice: Slice) -> String {
        let table = self.table(statement);
        let rest = self.rest(conditions);
        let columns = format!("SELECT i.queued_at, i.id FROM {table} WHERE");
        let way = if slice.newest_first { "DESC" } else { "ASC" };
        let order = format!("ORDER BY queued_at {way}, id {way}");
        let (skip, take) = (slice.skip.cast_signed(), slice.take.cast_signed());
        if statement.engine.is_sqlite() {
            let arms: Vec<String> =
                self.arms(statement).iter().map(|arm| format!("{columns} {arm} AND {rest}")).collect();
            let (take, skip) = (statement.bind(take), statement.bind(skip));
            let take = statement.engine.limit(&take);
            return format!("{} {order} {take} OFFSET {skip}", arms.join(" UNION ALL "));
        }
        let (each, skip, take) = (statement.bind(skip + take), statement.bind(skip), statement.bind(take));
        match self.lateral(statement) {
            None => {
                let leading = self.arms(statement).join("");
                format!("{columns} {leading} AND {rest} {order} LIMIT {take} OFFSET {skip}")
            }
            Some((arms, leading)) => format!(
                "SELECT stream.queued_at, stream.id FROM {arms} CROSS JOIN LATERAL \
                 ({columns} {leading} AND {rest} {order} LIMIT {each}) AS stream {order} LIMIT {take} OFFSET {skip}"
            ),
        }
    }

    /// The leading values as conditions, one for each stream.
    fn arms(&self, statement: &mut Statement) -> Vec<String> {
        let mut each = |column: &str, ids: &[i64]| -> Vec<String> {
            ids.iter().map(|id| format!("i.{column} = {}", statement.bind(*id))).collect()
        };
        match self {
            Self::Protocol | Self::Time => vec!["TRUE".to_owned()],
            Self::Numbers(parts) => vec![has_number(statement, parts)],
            Self::Reasons(ids) => each("contact_reason_id", ids),
            Self::Agents(ids) => each("agent_id", ids),
            Self::Queues(pairs) => {
                let (queues, channels): (Vec<i64>, Vec<i64>) = pairs.iter().copied().unzip();
                let (queues, channels) = (each("queue_id", &queues), each("channel", &channels));
                queues.iter().zip(channels).map(|(queue, channel)| format!("{queue} AND {channel}")).collect()
            }
        }
    }

    /// The leading values as a table, and the condition that ties a stream to its row.
    fn lateral(&self, statement: &mut Statement) -> Option<(String, &'static str)> {
        let one = |list: String, condition| Some((format!("unnest({list}) AS arm (k)"), condition));
        match self {
            Self::Protocol | Self::Numbers(_) | Self::Time => None,
            Self::Reasons(ids) => one(statement.bind(Arg::Ints(ids.clone())), "i.contact_reason_id = arm.k"),
            Self::Agents(ids) => one(statement.bind(Arg::Ints(ids.clone())), "i.agent_id = arm.k"),
            Self::Queues(pairs) => {
                let (queues, channels) = pairs.iter().copied().unzip();
                let (queues, channels) =
                    (statement.bind(Arg::Ints(queues)), statement.bind(Arg::Ints(channels)));
                let arms = format!("unnest({queues}, {channels}) AS arm (queue, channel)");
                Some((arms, "i.queue_id = arm.queue AND i.channel = arm.channel"))
            }
        }
    }
}

/// That the number is one in which any of these digits stand.
fn has_number(statement: &mut Statement, parts: &[String]) -> String {
    let numbers = numbers_with(statement, parts);
    statement.engine.in_subquery("i.number_digits", &numbers)
}
