//! The query parameters of the management page: parsing and serialising. Parsing is lenient and
//! reports what it ignored; serialising is its inverse, so every link is "this address with one
//! thing changed".

use chrono::NaiveDate;
use domain::cases::{CaseFilter, CaseOrder, DueFilter};
#[cfg(feature = "ssr")]
use domain::saved_view::ViewPage;
use domain::{CaseId, CaseStatus, GroupId, Period, QueueId, RelativePeriod, UserId};
use leptos::prelude::Signal;

use crate::address::{self, date, many, optional};
use crate::case::address::{CaseAddress, CaseAddressReader};
use crate::case_list::{CaseListAddress, Order};
use crate::views::address::ViewAddress;
#[cfg(feature = "ssr")]
use crate::views::address::ViewedPage;

/// A tab of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ManagementTab {
    /// *Casos*.
    #[default]
    Cases,
    /// *Agentes*.
    Agents,
}

/// The maximum length of the search text, in characters.
const MAX_SEARCH: usize = 200;

/// The path of the page.
pub(crate) const PATH: &str = "/management";

/// The parsed address of the page, as it changes; passed to every part of the page.
pub(super) type Query = Signal<ManagementQuery>;

/// The parsed query string of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ManagementQuery {
    /// `view`
    pub tab: ManagementTab,
    /// `q`
    pub search: String,
    /// `status`
    pub statuses: Vec<CaseStatus>,
    /// `queue`
    pub queues: Vec<QueueId>,
    /// `agent`: the assignees.
    pub agents: Vec<UserId>,
    /// `kind`
    pub kind: Option<String>,
    /// `period`: days relative to today, unless `from` or `to` name some.
    pub relative: Option<RelativePeriod>,
    /// `from`
    pub from: Option<NaiveDate>,
    /// `to`
    pub to: Option<NaiveDate>,
    /// `due`: open cases by their clocks.
    pub due: Option<DueFilter>,
    /// `sort` and `order`
    pub order: Order,
    /// `group`: the groups of the agents shown.
    pub groups: Vec<GroupId>,
    /// `page`, from 1.
    pub page: u64,
    /// `filters=open`: the filter panel is open.
    pub filters_open: bool,
    /// `columns=open`: the choice of columns of the tab is open.
    pub columns_open: bool,
    /// `saved` and `views`: the view that is open, and the dialog of the views.
    pub views: ViewAddress,
    /// `case` and its related parameters: the case window over the page.
    pub case: Option<CaseAddress>,
    /// The parameters that could not be parsed.
    pub ignored: Vec<String>,
}

impl ManagementQuery {
    /// Parses a query string, with or without `?`.
    pub fn parse(search: &str) -> Self {
        let mut query = Self { page: 1, ..Self::default() };
        let mut case = CaseAddressReader::default();
        query.ignored = address::parse(search, |key, value| {
            case.take(key, value).unwrap_or_else(|| query.read(key, value))
        });
        // Dates that were typed replace the choice of a quick period.
        if query.from.is_some() || query.to.is_some() {
            query.relative = None;
        }
        query.case = case.finish();
        query
    }

    fn read(&mut self, key: &str, value: &str) -> bool {
        match key {
            "view" => {
                self.tab = if value == "agents" { ManagementTab::Agents } else { ManagementTab::Cases };
                matches!(value, "agents" | "cases")
            }
            "q" => {
                self.search = value.chars().take(MAX_SEARCH).collect();
                true
            }
            "status" => many(value, &mut self.statuses, CaseStatus::parse),
            "queue" => many(value, &mut self.queues, |id| id.parse().ok()),
            "agent" => many(value, &mut self.agents, |id| id.parse().ok()),
            "group" => many(value, &mut self.groups, |id| id.parse().ok()),
            "kind" => {
                self.kind = Some(value.to_owned()).filter(|kind| !kind.is_empty());
                true
            }
            "period" => optional(value, &mut self.relative, RelativePeriod::parse),
            "from" => date(value, &mut self.from),
            "to" => date(value, &mut self.to),
            "due" => DueFilter::parse(value).map(|due| self.due = Some(due)).is_some(),
            "sort" | "order" => self.order.read(key, value),
            "page" => value.parse().map(|page: u64| self.page = page.max(1)).is_ok(),
            "filters" => {
                self.filters_open = value == "open";
                true
            }
            "columns" => {
                self.columns_open = value == "open";
                true
            }
            "" => true,
            _ => self.views.read(key, value).unwrap_or(false),
        }
    }

    /// The parameters.
    fn pairs(&self) -> impl Iterator<Item = (String, String)> {
        let case = self.case.iter().flat_map(CaseAddress::pairs);
        let fields = self.fields(true, true).into_iter();
        let columns = address::open_columns(self.columns_open);
        fields.chain(columns).chain(self.views.open_pair()).chain(address::page(self.page)).chain(case)
    }

    /// The query string without `?`.
    pub fn to_search(&self) -> String {
        address::search(self.pairs())
    }

    /// The address as a link.
    pub fn href(&self) -> String {
        address::href(PATH, self.pairs())
    }

    /// What determines the open tab: everything but the panels and the case window.
    #[must_use]
    pub fn of_list(&self) -> Self {
        let views = self.views.with_dialog(false);
        let (filters_open, columns_open) = (false, false);
        Self { filters_open, columns_open, ignored: Vec::new(), views, ..self.without_case() }
    }

    /// The address with the dialog of the views.
    pub fn views_href(&self) -> String {
        Self { views: self.views.with_dialog(true), ..self.without_case() }.href()
    }

    /// Whether the choice of columns is open, and the address with it toggled.
    pub fn columns_toggle(&self) -> (bool, String) {
        let open = self.columns_open;
        (open, Self { columns_open: !open, ..self.without_case() }.href())
    }

    /// What the fields of the filter panel say.
    #[must_use]
    pub fn only_filters(&self) -> Self {
        let views = ViewAddress::default();
        Self { search: String::new(), order: Order::default(), page: 1, views, ..self.of_list() }
    }

    /// Whether the filter panel for cases is shown: it is open, or the period has to be corrected.
    pub fn shows_filters(&self) -> bool {
        self.tab == ManagementTab::Cases && (self.filters_open || self.is_impossible())
    }

    /// Whether the list is searched or filtered, and the address without, if it is.
    pub fn narrowed(&self) -> (bool, Option<String>) {
        let narrowed = self.is_filtered() || !self.search.is_empty();
        (narrowed, narrowed.then(|| self.cleared().href()))
    }

    /// The parameters except the page, as hidden fields of a form: the tab, the order, the open view and,
    /// if requested, the search and the filters.
    pub fn fields(&self, search: bool, filters: bool) -> Vec<(String, String)> {
        let mut out = Vec::new();
        let mut add = |key: &str, value: String| out.push((key.to_owned(), value));
        if self.tab == ManagementTab::Agents {
            add("view", "agents".to_owned());
        }
        if self.filters_open {
            add("filters", "open".to_owned());
        }
        if search && !self.search.is_empty() {
            add("q", self.search.clone());
        }
        if filters {
            self.statuses.iter().for_each(|status| add("status", status.as_str().to_owned()));
            self.queues.iter().for_each(|id| add("queue", id.to_string()));
            self.agents.iter().for_each(|id| add("agent", id.to_string()));
            self.kind.iter().for_each(|kind| add("kind", kind.clone()));
            self.relative.iter().for_each(|period| add("period", period.as_str().to_owned()));
            self.from.iter().for_each(|day| add("from", day.to_string()));
            self.to.iter().for_each(|day| add("to", day.to_string()));
            self.groups.iter().for_each(|id| add("group", id.to_string()));
        }
        self.due.iter().for_each(|due| add("due", due.as_str().to_owned()));
        self.order.fields().into_iter().for_each(|(key, value)| add(key, value));
        out.extend(self.views.saved_pair());
        out
    }

    /// Another tab, without search and filters.
    #[must_use]
    pub fn with_tab(tab: ManagementTab) -> Self {
        Self { tab, page: 1, ..Self::default() }
    }

    /// Changed by `change`, on the first page and without the case window.
    #[must_use]
    pub fn refined(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut query = Self { page: 1, case: None, ..self.clone() };
        change(&mut query);
        query
    }

    /// Without the case window.
    #[must_use]
    pub fn without_case(&self) -> Self {
        Self { case: None, ..self.clone() }
    }

    /// Without search and filters; tab, order and the open view are kept.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self { order: self.order, views: self.views.with_dialog(false), ..Self::with_tab(self.tab) }
    }

    /// The period in which the cases were opened, where today is `today`.
    pub fn period(&self, today: NaiveDate) -> Period {
        self.relative.map_or_else(|| self.dates(), |relative| relative.days(today))
    }

    /// The dates that were typed.
    pub fn dates(&self) -> Period {
        Period { from: self.from, to: self.to }
    }

    /// Whether the period ends before it starts. Of relative days none does.
    pub fn is_impossible(&self) -> bool {
        self.dates().is_impossible()
    }

    /// Whether a period was chosen.
    pub fn has_period(&self) -> bool {
        self.dates() != Period::default() || self.relative.is_some()
    }

    /// With a quick period, or without one.
    #[must_use]
    pub fn with_period(&self, relative: Option<RelativePeriod>) -> Self {
        self.refined(|query| (query.relative, query.from, query.to) = (relative, None, None))
    }

    /// Whether any filter besides the search is set.
    pub fn is_filtered(&self) -> bool {
        *self
            != Self {
                search: self.search.clone(),
                page: self.page,
                case: self.case.clone(),
                ..self.unfiltered()
            }
    }

    fn unfiltered(&self) -> Self {
        let (ignored, views) = (self.ignored.clone(), self.views.clone());
        let (filters_open, columns_open) = (self.filters_open, self.columns_open);
        Self { filters_open, columns_open, views, ignored, ..self.cleared() }
    }

    /// The filter for the store, where today is `today`.
    pub fn filter(&self, today: NaiveDate) -> CaseFilter {
        CaseFilter {
            statuses: self.statuses.clone(),
            queues: self.queues.clone(),
            agents: self.agents.clone(),
            kind: self.kind.clone(),
            opened: self.period(today),
            search: self.search.clone(),
            order: self.order.by,
            ascending: self.order.ascending,
            due: self.due,
        }
    }
}

#[cfg(feature = "ssr")]
impl ViewedPage for ManagementQuery {
    const PAGE: ViewPage = ViewPage::Cases;

    fn parse_search(search: &str) -> Self {
        Self::parse(search)
    }

    fn views(&self) -> &ViewAddress {
        &self.views
    }

    fn view_search(&self) -> String {
        Self { page: 1, views: ViewAddress::default(), ..self.of_list() }.to_search()
    }

    fn with_views(&self, views: ViewAddress) -> String {
        Self { views, ..self.without_case() }.href()
    }
}

impl CaseListAddress for ManagementQuery {
    fn path(&self) -> &'static str {
        PATH
    }

    fn list_fields(&self) -> Vec<(String, String)> {
        self.fields(true, true)
    }

    fn order(&self) -> Order {
        self.order
    }

    fn ordered(&self, order: Order) -> String {
        self.refined(|query| query.order = order).href()
    }

    fn due(&self) -> Option<DueFilter> {
        self.due
    }

    fn with_due(&self, due: Option<DueFilter>) -> String {
        let order = due.map_or_else(Order::default, |_| Order::next_due());
        self.refined(|query| (query.due, query.order) = (due, order)).href()
    }

    fn on_page(&self, page: u64) -> String {
        Self { page, case: None, ..self.clone() }.href()
    }

    fn with_case(&self, case: CaseId) -> String {
        Self { case: Some(CaseAddress::of(case)), ..self.clone() }.href()
    }
}

/// The address of the list of open cases assigned to `agent`.
pub(crate) fn open_cases_of(agent: UserId) -> String {
    let open = [CaseStatus::Waiting, CaseStatus::InService, CaseStatus::OnHold];
    let query = ManagementQuery {
        agents: vec![agent],
        statuses: open.to_vec(),
        order: Order { by: CaseOrder::Updated, ascending: false },
        ..ManagementQuery::with_tab(ManagementTab::Cases)
    };
    query.href()
}

#[cfg(test)]
mod tests;
