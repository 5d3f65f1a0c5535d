//! *Tarefas* (`/settings/jobs`): the jobs of all people, for administrators.

use domain::job::JobState;
use domain::{JobId, Role};
use leptos::prelude::*;

use super::table::table;
use super::{Place, SETTINGS_PATH, details, job_of_path, page_of_address};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::Flash;
use crate::locales::use_texts;
use crate::not_found::NotFound;
use crate::settings::SettingsLayout;
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;
use crate::ui::state::Failure;

/// The request of an administrator; "not found" for others.
fn administrators() -> Result<RequestContext, AppError> {
    let context = RequestContext::current()?;
    match context.session()?.principal.role {
        Role::Administrator => Ok(context),
        Role::Agent | Role::Supervisor => Err(AppError::NotFound),
    }
}

/// `/settings/jobs`
#[component]
pub fn JobsPage() -> impl IntoView {
    let page = page_of_address();
    let content = Suspend::new(async move {
        match list(page).await {
            Ok(list) => list,
            Err(error) => view! { <Failure error/> }.erased(),
        }
    });
    let title = use_texts().jobs().title;
    view! { <SettingsLayout title path="jobs">{content}</SettingsLayout> }
}

async fn list(page: u64) -> Result<Erased, AppError> {
    let context = administrators()?;
    let (jobs, page) = context.scoped()?.jobs().list(true, page).await?;
    let words = use_texts().jobs();
    let table = table(&context, Place::Settings, jobs, page);
    Ok(view! {
        <div class="page-head settings-head">
            <h2 class="settings-title" id="table-title">{words.title}</h2>
            <div class="settings-actions"><a class="button" href=SETTINGS_PATH>{words.reload}</a></div>
        </div>
        <Flash/>
        <p class="card-text">{words.about}</p>
        <section class="card table-card" aria-labelledby="table-title">{table}</section>
    }
    .erased())
}

/// `/settings/jobs/ID`
#[component]
pub fn JobPage() -> impl IntoView {
    let Some(job) = job_of_path() else { return view! { <NotFound/> }.erased() };
    let page = page_of_address();
    let content = Suspend::new(async move {
        match one(job, page).await {
            Ok(one) => one,
            Err(error) => view! { <Failure error/> }.erased(),
        }
    });
    let title = use_texts().jobs().title;
    view! { <SettingsLayout title path="jobs">{content}</SettingsLayout> }.erased()
}

async fn one(job: JobId, page: u64) -> Result<Erased, AppError> {
    let context = administrators()?;
    let job = context.scoped()?.jobs().find(job).await?.filter(|job| job.state != JobState::Proposed);
    let job = job.ok_or(AppError::NotFound)?;
    let words = use_texts().jobs();
    let title = (words.kind)(job.kind);
    let details = details::load(&context, Place::Settings, job, page).await?;
    Ok(view! {
        <div class="page-head">
            <a class="icon-button" href=SETTINGS_PATH aria-label=words.title title=words.title>
                {icon("chevron-left", "icon")}
            </a>
            <h2 class="settings-title">{title}</h2>
        </div>
        <Flash/>
        {details}
    }
    .erased())
}
