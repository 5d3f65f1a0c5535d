//! A password input with a button that reveals the password.

use leptos::prelude::*;

use crate::locales::use_texts;

/// The password input, without a label.
#[island]
pub(crate) fn Password(id: String, name: String) -> impl IntoView {
    let t = use_texts();
    let shown = RwSignal::new(false);
    view! {
        <div class="input-group">
            <input
                class="input input-large"
                id=id.clone()
                name=name
                type=move || if shown.get() { "text" } else { "password" }
                autocomplete="current-password"
                maxlength="1000"
                required
            />
            <button
                class="input-affix js-only"
                type="button"
                aria-pressed=move || shown.get().to_string()
                aria-controls=id
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {t.show_password}
            </button>
        </div>
    }
}
