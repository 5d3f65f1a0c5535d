//! Settings created by the administrator of the fixture: queues, contact reasons, kinds.

use domain::settings::{KindRecord, QueueRecord, ReasonRecord};
use domain::{CaseKindId, ContactReasonId, Principal, QueueId, Role, UserId};
use store::Store;
use store::settings::{Change, Record};

use super::{AccountBuilder, SET_UP_AT, SET_UP_BY, SET_UP_BY_ID, continue_numbers};

/// Creates a settings record and returns its ID.
pub(super) async fn create<R: Record>(store: &Store, record: R) -> R::Id {
    let administrator = administrator(store).await;
    let settings = store.as_principal(&administrator).settings().expect("an administrator");
    continue_numbers(store, R::TABLE).await;
    settings.create(record, SET_UP_AT).await.expect("an answer").created().expect("a record")
}

/// Archives a settings record.
pub(crate) async fn retire<R: Record>(store: &Store, id: R::Id) {
    let administrator = administrator(store).await;
    let settings = store.as_principal(&administrator).settings().expect("an administrator");
    let retired = settings.set_active::<R>(id, false, SET_UP_AT).await.expect("an answer").expect("a record");
    assert!(matches!(retired, Change::Saved | Change::Unchanged), "it is not archived");
}

/// The administrator of the fixture, created with the first record.
async fn administrator(store: &Store) -> Principal {
    let accounts = store.accounts().list().await.expect("accounts");
    if !accounts.iter().any(|account| account.login == SET_UP_BY) {
        AccountBuilder::administrator(SET_UP_BY_ID).login(SET_UP_BY).build(store).await;
    }
    Principal { user: UserId(SET_UP_BY_ID), role: Role::Administrator }
}

/// Creates a contact reason.
pub(crate) async fn reason(store: &Store, name: &str) -> ContactReasonId {
    create(store, ReasonRecord { name: name.to_owned(), active: true }).await
}

/// Creates a kind of case.
pub(crate) async fn case_kind(store: &Store, name: &str) -> CaseKindId {
    create(store, KindRecord { name: name.to_owned(), active: true }).await
}

/// A queue and the contact reasons that it offers.
pub(crate) struct QueueBuilder(QueueRecord);

impl QueueBuilder {
    /// A queue that offers no contact reason.
    pub(crate) fn new(name: &str) -> Self {
        let name = name.to_owned();
        Self(QueueRecord { name, active: true, reason_required: false, reasons: Vec::new() })
    }

    /// Offers these contact reasons, in this order.
    pub(crate) fn offering(mut self, reasons: &[ContactReasonId]) -> Self {
        self.0.reasons.extend(reasons);
        self
    }

    pub(crate) async fn build(self, store: &Store) -> QueueId {
        create(store, self.0).await
    }
}
