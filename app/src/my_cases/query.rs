//! The query parameters of *Meus Atendimentos*: parsing and serialising.

use domain::cases::{CaseFilter, CaseOrder, DueFilter};
#[cfg(feature = "ssr")]
use domain::saved_view::ViewPage;
use domain::{CaseId, CaseStatus, UserId};

use crate::address;
use crate::case::address::{CaseAddress, CaseAddressReader};
use crate::case_list::{CaseListAddress, Order};
use crate::views::address::ViewAddress;
#[cfg(feature = "ssr")]
use crate::views::address::ViewedPage;

/// The path of the page.
pub(crate) const PATH: &str = "/my-cases";

/// The statuses offered on the page; the first is the default.
pub(crate) const SHOWN: [CaseStatus; 4] =
    [CaseStatus::InService, CaseStatus::Waiting, CaseStatus::OnHold, CaseStatus::Closed];

/// The parsed query string of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyCasesQuery {
    /// `status`: the status of the cases shown.
    pub status: CaseStatus,
    /// `q`
    pub search: String,
    /// `due`: open cases by their clocks, in place of a status.
    pub due: Option<DueFilter>,
    /// `sort` and `order`
    pub order: Order,
    /// `saved` and `views`: the view that is open, and the dialog of the views.
    pub views: ViewAddress,
    /// `columns=open`: the choice of columns is open.
    pub columns_open: bool,
    /// `page`, from 1.
    pub page: u64,
    /// `case` and its related parameters: the case window over the page.
    pub case: Option<CaseAddress>,
    /// The parameters that could not be parsed.
    pub ignored: Vec<String>,
}

impl Default for MyCasesQuery {
    fn default() -> Self {
        Self {
            status: SHOWN[0],
            search: String::new(),
            due: None,
            order: Order::default(),
            views: ViewAddress::default(),
            columns_open: false,
            page: 1,
            case: None,
            ignored: Vec::new(),
        }
    }
}

impl MyCasesQuery {
    /// Parses a query string, with or without `?`.
    pub fn parse(search: &str) -> Self {
        let mut query = Self::default();
        let mut case = CaseAddressReader::default();
        query.ignored = address::parse(search, |key, value| {
            case.take(key, value).unwrap_or_else(|| query.read(key, value))
        });
        query.case = case.finish();
        query
    }

    fn read(&mut self, key: &str, value: &str) -> bool {
        match key {
            "status" => {
                let status = CaseStatus::parse(value).filter(|status| SHOWN.contains(status));
                status.map(|status| self.status = status).is_some()
            }
            "q" => {
                self.search = value.chars().take(200).collect();
                true
            }
            "due" => DueFilter::parse(value).map(|due| self.due = Some(due)).is_some(),
            "sort" | "order" => self.order.read(key, value),
            "page" => value.parse().map(|page: u64| self.page = page.max(1)).is_ok(),
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
        let fields = self.fields(true).into_iter();
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

    /// What determines the list: everything but the panel and the case window.
    #[must_use]
    pub fn of_list(&self) -> Self {
        let views = self.views.with_dialog(false);
        Self { columns_open: false, ignored: Vec::new(), case: None, views, ..self.clone() }
    }

    /// The address with the dialog of the views.
    pub fn views_href(&self) -> String {
        Self { views: self.views.with_dialog(true), case: None, ..self.clone() }.href()
    }

    /// Whether the choice of columns is open, and the address with it toggled.
    pub fn columns_toggle(&self) -> (bool, String) {
        let open = self.columns_open;
        (open, Self { columns_open: !open, case: None, ..self.clone() }.href())
    }

    /// The parameters except the page, as hidden fields of a form, with the open view; with or without the
    /// search.
    pub fn fields(&self, search: bool) -> Vec<(String, String)> {
        let status = (self.status != SHOWN[0]).then(|| ("status", self.status.as_str().to_owned()));
        let search = (search && !self.search.is_empty()).then(|| ("q", self.search.clone()));
        let due = self.due.map(|due| ("due", due.as_str().to_owned()));
        let fields = status.into_iter().chain(search).chain(due).chain(self.order.fields());
        let fields = fields.map(|(key, value)| (key.to_owned(), value));
        fields.chain(self.views.saved_pair()).collect()
    }

    /// The cases of another status, in the same order.
    #[must_use]
    pub fn with_status(&self, status: CaseStatus) -> Self {
        // Another order than by due instants is kept.
        let order = if self.order.by == CaseOrder::Due { Order::default() } else { self.order };
        Self { status, order, views: self.views.with_dialog(false), ..Self::default() }
    }

    /// Whether the list has the cases of the status, and not open ones by their clocks.
    pub fn is_by_status(&self) -> bool {
        self.due.is_none() && self.order.by != CaseOrder::Due
    }

    /// Without the search.
    #[must_use]
    pub fn without_search(&self) -> Self {
        self.with_status(self.status)
    }

    /// The filter for the store: cases assigned to `viewer`.
    pub fn filter(&self, viewer: UserId) -> CaseFilter {
        CaseFilter {
            statuses: if self.is_by_status() { vec![self.status] } else { Vec::new() },
            agents: vec![viewer],
            search: self.search.clone(),
            order: self.order.by,
            ascending: self.order.ascending,
            due: self.due,
            ..CaseFilter::default()
        }
    }
}

#[cfg(feature = "ssr")]
impl ViewedPage for MyCasesQuery {
    const PAGE: ViewPage = ViewPage::MyCases;

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
        Self { views, case: None, ..self.clone() }.href()
    }
}

impl CaseListAddress for MyCasesQuery {
    fn path(&self) -> &'static str {
        PATH
    }

    fn list_fields(&self) -> Vec<(String, String)> {
        self.fields(true)
    }

    fn order(&self) -> Order {
        self.order
    }

    fn ordered(&self, order: Order) -> String {
        Self { order, page: 1, case: None, ..self.clone() }.href()
    }

    fn due(&self) -> Option<DueFilter> {
        self.due
    }

    fn with_due(&self, due: Option<DueFilter>) -> String {
        let order = due.map_or_else(Order::default, |_| Order::next_due());
        Self { due, order, page: 1, case: None, ..self.clone() }.href()
    }

    fn on_page(&self, page: u64) -> String {
        Self { page, case: None, ..self.clone() }.href()
    }

    fn with_case(&self, case: CaseId) -> String {
        Self { case: Some(CaseAddress::of(case)), ..self.clone() }.href()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let search =
            "status=on_hold&q=ana&sort=id&order=asc&saved=k7m2x9pq&columns=open&page=2&case=7&tab=timeline";
        let query = MyCasesQuery::parse(search);
        assert_eq!(query.href(), format!("/my-cases?{search}"));
        assert_eq!(
            query.of_list().to_search(),
            "status=on_hold&q=ana&sort=id&order=asc&saved=k7m2x9pq&page=2"
        );
        assert_eq!(
            query.with_status(CaseStatus::InService).href(),
            "/my-cases?sort=id&order=asc&saved=k7m2x9pq"
        );
        assert_eq!(MyCasesQuery::parse("q=ana&views=open&case=7").views_href(), "/my-cases?q=ana&views=open");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn a_view_is_the_status_the_search_and_the_order() {
        let query = MyCasesQuery::parse(
            "status=on_hold&q=ana&sort=id&page=2&case=7&columns=open&views=open&saved=k7m2x9pq&x=1",
        );
        assert_eq!(query.view_search(), "status=on_hold&q=ana&sort=id");
    }

    #[test]
    fn open_cases_by_their_clocks_replace_the_status() {
        let query = MyCasesQuery::parse("q=ana&page=2");
        let overdue = query.with_due(Some(DueFilter::Overdue));
        assert_eq!(overdue, "/my-cases?q=ana&due=overdue&sort=due&order=asc");
        let query = MyCasesQuery::parse("due=overdue&sort=due&order=asc");
        assert!(!query.is_by_status());
        let filter = query.filter(UserId(1));
        assert_eq!((filter.statuses.len(), filter.by_clocks()), (0, Some(DueFilter::Overdue)));
        assert_eq!(query.with_status(CaseStatus::Waiting).href(), "/my-cases?status=waiting");
    }

    #[test]
    fn the_bare_page_is_what_is_in_service() {
        let query = MyCasesQuery::parse("status=merged&page=x");
        assert_eq!((query.status, query.page), (CaseStatus::InService, 1));
        assert_eq!(query.ignored, ["status", "page"]);
        assert_eq!(MyCasesQuery::parse("").href(), "/my-cases");
    }
}
