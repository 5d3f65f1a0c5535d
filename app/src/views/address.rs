//! What the address of a list says of saved views: `saved`, the view it was opened by, and `views=open`, the
//! dialog over the page.

#[cfg(feature = "ssr")]
use domain::saved_view::ViewPage;
use domain::saved_view::ViewSlug;
use serde::{Deserialize, Serialize};

/// The parameters of saved views.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ViewAddress {
    /// `saved`: the view that is open.
    pub saved: Option<ViewSlug>,
    /// `views=open`: the dialog of the views is open.
    pub open: bool,
}

impl ViewAddress {
    /// Reads a parameter and returns whether it was understood; `None` if it is another.
    pub(crate) fn read(&mut self, key: &str, value: &str) -> Option<bool> {
        match key {
            "saved" => {
                self.saved = ViewSlug::parse(value);
                Some(self.saved.is_some())
            }
            "views" => {
                self.open = value == "open";
                Some(self.open)
            }
            _ => None,
        }
    }

    /// The view that is open; what a changed filter keeps.
    pub(crate) fn saved_pair(&self) -> Option<(String, String)> {
        self.saved.as_ref().map(|slug| ("saved".to_owned(), slug.to_string()))
    }

    /// The dialog.
    pub(crate) fn open_pair(&self) -> Option<(String, String)> {
        self.open.then(|| ("views".to_owned(), "open".to_owned()))
    }

    /// With the dialog open or closed.
    #[must_use]
    pub(crate) fn with_dialog(&self, open: bool) -> Self {
        Self { open, ..self.clone() }
    }
}

/// The view that a list was opened by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenView {
    /// Its name.
    pub name: String,
    /// Whether the address says something else than the view.
    pub altered: bool,
}

/// The address of a page that views are saved of.
#[cfg(feature = "ssr")]
pub(crate) trait ViewedPage: Sized {
    /// The page.
    const PAGE: ViewPage;

    /// Parses a query string.
    fn parse_search(search: &str) -> Self;

    /// What the address says of views.
    fn views(&self) -> &ViewAddress;

    /// What a view is: the query string without the number of the page, dialogs and panels.
    fn view_search(&self) -> String;

    /// The address with other parameters of views, without a dialog.
    fn with_views(&self, views: ViewAddress) -> String;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_view_is_reported() {
        let mut address = ViewAddress::default();
        assert_eq!(address.read("saved", "k7m2x9pq"), Some(true));
        assert_eq!(address.read("views", "open"), Some(true));
        assert_eq!(address.read("queue", "3"), None);
        let pairs: Vec<_> = address.saved_pair().into_iter().chain(address.open_pair()).collect();
        assert_eq!(
            pairs,
            [("saved", "k7m2x9pq"), ("views", "open")].map(|(k, v)| (k.to_owned(), v.to_owned()))
        );
        assert_eq!(address.read("saved", "../x"), Some(false));
        assert_eq!(address.read("views", "shut"), Some(false));
        assert_eq!(address, ViewAddress::default());
    }
}
