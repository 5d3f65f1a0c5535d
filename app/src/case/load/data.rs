//! Loads *Dados do Caso*, and saves an edit.

use std::collections::BTreeMap;

use domain::cases::{CaseHead, EditOutcome};
use domain::record::{CaseRecord, CustomerRecord};
use domain::{CaseId, QueueId, Revision};
use http::StatusCode;

use super::form_case;
use crate::case::address::CaseAddress;
use crate::case::data::{DataContent, Editing};
use crate::case::edit::{CASE, CUSTOMER, Draft, FormOptions, NotAccepted, case_fields, customer_fields};
use crate::case::life::refusal_text;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::{Submission, set_status};
use crate::locales::use_texts;

/// Submits a posted form, and loads the content for an address.
pub(super) async fn load(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<DataContent, AppError> {
    let draft = submit(context, head, address).await?;
    let scoped = context.scoped()?;
    let cases = scoped.cases();
    let (data, custom) = futures::try_join!(cases.data(head.id), cases.custom_fields())?;
    let data = data.ok_or(AppError::NotFound)?;
    let editing = match address.field("edit").filter(|_| head.may_edit) {
        Some("customer") => Some(Editing::Customer(draft)),
        Some("case") => Some(Editing::Case(draft)),
        _ => None,
    };
    let offered = match &editing {
        Some(Editing::Case(draft)) => load_options(context, &data.case, draft.as_ref()).await?,
        _ => FormOptions::default(),
    };
    Ok(DataContent { data, custom, offered, editing })
}

/// Loads the active kinds and queues, and the current and the submitted queue even if inactive.
async fn load_options(
    context: &RequestContext,
    record: &CaseRecord,
    draft: Option<&Draft>,
) -> Result<FormOptions, AppError> {
    let scoped = context.scoped()?;
    // The submitted queue is shown again even if it is inactive by now.
    let submitted = draft.and_then(|draft| queue(draft.typed.get("queue")?));
    let also: Vec<QueueId> = record.queue.into_iter().chain(submitted).collect();
    let cases = scoped.cases();
    let (kinds, queues) = futures::try_join!(cases.kinds_offered(), cases.queues_offered(&also))?;
    Ok(FormOptions { kinds, queues })
}

/// Submits the posted form, if any: redirects if it is accepted, otherwise returns a draft.
async fn submit(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<Option<Draft>, AppError> {
    let now = store::clock::now();
    if let Some(form) = Submission::of(CUSTOMER) {
        let case = form_case::case_of(&form, address);
        let record = customer_record(&form);
        let typed = customer_fields(&record);
        if let Some(text) = form_case::other_case(context, case, head, use_texts()).await? {
            return Ok(Some(of_other_case(typed, text)));
        }
        if form.is_resumed() {
            return Ok(Some(of_record(typed, NotAccepted::Resumed, &form)));
        }
        let outcome = context.scoped()?.cases().edit_customer(case, revision(&form), record, now).await?;
        return conclude(outcome.ok_or(AppError::NotFound)?, (case, &form), typed, customer_fields);
    }
    if let Some(form) = Submission::of(CASE) {
        let case = form_case::case_of(&form, address);
        let record = case_record(&form);
        let typed = case_fields(&record);
        if let Some(text) = form_case::other_case(context, case, head, use_texts()).await? {
            return Ok(Some(of_other_case(typed, text)));
        }
        if form.is_resumed() {
            return Ok(Some(of_record(typed, NotAccepted::Resumed, &form)));
        }
        let outcome = context.scoped()?.cases().edit(case, revision(&form), record, now).await?;
        return conclude(outcome.ok_or(AppError::NotFound)?, (case, &form), typed, case_fields);
    }
    Ok(None)
}

fn conclude<Record>(
    outcome: EditOutcome<Record>,
    (case, form): (CaseId, &Submission),
    typed: BTreeMap<String, String>,
    fields: impl Fn(&Record) -> BTreeMap<String, String>,
) -> Result<Option<Draft>, AppError> {
    let t = use_texts();
    let done = |text| {
        flash::answer(Ok(Notice::done(text)), Some(form.field("back")));
        Ok(None)
    };
    let (status, why) = match outcome {
        EditOutcome::Invalid(errors) => (StatusCode::UNPROCESSABLE_ENTITY, NotAccepted::Invalid(errors)),
        EditOutcome::Merged(into) => {
            return Ok(Some(of_other_case(typed, form_case::merged(t, case, into))));
        }
        EditOutcome::Saved => return done(t.case.saved),
        EditOutcome::Unchanged => return done(t.case.nothing_changed),
        EditOutcome::Conflict { now, .. } => (StatusCode::CONFLICT, NotAccepted::Conflict(fields(&now))),
        EditOutcome::Refused(refusal) => {
            (StatusCode::FORBIDDEN, NotAccepted::Refused(refusal_text(t, refusal).to_owned()))
        }
    };
    set_status(status);
    if matches!(why, NotAccepted::Conflict(_)) {
        return Ok(Some(Draft { typed, why, revision: None }));
    }
    Ok(Some(of_record(typed, why, form)))
}

/// The revision the form was filled from; -1, which always conflicts, if it cannot be parsed.
fn revision(form: &Submission) -> Revision {
    form.field("revision").parse().unwrap_or(Revision(-1))
}

fn customer_record(form: &Submission) -> CustomerRecord {
    let text = |name| form.field(name).to_owned();
    CustomerRecord {
        name: text("name"),
        phone: text("phone"),
        email: text("email"),
        document: text("document"),
        whatsapp: text("whatsapp"),
        chat: text("chat"),
        custom: form.under("custom.").collect(),
    }
}

fn case_record(form: &Submission) -> CaseRecord {
    let text = |name| form.field(name).to_owned();
    CaseRecord {
        kind: text("kind"),
        subject: text("subject"),
        queue: queue(form.field("queue")),
        custom: form.under("custom.").collect(),
    }
}

/// Parses a queue ID; an invalid one becomes -1, which does not exist.
fn queue(text: &str) -> Option<QueueId> {
    (!text.is_empty()).then(|| QueueId(text.parse().unwrap_or(-1)))
}

/// A draft for another case than the page shows; nothing was written. Sets the status 409.
fn of_other_case(typed: BTreeMap<String, String>, text: String) -> Draft {
    set_status(StatusCode::CONFLICT);
    Draft { typed, why: NotAccepted::OtherCase(text), revision: None }
}

/// A draft that still refers to the revision the form was filled from.
fn of_record(typed: BTreeMap<String, String>, why: NotAccepted, form: &Submission) -> Draft {
    Draft { typed, why, revision: Some(revision(form)) }
}
