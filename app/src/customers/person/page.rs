//! The page `/customers/ID`. A merged customer leads to the survivor.

use domain::custom_field::CustomField;
use domain::customers::{Person, PersonFound};
use domain::{CustomerId, Role, bidi, identity, number};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_params_map};

use super::cases::Cases;
use super::query::PersonQuery;
use super::timeline::Timeline;
use crate::case::content::WindowContent;
use crate::case::custom_field;
use crate::case::live::CaseWindows;
use crate::case::load::load_window;
use crate::context::RequestContext;
use crate::customers::duplicates::name_of;
use crate::customers::{DUPLICATES_PATH, PATH};
use crate::error::AppError;
use crate::flash::{self, Flash};
use crate::live::initial;
use crate::locales::use_texts;
use crate::not_found::NotFound;
use crate::redirect::moved_permanently;
use crate::session::use_viewer;
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::frame::Frame;
use crate::ui::notice::IgnoredParameters;
use crate::ui::page::redirect_to_login;
use crate::ui::score::score_text;
use crate::ui::state::Failure;

/// `/customers/ID`
#[component]
pub fn PersonPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id"));
    let Some(customer) = id.and_then(|id| id.parse().ok()).filter(|CustomerId(id)| *id > 0) else {
        return view! { <NotFound/> }.erased();
    };
    let query = PersonQuery::parse(customer, &use_location().search.get_untracked());
    let Some(viewer) = use_viewer() else {
        redirect_to_login(&query.href());
        return ().erased();
    };
    let content = Suspend::new(async move {
        match page(query, viewer.role).await {
            Ok(page) => page,
            Err(AppError::NotFound) => view! { <NotFound/> }.erased(),
            Err(error) => view! { <Frame><Failure error/></Frame> }.erased(),
        }
    });
    view! { {content} }.erased()
}

/// Loads and renders the page and the case window over it.
async fn page(query: PersonQuery, role: Role) -> Result<Erased, AppError> {
    let context = RequestContext::current()?;
    let scoped = context.scoped()?;
    let (customers, now) = (scoped.customers(), store::clock::now());
    let found = customers.person(query.customer, query.page, now).await?.ok_or(AppError::NotFound)?;
    let person = match found {
        PersonFound::MergedInto(survivor) => {
            moved_permanently(&PersonQuery { customer: survivor, ..query }.href());
            return Ok(().erased());
        }
        PersonFound::Person(person) => *person,
    };
    // Record the access before content is shown.
    let previewed = person.interactions.iter().filter(|row| row.previews_conversation());
    let previewed: Vec<_> = previewed.map(|row| row.protocol.clone()).collect();
    scoped.access_log().record_previews(&previewed, now).await?;
    let custom = scoped.cases().custom_fields().await?.customer;
    let open = load_window(&context, query.case.as_ref()).await;
    // The case window shows the outcome of a form itself.
    let notice = if query.case.is_some() { flash::take_notice() } else { None };
    let window = WindowContent { open, path: query.path(), notice };
    let t = use_texts();
    let name = name_of(t, &person.customer);
    Ok(view! {
        <Title text=format!("{name} · Protocolo")/>
        <Frame>
            <div class="stack">
                <nav class="breadcrumb" aria-label=t.customers().title>
                    <a href=PATH>{t.customers().title}</a>
                </nav>
                <div class="page-head">
                    <h1 dir="auto">{name}</h1>
                    <div class="page-head-end"><DuplicatesLink customer=query.customer role/></div>
                </div>
                <Flash/>
                <IgnoredParameters names=query.ignored.clone()/>
                <Record person=person.clone() custom/>
                <Cases query=query.clone() cases=person.cases/>
                <Timeline query interactions=person.interactions page=person.page/>
            </div>
        </Frame>
        {initial(window)}
        <CaseWindows/>
    }
    .erased())
}

/// Leads to the proposals of this customer; agents do not merge.
#[component]
fn DuplicatesLink(customer: CustomerId, role: Role) -> impl IntoView {
    (role != Role::Agent).then(|| {
        view! {
            <a class="button" href=format!("{DUPLICATES_PATH}?customer={customer}")>
                {use_texts().customers().possible_duplicates}
            </a>
        }
    })
}

/// Who it is, and how much there is.
#[component]
fn Record(person: Person, custom: Vec<CustomField>) -> impl IntoView {
    let t = use_texts();
    let words = t.customers();
    let customer = person.customer;
    let numbers: Vec<String> = customer.numbers.iter().map(|text| number::format(text)).collect();
    let record = customer.record;
    let last = customer.last_contact.map_or_else(|| words.never.to_owned(), |at| t.locale.date_time(at));
    let score = person.last_score.map_or_else(|| words.no_score.to_owned(), |last| score_text(t, last));
    let mut facts = vec![
        (words.numbers.to_owned(), numbers.join(", ")),
        (t.case().email.to_owned(), record.email),
        (t.case().document.to_owned(), identity::format(&record.document)),
        (t.case().chat.to_owned(), record.chat),
    ];
    facts.extend(custom_field::facts(t, &custom, record.custom));
    facts.retain(|(_, value)| !value.is_empty());
    let facts = facts.into_iter().map(|(label, value)| fact(&label, &value));
    let figures = [
        (words.last_contact, last),
        (words.interactions, t.locale.integer(customer.interactions)),
        (words.recent, t.locale.integer(person.recent)),
        (words.open_cases, t.locale.integer(person.open_cases)),
        (words.last_score, score),
    ];
    let figures = figures.map(|(label, value)| fact(label, &value));
    let members = (!person.members.is_empty()).then(|| {
        let names = person.members.into_iter().map(|member| {
            let name = member.name.unwrap_or_else(|| words.unnamed.to_owned());
            view! { <li dir="auto">{bidi::plain(&name).into_owned()}</li> }
        });
        view! {
            <div class="customer-members">
                <h3 class="card-subtitle">{words.also}</h3>
                <ul>{names.collect_view()}</ul>
            </div>
        }
    });
    view! {
        <section class="card card-padded" aria-labelledby="record-title">
            <h2 class="card-title" id="record-title">{words.record}</h2>
            <div class="person-record">
                <dl class="facts">{facts.collect_view()}</dl>
                <dl class="facts">{figures.collect_view()}</dl>
            </div>
            {members}
        </section>
    }
}

fn fact(label: &str, value: &str) -> impl IntoView + use<> {
    let (label, value) = (bidi::plain(label).into_owned(), bidi::plain(value).into_owned());
    view! { <div><dt dir="auto">{label}</dt><dd dir="auto">{value}</dd></div> }
}
