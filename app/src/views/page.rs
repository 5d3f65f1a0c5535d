//! The short address of a view, `/v/{slug}`, and the first page after signing in, `/`: redirects both.

use domain::saved_view::ViewSlug;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::context::RequestContext;
use crate::error::AppError;
use crate::not_found::NotFound;
use crate::redirect::redirect;
use crate::session::use_viewer;
use crate::ui::erased::IntoErased;
use crate::ui::frame::Frame;
use crate::ui::page::redirect_to_login;
use crate::ui::state::Failure;

/// `/v/{slug}`: leads to the page of the view. A view out of scope is answered like one that does not exist.
#[component]
pub fn SavedViewPage() -> impl IntoView {
    let slug = use_params_map().with_untracked(|params| params.get("slug"));
    let Some(slug) = slug.and_then(|slug| ViewSlug::parse(&slug)) else {
        return view! { <NotFound/> }.erased();
    };
    if use_viewer().is_none() {
        redirect_to_login(&slug.href());
        return ().erased();
    }
    let content = Suspend::new(async move {
        match address_of(&slug).await {
            Ok(address) => {
                redirect(&address);
                ().erased()
            }
            Err(AppError::NotFound) => view! { <NotFound/> }.erased(),
            Err(error) => view! { <Frame><Failure error/></Frame> }.erased(),
        }
    });
    view! { {content} }.erased()
}

/// `/`: leads to the view that the user chose to see first, or to the history.
#[component]
pub fn StartPage() -> impl IntoView {
    if use_viewer().is_none() {
        redirect_to_login("/");
        return ().erased();
    }
    let content = Suspend::new(async move {
        // What fails here is no reason not to show the history.
        let start = start().await.unwrap_or_else(|error| {
            error.log();
            None
        });
        redirect(&start.map_or_else(|| "/history".to_owned(), |slug| slug.href()));
    });
    view! { {content} }.erased()
}

async fn address_of(slug: &ViewSlug) -> Result<String, AppError> {
    let context = RequestContext::current()?;
    let found = context.scoped()?.views().find(slug).await?;
    Ok(found.ok_or(AppError::NotFound)?.href())
}

async fn start() -> Result<Option<ViewSlug>, AppError> {
    let context = RequestContext::current()?;
    Ok(context.scoped()?.views().start().await?)
}
