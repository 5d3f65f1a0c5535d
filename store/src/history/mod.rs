//! Reading and qualifying the history, within what a person may see.

use domain::Principal;

use crate::Store;

/// The store as one person may use it.
pub struct Scoped<'a> {
    pub(crate) store: &'a Store,
    pub(crate) principal: Principal,
}

impl<'a> Scoped<'a> {
    pub(crate) fn new(store: &'a Store, principal: Principal) -> Self {
        Self { store, principal }
    }
}
