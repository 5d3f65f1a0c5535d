//! Cases created without an interaction, in any status.

#![allow(clippy::format_push_string, reason = "plain SQL is easiest to read as text")]

use domain::sla::ClockKind;
use domain::{CaseId, CaseStatus, PolicyId, Timestamp};
use store::Store;

use super::{SOURCE, continue_numbers, sql_number, sql_text};
use crate::support::world::run;

/// A case, known to [`SOURCE`] as `case-{id}`, which interactions can join.
pub(crate) struct CaseBuilder {
    id: i64,
    customer: i64,
    queue: Option<i64>,
    agent: Option<i64>,
    kind: Option<String>,
    subject: Option<String>,
    status: CaseStatus,
    opened_at: Timestamp,
    updated_at: Timestamp,
    merged_into: Option<i64>,
    clocks: Vec<(ClockKind, PolicyId)>,
}

impl CaseBuilder {
    /// Case `id` of customer 1, waiting and without a queue.
    pub(crate) fn new(id: i64) -> Self {
        Self {
            id,
            customer: 1,
            queue: None,
            agent: None,
            kind: None,
            subject: None,
            status: CaseStatus::Waiting,
            opened_at: Timestamp(0),
            updated_at: Timestamp(0),
            merged_into: None,
            clocks: Vec::new(),
        }
    }

    pub(crate) fn customer(mut self, customer: i64) -> Self {
        self.customer = customer;
        self
    }

    pub(crate) fn queue(mut self, queue: i64) -> Self {
        self.queue = Some(queue);
        self
    }

    /// The responsible agent.
    pub(crate) fn agent(mut self, agent: i64) -> Self {
        self.agent = Some(agent);
        self
    }

    pub(crate) fn kind(mut self, kind: &str) -> Self {
        self.kind = Some(kind.to_owned());
        self
    }

    pub(crate) fn subject(mut self, subject: &str) -> Self {
        self.subject = Some(subject.to_owned());
        self
    }

    pub(crate) fn status(mut self, status: CaseStatus) -> Self {
        self.status = status;
        self
    }

    /// Sets the opening and the last update to this instant.
    pub(crate) fn opened_at(mut self, at: Timestamp) -> Self {
        (self.opened_at, self.updated_at) = (at, at);
        self
    }

    /// The last update.
    pub(crate) fn updated_at(mut self, at: Timestamp) -> Self {
        self.updated_at = at;
        self
    }

    /// The survivor, whatever the status of the case.
    pub(crate) fn merged_into(mut self, survivor: i64) -> Self {
        self.merged_into = Some(survivor);
        self
    }

    /// A clock of a policy, started when the case was opened.
    pub(crate) fn clock(mut self, kind: ClockKind, policy: PolicyId) -> Self {
        self.clocks.push((kind, policy));
        self
    }

    /// The statements that insert the case, for fixtures that are written in one go.
    pub(crate) fn sql(&self) -> String {
        let Self { id, customer, opened_at, updated_at, .. } = self;
        let mut sql = format!(
            "INSERT INTO service_case (id, source, external_id, customer_id, queue_id, agent_id, kind, subject, \
             status, opened_at, updated_at, merged_into) VALUES ({id}, '{SOURCE}', 'case-{id}', {customer}, {}, \
             {}, {}, {}, '{}', {opened_at}, {updated_at}, {});",
            sql_number(self.queue),
            sql_number(self.agent),
            sql_text(self.kind.as_deref()),
            sql_text(self.subject.as_deref()),
            self.status.as_str(),
            sql_number(self.merged_into),
        );
        for (kind, policy) in &self.clocks {
            sql += &format!(
                "INSERT INTO sla_clock (case_id, kind, policy_id, started) VALUES ({id}, '{}', {policy}, {opened_at});",
                kind.as_str()
            );
        }
        sql
    }

    pub(crate) async fn build(self, store: &Store) -> CaseId {
        run(store, &self.sql()).await;
        continue_numbers(store, "service_case").await;
        CaseId(self.id)
    }
}

/// Marks a case as merged without checking the rules. Call it after the interactions of the case
/// were recorded, as later ones join the survivor.
pub(crate) async fn record_merge(store: &Store, source: i64, survivor: i64) {
    let sql =
        format!("UPDATE service_case SET status = 'merged', merged_into = {survivor} WHERE id = {source}");
    run(store, &sql).await;
}
