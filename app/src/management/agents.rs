//! *Agentes*: the agents in scope with the number of their cases.

use domain::cases::{AgentList, AgentRow};
use domain::duration::hh_mm_ss;
use domain::history::Named;
use domain::{AgentField, AgentLayout, GroupId, UserId, bidi};
use leptos::either::{Either, EitherOf4};
use leptos::prelude::*;

use super::data::TabContent;
use super::filters::SearchForm;
use super::live::Tab;
use super::query::{ManagementQuery, PATH, Query, open_cases_of};
use crate::case_list::CaseListAddress;
use crate::columns::ColumnsToggle;
use crate::locales::{Texts, use_texts};
use crate::ui::erased::IntoErased;
use crate::ui::list_card::ListCard;
use crate::ui::multiselect::{MultiSelectField, choices};
use crate::ui::pager::{HiddenFields, Pager, PagerAddress};
use crate::ui::state::EmptyList;
use crate::ui::table::{self, ListRows, ListTable, cell, column_head, fact_cell};
use crate::ui::user_text::truncated;

/// The agents that are shown; none while something else is.
type Shown = Memo<Option<AgentList>>;

/// The tab *Agentes*.
#[component]
pub(super) fn Agents(tab: Tab, layout: AgentLayout) -> impl IntoView {
    let t = use_texts();
    let words = t.management();
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
            <ColumnsToggle class="icon-button" address=tab.columns_toggle()/>
            {total_text}
        </div>
        {tab.columns(layout.clone(), field_name, t.agent)}
        <ListCard
            class="card table-card table-card-medium"
            title=words.tab_agents
            head=()
            news=tab.news()
            first=tab.first()
            state=tab.state(total)
            is_busy=tab.is_busy()
            retry=tab.retry()
            rows=Box::new(move || view! { <Table query shown layout=layout.clone()/> }.erased())
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
fn Table(query: Query, shown: Shown, layout: AgentLayout) -> impl IntoView {
    let t = use_texts();
    let fields = layout.fields().iter().map(|field| column_head(field_class(*field), field_name(*field, t)));
    let heads = (column_head("col-agent", t.agent), fields.collect_view());
    let class = if layout.compact { "list list-agents list-compact" } else { "list list-agents" };
    let layout = StoredValue::new(layout);
    let ids = Memo::new(move |_| {
        let ids = |list: &AgentList| list.rows.iter().map(|row| row.agent.id).collect::<Vec<_>>();
        shown.with(|shown| shown.as_ref().map(ids).unwrap_or_default())
    });
    let pager = move || {
        let page = shown.with(|shown| shown.as_ref().map(|list| list.page))?;
        Some(view! { <Pager address=pages(query) page/> })
    };
    view! {
        <ListTable class heads>
            <ListRows items=ids key=UserId::clone rows=move || {
                let query = Query::from(Memo::new(move |_| query.get()));
                let shown = Memo::new(move |_| shown.get());
                move |agent| view! { <Row query shown layout agent/> }
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
fn Row(query: Query, shown: Shown, layout: StoredValue<AgentLayout>, agent: UserId) -> impl IntoView {
    // A row that leaves the page says the same until it is removed.
    let row = Memo::new(move |last: Option<&Option<AgentRow>>| {
        let now = shown.with(|shown| {
            shown.as_ref().and_then(|list| list.rows.iter().find(|row| row.agent.id == agent).cloned())
        });
        now.or_else(|| last.cloned().flatten())
    });
    table::row(Some(format!("agent-{agent}")), move || {
        row.get().map(|row| view! { <Cells query layout row/> })
    })
}

/// The name of a column.
fn field_name(field: AgentField, t: &Texts) -> &'static str {
    let words = t.management();
    match field {
        AgentField::Groups => words.groups,
        AgentField::InService => t.status_in_service,
        AgentField::Waiting => t.status_waiting,
        AgentField::OnHold => t.status_on_hold,
        AgentField::ClosedToday => words.closed_today,
        AgentField::MeanHandling => words.mean_handling,
        AgentField::OpenCases => words.open_cases,
    }
}

/// The CSS class of a column.
fn field_class(field: AgentField) -> &'static str {
    match field {
        AgentField::Groups => "col-groups",
        AgentField::InService | AgentField::Waiting | AgentField::OnHold | AgentField::ClosedToday => {
            "col-count"
        }
        AgentField::MeanHandling => "col-duration",
        AgentField::OpenCases => "col-open",
    }
}

#[component]
fn Cells(query: Query, layout: StoredValue<AgentLayout>, row: AgentRow) -> impl IntoView {
    let t = use_texts();
    let title = view! {
        <span class="agent-name" dir="auto">{bidi::plain(&row.agent.name)}</span>
        <span class="agent-login" dir="auto">{bidi::plain(&row.login)}</span>
    };
    let fields = layout.with_value(|layout| {
        layout.fields().iter().map(|field| field_cell(query, *field, &row)).collect_view()
    });
    (cell("col-agent cell-title", t.agent, title), fields)
}

/// The cell of a column. Its type stays as it is, so that the links in it keep the focus while the row changes.
fn field_cell(query: Query, field: AgentField, row: &AgentRow) -> impl IntoView + use<> {
    let t = use_texts();
    let label = field_name(field, t);
    let count = |n: u64| EitherOf4::B(fact_cell("col-count", label, n == 0, t.locale.integer(n)));
    match field {
        AgentField::Groups => {
            let none = t.management().no_group;
            let groups = if row.groups.is_empty() { none.to_owned() } else { row.groups.join(", ") };
            EitherOf4::A(cell("col-groups cell-wide", label, truncated(&groups)))
        }
        AgentField::InService => count(row.in_service),
        AgentField::Waiting => count(row.waiting),
        AgentField::OnHold => count(row.on_hold),
        AgentField::ClosedToday => count(row.closed_today),
        AgentField::MeanHandling => {
            let mean = row.mean_handling.map_or_else(|| "–".to_owned(), hh_mm_ss);
            EitherOf4::C(cell("col-duration", label, mean))
        }
        AgentField::OpenCases => {
            EitherOf4::D(cell("col-open cell-wide", label, view! { <OpenCases query row=row.clone()/> }))
        }
    }
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
