//! The query parameters of the history page, which are its state: parsing and serialising.
//!
//! Parsing is lenient: a parameter that cannot be parsed is skipped and reported, so that an old
//! bookmark or a mistyped link shows a page with a notice. Serialising is the exact inverse, so
//! every link on the page is "this address with one thing changed".

use chrono::NaiveDate;
use domain::{Channel, ContactReasonId, HistoryFilter, Month, Period, Protocol, QueueId, UserId, number};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::address::{self, date, many};
use crate::case::address::{CaseAddress, CaseAddressReader};
use crate::live::use_search;

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
pub(super) const PATH: &str = "/history";

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
    /// `queue`
    pub queues: Vec<QueueId>,
    /// `agent`
    pub agents: Vec<UserId>,
    /// `reason`
    pub reasons: Vec<ContactReasonId>,
    /// `number`: the digits of a phone number.
    pub number: Option<String>,
    /// `protocol`
    pub protocol: Option<String>,
    /// `from`
    pub from: Option<NaiveDate>,
    /// `to`
    pub to: Option<NaiveDate>,
    /// `page`, from 1.
    pub page: u64,
    /// `month`: the month of the chart; the current one by default.
    pub month: Option<Month>,
    /// `filters=open`: the filter panel is open.
    pub filters_open: bool,
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
        query.ignored = address::parse(search, |key, value| {
            let of_case = case.take(key, value);
            of_case.unwrap_or_else(|| match key {
                "channel" => many(value, &mut query.channels, Channel::parse),
                "queue" => many(value, &mut query.queues, |id| id.parse().ok()),
                "agent" => many(value, &mut query.agents, |id| id.parse().ok()),
                "reason" => many(value, &mut query.reasons, |id| id.parse().ok()),
                "number" => query.read_number(value),
                "protocol" => query.read_protocol(value),
                "from" => date(value, &mut query.from),
                "to" => date(value, &mut query.to),
                "page" => value.parse().map(|page: u64| query.page = page.max(1)).is_ok(),
                "month" => Month::parse(value).map(|month| query.month = Some(month)).is_some(),
                "filters" => {
                    query.filters_open = value == "open";
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
                _ => false,
            })
        });
        query.overlay = match (protocol, case.finish()) {
            (Some(protocol), _) => Some(Overlay::Interaction(InteractionAddress { protocol, view, whole })),
            (None, Some(case)) => Some(Overlay::Case(case)),
            (None, None) => None,
        };
        query
    }

    fn read_number(&mut self, value: &str) -> bool {
        let digits = number::digits_in(value);
        let understood = value.is_empty() || (!digits.is_empty() && digits.len() <= 30);
        self.number = (understood && !digits.is_empty()).then_some(digits);
        understood
    }

    fn read_protocol(&mut self, value: &str) -> bool {
        let understood = value.is_empty() || Protocol::parse(value).is_ok();
        self.protocol = (understood && !value.is_empty()).then(|| value.to_owned());
        understood
    }

    /// The query string without `?`; empty for the default state.
    pub fn to_search(&self) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        if self.filters_open {
            out.append_pair("filters", "open");
        }
        out.extend_pairs(self.filter_pairs());
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

    /// The parameters of the filters.
    fn filter_pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut add = |key: &str, value: String| pairs.push((key.to_owned(), value));
        self.channels.iter().for_each(|channel| add("channel", channel.as_str().to_owned()));
        self.queues.iter().for_each(|id| add("queue", id.to_string()));
        self.agents.iter().for_each(|id| add("agent", id.to_string()));
        self.reasons.iter().for_each(|id| add("reason", id.to_string()));
        self.number.iter().for_each(|number| add("number", number.clone()));
        self.protocol.iter().for_each(|protocol| add("protocol", protocol.clone()));
        self.from.iter().for_each(|day| add("from", day.to_string()));
        self.to.iter().for_each(|day| add("to", day.to_string()));
        pairs
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

    /// What determines the list: the filters and the page.
    #[must_use]
    pub fn of_list(&self) -> Self {
        let only_filters = |query: &mut Self| {
            (query.month, query.filters_open, query.ignored) = (None, false, Vec::new());
        };
        Self { page: self.page, ..self.refined(only_filters) }
    }

    /// Whether the period ends before it starts.
    pub fn is_impossible(&self) -> bool {
        Period { from: self.from, to: self.to }.is_impossible()
    }

    /// The address as a link.
    pub fn href(&self) -> String {
        let search = self.to_search();
        if search.is_empty() { PATH.to_owned() } else { format!("{PATH}?{search}") }
    }

    /// The filters and the month as hidden fields of a form.
    pub fn filter_fields(&self) -> Vec<(String, String)> {
        self.filter_pairs().into_iter().chain(self.month_pair()).collect()
    }

    /// With another page of the list.
    #[must_use]
    pub fn with_page(&self, page: u64) -> Self {
        Self { page, ..self.clone() }
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
        Self { from: Some(day), to: Some(day), page: 1, ..self.without_overlay() }
    }

    /// Without any filter; the month of the chart is kept.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self { page: 1, month: self.month, ..Self::default() }
    }

    /// With filters changed by `change`, on the first page and without a dialog.
    #[must_use]
    pub fn refined(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut query = Self { page: 1, ..self.without_overlay() };
        change(&mut query);
        query
    }

    /// The effective period. Without start and end it is `today`, except in a search for one
    /// interaction or person ([`Self::covers_every_day`]). One end may be open.
    pub fn period(&self, today: NaiveDate) -> Period {
        match (self.from, self.to) {
            (None, None) if self.covers_every_day() => Period::default(),
            (None, None) => Period::day(today),
            (from, to) => Period { from, to },
        }
    }

    /// Whether the filters search for one interaction or person, by protocol, number or agent.
    fn covers_every_day(&self) -> bool {
        self.protocol.is_some() || self.number.is_some() || !self.agents.is_empty()
    }

    /// The filter for the store.
    pub fn filter(&self, today: NaiveDate) -> HistoryFilter {
        HistoryFilter {
            period: self.period(today),
            channels: self.channels.clone(),
            directions: Vec::new(),
            queues: self.queues.clone(),
            agents: self.agents.clone(),
            reasons: self.reasons.clone(),
            number: self.number.clone(),
            protocol: self.protocol.clone(),
        }
    }

    /// Whether any filter differs from the default.
    pub fn is_filtered(&self) -> bool {
        !(self.channels.is_empty()
            && self.queues.is_empty()
            && self.agents.is_empty()
            && self.reasons.is_empty()
            && self.number.is_none()
            && self.protocol.is_none()
            && self.from.is_none()
            && self.to.is_none())
    }
}

#[cfg(test)]
mod tests;
