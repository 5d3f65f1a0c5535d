//! Request parameters that exist in the database: a day, a queue, a number, a conversation.

use anyhow::{Context, Result};
use chrono::{Days, NaiveDate};
use domain::paging::{PAGE_SIZE, Page};
use domain::{CaseId, Channel, HistoryFilter, Month, Period, Principal, QueueId, Role, UserId};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use store::{Db, Store};

use crate::client::LOGIN;
use crate::engine::{Sql, Value};

/// The deep page that has a budget.
const DEEP_PAGE: u64 = 2000;

/// The agents in the scope of a supervisor ($1).
const AGENTS_IN_SCOPE: &str = "SELECT DISTINCT ga.agent_id FROM group_supervisor AS gs \
    JOIN group_agent AS ga ON ga.group_id = gs.group_id WHERE gs.supervisor_id = $1 \
    AND (SELECT mg.active FROM monitoring_group AS mg WHERE mg.id = gs.group_id)";

/// What the demo's supervisor finds in the database.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The supervisor.
    pub principal: Principal,
    /// The agents in scope.
    pub agents: Vec<UserId>,
    /// The newest day with more than one page: today, unless the database is older or it is early
    /// in the day.
    pub day: NaiveDate,
    /// Today, in the server's time zone.
    pub today: NaiveDate,
    /// The 90 days up to the newest one with interactions.
    pub period: Period,
    /// The number of interactions in the period.
    pub total: u64,
    /// The channel and queue with the most interactions.
    pub busiest: (Channel, QueueId),
    /// Part of a telephone number.
    pub digits: String,
    /// The heaviest case; see [`crate::heavy`].
    pub heavy: CaseId,
    /// A WhatsApp conversation of median length: its protocol, number of messages, and case.
    pub conversation: (String, i64, CaseId),
}

impl Facts {
    /// Queries the database.
    ///
    /// # Errors
    /// Returns an error if the database was not created by the demo.
    pub async fn of(store: &Store) -> Result<Self> {
        let db = store.db();
        let (user,): (UserId,) =
            one(db, "SELECT id FROM user_account WHERE login = $1", [Value::Text(LOGIN.to_owned())]).await?;
        let seen: Vec<(UserId,)> = Sql::new(AGENTS_IN_SCOPE, [Value::int(user)]).all(db).await?;
        let days = days(db, user).await?;
        let (newest, _) = days.first().context("the supervisor sees nothing")?;
        let from = newest.checked_sub_days(Days::new(89)).context("no calendar reaches that far")?;
        let (day, _) = days.iter().find(|(_, n)| *n > PAGE_SIZE).context("there are too few interactions")?;
        let mut facts = Self {
            heavy: CaseId(0),
            principal: Principal { user, role: Role::Supervisor },
            agents: seen.into_iter().map(|(id,)| id).collect(),
            day: *day,
            today: domain::zone::day_of(store.zone(), store::clock::now()),
            period: Period { from: Some(from), to: Some(*newest) },
            total: days.iter().filter(|(day, _)| *day >= from).map(|(_, n)| n).sum(),
            busiest: busiest(db, user, from).await?,
            digits: digits(db, user, *day).await?,
            conversation: conversation(db, user, *day).await?,
        };
        facts.heavy = crate::heavy::case(store, &facts).await?;
        Ok(facts)
    }

    /// Page 2000 of the 90 days, or the last but one if there are fewer.
    pub fn deep_page(&self) -> u64 {
        DEEP_PAGE.min(self.last_page().saturating_sub(1)).max(1)
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

/// The first row of a statement.
///
/// # Errors
/// Returns an error if there is none: the database was not created by the demo.
pub(crate) async fn one<T>(db: &Db, text: &str, values: impl Into<Vec<Value>>) -> Result<T>
where
    T: for<'r> sqlx::FromRow<'r, SqliteRow> + for<'r> sqlx::FromRow<'r, PgRow> + Send + Unpin,
{
    let rows = Sql::new(text, values).all(db).await?;
    rows.into_iter().next().with_context(|| format!("the database is no demonstration's: {text}"))
}

/// The days with interactions and their numbers, newest first.
async fn days(db: &Db, user: UserId) -> Result<Vec<(NaiveDate, u64)>> {
    let text = format!(
        "SELECT day, CAST(sum(voice + webchat + whatsapp) AS BIGINT) FROM interaction_agent_day \
         WHERE agent_id IN ({AGENTS_IN_SCOPE}) GROUP BY day ORDER BY day DESC"
    );
    let rows: Vec<(String, i64)> = Sql::new(text, [Value::int(user)]).all(db).await?;
    rows.into_iter().map(|(day, n)| Ok((day.parse()?, n.cast_unsigned()))).collect()
}

async fn busiest(db: &Db, user: UserId, from: NaiveDate) -> Result<(Channel, QueueId)> {
    let text = format!(
        "SELECT CAST(channel AS BIGINT), queue_id, CAST(sum(n) AS BIGINT) FROM interaction_day \
         WHERE agent_id IN ({AGENTS_IN_SCOPE}) AND day >= $2 GROUP BY channel, queue_id ORDER BY 3 DESC LIMIT 1"
    );
    let values = [Value::int(user), Value::Text(from.to_string())];
    let (channel, queue, _): (i64, QueueId, i64) = one(db, &text, values).await?;
    let channel = i16::try_from(channel).ok().and_then(Channel::from_code).context("an unknown channel")?;
    Ok((channel, queue))
}

/// Six digits from within the newest telephone number of a day.
async fn digits(db: &Db, user: UserId, day: NaiveDate) -> Result<String> {
    let text = format!(
        "SELECT number_digits FROM interaction WHERE agent_id IN ({AGENTS_IN_SCOPE}) AND day = $2 \
         AND length(number_digits) > 8 ORDER BY queued_at DESC LIMIT 1"
    );
    let (number,): (String,) = one(db, &text, [Value::int(user), Value::Text(day.to_string())]).await?;
    let end = number.len() - 1;
    Ok(number[end - 6..end].to_owned())
}

/// The WhatsApp conversation of median length of a day.
async fn conversation(db: &Db, user: UserId, day: NaiveDate) -> Result<(String, i64, CaseId)> {
    let text = format!(
        "SELECT i.protocol, count(*), i.case_id FROM interaction AS i JOIN message AS m ON m.interaction_id = i.id \
         WHERE i.agent_id IN ({AGENTS_IN_SCOPE}) AND i.day = $2 AND i.channel = {} \
         GROUP BY i.protocol, i.case_id ORDER BY 2, 1",
        Channel::WhatsApp.code()
    );
    let values = [Value::int(user), Value::Text(day.to_string())];
    let rows: Vec<(String, i64, CaseId)> = Sql::new(text, values).all(db).await?;
    rows.get(rows.len() / 2).cloned().context("the day has no WhatsApp conversation")
}
