//! The address of a person's page: the customer, the page of the interactions, and the case window over it.

use domain::{CaseId, CustomerId, Protocol};

use crate::address;
use crate::case::address::{CaseAddress, CaseAddressReader, CaseTab};
use crate::customers::href;

/// The state of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PersonQuery {
    /// The customer.
    pub(super) customer: CustomerId,
    /// `page` of the interactions, from 1.
    pub(super) page: u64,
    /// `case` and its related parameters: the case window over the page.
    pub(super) case: Option<CaseAddress>,
    /// The parameters that were not understood.
    pub(super) ignored: Vec<String>,
}

impl PersonQuery {
    /// The first page of a customer.
    pub(super) fn of(customer: CustomerId) -> Self {
        Self { customer, page: 1, case: None, ignored: Vec::new() }
    }

    /// Reads a query string.
    pub(super) fn parse(customer: CustomerId, search: &str) -> Self {
        let (mut query, mut case) = (Self::of(customer), CaseAddressReader::default());
        query.ignored = address::parse(search, |name, value| match case.take(name, value) {
            Some(understood) => understood,
            None if name == "page" => value.parse().map(|page: u64| query.page = page.max(1)).is_ok(),
            None => false,
        });
        query.case = case.finish();
        query
    }

    /// The address of this state.
    pub(super) fn href(&self) -> String {
        let case = self.case.iter().flat_map(CaseAddress::pairs);
        address::href(&self.path(), address::page(self.page).into_iter().chain(case))
    }

    /// The path of the page.
    pub(super) fn path(&self) -> String {
        href(self.customer)
    }

    /// Another page of the interactions.
    pub(super) fn on_page(&self, page: u64) -> String {
        Self { page, ..Self::of(self.customer) }.href()
    }

    /// The same page with a case over it.
    pub(super) fn with_case(&self, case: CaseId) -> String {
        Self { case: Some(CaseAddress::of(case)), ..self.clone() }.href()
    }

    /// The same page with an interaction of a case over it.
    pub(super) fn with_interaction(&self, case: CaseId, channel: &str, protocol: &Protocol) -> String {
        let tab = CaseAddress::of(case).with_tab(CaseTab::Interactions);
        let case = tab.with("channel", channel).with("open", protocol.as_str());
        Self { case: Some(case), ..self.clone() }.href()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_state() {
        for search in ["", "?page=2", "?case=12", "?page=2&case=12&tab=interactions&case.open=20261130000001"]
        {
            let query = PersonQuery::parse(CustomerId(7), search);
            assert_eq!((query.href(), query.ignored.is_empty()), (format!("/customers/7{search}"), true));
        }
        assert_eq!(PersonQuery::parse(CustomerId(7), "page=x&q=1").ignored, ["page", "q"]);
    }
}
