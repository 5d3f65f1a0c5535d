//! The table of cases: columns, order, links to the cases.

use std::collections::HashMap;

use domain::CaseId;
use domain::cases::{CaseFilter, CaseList, CaseOrder, CaseRow};
use domain::sla::SlaStatus;
use leptos::either::Either;
use leptos::prelude::*;

use crate::case::sla::SlaState;
use crate::case::status::Status;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::locales::{Texts, use_texts};
use crate::locales::{hour_and_minute, machine_time};
use crate::ui::icon::icon;
use crate::ui::pager::{Pager, PagerAddress};
use crate::ui::table::ListTable;
use crate::ui::user_text::truncated;

/// The order of a list of cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// `sort`: the column.
    pub by: CaseOrder,
    /// `order=asc`: ascending; descending by default.
    pub ascending: bool,
}

impl Order {
    /// Parses `sort` or `order`; returns whether the value was understood.
    pub(crate) fn read(&mut self, key: &str, value: &str) -> bool {
        match (key, value) {
            ("sort", "id") => self.by = CaseOrder::Id,
            ("sort", "opened") => self.by = CaseOrder::Opened,
            ("sort", "updated") => self.by = CaseOrder::Updated,
            ("order", "asc") => self.ascending = true,
            ("order", "desc") => self.ascending = false,
            _ => return false,
        }
        true
    }

    /// The parameters of the order; none for the default.
    pub(crate) fn fields(self) -> Vec<(&'static str, String)> {
        let by = match self.by {
            CaseOrder::Updated => None,
            CaseOrder::Opened => Some("opened"),
            CaseOrder::Id => Some("id"),
        };
        let by = by.map(|by| ("sort", by.to_owned()));
        by.into_iter().chain(self.ascending.then(|| ("order", "asc".to_owned()))).collect()
    }

    /// The order after a click on a column head: descending, or reversed if already sorted by it.
    fn of_column(self, by: CaseOrder) -> Self {
        Self { by, ascending: self.by == by && !self.ascending }
    }
}

/// The address of a page with a list of cases.
pub(crate) trait CaseListAddress: Clone + Send + Sync + 'static {
    /// The current order.
    fn order(&self) -> Order;
    /// The list in another order.
    fn ordered(&self, order: Order) -> String;
    /// Another page of the list.
    fn on_page(&self, page: u64) -> String;
    /// The page with the window of a case open over it.
    fn with_case(&self, case: CaseId) -> String;
}

/// A page of cases with their SLA statuses.
pub(crate) struct CasePage {
    /// The cases.
    pub list: CaseList,
    /// SLA statuses by case ID; cases without clocks have none.
    pub states: HashMap<CaseId, SlaStatus>,
}

impl CasePage {
    /// Loads a page of the list.
    pub(crate) async fn load(
        context: &RequestContext,
        filter: &CaseFilter,
        page: u64,
    ) -> Result<Self, AppError> {
        let scoped = context.scoped()?;
        let list = scoped.cases().list(filter, page).await?;
        let shown: Vec<CaseId> = list.rows.iter().map(|row| row.id).collect();
        let states = scoped.cases().sla_states(&shown, store::clock::now()).await?;
        Ok(Self { list, states })
    }
}

/// The table with its pager; `action` and `fields` are for the "go to page" form.
#[component]
pub(crate) fn CaseTable<A: CaseListAddress>(
    address: A,
    cases: CasePage,
    action: &'static str,
    fields: Vec<(String, String)>,
    /// Whether to show the assignee of each case.
    with_responsible: bool,
) -> impl IntoView {
    let t = use_texts();
    let CasePage { list: CaseList { rows, page, more }, states } = cases;
    let count = t.locale.integer(page.total);
    let total = if more { (t.management.more_than)(&count) } else { t.locale.integer(page.total) };
    let at_end = more && page.next().is_none();
    let pages = address.clone();
    let pages = PagerAddress::new(move |number| pages.on_page(number), action, fields, "page");
    let class = if with_responsible { "list list-cases" } else { "list list-cases list-own" };
    let rows = rows
        .into_iter()
        .map(|row| {
            let state = states.get(&row.id).copied();
            view! { <Row href=address.with_case(row.id) row state with_responsible/> }
        })
        .collect_view();
    let heads = view! { <Heads address with_responsible/> }.into_any();
    view! {
        <ListTable class heads>{rows}</ListTable>
        <Pager address=pages page total/>
        {at_end
            .then(|| view! { <p class="list-end">{icon("info", "icon")} {(t.management.only_first)(&count)}</p> })}
    }
}

/// The column heads; three of them sort the list.
#[component]
fn Heads<A: CaseListAddress>(address: A, with_responsible: bool) -> impl IntoView {
    let t = use_texts();
    let words = &t.management;
    let heads = [
        ("col-id", words.column_id, Some(CaseOrder::Id)),
        ("col-customer", t.customer, None),
        ("col-kind", t.case.kind, None),
        ("col-subject", t.case.subject, None),
        ("col-queue", t.queue, None),
        ("col-status", t.case.status, None),
        ("col-responsible", t.case.responsible, None),
        ("col-opened", t.case.opened, Some(CaseOrder::Opened)),
        ("col-updated", t.case.updated, Some(CaseOrder::Updated)),
        ("col-sla", t.case.tab_sla, None),
    ];
    let heads = heads.into_iter().filter(|(class, ..)| with_responsible || *class != "col-responsible");
    let heads = heads.map(|(class, text, order)| match order {
        Some(by) => {
            let order = address.order();
            let ascending = (order.by == by).then_some(order.ascending);
            let href = address.ordered(order.of_column(by));
            Either::Left(view! { <SortingHead class text ascending href/> })
        }
        None => Either::Right(view! { <th role="columnheader" scope="col" class=class>{text}</th> }),
    });
    heads.collect_view()
}

/// The head of a sortable column; `href` is the list sorted by it.
#[component]
fn SortingHead(
    class: &'static str,
    text: &'static str,
    /// The direction, if the list is sorted by this column.
    ascending: Option<bool>,
    href: String,
) -> impl IntoView {
    let t = use_texts();
    let sort = ascending.map(|ascending| if ascending { "ascending" } else { "descending" });
    let glyph =
        ascending.map(|ascending| icon(if ascending { "chevron-up" } else { "chevron-down" }, "icon"));
    view! {
        <th role="columnheader" scope="col" class=format!("{class} col-sorts") aria-sort=sort>
            <a class="sort-link" href=href title=(t.management.sort_by)(text) data-noscroll="">
                {text}
                {glyph}
            </a>
        </th>
    }
}

#[component]
fn Row(row: CaseRow, state: Option<SlaStatus>, href: String, with_responsible: bool) -> impl IntoView {
    let t = use_texts();
    let words = &t.management;
    let text = |text: Option<String>, none: &'static str| match text {
        Some(text) => Either::Left(truncated(&text)),
        None => Either::Right(view! { <span class="absent">{none}</span> }),
    };
    let moment = |at: chrono::NaiveDateTime| {
        view! {
            <time datetime=machine_time(at)>
                {t.locale.date(at.date())} " " <span class="time">{hour_and_minute(at)}</span>
            </time>
        }
    };
    let responsible = with_responsible.then(|| {
        let name = row.responsible.map(|person| person.name);
        view! {
            <td role="cell" class="col-responsible" data-label=t.case.responsible>{text(name, t.case.nobody)}</td>
        }
    });
    view! {
        <tr role="row" id=format!("case-{}", row.id)>
            <td role="cell" class="col-id cell-title" data-label=words.column_id>
                <a class="case-number" href=href data-noscroll="">{format!("#{}", row.id)}</a>
            </td>
            <td role="cell" class="col-customer" data-label=t.customer>{text(row.customer, t.unknown_customer)}</td>
            <td role="cell" class="col-kind" data-label=t.case.kind>{text(row.kind, "–")}</td>
            <td role="cell" class="col-subject cell-wide" data-label=t.case.subject>{text(row.subject, t.no_subject)}</td>
            <td role="cell" class="col-queue" data-label=t.queue>{text(row.queue.map(|queue| queue.name), "–")}</td>
            <td role="cell" class="col-status cell-corner" data-label=t.case.status><Status status=row.status/></td>
            {responsible}
            <td role="cell" class="col-opened" data-label=t.case.opened>{moment(row.opened)}</td>
            <td role="cell" class="col-updated" data-label=t.case.updated>{moment(row.updated)}</td>
            <td role="cell" class="col-sla" data-label=t.case.tab_sla>
                {match state {
                    Some(status) => Either::Left(view! { <SlaState status/> }),
                    None => Either::Right(view! { <span class="absent">"–"</span> }),
                }}
            </td>
        </tr>
    }
}

/// The number of cases; "more than N" if there are more than are counted.
pub(crate) fn total_text(list: &CaseList, t: &Texts) -> String {
    if list.more {
        (t.management.more_cases)(&t.locale.integer(list.page.total))
    } else {
        (t.management.cases)(list.page.total)
    }
}
