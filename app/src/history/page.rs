//! The page `/history`.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::chart::MonthChart;
use super::content::{Content, DialogContent};
use super::filters::Filters;
use super::interaction_dialog::InteractionDialog;
use super::query::{HistoryQuery, Query};
use super::table::InteractionTable;
use crate::case::address::WindowAddress;
use crate::case::window::CaseWindow;
use crate::flash::Flash;
use crate::locales::use_texts;
use crate::session::use_viewer;
use crate::ui::filters::FilterButton;
use crate::ui::frame::Frame;
use crate::ui::page::{IgnoredParameters, redirect_to_login};
use crate::ui::state::Failure;

/// `/history`
#[component]
pub fn HistoryPage() -> impl IntoView {
    let query = HistoryQuery::parse(&use_location().search.get_untracked());
    if use_viewer().is_none() {
        redirect_to_login(&query.href());
        return ().into_any();
    }
    let t = use_texts();
    let query = Query::new(query);
    let content = Suspend::new(async move {
        match Content::load(&query.get_value()).await {
            Ok(content) => view! { <Parts query content/> }.into_any(),
            Err(error) => view! { <Frame><Failure error/></Frame> }.into_any(),
        }
    });
    view! {
        <Title text=format!("{} · Protocolo", t.history_title)/>
        {content}
    }
    .into_any()
}

#[component]
fn Parts(query: Query, content: Content) -> impl IntoView {
    let t = use_texts();
    let Content { today, month, options, list, dialog } = content;
    let (close, ignored) = query.with_value(|query| (query.without_overlay().href(), query.ignored.clone()));
    // The case window shows the flash message itself.
    let flash = !matches!(dialog, Some(DialogContent::Case { .. }));
    let dialog = dialog.map(|dialog| match dialog {
        DialogContent::Interaction { view, found } => {
            view! { <InteractionDialog query view found close/> }.into_any()
        }
        DialogContent::Case { address, found } => {
            view! { <CaseWindow window=WindowAddress::over(close, address) found=*found/> }.into_any()
        }
    });
    view! {
        <Frame>
            <div class="stack">
                <div class="page-head">
                    <h1>{t.history_title}</h1>
                    <FilterToggle query/>
                </div>
                {flash.then(|| view! { <Flash/> })}
                <IgnoredParameters names=ignored/>
                {options.map(|options| view! { <Filters query options/> })}
                <MonthChart query today counts=month/>
                <InteractionTable query today list/>
            </div>
        </Frame>
        {dialog}
    }
}

/// The filter button beside the title.
#[component]
fn FilterToggle(query: Query) -> impl IntoView {
    let mut query = query.get_value();
    let open = query.filters_open;
    query.filters_open = !open;
    view! { <FilterButton href=query.href() open/> }
}
