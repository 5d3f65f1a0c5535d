//! The edit forms of *Dados do Caso*. They post to their own page; after a field error or an edit
//! conflict they are shown again with the typed values and, for a conflict, the current ones.

use std::collections::BTreeMap;

use domain::cases::{CaseHead, EditOutcome};
use domain::custom_field::CustomField;
use domain::history::Named;
use domain::record::{CaseRecord, CustomerRecord};
use domain::{CaseId, FieldErrors, QueueId, Revision};
use http::StatusCode;
use leptos::prelude::*;

use super::address::{CaseAddress, Window, WindowAddress};
use super::edit_field::{Field, Input};
use super::form_case;
use super::life::refusal_text;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::forms::{Submission, set_status};
use crate::locales::{Texts, use_texts};
use crate::settings::input::FieldNotice;
use crate::ui::notice::ErrorNotice;

const CUSTOMER: &str = "case-customer";
const CASE: &str = "case-service";

/// A rejected form: the values as typed, and the reason.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    typed: BTreeMap<String, String>,
    why: NotAccepted,
    /// The revision the form was filled from; `None` once the user has seen the current values.
    revision: Option<Revision>,
}

#[derive(Clone, Debug)]
enum NotAccepted {
    /// Field errors.
    Invalid(FieldErrors),
    /// Edit conflict, with the current value of each field.
    Conflict(BTreeMap<String, String>),
    /// The viewer lacks the permission.
    Refused(&'static str),
    /// No error: the form was kept while the viewer signed in again.
    Resumed,
    /// The form was opened for another case than the page shows now.
    OtherCase(String),
}

/// The options of the service form.
#[derive(Clone, Debug, Default)]
pub(super) struct FormOptions {
    kinds: Vec<String>,
    queues: Vec<Named<QueueId>>,
}

impl FormOptions {
    /// Loads the active kinds and queues, and the current and the submitted queue even if inactive.
    pub(super) async fn load(
        context: &RequestContext,
        record: &CaseRecord,
        draft: Option<&Draft>,
    ) -> Result<Self, AppError> {
        let scoped = context.scoped()?;
        let also: Vec<QueueId> = record.queue.into_iter().chain(draft.and_then(Draft::queue)).collect();
        let cases = scoped.cases();
        let (kinds, queues) = futures::try_join!(cases.kinds_offered(), cases.queues_offered(&also))?;
        Ok(Self { kinds, queues })
    }
}

/// Submits the posted form, if any: redirects if it is accepted, otherwise returns a draft.
pub(super) async fn submit(
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
            return Ok(Some(Draft::of_other_case(typed, text)));
        }
        if form.is_resumed() {
            return Ok(Some(Draft::of_record(typed, NotAccepted::Resumed, &form)));
        }
        let outcome = context.scoped()?.cases().edit_customer(case, revision(&form), record, now).await?;
        return conclude(outcome.ok_or(AppError::NotFound)?, (case, &form), typed, customer_fields);
    }
    if let Some(form) = Submission::of(CASE) {
        let case = form_case::case_of(&form, address);
        let record = case_record(&form);
        let typed = case_fields(&record);
        if let Some(text) = form_case::other_case(context, case, head, use_texts()).await? {
            return Ok(Some(Draft::of_other_case(typed, text)));
        }
        if form.is_resumed() {
            return Ok(Some(Draft::of_record(typed, NotAccepted::Resumed, &form)));
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
            return Ok(Some(Draft::of_other_case(typed, form_case::merged(t, case, into))));
        }
        EditOutcome::Saved => return done(t.case.saved),
        EditOutcome::Unchanged => return done(t.case.nothing_changed),
        EditOutcome::Conflict { now, .. } => (StatusCode::CONFLICT, NotAccepted::Conflict(fields(&now))),
        EditOutcome::Refused(refusal) => {
            (StatusCode::FORBIDDEN, NotAccepted::Refused(refusal_text(t, refusal)))
        }
    };
    set_status(status);
    if matches!(why, NotAccepted::Conflict(_)) {
        return Ok(Some(Draft { typed, why, revision: None }));
    }
    Ok(Some(Draft::of_record(typed, why, form)))
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

/// The edit form of the customer.
#[component]
pub(super) fn CustomerForm(
    window: Window,
    case: CaseId,
    record: CustomerRecord,
    custom: Vec<CustomField>,
    revision: Revision,
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

/// The edit form of the service.
#[component]
pub(super) fn CaseForm(
    window: Window,
    case: CaseId,
    record: CaseRecord,
    custom: Vec<CustomField>,
    offered: FormOptions,
    revision: Revision,
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
    revision: Revision,
    draft: Option<Draft>,
) -> impl IntoView {
    let t = use_texts();
    let (here, return_to) = window.with_value(|window| (WindowAddress::href(window), without_form(window)));
    let notice = draft.as_ref().map(|draft| {
        let text = match &draft.why {
            NotAccepted::Invalid(_) => t.case.bad_fields,
            NotAccepted::Conflict(_) => t.case.conflict,
            NotAccepted::Refused(text) => text,
            NotAccepted::Resumed => t.waiting.resumed,
            NotAccepted::OtherCase(text) => text.as_str(),
        };
        view! { <ErrorNotice text/> }
    });
    let revision = draft.as_ref().and_then(|draft| draft.revision).unwrap_or(revision);
    let inputs = fields.into_iter().map(|field| {
        let value = draft.as_ref().and_then(|draft| draft.typed.get(&field.name));
        let value = value.or_else(|| stored.get(&field.name)).cloned().unwrap_or_default();
        let notice = draft.as_ref().and_then(|draft| draft.notice(t, &field, &stored));
        view! { <Input form field value notice/> }
    });
    let inputs = inputs.collect_view();
    view! {
        <form method="post" action=here class="case-form" data-in-place="" aria-label=title novalidate>
            <h3>{title}</h3>
            {notice}
            <input type="hidden" name="form" value=form/>
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="revision" value=revision.to_string()/>
            <input type="hidden" name="back" value=return_to.clone()/>
            {inputs}
            <div class="filters-actions">
                <button class="button button-primary">{t.save}</button>
                <a class="button button-quiet" href=return_to data-noscroll="">{t.case.cancel}</a>
            </div>
        </form>
    }
}

impl Draft {
    /// A draft for another case than the page shows; nothing was written. Sets the status 409.
    fn of_other_case(typed: BTreeMap<String, String>, text: String) -> Self {
        set_status(StatusCode::CONFLICT);
        Self { typed, why: NotAccepted::OtherCase(text), revision: None }
    }

    /// A draft that still refers to the revision the form was filled from.
    fn of_record(typed: BTreeMap<String, String>, why: NotAccepted, form: &Submission) -> Self {
        Self { typed, why, revision: Some(revision(form)) }
    }

    /// The chosen queue, which is shown again even if it is inactive by now.
    fn queue(&self) -> Option<QueueId> {
        queue(self.typed.get("queue")?)
    }

    fn notice(&self, t: &Texts, field: &Field, stored: &BTreeMap<String, String>) -> Option<FieldNotice> {
        let name = &field.name;
        let current_notice = |now: &BTreeMap<String, String>| {
            let (now, typed) = (now.get(name)?, self.typed.get(name)?);
            let shown = if now.is_empty() { t.case.blank } else { field.shown(now) };
            (now != typed.trim()).then(|| FieldNotice::Current((t.case.current_value)(shown)))
        };
        match &self.why {
            NotAccepted::Refused(_) | NotAccepted::Resumed => None,
            NotAccepted::Invalid(errors) => {
                let error = errors.0.iter().find(|error| error.field == *name)?;
                Some(FieldNotice::Error(field.sentence(t, &error.problem)))
            }
            NotAccepted::Conflict(now) => current_notice(now),
            NotAccepted::OtherCase(_) => current_notice(stored),
        }
    }
}

/// The current address with the form closed.
fn without_form(window: &WindowAddress) -> String {
    window.with(&window.case.with("edit", ""))
}
