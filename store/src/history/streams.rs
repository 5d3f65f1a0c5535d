//! The ordered streams a page is merged from.
//!
//! Each stream walks one index from the newest row to the oldest; their merge is the list. SQLite
//! merges the arms of a `UNION ALL` lazily, one row at a time; PostgreSQL takes the first rows of
//! each stream with `LATERAL` and sorts those.

use super::filtered::{Conditions, join};
use super::statement::Statement;

/// Which index the rows come from, and with which leading values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Streams {
    /// At most one row.
    Protocol,
    /// One stream for each whole number.
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
            Self::Protocol | Self::Time => false,
            Self::Numbers(numbers) => numbers.is_empty(),
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
    pub(super) fn table(&self, statement: &Statement<'_>) -> String {
        let hint = self.index().map_or(String::new(), |index| statement.db.indexed_by(index));
        format!("interaction AS i {hint}")
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

    /// The SQL of `(queued_at, id)` of the rows after the first `skip`, at most `take`.
    pub(super) fn merge(
        &self,
        statement: &mut Statement<'_>,
        conditions: &Conditions,
        skip: u64,
        take: u64,
    ) -> String {
        let table = self.table(statement);
        let rest = self.rest(conditions);
        let columns = format!("SELECT i.queued_at, i.id FROM {table} WHERE");
        let (skip, take) = (skip.cast_signed(), take.cast_signed());
        if statement.db.is_sqlite() {
            let arms: Vec<String> =
                self.arms(statement).iter().map(|arm| format!("{columns} {arm} AND {rest}")).collect();
            let (take, skip) = (statement.int(take), statement.int(skip));
            let arms = arms.join(" UNION ALL ");
            return format!("{arms} ORDER BY queued_at DESC, id DESC LIMIT {take} OFFSET {skip}");
        }
        let order = "ORDER BY queued_at DESC, id DESC LIMIT";
        let (each, skip, take) = (statement.int(skip + take), statement.int(skip), statement.int(take));
        match self.lateral(statement) {
            None => format!("{columns} {rest} {order} {take} OFFSET {skip}"),
            Some((arms, leading)) => format!(
                "SELECT stream.queued_at, stream.id FROM {arms} CROSS JOIN LATERAL \
                 ({columns} {leading} AND {rest} {order} {each}) AS stream {order} {take} OFFSET {skip}"
            ),
        }
    }

    /// The leading values as conditions, one for each stream.
    fn arms(&self, statement: &mut Statement<'_>) -> Vec<String> {
        let mut equal = |column: &str, id: i64| format!("i.{column} = {}", statement.int(id));
        match self {
            Self::Protocol | Self::Time => vec!["TRUE".to_owned()],
            Self::Reasons(ids) => ids.iter().map(|id| equal("contact_reason_id", *id)).collect(),
            Self::Agents(ids) => ids.iter().map(|id| equal("agent_id", *id)).collect(),
            Self::Queues(pairs) => pairs
                .iter()
                .map(|(queue, channel)| {
                    format!("{} AND {}", equal("queue_id", *queue), equal("channel", *channel))
                })
                .collect(),
            Self::Numbers(numbers) => {
                numbers.iter().map(|number| format!("i.number_digits = {}", statement.text(number))).collect()
            }
        }
    }

    /// The leading values as a table, and the condition that ties a stream to its row.
    fn lateral(&self, statement: &mut Statement<'_>) -> Option<(String, &'static str)> {
        let one = |list: String, condition| Some((format!("unnest({list}) AS arm (k)"), condition));
        match self {
            Self::Protocol | Self::Time => None,
            Self::Numbers(numbers) => one(statement.texts(numbers.clone()), "i.number_digits = arm.k"),
            Self::Reasons(ids) => one(statement.ints(ids.clone()), "i.contact_reason_id = arm.k"),
            Self::Agents(ids) => one(statement.ints(ids.clone()), "i.agent_id = arm.k"),
            Self::Queues(pairs) => {
                let (queues, channels) = pairs.iter().copied().unzip();
                let (queues, channels) = (statement.ints(queues), statement.ints(channels));
                let arms = format!("unnest({queues}, {channels}) AS arm (queue, channel)");
                Some((arms, "i.queue_id = arm.queue AND i.channel = arm.channel"))
            }
        }
    }
}
