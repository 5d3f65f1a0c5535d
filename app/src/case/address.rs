//! The query parameters of the case window: the open case, its tab, and the state of the tab.
//!
//! `case` is the ID, `tab` the tab; the parameters of a tab (search, filters, page) start with
//! `case.`, so that they never collide with those of the page below. Every link in the window is
//! "this address with one thing changed"; closing it leaves the address of the page.

use domain::{CaseId, Protocol};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A tab of the case window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CaseTab {
    /// *Dados do Caso*.
    #[default]
    Data,
    /// *Histórico do Caso*.
    Timeline,
    /// *Histórico do Cliente*.
    Customer,
    /// *Histórico de Ligações*.
    Calls,
    /// *Interações*.
    Interactions,
    /// *SLA*.
    Sla,
    /// *Anexos*.
    Attachments,
    /// *Pesquisa de Satisfação*.
    Survey,
}

impl CaseTab {
    /// All tabs in display order.
    pub const ALL: [Self; 8] = [
        Self::Data,
        Self::Timeline,
        Self::Customer,
        Self::Calls,
        Self::Interactions,
        Self::Sla,
        Self::Attachments,
        Self::Survey,
    ];

    /// The value of the parameter `tab`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Timeline => "timeline",
            Self::Customer => "customer",
            Self::Calls => "calls",
            Self::Interactions => "interactions",
            Self::Sla => "sla",
            Self::Attachments => "attachments",
            Self::Survey => "survey",
        }
    }

    /// The inverse of [`CaseTab::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.as_str() == text)
    }
}

/// The state of the case window: the case, the tab, and the parameters of the tab.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CaseAddress {
    /// The requested ID, which may be that of a merged case.
    pub id: CaseId,
    /// The open tab.
    pub tab: CaseTab,
    /// The parameters of the tab, without the prefix `case.`; values are not empty.
    fields: Vec<(String, String)>,
}

/// The maximum number of parameters of a tab; further ones are ignored.
const MAX_FIELDS: usize = 600;

impl CaseAddress {
    /// The address of a case with its first tab.
    pub fn of(id: CaseId) -> Self {
        Self { id, tab: CaseTab::default(), fields: Vec::new() }
    }

    /// The value of a parameter of the tab; the first, if it is repeated.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of a repeated parameter of the tab.
    pub fn fields(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The page of the list in the tab, from 1.
    pub fn page(&self) -> u64 {
        self.field("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1)
    }

    /// The search text of the tab; empty if there is none.
    pub fn search(&self) -> &str {
        self.field("q").unwrap_or_default().trim()
    }

    /// Another tab, without parameters.
    #[must_use]
    pub fn with_tab(&self, tab: CaseTab) -> Self {
        Self { tab, ..Self::of(self.id) }
    }

    /// With a parameter of the tab set, or removed if the value is empty; resets the page.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut changed = self.clone();
        changed.fields.retain(|(key, _)| key != name && key != "page");
        if !value.is_empty() {
            changed.fields.push((name.to_owned(), value.to_owned()));
        }
        changed
    }

    /// With another page of the list in the tab.
    #[must_use]
    pub fn with_page(&self, page: u64) -> Self {
        if page > 1 { self.with("page", &page.to_string()) } else { self.with("page", "") }
    }

    /// The parameters of the window as a query string.
    pub(crate) fn to_search(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.pairs()).finish()
    }

    /// All parameters, as name and value.
    pub fn pairs(&self) -> impl Iterator<Item = (String, String)> + '_ {
        let tab = (self.tab != CaseTab::default()).then(|| ("tab".to_owned(), self.tab.as_str().to_owned()));
        let fields = self.fields.iter().map(|(key, value)| (format!("case.{key}"), value.clone()));
        std::iter::once(("case".to_owned(), self.id.to_string())).chain(tab).chain(fields)
    }
}

/// Collects the parameters of the case window while a page parses its query string.
#[derive(Debug, Default)]
pub struct CaseAddressReader {
    id: Option<CaseId>,
    tab: CaseTab,
    fields: Vec<(String, String)>,
}

impl CaseAddressReader {
    /// The address in a query string, if a case is open.
    pub(crate) fn read(search: &str) -> Option<CaseAddress> {
        let mut reader = Self::default();
        crate::address::parse(search, |key, value| reader.take(key, value).unwrap_or_default());
        reader.finish()
    }

    /// Takes a parameter of the window and returns whether it was understood; `None` if it belongs
    /// to the page.
    pub fn take(&mut self, key: &str, value: &str) -> Option<bool> {
        match key {
            "case" => {
                self.id = value.parse().ok().filter(|CaseId(id)| *id > 0);
                Some(self.id.is_some())
            }
            "tab" => Some(CaseTab::parse(value).map(|tab| self.tab = tab).is_some()),
            _ => {
                let name = key.strip_prefix("case.")?;
                if !value.is_empty() && self.fields.len() < MAX_FIELDS {
                    self.fields.push((name.to_owned(), value.to_owned()));
                }
                Some(true)
            }
        }
    }

    /// The parsed address, if a case is open.
    pub fn finish(self) -> Option<CaseAddress> {
        Some(CaseAddress { id: self.id?, tab: self.tab, fields: self.fields })
    }
}

/// The address of the window whose content is shown, passed to every part of the window to build its
/// links. A part that is rendered again whenever the content changes reads it as it is ([`Window::read`]);
/// a part that stays follows it ([`Window::follow`]).
#[derive(Clone, Copy)]
pub(crate) struct Window(Signal<WindowAddress>);

impl Window {
    /// The window with this address.
    pub(crate) fn new(address: Signal<WindowAddress>) -> Self {
        Self(address)
    }

    /// Reads the address, not tracked.
    pub(crate) fn read<T>(self, read: impl FnOnce(&WindowAddress) -> T) -> T {
        self.0.with_untracked(read)
    }

    /// What `read` makes of the address, whenever it changes.
    pub(crate) fn follow<T: Send + Sync + 'static>(
        self,
        read: impl Fn(&WindowAddress) -> T + Send + Sync + 'static,
    ) -> Signal<T> {
        Signal::derive(move || self.0.with(&read))
    }

    /// Reads what a tab shows; the caller is rendered again when it or the address changes.
    pub(super) fn tracked<T: Clone + Send + Sync + 'static>(self, content: Memo<T>) -> T {
        self.0.track();
        content.get()
    }
}

/// The address of the case window and of the page below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowAddress {
    /// The address of the page alone: path and query.
    page: String,
    /// The open case.
    pub case: CaseAddress,
}

impl WindowAddress {
    /// The case window over a page.
    pub fn over(page: String, case: CaseAddress) -> Self {
        Self { page, case }
    }

    /// The case window that the page at `path` shows with the query string `search`, if any. The dialog
    /// of an interaction takes its place.
    pub(crate) fn read(path: &str, search: &str) -> Option<Self> {
        let mut is_interaction = false;
        crate::address::parse(search, |key, value| {
            is_interaction |= key == "interaction" && Protocol::parse(value).is_ok();
            true
        });
        if is_interaction {
            return None;
        }
        let case = CaseAddressReader::read(search)?;
        Some(Self::over(format!("{path}{}", without_window(search)), case))
    }

    /// The address of the page without the window.
    pub fn close(&self) -> String {
        self.page.clone()
    }

    /// The current address.
    pub fn href(&self) -> String {
        self.with(&self.case)
    }

    /// The same page with another state of the window.
    pub fn with(&self, case: &CaseAddress) -> String {
        let (path, query) = self.page.split_once('?').unwrap_or((&self.page, ""));
        let mut out = form_urlencoded::Serializer::new(query.to_owned());
        out.extend_pairs(case.pairs());
        format!("{path}?{}", out.finish())
    }

    /// The first tab of another case over the same page.
    pub fn with_case(&self, id: CaseId) -> String {
        self.with(&CaseAddress::of(id))
    }

    /// The action of GET forms in the window: the path of the page.
    pub fn form_action(&self) -> String {
        self.page.split('?').next().unwrap_or_default().to_owned()
    }

    /// The hidden fields of a GET form in a tab: the parameters of the page, the case and the tab.
    /// Parameters of the tab are left out, the form has fields for them.
    pub fn form_fields(&self) -> Vec<(String, String)> {
        let bare = CaseAddress { fields: Vec::new(), ..self.case.clone() };
        Self { page: self.page.clone(), case: bare }.all_fields()
    }

    /// All parameters of this address.
    pub fn all_fields(&self) -> Vec<(String, String)> {
        let query = self.page.split_once('?').map_or("", |(_, query)| query);
        let of_page = form_urlencoded::parse(query.as_bytes()).into_owned();
        of_page.chain(self.case.pairs()).collect()
    }
}

/// A query string without the parameters of the case window.
pub(crate) fn without_window(search: &str) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for (key, value) in form_urlencoded::parse(search.trim_start_matches('?').as_bytes()) {
        if CaseAddressReader::default().take(&key, &value).is_none() {
            out.append_pair(&key, &value);
        }
    }
    let rest = out.finish();
    if rest.is_empty() { rest } else { format!("?{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Option<CaseAddress> {
        CaseAddressReader::read(query)
    }

    #[test]
    fn the_window_is_read_over_any_page() {
        let window =
            WindowAddress::read("/management", "?q=ana&case=12&tab=calls&case.q=9&page=2").expect("open");
        assert_eq!(window.close(), "/management?q=ana&page=2");
        assert_eq!(window.case, CaseAddress::of(CaseId(12)).with_tab(CaseTab::Calls).with("q", "9"));
        assert_eq!(WindowAddress::read("/management", "?q=ana&tab=calls"), None);
        assert_eq!(without_window("?case=1&tab=sla&case.x=y"), "");
    }

    #[test]
    fn what_is_written_is_read_back() {
        let address = CaseAddress::of(CaseId(12)).with_tab(CaseTab::Calls).with("q", "9 & 8").with_page(3);
        let window = WindowAddress::over("/history?channel=voice".to_owned(), address.clone());
        let href = window.href();
        assert_eq!(href, "/history?channel=voice&case=12&tab=calls&case.q=9+%26+8&case.page=3");
        assert_eq!(read(href.split_once('?').expect("a query").1), Some(address));
        assert_eq!(window.close(), "/history?channel=voice");
    }

    #[test]
    fn a_change_of_a_filter_begins_the_list_anew_and_an_empty_one_is_none() {
        let address = CaseAddress::of(CaseId(1)).with("q", "a").with_page(4);
        assert_eq!(address.with("q", "b").page(), 1);
        assert_eq!(address.with("q", "").field("q"), None);
    }

    #[test]
    fn other_tabs_and_cases_forget_what_a_tab_was_asked() {
        let address = CaseAddress::of(CaseId(1)).with_tab(CaseTab::Timeline).with("q", "a");
        assert_eq!(address.with_tab(CaseTab::Sla).search(), "");
        let window = WindowAddress::over("/my-cases".to_owned(), address);
        assert_eq!(window.with_case(CaseId(2)), "/my-cases?case=2");
        assert_eq!(window.form_action(), "/my-cases");
        let fields = window.form_fields();
        assert_eq!(fields, [("case", "1"), ("tab", "timeline")].map(|(k, v)| (k.to_owned(), v.to_owned())));
    }

    #[test]
    fn nonsense_is_not_understood_and_opens_nothing() {
        let mut reader = CaseAddressReader::default();
        assert_eq!(reader.take("case", "12x"), Some(false));
        assert_eq!(reader.take("tab", "nothing"), Some(false));
        assert_eq!(reader.take("page", "2"), None);
        assert_eq!(reader.finish(), None);
        assert_eq!(read("case=-3"), None);
    }
}
