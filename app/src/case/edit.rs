//! The edit forms of *Dados do Caso*. They post to their own page; after a field error or an edit
//! conflict they are shown again with the typed values and, for a conflict, the current ones.

use std::collections::BTreeMap;

use domain::custom_field::CustomField;
use domain::history::Named;
use domain::record::{CaseRecord, CustomerRecord};
use domain::{CaseId, FieldErrors, QueueId, Revision};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::address::{Window, WindowAddress};
use super::edit_field::{Field, Input};
use crate::form::FieldNotice;
use crate::locales::{Texts, use_texts};
use crate::ui::notice::ErrorNotice;

pub(super) const CUSTOMER: &str = "case-customer";
pub(super) const CASE: &str = "case-service";

/// A rejected form: the values as typed, and the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Draft {
    pub(super) typed: BTreeMap<String, String>,
    pub(super) why: NotAccepted,
    /// The revision the form was filled from; `None` once the user has seen the current values.
    pub(super) revision: Option<Revision>,
}

/// Why a form was rejected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum NotAccepted {
    /// Field errors.
    Invalid(FieldErrors),
    /// Edit conflict, with the current value of each field.
    Conflict(BTreeMap<String, String>),
    /// The viewer lacks the permission.
    Refused(String),
    /// No error: the form was kept while the viewer signed in again.
    Resumed,
    /// The form was opened for another case than the page shows now.
    OtherCase(String),
}

/// The options of the service form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FormOptions {
    pub(super) kinds: Vec<String>,
    pub(super) queues: Vec<Named<QueueId>>,
}

pub(super) fn customer_fields(record: &CustomerRecord) -> BTreeMap<String, String> {
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

pub(super) fn case_fields(record: &CaseRecord) -> BTreeMap<String, String> {
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
    let (here, return_to) = (window.follow(WindowAddress::href), window.follow(without_form));
    let notice = draft.as_ref().map(|draft| {
        let text = match &draft.why {
            NotAccepted::Invalid(_) => t.case.bad_fields,
            NotAccepted::Conflict(_) => t.case.conflict,
            NotAccepted::Refused(text) | NotAccepted::OtherCase(text) => text.as_str(),
            NotAccepted::Resumed => t.forms.resumed,
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
        <form method="post" action=here class="case-form" data-in-place="" data-focus="" aria-label=title novalidate>
            <h3>{title}</h3>
            {notice}
            <input type="hidden" name="form" value=form/>
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="revision" value=revision.to_string()/>
            <input type="hidden" name="back" value=return_to/>
            {inputs}
            <div class="filters-actions">
                <button class="button button-primary">{t.save}</button>
                <a class="button button-quiet" href=return_to data-noscroll="">{t.case.cancel}</a>
            </div>
        </form>
    }
}

impl Draft {
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
