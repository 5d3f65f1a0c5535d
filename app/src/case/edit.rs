//! The edit forms of *Dados do Caso*.

use domain::custom_field::CustomField;
use domain::history::Named;
use domain::record::{CaseRecord, CustomerRecord};
use domain::{CaseId, QueueId, Revision};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::address::{Window, WindowAddress};
use super::custom_field;
use crate::form::{Draft, Field, Form, FormState, Input, SelectOption, Values};
use crate::locales::use_texts;
use crate::ui::erased::IntoErased;

pub(super) const CUSTOMER: &str = "case-customer";
pub(super) const CASE: &str = "case-service";

/// The options of the service form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FormOptions {
    pub(super) kinds: Vec<String>,
    pub(super) queues: Vec<Named<QueueId>>,
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
    let CustomerRecord { name, phone, email, document, whatsapp, chat, custom: values } = record;
    let mut fields = vec![
        (Input::line("name", t.case().name, 200), name),
        (Input::typed("phone", t.case().phone, 100, "tel"), phone),
        (Input::typed("email", t.case().email, 320, "email"), email),
        (Input::line("document", t.case().document, 100), document),
        (Input::typed("whatsapp", t.channel_whatsapp, 100, "tel"), whatsapp),
        (Input::line("chat", t.case().chat, 200), chat),
    ];
    fields.extend(custom_field::inputs(t, &custom, values));
    view! { <EditForm window case form=CUSTOMER title=t.case().edit_customer fields revision draft/> }
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
    let CaseRecord { kind, subject, queue, custom: values } = record;
    let queues = offered.queues.into_iter().map(|queue| SelectOption::new(queue.id.to_string(), queue.name));
    let queues = std::iter::once(SelectOption::new("", t.case().blank)).chain(queues).collect();
    let queue = queue.map(|queue| queue.to_string()).unwrap_or_default();
    let mut fields = vec![
        (custom_field::optional_choice(t, "kind", t.case().kind, offered.kinds, &kind), kind),
        (Input::line("subject", t.case().subject, 500), subject),
        (Input::one("queue", t.queue, queues), queue),
    ];
    fields.extend(custom_field::inputs(t, &custom, values));
    view! { <EditForm window case form=CASE title=t.case().edit_service fields revision draft/> }
}

/// A form of fields with their stored values.
#[component]
fn EditForm(
    window: Window,
    case: CaseId,
    form: &'static str,
    title: &'static str,
    fields: Vec<(Input, String)>,
    revision: Revision,
    draft: Option<Draft>,
) -> impl IntoView {
    let t = use_texts();
    let (here, back) = (window.follow(WindowAddress::href), window.follow(without_form));
    let mut stored = vec![("case", case.to_string()), ("revision", revision.to_string())];
    stored.extend(fields.iter().map(|(input, value)| (input.name(), value.clone())));
    let state = FormState::new(form, Values::of(stored), draft);
    let fields = fields.into_iter().map(|(input, _)| view! { <Field input state=state.clone()/> });
    let content = view! {
        {fields.collect_view()}
        <div class="filters-actions">
            <button class="button button-primary">{t.save}</button>
            <a class="button button-quiet" href=back data-noscroll="">{t.case().cancel}</a>
        </div>
    };
    let content = content.erased();
    view! {
        <Form name=form state action=here class="case-form" label=title title in_place=true focus=true
            kept=&["case", "revision"] back content/>
    }
}

/// The current address with the form closed.
fn without_form(window: &WindowAddress) -> String {
    window.with(&window.case.with("edit", ""))
}
