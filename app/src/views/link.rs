//! What a page says of views beside its title and above its list: which one is open, whether the address
//! says something else by now, and how many filters do not apply to the reader.

use domain::bidi;
use leptos::prelude::*;

use super::address::OpenView;
use crate::locales::use_texts;
use crate::ui::icon::icon;

/// The link to the dialog of the views, with the name of the one that is open.
#[component]
pub(crate) fn ViewsLink(href: Signal<String>, view: Signal<Option<OpenView>>) -> impl IntoView {
    let t = use_texts();
    let name = move || {
        view.with(|view| {
            view.as_ref().map_or_else(|| t.views.to_owned(), |view| bidi::plain(&view.name).into_owned())
        })
    };
    let altered =
        move || view.with(|view| view.as_ref().is_some_and(|view| view.altered)).then_some(t.view_altered);
    view! {
        <a class="button button-quiet views-link" href=move || href.get() data-noscroll="">
            {icon("star", "icon")}
            <span class="views-link-name" dir="auto">{name}</span>
            <span class="views-altered">{altered}</span>
        </a>
    }
}

/// Says how many values of filters the reader may not see. They match nothing, like those that do not exist.
#[component]
pub(crate) fn UnseenFilters(count: u64) -> impl IntoView {
    let t = use_texts();
    (count > 0).then(|| {
        view! {
            <div class="notice notice-warning" role="status">
                {icon("alert", "icon")}
                <p data-announce="">{(t.filters_unseen)(count)}</p>
            </div>
        }
    })
}
