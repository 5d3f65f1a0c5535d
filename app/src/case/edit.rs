//! The forms of *Dados do Caso*: posted to the page they stand on, shown again with what was typed
//! where that is not accepted, and with what stands there now where somebody else was faster.

use std::collections::BTreeMap;

use domain::custom_field::CustomField;
use domain::history::Named;
use domain::record::{CaseRecord, CustomerRecord};
use domain::{CaseId, FieldErrors, QueueId};
use http::StatusCode;
use leptos::prelude::*;
use store::cases::{CaseHead, EditOutcome};

use super::address::{CaseAddress, Window, WindowAddress};
use super::data::without_form;
use super::edit_field::{Field, Input, Remark};
use super::life::refused;
use super::meant;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::forms::{Submission, answer_with};
use crate::locales::{Texts, use_texts};
use crate::ui::icon::icon;

const CUSTOMER: &str = "case-customer";
const CASE: &str = "case-service";

/// What was posted and not accepted: the values as typed, and why.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    typed: BTreeMap<String, String>,
    why: NotAccepted,
    /// The revision it is an edit of, where the person has not been shown what stands there now.
    revision: Option<i64>,
}

#[derive(Clone, Debug)]
enum NotAccepted {
    /// Fields are bad.
    Invalid(FieldErrors),
    /// Somebody else was faster; what each field says now.
    Conflict(BTreeMap<String, String>),
    /// The viewer may not (any more).
    Refused(&'static str),
    /// Nothing is wrong: the session had ended, and the viewer has signed in again.
    Resumed,
    /// It was opened on another case than the page shows now.
    OtherCase(String),
}

/// What the service's form lets people choose from.
#[derive(Clone, Debug, Default)]
pub(super) struct Offered {
    kinds: Vec<String>,
    queues: Vec<Named<QueueId>>,
}

impl Offered {
    /// The kinds and queues in use; the queue that a case is in and the one just chosen too if they
    /// are not.
    pub(super) async fn to(
        context: &RequestContext,
        record: &CaseRecord,
        draft: Option<&Draft>,
    ) -> Result<Self, AppError> {
        let scoped = context.scoped()?;
        let also: Vec<QueueId> = record.queue.into_iter().chain(draft.and_then(Draft::queue)).collect();
        let (kinds, queues) = futures::try_join!(scoped.kinds_offered(), scoped.queues_offered(&also))?;
        Ok(Self { kinds, queues })
    }
}

/// Carries out the form that was posted to this page, if one was: leads on where it is accepted,
/// and answers a draft where it is not.
pub(super) async fn carry_out(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<Option<Draft>, AppError> {
    let now = store::clock::now_ms();
    if let Some(form) = Submission::of(CUSTOMER) {
        let case = meant::case_of(&form, address);
        let record = customer_record(&form);
        let typed = customer_fields(&record);
        if let Some(text) = meant::other_case(context, case, head, use_texts()).await? {
            return Ok(Some(Draft::of_other_case(typed, text)));
        }
        if form.is_resumed() {
            return Ok(Some(Draft::of_record(typed, NotAccepted::Resumed, &form)));
        }
        let outcome = context.scoped()?.edit_customer(case, revision(&form), record, now).await?;
        return conclude(outcome.ok_or(AppError::NotFound)?, (case, &form), typed, customer_fields);
    }
    if let Some(form) = Submission::of(CASE) {
        let case = meant::case_of(&form, address);
        let record = case_record(&form);
        let typed = case_fields(&record);
        if let Some(text) = meant::other_case(context, case, head, use_texts()).await? {
            return Ok(Some(Draft::of_other_case(typed, text)));
        }
        if form.is_resumed() {
            return Ok(Some(Draft::of_record(typed, NotAccepted::Resumed, &form)));
        }
        let outcome = context.scoped()?.edit_case(case, revision(&form), record, now).await?;
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
            return Ok(Some(Draft::of_other_case(typed, meant::merged(t, case, into))));
        }
        EditOutcome::Saved => return done(t.case.saved),
        EditOutcome::Unchanged => return done(t.case.nothing_changed),
        EditOutcome::Conflict { now, .. } => (StatusCode::CONFLICT, NotAccepted::Conflict(fields(&now))),
        EditOutcome::Refused(refusal) => (StatusCode::FORBIDDEN, NotAccepted::Refused(refused(t, refusal))),
    };
    answer_with(status);
    if matches!(why, NotAccepted::Conflict(_)) {
        return Ok(Some(Draft { typed, why, revision: None }));
    }
    Ok(Some(Draft::of_record(typed, why, form)))
}

/// The revision the form was filled from; one that cannot be read is older than any.
fn revision(form: &Submission) -> i64 {
    form.field("revision").parse().unwrap_or(-1)
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

/// The queue that is named; what cannot be read is none of those there are.
fn queue(text: &str) -> Option<QueueId> {
    (!text.is_empty()).then(|| QueueId(text.parse().unwrap_or(-1)))
}

fn customer_fields(record: &CustomerRecord) -> BTreeMap<String, String> {
    let own = [
        ("name", &record.name),
        ("phone", &record.phone),
        ("email", &record.email),
        ("document", &record.document),
        ("whatsapp", &record.whatsapp),
        ("chat", &record.chat),
    ];
    with_custom(&own, &record.custom)
}

fn case_fields(record: &CaseRecord) -> BTreeMap<String, String> {
    let queue = record.queue.map(|queue| queue.to_string()).unwrap_or_default();
    let own = [("kind", &record.kind), ("subject", &record.subject), ("queue", &queue)];
    with_custom(&own, &record.custom)
}

fn with_custom(own: &[(&str, &String)], custom: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let own = own.iter().map(|(name, value)| ((*name).to_owned(), (*value).clone()));
    let custom = custom.iter().map(|(name, value)| (format!("custom.{name}"), value.clone()));
    own.chain(custom).collect()
}

/// The customer's column as a form.
#[component]
pub(super) fn CustomerForm(
    window: Window,
    case: CaseId,
    record: CustomerRecord,
    custom: Vec<CustomField>,
    revision: i64,
    draft: Option<Draft>,
) -> impl IntoView {
    let t = use_texts();
    let mut fields = vec![
        Field::of("name", t.case.name, 200),
        Field::of("phone", t.case.phone, 100).typed("tel"),
        Field::of("email", t.case.email, 320).typed("email"),
        Field::of("document", t.case.document, 100),
        Field::of("whatsapp", t.channel_whatsapp, 100).typed("tel"),
        Field::of("chat", t.case.chat, 200),
    ];
    fields.extend(Field::custom(&custom, &record.custom));
    let stored = customer_fields(&record);
    view! { <Form window case form=CUSTOMER title=t.case.edit_customer fields stored revision draft/> }
}

/// The service's column as a form.
#[component]
pub(super) fn CaseForm(
    window: Window,
    case: CaseId,
    record: CaseRecord,
    custom: Vec<CustomField>,
    offered: Offered,
    revision: i64,
    draft: Option<Draft>,
) -> impl IntoView {
    let t = use_texts();
    let kind = Field::one_of("kind", t.case.kind, &offered.kinds, &record.kind);
    let queues = offered.queues.into_iter().map(|queue| (queue.id.to_string(), queue.name)).collect();
    let queue = Field::among("queue", t.queue, queues);
    let mut fields = vec![kind, Field::of("subject", t.case.subject, 500), queue];
    fields.extend(Field::custom(&custom, &record.custom));
    let stored = case_fields(&record);
    view! { <Form window case form=CASE title=t.case.edit_service fields stored revision draft/> }
}

#[component]
fn Form(
    window: Window,
    case: CaseId,
    form: &'static str,
    title: &'static str,
    fields: Vec<Field>,
    stored: BTreeMap<String, String>,
    revision: i64,
    draft: Option<Draft>,
) -> impl IntoView {
    let t = use_texts();
    let (here, back) = window.with_value(|window| (WindowAddress::href(window), without_form(window)));
    let notice = draft.as_ref().map(|draft| {
        let text = match &draft.why {
            NotAccepted::Invalid(_) => t.case.bad_fields,
            NotAccepted::Conflict(_) => t.case.conflict,
            NotAccepted::Refused(text) => text,
            NotAccepted::Resumed => t.waiting.resumed,
            NotAccepted::OtherCase(text) => text.as_str(),
        };
        let text = text.to_owned();
        view! { <div class="notice notice-error" role="alert">{icon("alert", "icon")} <p data-announce="">{text}</p></div> }
    });
    let revision = draft.as_ref().and_then(|draft| draft.revision).unwrap_or(revision);
    let inputs = fields.into_iter().map(|field| {
        let value = draft.as_ref().and_then(|draft| draft.typed.get(&field.name));
        let value = value.or_else(|| stored.get(&field.name)).cloned().unwrap_or_default();
        let remark = draft.as_ref().and_then(|draft| draft.remark(t, &field, &stored));
        view! { <Input form field value remark/> }
    });
    let inputs = inputs.collect_view();
    view! {
        <form method="post" action=here class="case-form" data-in-place="" aria-label=title novalidate>
            <h3>{title}</h3>
            {notice}
            <input type="hidden" name="form" value=form/>
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="revision" value=revision.to_string()/>
            <input type="hidden" name="back" value=back.clone()/>
            {inputs}
            <div class="filters-actions">
                <button class="button button-primary">{t.save}</button>
                <a class="button button-quiet" href=back data-noscroll="">{t.case.cancel}</a>
            </div>
        </form>
    }
}

impl Draft {
    /// What was typed for another case than the page shows; nothing of it was written.
    fn of_other_case(typed: BTreeMap<String, String>, text: String) -> Self {
        answer_with(StatusCode::CONFLICT);
        Self { typed, why: NotAccepted::OtherCase(text), revision: None }
    }

    /// What is still an edit of the record that the form was filled from.
    fn of_record(typed: BTreeMap<String, String>, why: NotAccepted, form: &Submission) -> Self {
        Self { typed, why, revision: Some(revision(form)) }
    }

    /// The queue that was chosen, if one was: it is shown again, although it may be out of use by now.
    fn queue(&self) -> Option<QueueId> {
        queue(self.typed.get("queue")?)
    }

    fn remark(&self, t: &Texts, field: &Field, stored: &BTreeMap<String, String>) -> Option<Remark> {
        let name = &field.name;
        let stands_now = |now: &BTreeMap<String, String>| {
            let (now, typed) = (now.get(name)?, self.typed.get(name)?);
            let shown = if now.is_empty() { t.case.blank } else { field.shown(now) };
            (now != typed.trim()).then(|| Remark::Now((t.case.stands_now)(shown)))
        };
        match &self.why {
            NotAccepted::Refused(_) | NotAccepted::Resumed => None,
            NotAccepted::Invalid(errors) => {
                let error = errors.0.iter().find(|error| error.field == *name)?;
                Some(Remark::Bad(field.sentence(t, &error.problem)))
            }
            NotAccepted::Conflict(now) => stands_now(now),
            NotAccepted::OtherCase(_) => stands_now(stored),
        }
    }
}
