//! The pages of a list in the window.

use leptos::prelude::WithValue;

use super::address::{Window, WindowAddress};
use crate::ui::pager::PagerAddress;

/// The pager of the open tab: its search and filters stay, what was opened in a row is closed.
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

/// This address with something of the list opened, or closed where it is open; its page stays.
pub(super) fn opening(window: Window, protocol: &str) -> (String, bool) {
    window.with_value(|window| {
        let open = window.case.field("open") == Some(protocol);
        let case = window.case.with("messages", "").with("open", if open { "" } else { protocol });
        (window.with(&case.with_page(window.case.page())), open)
    })
}

/// The pages of the open tab's list.
pub(super) fn pages_of(window: Window) -> PagerAddress {
    let (action, fields) = window.with_value(|window| {
        let first = WindowAddress::over(window.close(), window.case.with_page(1));
        (window.form_action(), first.all_fields())
    });
    let to = move |page| window.with_value(|window| window.with(&window.case.with_page(page)));
    PagerAddress::new(to, action, fields, "case.page")
}
