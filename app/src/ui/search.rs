//! The search field of a list.

use leptos::prelude::*;

use crate::locales::use_texts;
use crate::ui::icon::icon;
use crate::ui::pager::HiddenFields;

/// A search form; `fields` are the other parameters of the address, sent as hidden fields.
#[component]
pub(crate) fn SearchField(
    #[prop(into)] action: String,
    typed: String,
    fields: Vec<(String, String)>,
    label: &'static str,
    hint: &'static str,
) -> impl IntoView {
    let t = use_texts();
    view! {
        <form method="get" action=action class="list-search" role="search" aria-label=label>
            <HiddenFields fields/>
            <input
                class="input"
                type="search"
                dir="auto"
                name="q"
                aria-label=label
                placeholder=hint
                autocomplete="off"
                spellcheck="false"
                maxlength="200"
                value=typed
            />
            <button class="button">{icon("search", "icon")} {t.forms.search}</button>
        </form>
    }
}
