//! The page `/my-cases`.

use domain::CaseStatus;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::query::{MyCasesQuery, PATH, SHOWN};
use crate::case::content::OpenCase;
use crate::case::live::CaseWindows;
use crate::case::load::load_window;
use crate::case_list::{CasePage, CaseTable};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::take_notice;
use crate::locales::use_texts;
use crate::session::use_viewer;
use crate::ui::frame::Frame;
use crate::ui::notice::{IgnoredParameters, OutcomeNotice};
use crate::ui::page::redirect_to_login;
use crate::ui::search::SearchField;
use crate::ui::state::{EmptyList, Failure};

/// The parsed address, passed to every part of the page.
type Query = StoredValue<MyCasesQuery>;

/// The content of the page.
struct Content {
    list: Result<CasePage, AppError>,
    counts: Vec<(CaseStatus, u64)>,
    window: Result<OpenCase, AppError>,
}

impl Content {
    /// Loads the content for an address.
    async fn load(query: &MyCasesQuery) -> Result<Self, AppError> {
        let context = RequestContext::current()?;
        let scoped = context.scoped()?;
        let cases = scoped.cases();
        let filter = query.filter(context.session()?.principal.user);
        let (list, counts, window) = futures::join!(
            CasePage::load(&context, &filter, query.page),
            cases.own_counts(),
            load_window(&context, query.case.as_ref()),
        );
        Ok(Self { list, counts: counts?, window })
    }
}

/// `/my-cases`
#[component]
pub fn MyCasesPage() -> impl IntoView {
    let query = MyCasesQuery::parse(&use_location().search.get_untracked());
    if use_viewer().is_none() {
        redirect_to_login(&query.href());
        return ().into_any();
    }
    let t = use_texts();
    let query = Query::new(query);
    let content = Suspend::new(async move {
        match Content::load(&query.get_value()).await {
            Ok(content) => view! { <Parts query content/> }.into_any(),
            Err(error) => view! { <Frame><Failure error/></Frame> }.into_any(),
        }
    });
    view! {
        <Title text=format!("{} · Protocolo", t.management.my_cases)/>
        {content}
    }
    .into_any()
}

#[component]
fn Parts(query: Query, content: Content) -> impl IntoView {
    let t = use_texts();
    let words = &t.management;
    let Content { list, counts, window } = content;
    let (has_case, ignored, typed, fields) = query.with_value(|query| {
        (query.case.is_some(), query.ignored.clone(), query.search.clone(), query.fields(false))
    });
    let notice = take_notice();
    // The case window shows the outcome of a form itself.
    let (notice, flash) = if has_case { (notice, None) } else { (None, notice) };
    view! {
        <Frame>
            <div class="stack">
                <div class="page-head">
                    <h1>{words.my_cases}</h1>
                </div>
                {flash.map(|notice| view! { <OutcomeNotice notice/> })}
                <IgnoredParameters names=ignored/>
                <div class="list-tools">
                    <Statuses query counts/>
                    <SearchField
                        action="/my-cases"
                        typed
                        fields
                        label=words.search_cases
                        hint=words.search_cases_hint
                    />
                </div>
                <section class="card table-card table-card-wide" aria-labelledby="table-title">
                    <h2 class="sr-only" id="table-title">{words.my_cases}</h2>
                    <List query list/>
                </section>
            </div>
        </Frame>
        <CaseWindows path=PATH.to_owned() open=window notice/>
    }
}

/// The statuses with the number of own cases in each.
#[component]
fn Statuses(query: Query, counts: Vec<(CaseStatus, u64)>) -> impl IntoView {
    let t = use_texts();
    let open = query.with_value(|query| query.status);
    let links = SHOWN.map(|status| {
        let n = counts.iter().find(|(one, _)| *one == status).map_or(0, |(_, n)| *n);
        let href = query.with_value(|query| query.with_status(status).href());
        view! {
            <li>
                <a class="view-link" href=href aria-current=(status == open).then_some("page") data-noscroll="">
                    {t.status_name(status)}
                    " "
                    <span class="view-count">{t.locale.integer(n)}</span>
                </a>
            </li>
        }
    });
    view! { <nav class="views" aria-label=t.management.statuses><ul>{links.collect_view()}</ul></nav> }
}

#[component]
fn List(query: Query, list: Result<CasePage, AppError>) -> impl IntoView {
    let cases = match list {
        Ok(cases) => cases,
        Err(error) => return view! { <Failure error/> }.into_any(),
    };
    if cases.list.page.total == 0 {
        return view! { <Empty query/> }.into_any();
    }
    let (address, fields) = query.with_value(|query| (query.clone(), query.fields(true)));
    view! { <CaseTable address cases action="/my-cases" fields with_responsible=false/> }.into_any()
}

/// The empty state of the list.
#[component]
fn Empty(query: Query) -> impl IntoView {
    let words = &use_texts().management;
    let cleared = query.with_value(|query| (!query.search.is_empty()).then(|| query.without_search().href()));
    let text = if cleared.is_some() { words.no_cases_filtered } else { words.no_cases_mine };
    view! { <EmptyList title=words.no_cases text cleared/> }
}
