//! Pager addresses of the lists in the case window.

use super::address::{CaseAddress, Window, WindowAddress};
use crate::ui::pager::PagerAddress;

/// The pager of the open tab; keeps search and filters, closes an opened row.
pub(super) fn pages(window: Window) -> PagerAddress {
    pages_of(window, |case| case.with("open", ""))
}

/// The pager of the open tab; `list` gives the address of its list from the current one.
pub(super) fn pages_of(window: Window, list: fn(&CaseAddress) -> CaseAddress) -> PagerAddress {
    let (action, fields) = window.read(|window| {
        let first = WindowAddress::over(window.close(), list(&window.case).with_page(1));
        (window.form_action(), first.all_fields())
    });
    let to = move |page| window.read(|window| window.with(&list(&window.case).with_page(page)));
    PagerAddress::new(to, action, fields, "case.page")
}

/// The link that toggles a row of the list, and whether it is open; keeps the page of the list.
pub(super) fn toggle_link(window: Window, protocol: &str) -> (String, bool) {
    window.read(|window| {
        let open = window.case.field("open") == Some(protocol);
        let case = window.case.with("messages", "").with("open", if open { "" } else { protocol });
        (window.with(&case.with_page(window.case.page())), open)
    })
}
