//! The notice of an error above a form or a list.

use leptos::prelude::*;

use crate::ui::icon::icon;

/// An error message that screen readers announce.
#[component]
pub(crate) fn ErrorNotice(#[prop(into)] text: String) -> impl IntoView {
    view! {
        <div class="notice notice-error" role="alert">{icon("alert", "icon")} <p data-announce="">{text}</p></div>
    }
}
