//! The address of *Clientes duplicados*: of which customer, and after which pair.

use domain::CustomerId;
use domain::customers::Pair;
use store::customers::ProposalQuery;

use crate::address;
use crate::customers::DUPLICATES_PATH as PATH;

/// The state of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DuplicatesQuery {
    /// Of this customer only.
    pub(super) customer: Option<CustomerId>,
    /// After this pair.
    pub(super) after: Option<Pair>,
    /// The parameters that were not understood.
    pub(super) ignored: Vec<String>,
}

impl DuplicatesQuery {
    /// Reads a query string.
    pub(super) fn parse(search: &str) -> Self {
        let mut query = Self::default();
        query.ignored = address::parse(search, |name, value| match name {
            "customer" => {
                query.customer = value.parse().ok();
                query.customer.is_some()
            }
            "after" => {
                query.after = Pair::parse(value);
                query.after.is_some()
            }
            _ => false,
        });
        query
    }

    /// The address of this state.
    pub(super) fn href(&self) -> String {
        let customer = self.customer.map(|customer| ("customer".to_owned(), customer.to_string()));
        let after = self.after.map(|pair| ("after".to_owned(), pair.to_string()));
        address::href(PATH, customer.into_iter().chain(after))
    }

    /// The same proposals after another pair.
    pub(super) fn after(&self, after: Option<Pair>) -> Self {
        Self { customer: self.customer, after, ignored: Vec::new() }
    }

    /// What the store is asked.
    pub(super) fn proposals(&self) -> ProposalQuery {
        ProposalQuery { customer: self.customer, after: self.after }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_state() {
        for href in [
            PATH.to_owned(),
            format!("{PATH}?customer=7"),
            format!("{PATH}?after=12-3"),
            format!("{PATH}?customer=7&after=12-3"),
        ] {
            let search = href.strip_prefix(PATH).expect("the path");
            let query = DuplicatesQuery::parse(search);
            assert_eq!((query.href(), query.ignored.is_empty()), (href, true));
        }
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let query = DuplicatesQuery::parse("customer=x&after=3-3&other=1");
        assert_eq!(query.ignored, ["customer", "after", "other"]);
        assert_eq!(query.href(), PATH);
    }
}
