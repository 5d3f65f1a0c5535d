//! What to ask for: a day, a queue, a number, a conversation that the supervisor's database has.

use anyhow::{Context, Result};
use chrono::{Days, NaiveDate};
use domain::paging::{PAGE_SIZE, Page};
use domain::{Channel, HistoryFilter, Month, Period, Principal, QueueId, Role, UserId};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use store::{Db, Store};

use crate::client::LOGIN;
use crate::engine::{Sql, Value};

/// The page of the budget that lies deep in a list.
const DEEP: u64 = 2000;

/// The agents a supervisor ($1) sees.
const SEEN: &str = "SELECT DISTINCT ga.agent_id FROM group_supervisor AS gs \
    JOIN group_agent AS ga ON ga.group_id = gs.group_id WHERE gs.supervisor_id = $1 \
    AND (SELECT mg.active FROM monitoring_group AS mg WHERE mg.id = gs.group_id)";

/// What the database has for its supervisor.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The supervisor.
    pub principal: Principal,
    /// The agents they see.
    pub agents: Vec<i64>,
    /// The newest day that fills more than a page: today, unless the database is an old one or the
    /// day is young.
    pub day: NaiveDate,
    /// Today, for the server.
    pub today: NaiveDate,
    /// The 90 days that end with the newest one.
    pub period: Period,
    /// How many interactions they have.
    pub total: u64,
    /// The channel and the queue with the most of them.
    pub busiest: (Channel, QueueId),
    /// Digits from inside a number.
    pub digits: String,
    /// The case that weighs most; see [`crate::heavy`].
    pub heavy: i64,
    /// A WhatsApp conversation of usual length, how many messages it has, and its case.
    pub conversation: (String, i64, i64),
}

impl Facts {
    /// Looks for them.
    ///
    /// # Errors
    /// Where the database is no demonstration's.
    pub async fn of(store: &Store) -> Result<Self> {
        let db = store.db();
        let (user,): (i64,) =
            one(db, "SELECT id FROM user_account WHERE login = $1", [Value::Text(LOGIN.to_owned())]).await?;
        let seen: Vec<(i64,)> = Sql::new(SEEN, [Value::Int(user)]).all(db).await?;
        let days = days(db, user).await?;
        let (newest, _) = days.first().context("the supervisor sees nothing")?;
        let from = newest.checked_sub_days(Days::new(89)).context("no calendar reaches that far")?;
        let (day, _) = days.iter().find(|(_, n)| *n > PAGE_SIZE).context("there are too few interactions")?;
        let mut facts = Self {
            heavy: 0,
            principal: Principal { user: UserId(user), role: Role::Supervisor },
            agents: seen.into_iter().map(|(id,)| id).collect(),
            day: *day,
            today: domain::zone::day_of(store.zone(), store::clock::now_ms()),
            period: Period { from: Some(from), to: Some(*newest) },
            total: days.iter().filter(|(day, _)| *day >= from).map(|(_, n)| n).sum(),
            busiest: busiest(db, user, from).await?,
            digits: digits(db, user, *day).await?,
            conversation: conversation(db, user, *day).await?,
        };
        facts.heavy = crate::heavy::case(store, &facts).await?;
        Ok(facts)
    }

    /// Page 2000 of the 90 days, or the last but one where they have fewer.
    pub fn deep_page(&self) -> u64 {
        DEEP.min(self.last_page().saturating_sub(1)).max(1)
    }

    /// The last page of the 90 days.
    pub fn last_page(&self) -> u64 {
        Page::new(1, self.total).last
    }

    /// The filter of the day.
    pub fn of_day(&self) -> HistoryFilter {
        HistoryFilter { period: Period::day(self.day), ..HistoryFilter::default() }
    }

    /// The filter of the 90 days.
    pub fn of_period(&self) -> HistoryFilter {
        HistoryFilter { period: self.period, ..HistoryFilter::default() }
    }

    /// The month of the newest day.
    pub fn month(&self) -> Month {
        Month::of(self.period.to.unwrap_or(self.day))
    }
}

async fn one<T>(db: &Db, text: &str, values: impl Into<Vec<Value>>) -> Result<T>
where
    T: for<'r> sqlx::FromRow<'r, SqliteRow> + for<'r> sqlx::FromRow<'r, PgRow> + Send + Unpin,
{
    let rows = Sql::new(text, values).all(db).await?;
    rows.into_iter().next().with_context(|| format!("the database is no demonstration's: {text}"))
}

/// The days with interactions, newest first.
async fn days(db: &Db, user: i64) -> Result<Vec<(NaiveDate, u64)>> {
    let text = format!(
        "SELECT day, CAST(sum(voice + webchat + whatsapp) AS BIGINT) FROM interaction_agent_day \
         WHERE agent_id IN ({SEEN}) GROUP BY day ORDER BY day DESC"
    );
    let rows: Vec<(String, i64)> = Sql::new(text, [Value::Int(user)]).all(db).await?;
    rows.into_iter().map(|(day, n)| Ok((day.parse()?, n.cast_unsigned()))).collect()
}

async fn busiest(db: &Db, user: i64, from: NaiveDate) -> Result<(Channel, QueueId)> {
    let text = format!(
        "SELECT CAST(channel AS BIGINT), queue_id, CAST(sum(n) AS BIGINT) FROM interaction_day \
         WHERE agent_id IN ({SEEN}) AND day >= $2 GROUP BY channel, queue_id ORDER BY 3 DESC LIMIT 1"
    );
    let values = [Value::Int(user), Value::Text(from.to_string())];
    let (channel, queue, _): (i64, i64, i64) = one(db, &text, values).await?;
    let channel = i16::try_from(channel).ok().and_then(Channel::from_code).context("an unknown channel")?;
    Ok((channel, QueueId(queue)))
}

/// Six digits from inside the newest number of a day.
async fn digits(db: &Db, user: i64, day: NaiveDate) -> Result<String> {
    let text = format!(
        "SELECT number_digits FROM interaction WHERE agent_id IN ({SEEN}) AND day = $2 \
         AND length(number_digits) > 8 ORDER BY queued_at DESC LIMIT 1"
    );
    let (number,): (String,) = one(db, &text, [Value::Int(user), Value::Text(day.to_string())]).await?;
    let end = number.len() - 1;
    Ok(number[end - 6..end].to_owned())
}

/// Of a day's WhatsApp conversations the one in the middle, by their length.
async fn conversation(db: &Db, user: i64, day: NaiveDate) -> Result<(String, i64, i64)> {
    let text = format!(
        "SELECT i.protocol, count(*), i.case_id FROM interaction AS i JOIN message AS m ON m.interaction_id = i.id \
         WHERE i.agent_id IN ({SEEN}) AND i.day = $2 AND i.channel = {} \
         GROUP BY i.protocol, i.case_id ORDER BY 2, 1",
        Channel::WhatsApp.code()
    );
    let values = [Value::Int(user), Value::Text(day.to_string())];
    let rows: Vec<(String, i64, i64)> = Sql::new(text, values).all(db).await?;
    rows.get(rows.len() / 2).cloned().context("the day has no WhatsApp conversation")
}
