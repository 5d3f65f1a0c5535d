//! What became of a webhook, for those who keep it, and what they can ask for: a test, the next attempt now,
//! deliveries again.

use domain::settings::WebhookRecord;
use domain::settings::webhook::OffReason;
use domain::{AuditAction, AuditObject, Millis, Timestamp, WebhookId};
use serde_json::json;

use super::distribute::deliver_test;
use crate::Result;
use crate::audit::NewAuditEntry;
use crate::db::Tx;
use crate::settings::{Settings, Versioned};

/// The state of a webhook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebhookStatus {
    /// The number of its last delivery.
    pub last_seq: i64,
    /// Deliveries that wait to be accepted.
    pub waiting: i64,
    /// The delivery that is sent next: its number and the word of its event. Later ones wait for it.
    pub next: Option<(i64, String)>,
    /// The number of the first delivery that can be sent again.
    pub first_kept: Option<i64>,
    /// When a delivery was accepted last.
    pub delivered_at: Option<Timestamp>,
    /// The failures in a row.
    pub failures: i64,
    /// When the first of them was.
    pub failing_since: Option<Timestamp>,
    /// When the next attempt is, while it fails and is in use.
    pub next_attempt_at: Option<Timestamp>,
    /// Why the last attempt failed, in English.
    pub problem: Option<String>,
    /// When it failed.
    pub problem_at: Option<Timestamp>,
    /// Why it was switched off without a person.
    pub off_reason: Option<OffReason>,
    /// Until when a secret that was replaced still signs.
    pub former_secret_until: Option<Timestamp>,
}

/// What a list says of a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookFacts {
    /// The webhook.
    pub id: WebhookId,
    /// When a delivery was accepted last.
    pub delivered_at: Option<Timestamp>,
    /// Deliveries that wait to be accepted.
    pub waiting: i64,
    /// Why the last attempt failed, in English.
    pub problem: Option<String>,
    /// Why it was switched off without a person.
    pub off_reason: Option<OffReason>,
}

/// An attempt that is kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StoredAttempt {
    /// The number of the delivery.
    pub seq: i64,
    /// The word of the event.
    pub kind: String,
    /// When it began.
    pub at: Timestamp,
    /// How long it took.
    pub duration_ms: Millis,
    /// The status of the answer.
    pub status: Option<i64>,
    /// Why it failed, in English.
    pub problem: Option<String>,
    /// The beginning of the answer.
    pub answer: Option<String>,
}

/// Which deliveries are sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentAgain {
    /// Those of these numbers, the last one included.
    Numbers(i64, i64),
    /// Those of events from the first instant until before the second.
    Times(Timestamp, Timestamp),
}

/// The outcome of [`Settings::skip_webhook_delivery`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkipOutcome {
    /// It is not sent any more; the next one follows at once.
    Skipped,
    /// It is not the one that holds up the others, or has not failed yet. Nothing was changed.
    NotHeldUp,
}

#[derive(sqlx::FromRow)]
struct StatusRow {
    last_seq: i64,
    waiting: i64,
    first_kept: Option<i64>,
    delivered_at: Option<Timestamp>,
    failures: i64,
    failing_since: Option<Timestamp>,
    active: bool,
    next_attempt_at: Timestamp,
    problem: Option<String>,
    problem_at: Option<Timestamp>,
    off_reason: Option<String>,
    former_secret_until: Option<Timestamp>,
}

/// ID, last delivery, deliveries that wait, problem, why it is off.
type FactsRow = (WebhookId, Option<Timestamp>, i64, Option<String>, Option<String>);

impl Settings<'_> {
    /// The state of a webhook.
    pub async fn webhook_status(&self, webhook: WebhookId, now: Timestamp) -> Result<WebhookStatus> {
        let mut statement = self.scoped().unrestricted_statement();
        let (id, at) = (statement.bind(webhook), statement.bind(now));
        statement.text = format!(
            "SELECT w.last_seq, w.delivered_at, w.failures, w.failing_since, w.active, w.next_attempt_at, w.problem, \
             w.problem_at, w.off_reason, \
             (SELECT COUNT(*) FROM webhook_delivery AS d WHERE d.webhook_id = w.id AND d.done_at IS NULL) \
              AS waiting, \
             (SELECT MIN(d.seq) FROM webhook_delivery AS d WHERE d.webhook_id = w.id) AS first_kept, \
             (SELECT MAX(s.expires_at) FROM webhook_secret AS s WHERE s.webhook_id = w.id \
              AND s.expires_at > {at}) AS former_secret_until \
             FROM webhook AS w WHERE w.id = {id}"
        );
        let row: Option<StatusRow> = self.scoped().fetch_optional(statement).await?;
        let mut statement = self.scoped().unrestricted_statement();
        let id = statement.bind(webhook);
        statement.text = format!(
            "SELECT d.seq, e.kind FROM webhook_delivery AS d JOIN webhook_event AS e ON e.id = d.event_id \
             WHERE d.webhook_id = {id} AND d.done_at IS NULL ORDER BY d.seq LIMIT 1"
        );
        let next: Option<(i64, String)> = self.scoped().fetch_optional(statement).await?;
        Ok(row.map_or_else(WebhookStatus::default, |row| WebhookStatus {
            last_seq: row.last_seq,
            waiting: row.waiting,
            next,
            first_kept: row.first_kept,
            delivered_at: row.delivered_at,
            failures: row.failures,
            failing_since: row.failing_since,
            // One that was asked for is due since 1970.
            next_attempt_at: (row.active && row.failures > 0).then_some(row.next_attempt_at.max(now)),
            problem: row.problem,
            problem_at: row.problem_at,
            off_reason: row.off_reason.as_deref().and_then(OffReason::parse),
            former_secret_until: row.former_secret_until,
        }))
    }

    /// What a list says of these webhooks.
    pub async fn webhook_facts(&self, webhooks: &[WebhookId]) -> Result<Vec<WebhookFacts>> {
        let mut statement = self.scoped().unrestricted_statement();
        let these = statement.any("id", webhooks);
        statement.text = format!(
            "SELECT id, delivered_at, \
             (SELECT COUNT(*) FROM webhook_delivery AS d WHERE d.webhook_id = w.id AND d.done_at IS NULL), \
             problem, off_reason FROM webhook AS w WHERE {these}"
        );
        let rows: Vec<FactsRow> = self.scoped().fetch_all(statement).await?;
        let facts = |(id, delivered_at, waiting, problem, off_reason): FactsRow| {
            let off_reason = off_reason.as_deref().and_then(OffReason::parse);
            WebhookFacts { id, delivered_at, waiting, problem, off_reason }
        };
        Ok(rows.into_iter().map(facts).collect())
    }

    /// The last attempts of a webhook, the newest first.
    pub async fn webhook_attempts(&self, webhook: WebhookId, limit: u32) -> Result<Vec<StoredAttempt>> {
        let mut statement = self.scoped().unrestricted_statement();
        let id = statement.bind(webhook);
        statement.text = format!(
            "SELECT seq, kind, at, duration_ms, status, problem, answer FROM webhook_attempt \
             WHERE webhook_id = {id} ORDER BY id DESC LIMIT {limit}"
        );
        self.scoped().fetch_all(statement).await
    }

    /// Sends a test event; returns its number, or `None` if the webhook is switched off.
    pub async fn test_webhook(
        &self,
        webhook: &Versioned<WebhookRecord>,
        now: Timestamp,
    ) -> Result<Option<i64>> {
        let mut tx = Tx::begin(self.scoped().db()).await?;
        let Some(seq) = deliver_test(&mut tx, webhook.id, now).await? else { return Ok(None) };
        tx.commit().await?;
        self.scoped().store.webhooks().wake();
        Ok(Some(seq))
    }

    /// Makes the next attempt of a webhook be made now; returns whether it is in use, else there is none.
    pub async fn try_webhook_now(&self, webhook: WebhookId) -> Result<bool> {
        let mut statement = self.scoped().db().statement();
        let id = statement.bind(webhook);
        statement.text = format!("UPDATE webhook SET next_attempt_at = 0 WHERE id = {id} AND active");
        let is_in_use = self.scoped().db().execute(statement).await? > 0;
        self.scoped().store.webhooks().wake();
        Ok(is_in_use)
    }

    /// Gives up the delivery of this number, which the receiver refuses and later ones wait for. The next one
    /// is sent at once; the delivery can be sent again like one that was accepted.
    pub async fn skip_webhook_delivery(
        &self,
        webhook: &Versioned<WebhookRecord>,
        seq: i64,
        now: Timestamp,
    ) -> Result<SkipOutcome> {
        let mut tx = Tx::begin(self.scoped().db()).await?;
        // Without its lease, the process that is sending it does not record what comes of that.
        let mut change = tx.statement();
        let values = [
            ("failures", "0".to_owned()),
            ("failing_since", "NULL".to_owned()),
            ("next_attempt_at", "0".to_owned()),
            ("problem", "NULL".to_owned()),
            ("problem_at", "NULL".to_owned()),
            ("lease", "NULL".to_owned()),
            ("leased_until", "NULL".to_owned()),
        ];
        let (id, number) = (change.bind(webhook.id), change.bind(seq));
        change.update("webhook", values).push(&format!(
            "WHERE id = {id} AND failures > 0 AND {number} = (SELECT MIN(d.seq) FROM webhook_delivery AS d \
             WHERE d.webhook_id = {id} AND d.done_at IS NULL)"
        ));
        if tx.execute(change).await? == 0 {
            return Ok(SkipOutcome::NotHeldUp);
        }
        let mut done = tx.statement();
        let (at, id, number) = (done.bind(now), done.bind(webhook.id), done.bind(seq));
        done.text =
            format!("UPDATE webhook_delivery SET done_at = {at} WHERE webhook_id = {id} AND seq = {number}");
        tx.execute(done).await?;
        let name = webhook.record.name.as_str();
        let entry = NewAuditEntry::new(AuditAction::Changed, AuditObject::Webhook, webhook.id, name)
            .after(&json!({ "skipped": seq }));
        tx.commit_with_audit(&self.scoped().actor(), vec![entry], now).await?;
        self.scoped().store.webhooks().wake();
        Ok(SkipOutcome::Skipped)
    }

    /// Sends deliveries again that were accepted; returns how many. They keep their numbers and IDs.
    pub async fn send_webhooks_again(
        &self,
        webhook: &Versioned<WebhookRecord>,
        which: SentAgain,
        now: Timestamp,
    ) -> Result<u64> {
        let mut tx = Tx::begin(self.scoped().db()).await?;
        let mut statement = tx.statement();
        let id = statement.bind(webhook.id);
        let range = match which {
            SentAgain::Numbers(first, last) => {
                format!("seq >= {} AND seq <= {}", statement.bind(first), statement.bind(last))
            }
            SentAgain::Times(from, until) => format!(
                "event_id IN (SELECT e.id FROM webhook_event AS e WHERE e.at >= {} AND e.at < {})",
                statement.bind(from),
                statement.bind(until)
            ),
        };
        statement.text = format!(
            "UPDATE webhook_delivery SET done_at = NULL \
             WHERE webhook_id = {id} AND done_at IS NOT NULL AND {range}"
        );
        let count = tx.execute(statement).await?;
        if count == 0 {
            return Ok(0);
        }
        let name = webhook.record.name.as_str();
        let entry = NewAuditEntry::new(AuditAction::Changed, AuditObject::Webhook, webhook.id, name)
            .after(&json!({ "sent_again": count }));
        tx.commit_with_audit(&self.scoped().actor(), vec![entry], now).await?;
        self.scoped().store.webhooks().wake();
        Ok(count)
    }
}
