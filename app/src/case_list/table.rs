//! The table of cases: column heads that sort it, its rows, the pager.

use domain::CaseId;
use domain::cases::{CaseOrder, CaseRow, CaseSla};
use leptos::either::Either;
use leptos::prelude::*;

use super::row::Row;
use super::{CaseLinks, CasePage};
use crate::bulk::{BulkForm, BulkList};
use crate::locales::use_texts;
use crate::ui::icon::icon;
use crate::ui::pager::{Pager, PagerAddress};
use crate::ui::table::{ListRows, ListTable, column_head, sorted_by_link};
use crate::{address, management};

/// A row of the list: the case, and what is said of its clocks if it has any.
pub(super) type ListedCase = (CaseRow, Option<CaseSla>);

/// What the table shows.
#[derive(Clone, Copy)]
pub(super) struct ShownCases {
    /// The links.
    pub links: CaseLinks,
    /// The page of the list; none while something else is shown.
    page: Memo<Option<CasePage>>,
    /// Whether to show the assignee of each case.
    pub with_responsible: bool,
}

impl ShownCases {
    /// The same for the rows of one list ([`ListRows`]).
    fn derived(self) -> Self {
        Self { links: self.links.derived(), page: Memo::new(move |_| self.page.get()), ..self }
    }

    /// The row of a case, if it is on the page; tracked.
    pub(super) fn row(self, case: CaseId) -> Option<ListedCase> {
        self.page.with(|page| {
            let CasePage { list, states, .. } = page.as_ref()?;
            let row = list.rows.iter().find(|row| row.id == case)?;
            let state = states.iter().find(|(one, _)| *one == case);
            Some((row.clone(), state.map(|(_, state)| *state)))
        })
    }
}

/// The table with its pager.
#[component]
pub(crate) fn CaseTable(
    links: CaseLinks,
    page: Memo<Option<CasePage>>,
    /// Whether to show the assignee of each case.
    with_responsible: bool,
) -> impl IntoView {
    let shown = ShownCases { links, page, with_responsible };
    let class = if with_responsible { "list list-cases" } else { "list list-cases list-own" };
    let heads = view! { <Heads links with_responsible/> };
    let cases = Memo::new(move |_| {
        let ids = |page: &CasePage| page.list.rows.iter().map(|row| row.id).collect::<Vec<_>>();
        page.with(|page| page.as_ref().map(ids).unwrap_or_default())
    });
    view! {
        <Bulk links page/>
        <ListTable class heads>
            <ListRows items=cases key=CaseId::clone rows=move || {
                let shown = shown.derived();
                move |case| view! { <Row shown case/> }
            }/>
        </ListTable>
        {move || page.get().map(|page| view! { <Pages links page/> })}
    }
}

/// What is done with several cases at once.
#[component]
fn Bulk(links: CaseLinks, page: Memo<Option<CasePage>>) -> impl IntoView {
    let t = use_texts();
    let is_management = untrack(|| links.with(|here| here.path() == management::query::PATH));
    let list = if is_management { BulkList::Management } else { BulkList::MyCases };
    let search = Signal::derive(move || links.with(|here| address::search(here.list_fields())));
    let total = Signal::derive(move || {
        page.with(|page| {
            let list = page.as_ref().map(|page| &page.list);
            let more = if list.is_some_and(|list| list.more) { "+" } else { "" };
            format!("{}{more}", t.locale.integer(list.map_or(0, |list| list.page.total)))
        })
    });
    view! { <BulkForm list search total/> }
}

/// The pager, and a sentence at the end of the pages if there are more cases.
#[component]
fn Pages(links: CaseLinks, page: CasePage) -> impl IntoView {
    let t = use_texts();
    let (page, more, searched) = (page.list.page, page.list.more, page.list.searched);
    let count = t.locale.integer(page.total);
    let total = if more { (t.management().more_than)(&count) } else { count.clone() };
    let at_end = more && page.next().is_none();
    let (path, fields) = links.with(|address| (address.path(), address.list_fields()));
    let address = PagerAddress::new(
        move |number| untrack(|| links.with(|address| address.on_page(number))),
        path,
        fields,
        "page",
    );
    let searched = searched.map(|n| (t.management().searched)(&t.locale.integer(n)));
    view! {
        <Pager address page total/>
        {searched.map(|text| view! { <p class="list-end">{icon("info", "icon")} {text}</p> })}
        {at_end
            .then(|| {
                view! { <p class="list-end">{icon("info", "icon")} {(t.management().only_first)(&count)}</p> }
            })}
    }
}

/// The column heads; four of them sort the list.
#[component]
fn Heads(links: CaseLinks, with_responsible: bool) -> impl IntoView {
    let t = use_texts();
    let heads = [
        ("col-id col-sorts", t.management().column_id, Some(CaseOrder::Id)),
        ("col-customer", t.customer, None),
        ("col-kind", t.case.kind, None),
        ("col-subject", t.case.subject, None),
        ("col-queue", t.queue, None),
        ("col-status", t.case.status, None),
        ("col-responsible", t.case.responsible, None),
        ("col-opened col-sorts", t.case.opened, Some(CaseOrder::Opened)),
        ("col-updated col-sorts", t.case.updated, Some(CaseOrder::Updated)),
        ("col-sla col-sorts", t.case.tab_sla, Some(CaseOrder::Due)),
    ];
    let heads = heads.into_iter().filter(|(class, ..)| with_responsible || *class != "col-responsible");
    let heads = heads.map(|(class, text, order)| match order {
        Some(by) => Either::Left(view! { <SortingHead links class text by/> }),
        None => Either::Right(column_head(class, text)),
    });
    heads.collect_view()
}

/// The head of a column by which the list can be sorted.
#[component]
fn SortingHead(links: CaseLinks, class: &'static str, text: &'static str, by: CaseOrder) -> impl IntoView {
    let t = use_texts();
    // The direction, if the list is sorted by this column.
    let ascending = Memo::new(move |_| {
        let order = links.with(|address| address.order());
        (order.by == by).then_some(order.ascending)
    });
    let href = move || links.with(|address| address.ordered(address.order().of_column(by)));
    sorted_by_link(class, ascending, href, (t.management().sort_by)(text), text)
}
