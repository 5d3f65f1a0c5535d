//! The body of a webhook, in the form of Standard Webhooks: type, instant and data.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{RecordedCase, RecordedInteraction};
use crate::settings::WebhookEvent;
use crate::{CaseId, Channel, Direction, Protocol, QueueId, SurveyResponseId};

/// The body of a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookBody {
    /// The event.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "case.finished"))]
    pub event: WebhookEvent,
    /// When it happened.
    pub timestamp: DateTime<Utc>,
    /// The place of the event among those of the webhook: without gaps, in the order in which they were
    /// committed. A repetition has the same number.
    pub seq: i64,
    /// What it is about.
    pub data: WebhookData,
}

/// What an event is about: IDs, times and the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookData {
    /// The interaction's public number, in events of interactions and recordings.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "20261121000042"))]
    pub protocol: Option<Protocol>,
    /// The source system of the interaction or case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The ID of the interaction or case in that system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The channel of the interaction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Which side started the interaction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// The ID of the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub case_id: Option<CaseId>,
    /// The case into which the case was merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub merged_into: Option<CaseId>,
    /// The case from which the case was separated again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub unmerged_from: Option<CaseId>,
    /// The ID of the answered survey.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub survey_response_id: Option<SurveyResponseId>,
    /// The queue's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// The queue's ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub queue_id: Option<QueueId>,
    /// When the interaction entered the queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queued_at: Option<DateTime<Utc>>,
    /// When the interaction was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<DateTime<Utc>>,
    /// When the interaction ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
    /// When the case was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<DateTime<Utc>>,
    /// When the case was closed, if it still is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<DateTime<Utc>>,
    /// The path in the read API of what the event is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "/api/v1/interactions/20261121000042"))]
    pub link: Option<String>,
    /// Whether parts of a full body were left out because it would be too large.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub shortened: bool,
    /// The interaction as it is when the webhook is sent; only in full bodies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interaction: Option<RecordedInteraction>,
    /// The case as it is when the webhook is sent; only in full bodies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<RecordedCase>,
}
