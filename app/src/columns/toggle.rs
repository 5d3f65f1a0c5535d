//! The button that toggles the panel, and the place of the panel.

use leptos::prelude::*;

use crate::history::chunk;
use crate::locales::use_texts;
use crate::ui::awaiting::Awaiting;
use crate::ui::erased::Erased;
use crate::ui::icon::icon;

/// The button that toggles the panel. `address` is whether the panel is open, and the page with it toggled.
#[component]
pub(crate) fn ColumnsToggle(class: &'static str, address: Signal<(bool, String)>) -> impl IntoView {
    let t = use_texts();
    move || {
        let (open, href) = address.get();
        view! {
            <a
                class=class
                href=href
                aria-label=t.columns
                title=t.columns
                aria-expanded=open.to_string()
                aria-controls=open.then_some("columns")
                role="button"
                data-noscroll=""
            >
                {icon("columns", "icon")}
            </a>
        }
    }
}

/// The place of the panel, which is there while it is open; `panel` makes it once its code has been loaded.
pub(crate) fn columns_place<P>(open: Memo<bool>, panel: P) -> impl IntoView
where
    P: Fn() -> Option<Erased> + Clone + Send + 'static,
{
    let place = move || view! { <Awaiting chunk=chunk::chunk shown=panel.clone()/> };
    move || open.get().then(&place)
}
