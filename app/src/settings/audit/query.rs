//! The query string of the audit trail, parsed and built.

use chrono::NaiveDate;
use domain::{AuditAction, AuditObject, Period};
use store::audit::AuditFilter;

use crate::address::{self, date};

/// The parameters of the audit trail page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// `from`
    pub from: Option<NaiveDate>,
    /// `to`
    pub to: Option<NaiveDate>,
    /// `actor`: a login.
    pub actor: String,
    /// `action`
    pub action: Option<AuditAction>,
    /// `object`
    pub object: Option<AuditObject>,
    /// `q`
    pub search: String,
    /// `before`: only entries with a lower number, for paging.
    pub before: Option<i64>,
    /// Unknown or invalid parameters.
    pub ignored: Vec<String>,
}

impl AuditQuery {
    /// Parses a query string, with or without its `?`.
    pub fn parse(search: &str) -> Self {
        let mut query = Self::default();
        query.ignored = address::parse(search, |key, value| query.read(key, value));
        query
    }

    fn read(&mut self, key: &str, value: &str) -> bool {
        let short = || value.chars().take(200).collect();
        match key {
            "" => true,
            // Forms also send empty fields.
            "from" | "to" | "action" | "object" | "before" if value.is_empty() => true,
            "from" => date(value, &mut self.from),
            "to" => date(value, &mut self.to),
            "actor" => {
                self.actor = short();
                true
            }
            "action" => {
                self.action = AuditAction::parse(value);
                self.action.is_some()
            }
            "object" => {
                self.object = AuditObject::parse(value);
                self.object.is_some()
            }
            "q" => {
                self.search = short();
                true
            }
            "before" => value.parse().map(|before| self.before = Some(before)).is_ok(),
            _ => false,
        }
    }

    /// The filter for the store.
    pub fn filter(&self) -> AuditFilter {
        AuditFilter {
            period: Period { from: self.from, to: self.to },
            actor: self.actor.clone(),
            action: self.action,
            object: self.object,
            search: self.search.clone(),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        pairs.extend(self.from.map(|day| ("from", day.to_string())));
        pairs.extend(self.to.map(|day| ("to", day.to_string())));
        pairs.extend(Some(self.actor.clone()).filter(|text| !text.is_empty()).map(|text| ("actor", text)));
        pairs.extend(self.action.map(|action| ("action", action.as_str().to_owned())));
        pairs.extend(self.object.map(|object| ("object", object.as_str().to_owned())));
        pairs.extend(Some(self.search.clone()).filter(|text| !text.is_empty()).map(|text| ("q", text)));
        pairs
    }

    /// The filters under another path, with or without the paging cursor.
    fn under(&self, path: &str, before: Option<i64>) -> String {
        let before = before.map(|before| ("before", before.to_string()));
        let parameters = self.pairs().into_iter().chain(before);
        address::href(path, parameters.map(|(key, value)| (key.to_owned(), value)))
    }

    /// The path with this query.
    pub fn href(&self) -> String {
        self.under("/settings/audit", self.before)
    }

    /// The path of the newest entries.
    pub fn newest(&self) -> String {
        self.under("/settings/audit", None)
    }

    /// The path of the entries before this one.
    pub fn older(&self, before: i64) -> String {
        self.under("/settings/audit", Some(before))
    }

    /// The path of the export with the same filters.
    pub fn export(&self) -> String {
        self.under("/settings/audit/export", None)
    }

    /// Whether a filter is active.
    pub fn is_narrowed(&self) -> bool {
        !self.pairs().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let search = "from=2026-11-01&to=2026-11-21&actor=ana&action=merged&object=case&q=12&before=99";
        let query = AuditQuery::parse(search);
        assert_eq!(query.href(), format!("/settings/audit?{search}"));
        assert_eq!(query.newest(), format!("/settings/audit?{}", search.replace("&before=99", "")));
        assert_eq!(query.export(), format!("/settings/audit/export?{}", search.replace("&before=99", "")));
        assert!(query.ignored.is_empty());
    }

    #[test]
    fn an_empty_form_asks_for_everything() {
        let query = AuditQuery::parse("from=&to=&actor=&action=&object=&q=");
        assert!(!query.is_narrowed() && query.ignored.is_empty());
        assert_eq!(query.href(), "/settings/audit");
        assert_eq!(AuditQuery::parse("action=exploded&x=1").ignored, ["action", "x"]);
    }
}
