//! The page `/management`; agents get 404.

use domain::Role;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::agents::Agents;
use super::cases::Cases;
use super::content::{Content, TabContent};
use super::query::{ManagementQuery, ManagementTab, PATH, Query};
use crate::case::live::CaseWindows;
use crate::flash::take_notice;
use crate::locales::use_texts;
use crate::not_found::NotFound;
use crate::session::use_viewer;
use crate::ui::frame::Frame;
use crate::ui::notice::{IgnoredParameters, OutcomeNotice};
use crate::ui::page::redirect_to_login;
use crate::ui::state::Failure;

/// `/management`
#[component]
pub fn ManagementPage() -> impl IntoView {
    let query = ManagementQuery::parse(&use_location().search.get_untracked());
    let Some(viewer) = use_viewer() else {
        redirect_to_login(&query.href());
        return ().into_any();
    };
    if viewer.role == Role::Agent {
        return view! { <NotFound/> }.into_any();
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
        <Title text=format!("{} · Protocolo", t.management.management)/>
        {content}
    }
    .into_any()
}

#[component]
fn Parts(query: Query, content: Content) -> impl IntoView {
    let t = use_texts();
    let Content { options, tab, window } = content;
    let (has_case, ignored) = query.with_value(|query| (query.case.is_some(), query.ignored.clone()));
    let notice = take_notice();
    // The case window shows the outcome of a form itself.
    let (notice, flash) = if has_case { (notice, None) } else { (None, notice) };
    let open = query.with_value(|query| query.tab);
    let tab = match tab {
        TabContent::Cases(cases) => view! { <Cases query options cases/> }.into_any(),
        TabContent::Agents(agents) => view! { <Agents query agents/> }.into_any(),
    };
    view! {
        <Frame>
            <div class="stack">
                <div class="page-head">
                    <h1>{t.management.management}</h1>
                </div>
                <Views query/>
                {flash.map(|notice| view! { <OutcomeNotice notice/> })}
                <IgnoredParameters names=ignored/>
                <div class="stack" id="management-panel" role="tabpanel" aria-labelledby=tab_id(open)>
                    {tab}
                </div>
            </div>
        </Frame>
        <CaseWindows path=PATH.to_owned() open=window notice/>
    }
}

/// The tab list: *Casos* and *Agentes*.
#[component]
fn Views(query: Query) -> impl IntoView {
    let t = use_texts();
    let open = query.with_value(|query| query.tab);
    let views =
        [(ManagementTab::Cases, t.management.tab_cases), (ManagementTab::Agents, t.management.tab_agents)];
    let links = views.map(|(tab, text)| {
        let href = ManagementQuery::with_tab(tab).href();
        view! {
            <a
                class="view-link"
                role="tab"
                id=tab_id(tab)
                href=href
                aria-selected=(tab == open).to_string()
                aria-controls="management-panel"
            >
                {text}
            </a>
        }
    });
    view! { <div class="views" role="tablist" aria-label=t.management.views>{links.collect_view()}</div> }
}

/// The ID of a tab, which labels the panel.
fn tab_id(tab: ManagementTab) -> &'static str {
    match tab {
        ManagementTab::Cases => "tab-cases",
        ManagementTab::Agents => "tab-agents",
    }
}
