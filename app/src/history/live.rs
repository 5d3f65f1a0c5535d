//! The live parts of the history page: the lists, and the dialogs of an interaction.

use domain::history::{HistoryRow, Named};
use domain::{ContactReasonId, HistoryOrder, Protocol, QueueId};
use leptos::either::Either;
use leptos::html;
use leptos::prelude::*;

use super::api;
use super::chart::{FoldedChart, MonthChart};
use super::columns::{ChoiceToggle, Columns};
use super::data::{DialogContent, HistoryArrivals, HistoryContent, HistoryList};
use super::filters::{FilterToggle, Filters};
use super::interaction_dialog::InteractionDialog;
use super::query::{HistoryQuery, PATH, Query, use_query};
use super::table::InteractionTable;
use crate::live::{self, Slice, slice, use_initial, use_search};
use crate::locales::use_texts;
use crate::ui::notice::{IgnoredParameters, Notice, OutcomeNotice};
use crate::views::address::ViewAddress;
use crate::views::link::{UnseenFilters, ViewsLink};

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct Lists {
    /// The address.
    pub query: Query,
    /// The table.
    pub list: Slice<HistoryList>,
    /// What the table shows; none while it cannot be read.
    shown: Signal<Option<HistoryList>>,
    /// The outcome of the last action.
    notice: Signal<Option<Notice>>,
}

impl Lists {
    /// The same for the rows of one list ([`crate::ui::table::ListRows`]).
    pub(super) fn derived(self) -> Self {
        Self {
            query: Memo::new(move |_| self.query.get()).into(),
            shown: Memo::new(move |_| self.shown.get()).into(),
            ..self
        }
    }

    /// The row of an interaction, if it is in the list; tracked.
    pub(super) fn row(self, protocol: &Protocol) -> Option<HistoryRow> {
        self.shown.with(|list| {
            let page = list.as_ref()?.page.as_ref()?;
            page.rows.iter().find(|row| row.protocol == *protocol).cloned()
        })
    }

    /// Reads the rows of the list; tracked.
    pub(super) fn with_rows<T>(self, read: impl FnOnce(&[HistoryRow]) -> T) -> T {
        self.shown.with(|list| {
            let page = list.as_ref().and_then(|list| list.page.as_ref());
            read(page.map(|page| page.rows.as_slice()).unwrap_or_default())
        })
    }

    /// The contact reasons that a queue offers; tracked.
    pub(super) fn reasons(self, queue: QueueId) -> Vec<Named<ContactReasonId>> {
        self.shown.with(|list| {
            let offered = list.as_ref().map(|list| list.reasons.as_slice()).unwrap_or_default();
            offered
                .iter()
                .find(|(one, _)| *one == queue)
                .map(|(_, reasons)| reasons.clone())
                .unwrap_or_default()
        })
    }

    /// Says that a contact reason was saved, and asks for the list. What needs to be read is shown.
    pub(super) fn qualified(self, outcome: Notice) {
        #[cfg(feature = "hydrate")]
        if outcome.text() == use_texts().qualified {
            crate::browser::announce(outcome.text());
            self.list.retry();
            return;
        }
        self.show(outcome);
    }

    /// Shows the outcome of an action, and asks for the list it may have changed.
    pub(super) fn show(self, outcome: Notice) {
        #[cfg(feature = "hydrate")]
        live::show_notice(Some(outcome));
        #[cfg(not(feature = "hydrate"))]
        let _ = outcome;
        self.list.retry();
        #[cfg(feature = "hydrate")]
        crate::browser::announce_changes();
    }
}

/// The title, the filters, the chart and the table.
#[island]
pub(super) fn HistoryLists() -> impl IntoView {
    let t = use_texts();
    let HistoryContent { month, options, list, layout, notice } = use_initial::<HistoryContent>().read();
    let (query, search) = (use_query(), use_search(PATH));
    let ask = move || search.get_untracked();
    let month = slice(move || query.with(|query| query.month), month, move |_| api::month(ask()));
    let options = slice(
        move || query.with(HistoryQuery::shows_filters),
        options,
        |shown| async move { if shown { api::options().await.map(Some) } else { Ok(None) } },
    );
    let list = slice(move || query.with(HistoryQuery::of_list), list, move |_| api::list(ask()));
    live::follow_arrivals(
        search,
        |search| api::arrivals(search, true),
        move |newer: HistoryArrivals| {
            month.renew(newer.month, |_, _| false);
            list.renew(newer.list, move |shown, newer| {
                waits(query.with_untracked(|query| query.order), shown, newer)
            });
        },
    );
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        let protocols = list.with(|list| list.as_ref().ok().map(HistoryList::protocols));
        LISTED.with(|listed| listed.set(protocols));
    });
    let shown = Signal::derive(move || list.with(|list| list.as_ref().ok().cloned()));
    let view = Signal::derive(move || shown.with(|list| list.as_ref()?.view.clone()));
    let unseen = Memo::new(move |_| shown.with(|list| list.as_ref().map_or(0, |list| list.unseen)));
    let lists = Lists { query, list, shown, notice: live::use_notice(notice) };
    let element = NodeRef::<html::Div>::new();
    live::follow(PATH, element, without_lists);
    view! {
        <div class="stack" node_ref=element>
            <div class="page-head">
                <h1>{t.history_title}</h1>
                <ViewsLink href=Signal::derive(move || query.with(HistoryQuery::views_href)) view/>
                <ChoiceToggle query/>
                <FilterToggle query/>
            </div>
            // The case window shows it itself.
            {move || {
                let notice = lists.notice.get().filter(|_| !query.with(HistoryQuery::has_case))?;
                Some(view! { <OutcomeNotice notice/> })
            }}
            {move || view! { <IgnoredParameters names=query.with(|query| query.ignored.clone())/> }}
            {move || view! { <UnseenFilters count=unseen.get()/> }}
            <Columns query layout=layout.clone()/>
            <Filters query options/>
            {if layout.folded {
                Either::Left(view! { <FoldedChart query/> })
            } else {
                Either::Right(view! { <MonthChart query counts=month/> })
            }}
            <InteractionTable lists layout/>
        </div>
    }
}

/// Whether newer rows have to wait, as no row may move under a hand: on a later page, while the person works
/// in the table, or where they would come between others. Says how many there are.
fn waits(order: HistoryOrder, shown: &HistoryList, newer: &HistoryList) -> bool {
    #[cfg(feature = "hydrate")]
    {
        let new = newer.newer_than(shown);
        let is_later = shown.page.as_ref().is_some_and(|page| page.page().number > 1);
        let moves = is_later || !order.is_latest_first();
        let waits = moves && new > 0 || live::is_held();
        live::say(new, !waits);
        waits
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (order, shown, newer);
        false
    }
}

/// The query string without what the lists follow: everything but the dialogs.
fn without_lists(search: &str) -> String {
    let HistoryQuery { overlay, views, .. } = HistoryQuery::parse(search);
    let views = ViewAddress { open: views.open, ..ViewAddress::default() };
    HistoryQuery { overlay, views, page: 1, ..HistoryQuery::default() }.to_search()
}

#[cfg(feature = "hydrate")]
thread_local! {
    /// The interactions of the list, once it is alive.
    static LISTED: ArcRwSignal<Option<Vec<Protocol>>> = ArcRwSignal::new(None);
}

/// The interactions of the list on the page, at first `initial`.
fn use_listed(initial: Vec<Protocol>) -> Signal<Vec<Protocol>> {
    #[cfg(feature = "hydrate")]
    {
        let listed = LISTED.with(Clone::clone);
        Memo::new(move |_| listed.get().unwrap_or_else(|| initial.clone())).into()
    }
    #[cfg(not(feature = "hydrate"))]
    Signal::stored(initial)
}

/// The dialog of an interaction, if one is open.
#[island]
pub(super) fn InteractionDialogs() -> impl IntoView {
    let DialogContent { open, listed } = use_initial::<DialogContent>().read();
    let (query, search) = (use_query(), use_search(PATH));
    let found = slice(
        move || query.with(|query| query.interaction().cloned()),
        open,
        move |address| {
            let search = search.get_untracked();
            async move {
                let Some(address) = address else { return Ok(None) };
                api::interaction(search).await.map(|content| Some((address, content)))
            }
        },
    );
    let element = NodeRef::<html::Div>::new();
    live::follow(PATH, element, without_dialog);
    view! {
        <div class="live-dialogs" node_ref=element>
            <InteractionDialog query found listed=use_listed(listed)/>
        </div>
    }
}

/// The query string without the dialog of an interaction.
fn without_dialog(search: &str) -> String {
    let query = HistoryQuery::parse(search);
    if query.interaction().is_some() { query.without_overlay().to_search() } else { query.to_search() }
}
