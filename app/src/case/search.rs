//! The search field of a tab: a GET form to the tab itself.

use leptos::prelude::*;

use super::address::Window;
use crate::locales::use_texts;
use crate::ui::icon::icon;
use crate::ui::pager::HiddenFields;

/// The search field and, while a search is active, the link to clear it.
#[component]
pub(super) fn TabSearch(
    window: Window,
    label: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
) -> impl IntoView {
    let t = use_texts();
    let (action, fields) = window.read(|window| (window.form_action(), window.form_fields()));
    let typed = window.follow(|window| window.case.search().to_owned());
    let clear = move || {
        (!typed.with(String::is_empty)).then(|| {
            let href = window.read(|window| window.with(&window.case.with_tab(window.case.tab)));
            view! { <a class="button button-quiet" href=href data-noscroll="">{t.case().clear_search}</a> }
        })
    };
    view! {
        <form method="get" action=action class="case-search" role="search">
            <HiddenFields fields/>
            <div class="field">
                <label class="field-label" for="tab-search">{label}</label>
                <input
                    class="input"
                    id="tab-search"
                    name="case.q"
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="200"
                    placeholder=hint
                    value=move || typed.get()
                    prop:value=move || typed.get()
                />
            </div>
            <button class="button">{icon("search", "icon")} {t.forms().search}</button>
            {clear}
        </form>
    }
}
