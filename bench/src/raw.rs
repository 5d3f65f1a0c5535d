//! Hand-written SQL for the history lists, with the agents already known: the baseline for `store`,
//! which also determines the scope and supports any filter.

use anyhow::{Context, Result};
use chrono::NaiveDate;
use domain::paging::{PAGE_SIZE, locate};
use domain::{Period, QueueId, Timestamp, UserId, zone};
use store::{Db, Store};

use crate::engine::{Sql, Value};

/// The columns of a row of the list.
const COLUMNS: &str = "i.id, i.protocol, i.case_id, i.channel, i.direction, i.number, i.queued_at, \
    i.answered_at, i.ended_at, i.notes, i.agent_id, u.name, i.queue_id, q.name, r.id, r.name \
    FROM page JOIN interaction AS i ON i.id = page.id JOIN queue AS q ON q.id = i.queue_id \
    LEFT JOIN user_account AS u ON u.id = i.agent_id \
    LEFT JOIN contact_reason AS r ON r.id = i.contact_reason_id \
    ORDER BY i.queued_at DESC, i.id DESC";

const NEWEST: &str = "ORDER BY queued_at DESC, id DESC";

/// The lists of a set of agents.
pub struct Raw<'a> {
    store: &'a Store,
    agents: &'a [UserId],
}

impl<'a> Raw<'a> {
    /// Creates the lists of these agents.
    pub fn new(store: &'a Store, agents: &'a [UserId]) -> Self {
        Self { store, agents }
    }

    fn db(&self) -> &'a Db {
        self.store.db()
    }

    /// A page of a period, after skipping `skip` rows from the newest; `more` is a condition on
    /// `interaction AS i`.
    pub fn page(&self, period: Period, skip: u64, more: &str) -> Sql {
        let (from, until) = self.instants(period);
        let window = "i.queued_at >= $1 AND i.queued_at < $2";
        let row = "SELECT i.queued_at, i.id FROM interaction AS i";
        let mut values = vec![Value::int(from), Value::int(until), Value::int(skip.cast_signed())];
        let page = if self.db().is_sqlite() {
            let arms = self.agents.iter().map(|agent| {
                format!("{row} INDEXED BY interaction_agent WHERE i.agent_id = {agent} AND {window} {more}")
            });
            format!("{} {NEWEST} LIMIT {PAGE_SIZE} OFFSET $3", arms.collect::<Vec<_>>().join(" UNION ALL "))
        } else {
            values.extend([
                Value::int((skip + PAGE_SIZE).cast_signed()),
                Value::ints(self.agents.iter().copied()),
            ]);
            format!(
                "SELECT s.queued_at, s.id FROM unnest($5) AS arm (k) CROSS JOIN LATERAL \
                 ({row} WHERE i.agent_id = arm.k AND {window} {more} {NEWEST} LIMIT $4) AS s \
                 {NEWEST} LIMIT {PAGE_SIZE} OFFSET $3"
            )
        };
        Sql::new(format!("WITH page AS MATERIALIZED ({page}) SELECT {COLUMNS}"), values)
    }

    /// The number of interactions of a period, from the counts per day.
    pub fn total(&self, period: Period) -> Sql {
        let (of_agents, mut values) = self.of_agents("agent_id", 3);
        values.splice(0..0, days(period));
        Sql::new(
            format!(
                "SELECT CAST(sum(voice + webchat + whatsapp) AS BIGINT) FROM interaction_agent_day \
                 WHERE {of_agents} AND day >= $1 AND day <= $2"
            ),
            values,
        )
    }

    /// The number of interactions of a period, channel and queue, from the counts per day.
    pub fn total_of_queue(&self, period: Period, channel: i16, queue: QueueId) -> Sql {
        let (of_agents, mut values) = self.of_agents("agent_id", 3);
        values.splice(0..0, days(period));
        Sql::new(
            format!(
                "SELECT CAST(sum(n) AS BIGINT) FROM interaction_day WHERE {of_agents} \
                 AND day >= $1 AND day <= $2 AND channel = {channel} AND queue_id = {queue}"
            ),
            values,
        )
    }

    /// The numbers of interactions of a period by day and channel, for the chart.
    pub fn days(&self, period: Period) -> Sql {
        let (of_agents, mut values) = self.of_agents("agent_id", 3);
        values.splice(0..0, days(period));
        Sql::new(
            format!(
                "SELECT day, CAST(sum(voice) AS BIGINT), CAST(sum(webchat) AS BIGINT), \
                 CAST(sum(whatsapp) AS BIGINT) FROM interaction_agent_day \
                 WHERE {of_agents} AND day >= $1 AND day <= $2 GROUP BY day ORDER BY day DESC"
            ),
            values,
        )
    }

    /// A deep page: located by the counts per day, so that only its own days are scanned.
    ///
    /// # Errors
    /// Returns an error if the database fails or has no such page.
    pub async fn deep_page(&self, period: Period, number: u64) -> Result<usize> {
        let days: Vec<(String, i64, i64, i64)> = self.days(period).all(self.db()).await?;
        let offset = (number - 1) * PAGE_SIZE;
        let counts =
            || days.iter().map(|(_, voice, chat, whatsapp)| (voice + chat + whatsapp).cast_unsigned());
        let (newest, skip) = locate(counts(), offset).context("there is no such page")?;
        let oldest = locate(counts(), offset + PAGE_SIZE - 1).map_or(days.len() - 1, |(day, _)| day);
        let day = |place: usize| -> Result<NaiveDate> { Ok(days[place].0.parse()?) };
        let window = Period { from: Some(day(oldest)?), to: Some(day(newest)?) };
        self.page(window, skip, "").count(self.db()).await
    }

    /// The number of rows of a period whose number contains these digits, and the first page of
    /// them.
    pub fn numbers(&self, period: Period, digits: &str) -> [Sql; 2] {
        let (of_agents, agents) = self.of_agents("i.agent_id", 5);
        let (from, until) = self.instants(period);
        let mut values = vec![
            Value::int(from),
            Value::int(until),
            Value::Text(digits.to_owned()),
            Value::Text(format!("{digits}:")),
        ];
        values.extend(agents);
        let known = "SELECT number FROM number_part WHERE part >= $3 AND part < $4";
        let known =
            if self.db().is_sqlite() { format!("IN ({known})") } else { format!("= ANY (ARRAY ({known}))") };
        let found = format!(
            "FROM interaction AS i WHERE i.number_digits {known} AND {of_agents} \
             AND i.queued_at >= $1 AND i.queued_at < $2"
        );
        let page = format!("SELECT i.queued_at, i.id {found} {NEWEST} LIMIT {PAGE_SIZE}");
        let page = format!("WITH page AS MATERIALIZED ({page}) SELECT {COLUMNS}");
        [Sql::new(format!("SELECT count(*) {found}"), values.clone()), Sql::new(page, values)]
    }

    /// The predicate that a column is one of the agents; `place` is the number of the bind
    /// parameter on PostgreSQL.
    fn of_agents(&self, column: &str, place: usize) -> (String, Vec<Value>) {
        if self.db().is_sqlite() {
            let list: Vec<String> = self.agents.iter().map(UserId::to_string).collect();
            (format!("{column} IN ({})", list.join(", ")), Vec::new())
        } else {
            (format!("{column} = ANY (${place})"), vec![Value::ints(self.agents.iter().copied())])
        }
    }

    fn instants(&self, period: Period) -> (Timestamp, Timestamp) {
        let zone = self.store.zone();
        let from = period.from.map_or(Timestamp(0), |day| zone::day_start(zone, day));
        let until = period.to.map_or(Timestamp::MAX, |day| zone::day_span(zone, day).1);
        (from, until)
    }
}

/// The bounds of a period in the format of the counts per day.
fn days(period: Period) -> [Value; 2] {
    let written = |day: Option<NaiveDate>| Value::Text(day.map(|day| day.to_string()).unwrap_or_default());
    [written(period.from), written(period.to)]
}
