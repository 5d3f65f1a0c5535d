//! The page of a proposal: what would become of its rows, and the form that begins it.

use domain::cases::MAX_COMMENT;
use domain::job::{Job, JobKind, JobWork, MAX_UNCOUNTED, Preview};
use domain::{ContactReasonId, FieldErrors, Problem, bidi};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use store::Scoped;
use store::jobs::StartOutcome;

use super::Place;
use super::details::row_table;
use crate::bulk;
use crate::case::hand_over;
use crate::case::load::hand_over as reading;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::{Draft, Field, Form, FormState, Input, Rejection, Submission, Values};
use crate::locales::{Texts, use_texts};
use crate::ui::erased::{Erased, IntoErased};

/// The form that begins the job.
const START: &str = "bulk-start";
/// The form that discards the proposal.
const DISCARD: &str = "bulk-discard";
/// The contact reason, also a parameter of the address.
const REASON: &str = "reason";
/// The comment.
const COMMENT: &str = "comment";
/// The receiver of cases.
const AGENT: &str = "agent";
/// The new queue of cases.
const QUEUE: &str = "queue";
/// The number of rows, typed.
const COUNT: &str = "count";

/// The contact reason whose effect the page shows.
pub(super) fn reason_of_address() -> Option<ContactReasonId> {
    use_query_map().with_untracked(|query| query.get(REASON)?.parse().ok())
}

/// Carries out the form that was posted, and renders the proposal.
pub(super) async fn load(
    context: &RequestContext,
    job: Job,
    asked: Option<ContactReasonId>,
) -> Result<Erased, AppError> {
    let t = use_texts();
    let words = t.jobs();
    let scoped = context.scoped()?;
    let jobs = scoped.jobs();
    if Submission::of(DISCARD).is_some() {
        jobs.discard(job.id).await?;
        flash::answer(Ok(Notice::done(words.discarded)), Some(bulk::PATH));
        return Ok(().erased());
    }
    let (mut draft, mut posted) = (None, None);
    if let Some(form) = Submission::of(START) {
        posted = form.field(REASON).parse().ok();
        draft = start(context, &job, &form).await?;
    }
    let suggested = match &job.work {
        Some(JobWork::BulkQualify { reason }) => Some(*reason),
        _ => None,
    };
    let reason = posted.or(asked).or(suggested);
    let reasons = match job.kind {
        JobKind::BulkQualify => jobs.reasons(job.id).await?,
        JobKind::BulkHold | JobKind::BulkHandOver | JobKind::UndoQualify | JobKind::UndoHold => Vec::new(),
    };
    let known = reason.filter(|reason| reasons.iter().any(|one| one.id == *reason));
    let here = Place::Own.href(job.id);
    let choice = (job.kind == JobKind::BulkQualify).then(|| {
        let options = reasons.iter().map(|one| {
            let is_chosen = known == Some(one.id);
            view! { <option value=one.id.to_string() selected=is_chosen>{bidi::plain(&one.name)}</option> }
        });
        view! {
            <form method="get" action=here.clone() class="bulk-actions" aria-label=words.check>
                <div class="field">
                    <label class="field-label" for="bulk-reason">{words.reason}</label>
                    <select class="select-native" id="bulk-reason" name=REASON required="">
                        <option value="">"–"</option>
                        {options.collect_view()}
                    </select>
                </div>
                <button class="button">{words.check}</button>
            </form>
        }
    });
    let preview = jobs.preview(&job, known).await?;
    let is_ready = job.kind != JobKind::BulkQualify || known.is_some();
    let lead = (!is_ready).then(|| view! { <p class="card-text">{words.choose_reason}</p> });
    let begins = is_ready && preview.possible > 0;
    let receivers =
        if begins && job.kind == JobKind::BulkHandOver { receivers(t, &scoped).await? } else { Vec::new() };
    let begin = begins.then(|| start_form(t, &job, known, &here, receivers, draft));
    let refused = (!preview.rows.is_empty()).then(|| row_table(t, preview.rows.clone()));
    Ok(view! {
        <section class="card card-padded source-card" aria-labelledby="what-title">
            <h2 id="what-title" class="card-title">{words.what}</h2>
            {lead}
            {choice}
            {counts(t, &preview)}
            <p class="field-hint">{words.as_of}</p>
            {begin}
            <form method="post" action=here.clone() aria-label=words.discard>
                <input type="hidden" name="form" value=DISCARD/>
                <button class="button button-quiet">{words.discard}</button>
            </form>
        </section>
        {refused.map(|table| view! { <section class="card table-card">{table}</section> })}
    }
    .erased())
}

/// How many rows can be done, and how many cannot for which reason.
fn counts(t: &'static Texts, preview: &Preview) -> Erased {
    let words = t.jobs();
    let number = |n: u64| t.locale.integer(n);
    let can = (words.can)(preview.possible, &number(preview.possible));
    let impossible = preview.impossible();
    let reasons = preview.refused.iter().map(|(outcome, count)| {
        view! { <li>{number(*count)} ": " {(words.outcome)(*outcome)}</li> }
    });
    let cannot = (impossible > 0).then(|| {
        view! {
            <p>{(words.cannot)(impossible, &number(impossible))}</p>
            <ul class="bulk-reasons">{reasons.collect_view()}</ul>
        }
    });
    view! { <div class="bulk-counts"><p><strong>{can}</strong></p> {cannot}</div> }.erased()
}

/// The fields of a hand-over.
async fn receivers(t: &'static Texts, scoped: &Scoped<'_>) -> Result<Vec<Input>, AppError> {
    let cases = scoped.cases();
    let (people, queues) = futures::try_join!(cases.receivers(None), cases.queues_offered(&[]))?;
    Ok(hand_over::inputs(t, people, queues).into())
}

/// The form that begins the job.
fn start_form(
    t: &'static Texts,
    job: &Job,
    reason: Option<ContactReasonId>,
    here: &str,
    receivers: Vec<Input>,
    draft: Option<Draft>,
) -> Erased {
    let words = t.jobs();
    let (comment, agent, queue) = match job.work.clone() {
        Some(JobWork::BulkHold { comment }) => (comment.unwrap_or_default(), None, None),
        Some(JobWork::BulkHandOver { agent, queue, comment }) => (comment, agent, queue),
        Some(JobWork::BulkQualify { .. } | JobWork::UndoQualify { .. } | JobWork::UndoHold { .. }) | None => {
            (String::new(), None, None)
        }
    };
    let values = Values::default()
        .with(REASON, reason.map(|reason| reason.to_string()).unwrap_or_default())
        .with(AGENT, agent.map(|agent| agent.to_string()).unwrap_or_default())
        .with(QUEUE, queue.map(|queue| queue.to_string()).unwrap_or_default())
        .with(COMMENT, comment);
    let state = FormState::new("start", values, draft);
    let comment = (job.kind == JobKind::BulkHold)
        .then(|| Input::text(COMMENT, words.comment, 3, MAX_COMMENT).hint(words.comment_hint));
    let count = (job.total > MAX_UNCOUNTED).then(|| {
        let hint = (words.count_hint)(&t.locale.integer(job.total));
        Input::number(COUNT, words.count, 1..=i64::MAX).hint(&hint).required()
    });
    let fields = receivers.into_iter().chain(comment).chain(count);
    let fields = fields.map(|input| view! { <Field input state=state.clone()/> }.erased()).collect_view();
    let content = view! {
        {fields}
        <div class="source-actions"><button class="button button-primary">{words.start}</button></div>
    };
    let content = content.erased();
    let action = here.to_owned();
    view! { <Form name=START state action class="form" label=words.start kept=&[REASON] content/> }.erased()
}

/// Begins the job; returns the form if it is not accepted.
async fn start(context: &RequestContext, job: &Job, form: &Submission) -> Result<Option<Draft>, AppError> {
    let t = use_texts();
    let words = t.jobs();
    if form.is_resumed() {
        return Ok(Some(Draft::resumed(form)));
    }
    let work = match job.kind {
        JobKind::BulkQualify => form.field(REASON).parse().ok().map(|reason| JobWork::BulkQualify { reason }),
        JobKind::BulkHold => {
            let comment = Some(form.field(COMMENT).trim().to_owned()).filter(|text| !text.is_empty());
            Some(JobWork::BulkHold { comment })
        }
        JobKind::BulkHandOver => {
            let (agent, queue) = reading::receiver(form);
            Some(JobWork::BulkHandOver { agent, queue, comment: form.field(COMMENT).trim().to_owned() })
        }
        // They begin without a proposal.
        JobKind::UndoQualify | JobKind::UndoHold => return Err(AppError::NotFound),
    };
    let Some(work) = work else { return Ok(Some(Draft::new(form, Rejection::Invalid, words.reason_needed))) };
    // With or without separators, as the page writes it.
    let is_separator = |c: char| c.is_whitespace() || c == '.' || c == ',';
    let count: String = form.field(COUNT).chars().filter(|c| !is_separator(*c)).collect();
    let here = Place::Own.href(job.id);
    let now = store::clock::now();
    let started = context.scoped()?.jobs().start(job.id, &work, count.parse().ok(), now).await?;
    let notice = match started.ok_or(AppError::NotFound)? {
        StartOutcome::Started => Notice::done(words.started_notice),
        StartOutcome::AlreadyStarted => Notice::refused(words.already_started),
        StartOutcome::WrongCount => {
            let text = (words.wrong_count)(&t.locale.integer(job.total));
            let draft = Draft::new(form, Rejection::Invalid, t.answers().forms.bad_fields);
            return Ok(Some(draft.with_error(COUNT, text)));
        }
        StartOutcome::Invalid(errors) if job.kind == JobKind::BulkHandOver => {
            return Ok(Some(Draft::invalid(
                form,
                t.answers().forms.bad_fields,
                &errors,
                |field, problem| reading::message(t, field, problem),
            )));
        }
        StartOutcome::Invalid(errors) => return Ok(Some(invalid(t, form, &errors))),
    };
    flash::answer(Ok(notice), Some(&here));
    Ok(None)
}

/// The form with what is wrong with its fields.
fn invalid(t: &'static Texts, form: &Submission, errors: &FieldErrors) -> Draft {
    let message = |field: &str, problem: &Problem| match field {
        REASON => t.jobs().reason_needed.to_owned(),
        _ => t.problem(problem),
    };
    Draft::invalid(form, t.answers().forms.bad_fields, errors, message)
}
