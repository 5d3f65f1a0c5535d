//! Pager addresses of the lists in the case window.

use leptos::prelude::WithValue;

use super::address::{Window, WindowAddress};
use crate::ui::pager::PagerAddress;

/// The pager of the open tab; keeps search and filters, closes an opened row.
pub(super) fn pages(window: Window) -> PagerAddress {
    let (first, action) = window
        .with_value(|window| (window.with(&window.case.with("open", "").with_page(1)), window.form_action()));
    let query = first.split_once('?').map_or("", |(_, query)| query);
    let fields = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    PagerAddress::new(
        move |number| {
            window.with_value(|window| window.with(&window.case.with("open", "").with_page(number)))
        },
        action,
        fields,
        "case.page",
    )
}

/// The link that toggles a row of the list, and whether it is open; keeps the page of the list.
pub(super) fn toggle_link(window: Window, protocol: &str) -> (String, bool) {
    window.with_value(|window| {
        let open = window.case.field("open") == Some(protocol);
        let case = window.case.with("messages", "").with("open", if open { "" } else { protocol });
        (window.with(&case.with_page(window.case.page())), open)
    })
}

/// The pager of the open tab; keeps all of its parameters.
pub(super) fn pages_of(window: Window) -> PagerAddress {
    let (action, fields) = window.with_value(|window| {
        let first = WindowAddress::over(window.close(), window.case.with_page(1));
        (window.form_action(), first.all_fields())
    });
    let to = move |page| window.with_value(|window| window.with(&window.case.with_page(page)));
    PagerAddress::new(to, action, fields, "case.page")
}
