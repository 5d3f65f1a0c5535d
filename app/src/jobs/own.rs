//! *Ações em massa* (`/bulk`): the jobs that the user has asked for, and the page of one. What they have chosen
//! in a list arrives here.

use domain::JobId;
use domain::job::JobState;
use leptos::prelude::*;
use leptos_meta::Title;

use super::table::table;
use super::{Place, choose, details, job_of_path, page_of_address, proposal};
use crate::bulk;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::Flash;
use crate::locales::use_texts;
use crate::not_found::NotFound;
use crate::session::use_viewer;
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::frame::Frame;
use crate::ui::page::redirect_to_login;
use crate::ui::state::Failure;

/// `/bulk`
#[component]
pub fn OwnJobsPage() -> impl IntoView {
    if use_viewer().is_none() {
        redirect_to_login(bulk::PATH);
        return ().erased();
    }
    let page = page_of_address();
    let content = Suspend::new(async move {
        match list(page).await {
            Ok(list) => list,
            Err(error) => view! { <Frame><Failure error/></Frame> }.erased(),
        }
    });
    view! {
        <Title text=format!("{} · Protocolo", use_texts().jobs().own_title)/>
        {content}
    }
    .erased()
}

async fn list(page: u64) -> Result<Erased, AppError> {
    let context = RequestContext::current()?;
    if choose::submit(&context).await? {
        return Ok(().erased());
    }
    let (jobs, page) = context.scoped()?.jobs().list(false, page).await?;
    let words = use_texts().jobs();
    let table = table(&context, Place::Own, jobs, page);
    Ok(view! {
        <Frame>
            <div class="stack">
                <div class="page-head">
                    <h1 id="table-title">{words.own_title}</h1>
                    <div class="page-head-end"><a class="button" href=bulk::PATH>{words.reload}</a></div>
                </div>
                <Flash/>
                <p class="card-text">{words.own_about}</p>
                <section class="card table-card" aria-labelledby="table-title">{table}</section>
            </div>
        </Frame>
    }
    .erased())
}

/// `/bulk/ID`
#[component]
pub fn OwnJobPage() -> impl IntoView {
    let Some(job) = job_of_path() else { return view! { <NotFound/> }.erased() };
    if use_viewer().is_none() {
        redirect_to_login(&Place::Own.href(job));
        return ().erased();
    }
    let page = page_of_address();
    let reason = proposal::reason_of_address();
    let content = Suspend::new(async move {
        match one(job, page, reason).await {
            Ok(one) => one,
            Err(AppError::NotFound) => view! { <NotFound/> }.erased(),
            Err(error) => view! { <Frame><Failure error/></Frame> }.erased(),
        }
    });
    view! { {content} }.erased()
}

async fn one(job: JobId, page: u64, reason: Option<domain::ContactReasonId>) -> Result<Erased, AppError> {
    let context = RequestContext::current()?;
    let (viewer, t) = (context.session()?.principal.user, use_texts());
    // Administrators see those of others in *Tarefas*.
    let job = context.scoped()?.jobs().find(job).await?.filter(|job| job.asked_by.id == viewer);
    let job = job.ok_or(AppError::NotFound)?;
    let title = (t.jobs().kind)(job.kind);
    let content = if job.state == JobState::Proposed {
        proposal::load(&context, job, reason).await?
    } else {
        details::load(&context, Place::Own, job, page).await?
    };
    Ok(view! {
        <Title text=format!("{title} · Protocolo")/>
        <Frame>
            <div class="stack">
                {details::breadcrumb(t)}
                <div class="page-head"><h1>{title}</h1></div>
                <Flash/>
                {content}
            </div>
        </Frame>
    }
    .erased())
}
