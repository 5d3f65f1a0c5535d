//! The 404 page.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::locales::use_texts;
use crate::ui::frame::Frame;
use crate::ui::state::StateWithWayOut;

/// The page for an unknown address or a resource out of scope; sets the status 404.
#[component]
pub fn NotFound() -> impl IntoView {
    let t = use_texts();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text=format!("{} · Protocolo", t.frame().not_found_title)/>
        <Frame>
            <div class="stack">
                <div class="page-head"><h1>{t.frame().not_found_title}</h1></div>
                <section class="card">
                    <StateWithWayOut glyph="search" text=t.frame().not_found_text>
                        <a class="button" href="/history">{t.frame().back_to_history}</a>
                    </StateWithWayOut>
                </section>
            </div>
        </Frame>
    }
}
