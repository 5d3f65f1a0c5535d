//! The page `/management`; agents get 404.

use domain::Role;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::live::Management;
use super::load;
use super::query::{ManagementQuery, PATH};
use crate::case::content::WindowContent;
use crate::case::live::CaseWindows;
use crate::case::load::load_window;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash;
use crate::live::initial;
use crate::locales::use_texts;
use crate::not_found::NotFound;
use crate::session::use_viewer;
use crate::ui::erased::IntoErased;
use crate::ui::frame::Frame;
use crate::ui::page::redirect_to_login;
use crate::ui::state::Failure;
use crate::views::load::load_panel;
use crate::views::panel::views_dialog;

/// `/management`
#[component]
pub fn ManagementPage() -> impl IntoView {
    let query = ManagementQuery::parse(&use_location().search.get_untracked());
    let Some(viewer) = use_viewer() else {
        redirect_to_login(&query.href());
        return ().erased();
    };
    if viewer.role == Role::Agent {
        return view! { <NotFound/> }.erased();
    }
    let t = use_texts();
    let content = Suspend::new(async move {
        match page(&query).await {
            Ok(page) => page.erased(),
            Err(error) => view! { <Frame><Failure error/></Frame> }.erased(),
        }
    });
    view! {
        <Title text=format!("{} · Protocolo", t.management().management)/>
        {content}
    }
    .erased()
}

/// Loads and renders the page and the case window over it.
async fn page(query: &ManagementQuery) -> Result<impl IntoView + use<>, AppError> {
    let context = RequestContext::current()?;
    let views = load_panel(&context, query).await?;
    let (content, open) =
        futures::join!(load::load_content(&context, query), load_window(&context, query.case.as_ref()));
    let mut content = content?;
    let mut notice = flash::take_notice();
    // The case window shows the outcome of a form itself.
    if query.case.is_none() {
        content.notice = notice.take();
    }
    let window = WindowContent { open, path: PATH.to_owned(), notice };
    Ok(view! {
        <Frame>
            {initial(content)}
            <Management/>
        </Frame>
        {initial(window)}
        <CaseWindows/>
        {views_dialog(views)}
    })
}
