//! Compares the lists of `store` with hand-written SQL.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use domain::{HistoryFilter, Period};
use store::Scoped;
use store::{Db, Store};

use crate::engine::Sql;
use crate::facts::Facts;
use crate::figures::Times;
use crate::raw::Raw;
use crate::report::{Check, Measurement};

/// The budget: how many times slower `store` may be than the SQL.
const MAX_RATIO: f64 = 2.0;

/// How long each list is measured, with at most [`MAX_RUNS`].
const DURATION: Duration = Duration::from_millis(1500);
const MAX_RUNS: usize = 400;

/// Runs before the measurement.
const WARM_UP: usize = 10;

/// A query of `store`.
enum StoreQuery {
    List(Box<HistoryFilter>, u64),
    Month(domain::Month),
}

/// The equivalent hand-written SQL.
enum RawQuery {
    Statements(Vec<Sql>),
    DeepPage(Period, u64),
}

/// Measures each list, alternating `store` and SQL, so that disturbances affect both.
///
/// # Errors
/// Returns an error if the database fails or the numbers of rows differ.
pub async fn measure(store: &Store, facts: &Facts) -> Result<Vec<Measurement>> {
    let raw = Raw::new(store, &facts.agents);
    let scoped = store.as_principal(&facts.principal);
    let mut rows = Vec::new();
    for (name, own, hand) in all(facts, &raw) {
        println!("  {name}");
        let (mut own_times, mut hand_times) = (Times::default(), Times::default());
        let (own_rows, hand_rows) = (own.run(&scoped).await?, hand.run(&raw, store.db()).await?);
        ensure!(own_rows == hand_rows, "{name}: {own_rows} rows, by hand {hand_rows}");
        for _ in 0..WARM_UP {
            own.run(&scoped).await?;
            hand.run(&raw, store.db()).await?;
        }
        let started = Instant::now();
        while own_times.count() < MAX_RUNS && started.elapsed() < DURATION {
            let asked = Instant::now();
            own.run(&scoped).await?;
            own_times.add(asked.elapsed());
            let asked = Instant::now();
            hand.run(&raw, store.db()).await?;
            hand_times.add(asked.elapsed());
        }
        let (p50, raw) = (own_times.percentile(50), hand_times.percentile(50));
        rows.push(Measurement {
            p50: Some(p50),
            p99: Some(own_times.percentile(99)),
            raw: Some(raw),
            checks: vec![Check::at_most("× raw", p50 / raw, MAX_RATIO, "")],
            ..Measurement::named(format!("store: {name}"))
        });
    }
    Ok(rows)
}

fn all(facts: &Facts, raw: &Raw<'_>) -> Vec<(String, StoreQuery, RawQuery)> {
    let (channel, queue) = facts.busiest;
    let busiest = format!("AND i.channel = {} AND i.queue_id = {queue}", channel.code());
    let (day, period) = (facts.of_day(), facts.of_period());
    let of_queue = HistoryFilter { channels: vec![channel], queues: vec![queue], ..period.clone() };
    let of_number = HistoryFilter { number: Some(facts.digits.clone()), ..period.clone() };
    let month = facts.month();
    let days_of_month = Period { from: Some(month.first_day()), to: Some(month.last_day()) };
    let first_page = |filter: &HistoryFilter| {
        RawQuery::Statements(vec![raw.total(filter.period), raw.page(filter.period, 0, "")])
    };
    let by_queue = RawQuery::Statements(vec![
        raw.total_of_queue(facts.period, channel.code(), queue),
        raw.page(facts.period, 0, &busiest),
    ]);
    let by_number = RawQuery::Statements(raw.numbers(facts.period, &facts.digits).into());
    let deep = facts.deep_page();
    vec![
        (
            "one day, page 1 and total".to_owned(),
            StoreQuery::List(Box::new(day.clone()), 1),
            first_page(&day),
        ),
        (
            "90 days, page 1 and total".to_owned(),
            StoreQuery::List(Box::new(period.clone()), 1),
            first_page(&period),
        ),
        (
            format!("90 days, page {deep} and total"),
            StoreQuery::List(Box::new(period.clone()), deep),
            RawQuery::DeepPage(facts.period, deep),
        ),
        (
            "90 days, channel and queue, page 1 and total".to_owned(),
            StoreQuery::List(Box::new(of_queue), 1),
            by_queue,
        ),
        (
            "90 days, part of a number, page 1 and total".to_owned(),
            StoreQuery::List(Box::new(of_number), 1),
            by_number,
        ),
        (
            "month chart".to_owned(),
            StoreQuery::Month(month),
            RawQuery::Statements(vec![raw.days(days_of_month)]),
        ),
    ]
}

impl StoreQuery {
    /// Returns the number of rows; for a chart, of days with interactions.
    async fn run(&self, scoped: &Scoped<'_>) -> Result<usize> {
        Ok(match self {
            Self::List(filter, page) => scoped.history().list(filter, *page).await?.rows.len(),
            Self::Month(month) => {
                scoped.history().month(*month).await?.iter().filter(|day| day.total() > 0).count()
            }
        })
    }
}

impl RawQuery {
    /// Returns the number of rows of the last statement.
    async fn run(&self, raw: &Raw<'_>, db: &Db) -> Result<usize> {
        match self {
            Self::Statements(statements) => {
                let mut rows = 0;
                for statement in statements {
                    rows = statement.count(db).await?;
                }
                Ok(rows)
            }
            Self::DeepPage(period, number) => raw.deep_page(*period, *number).await,
        }
    }
}
