//! Takes what a person has chosen in a list, and proposes a job with it.

use domain::job::{BulkCaseAction, MAX_ROWS};
use domain::{CaseId, Protocol, Role};
use store::Scoped;
use store::jobs::ProposeOutcome;

use super::Place;
use crate::bulk::{ALL, BulkList, CHOSEN, ROW, ROWS, SEARCH};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::Submission;
use crate::history::query::HistoryQuery;
use crate::locales::use_texts;
use crate::management::query::ManagementQuery;
use crate::my_cases::query::MyCasesQuery;
use crate::redirect::redirect;

/// Proposes a job if the form of a list was posted, and redirects; returns whether one was.
pub(super) async fn submit(context: &RequestContext) -> Result<bool, AppError> {
    let posted = BulkList::EVERY.into_iter().find_map(|list| Some((list, Submission::of(list.form())?)));
    let Some((list, form)) = posted else { return Ok(false) };
    let scoped = context.scoped()?;
    let is_all = form.sent(ALL).is_some();
    let asked = form.sent(ALL).or_else(|| form.sent(CHOSEN)).unwrap_or_default();
    let words = use_texts().jobs();
    let back = list_href(list, form.field(SEARCH));
    let refuse = |text: String| flash::answer(Ok(Notice::refused(text)), Some(&back));
    if !is_all && chosen(&form).next().is_none() {
        refuse(words.nothing_chosen.to_owned());
        return Ok(true);
    }
    let outcome = match list {
        BulkList::History => propose_history(context, &scoped, &form, is_all).await?,
        BulkList::Management | BulkList::MyCases => {
            let action = BulkCaseAction::parse(asked).ok_or(AppError::NotFound)?;
            propose_cases(context, &scoped, (list, action), &form, is_all).await?
        }
    };
    match outcome {
        ProposeOutcome::Proposed(job) => redirect(&Place::Own.href(job)),
        ProposeOutcome::Empty => refuse(words.nothing_found.to_owned()),
        ProposeOutcome::TooMany => refuse((words.too_many)(&use_texts().locale.integer(MAX_ROWS))),
    }
    Ok(true)
}

/// The rows that were chosen: by the check boxes of the page, or with JavaScript on all pages.
fn chosen(form: &Submission) -> impl Iterator<Item = &str> {
    let rows = form.field(ROWS).split(',').filter(|row| !row.is_empty());
    form.values().all(ROW).chain(rows)
}

/// The list that a form was posted from.
fn list_href(list: BulkList, search: &str) -> String {
    match list {
        BulkList::History => HistoryQuery::parse(search).href(),
        BulkList::Management => ManagementQuery::parse(search).href(),
        BulkList::MyCases => MyCasesQuery::parse(search).href(),
    }
}

async fn propose_history(
    context: &RequestContext,
    scoped: &Scoped<'_>,
    form: &Submission,
    is_all: bool,
) -> Result<ProposeOutcome, AppError> {
    let now = store::clock::now();
    if is_all {
        let filter = HistoryQuery::parse(form.field(SEARCH)).filter(context.today());
        return Ok(scoped.jobs().propose_history(&filter, now).await?);
    }
    let protocols: Vec<Protocol> = chosen(form).filter_map(|text| Protocol::parse(text).ok()).collect();
    Ok(scoped.jobs().propose_interactions(&protocols, now).await?)
}

async fn propose_cases(
    context: &RequestContext,
    scoped: &Scoped<'_>,
    (list, action): (BulkList, BulkCaseAction),
    form: &Submission,
    is_all: bool,
) -> Result<ProposeOutcome, AppError> {
    let (now, viewer) = (store::clock::now(), context.session()?.principal);
    if list == BulkList::Management && viewer.role == Role::Agent {
        return Err(AppError::NotFound);
    }
    if is_all {
        let search = form.field(SEARCH);
        let filter = match list {
            BulkList::MyCases => MyCasesQuery::parse(search).filter(viewer.user),
            BulkList::History | BulkList::Management => {
                ManagementQuery::parse(search).filter(context.today())
            }
        };
        return Ok(scoped.jobs().propose_case_list(action, &filter, now).await?);
    }
    let cases: Vec<CaseId> = chosen(form).filter_map(|text| text.parse().ok()).collect();
    Ok(scoped.jobs().propose_cases(action, &cases, now).await?)
}
