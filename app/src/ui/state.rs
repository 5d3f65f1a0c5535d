//! The error state of a page or a part of it.

use leptos::prelude::*;

use crate::error::AppError;
use crate::locales::use_texts;
use crate::ui::icon::icon;

/// Shows an error message, logs the error, and sets the status of the response.
#[component]
pub(crate) fn Failure(error: AppError) -> impl IntoView {
    let t = use_texts();
    let error = error.answered();
    let signed_out = error == AppError::SignedOut;
    view! {
        <div class="state" role="alert">
            {icon("alert", "icon state-icon")}
            <p class="state-title">{t.error_title}</p>
            <p class="state-text">{error.message(t)}</p>
            {signed_out
                .then(|| view! { <a class="button" href="/login" rel="external">{t.login_submit}</a> })}
        </div>
    }
}
