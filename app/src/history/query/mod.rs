//! The query parameters of the history page, which are its state: parsing and serialising.
//!
//! Parsing is lenient: a parameter that cannot be parsed is skipped and reported, so that an old
//! bookmark or a mistyped link shows a page with a notice. Serialising is the exact inverse, so
//! every link on the page is "this address with one thing changed".

use chrono::NaiveDate;
use domain::history::SearchedTo;
#[cfg(feature = "ssr")]
use domain::saved_view::ViewPage;
use domain::{
    Channel, ClockTime, ContactReasonId, DailyHours, Direction, DurationRange, HistoryColumn, HistoryOrder,
    Month, Protocol, QueueId, RelativePeriod, UserId,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::address;
use crate::case::address::{CaseAddress, CaseAddressReader};
use crate::live::use_search;
use crate::views::address::ViewAddress;
#[cfg(feature = "ssr")]
use crate::views::address::ViewedPage;

mod filters;

pub(super) use filters::{MAX_CUSTOMER, NO_REASON};

/// A dialog of an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum InteractionView {
    /// *Histórico de Conversa*.
    Conversation,
    /// *Notas do Atendimento*.
    Notes,
}

/// A dialog of an interaction.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct InteractionAddress {
    /// The protocol of the interaction.
    pub protocol: Protocol,
    /// The dialog.
    pub view: InteractionView,
    /// Whether to load the whole transcript at once (without WASM).
    pub whole: bool,
}

/// A dialog over the page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Overlay {
    /// One of the dialogs of an interaction.
    Interaction(InteractionAddress),
    /// A case.
    Case(CaseAddress),
}

/// The parsed address of the page, as it changes; passed to every part of the page.
pub(crate) type Query = Signal<HistoryQuery>;

/// The path of the page.
pub(crate) const PATH: &str = "/history";

/// The parsed address of the page.
pub(super) fn use_query() -> Query {
    let search = use_search(PATH);
    Memo::new(move |_| search.with(|search| HistoryQuery::parse(search))).into()
}

/// The parsed query string of the history page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct HistoryQuery {
    /// `channel`
    pub channels: Vec<Channel>,
    /// `direction`
    pub directions: Vec<Direction>,
    /// `queue`
    pub queues: Vec<QueueId>,
    /// `agent`
    pub agents: Vec<UserId>,
    /// `reason`
    pub reasons: Vec<ContactReasonId>,
    /// `reason=none`: those without one.
    pub without_reason: bool,
    /// `number`: the digits of a phone number.
    pub number: Option<String>,
    /// `protocol`
    pub protocol: Option<String>,
    /// `customer`: words of the name, the document or the telephone number of a customer.
    pub customer: Option<String>,
    /// `period`: days relative to today, unless `from` or `to` name some.
    pub relative: Option<RelativePeriod>,
    /// `from`
    pub from: Option<NaiveDate>,
    /// `from`: the time on that day.
    pub begins: Option<ClockTime>,
    /// `to`
    pub to: Option<NaiveDate>,
    /// `to`: the time on that day before which the period ends.
    pub ends: Option<ClockTime>,
    /// `time_from` and `time_to`: hours of the day.
    pub hours: DailyHours,
    /// `duration_min` and `duration_max`
    pub duration: DurationRange,
    /// `wait_min` and `wait_max`
    pub wait: DurationRange,
    /// `recording`: whether there is one.
    pub recorded: Option<bool>,
    /// `sort` and `order`
    pub order: HistoryOrder,
    /// `page`, from 1.
    pub page: u64,
    /// `month`: the month of the chart; the current one by default.
    pub month: Option<Month>,
    /// `filters=open`: the filter panel is open.
    pub filters_open: bool,
    /// `columns=open`: the choice of columns is open.
    pub columns_open: bool,
    /// `saved` and `views`: the view that is open, and the dialog of the views.
    pub views: ViewAddress,
    /// `interaction` and `view`, or `case` and its related parameters: the dialog over the page.
    pub overlay: Option<Overlay>,
    /// The parameters that could not be parsed.
    pub ignored: Vec<String>,
}

impl HistoryQuery {
    /// Parses a query string, with or without `?`.
    pub fn parse(search: &str) -> Self {
        let mut query = Self { page: 1, ..Self::default() };
        let (mut protocol, mut view) = (None, InteractionView::Conversation);
        let mut case = CaseAddressReader::default();
        let mut whole = false;
        let ignored = address::parse(search, |key, value| {
            let of_case = case.take(key, value);
            of_case.unwrap_or_else(|| match key {
                "sort" => HistoryColumn::parse(value).map(|by| query.order.by = by).is_some(),
                "order" => match value {
                    "asc" | "desc" => {
                        query.order.ascending = value == "asc";
                        true
                    }
                    _ => false,
                },
                "page" => value.parse().map(|page: u64| query.page = page.max(1)).is_ok(),
                "month" => Month::parse(value).map(|month| query.month = Some(month)).is_some(),
                "filters" => {
                    query.filters_open = value == "open";
                    true
                }
                "columns" => {
                    query.columns_open = value == "open";
                    true
                }
                "interaction" => Protocol::parse(value).map(|p| protocol = Some(p)).is_ok(),
                "view" => match value {
                    "conversation" => true,
                    "notes" => {
                        view = InteractionView::Notes;
                        true
                    }
                    _ => false,
                },
                "messages" => {
                    whole = value == "all";
                    whole
                }
                "" => true,
                _ => {
                    let read = query.views.read(key, value);
                    read.or_else(|| query.read_filter(key, value)).unwrap_or(false)
                }
            })
        });
        query.ignored = ignored;
        query.settle_filters();
        query.overlay = match (protocol, case.finish()) {
            (Some(protocol), _) => Some(Overlay::Interaction(InteractionAddress { protocol, view, whole })),
            (None, Some(case)) => Some(Overlay::Case(case)),
            (None, None) => None,
        };
        query
    }

    /// The query string without `?`; empty for the default state.
    pub fn to_search(&self) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        if self.filters_open {
            out.append_pair("filters", "open");
        }
        if self.columns_open {
            out.append_pair("columns", "open");
        }
        out.extend_pairs(self.views.open_pair());
        out.extend_pairs(self.filter_pairs());
        out.extend_pairs(self.order_pairs());
        out.extend_pairs(address::page(self.page));
        out.extend_pairs(self.month_pair());
        match &self.overlay {
            Some(Overlay::Interaction(InteractionAddress { protocol, view, whole })) => {
                out.append_pair("interaction", protocol.as_str());
                let view = if *view == InteractionView::Notes { "notes" } else { "conversation" };
                out.append_pair("view", view);
                if *whole {
                    out.append_pair("messages", "all");
                }
            }
            Some(Overlay::Case(case)) => {
                out.extend_pairs(case.pairs());
            }
            None => {}
        }
        out.finish()
    }

    /// The parameters of the order, none for the default, and the view that is open: what new filters keep.
    pub(super) fn order_pairs(&self) -> impl Iterator<Item = (String, String)> + use<> {
        self.sort_pairs().chain(self.views.saved_pair())
    }

    fn sort_pairs(&self) -> impl Iterator<Item = (String, String)> + use<> {
        let HistoryOrder { by, ascending } = self.order;
        let sort = (by != HistoryColumn::default()).then(|| ("sort".to_owned(), by.as_str().to_owned()));
        sort.into_iter().chain(ascending.then(|| ("order".to_owned(), "asc".to_owned())))
    }

    pub(super) fn month_pair(&self) -> Option<(String, String)> {
        self.month.map(|month| ("month".to_owned(), month.to_string()))
    }

    /// The interaction whose dialog is open.
    pub fn interaction(&self) -> Option<&InteractionAddress> {
        match &self.overlay {
            Some(Overlay::Interaction(address)) => Some(address),
            _ => None,
        }
    }

    /// The case whose window is open.
    pub fn case(&self) -> Option<&CaseAddress> {
        match &self.overlay {
            Some(Overlay::Case(address)) => Some(address),
            _ => None,
        }
    }

    /// Whether a case window is open.
    pub fn has_case(&self) -> bool {
        self.case().is_some()
    }

    /// Whether the filter panel is shown: it is open, or the period has to be corrected.
    pub fn shows_filters(&self) -> bool {
        self.filters_open || self.is_impossible()
    }

    /// What determines the list: the filters and the page, and what an open view is compared with.
    #[must_use]
    pub fn of_list(&self) -> Self {
        let only_filters = |query: &mut Self| {
            query.ignored = Vec::new();
            query.month = query.month.filter(|_| query.views.saved.is_some());
            query.views.open = false;
            (query.filters_open, query.columns_open) = (false, false);
        };
        Self { page: self.page, ..self.refined(only_filters) }
    }

    /// Whether the period ends before it starts.
    pub fn is_impossible(&self) -> bool {
        // Of relative days none is impossible, whatever day it is.
        self.filter(NaiveDate::MIN).is_impossible()
    }

    /// The address as a link.
    pub fn href(&self) -> String {
        let search = self.to_search();
        if search.is_empty() { PATH.to_owned() } else { format!("{PATH}?{search}") }
    }

    /// The filters, the order and the month as hidden fields of a form.
    pub fn filter_fields(&self) -> Vec<(String, String)> {
        self.filter_pairs().into_iter().chain(self.order_pairs()).chain(self.month_pair()).collect()
    }

    /// With another page of the list.
    #[must_use]
    pub fn with_page(&self, page: u64) -> Self {
        Self { page, ..self.clone() }
    }

    /// Whether the list shows the waits: it is about them.
    pub fn shows_wait(&self) -> bool {
        self.order.by == HistoryColumn::Wait || self.wait != DurationRange::default()
    }

    /// With a dialog open over the page.
    #[must_use]
    pub fn with_overlay(&self, overlay: Overlay) -> Self {
        Self { overlay: Some(overlay), ..self.clone() }
    }

    /// With a dialog of an interaction.
    #[must_use]
    pub fn with_interaction(&self, protocol: &Protocol, view: InteractionView) -> Self {
        let address = InteractionAddress { protocol: protocol.clone(), view, whole: false };
        self.with_overlay(Overlay::Interaction(address))
    }

    /// Without a dialog.
    #[must_use]
    pub fn without_overlay(&self) -> Self {
        Self { overlay: None, ..self.clone() }
    }

    /// Filtered to one day, on the first page.
    #[must_use]
    pub fn with_day(&self, day: NaiveDate) -> Self {
        self.refined(|query| {
            query.remove_period();
            (query.from, query.to) = (Some(day), Some(day));
        })
    }

    /// Whether the list goes from the oldest interaction to the newest.
    pub fn is_oldest_first(&self) -> bool {
        self.order.by == HistoryColumn::Queued && self.order.ascending
    }

    /// Filtered to the rest of its period, in the direction of the list.
    #[must_use]
    pub fn beyond(&self, searched: SearchedTo, today: NaiveDate) -> Self {
        let SearchedTo { day, time } = searched;
        let period = self.period(today);
        self.refined(|query| {
            let (begins, ends) = (query.begins, query.ends);
            // A day that was searched in part is the first of the rest.
            let beyond = |next: Option<NaiveDate>| if time.is_some() { Some(day) } else { next };
            query.remove_period();
            if query.is_oldest_first() {
                (query.from, query.to, query.ends) = (beyond(day.succ_opt()), period.to, ends);
                query.begins = time;
            } else {
                (query.from, query.begins, query.to) = (period.from, begins, beyond(day.pred_opt()));
                query.ends = time;
            }
        })
    }

    /// Without any filter; the month of the chart, the order and the open view are kept.
    #[must_use]
    pub fn cleared(&self) -> Self {
        let views = self.views.with_dialog(false);
        Self { page: 1, month: self.month, order: self.order, views, ..Self::default() }
    }

    /// The address with the dialog of the views.
    pub fn views_href(&self) -> String {
        Self { views: self.views.with_dialog(true), ..self.without_overlay() }.href()
    }

    /// With filters changed by `change`, on the first page and without a dialog.
    #[must_use]
    pub fn refined(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut query = Self { page: 1, ..self.without_overlay() };
        change(&mut query);
        query
    }
}

#[cfg(feature = "ssr")]
impl ViewedPage for HistoryQuery {
    const PAGE: ViewPage = ViewPage::History;

    fn parse_search(search: &str) -> Self {
        Self::parse(search)
    }

    fn views(&self) -> &ViewAddress {
        &self.views
    }

    fn view_search(&self) -> String {
        let pairs = self.filter_pairs().into_iter().chain(self.sort_pairs()).chain(self.month_pair());
        address::search(pairs)
    }

    fn with_views(&self, views: ViewAddress) -> String {
        Self { views, ..self.without_overlay() }.href()
    }
}

#[cfg(test)]
mod tests;
