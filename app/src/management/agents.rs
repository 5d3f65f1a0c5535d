//! *Agentes*: the agents in scope with the number of their cases.

use domain::cases::{AgentList, AgentRow};
use domain::duration::hh_mm_ss;
use domain::history::Named;
use domain::{GroupId, UserId, bidi};
use leptos::either::Either;
use leptos::prelude::*;

use super::data::TabContent;
use super::filters::SearchForm;
use super::live::Tab;
use super::query::{ManagementQuery, PATH, Query, open_cases_of};
use crate::case_list::CaseListAddress;
use crate::locales::use_texts;
use crate::ui::erased::IntoErased;
use crate::ui::list_card::ListCard;
use crate::ui::multiselect::{MultiSelectField, choices};
use crate::ui::pager::{HiddenFields, Pager, PagerAddress};
use crate::ui::state::EmptyList;
use crate::ui::table::{self, ListRows, ListTable, cell, column_heads, fact_cell};
use crate::ui::user_text::truncated;

/// The agents that are shown; none while something else is.
type Shown = Memo<Option<AgentList>>;

/// The tab *Agentes*.
#[component]
pub(super) fn Agents(tab: Tab) -> impl IntoView {
    let words = use_texts().management();
    let query = tab.query;
    let shown: Shown = Memo::new(move |_| tab.found.with(|found| agents(found.as_ref().ok()?).cloned()));
    let total_text = move || {
        let total = shown.with(|shown| shown.as_ref().map(|list| list.page.total))?;
        Some(view! { <p class="result-total" data-announce="">{(words.agents)(total)}</p> })
    };
    view! {
        <div class="list-tools">
            <SearchForm query label=words.search_agents hint=words.search_agents_hint/>
            <GroupFilter query shown/>
            {total_text}
        </div>
        <ListCard
            class="card table-card table-card-medium"
            title=words.tab_agents
            head=()
            news=tab.news()
            first=tab.first()
            state=tab.state(total)
            is_busy=tab.is_busy()
            retry=tab.retry()
            rows=Box::new(move || view! { <Table query shown/> }.erased())
            empty=Box::new(move || (move || view! { <Empty tab/> }).erased())
        />
    }
}

fn agents(content: &TabContent) -> Option<&AgentList> {
    if let TabContent::Agents(agents) = content { Some(&agents.list) } else { None }
}

fn total(content: &TabContent) -> Option<u64> {
    Some(agents(content)?.page.total)
}

/// The empty state of the list.
#[component]
fn Empty(tab: Tab) -> impl IntoView {
    let words = use_texts().management();
    let (narrowed, cleared) = tab.query.with(ManagementQuery::narrowed);
    let text = match (narrowed, tab.has_full_scope) {
        (true, _) => words.no_agents_filtered,
        (false, true) => words.no_agents_at_all,
        (false, false) => words.no_agents_in_scope,
    };
    view! { <EmptyList title=words.no_agents text cleared/> }
}

/// The filter by group, if the viewer supervises several.
#[component]
fn GroupFilter(query: Query, shown: Shown) -> impl IntoView {
    // The last groups stay while the list cannot be read.
    let groups = Memo::new(move |last: Option<&Vec<Named<GroupId>>>| {
        let now = shown.with(|shown| shown.as_ref().map(|list| list.groups.clone()));
        now.or_else(|| last.cloned()).unwrap_or_default()
    });
    let offered = move || {
        let groups = groups.get();
        let chosen = query.with(|query| query.groups.clone());
        (groups.len() > 1).then_some((groups, chosen))
    };
    view! {
        <div class="unboxed">
            // The form is created again when the groups change.
            <For
                each=offered
                key=|(groups, chosen)| (groups.iter().map(|group| group.id).collect::<Vec<_>>(), chosen.clone())
                let((groups, chosen))
            >
                <Groups query groups chosen/>
            </For>
        </div>
    }
}

#[component]
fn Groups(query: Query, groups: Vec<Named<GroupId>>, chosen: Vec<GroupId>) -> impl IntoView {
    let t = use_texts();
    view! {
        <form method="get" action=PATH class="group-filter" aria-label=t.filters>
            {move || view! { <HiddenFields fields=query.with(|query| query.fields(true, false))/> }}
            <MultiSelectField
                name="group".to_owned()
                label=t.management().groups.to_owned()
                all=t.all.to_owned()
                choices=choices(groups, &chosen)
            />
            <button class="button">{t.filter}</button>
        </form>
    }
}

/// The table with its pager.
#[component]
fn Table(query: Query, shown: Shown) -> impl IntoView {
    let t = use_texts();
    let words = t.management();
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
    let ids = Memo::new(move |_| {
        let ids = |list: &AgentList| list.rows.iter().map(|row| row.agent.id).collect::<Vec<_>>();
        shown.with(|shown| shown.as_ref().map(ids).unwrap_or_default())
    });
    let pager = move || {
        let page = shown.with(|shown| shown.as_ref().map(|list| list.page))?;
        Some(view! { <Pager address=pages(query) page/> })
    };
    view! {
        <ListTable class="list list-agents" heads>
            <ListRows items=ids key=UserId::clone rows=move || {
                let query = Query::from(Memo::new(move |_| query.get()));
                let shown = Memo::new(move |_| shown.get());
                move |agent| view! { <Row query shown agent/> }
            }/>
        </ListTable>
        {pager}
    }
}

fn pages(query: Query) -> PagerAddress {
    let fields = query.with(|query| query.fields(true, true));
    PagerAddress::new(move |number| query.with_untracked(|query| query.on_page(number)), PATH, fields, "page")
}

/// A row. It keeps its elements as long as its agent is on the page.
#[component]
fn Row(query: Query, shown: Shown, agent: UserId) -> impl IntoView {
    // A row that leaves the page says the same until it is removed.
    let row = Memo::new(move |last: Option<&Option<AgentRow>>| {
        let now = shown.with(|shown| {
            shown.as_ref().and_then(|list| list.rows.iter().find(|row| row.agent.id == agent).cloned())
        });
        now.or_else(|| last.cloned().flatten())
    });
    table::row(Some(format!("agent-{agent}")), move || row.get().map(|row| view! { <Cells query row/> }))
}

#[component]
fn Cells(query: Query, row: AgentRow) -> impl IntoView {
    let t = use_texts();
    let words = t.management();
    let groups = if row.groups.is_empty() { words.no_group.to_owned() } else { row.groups.join(", ") };
    let mean = row.mean_handling.map_or_else(|| "–".to_owned(), hh_mm_ss);
    let counts = [
        (t.status_in_service, row.in_service),
        (t.status_waiting, row.waiting),
        (t.status_on_hold, row.on_hold),
        (words.closed_today, row.closed_today),
    ]
    .map(|(label, n)| fact_cell("col-count", label, n == 0, t.locale.integer(n)));
    let title = view! {
        <span class="agent-name" dir="auto">{bidi::plain(&row.agent.name)}</span>
        <span class="agent-login" dir="auto">{bidi::plain(&row.login)}</span>
    };
    (
        cell("col-agent cell-title", t.agent, title),
        cell("col-groups cell-wide", words.groups, truncated(&groups)),
        counts.collect_view(),
        cell("col-duration", words.mean_handling, mean),
        cell("col-open cell-wide", words.open_cases, view! { <OpenCases query row/> }),
    )
}

/// The newest open cases of an agent, and a link to all of them.
#[component]
fn OpenCases(query: Query, row: AgentRow) -> impl IntoView {
    let words = use_texts().management();
    let open = row.open();
    if open == 0 {
        return Either::Left(view! { <span class="absent">{words.none_open}</span> });
    }
    let more = open.saturating_sub(row.cases.len() as u64);
    let links = row.cases.into_iter().map(|case| {
        let href = move || query.with(|query: &ManagementQuery| query.with_case(case));
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
