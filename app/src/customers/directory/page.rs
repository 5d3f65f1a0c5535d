//! The page `/customers`.

use domain::Role;
use domain::customers::CustomerList;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::query::CustomersQuery;
use super::table::CustomerTable;
use crate::context::RequestContext;
use crate::customers::{DUPLICATES_PATH, PATH};
use crate::error::AppError;
use crate::flash::Flash;
use crate::locales::use_texts;
use crate::session::use_viewer;
use crate::ui::erased::IntoErased;
use crate::ui::frame::Frame;
use crate::ui::icon::icon;
use crate::ui::notice::IgnoredParameters;
use crate::ui::page::redirect_to_login;
use crate::ui::pager::{Pager, PagerAddress};
use crate::ui::search::SearchField;
use crate::ui::state::{EmptyList, Failure};

async fn load(query: &CustomersQuery) -> Result<CustomerList, AppError> {
    let context = RequestContext::current()?;
    let scoped = context.scoped()?;
    Ok(scoped.customers().directory(&query.search, query.page, store::clock::now()).await?)
}

/// `/customers`
#[component]
pub fn CustomersPage() -> impl IntoView {
    let query = CustomersQuery::parse(&use_location().search.get_untracked());
    let Some(viewer) = use_viewer() else {
        redirect_to_login(&query.href());
        return ().erased();
    };
    let title = use_texts().customers().title;
    let content = Suspend::new(async move {
        match load(&query).await {
            Ok(list) => view! { <Customers query list role=viewer.role/> }.erased(),
            Err(error) => view! { <Frame><Failure error/></Frame> }.erased(),
        }
    });
    view! {
        <Title text=format!("{title} · Protocolo")/>
        {content}
    }
    .erased()
}

#[component]
fn Customers(query: CustomersQuery, list: CustomerList, role: Role) -> impl IntoView {
    let words = use_texts().customers();
    let is_search = !query.search.is_empty();
    let no_fields: Vec<(String, String)> = Vec::new();
    let duplicates = (role != Role::Agent).then(|| {
        view! { <a class="button" href=DUPLICATES_PATH>{words.duplicates}</a> }
    });
    let text = match (is_search, list.rows.is_empty()) {
        (false, false) => Some(words.latest),
        _ => None,
    };
    view! {
        <Frame>
            <div class="stack">
                <div class="page-head">
                    <h1 id="table-title">{words.title}</h1>
                    <div class="page-head-end">{duplicates}</div>
                </div>
                <Flash/>
                <IgnoredParameters names=query.ignored.clone()/>
                <div class="list-tools">
                    <SearchField
                        action=PATH
                        searched=query.search.clone()
                        fields=no_fields
                        label=words.search
                        hint=words.search_hint
                    />
                </div>
                {text.map(|text| view! { <p class="card-text">{text}</p> })}
                <section class="card table-card table-card-wide" aria-labelledby="table-title">
                    <Found query list/>
                </section>
            </div>
        </Frame>
    }
}

/// The table, or why there is none.
#[component]
fn Found(query: CustomersQuery, list: CustomerList) -> impl IntoView {
    let t = use_texts();
    let words = t.customers();
    let CustomerList { rows, page, more } = list;
    let is_search = !query.search.is_empty();
    if rows.is_empty() {
        let (text, cleared) = if is_search {
            (words.nothing_found, Some(PATH.to_owned()))
        } else {
            (words.no_customers_yet, None)
        };
        return view! { <EmptyList title=words.no_customers text cleared/> }.erased();
    }
    // Without a search, the sentence above the list says what it shows.
    let total = if more && is_search { (words.at_least)(page.total) } else { t.locale.integer(page.total) };
    let at_end = more && is_search && page.next().is_none();
    let address = PagerAddress::new(
        {
            let query = query.clone();
            move |number| query.on_page(number)
        },
        PATH,
        query.fields(),
        "page",
    );
    view! {
        <CustomerTable rows/>
        <Pager address page total/>
        {at_end.then(|| view! { <p class="list-end">{icon("info", "icon")} {words.more_exist}</p> })}
    }
    .erased()
}
