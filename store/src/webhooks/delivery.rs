//! Sends the deliveries of a webhook: one process at a time, in the order of their numbers.

use domain::settings::webhook::retry::Next;
use domain::settings::{OffReason, WebhookEvent};
use domain::{
    AuditAction, AuditObject, CaseId, InteractionId, Millis, SurveyResponseId, Timestamp, WebhookId,
};
use serde_json::json;

use super::Webhooks;
use super::secret::{WebhookSecret, signatures};
use crate::Result;
use crate::accounts::secret::random;
use crate::audit::{Actor, NewAuditEntry, Origin};
use crate::db::{Tx, stored_word};

/// How long a process may hold a webhook without sending: more than an attempt takes.
const LEASE: Millis = Millis::seconds(30);
/// How many attempts are kept of each webhook.
const KEPT_ATTEMPTS: u32 = 200;
/// Who switches off what fails, in the audit trail.
const ACTOR: &str = "protocolo";

/// The right to send the deliveries of a webhook, for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The webhook.
    pub webhook: WebhookId,
    token: String,
}

/// A delivery to be sent now.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// The webhook.
    pub webhook: WebhookId,
    /// Its address.
    pub url: String,
    /// Whether the body has more than IDs, times and the queue.
    pub full: bool,
    /// The number of the delivery.
    pub seq: i64,
    /// The header `webhook-id`: the same in every repetition.
    pub message_id: String,
    /// The event.
    pub event: WebhookEvent,
    /// When it happened.
    pub at: Timestamp,
    /// The failures in a row until now.
    pub failures: u32,
    /// When the first of them was.
    pub failing_since: Option<Timestamp>,
    pub(super) event_id: i64,
    pub(super) interaction: Option<InteractionId>,
    pub(super) case: Option<CaseId>,
    pub(super) other_case: Option<CaseId>,
    pub(super) survey_response: Option<SurveyResponseId>,
    secrets: Vec<WebhookSecret>,
}

impl Outgoing {
    /// The header `webhook-signature` of a body that is sent at this time.
    ///
    /// # Errors
    /// If a stored secret is none.
    pub fn signatures(&self, seconds: i64, body: &[u8]) -> Result<String> {
        signatures(&self.secrets, &self.message_id, seconds, body)
    }
}

/// An attempt to send a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When it began.
    pub at: Timestamp,
    /// How long it took.
    pub duration: Millis,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// Why it failed, in English.
    pub problem: Option<String>,
    /// The beginning of the answer.
    pub answer: Option<String>,
}

#[derive(sqlx::FromRow)]
struct OutgoingRow {
    url: String,
    full_body: bool,
    failures: i64,
    failing_since: Option<Timestamp>,
    seq: i64,
    message_id: String,
    kind: String,
    at: Timestamp,
    event_id: i64,
    interaction_id: Option<InteractionId>,
    case_id: Option<CaseId>,
    other_case: Option<CaseId>,
    survey_response_id: Option<SurveyResponseId>,
}

impl Webhooks<'_> {
    /// The webhooks that have something to send now and are held by no process.
    pub async fn due(&self, now: Timestamp) -> Result<Vec<WebhookId>> {
        let mut statement = self.db().statement();
        let now = statement.bind(now);
        statement.text = format!(
            "SELECT w.id FROM webhook AS w WHERE w.active AND w.next_attempt_at <= {now} \
             AND (w.leased_until IS NULL OR w.leased_until <= {now}) \
             AND EXISTS (SELECT 1 FROM webhook_delivery AS d WHERE d.webhook_id = w.id AND d.done_at IS NULL) \
             ORDER BY w.id"
        );
        let rows: Vec<(WebhookId,)> = self.db().fetch_all(statement).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// Takes the lease of a webhook; `None` if another process has it.
    pub async fn lease(&self, webhook: WebhookId, now: Timestamp) -> Result<Option<Lease>> {
        let token = random();
        let mut statement = self.db().statement();
        let (holder, until) = (statement.bind(&token), statement.bind(now + LEASE));
        let (id, now) = (statement.bind(webhook), statement.bind(now));
        statement.text = format!(
            "UPDATE webhook SET lease = {holder}, leased_until = {until} WHERE id = {id} AND active \
             AND (leased_until IS NULL OR leased_until <= {now})"
        );
        let taken = self.db().execute(statement).await? == 1;
        Ok(taken.then_some(Lease { webhook, token }))
    }

    /// Gives a lease back.
    pub async fn release(&self, lease: &Lease) -> Result<()> {
        let mut statement = self.db().statement();
        let (id, token) = (statement.bind(lease.webhook), statement.bind(&lease.token));
        statement.text = format!(
            "UPDATE webhook SET lease = NULL, leased_until = NULL WHERE id = {id} AND lease = {token}"
        );
        self.db().execute(statement).await.map(|_| ())
    }

    /// The delivery that is to be sent now, and renews the lease. `None` if there is none, or the lease is
    /// lost.
    pub async fn next(&self, lease: &Lease, now: Timestamp) -> Result<Option<Outgoing>> {
        let mut renewal = self.db().statement();
        let until = renewal.bind(now + LEASE);
        let (id, token, at) = (renewal.bind(lease.webhook), renewal.bind(&lease.token), renewal.bind(now));
        renewal.text = format!(
            "UPDATE webhook SET leased_until = {until} \
             WHERE id = {id} AND lease = {token} AND active AND next_attempt_at <= {at}"
        );
        if self.db().execute(renewal).await? == 0 {
            return Ok(None);
        }
        let mut statement = self.db().statement();
        let id = statement.bind(lease.webhook);
        statement.text = format!(
            "SELECT w.url, w.full_body, w.failures, w.failing_since, d.seq, e.message_id, e.kind, e.at, \
             e.id AS event_id, e.interaction_id, e.case_id, e.other_case, e.survey_response_id \
             FROM webhook_delivery AS d JOIN webhook AS w ON w.id = d.webhook_id \
             JOIN webhook_event AS e ON e.id = d.event_id \
             WHERE d.webhook_id = {id} AND d.done_at IS NULL ORDER BY d.seq LIMIT 1"
        );
        let Some(row) = self.db().fetch_optional::<OutgoingRow>(statement).await? else { return Ok(None) };
        Ok(Some(Outgoing {
            webhook: lease.webhook,
            url: row.url,
            full: row.full_body,
            seq: row.seq,
            message_id: row.message_id,
            event: stored_word("the kind of a webhook's event", &row.kind, WebhookEvent::parse)?,
            at: row.at,
            failures: u32::try_from(row.failures).unwrap_or(u32::MAX),
            failing_since: row.failing_since,
            event_id: row.event_id,
            interaction: row.interaction_id,
            case: row.case_id,
            other_case: row.other_case,
            survey_response: row.survey_response_id,
            secrets: self.secrets(lease.webhook, now).await?,
        }))
    }

    /// Records an attempt and what comes after it. Returns whether the lease still holds, so that the next
    /// delivery may follow.
    pub async fn record(
        &self,
        lease: &Lease,
        outgoing: &Outgoing,
        attempt: &Attempt,
        next: Next,
        now: Timestamp,
    ) -> Result<bool> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut change = tx.statement();
        let problem = change.bind(attempt.problem.as_deref());
        let at = change.bind(now);
        let mut values = match next {
            Next::Continue => vec![
                ("failures", "0".to_owned()),
                ("failing_since", "NULL".to_owned()),
                ("next_attempt_at", "0".to_owned()),
                ("delivered_at", at),
                ("problem", "NULL".to_owned()),
                ("problem_at", "NULL".to_owned()),
            ],
            Next::RetryAt(_) | Next::Off(_) => vec![
                ("failures", "failures + 1".to_owned()),
                ("failing_since", format!("coalesce(failing_since, {at})")),
                ("problem", problem),
                ("problem_at", at),
                ("lease", "NULL".to_owned()),
                ("leased_until", "NULL".to_owned()),
            ],
        };
        match next {
            Next::Continue => {}
            Next::RetryAt(at) => values.push(("next_attempt_at", change.bind(at))),
            Next::Off(reason) => values.extend([
                ("active", "FALSE".to_owned()),
                ("off_reason", change.bind(reason.as_str())),
                ("revision", "revision + 1".to_owned()),
            ]),
        }
        let (id, token) = (change.bind(lease.webhook), change.bind(&lease.token));
        change.update("webhook", values).push(&format!("WHERE id = {id} AND lease = {token} RETURNING name"));
        let held: Option<(String,)> = tx.fetch_optional(change).await?;
        if next == Next::Continue {
            let mut done = tx.statement();
            let at = done.bind(now);
            let (id, seq) = (done.bind(lease.webhook), done.bind(outgoing.seq));
            done.text =
                format!("UPDATE webhook_delivery SET done_at = {at} WHERE webhook_id = {id} AND seq = {seq}");
            tx.execute(done).await?;
        }
        log(&mut tx, outgoing, attempt).await?;
        let entry = match (next, &held) {
            (Next::Off(reason), Some((name,))) => Some(switched_off(lease.webhook, name, reason)),
            _ => None,
        };
        let origin = Origin::default();
        tx.commit_with_audit(&Actor::anonymous(ACTOR, &origin), entry.into_iter().collect(), now).await?;
        Ok(held.is_some() && next == Next::Continue)
    }
}

fn switched_off(webhook: WebhookId, name: &str, reason: OffReason) -> NewAuditEntry {
    NewAuditEntry::new(AuditAction::Deactivated, AuditObject::Webhook, webhook, name)
        .after(&json!({ "off_reason": reason.as_str() }))
}

/// Writes an attempt, and deletes those before the last ones.
async fn log(tx: &mut Tx, outgoing: &Outgoing, attempt: &Attempt) -> Result<()> {
    let mut insert = tx.statement();
    let values = [
        ("webhook_id", insert.bind(outgoing.webhook)),
        ("seq", insert.bind(outgoing.seq)),
        ("kind", insert.bind(outgoing.event.as_str())),
        ("at", insert.bind(attempt.at)),
        ("duration_ms", insert.bind(attempt.duration)),
        ("status", insert.bind(attempt.status.map(i64::from))),
        ("problem", insert.bind(attempt.problem.as_deref())),
        ("answer", insert.bind(attempt.answer.as_deref())),
    ];
    insert.insert("webhook_attempt", values);
    tx.execute(insert).await?;
    let mut prune = tx.statement();
    let id = prune.bind(outgoing.webhook);
    prune.text = format!(
        "DELETE FROM webhook_attempt WHERE webhook_id = {id} AND id <= \
         (SELECT id FROM webhook_attempt WHERE webhook_id = {id} ORDER BY id DESC LIMIT 1 OFFSET {KEPT_ATTEMPTS})"
    );
    tx.execute(prune).await.map(|_| ())
}
