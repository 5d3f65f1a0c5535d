//! The reads of the read API: lists by cursor, changes, plans.

mod cases;
mod changes;
mod migration;
mod plans;
mod walking;

use domain::reading::RecordedInteraction;
use domain::{ApiKeyId, HistoryFilter, Timestamp};
use store::history::ChangesAfter;
use store::{Scoped, Store};

/// The store as an API key reads it.
pub(crate) fn reader(store: &Store) -> Scoped<'_> {
    store.as_api_key(ApiKeyId(1))
}

/// Everything that changed since an instant, in the order of the changes, and until when it is complete.
pub(crate) async fn changed_since(store: &Store, since: Timestamp) -> (Vec<RecordedInteraction>, Timestamp) {
    let (scoped, mut found) = (reader(store), Vec::new());
    let mut after = ChangesAfter::Since(since);
    loop {
        let read = scoped.history().changed_after(&HistoryFilter::default(), after, 3).await.unwrap();
        found.extend(read.part.items);
        match read.part.next {
            Some(next) => after = ChangesAfter::Position(next),
            None => return (found, read.complete_until),
        }
    }
}

/// The protocols of interactions.
pub(crate) fn protocols(items: &[RecordedInteraction]) -> Vec<String> {
    items.iter().map(|item| item.protocol.to_string()).collect()
}

/// An instant that is later than every change until now: the clock of the database has moved on.
pub(crate) async fn after_everything(store: &Store) -> Timestamp {
    let newest = "SELECT max(coalesce(updated_at, created_at)) FROM interaction";
    let newest = Timestamp(crate::support::world::number_of(store, newest).await);
    loop {
        let (_, until) = changed_since(store, newest).await;
        if until > newest {
            return until;
        }
    }
}
