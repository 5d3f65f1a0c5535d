//! The page `/history`.

use leptos::prelude::*;
use leptos_meta::Title;

use super::live::{HistoryLists, InteractionDialogs};
use super::load;
use super::query::{HistoryQuery, Overlay, use_query};
use crate::case::address::WindowAddress;
use crate::case::content::CaseContent;
use crate::case::window::CaseWindow;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash;
use crate::locales::use_texts;
use crate::session::use_viewer;
use crate::ui::frame::Frame;
use crate::ui::page::redirect_to_login;
use crate::ui::state::Failure;

/// `/history`
#[component]
pub fn HistoryPage() -> impl IntoView {
    let query = use_query().get_untracked();
    if use_viewer().is_none() {
        redirect_to_login(&query.href());
        return ().into_any();
    }
    let t = use_texts();
    let content = Suspend::new(async move {
        match page(&query).await {
            Ok(page) => page.into_any(),
            Err(error) => view! { <Frame><Failure error/></Frame> }.into_any(),
        }
    });
    view! {
        <Title text=format!("{} · Protocolo", t.history_title)/>
        {content}
    }
    .into_any()
}

/// Loads and renders the page and the dialog over it.
async fn page(query: &HistoryQuery) -> Result<impl IntoView + use<>, AppError> {
    let context = RequestContext::current()?;
    let interaction = async {
        let Some(address) = query.interaction() else { return Ok(None) };
        let found = load::load_interaction(&context, address).await?;
        Ok::<_, AppError>(Some((address.clone(), found)))
    };
    let case = async {
        let Some(Overlay::Case(address)) = &query.overlay else { return None };
        Some((address.clone(), CaseContent::load(&context, address).await))
    };
    let (mut content, open, case) = futures::join!(load::load_content(&context, query), interaction, case);
    // The case window shows the outcome of a form itself.
    content.notice = if case.is_none() { flash::take_notice() } else { None };
    let close = query.without_overlay().href();
    let window = case.map(|(address, found)| {
        view! { <CaseWindow window=WindowAddress::over(close, address) found/> }
    });
    Ok(view! {
        <Frame>
            <HistoryLists content/>
        </Frame>
        <InteractionDialogs open/>
        {window}
    })
}
