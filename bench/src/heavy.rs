//! The heaviest case: five thousand timeline events, and a customer with five hundred cases. It is
//! created through intake, once per database.

use anyhow::{Context, Result};
use chrono::{Duration, SecondsFormat, Utc};
use domain::{CaseId, NewCase, NewCustomer, NewInteraction};
use sqlx::AssertSqlSafe;
use store::{Db, Store};

use crate::engine::{Sql, Value};
use crate::facts::Facts;

/// The number of cases of the customer.
pub const CASES: usize = 500;
/// The number of events of the case.
pub const EVENTS: i64 = 5_000;

const SOURCE: &str = "bench-heavy";

/// The ID of the case, which is created if missing.
///
/// # Errors
/// Returns an error if the database fails or intake refuses.
pub async fn case(store: &Store, facts: &Facts) -> Result<CaseId> {
    if let Some(id) = find(store.db()).await? {
        return Ok(id);
    }
    let agent = *facts.agents.first().context("the supervisor has no agents in scope")?;
    let logins: Vec<(String,)> =
        Sql::new("SELECT login FROM user_account WHERE id = $1", [Value::int(agent)]).all(store.db()).await?;
    let (login,) = logins.into_iter().next().context("the agent has no account")?;
    let sent = (0..CASES).map(|nth| interaction(nth, &login)).collect::<Result<Vec<_>>>()?;
    for answer in store.intake().record_all(sent).await {
        answer.context("an interaction was not taken")?;
    }
    let id = find(store.db()).await?.context("the case is not there")?;
    write(store.db(), id).await?;
    Ok(id)
}

async fn find(db: &Db) -> Result<Option<CaseId>> {
    let sql = "SELECT id FROM service_case WHERE source = $1 AND external_id = $2";
    let values = [Value::Text(SOURCE.to_owned()), Value::Text("case-0".to_owned())];
    let rows: Vec<(CaseId,)> = Sql::new(sql, values).all(db).await?;
    Ok(rows.into_iter().next().map(|(id,)| id))
}

fn interaction(nth: usize, agent: &str) -> Result<NewInteraction> {
    let at = |seconds: i64| {
        (Utc::now() - Duration::days(1) - Duration::hours(nth as i64) + Duration::seconds(seconds))
            .to_rfc3339_opts(SecondsFormat::Secs, true)
    };
    let bare = serde_json::json!({
        "source": SOURCE, "external_id": format!("interaction-{nth}"), "channel": "voice",
        "direction": "inbound", "queue": "Vendas", "agent": agent, "number": "+551130001000",
        "queued_at": at(0), "answered_at": at(20), "ended_at": at(300),
    });
    let mut interaction: NewInteraction = serde_json::from_value(bare)?;
    interaction.customer = NewCustomer {
        name: Some("Cliente de Muitos Casos".to_owned()),
        external_id: Some("customer".to_owned()),
        ..NewCustomer::default()
    };
    interaction.case = Some(NewCase {
        external_id: format!("case-{nth}"),
        kind: Some("Pedido".to_owned()),
        subject: Some(format!("Pedido número {nth}")),
    });
    Ok(interaction)
}

async fn write(db: &Db, case: CaseId) -> Result<()> {
    let sql = format!(
        "WITH RECURSIVE event (nth) AS (SELECT 1 UNION ALL SELECT nth + 1 FROM event WHERE nth < {EVENTS}) \
         INSERT INTO case_event (case_id, at, action, comment) \
         SELECT {case}, 1700000000000 + nth * 60000, 'commented', 'Ligação número ' || nth FROM event"
    );
    match db {
        Db::Sqlite { write, .. } => sqlx::raw_sql(AssertSqlSafe(sql)).execute(write).await.map(|_| ()),
        Db::Postgres(pool) => sqlx::raw_sql(AssertSqlSafe(sql)).execute(pool).await.map(|_| ()),
    }
    .context("the events could not be written")
}
