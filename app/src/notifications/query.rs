//! The address of *Notificações*: which ones, and the page.

use super::PATH;
use crate::address;

/// The state of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotificationsQuery {
    /// `unread=true`: only unread ones.
    pub(super) unread: bool,
    /// `page`, from 1.
    pub(super) page: u64,
    /// The parameters that were not understood.
    pub(super) ignored: Vec<String>,
}

impl NotificationsQuery {
    /// Reads a query string.
    pub(super) fn parse(search: &str) -> Self {
        let mut query = Self { unread: false, page: 1, ignored: Vec::new() };
        query.ignored = address::parse(search, |name, value| match name {
            "unread" => value.parse().map(|unread| query.unread = unread).is_ok(),
            "page" => value.parse().map(|page: u64| query.page = page.max(1)).is_ok(),
            _ => false,
        });
        query
    }

    /// The parameters but the page.
    pub(super) fn fields(&self) -> Vec<(String, String)> {
        self.unread.then(|| ("unread".to_owned(), "true".to_owned())).into_iter().collect()
    }

    /// The address of this state.
    pub(super) fn href(&self) -> String {
        self.on_page(self.page)
    }

    /// The address of another page.
    pub(super) fn on_page(&self, page: u64) -> String {
        address::href(PATH, self.fields().into_iter().chain(address::page(page)))
    }

    /// The first page of all notifications, or of the unread ones.
    pub(super) fn showing(unread: bool) -> Self {
        Self { unread, page: 1, ignored: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_state() {
        for href in [PATH.to_owned(), format!("{PATH}?unread=true"), format!("{PATH}?unread=true&page=3")] {
            let query = NotificationsQuery::parse(href.strip_prefix(PATH).expect("the path"));
            assert_eq!((query.href(), query.ignored.is_empty()), (href, true));
        }
        assert_eq!(NotificationsQuery::showing(true).href(), "/notifications?unread=true");
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let query = NotificationsQuery::parse("page=x&unread=maybe&kind=a&unread=false");
        assert_eq!(query.ignored, ["page", "unread", "kind"]);
        assert_eq!(query.href(), PATH);
    }
}
