//! The bell: how many notifications are unread. The number is read with the session.

use domain::notifications::MAX_UNREAD;
use leptos::prelude::*;

use super::PATH;
use crate::locales::use_texts;
use crate::ui::icon::icon;

/// The link to the notifications, with the number of unread ones.
#[component]
pub(crate) fn Bell(unread: u64) -> impl IntoView {
    let t = use_texts();
    let words = t.notifications();
    let number = if unread > MAX_UNREAD { (words.more_than)(MAX_UNREAD) } else { t.locale.integer(unread) };
    let name = if unread == 0 { words.title.to_owned() } else { (words.bell)(&number) };
    view! {
        <a class="topbar-button topbar-bell" href=PATH aria-label=name>
            {icon("bell", "icon")}
            {(unread > 0).then(|| view! { <span class="bell-count" aria-hidden="true">{number}</span> })}
        </a>
    }
}
