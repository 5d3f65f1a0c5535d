//! *Histórico de atendimentos*: the chart of the month, the filters, the table, and what opens
//! over them.
//!
//! The address is the state ([`query`]); the page reads it and every link writes it. One resource
//! per part, each keyed by just what it depends on, so that opening a dialog never asks for the
//! table again.

pub mod api;
mod case_dialog;
mod chart;
mod chips;
mod conversation;
mod filters;
mod flash;
mod interaction_dialog;
mod multiselect;
mod pager;
mod player;
mod qualify;
pub mod query;
mod row;
mod table;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use crate::history::query::{HistoryQuery, Overlay};
use crate::locales::use_texts;
use crate::session::use_viewer;
use crate::ui::frame::Frame;
use crate::ui::icon::icon;

/// The address, read; what every part of the page gets.
type Query = Memo<HistoryQuery>;

/// `/history`
#[component]
pub fn HistoryPage() -> impl IntoView {
    let t = use_texts();
    let location = use_location();
    let search = location.search;
    let query: Query = Memo::new(move |_| search.with(|search| HistoryQuery::parse(search)));
    if use_viewer().is_none() {
        lead_to_sign_in(&query.read_untracked());
        return ().into_any();
    }
    view! {
        <Title text=format!("{} · Protocolo", t.history_title)/>
        <Frame>
            <div class="stack">
                <div class="page-head">
                    <h1>{t.history_title}</h1>
                    <FilterButton query/>
                </div>
                <flash::Flash/>
                <Ignored query/>
                <filters::Filters query/>
                <chart::MonthChart query/>
                <table::InteractionTable query/>
            </div>
        </Frame>
        <Overlays query/>
    }
    .into_any()
}

/// The filter icon beside the title: opens and closes the panel.
#[component]
fn FilterButton(query: Query) -> impl IntoView {
    let t = use_texts();
    let open = move || query.with(|query| query.filters_open);
    let href = move || {
        let mut query = query.get();
        query.filters_open = !query.filters_open;
        query.href()
    };
    view! {
        <a
            class="icon-button"
            href=href
            aria-label=t.filter
            aria-expanded=move || open().to_string()
            aria-controls=move || open().then_some("filters")
            role="button"
            data-noscroll=""
        >
            {icon("filter", "icon")}
        </a>
    }
}

/// Says which parts of the address were not understood.
#[component]
fn Ignored(query: Query) -> impl IntoView {
    let t = use_texts();
    move || {
        let names = query.with(|query| query.ignored.join(", "));
        (!names.is_empty()).then(|| {
            view! {
                <div class="notice notice-warning" role="status">
                    {icon("alert", "icon")}
                    <p>{(t.ignored_parameters)(&names)}</p>
                </div>
            }
        })
    }
}

/// The dialog the address names, if any.
#[component]
fn Overlays(query: Query) -> impl IntoView {
    let overlay = Memo::new(move |_| query.with(|query| query.overlay.clone()));
    let close = Signal::derive(move || query.with(|query| query.without_overlay().href()));
    move || match overlay.get() {
        Some(Overlay::Interaction { protocol, view, whole }) => {
            view! { <interaction_dialog::InteractionDialog query protocol view whole close/> }.into_any()
        }
        Some(Overlay::Case(case)) => view! { <case_dialog::CaseDialog case close/> }.into_any(),
        None => ().into_any(),
    }
}

/// Nobody is signed in: on to the sign-in page, which leads back here.
fn lead_to_sign_in(query: &HistoryQuery) {
    let mut address = form_urlencoded::Serializer::new(String::from("/login?"));
    address.append_pair("next", &query.href());
    #[cfg(feature = "ssr")]
    if use_context::<leptos_axum::ResponseOptions>().is_some() {
        leptos_axum::redirect(&address.finish());
    }
    #[cfg(not(feature = "ssr"))]
    let _ = window().location().set_href(&address.finish());
}
