//! The page of a job that was begun: its state, the rows that failed and why, and what can be done with it.

use domain::job::{FailedRow, Job, JobState, JobWork};
use domain::paging::Page;
use domain::{HistoryFilter, JobId, QueueId, Role, Timestamp, zone};
use leptos::prelude::*;
use store::Scoped;
use store::jobs::{RepeatOutcome, UndoOutcome};

use super::Place;
use crate::address;
use crate::bulk;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::Submission;
use crate::locales::{Texts, use_texts};
use crate::redirect::redirect;
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;
use crate::ui::pager::{Pager, PagerAddress};
use crate::ui::table::{self, ListTable, cell, column_heads};
use crate::ui::user_text::user_text;

/// The form that stops the job.
const CANCEL: &str = "job-cancel";
/// The form that tries it again after it was given up.
const RETRY: &str = "job-retry";
/// The form that undoes what the job has done.
const UNDO: &str = "job-undo";
/// The form that proposes the failed rows again.
const REPEAT: &str = "job-repeat";

/// Carries out the form that was posted, and renders a job with a page of its failed rows.
pub(super) async fn load(
    context: &RequestContext,
    place: Place,
    job: Job,
    page: u64,
) -> Result<Erased, AppError> {
    let t = use_texts();
    let words = t.jobs();
    let (scoped, now, here) = (context.scoped()?, store::clock::now(), place.href(job.id));
    let jobs = scoped.jobs();
    if Submission::of(CANCEL).is_some() {
        let notice = if jobs.cancel(job.id, now).await? {
            Notice::done(words.cancelled)
        } else {
            Notice::refused(words.not_cancelled)
        };
        flash::answer(Ok(notice), Some(&here));
    }
    if Submission::of(RETRY).is_some() {
        let notice = if jobs.retry(job.id, now).await? {
            Notice::done(words.retried)
        } else {
            Notice::refused(words.not_retried)
        };
        flash::answer(Ok(notice), Some(&here));
    }
    if Submission::of(REPEAT).is_some() {
        match jobs.repeat_failed(job.id, now).await? {
            Some(RepeatOutcome::Proposed(again)) => redirect(&Place::Own.href(again)),
            Some(RepeatOutcome::Nothing) | None => {
                flash::answer(Ok(Notice::refused(words.nothing_to_repeat)), Some(&here));
            }
        }
    }
    if Submission::of(UNDO).is_some() {
        match jobs.undo(job.id, now).await?.ok_or(AppError::NotFound)? {
            UndoOutcome::Started(undo) => {
                flash::answer(Ok(Notice::done(words.undo_started)), Some(&Place::Own.href(undo)));
            }
            UndoOutcome::Refused => flash::answer(Ok(Notice::refused(words.not_undone)), Some(&here)),
        }
    }
    let (failed, page) = jobs.failed_rows(&job, page).await?;
    let viewer = context.session()?.principal;
    let is_own = job.asked_by.id == viewer.user;
    // What the database says is for those who run the system.
    let shows_problem = viewer.role == Role::Administrator;
    let rows = (!failed.is_empty()).then(|| failed_rows(t, &here, failed, page));
    let parameters = parameters(t, &scoped, job.work.as_ref()).await?;
    Ok(view! {
        {state_card(context, t, &job, parameters, place, is_own, shows_problem)}
        {rows}
    }
    .erased())
}

/// What a job does with every row, with labels: the reason, the receiver, the queue, the comment. Names of what the
/// viewer may not choose are left out.
async fn parameters(
    t: &'static Texts,
    scoped: &Scoped<'_>,
    work: Option<&JobWork>,
) -> Result<Vec<(&'static str, String)>, AppError> {
    let (words, labels) = (t.jobs(), t.hand_over());
    Ok(match work {
        Some(JobWork::BulkQualify { reason }) => {
            let filter = HistoryFilter { reasons: vec![*reason], ..HistoryFilter::default() };
            let reasons = scoped.history().names(&filter).await?.reasons;
            reasons.into_iter().map(|reason| (words.reason, reason.name)).collect()
        }
        Some(JobWork::BulkHold { comment }) => {
            comment.iter().map(|comment| (words.comment, comment.clone())).collect()
        }
        Some(JobWork::BulkHandOver { agent, queue, comment }) => {
            let cases = scoped.cases();
            let also: Vec<QueueId> = queue.iter().copied().collect();
            let (people, queues) = futures::try_join!(cases.receivers(None), cases.queues_offered(&also))?;
            let person = people.into_iter().find(|person| Some(person.id) == *agent);
            let into = queues.into_iter().find(|other| Some(other.id) == *queue);
            let named = person.map(|person| (labels.agent, person.name)).into_iter();
            let named = named.chain(into.map(|queue| (labels.queue, queue.name)));
            named.chain([(words.comment, comment.clone())]).collect()
        }
        Some(JobWork::UndoQualify { .. } | JobWork::UndoHold { .. }) | None => Vec::new(),
    })
}

/// The card with the state of a job and its buttons.
fn state_card(
    context: &RequestContext,
    t: &'static Texts,
    job: &Job,
    parameters: Vec<(&'static str, String)>,
    place: Place,
    is_own: bool,
    shows_problem: bool,
) -> Erased {
    let words = t.jobs();
    let here = place.href(job.id);
    let moment = |at: Timestamp| t.locale.date_time(zone::civil(context.store.zone(), at));
    let fact = |label: &'static str, text: String| {
        view! { <div><dt>{label}</dt><dd>{user_text(text)}</dd></div> }
    };
    let lead = match job.state {
        JobState::Failed => Some(words.failed_text),
        _ if job.state.is_under_way() && job.cancel_requested => Some(words.cancelling),
        _ if job.state.is_under_way() && job.attempts > 0 => Some(words.failing_text),
        _ => None,
    };
    let lead = lead.map(|text| {
        view! {
            <div class="notice notice-warning" role="status">{icon("alert", "icon")} <p>{text}</p></div>
        }
    });
    let parameters = parameters.into_iter().map(|(label, text)| fact(label, text)).collect_view();
    let problem = job.problem.clone().filter(|_| shows_problem);
    let waits = job.state.is_under_way() && job.attempts > 0;
    let progress = (words.progress_of)(&t.locale.integer(job.done), &t.locale.integer(job.total));
    let bar = view! {
        <progress value=job.done.to_string() max=job.total.max(1).to_string() aria-label=words.progress></progress>
    };
    let button = |form: &'static str, label: &'static str| {
        view! {
            <form method="post" action=here.clone() aria-label=label>
                <input type="hidden" name="form" value=form/>
                <button class="button">{label}</button>
            </form>
        }
    };
    let reload = job.state.is_under_way().then(|| {
        view! { <a class="button button-primary" href=here.clone()>{words.reload}</a> }
    });
    let cancel = job.may_cancel().then(|| button(CANCEL, words.cancel));
    let retry = job.may_retry().then(|| button(RETRY, words.retry));
    let repeat = (is_own && job.may_repeat()).then(|| button(REPEAT, words.repeat));
    let may_undo = is_own && job.may_undo(store::clock::now());
    let undo = may_undo.then(|| button(UNDO, words.undo));
    let undo_hint = may_undo.then(|| view! { <p class="field-hint">{words.undo_hint}</p> });
    let other = |label: &'static str, other: JobId| {
        let href = place.href(other);
        let number = (words.numbered)(&other.to_string());
        view! { <div><dt>{label}</dt><dd><a href=href>{number}</a></dd></div> }
    };
    view! {
        <section class="card card-padded source-card" aria-labelledby="job-state">
            <h3 id="job-state" class="card-title">{(words.numbered)(&job.id.to_string())}</h3>
            {lead}
            <dl class="facts">
                {fact(words.state_label, (words.state)(job.state).to_owned())}
                <div><dt>{words.progress}</dt><dd>{progress} " " {bar}</dd></div>
                {fact(words.failures, t.locale.integer(job.failures))}
                {fact(words.asked_by, job.asked_by.name.clone())}
                {fact(words.asked_at, moment(job.created_at))}
                {job.started_at.map(|at| fact(words.started, moment(at)))}
                {job.heartbeat_at.filter(|_| job.state.is_under_way()).map(|at| fact(words.heartbeat, moment(at)))}
                {job.finished_at.map(|at| fact(words.finished, moment(at)))}
                {waits.then(|| fact(words.next_attempt, moment(job.next_attempt_at)))}
                {parameters}
                {job.undoes.map(|undone| other(words.undoes, undone))}
                {job.undone_by.map(|undo| other(words.undone_by, undo))}
                {problem.map(|problem| fact(words.problem, problem))}
            </dl>
            <div class="source-actions">{reload} {cancel} {retry} {undo} {repeat}</div>
            {undo_hint}
        </section>
    }
    .erased()
}

/// The rows that failed, with a pager.
fn failed_rows(t: &'static Texts, here: &str, rows: Vec<FailedRow>, page: Page) -> Erased {
    let words = t.jobs();
    let address = PagerAddress::new(
        {
            let here = here.to_owned();
            move |number| format!("{here}?page={number}")
        },
        here,
        Vec::new(),
        "page",
    );
    view! {
        <section class="card table-card" aria-labelledby="failed-title">
            <h3 id="failed-title" class="card-title card-padded">{words.failed_rows}</h3>
            {row_table(t, rows)}
            <Pager address page/>
        </section>
    }
    .erased()
}

/// A table of rows that were not done, or could not be.
pub(super) fn row_table(t: &'static Texts, rows: Vec<FailedRow>) -> Erased {
    let words = t.jobs();
    let heads = column_heads([("col-name", words.row), ("col-fact", words.why)]);
    let rows = rows.into_iter().map(|row| {
        // The palette leads to what the person sees of it, if anything.
        let href = address::href(crate::palette::PATH, [("q".to_owned(), row.label.clone())]);
        let cells = (
            cell(
                "col-name cell-title",
                words.row,
                view! { <a class="settings-link" href=href>{user_text(row.label)}</a> },
            ),
            cell("cell-fact", words.why, (words.outcome)(row.outcome)),
        );
        table::row(None, cells)
    });
    let rows = rows.collect_view();
    view! {
        <ListTable class="list list-settings list-jobs" label=words.failed_rows heads>{rows}</ListTable>
    }
    .erased()
}

/// The list of the user's own jobs, above a page of one.
pub(super) fn breadcrumb(t: &'static Texts) -> Erased {
    let words = t.jobs();
    view! {
        <nav class="breadcrumb" aria-label=words.own_title><a href=bulk::PATH>{words.own_title}</a></nav>
    }
    .erased()
}
