//! The body of a delivery, of what is stored when it is sent.

use domain::reading::{WebhookBody, WebhookData};
use domain::{Channel, Direction, InteractionId, QueueId, Timestamp};

use super::{Outgoing, Webhooks};
use crate::Result;
use crate::history::{coded, stored_protocol};
use crate::scoped::Scoped;

#[derive(sqlx::FromRow)]
struct InteractionRow {
    protocol: String,
    source: String,
    external_id: String,
    channel: i16,
    direction: i16,
    case_id: domain::CaseId,
    queue_id: QueueId,
    queue: String,
    queued_at: Timestamp,
    answered_at: Option<Timestamp>,
    ended_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct CaseRow {
    source: Option<String>,
    external_id: Option<String>,
    queue_id: Option<QueueId>,
    queue: Option<String>,
    opened_at: Timestamp,
    closed_at: Option<Timestamp>,
}

impl Webhooks<'_> {
    /// The body of a delivery. What the groups of the webhook do not see any more is like what does not
    /// exist: without data, under its number.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn body(&self, outgoing: &Outgoing, now: Timestamp) -> Result<WebhookBody> {
        let about = (outgoing.interaction, outgoing.case);
        let data = match about {
            (None, None) => WebhookData::default(),
            _ if !self.is_seen(outgoing.webhook, outgoing.event_id).await? => WebhookData::default(),
            (Some(interaction), _) => self.about_interaction(outgoing, interaction).await?,
            (None, Some(_)) => self.about_case(outgoing, now).await?,
        };
        Ok(WebhookBody { event: outgoing.event, timestamp: outgoing.at.to_utc(), seq: outgoing.seq, data })
    }

    async fn about_interaction(&self, outgoing: &Outgoing, id: InteractionId) -> Result<WebhookData> {
        let mut statement = self.db().statement();
        let id = statement.bind(id);
        statement.text = format!(
            "SELECT i.protocol, i.source, i.external_id, i.channel, i.direction, i.case_id, i.queue_id, \
             q.name AS queue, i.queued_at, i.answered_at, i.ended_at \
             FROM interaction AS i JOIN queue AS q ON q.id = i.queue_id WHERE i.id = {id}"
        );
        let Some(row) = self.db().fetch_optional::<InteractionRow>(statement).await? else {
            return Ok(WebhookData::default());
        };
        let protocol = stored_protocol(&row.protocol)?;
        let interaction = if outgoing.full {
            Scoped::for_cli(self.store).history().recorded(&protocol).await?
        } else {
            None
        };
        Ok(WebhookData {
            link: Some(format!("/api/v1/interactions/{protocol}")),
            protocol: Some(protocol),
            source: Some(row.source),
            external_id: Some(row.external_id),
            channel: Some(coded("channel", row.channel, Channel::from_code)?),
            direction: Some(coded("direction", row.direction, Direction::from_code)?),
            case_id: Some(row.case_id),
            queue: Some(row.queue),
            queue_id: Some(row.queue_id),
            queued_at: Some(row.queued_at.to_utc()),
            answered_at: row.answered_at.map(Timestamp::to_utc),
            ended_at: Some(row.ended_at.to_utc()),
            interaction,
            ..WebhookData::default()
        })
    }

    async fn about_case(&self, outgoing: &Outgoing, now: Timestamp) -> Result<WebhookData> {
        let Some(case) = outgoing.case else { return Ok(WebhookData::default()) };
        let mut statement = self.db().statement();
        let id = statement.bind(case);
        statement.text = format!(
            "SELECT s.source, s.external_id, s.queue_id, q.name AS queue, s.opened_at, s.closed_at \
             FROM service_case AS s LEFT JOIN queue AS q ON q.id = s.queue_id WHERE s.id = {id}"
        );
        let Some(row) = self.db().fetch_optional::<CaseRow>(statement).await? else {
            return Ok(WebhookData::default());
        };
        let shown =
            if outgoing.full { Scoped::for_cli(self.store).cases().recorded(case, now).await? } else { None };
        let other = |event| outgoing.other_case.filter(|_| outgoing.event == event);
        Ok(WebhookData {
            source: row.source,
            external_id: row.external_id,
            case_id: Some(case),
            merged_into: other(domain::settings::WebhookEvent::CaseMerged),
            unmerged_from: other(domain::settings::WebhookEvent::CaseUnmerged),
            survey_response_id: outgoing.survey_response,
            queue: row.queue,
            queue_id: row.queue_id,
            opened_at: Some(row.opened_at.to_utc()),
            closed_at: row.closed_at.map(Timestamp::to_utc),
            link: Some(format!("/api/v1/cases/{case}")),
            case: shown,
            ..WebhookData::default()
        })
    }
}
