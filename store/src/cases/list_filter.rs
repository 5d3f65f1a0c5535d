//! Which cases a list wants, and what that means in SQL: one place for the count and the page.

use chrono::Days;
use domain::number::NumberDefaults;
use domain::{CaseStatus, Period, QueueId, UserId, zone};

use super::list_search::Sought;
use super::list_source::{MAX_COUNTED, MAX_NAMED, Source};
use crate::db::{Statement, sorted_ids};
use crate::scoped::Scoped;

/// What orders a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaseOrder {
    /// The ID.
    Id,
    /// When the case was opened.
    Opened,
    /// When something last happened to it.
    #[default]
    Updated,
}

impl CaseOrder {
    /// The column of `service_case`.
    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Opened => "opened_at",
            Self::Updated => "updated_at",
        }
    }
}

/// Which cases are wanted, and in which order. What is empty lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Any of these; where none is named, all but those that were merged into others.
    pub statuses: Vec<CaseStatus>,
    /// In any of these queues.
    pub queues: Vec<QueueId>,
    /// Any of these is responsible.
    pub agents: Vec<UserId>,
    /// Exactly this kind.
    pub kind: Option<String>,
    /// Opened on these civil days.
    pub opened: Period,
    /// An ID, a protocol, a telephone, a document, or words of the customer's name.
    pub search: String,
    /// The order.
    pub order: CaseOrder,
    /// The oldest or lowest first.
    pub ascending: bool,
}

impl Scoped<'_> {
    /// Everything a case `s` must fulfil to be in the list, its scope included.
    pub(super) fn case_conditions(
        &self,
        statement: &mut Statement,
        filter: &CaseFilter,
        source: &Source,
    ) -> String {
        let mut found = vec![filter.status_condition()];
        if !filter.queues.is_empty() {
            found.push(statement.any("s.queue_id", &sorted_ids(filter.queues.iter().copied())));
        }
        if !filter.agents.is_empty() {
            found.push(statement.any("s.agent_id", &sorted_ids(filter.agents.iter().copied())));
        }
        if let Some(kind) = &filter.kind {
            found.push(format!("s.kind = {}", statement.bind(kind)));
        }
        let from = filter.opened.from.map(|day| zone::day_start(self.store.zone(), day));
        let until = filter.opened.to.and_then(|day| day.checked_add_days(Days::new(1)));
        if let Some(from) = from {
            found.push(format!("s.opened_at >= {}", statement.bind(from)));
        }
        if let Some(until) = until.map(|day| zone::day_start(self.store.zone(), day)) {
            found.push(format!("s.opened_at < {}", statement.bind(until)));
        }
        if !matches!(source, Source::Keys | Source::Names { .. }) {
            found.extend(filter.sought(&self.store.number_defaults()).condition(statement));
        }
        // A merged case is seen by whoever sees the one it was merged into.
        found.push(if filter.statuses.contains(&CaseStatus::Merged) && !self.sees_all() {
            let sees = self.sees_case(statement, "kept");
            format!(
                "EXISTS (SELECT 1 FROM service_case AS kept \
                 WHERE kept.id = coalesce(s.merged_into, s.id) AND {sees})"
            )
        } else {
            self.sees_case(statement, "s")
        });
        found.join(" AND ")
    }
}

impl CaseFilter {
    /// Up to where the cases are counted.
    pub(super) fn most_counted(&self) -> u64 {
        if matches!(self.sought(&NumberDefaults::default()), Sought::Names(_)) {
            MAX_NAMED
        } else {
            MAX_COUNTED
        }
    }

    /// The statuses meant.
    fn wanted_statuses(&self) -> Vec<CaseStatus> {
        let wanted = |status: &CaseStatus| {
            if self.statuses.is_empty() {
                *status != CaseStatus::Merged
            } else {
                self.statuses.contains(status)
            }
        };
        CaseStatus::ALL.into_iter().filter(wanted).collect()
    }

    /// The only status meant, where it is one.
    pub(super) fn only_status(&self) -> Option<CaseStatus> {
        <[CaseStatus; 1]>::try_from(self.wanted_statuses()).ok().map(|[status]| status)
    }

    /// The statuses as a condition; they are words of ours, not of anybody else.
    pub(super) fn status_condition(&self) -> String {
        if let Some(status) = self.only_status() {
            return format!("s.status = '{}'", status.as_str());
        }
        let words: Vec<String> =
            self.wanted_statuses().iter().map(|status| format!("'{}'", status.as_str())).collect();
        format!("s.status IN ({})", words.join(", "))
    }
}
