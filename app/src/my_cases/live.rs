//! The live part of *Meus Atendimentos*: the statuses, the search field and the list follow the address.

use domain::cases::{MAX_COUNTED, ReceivedCases};
use domain::{CaseStatus, OwnCaseField, OwnCaseLayout};
use leptos::html;
use leptos::prelude::*;

use super::api;
use super::data::{MyCasesContent, OwnCases};
use super::query::{MyCasesQuery, PATH, SHOWN};
use super::received::Received;
use crate::case_list::{self, CaseLinks, CaseListAddress, CaseTable, DueLinks, field_name};
use crate::columns::ColumnsToggle;
use crate::live::{self, Slice, slice, use_initial, use_search};
use crate::locales::{Texts, use_texts};
use crate::management::chunk::{self, ListPage};
use crate::ui::erased::IntoErased;
use crate::ui::list_card::{ListCard, ListState};
use crate::ui::notice::PageNotices;
use crate::ui::search::SearchField;
use crate::ui::state::EmptyList;
use crate::views::address::ViewAddress;
use crate::views::link::ViewsLink;

/// The parsed address of the page, as it changes.
type Query = Signal<MyCasesQuery>;

/// The page without the case window over it.
#[island]
pub(super) fn MyCases() -> impl IntoView {
    chunk::content(ListPage::MyCases(use_initial()))
}

/// The title, the statuses, the search field and the list.
#[component]
pub(crate) fn MyCasesParts(content: MyCasesContent) -> impl IntoView {
    let t = use_texts();
    let words = t.management();
    let MyCasesContent { list, layout, notice } = content;
    let search = use_search(PATH);
    let query: Query = Memo::new(move |_| search.with(|search| MyCasesQuery::parse(search))).into();
    let list = slice(
        move || query.with(MyCasesQuery::of_list),
        list,
        |query| api::my_cases(query.to_search(), false),
    );
    live::follow_arrivals(
        search,
        |search| api::my_cases(search, true),
        move |newer: OwnCases| {
            list.renew(newer, |_, newer| live::waits_for_step(newer.page.list.page.number));
        },
    );
    // They stay while the list cannot be read.
    let received = Memo::new(move |last: Option<&ReceivedCases>| {
        let now = list.with(|list| list.as_ref().ok().map(|list| list.received.clone()));
        now.or_else(|| last.cloned()).unwrap_or_default()
    });
    let view = Signal::derive(move || list.with(|list| list.as_ref().ok()?.view.clone()));
    let notice = live::use_notice(notice);
    // The case window shows it itself.
    let notice = Signal::derive(move || notice.get().filter(|_| query.with(|query| query.case.is_none())));
    let element = NodeRef::<html::Div>::new();
    live::follow(PATH, element, without_list);
    view! {
        <div class="stack" node_ref=element>
            <div class="page-head">
                <h1>{words.my_cases}</h1>
                <ViewsLink href=Signal::derive(move || query.with(MyCasesQuery::views_href)) view/>
                <ColumnsToggle
                    class="icon-button page-head-end"
                    address=Signal::derive(move || query.with(MyCasesQuery::columns_toggle))
                />
            </div>
            <PageNotices notice ignored=Signal::derive(move || query.with(|query| query.ignored.clone()))/>
            <Received query received/>
            <div class="list-tools">
                <Statuses query list/>
                <SearchField
                    action=PATH
                    searched=Signal::derive(move || query.with(|query| query.search.clone()))
                    fields=Signal::derive(move || query.with(|query| query.fields(false)))
                    label=words.search_cases
                    hint=words.search_cases_hint
                />
            </div>
            <List query list layout/>
        </div>
    }
}

/// The query string without what the page follows: everything but the dialogs.
fn without_list(search: &str) -> String {
    let MyCasesQuery { case, views, .. } = MyCasesQuery::parse(search);
    let views = ViewAddress { open: views.open, ..ViewAddress::default() };
    MyCasesQuery { views, case, ..MyCasesQuery::default() }.to_search()
}

/// The statuses with the number of own cases in each.
#[component]
fn Statuses(query: Query, list: Slice<OwnCases>) -> impl IntoView {
    let t = use_texts();
    // The last numbers stay while the list cannot be read.
    let counts = Memo::new(move |last: Option<&Option<Vec<(CaseStatus, u64)>>>| {
        let now = list.with(|list| list.as_ref().ok().map(|list| list.counts.clone()));
        now.or_else(|| last.cloned().flatten())
    });
    let links = SHOWN.map(|status| {
        let count = Memo::new(move |_| {
            counts.with(|counts| {
                let found = counts.as_ref()?.iter().find(|(one, _)| *one == status);
                Some(found.map_or(0, |(_, n)| *n))
            })
        });
        view! {
            <li>
                <a
                    class="view-link"
                    href=move || query.with(|query| query.with_status(status).href())
                    aria-current=move || query.with(|query| query.is_by_status() && query.status == status).then_some("page")
                    data-noscroll=""
                >
                    {t.status_name(status)}
                    " "
                    <span class="view-count" hidden=move || count.get().is_none()>
                        {move || count_text(count.get().unwrap_or_default(), t)}
                    </span>
                </a>
            </li>
        }
    });
    view! { <nav class="views" aria-label=t.management().statuses><ul>{links.collect_view()}</ul></nav> }
}

/// The number of cases; "N+" if there are more than are counted.
fn count_text(count: u64, t: &Texts) -> String {
    let text = t.locale.integer(count.min(MAX_COUNTED));
    if count > MAX_COUNTED { (t.management().at_least)(&text) } else { text }
}

#[component]
fn List(query: Query, list: Slice<OwnCases>, layout: OwnCaseLayout) -> impl IntoView {
    let words = use_texts().management();
    let title = words.my_cases;
    let state =
        Memo::new(move |_| list.with(|list| ListState::of(list, |list| Some(list.page.list.page.total))));
    let page = Memo::new(move |_| list.with(|list| list.as_ref().ok().map(|list| list.page.clone())));
    let news = Memo::new(move |_| list.with_waiting(Option::is_some).then(|| words.list_changed.to_owned()));
    let links = CaseLinks::new(query);
    let of_cases = layout.of_cases();
    let open = Memo::new(move |_| query.with(|query| query.columns_open));
    let back = Signal::derive(move || query.with(MyCasesQuery::href));
    let name = |field: OwnCaseField, t: &Texts| field_name(field.of_cases(), t);
    view! {
        <DueLinks links page/>
        {case_list::columns(open, back, layout, name, words.column_id)}
        <ListCard
            class="card table-card table-card-wide"
            title
            head=()
            news
            first=Signal::derive(move || query.with(|query| query.on_page(1)))
            state
            is_busy=Signal::derive(move || list.is_busy())
            retry=Callback::new(move |()| list.retry())
            rows=Box::new(move || view! { <CaseTable links page layout=of_cases.clone()/> }.erased())
            empty=Box::new(move || (move || view! { <Empty query=query.get()/> }).erased())
        />
    }
}

/// The empty state of the list.
#[component]
fn Empty(query: MyCasesQuery) -> impl IntoView {
    let words = use_texts().management();
    let cleared = (!query.search.is_empty()).then(|| query.without_search().href());
    let text = if cleared.is_some() { words.no_cases_filtered } else { words.no_cases_mine };
    view! { <EmptyList title=words.no_cases text cleared/> }
}
