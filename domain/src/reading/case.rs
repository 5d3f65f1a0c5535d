//! Cases, as the read API shows them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::RecordedCustomer;
use crate::sla::ClockKind;
use crate::{CaseId, CaseStatus, Protocol, QueueId, UserId};

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordedCase {
    /// ID of the case, shown as `#1234`.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, example = 1234))]
    pub id: CaseId,
    /// The source system that named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// ID in that source system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The kind of case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The status.
    pub status: CaseStatus,
    /// The case into which it was merged, if the status is `merged`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub merged_into: Option<CaseId>,
    /// The closed case that it continues.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub continues: Option<CaseId>,
    /// The customer, as known now.
    pub customer: RecordedCustomer,
    /// The queue's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// The queue's ID, as in the parameter `queue`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub queue_id: Option<QueueId>,
    /// The login of the responsible agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// The name of the responsible agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_name: Option<String>,
    /// The ID of the responsible agent, as in the parameter `agent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub agent_id: Option<UserId>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<DateTime<Utc>>,
    /// When something last happened in it.
    pub updated_at: DateTime<Utc>,
    /// The custom fields, by key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub custom: BTreeMap<String, String>,
    /// Its path in this API.
    #[cfg_attr(feature = "openapi", schema(example = "/api/v1/cases/1234"))]
    pub link: String,
    /// The deadlines of its service levels; only where one case is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sla: Option<Vec<CaseDeadline>>,
    /// The protocols of its own interactions, newest first, at most 1,000; only where one case is asked
    /// for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<String>>))]
    pub interactions: Option<Vec<Protocol>>,
    /// The cases that were merged into it; only where one case is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<i64>>))]
    pub merged: Option<Vec<CaseId>>,
}

/// A deadline of a case's service level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseDeadline {
    /// What is measured.
    pub target: ClockKind,
    /// The name of the policy.
    pub policy: String,
    /// When the clock started.
    pub started_at: DateTime<Utc>,
    /// When the clock stopped; absent while it runs or pauses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<DateTime<Utc>>,
    /// When the target has to be met; absent while the clock is paused, or without a target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
}
