//! A password input with a button that reveals the password.

use leptos::prelude::*;

use crate::locales::use_texts;

/// The password input, without a label. Its button is that of `app/src/browser/passwords.rs`.
#[component]
pub(crate) fn Password(id: &'static str, name: &'static str) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="input-group">
            <input
                class="input input-large"
                id=id
                name=name
                type="password"
                autocomplete="current-password"
                maxlength="1000"
                required
            />
            <button
                class="input-affix js-only"
                type="button"
                aria-pressed="false"
                aria-controls=id
                data-reveals=id
            >
                {t.login().show_password}
            </button>
        </div>
    }
}
