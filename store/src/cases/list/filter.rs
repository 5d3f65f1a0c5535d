//! SQL of the filter and order of case lists, shared by the count and the page.

use domain::CaseStatus;
use domain::cases::{CaseFilter, CaseOrder, MAX_COUNTED, MAX_NAMED};
use domain::number::NumberDefaults;

use crate::cases::Cases;
use crate::cases::list::search::SearchTerms;
use crate::cases::list::source::Source;
use crate::db::{Statement, Window, sorted_ids};

impl Cases<'_> {
    /// SQL predicates for a case `s`: filter and scope.
    pub(in crate::cases) fn case_conditions(
        &self,
        statement: &mut Statement,
        filter: &CaseFilter,
        source: &Source,
    ) -> String {
        let mut found = vec![self.unsearched_conditions(statement, filter)];
        if !matches!(source, Source::Keys | Source::Names { .. }) {
            found.extend(SearchTerms::of(filter, &self.store.number_defaults()).condition(statement));
        }
        found.push(self.family_in_scope(statement, filter, "s"));
        found.join(" AND ")
    }

    /// SQL predicate for a case `s`: the filter without what is searched for.
    pub(in crate::cases) fn unsearched_conditions(
        &self,
        statement: &mut Statement,
        filter: &CaseFilter,
    ) -> String {
        let mut found = vec![status_condition(filter)];
        if !filter.queues.is_empty() {
            found.push(statement.equal_or_any("s.queue_id", &sorted_ids(filter.queues.iter().copied())));
        }
        if !filter.agents.is_empty() {
            found.push(statement.equal_or_any("s.agent_id", &sorted_ids(filter.agents.iter().copied())));
        }
        if let Some(kind) = &filter.kind {
            found.push(format!("s.kind = {}", statement.bind(kind)));
        }
        found.extend(Window::of_days(self.store.zone(), filter.opened).conditions(statement, "s.opened_at"));
        found.join(" AND ")
    }

    /// SQL predicate: the case with this alias is in scope; a merged case is if its survivor is.
    pub(in crate::cases) fn family_in_scope(
        &self,
        statement: &mut Statement,
        filter: &CaseFilter,
        alias: &str,
    ) -> String {
        if !filter.statuses.contains(&CaseStatus::Merged) || self.sees_all() {
            return self.alias_in_scope(statement, alias);
        }
        let sees = self.alias_in_scope(statement, "kept");
        format!(
            "EXISTS (SELECT 1 FROM service_case AS kept \
             WHERE kept.id = coalesce({alias}.merged_into, {alias}.id) AND {sees})"
        )
    }
}

/// The column of `service_case` that a list is sorted by.
pub(in crate::cases) const fn sort_column(order: CaseOrder) -> &'static str {
    match order {
        CaseOrder::Id => "id",
        CaseOrder::Opened => "opened_at",
        // Cases by due instants are sorted by their clocks (`due.rs`).
        CaseOrder::Updated | CaseOrder::Due => "updated_at",
    }
}

/// The limit of the count.
pub(in crate::cases) fn count_limit(filter: &CaseFilter) -> u64 {
    if matches!(SearchTerms::of(filter, &NumberDefaults::default()), SearchTerms::Names(_)) {
        MAX_NAMED
    } else {
        MAX_COUNTED
    }
}

/// SQL predicate on the status. Literals are safe: the texts are constants.
pub(in crate::cases) fn status_condition(filter: &CaseFilter) -> String {
    if let Some(status) = filter.only_status() {
        return format!("s.status = '{}'", status.as_str());
    }
    let words: Vec<String> =
        filter.wanted_statuses().iter().map(|status| format!("'{}'", status.as_str())).collect();
    format!("s.status IN ({})", words.join(", "))
}
