//! A small operation that covers the edge cases of lists: agents in several groups, supervisors
//! with overlapping groups and with none, interactions without agent, equal instants, instants at
//! midnight, numbers in every notation. Reproducible by seed.

#![allow(clippy::format_push_string, reason = "plain SQL is easiest to read as text")]
#![allow(dead_code, reason = "a part of the harness may be used by some contracts only")]

mod made_up;

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use domain::{CaseStatus, Channel, Direction, Principal, Role, Timestamp, UserId, number};
use rand::SeedableRng;
use rand::rngs::StdRng;
use store::{Db, Store};

use crate::support::builders::{CaseBuilder, CustomerBuilder, fill_counters, many_accounts, sql_number};

/// The expected row of an interaction.
#[derive(Clone, Debug)]
pub(crate) struct ExpectedInteraction {
    pub(crate) id: i64,
    pub(crate) protocol: String,
    pub(crate) case: i64,
    pub(crate) customer: i64,
    pub(crate) channel: Channel,
    pub(crate) direction: Direction,
    pub(crate) queue: i64,
    pub(crate) agent: Option<i64>,
    pub(crate) number: Option<String>,
    pub(crate) queued_at: Timestamp,
    pub(crate) answered_at: Option<Timestamp>,
    pub(crate) ended_at: Timestamp,
    pub(crate) day: NaiveDate,
    pub(crate) reason: Option<i64>,
    pub(crate) notes: Option<String>,
}

/// The expected contents of the database.
pub(crate) struct World {
    pub(crate) zone: Tz,
    pub(crate) days: Vec<NaiveDate>,
    pub(crate) interactions: Vec<ExpectedInteraction>,
    /// Each supervisor and the agents of their groups.
    supervised: Vec<(i64, Vec<i64>)>,
}

/// The agents and the supervisors of each group.
const GROUPS: [(&[i64], &[i64]); 4] =
    [(&[10, 11, 12, 13], &[2]), (&[12, 13, 14, 15], &[2, 3]), (&[16, 3], &[3]), (&[], &[2])];

/// The administrator; supervisors of two groups, of two others and of none; agents with much work,
/// with none and in no group; a supervisor who also serves; an unknown user.
pub(crate) const PEOPLE: [(i64, Role); 10] = [
    (1, Role::Administrator),
    (2, Role::Supervisor),
    (3, Role::Supervisor),
    (4, Role::Supervisor),
    (10, Role::Agent),
    (13, Role::Agent),
    (17, Role::Agent),
    (18, Role::Agent),
    (19, Role::Agent),
    (999, Role::Agent),
];

/// The principal of one of [`PEOPLE`].
pub(crate) fn principal((user, role): (i64, Role)) -> Principal {
    Principal { user: UserId(user), role }
}

pub(crate) const QUEUES: [(i64, &str); 5] =
    [(1, "Vendas"), (2, "água e luz"), (3, "Suporte"), (4, "Ábaco"), (5, "Sem uso")];
pub(crate) const REASONS: [(i64, &str, bool); 5] = [
    (1, "Dúvida", true),
    (2, "Elogio", true),
    (3, "Cancelamento", true),
    (4, "Antigo", false),
    (5, "Nunca", true),
];
/// The reasons that each queue offers, in order.
pub(crate) const OFFERED: [(i64, &[i64]); 4] = [(1, &[2, 1, 4]), (2, &[1]), (3, &[3, 1]), (5, &[5])];

impl World {
    /// Generates an operation of `size` interactions on these days and writes it to the store.
    pub(crate) async fn build(store: &Store, seed: u64, size: usize, days: Vec<NaiveDate>) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let zone = store.zone();
        let interactions = (0..size)
            .map(|n| made_up::interaction(&mut random, zone, &days, n as i64 + 1, size as i64))
            .collect();
        let supervised = [2, 3, 4].map(|supervisor| {
            let groups = GROUPS.iter().filter(|(_, supervisors)| supervisors.contains(&supervisor));
            (supervisor, groups.flat_map(|(agents, _)| agents.iter().copied()).collect())
        });
        let world = Self { zone, days, interactions, supervised: supervised.to_vec() };
        let role = "CASE WHEN n < 2 THEN 'administrator' WHEN n < 5 THEN 'supervisor' ELSE 'agent' END";
        many_accounts(1..=19).with("role", role).with("active", "n <> 16").build(store).await;
        CustomerBuilder::new(1).unidentified().name("Ana").build(store).await;
        CustomerBuilder::new(2).unidentified().name("").phone("+55 11 90000-0000").build(store).await;
        run(store, &world.sql(store.db())).await;
        fill_counters(store).await;
        world
    }

    /// Whether an agent's work is in scope for this user.
    pub(crate) fn sees(&self, who: Principal, agent: Option<i64>) -> bool {
        match who.role {
            Role::Administrator => true,
            Role::Agent => agent == Some(who.user.0),
            Role::Supervisor => self
                .supervised
                .iter()
                .any(|(user, agents)| *user == who.user.0 && agent.is_some_and(|a| agents.contains(&a))),
        }
    }

    /// The name of an agent.
    pub(crate) fn agent_name(agent: i64) -> String {
        format!("Pessoa {agent}")
    }

    /// The statements that insert the rest. The actions of the store would leave audit entries, which
    /// tests count, and offer no archived reason.
    fn sql(&self, db: &Db) -> String {
        let mut sql = String::new();
        for (group, (agents, supervisors)) in GROUPS.iter().enumerate() {
            sql += &format!("INSERT INTO monitoring_group (id, name) VALUES ({group}, 'g{group}');\n");
            for agent in *agents {
                sql += &format!("INSERT INTO group_agent (group_id, agent_id) VALUES ({group}, {agent});\n");
            }
            for supervisor in *supervisors {
                sql += &format!(
                    "INSERT INTO group_supervisor (group_id, supervisor_id) VALUES ({group}, {supervisor});\n"
                );
            }
        }
        for (queue, name) in QUEUES {
            sql += &format!("INSERT INTO queue (id, name) VALUES ({queue}, '{name}');\n");
        }
        for (reason, name, active) in REASONS {
            sql += &format!(
                "INSERT INTO contact_reason (id, name, active) VALUES ({reason}, '{name}', {active});\n"
            );
        }
        for (queue, reasons) in OFFERED {
            for (position, reason) in reasons.iter().enumerate() {
                sql += &format!(
                    "INSERT INTO queue_contact_reason (queue_id, contact_reason_id, position) \
                     VALUES ({queue}, {reason}, {position});\n"
                );
            }
        }
        for case in 1..=self.interactions.iter().map(|i| i.case).max().unwrap_or(0) {
            let builder = CaseBuilder::new(case).customer(customer_of(case)).status(CaseStatus::Closed);
            sql += &builder.subject(&format!("Assunto {case}")).sql();
        }
        for known in &self.interactions {
            sql += &insert(db, known);
        }
        sql
    }
}

/// The customer of a case.
fn customer_of(case: i64) -> i64 {
    case % 2 + 1
}

/// Runs any number of statements.
pub(crate) async fn run(store: &Store, sql: &str) {
    let text = sqlx::AssertSqlSafe(sql.to_owned());
    match store.db() {
        Db::Sqlite { write, .. } => {
            let mut tx = write.begin().await.expect("a transaction");
            sqlx::raw_sql(text).execute(&mut *tx).await.expect("the statements run");
            tx.commit().await.expect("a commit");
        }
        Db::Postgres(pool) => {
            sqlx::raw_sql(text).execute(pool).await.expect("the statements run");
        }
    }
}

/// The result of a query for one number.
pub(crate) async fn number_of(store: &Store, sql: &str) -> i64 {
    let text = sqlx::AssertSqlSafe(sql.to_owned());
    match store.db() {
        Db::Sqlite { write, .. } => sqlx::query_scalar(text).fetch_one(write).await,
        Db::Postgres(pool) => sqlx::query_scalar(text).fetch_one(pool).await,
    }
    .expect("a number")
}

/// The texts that a query returns.
pub(crate) async fn texts_of(store: &Store, sql: &str) -> Vec<String> {
    let text = sqlx::AssertSqlSafe(sql.to_owned());
    match store.db() {
        Db::Sqlite { write, .. } => sqlx::query_scalar(text).fetch_all(write).await,
        Db::Postgres(pool) => sqlx::query_scalar(text).fetch_all(pool).await,
    }
    .expect("texts")
}

/// The statement that inserts an interaction.
pub(crate) fn insert(db: &Db, known: &ExpectedInteraction) -> String {
    let text = |value: &Option<String>| value.as_ref().map_or("NULL".to_owned(), |text| format!("'{text}'"));
    let digits = known.number.as_deref().map(number::digits).filter(|digits| !digits.is_empty());
    let fingerprint = if db.is_sqlite() { "X'00'" } else { "'\\x00'" };
    format!(
        "INSERT INTO interaction (id, protocol, source, external_id, fingerprint, case_id, customer_id, channel, \
         direction, queue_id, agent_id, number, number_digits, queued_at, answered_at, ended_at, day, \
         contact_reason_id, notes, created_at) VALUES ({}, '{}', 'test', '{}', {fingerprint}, {}, {}, {}, {}, {}, \
         {}, {}, {}, {}, {}, {}, '{}', {}, {}, 0);\n",
        known.id,
        known.protocol,
        known.id,
        known.case,
        known.customer,
        known.channel.code(),
        known.direction.code(),
        known.queue,
        sql_number(known.agent),
        text(&known.number),
        text(&digits),
        known.queued_at,
        sql_number(known.answered_at),
        known.ended_at,
        known.day,
        sql_number(known.reason),
        text(&known.notes),
    )
}

/// `count` days from the first.
pub(crate) fn days_from(first: &str, count: u64) -> Vec<NaiveDate> {
    let first: NaiveDate = first.parse().expect("a day");
    (0..count).map(|n| first + Days::new(n)).collect()
}

/// SQLite's query plan for a query.
pub(crate) async fn details_of(store: &Store, explain: &str) -> String {
    let Db::Sqlite { write, .. } = store.db() else { return String::new() };
    let text = sqlx::AssertSqlSafe(explain.to_owned());
    let rows: Vec<(i64, i64, i64, String)> = sqlx::query_as(text).fetch_all(write).await.expect("a plan");
    rows.into_iter().map(|(.., detail)| detail).collect::<Vec<_>>().join("\n")
}
