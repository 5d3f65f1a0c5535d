//! The table of cases: column heads that sort it, its rows, the pager.

use domain::cases::{CaseOrder, CaseRow, CaseSla};
use domain::{CaseField, CaseId, CaseLayout};
use leptos::either::Either;
use leptos::prelude::*;

use super::columns::{field_class, field_name, further, order_of, sorting_class};
use super::row::Row;
use super::{CaseLinks, CasePage};
use crate::bulk::{BulkForm, BulkList, Selection};
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
    /// The chosen columns.
    layout: StoredValue<CaseLayout>,
    /// The column behind them.
    further: Memo<Option<CaseField>>,
}

impl ShownCases {
    /// The same for the rows of one list ([`ListRows`]).
    fn derived(self) -> Self {
        let page = Memo::new(move |_| self.page.get());
        Self { links: self.links.derived(), page, further: Memo::new(move |_| self.further.get()), ..self }
    }

    /// The columns in their order; tracked.
    pub(super) fn fields(self) -> Vec<CaseField> {
        let further = self.further.get();
        self.layout.with_value(|layout| layout.fields().iter().copied().chain(further).collect())
    }

    /// Whether the due instant has a column of its own among the chosen ones.
    pub(super) fn has_due(self) -> bool {
        self.layout.with_value(|layout| layout.shows(CaseField::Due))
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
    /// How the user sees it.
    layout: CaseLayout,
) -> impl IntoView {
    let class = if layout.compact { "list list-cases list-compact" } else { "list list-cases" };
    let layout = StoredValue::new(layout);
    let further = Memo::new(move |_| {
        layout.with_value(|layout| further(links.with(|address| address.order()), layout))
    });
    let shown = ShownCases { links, page, layout, further };
    Selection::provide(search_of(links));
    let heads = view! { <Heads shown/> };
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

/// The query string of the list, on whatever page.
fn search_of(links: CaseLinks) -> Signal<String> {
    Signal::derive(move || links.with(|here| address::search(here.list_fields())))
}

/// What is done with several cases at once.
#[component]
fn Bulk(links: CaseLinks, page: Memo<Option<CasePage>>) -> impl IntoView {
    let t = use_texts();
    let is_management = untrack(|| links.with(|here| here.path() == management::query::PATH));
    let list = if is_management { BulkList::Management } else { BulkList::MyCases };
    let search = search_of(links);
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

/// The column heads; some of them sort the list.
#[component]
fn Heads(shown: ShownCases) -> impl IntoView {
    let t = use_texts();
    let links = shown.links;
    let head = move |field| {
        let by = shown.layout.with_value(|layout| order_of(field, layout));
        let text = field_name(field, t);
        match by {
            Some(by) => Either::Left(view! { <SortingHead links class=sorting_class(field) text by/> }),
            None => Either::Right(column_head(field_class(field), text)),
        }
    };
    let chosen =
        shown.layout.with_value(|layout| layout.fields().iter().map(|field| head(*field)).collect_view());
    let further = move || shown.further.get().map(head);
    view! {
        <SortingHead links class="col-id col-sorts" text=t.management().column_id by=CaseOrder::Id/>
        {chosen}
        {further}
    }
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
