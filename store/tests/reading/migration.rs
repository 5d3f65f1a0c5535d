//! Interactions from before the column of changes count as changed when they were recorded.

use domain::Timestamp;
use test_database::Engine;

use super::{changed_since, protocols};
use crate::support;
use crate::support::builders::{many_accounts, many_cases, many_customers, many_interactions, many_queues};
use crate::support::world::run;

async fn carried_over(engine: Engine) {
    let store = support::empty(engine, support::ZONE).await;
    support::migrate_until(&store, 19).await;
    many_accounts(1..=1).build(&store).await;
    many_queues(1..=1).build(&store).await;
    many_customers(1..=1).build(&store).await;
    many_cases(1..=1).build(&store).await;
    many_interactions(&store, 1..=9).with("created_at", "10000 - n * 1000").build(&store).await;
    store.migrate().await.unwrap();
    let (all, _) = changed_since(&store, Timestamp(0)).await;
    assert_eq!(protocols(&all), ["P9", "P8", "P7", "P6", "P5", "P4", "P3", "P2", "P1"]);
    assert_eq!(all[0].updated_at.timestamp_millis(), 1000);
    let (later, _) = changed_since(&store, Timestamp(7000)).await;
    assert_eq!(protocols(&later), ["P3", "P2", "P1"]);
    run(&store, "UPDATE interaction SET notes = 'x' WHERE id = 5").await;
    let until = super::after_everything(&store).await;
    let (changed, _) = changed_since(&store, Timestamp(9500)).await;
    assert_eq!(protocols(&changed), ["P5"]);
    assert!(changed[0].updated_at.timestamp_millis() < until.0);
}

test_database::contract!(what_was_recorded_before_counts_from_then, |engine| {
    carried_over(engine).await;
});
