//! Filter and order of case lists, and their SQL predicates, shared by the count and the page.

use domain::number::NumberDefaults;
use domain::{CaseStatus, Period, QueueId, UserId};

use crate::cases::Cases;
use crate::cases::list::search::SearchTerms;
use crate::cases::list::source::{MAX_COUNTED, MAX_NAMED, Source};
use crate::db::{Statement, Window, sorted_ids};

/// Sort order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaseOrder {
    /// The ID.
    Id,
    /// The opening time.
    Opened,
    /// The time of the last update.
    #[default]
    Updated,
}

impl CaseOrder {
    /// The column of `service_case`.
    pub(in crate::cases) const fn column(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Opened => "opened_at",
            Self::Updated => "updated_at",
        }
    }
}

/// Filter and order of a case list; empty fields match everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Any of these statuses; if empty, all except merged cases.
    pub statuses: Vec<CaseStatus>,
    /// Any of these queues.
    pub queues: Vec<QueueId>,
    /// Any of these responsible agents.
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

impl Cases<'_> {
    /// SQL predicates for a case `s`: filter and scope.
    pub(in crate::cases) fn case_conditions(
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
        found.extend(Window::of_days(self.store.zone(), filter.opened).conditions(statement, "s.opened_at"));
        if !matches!(source, Source::Keys | Source::Names { .. }) {
            found.extend(filter.search_terms(&self.store.number_defaults()).condition(statement));
        }
        // A merged case is in scope if its survivor is.
        found.push(if filter.statuses.contains(&CaseStatus::Merged) && !self.sees_all() {
            let sees = self.alias_in_scope(statement, "kept");
            format!(
                "EXISTS (SELECT 1 FROM service_case AS kept \
                 WHERE kept.id = coalesce(s.merged_into, s.id) AND {sees})"
            )
        } else {
            self.alias_in_scope(statement, "s")
        });
        found.join(" AND ")
    }
}

impl CaseFilter {
    /// The limit of the count.
    pub(in crate::cases) fn count_limit(&self) -> u64 {
        if matches!(self.search_terms(&NumberDefaults::default()), SearchTerms::Names(_)) {
            MAX_NAMED
        } else {
            MAX_COUNTED
        }
    }

    /// The statuses that match.
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

    /// The status that matches, if there is only one.
    pub(in crate::cases) fn only_status(&self) -> Option<CaseStatus> {
        <[CaseStatus; 1]>::try_from(self.wanted_statuses()).ok().map(|[status]| status)
    }

    /// SQL predicate on the status. Literals are safe: the texts are constants.
    pub(in crate::cases) fn status_condition(&self) -> String {
        if let Some(status) = self.only_status() {
            return format!("s.status = '{}'", status.as_str());
        }
        let words: Vec<String> =
            self.wanted_statuses().iter().map(|status| format!("'{}'", status.as_str())).collect();
        format!("s.status IN ({})", words.join(", "))
    }
}
