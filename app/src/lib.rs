//! The pages of Protocolo: rendered on the server, taken over by WASM in the browser.
//!
//! One folder per feature (`history/`), one file per screen or part of it; what all share is in
//! `ui/`. The address of a page is its state, and everything works as links and forms before the
//! WASM arrives.

#![recursion_limit = "256"]
#![allow(clippy::needless_pass_by_value, reason = "a component owns its properties")]
#![allow(unreachable_pub, reason = "the component macro makes the type of a component's properties public")]

#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
mod cookies;
pub mod error;
pub mod history;
pub mod locales;
mod login;
mod not_found;
#[cfg(feature = "ssr")]
pub mod security;
pub mod session;
mod ui;

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Redirect, Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::session::Surroundings;

/// The document around every page.
#[cfg(feature = "ssr")]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    use leptos_meta::{HashedStylesheet, MetaTags};
    security::set_policy();
    let frame = Surroundings::of_request();
    view! {
        <!DOCTYPE html>
        <html lang=frame.locale.tag() data-theme=session::theme_of_request()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="description" content=frame.locale.texts().tagline/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <HashedStylesheet id="style" options=options.clone()/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The whole application: every page has its route here.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let frame = SharedValue::new(frame_of_request).into_inner();
    provide_context(frame.locale);
    provide_context(frame);
    ui::announcer::provide();
    Effect::new(|_| ui::browser::mark_hydrated());
    view! {
        <Router>
            <Routes fallback=not_found::NotFound>
                <Route path=path!("/") view=|| view! { <Redirect path="/history"/> } ssr=SsrMode::Async/>
                <Route path=path!("/login") view=login::LoginPage ssr=SsrMode::Async/>
                <Route path=path!("/history") view=history::HistoryPage ssr=SsrMode::Async/>
            </Routes>
        </Router>
        <ui::announcer::Announcer/>
    }
}

/// On the server the request tells; in the browser the server's answer is already there.
fn frame_of_request() -> Surroundings {
    #[cfg(feature = "ssr")]
    return Surroundings::of_request();
    #[cfg(not(feature = "ssr"))]
    Surroundings::default()
}
