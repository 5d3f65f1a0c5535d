//! The live part of *Gerenciamento*: the tabs, the filters and the lists follow the address.

use domain::{ListField, ListLayout};
use leptos::either::Either;
use leptos::html;
use leptos::prelude::*;

use super::agents::Agents;
use super::api;
use super::cases::Cases;
use super::chunk::{self, ListPage};
use super::data::{ManagementContent, TabContent};
use super::query::{ManagementQuery, ManagementTab, PATH, Query};
use crate::case_list::{self, CaseListAddress};
use crate::error::AppError;
use crate::live::{self, Slice, slice, use_initial, use_search};
use crate::locales::{Texts, use_texts};
use crate::ui::list_card::ListState;
use crate::ui::notice::PageNotices;
use crate::ui::tabs::{self, TabList};
use crate::views::address::ViewAddress;
use crate::views::link::{UnseenFilters, ViewsLink};

/// What a tab shows, and what it follows.
#[derive(Clone, Copy)]
pub(super) struct Tab {
    /// The address. It stays as it was while the other tab is on its way.
    pub query: Query,
    /// The content of the open tab.
    pub found: Slice<TabContent>,
    /// Whether the scope of the viewer is not limited to their groups.
    pub has_full_scope: bool,
}

impl Tab {
    fn new(tab: ManagementTab, query: Query, found: Slice<TabContent>, has_full_scope: bool) -> Self {
        let own = Memo::new(move |last: Option<&ManagementQuery>| {
            let now = query.get();
            last.filter(|_| now.tab != tab).cloned().unwrap_or(now)
        });
        Self { query: own.into(), found, has_full_scope }
    }

    /// What the place of the rows shows; `total` is the number of rows, none for an impossible period.
    pub(super) fn state(self, total: fn(&TabContent) -> Option<u64>) -> Memo<ListState> {
        Memo::new(move |_| self.found.with(|found| ListState::of(found, total)))
    }

    /// What waits to be shown, if anything does.
    pub(super) fn news(self) -> Memo<Option<String>> {
        Memo::new(move |_| {
            self.found.with_waiting(Option::is_some).then(|| use_texts().management().list_changed.to_owned())
        })
    }

    /// The address of the first page.
    pub(super) fn first(self) -> Signal<String> {
        Signal::derive(move || self.query.with(|query| query.on_page(1)))
    }

    /// The button that toggles the choice of columns.
    pub(super) fn columns_toggle(self) -> Signal<(bool, String)> {
        Signal::derive(move || self.query.with(ManagementQuery::columns_toggle))
    }

    /// The choice of columns, if it is open.
    pub(super) fn columns<F: ListField + Send + Sync>(
        self,
        layout: ListLayout<F>,
        name: fn(F, &Texts) -> &'static str,
        first: &'static str,
    ) -> impl IntoView {
        let query = self.query;
        let open = Memo::new(move |_| query.with(|query| query.columns_open));
        let back = Signal::derive(move || query.with(ManagementQuery::href));
        case_list::columns(open, back, layout, name, first)
    }

    /// Asks for the content again.
    pub(super) fn retry(self) -> Callback<()> {
        Callback::new(move |()| self.found.retry())
    }

    /// Whether other content is awaited; tracked.
    pub(super) fn is_busy(self) -> Signal<bool> {
        Signal::derive(move || self.found.is_busy())
    }
}

/// The page without the case window over it.
#[island]
pub(super) fn Management() -> impl IntoView {
    chunk::content(ListPage::Management(use_initial()))
}

/// The title, the tabs and the open tab.
#[component]
pub(super) fn ManagementParts(content: ManagementContent) -> impl IntoView {
    let ManagementContent { options, tab, cases, agents, has_full_scope, notice } = content;
    let search = use_search(PATH);
    let query: Query = Memo::new(move |_| search.with(|search| ManagementQuery::parse(search))).into();
    let found = slice(move || query.with(ManagementQuery::of_list), tab, |query| ask(query, false));
    live::follow_arrivals(
        search,
        |search| ask(ManagementQuery::parse(&search), true),
        move |newer: TabContent| {
            found.renew(newer, |_, newer| live::waits_for_step(newer.page()));
        },
    );
    let options = slice(
        move || query.with(ManagementQuery::shows_filters),
        options,
        |shown| async move { if shown { api::options().await.map(Some) } else { Ok(None) } },
    );
    // A tab stays until the content of the other one is there.
    let shown = Memo::new(move |_| {
        let found = found.with(|found| found.as_ref().ok().map(TabContent::tab));
        found.unwrap_or_else(|| query.with(|query| query.tab))
    });
    let panel = move || {
        let tab = shown.get();
        let of_tab = Tab::new(tab, query, found, has_full_scope);
        match tab {
            ManagementTab::Cases => Either::Left(view! { <Cases tab=of_tab options layout=cases.clone()/> }),
            ManagementTab::Agents => Either::Right(view! { <Agents tab=of_tab layout=agents.clone()/> }),
        }
    };
    let view = Signal::derive(move || found.with(|found| found.as_ref().ok()?.view().cloned()));
    let unseen = Memo::new(move |_| found.with(|found| found.as_ref().map_or(0, TabContent::unseen)));
    let notice = live::use_notice(notice);
    // The case window shows it itself.
    let notice = Signal::derive(move || notice.get().filter(|_| query.with(|query| query.case.is_none())));
    let element = NodeRef::<html::Div>::new();
    live::follow(PATH, element, without_lists);
    view! {
        <div class="stack" node_ref=element>
            <div class="page-head">
                <h1>{use_texts().management().management}</h1>
                <ViewsLink href=Signal::derive(move || query.with(ManagementQuery::views_href)) view/>
                <a class="button button-quiet page-head-end" href=crate::customers::DUPLICATES_PATH>
                    {use_texts().management().duplicates}
                </a>
            </div>
            <Views query/>
            <PageNotices notice ignored=Signal::derive(move || query.with(|query| query.ignored.clone()))/>
            {move || view! { <UnseenFilters count=unseen.get()/> }}
            <div
                class="stack"
                id="management-panel"
                role="tabpanel"
                aria-labelledby=move || tab_id(query.with(|query| query.tab))
            >
                {panel}
            </div>
        </div>
    }
}

/// Asks for the content of the open tab.
async fn ask(query: ManagementQuery, unattended: bool) -> Result<TabContent, AppError> {
    let search = query.of_list().to_search();
    match query.tab {
        ManagementTab::Cases => api::cases(search, unattended).await.map(TabContent::Cases),
        ManagementTab::Agents => api::agents(search, unattended).await.map(TabContent::Agents),
    }
}

/// The query string without what the page follows: everything but the dialogs.
fn without_lists(search: &str) -> String {
    let ManagementQuery { case, views, .. } = ManagementQuery::parse(search);
    let views = ViewAddress { open: views.open, ..ViewAddress::default() };
    ManagementQuery { page: 1, case, views, ..ManagementQuery::default() }.to_search()
}

/// The tab list: *Casos* and *Agentes*.
#[component]
fn Views(query: Query) -> impl IntoView {
    let words = use_texts().management();
    let tabs = [(ManagementTab::Cases, words.tab_cases), (ManagementTab::Agents, words.tab_agents)];
    let place = move |open| tabs.iter().position(|(tab, _)| *tab == open).unwrap_or_default();
    let open = Memo::new(move |_| place(query.with(|query| query.tab)));
    let tabs = tabs.map(|(tab, text)| tabs::Tab {
        id: tab_id(tab).to_owned(),
        text,
        href: Signal::stored(ManagementQuery::with_tab(tab).href()),
    });
    view! {
        <TabList
            classes=("views", "view-link")
            label=words.views
            panel="management-panel"
            tabs=tabs.into()
            open
        />
    }
}

/// The ID of a tab, which labels the panel.
fn tab_id(tab: ManagementTab) -> &'static str {
    match tab {
        ManagementTab::Cases => "tab-cases",
        ManagementTab::Agents => "tab-agents",
    }
}
