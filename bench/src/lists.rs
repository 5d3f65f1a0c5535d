//! The lists as `store` answers them, next to SQL written by hand.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use domain::{HistoryFilter, Period};
use store::Scoped;
use store::{Db, Store};

use crate::engine::Sql;
use crate::facts::Facts;
use crate::figures::Times;
use crate::raw::Raw;
use crate::report::{Check, Measured};

/// `store` may take so many times as long as the SQL.
const MAX_TIMES: f64 = 2.0;

/// How long each is measured, at most so often.
const DURATION: Duration = Duration::from_millis(1500);
const MOST: usize = 400;

/// Runs before it counts.
const WARM_UP: usize = 10;

/// What is asked of `store`.
enum Own {
    List(HistoryFilter, u64),
    Month(domain::Month),
}

/// What is asked by hand for the same.
enum Hand {
    Statements(Vec<Sql>),
    DeepPage(Period, u64),
}

/// Measures the lists one after the other, by turns: what disturbs one disturbs the other.
///
/// # Errors
/// Where the database fails or both do not answer alike.
pub async fn measure(store: &Store, facts: &Facts) -> Result<Vec<Measured>> {
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
        while own_times.count() < MOST && started.elapsed() < DURATION {
            let asked = Instant::now();
            own.run(&scoped).await?;
            own_times.add(asked.elapsed());
            let asked = Instant::now();
            hand.run(&raw, store.db()).await?;
            hand_times.add(asked.elapsed());
        }
        let (p50, raw) = (own_times.percentile(50), hand_times.percentile(50));
        rows.push(Measured {
            p50: Some(p50),
            p99: Some(own_times.percentile(99)),
            raw: Some(raw),
            checks: vec![Check::at_most("× raw", p50 / raw, MAX_TIMES, "")],
            ..Measured::named(format!("store: {name}"))
        });
    }
    Ok(rows)
}

fn all(facts: &Facts, raw: &Raw<'_>) -> Vec<(String, Own, Hand)> {
    let (channel, queue) = facts.busiest;
    let busiest = format!("AND i.channel = {} AND i.queue_id = {queue}", channel.code());
    let (day, period) = (facts.of_day(), facts.of_period());
    let of_queue = HistoryFilter { channels: vec![channel], queues: vec![queue], ..period.clone() };
    let of_number = HistoryFilter { number: Some(facts.digits.clone()), ..period.clone() };
    let month = facts.month();
    let days_of_month = Period { from: Some(month.first_day()), to: Some(month.last_day()) };
    let first_page = |filter: &HistoryFilter| {
        Hand::Statements(vec![raw.total(filter.period), raw.page(filter.period, 0, "")])
    };
    let by_queue = Hand::Statements(vec![
        raw.total_of_queue(facts.period, channel.code(), queue.0),
        raw.page(facts.period, 0, &busiest),
    ]);
    let by_number = Hand::Statements(raw.numbers(facts.period, &facts.digits).into());
    let deep = facts.deep_page();
    vec![
        ("one day, page 1 and total".to_owned(), Own::List(day.clone(), 1), first_page(&day)),
        ("90 days, page 1 and total".to_owned(), Own::List(period.clone(), 1), first_page(&period)),
        (
            format!("90 days, page {deep} and total"),
            Own::List(period.clone(), deep),
            Hand::DeepPage(facts.period, deep),
        ),
        ("90 days, channel and queue, page 1 and total".to_owned(), Own::List(of_queue, 1), by_queue),
        ("90 days, part of a number, page 1 and total".to_owned(), Own::List(of_number, 1), by_number),
        ("month chart".to_owned(), Own::Month(month), Hand::Statements(vec![raw.days(days_of_month)])),
    ]
}

impl Own {
    /// How many rows there were; of a chart, how many days with interactions.
    async fn run(&self, scoped: &Scoped<'_>) -> Result<usize> {
        Ok(match self {
            Self::List(filter, page) => scoped.history(filter, *page).await?.rows.len(),
            Self::Month(month) => scoped.month(*month).await?.iter().filter(|day| day.total() > 0).count(),
        })
    }
}

impl Hand {
    /// How many rows the last statement answered.
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
