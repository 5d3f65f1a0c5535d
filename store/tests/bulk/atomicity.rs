//! A bulk load is atomic: it succeeds completely or changes nothing.

use ::bulk::{Error, Load};
use domain::{CaseId, Role, Timestamp};
use store::accounts::NewUser;
use store::{Db, Store};
use test_database::Engine;

use crate::bulk::sample::{self, SOURCE, batch, directory};
use crate::intake::probe::{count, number, texts};
use crate::support;

async fn assert_untouched(store: &Store) {
    for table in ["user_account", "queue", "customer", "service_case", "interaction", "message"] {
        assert_eq!(count(store, table).await, 0, "{table}");
    }
    assert_eq!(count(store, "operation WHERE demo").await, 0, "it is not called a demonstration");
    // Another load succeeds, as in any empty database.
    sample::load(store).await.unwrap();
    assert_eq!(count(store, "interaction").await, sample::SIZE);
}

contract!(a_database_with_anything_in_it_is_refused_and_stays, |store| {
    let user = NewUser {
        login: "ana".to_owned(),
        name: "Ana".to_owned(),
        role: Role::Agent,
        password: None,
        active: true,
    };
    store.accounts().create(&user, Timestamp(0)).await.unwrap().created().unwrap();
    let refused = sample::load(&store).await;
    assert!(matches!(&refused, Err(Error::Refused(text)) if text.contains("not empty")), "{refused:?}");
    assert_eq!(count(&store, "user_account").await, 1);
    assert_eq!(count(&store, "interaction").await, 0);
});

contract!(a_second_load_is_refused, |store| {
    sample::load(&store).await.unwrap();
    assert!(matches!(sample::load(&store).await, Err(Error::Refused(_))));
    assert_eq!(count(&store, "interaction").await, sample::SIZE);
});

contract!(an_abandoned_load_leaves_nothing, |store| {
    let mut load = Load::begin(&store, SOURCE).await.unwrap();
    load.directory(&directory()).await.unwrap();
    load.write(&batch(0..100)).await.unwrap();
    load.abandon().await.unwrap();
    assert_untouched(&store).await;
});

contract!(a_dropped_load_leaves_nothing, |store| {
    let mut load = Load::begin(&store, SOURCE).await.unwrap();
    load.directory(&directory()).await.unwrap();
    load.write(&batch(0..100)).await.unwrap();
    drop(load);
    assert_untouched(&store).await;
});

contract!(rows_that_contradict_each_other_are_refused, |store| {
    let mut load = Load::begin(&store, SOURCE).await.unwrap();
    load.directory(&directory()).await.unwrap();
    load.write(&batch(0..100)).await.unwrap();
    let again = load.write(&batch(50..60)).await;
    // One engine detects the duplicates on insertion, the other when it builds the index.
    if again.is_ok() {
        assert!(load.finish(|_, _, _| ()).await.is_err());
    } else {
        load.abandon().await.unwrap();
    }
    assert_untouched(&store).await;
});

contract!(rows_that_refer_to_nothing_are_refused, |store| {
    let mut load = Load::begin(&store, SOURCE).await.unwrap();
    load.directory(&directory()).await.unwrap();
    let mut part = batch(0..100);
    part.interactions[7].case = CaseId(4711);
    load.write(&part).await.unwrap();
    assert!(load.finish(|_, _, _| ()).await.is_err());
    assert_untouched(&store).await;
});

#[tokio::test]
async fn sqlite_is_durable_again_afterwards() {
    let store = support::fresh(Engine::Sqlite, support::ZONE).await;
    sample::load(&store).await.unwrap();
    assert_eq!(texts(&store, "PRAGMA journal_mode").await, ["wal"]);
    assert_eq!(number(&store, "PRAGMA synchronous").await, 2);
    assert_eq!(number(&store, "PRAGMA foreign_keys").await, 1);
}

#[tokio::test]
async fn sqlite_is_not_loaded_under_a_reader() {
    let store = support::fresh(Engine::Sqlite, support::ZONE).await;
    let Db::Sqlite { read, .. } = store.db() else { unreachable!("it is SQLite") };
    let mut reader = read.begin().await.unwrap();
    sqlx::query("SELECT * FROM interaction").fetch_all(&mut *reader).await.unwrap();
    let refused = sample::load(&store).await;
    assert!(matches!(&refused, Err(Error::Refused(text)) if text.contains("in use")), "{refused:?}");
    drop(reader);
    assert_untouched(&store).await;
}
