//! The search field of a list.

use leptos::html;
use leptos::prelude::*;

use crate::locales::use_texts;
use crate::ui::icon::icon;
use crate::ui::pager::HiddenFields;

/// A search form; `searched` is what the list is searched for, `fields` are the other parameters of
/// the address, sent as hidden fields.
#[component]
pub(crate) fn SearchField(
    #[prop(into)] action: String,
    #[prop(into)] searched: Signal<String>,
    #[prop(into)] fields: Signal<Vec<(String, String)>>,
    label: &'static str,
    hint: &'static str,
) -> impl IntoView {
    let t = use_texts();
    let input = NodeRef::<html::Input>::new();
    // What is being typed stays until the list is searched for something else.
    #[cfg(feature = "hydrate")]
    Effect::watch(
        move || searched.get(),
        move |searched, _, _| {
            if let Some(input) = input.get_untracked() {
                input.set_value(searched);
            }
        },
        false,
    );
    view! {
        <form method="get" action=action class="list-search" role="search" aria-label=label>
            {move || view! { <HiddenFields fields=fields.get()/> }}
            <input
                node_ref=input
                class="input"
                type="search"
                dir="auto"
                name="q"
                aria-label=label
                placeholder=hint
                autocomplete="off"
                spellcheck="false"
                maxlength="200"
                value=searched.get_untracked()
            />
            <button class="button">{icon("search", "icon")} {t.forms().search}</button>
        </form>
    }
}
