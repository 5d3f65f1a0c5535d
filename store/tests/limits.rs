//! The statement timeout: a slow search fails as `TooSlow` and the store keeps working. How each
//! engine cancels a statement is tested in `store/src/limits/`.

use std::time::Duration;

use domain::settings::ReasonRecord;
use domain::{HistoryFilter, Principal, Role, Timestamp, UserId};
use store::audit::AuditFilter;
use store::{Db, Error, Store, StoreConfig};

use crate::support::builders::{
    AccountBuilder, CaseBuilder, CustomerBuilder, many_interactions, many_queues,
};
use crate::support::world::run;

const ADMINISTRATOR: Principal = Principal { user: UserId(1), role: Role::Administrator };

/// Interactions of which none has the digits, so that all of them are asked.
async fn many(store: &Store) {
    many_queues(1..=1).build(store).await;
    CustomerBuilder::new(1).build(store).await;
    CaseBuilder::new(1).build(store).await;
    let interactions = many_interactions(store, 1..=60_000);
    interactions.with("number", "'12'").with("number_digits", "'12'").build(store).await;
}

fn slow() -> HistoryFilter {
    HistoryFilter { number: Some("34".to_owned()), ..HistoryFilter::default() }
}

/// The same database with a statement timeout.
async fn limited(store: &Store, limit: Duration) -> Store {
    let url = match store.db() {
        Db::Sqlite { read, .. } => {
            format!("sqlite://{}", read.connect_options().get_filename().display())
        }
        Db::Postgres(pool) => sqlx::ConnectOptions::to_url_lossy(&*pool.connect_options()).to_string(),
    };
    let config = StoreConfig { url, zone: crate::support::ZONE, max_connections: 3 };
    Store::open_limited(&config, limit).await.expect("the database opens")
}

contract!(what_takes_too_long_ends_and_the_connection_serves_on, |store| {
    many(&store).await;
    let hurried = limited(&store, Duration::from_millis(1)).await;
    let mut ended = 0;
    for _ in 0..8 {
        let scoped = hurried.as_principal(&ADMINISTRATOR);
        match scoped.history().list(&slow(), 1).await {
            Err(Error::TooSlow | Error::Busy) => ended += 1,
            // On a busy machine the rows may arrive before the timeout is checked.
            outcome => assert_eq!(outcome.expect("rows").total, 0),
        }
    }
    assert!(ended > 0, "a search of 60,000 rows never takes a millisecond");
    // Reads without the limit still succeed.
    assert_eq!(hurried.accounts().list().await.expect("an answer").len(), 0);
    let patient = limited(&store, Duration::from_mins(10)).await;
    let page = patient.as_principal(&ADMINISTRATOR).history().list(&slow(), 1).await.expect("rows");
    assert_eq!(page.total, 0);
});

contract!(statements_are_not_compiled_just_in_time, |store| {
    if let Db::Postgres(pool) = store.db() {
        let jit: (String,) = sqlx::query_as("SHOW jit").fetch_one(pool).await.expect("a setting");
        assert_eq!(jit.0, "off", "it takes longer than the statements");
    }
});

/// Makes reads of this table far slower than the limit.
async fn slow_down(store: &Store, table: &str) {
    let slow = if store.db().is_sqlite() {
        "(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000000) \
         SELECT count(*) FROM n) > 0"
    } else {
        "pg_sleep(10) IS NOT NULL"
    };
    run(store, &format!("ALTER TABLE {table} RENAME TO {table}_kept")).await;
    run(store, &format!("CREATE VIEW {table} AS SELECT * FROM {table}_kept WHERE {slow}")).await;
}

contract!(a_page_of_the_audit_trail_that_takes_too_long_ends, |store| {
    AccountBuilder::administrator(1).build(&store).await;
    let settings = store.as_principal(&ADMINISTRATOR).settings().expect("an administrator");
    let reason = ReasonRecord { name: "Dúvida".to_owned(), active: true };
    settings.create(reason, Timestamp(0)).await.expect("an answer").created().expect("a reason");
    let hurried = limited(&store, Duration::from_millis(50)).await;
    let settings = hurried.as_principal(&ADMINISTRATOR).settings().expect("an administrator");
    slow_down(&store, "contact_reason").await;
    let names = settings.audit(&AuditFilter::default(), None).await;
    assert!(matches!(names, Err(Error::TooSlow)), "the names of what it mentions: {names:?}");
    slow_down(&store, "user_account").await;
    let filter = AuditFilter { actor: "Ana".to_owned(), ..AuditFilter::default() };
    let entries = settings.audit(&filter, None).await;
    assert!(matches!(entries, Err(Error::TooSlow)), "its entries: {entries:?}");
});

contract!(a_text_with_a_zero_character_is_found_nowhere_and_fails_nowhere, |store| {
    AccountBuilder::administrator(1).build(&store).await;
    let scoped = store.as_principal(&ADMINISTRATOR);
    let filter = domain::cases::CaseFilter { kind: Some("a\0b".to_owned()), ..Default::default() };
    assert_eq!(scoped.cases().list(&filter, 1).await.expect("an answer").rows.len(), 0);
    for search in ["\0", "a\0", "Ana \0", "#\0", "11\098765"] {
        let filter = domain::cases::CaseFilter { search: search.to_owned(), ..Default::default() };
        assert_eq!(scoped.cases().list(&filter, 1).await.expect("an answer").rows.len(), 0, "{search:?}");
    }
    assert_eq!(store.logo("a\0").await.expect("an answer"), None);
});
