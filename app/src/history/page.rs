//! The page `/history`.

use leptos::prelude::*;
use leptos_meta::Title;

use super::data::{DialogContent, HistoryList};
use super::live::{HistoryLists, InteractionDialogs};
use super::load;
use super::query::{HistoryQuery, PATH, use_query};
use crate::case::content::WindowContent;
use crate::case::live::CaseWindows;
use crate::case::load::load_window;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash;
use crate::live::initial;
use crate::locales::use_texts;
use crate::session::use_viewer;
use crate::ui::erased::IntoErased;
use crate::ui::frame::Frame;
use crate::ui::page::redirect_to_login;
use crate::ui::state::Failure;
use crate::views::load::load_panel;
use crate::views::panel::views_dialog;

/// `/history`
#[component]
pub fn HistoryPage() -> impl IntoView {
    let query = use_query().get_untracked();
    if use_viewer().is_none() {
        redirect_to_login(&query.href());
        return ().erased();
    }
    let t = use_texts();
    let content = Suspend::new(async move {
        match Box::pin(page(&query)).await {
            Ok(page) => page.erased(),
            Err(error) => view! { <Frame><Failure error/></Frame> }.erased(),
        }
    });
    view! {
        <Title text=format!("{} · Protocolo", t.history_title)/>
        {content}
    }
    .erased()
}

/// Loads and renders the page and the dialog over it.
async fn page(query: &HistoryQuery) -> Result<impl IntoView + use<>, AppError> {
    let context = RequestContext::current()?;
    let views = load_panel(&context, query).await?;
    let interaction = async {
        let Some(address) = query.interaction() else { return Ok(None) };
        let found = load::load_interaction(&context, address).await?;
        Ok::<_, AppError>(Some((address.clone(), found)))
    };
    let (mut content, open, case) =
        futures::join!(load::load_content(&context, query), interaction, load_window(&context, query.case()));
    let mut notice = flash::take_notice();
    // The case window shows the outcome of a form itself.
    if !query.has_case() {
        content.notice = notice.take();
    }
    let listed = content.list.as_ref().map(HistoryList::protocols).unwrap_or_default();
    let window = WindowContent { open: case, path: PATH.to_owned(), notice };
    Ok(view! {
        <Frame>
            {initial(content)}
            <HistoryLists/>
        </Frame>
        {initial(DialogContent { open, listed })}
        <InteractionDialogs/>
        {initial(window)}
        <CaseWindows/>
        {views_dialog(views)}
    })
}
