//! The page `/my-cases`.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::data::MyCasesContent;
use super::live::MyCases;
use super::load;
use super::query::{MyCasesQuery, PATH};
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

/// `/my-cases`
#[component]
pub fn MyCasesPage() -> impl IntoView {
    let query = MyCasesQuery::parse(&use_location().search.get_untracked());
    if use_viewer().is_none() {
        redirect_to_login(&query.href());
        return ().erased();
    }
    let t = use_texts();
    let content = Suspend::new(async move {
        match page(&query).await {
            Ok(page) => page.erased(),
            Err(error) => view! { <Frame><Failure error/></Frame> }.erased(),
        }
    });
    view! {
        <Title text=format!("{} · Protocolo", t.management().my_cases)/>
        {content}
    }
    .erased()
}

/// Loads and renders the page and the case window over it.
async fn page(query: &MyCasesQuery) -> Result<impl IntoView + use<>, AppError> {
    let context = RequestContext::current()?;
    let views = load_panel(&context, query).await?;
    let (list, open) =
        futures::join!(load::load_list(&context, query), load_window(&context, query.case.as_ref()));
    let mut notice = flash::take_notice();
    // The case window shows the outcome of a form itself.
    let of_page = if query.case.is_none() { notice.take() } else { None };
    let layout = context.layouts().my_cases;
    let content = MyCasesContent { list, layout, notice: of_page };
    let window = WindowContent { open, path: PATH.to_owned(), notice };
    Ok(view! {
        <Frame>
            {initial(content)}
            <MyCases/>
        </Frame>
        {initial(window)}
        <CaseWindows/>
        {views_dialog(views)}
    })
}
