//! *Dados do Caso*: the customer in one column, the service in the other. With the permission to
//! edit, a column can become a form that posts to its own page.

use chrono::NaiveDateTime;
use domain::CaseId;
use domain::bidi;
use domain::cases::{CaseData, CaseHead, CustomFields};
use domain::custom_field::CustomField;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::address::Window;
use super::custom_field;
use super::edit::{CaseForm, CustomerForm, FormOptions};
use super::status::Status;
use super::window::Part;
use crate::form::Draft;
use crate::locales::use_texts;
use crate::ui::channel::ChannelMark;
use crate::ui::copy::Copyable;
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;
use crate::ui::user_text::{user_text, user_text_or};

/// The content of the tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataContent {
    /// The data of both columns.
    pub(super) data: CaseData,
    /// The definitions of the custom fields.
    pub(super) custom: CustomFields,
    /// The options of the service form, if it is open.
    pub(super) offered: FormOptions,
    /// The column that is being edited.
    pub(super) editing: Option<Editing>,
}

/// The column that is being edited, with its form if that came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Editing {
    Customer(Option<Draft>),
    Case(Option<Draft>),
}

/// The tab *Dados do Caso*.
#[component]
pub(super) fn Data(
    window: Window,
    case: CaseId,
    head: Memo<Option<CaseHead>>,
    content: Part<Box<DataContent>>,
) -> impl IntoView {
    // A column with a form is rendered again only if the form is another one.
    let editing = Memo::new(move |_| {
        content.with(|content| content.as_ref().and_then(|content| content.editing.clone()))
    });
    let left = move || {
        if let Some(Editing::Customer(draft)) = editing.get() {
            let DataContent { data, custom, .. } = *content.get_untracked()?;
            let (record, revision) = (data.customer, data.customer_revision);
            Some(view! { <CustomerForm window case record custom=custom.customer revision draft/> }.erased())
        } else {
            let DataContent { data, custom, .. } = *content.get()?;
            let may_edit = head.get()?.may_edit;
            Some(view! { <Customer window may_edit data custom=custom.customer/> }.erased())
        }
    };
    let right = move || {
        if let Some(Editing::Case(draft)) = editing.get() {
            let DataContent { data, custom, offered, .. } = *content.get_untracked()?;
            let (record, revision) = (data.case, data.case_revision);
            Some(view! { <CaseForm window case record custom=custom.case offered revision draft/> }.erased())
        } else {
            let DataContent { data, custom, .. } = *content.get()?;
            Some(view! { <Service window head=head.get()? data custom=custom.case/> }.erased())
        }
    };
    view! { <div class="case-columns">{left} {right}</div> }
}

/// The title of a column with the edit link.
#[component]
fn ColumnHead(
    window: Window,
    id: &'static str,
    title: &'static str,
    edit: Option<(&'static str, &'static str)>,
) -> impl IntoView {
    let edit = edit.map(|(what, label)| {
        let href = window.follow(move |window| window.with(&window.case.with("edit", what)));
        view! {
            <a class="icon-button" href=href aria-label=label title=label data-noscroll="">
                {icon("edit", "icon")}
            </a>
        }
    });
    view! {
        <div class="case-column-head">
            <h3 id=id>{title}</h3>
            {edit}
        </div>
    }
}

#[component]
fn Customer(window: Window, may_edit: bool, data: CaseData, custom: Vec<CustomField>) -> impl IntoView {
    let t = use_texts();
    let record = data.customer;
    let phone = |text: &str| domain::number::format(text);
    let mut facts = vec![
        (t.case().name.to_owned(), record.name.clone()),
        (t.case().phone.to_owned(), phone(&record.phone)),
        (t.case().email.to_owned(), record.email.clone()),
        (t.case().document.to_owned(), record.document.clone()),
        (t.channel_whatsapp.to_owned(), phone(&record.whatsapp)),
        (t.case().chat.to_owned(), record.chat.clone()),
    ];
    facts.extend(data.other_numbers.iter().map(|number| (t.case().other_number.to_owned(), phone(number))));
    facts.extend(custom_field::facts(t, &custom, record.custom));
    let facts = facts.into_iter().map(|(name, value)| {
        let value = if value.is_empty() {
            view! { <span class="muted">{t.case().unknown}</span> }.erased()
        } else {
            view! { <Copyable label=(t.case().copy)(&name) text=value/> }.erased()
        };
        view! { <div><dt dir="auto">{bidi::plain(&name)}</dt><dd>{value}</dd></div> }
    });
    view! {
        <section aria-labelledby="case-customer">
            <ColumnHead
                window
                id="case-customer"
                title=t.case().customer_data
                edit=may_edit.then_some(("customer", t.case().edit_customer))
            />
            <dl class="facts">{facts.collect_view()}</dl>
        </section>
    }
}

#[component]
fn Service(window: Window, head: CaseHead, data: CaseData, custom: Vec<CustomField>) -> impl IntoView {
    let t = use_texts();
    let unknown = || view! { <span class="muted">{t.case().unknown}</span> }.erased();
    let text = |value: Option<String>| match value.filter(|text| !text.is_empty()) {
        Some(value) => user_text(value),
        None => unknown(),
    };
    let not_yet = || view! { <span class="muted">{t.case().not_yet}</span> }.erased();
    let moment = |at: Option<NaiveDateTime>| at.map_or_else(not_yet, |at| t.locale.date_time(at).erased());
    let continues = data.continues.map(|case| {
        let href = window.follow(move |window| window.with_case(case));
        view! { <div><dt>{t.case().continues}</dt><dd><a href=href data-noscroll="">{format!("#{case}")}</a></dd></div> }
    });
    let custom = custom_field::facts(t, &custom, data.case.custom.clone());
    let custom = custom.into_iter().map(|(name, value)| {
        view! { <div><dt dir="auto">{bidi::plain(&name)}</dt><dd>{text(Some(value))}</dd></div> }
    });
    let custom = custom.collect_view();
    view! {
        <section aria-labelledby="case-service">
            <ColumnHead
                window
                id="case-service"
                title=t.case().service_data
                edit=head.may_edit.then_some(("case", t.case().edit_service))
            />
            <dl class="facts">
                <div><dt>{t.case().id}</dt><dd><Copyable label=(t.case().copy)(t.case().id) text=format!("#{}", head.id)/></dd></div>
                <div><dt>{t.case().protocols}</dt><dd><Protocols data=data.clone()/></dd></div>
                <div><dt>{t.case().kind}</dt><dd>{text(Some(data.case.kind))}</dd></div>
                <div><dt>{t.case().subject}</dt><dd>{text(Some(data.case.subject))}</dd></div>
                <div><dt>{t.queue}</dt><dd>{text(head.queue.map(|queue| queue.name))}</dd></div>
                <div><dt>{t.channel}</dt><dd><Channels data=data.interactions.clone()/></dd></div>
                <div><dt>{t.case().status}</dt><dd><Status status=head.status/></dd></div>
                <div>
                    <dt>{t.case().responsible}</dt>
                    <dd>{user_text_or(head.responsible.map(|agent| agent.name), t.case().no_one)}</dd>
                </div>
                <div><dt>{t.case().opened}</dt><dd>{moment(Some(data.opened))}</dd></div>
                <div><dt>{t.case().first_answer}</dt><dd>{moment(data.first_answer)}</dd></div>
                <div><dt>{t.case().updated}</dt><dd>{moment(Some(data.updated))}</dd></div>
                <div><dt>{t.case().closed}</dt><dd>{moment(data.closed)}</dd></div>
                <div><dt>{t.contact_reason}</dt><dd>{text(data.reason)}</dd></div>
                {continues}
                {custom}
            </dl>
        </section>
    }
}

/// The newest protocols with copy buttons.
#[component]
fn Protocols(data: CaseData) -> impl IntoView {
    let t = use_texts();
    let shown = data.interactions.len() as u64;
    let rest = data.interaction_count.saturating_sub(shown);
    let list = data.interactions.into_iter().map(|(protocol, _)| {
        view! { <li><Copyable label=t.copy_protocol.to_owned() text=protocol.to_string()/></li> }
    });
    view! {
        <ul class="plain-list">{list.collect_view()}</ul>
        {(rest > 0).then(|| (t.case().and_more)(&t.locale.integer(rest)))}
    }
}

/// The distinct channels of the interactions.
#[component]
fn Channels(data: Vec<(domain::Protocol, domain::Channel)>) -> impl IntoView {
    let used =
        domain::Channel::ALL.into_iter().filter(move |channel| data.iter().any(|(_, used)| used == channel));
    let list = used.map(|channel| view! { <ChannelMark channel/> });
    view! { <span class="channels">{list.collect_view()}</span> }
}
