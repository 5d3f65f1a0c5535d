//! The query string of a settings list, parsed and built.

use store::settings::ListQuery;

use super::sections::SectionName;
use crate::address;

/// The parameters of a settings list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SettingsQuery {
    /// The section listed.
    pub(super) section: SectionName,
    /// `q`
    pub(super) search: String,
    /// `active`: `yes`, `no` or empty for all.
    pub(super) active: Option<bool>,
    /// `page`, from 1.
    pub(super) page: u64,
    /// Unknown or invalid parameters.
    pub(super) ignored: Vec<String>,
}

impl SettingsQuery {
    /// The first page of a list.
    pub(super) fn of(section: SectionName) -> Self {
        Self { section, search: String::new(), active: None, page: 1, ignored: Vec::new() }
    }

    /// Parses a query string, with or without its `?`.
    pub(super) fn parse(section: SectionName, search: &str) -> Self {
        let mut query = Self::of(section);
        query.ignored = address::parse(search, |key, value| query.read(key, value));
        query
    }

    fn read(&mut self, key: &str, value: &str) -> bool {
        match (key, value) {
            ("q", text) => {
                self.search = text.chars().take(200).collect();
                true
            }
            ("active", "yes" | "no" | "") => {
                self.active = (!value.is_empty()).then_some(value == "yes");
                true
            }
            ("page", _) => value.parse().map(|page: u64| self.page = page.max(1)).is_ok(),
            ("", _) => true,
            _ => false,
        }
    }

    /// The query for the store.
    pub(super) fn list(&self) -> ListQuery {
        ListQuery { search: self.search.clone(), active: self.active, page: self.page }
    }

    /// The hidden fields of a form, without the page, with or without the search.
    pub(super) fn fields(&self, search: bool) -> Vec<(String, String)> {
        let active = self.active.map(|active| ("active", if active { "yes" } else { "no" }.to_owned()));
        let search = (search && !self.search.is_empty()).then(|| ("q", self.search.clone()));
        search.into_iter().chain(active).map(|(key, value)| (key.to_owned(), value)).collect()
    }

    /// The path with this query.
    pub(super) fn href(&self) -> String {
        let parameters = self.fields(true).into_iter().chain(address::page(self.page));
        address::href(&self.section.href(), parameters)
    }

    /// The path of another page.
    pub(super) fn on_page(&self, page: u64) -> String {
        Self { page, ..self.clone() }.href()
    }

    /// Another state filter, from the first page.
    pub(super) fn with_active(&self, active: Option<bool>) -> Self {
        Self { active, page: 1, ..self.clone() }
    }

    /// Whether a filter or search is active.
    pub(super) fn is_narrowed(&self) -> bool {
        self.active.is_some() || !self.search.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for search in ["", "q=vendas", "q=a+b&active=no&page=3", "active=yes"] {
            let query = SettingsQuery::parse(SectionName::Queues, search);
            let question = if search.is_empty() { "" } else { "?" };
            assert_eq!(query.href(), format!("/settings/queues{question}{search}"));
            assert!(query.ignored.is_empty());
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let query = SettingsQuery::parse(SectionName::Queues, "active=perhaps&page=x&color=red");
        assert_eq!(query.ignored, ["active", "page", "color"]);
        assert_eq!(query.href(), "/settings/queues");
    }
}
