//! The address of *Clientes*: the search and the page.

use crate::address;
use crate::customers::PATH;

/// The state of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CustomersQuery {
    /// `q`
    pub(super) search: String,
    /// `page`, from 1.
    pub(super) page: u64,
    /// The parameters that were not understood.
    pub(super) ignored: Vec<String>,
}

/// The longest search, in characters.
const MAX_SEARCH: usize = 200;

impl CustomersQuery {
    /// Reads a query string.
    pub(super) fn parse(search: &str) -> Self {
        let mut query = Self { search: String::new(), page: 1, ignored: Vec::new() };
        query.ignored = address::parse(search, |name, value| match name {
            "q" => {
                query.search = value.trim().chars().take(MAX_SEARCH).collect();
                true
            }
            "page" => value.parse().map(|page: u64| query.page = page.max(1)).is_ok(),
            _ => false,
        });
        query
    }

    /// The parameters but the page.
    pub(super) fn fields(&self) -> Vec<(String, String)> {
        let search = (!self.search.is_empty()).then(|| ("q".to_owned(), self.search.clone()));
        search.into_iter().collect()
    }

    /// The address of this state.
    pub(super) fn href(&self) -> String {
        self.on_page(self.page)
    }

    /// The address of another page.
    pub(super) fn on_page(&self, page: u64) -> String {
        address::href(PATH, self.fields().into_iter().chain(address::page(page)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_state() {
        for href in [PATH.to_owned(), format!("{PATH}?q=Ana+Souza"), format!("{PATH}?q=11+98765-4321&page=3")]
        {
            let query = CustomersQuery::parse(href.strip_prefix(PATH).expect("the path"));
            assert_eq!((query.href(), query.ignored.is_empty()), (href, true));
        }
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let query = CustomersQuery::parse("page=x&name=ana&q=+");
        assert_eq!(
            (query.ignored.clone(), query.href()),
            (vec!["page".to_owned(), "name".to_owned()], PATH.to_owned())
        );
    }
}
