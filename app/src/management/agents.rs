//! *Agentes*: the agents in scope with the number of their cases.

use domain::cases::{AgentList, AgentRow};
use domain::duration::hh_mm_ss;
use domain::history::Named;
use domain::{GroupId, bidi};
use leptos::either::Either;
use leptos::prelude::*;

use super::filters::SearchForm;
use super::query::{ManagementQuery, Query, open_cases_of};
use crate::case_list::CaseListAddress;
use crate::error::AppError;
use crate::locales::use_texts;
use crate::session::has_full_scope;
use crate::ui::multiselect::{MultiSelect, choices};
use crate::ui::pager::{HiddenFields, Pager, PagerAddress};
use crate::ui::state::{EmptyList, Failure};
use crate::ui::table::{ListTable, column_heads};
use crate::ui::user_text::truncated;

/// The tab *Agentes*.
#[component]
pub(super) fn Agents(query: Query, agents: Result<AgentList, AppError>) -> impl IntoView {
    match agents {
        Ok(list) => Either::Left(view! { <Found query list/> }),
        Err(error) => Either::Right(view! { <section class="card table-card"><Failure error/></section> }),
    }
}

#[component]
fn Found(query: Query, list: AgentList) -> impl IntoView {
    let t = use_texts();
    let words = &t.management;
    let AgentList { rows, page, groups } = list;
    let narrowed = query.with_value(|query| query.is_filtered() || !query.search.is_empty());
    let content = if rows.is_empty() {
        let text = match (narrowed, has_full_scope()) {
            (true, _) => words.no_agents_filtered,
            (false, true) => words.no_agents_at_all,
            (false, false) => words.no_agents_in_scope,
        };
        let cleared = narrowed.then(|| query.with_value(|query| query.cleared().href()));
        Either::Left(view! { <EmptyList title=words.no_agents text cleared/> })
    } else {
        let fields = query.with_value(|query| query.fields(true, true));
        let pages = PagerAddress::new(
            move |number| query.with_value(|query| query.on_page(number)),
            "/management",
            fields,
            "page",
        );
        Either::Right(view! {
            <Rows query rows/>
            <Pager address=pages page/>
        })
    };
    view! {
        <div class="list-tools">
            <SearchForm query label=words.search_agents hint=words.search_agents_hint/>
            {(groups.len() > 1).then(|| view! { <Groups query groups/> })}
            <p class="result-total" data-announce="">{(words.agents)(page.total)}</p>
        </div>
        <section class="card table-card table-card-medium" aria-labelledby="table-title">
            <h2 class="sr-only" id="table-title">{words.tab_agents}</h2>
            {content}
        </section>
    }
}

/// The filter by group.
#[component]
fn Groups(query: Query, groups: Vec<Named<GroupId>>) -> impl IntoView {
    let t = use_texts();
    let (chosen, fields) = query.with_value(|query| (query.groups.clone(), query.fields(true, false)));
    view! {
        <form method="get" action="/management" class="group-filter" aria-label=t.filters>
            <HiddenFields fields/>
            <MultiSelect
                name="group".to_owned()
                label=t.management.groups.to_owned()
                all=t.all.to_owned()
                choices=choices(groups, &chosen)
            />
            <button class="button">{t.filter}</button>
        </form>
    }
}

#[component]
fn Rows(query: Query, rows: Vec<AgentRow>) -> impl IntoView {
    let t = use_texts();
    let words = &t.management;
    let heads = column_heads([
        ("col-agent", t.agent),
        ("col-groups", words.groups),
        ("col-count", t.status_in_service),
        ("col-count", t.status_waiting),
        ("col-count", t.status_on_hold),
        ("col-count", words.closed_today),
        ("col-duration", words.mean_handling),
        ("col-open", words.open_cases),
    ]);
    let rows = rows.into_iter().map(|row| view! { <Row query row/> }).collect_view();
    view! { <ListTable class="list list-agents" heads>{rows}</ListTable> }
}

#[component]
fn Row(query: Query, row: AgentRow) -> impl IntoView {
    let t = use_texts();
    let words = &t.management;
    let groups = if row.groups.is_empty() { words.no_group.to_owned() } else { row.groups.join(", ") };
    let mean = row.mean_handling.map_or_else(|| "–".to_owned(), hh_mm_ss);
    let counts = [
        (t.status_in_service, row.in_service),
        (t.status_waiting, row.waiting),
        (t.status_on_hold, row.on_hold),
        (words.closed_today, row.closed_today),
    ]
    .map(|(label, n)| {
        view! { <td role="cell" class="col-count" data-label=label data-none=(n == 0).then_some("")>{t.locale.integer(n)}</td> }
    });
    let id = format!("agent-{}", row.agent.id);
    let (name, login) = (row.agent.name.clone(), row.login.clone());
    view! {
        <tr role="row" id=id>
            <td role="cell" class="col-agent cell-title" data-label=t.agent>
                <span class="agent-name" dir="auto">{bidi::plain(&name)}</span>
                <span class="agent-login" dir="auto">{bidi::plain(&login)}</span>
            </td>
            <td role="cell" class="col-groups cell-wide" data-label=words.groups>
                {truncated(&groups)}
            </td>
            {counts.collect_view()}
            <td role="cell" class="col-duration" data-label=words.mean_handling>{mean}</td>
            <td role="cell" class="col-open cell-wide" data-label=words.open_cases><OpenCases query row/></td>
        </tr>
    }
}

/// The newest open cases of an agent, and a link to all of them.
#[component]
fn OpenCases(query: Query, row: AgentRow) -> impl IntoView {
    let t = use_texts();
    let words = &t.management;
    let open = row.open();
    if open == 0 {
        return Either::Left(view! { <span class="absent">{words.none_open}</span> });
    }
    let more = open.saturating_sub(row.cases.len() as u64);
    let links = row.cases.into_iter().map(|case| {
        let href = query.with_value(|query: &ManagementQuery| query.with_case(case));
        view! { <li><a class="case-number" href=href data-noscroll="">{format!("#{case}")}</a></li> }
    });
    let links = links.collect_view();
    Either::Right(view! {
        <ul class="case-numbers">
            {links}
            {(more > 0)
                .then(|| {
                    view! {
                        <li>
                            <a class="case-more" href=open_cases_of(row.agent.id) aria-label=(words.all_of)(&row.agent.name)>
                                {(words.more_open)(more)}
                            </a>
                        </li>
                    }
                })}
        </ul>
    })
}
