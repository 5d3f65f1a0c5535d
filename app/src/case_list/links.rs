//! The links of a list of cases. They follow the address of the page, whichever page it is.

use std::sync::Arc;

use domain::CaseId;
use domain::cases::DueFilter;
use leptos::prelude::*;

use super::Order;

/// The address of a page with a list of cases.
pub(crate) trait CaseListAddress: Send + Sync {
    /// The path of the page.
    fn path(&self) -> &'static str;
    /// The parameters except the page of the list and the case window.
    fn list_fields(&self) -> Vec<(String, String)>;
    /// The current order.
    fn order(&self) -> Order;
    /// The list in another order.
    fn ordered(&self, order: Order) -> String;
    /// Which open cases the list shows by their clocks; none for a list of all cases.
    fn due(&self) -> Option<DueFilter>;
    /// The list of these open cases, or of all cases.
    fn with_due(&self, due: Option<DueFilter>) -> String;
    /// Another page of the list.
    fn on_page(&self, page: u64) -> String;
    /// The page with the window of a case open over it.
    fn with_case(&self, case: CaseId) -> String;
}

/// The address of a page with a list of cases, as it changes.
#[derive(Clone, Copy)]
pub(crate) struct CaseLinks(Signal<Arc<dyn CaseListAddress>>);

impl CaseLinks {
    /// The links of the page with this address.
    pub(crate) fn new<A: CaseListAddress + Clone + 'static>(address: Signal<A>) -> Self {
        Self(Signal::derive(move || Arc::new(address.get()) as Arc<dyn CaseListAddress>))
    }

    /// The same links, for the rows of one list ([`crate::ui::table::ListRows`]).
    pub(super) fn derived(self) -> Self {
        Self(Memo::new_with_compare(move |_| self.0.get(), |_, _| true).into())
    }

    /// Reads the address, tracked.
    pub(super) fn with<T>(self, read: impl FnOnce(&dyn CaseListAddress) -> T) -> T {
        self.0.with(|address| read(&**address))
    }
}
