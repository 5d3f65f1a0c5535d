//! The page `/customers/duplicates`; agents get 404.

use domain::Role;
use domain::customers::{DismissedPair, MergedCustomer, ProposalPage, SharedNumberMark};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::decided::{DismissedList, MergedList, SharedNumbers};
use super::proposal::ProposalCard;
use super::query::DuplicatesQuery;
use crate::context::RequestContext;
use crate::customers::DUPLICATES_PATH as PATH;
use crate::error::AppError;
use crate::flash::Flash;
use crate::locales::use_texts;
use crate::not_found::NotFound;
use crate::session::use_viewer;
use crate::ui::erased::IntoErased;
use crate::ui::frame::Frame;
use crate::ui::notice::IgnoredParameters;
use crate::ui::page::redirect_to_login;
use crate::ui::state::{EmptyState, Failure};

struct Content {
    page: ProposalPage,
    merged: Vec<MergedCustomer>,
    dismissed: Vec<DismissedPair>,
    numbers: Vec<SharedNumberMark>,
}

async fn load(query: &DuplicatesQuery) -> Result<Content, AppError> {
    let context = RequestContext::current()?;
    let scoped = context.scoped()?;
    let customers = scoped.customers();
    let asked = query.proposals();
    let (page, merged, dismissed, numbers) = futures::try_join!(
        customers.proposals(&asked),
        customers.merged(),
        customers.dismissed(),
        customers.numbers_of_several()
    )?;
    Ok(Content {
        page: page.ok_or(AppError::NotFound)?,
        merged: merged.ok_or(AppError::NotFound)?,
        dismissed: dismissed.ok_or(AppError::NotFound)?,
        numbers: numbers.ok_or(AppError::NotFound)?,
    })
}

/// `/customers/duplicates`
#[component]
pub fn DuplicatesPage() -> impl IntoView {
    let query = DuplicatesQuery::parse(&use_location().search.get_untracked());
    let Some(viewer) = use_viewer() else {
        redirect_to_login(&query.href());
        return ().erased();
    };
    if viewer.role == Role::Agent {
        return view! { <NotFound/> }.erased();
    }
    let title = use_texts().customers().duplicates;
    let content = Suspend::new(async move {
        match load(&query).await {
            Ok(content) => view! { <Duplicates query content/> }.erased(),
            Err(AppError::NotFound) => view! { <NotFound/> }.erased(),
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
fn Duplicates(query: DuplicatesQuery, content: Content) -> impl IntoView {
    let words = use_texts().customers();
    let Content { page, merged, dismissed, numbers } = content;
    let back = query.href();
    let is_beginning = query.after.is_none();
    let of_one = query.customer.is_some().then(|| {
        view! { <p class="card-text">{words.of_one} " " <a href=PATH>{words.all}</a></p> }
    });
    let proposals = if page.proposals.is_empty() {
        let (title, text) = match (page.next, is_beginning) {
            (Some(_), _) => (None, words.none_yet),
            (None, true) => (Some(words.none), words.none_text),
            (None, false) => (None, words.none_here),
        };
        view! {
            <section class="card">
                {match title {
                    Some(title) => view! { <EmptyState title text/> }.erased(),
                    None => view! { <EmptyState text/> }.erased(),
                }}
            </section>
        }
        .erased()
    } else {
        let cards = page.proposals.into_iter().map(|proposal| {
            view! { <li><ProposalCard proposal back=back.clone()/></li> }
        });
        view! { <ul class="stack duplicates">{cards.collect_view()}</ul> }.erased()
    };
    let first =
        (!is_beginning).then(|| view! { <a class="button" href=query.after(None).href()>{words.first}</a> });
    let next = page.next.map(
        |pair| view! { <a class="button" rel="next" href=query.after(Some(pair)).href()>{words.next}</a> },
    );
    let steps = (first.is_some() || next.is_some()).then(|| {
        view! { <nav class="duplicates-steps" aria-label=words.duplicates>{first} {next}</nav> }
    });
    view! {
        <Frame>
            <div class="stack">
                <div class="page-head"><h1>{words.duplicates}</h1></div>
                <p class="card-text">{words.about}</p>
                <Flash/>
                <IgnoredParameters names=query.ignored.clone()/>
                {of_one}
                {proposals}
                {steps}
                <MergedList merged back=back.clone()/>
                <DismissedList dismissed back=back.clone()/>
                <SharedNumbers numbers back/>
            </div>
        </Frame>
    }
}
