//! Loads *Dados do Caso*, and saves an edit.

use domain::cases::{CaseHead, CustomFields, EditOutcome};
use domain::custom_field::{CustomField, FieldKind};
use domain::record::{CaseRecord, CustomerRecord};
use domain::{CaseId, Problem, QueueId, Revision};

use super::form_case;
use crate::case::address::CaseAddress;
use crate::case::data::{DataContent, Editing};
use crate::case::edit::{CASE, CUSTOMER, FormOptions};
use crate::case::life::refusal_text;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::{Draft, Rejection, Submission};
use crate::locales::{Texts, use_texts};

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
    let submitted = draft.and_then(|draft| queue(draft.typed("queue")));
    let also: Vec<QueueId> = record.queue.into_iter().chain(submitted).collect();
    let cases = scoped.cases();
    let (kinds, queues) = futures::try_join!(cases.kinds_offered(), cases.queues_offered(&also))?;
    Ok(FormOptions { kinds, queues })
}

/// Submits the posted form, if any: redirects if it is accepted, otherwise returns it.
async fn submit(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<Option<Draft>, AppError> {
    let Some(form) = Submission::of(CUSTOMER).or_else(|| Submission::of(CASE)) else { return Ok(None) };
    let case = match form_case::case_of(context, head, address, &form).await? {
        Ok(case) => case,
        Err(draft) => return Ok(Some(draft)),
    };
    let (scoped, now) = (context.scoped()?, store::clock::now());
    let (cases, revision) = (scoped.cases(), revision(&form));
    if form.field("form") == CUSTOMER {
        let outcome = cases.edit_customer(case, revision, customer_record(&form), now).await?;
        conclude(context, outcome.ok_or(AppError::NotFound)?, (case, &form), |custom| custom.customer).await
    } else {
        let outcome = cases.edit(case, revision, case_record(&form), now).await?;
        conclude(context, outcome.ok_or(AppError::NotFound)?, (case, &form), |custom| custom.case).await
    }
}

async fn conclude<Record>(
    context: &RequestContext,
    outcome: EditOutcome<Record>,
    (case, form): (CaseId, &Submission),
    own: fn(CustomFields) -> Vec<CustomField>,
) -> Result<Option<Draft>, AppError> {
    let t = use_texts();
    let done = |text| {
        flash::answer(Ok(Notice::done(text)), Some(form.field("back")));
        Ok(None)
    };
    Ok(Some(match outcome {
        EditOutcome::Saved => return done(t.answers().case.saved),
        EditOutcome::Unchanged => return done(t.answers().case.nothing_changed),
        EditOutcome::Invalid(errors) => {
            let custom = own(context.scoped()?.cases().custom_fields().await?);
            let message = |field: &str, problem: &Problem| error_message(t, &custom, field, problem);
            Draft::invalid(form, t.answers().case.bad_fields, &errors, message)
        }
        EditOutcome::Conflict { .. } => Draft::new(form, Rejection::Conflict, t.answers().case.conflict),
        EditOutcome::Merged(into) => Draft::new(form, Rejection::Conflict, form_case::merged(t, case, into)),
        EditOutcome::Refused(refusal) => Draft::new(form, Rejection::Refused, refusal_text(t, refusal)),
    }))
}

/// The message of a field error.
fn error_message(t: &Texts, custom: &[CustomField], field: &str, problem: &Problem) -> String {
    let is_date = || {
        let key = field.strip_prefix("custom.");
        custom.iter().any(|custom| Some(custom.key.as_str()) == key && custom.kind == FieldKind::Date)
    };
    match (field, problem) {
        (_, Problem::TooLong { limit }) => (t.answers().forms.too_long)(*limit),
        (_, Problem::Required) => t.answers().forms.required.to_owned(),
        (_, Problem::UnknownValue { .. }) => t.answers().forms.not_a_choice.to_owned(),
        (_, Problem::WrongType { .. }) if is_date() => t.answers().forms.bad_date.to_owned(),
        (_, Problem::WrongType { .. }) => t.answers().forms.bad_number.to_owned(),
        ("email", _) => t.answers().case.bad_email.to_owned(),
        ("phone" | "whatsapp", _) => t.answers().case.bad_phone.to_owned(),
        ("document", _) => t.answers().case.bad_document.to_owned(),
        _ => t.answers().case.bad_value.to_owned(),
    }
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
