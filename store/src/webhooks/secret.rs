//! Secrets of webhooks and the signatures they make, as Standard Webhooks describes them.
//!
//! A secret is shown once, when it is made. One that was replaced signs too for a while, so that the receiver
//! can change to the new one at any moment in it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::settings::WebhookRecord;
use domain::{AuditAction, AuditObject, Millis, Timestamp, WebhookId};
use hmac::{Hmac, Mac};
use serde_json::json;
use sha2::Sha256;

use super::Webhooks;
use crate::accounts::secret::{random_bytes, redacted_debug};
use crate::audit::NewAuditEntry;
use crate::db::{Statement, Tx};
use crate::settings::{CreateOutcome, Settings, Versioned};
use crate::{Error, Result};

/// How long a secret that was replaced still signs.
pub(super) const OVERLAP: Millis = Millis::hours(24);

/// What a secret begins with.
const PREFIX: &str = "whsec_";

/// A secret of a webhook.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(String);

redacted_debug!(WebhookSecret);

impl WebhookSecret {
    fn random() -> Self {
        Self(format!("{PREFIX}{}", STANDARD.encode(random_bytes::<32>())))
    }

    /// The secret as text: `whsec_` and base64.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The signature of a message: `v1,` and the HMAC-SHA-256 of its ID, time in seconds and body.
    fn sign(&self, message: &str, seconds: i64, body: &[u8]) -> Result<String> {
        let key = self.0.strip_prefix(PREFIX).and_then(|key| STANDARD.decode(key).ok());
        let key = key.ok_or_else(|| Error::Corrupt("a secret of a webhook".to_owned()))?;
        let mac = Hmac::<Sha256>::new_from_slice(&key);
        let mut mac = mac.map_err(|_| Error::Corrupt("the length of a secret of a webhook".to_owned()))?;
        mac.update(format!("{message}.{seconds}.").as_bytes());
        mac.update(body);
        Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    }
}

/// The header `webhook-signature`: one signature for each secret.
pub(super) fn signatures(
    secrets: &[WebhookSecret],
    message: &str,
    seconds: i64,
    body: &[u8],
) -> Result<String> {
    let signatures: Result<Vec<String>> =
        secrets.iter().map(|secret| secret.sign(message, seconds, body)).collect();
    Ok(signatures?.join(" "))
}

/// The statement that inserts a new secret.
pub(crate) fn insertion(mut statement: Statement, webhook: WebhookId, now: Timestamp) -> Statement {
    let values = [
        ("webhook_id", statement.bind(webhook)),
        ("value", statement.bind(WebhookSecret::random().as_str())),
        ("created_at", statement.bind(now)),
    ];
    statement.insert("webhook_secret", values);
    statement
}

impl Webhooks<'_> {
    /// The secrets that sign at this time, the newest first.
    pub(super) async fn secrets(&self, webhook: WebhookId, now: Timestamp) -> Result<Vec<WebhookSecret>> {
        let mut statement = self.db().statement();
        let (webhook, now) = (statement.bind(webhook), statement.bind(now));
        statement.text = format!(
            "SELECT value FROM webhook_secret WHERE webhook_id = {webhook} \
             AND (expires_at IS NULL OR expires_at > {now}) ORDER BY id DESC"
        );
        let rows: Vec<(String,)> = self.db().fetch_all(statement).await?;
        Ok(rows.into_iter().map(|(value,)| WebhookSecret(value)).collect())
    }
}

impl Settings<'_> {
    /// Creates a webhook; the outcome has its ID and secret, which is available only here.
    pub async fn create_webhook(
        &self,
        record: WebhookRecord,
        now: Timestamp,
    ) -> Result<CreateOutcome<(WebhookId, WebhookSecret)>> {
        match self.create(record, now).await? {
            CreateOutcome::Invalid(errors) => Ok(CreateOutcome::Invalid(errors)),
            CreateOutcome::Created(id) => {
                let secret = self.scoped().store.webhooks().secrets(id, now).await?.into_iter().next();
                let secret = secret.ok_or_else(|| Error::Corrupt("a webhook without secret".to_owned()))?;
                Ok(CreateOutcome::Created((id, secret)))
            }
        }
    }

    /// Replaces the secret of a webhook; the former signs too for [`OVERLAP`]. The audit trail tells that, and
    /// not the value.
    pub async fn rotate_webhook_secret(
        &self,
        webhook: &Versioned<WebhookRecord>,
        now: Timestamp,
    ) -> Result<WebhookSecret> {
        let mut tx = Tx::begin(self.scoped().db()).await?;
        let mut statement = tx.statement();
        let (id, now_is) = (statement.bind(webhook.id), statement.bind(now));
        statement.text =
            format!("DELETE FROM webhook_secret WHERE webhook_id = {id} AND expires_at <= {now_is}");
        tx.execute(statement).await?;
        let mut statement = tx.statement();
        let (id, end) = (statement.bind(webhook.id), statement.bind(now + OVERLAP));
        statement.text = format!(
            "UPDATE webhook_secret SET expires_at = {end} WHERE webhook_id = {id} AND expires_at IS NULL"
        );
        tx.execute(statement).await?;
        let mut insert = insertion(tx.statement(), webhook.id, now);
        insert.push("RETURNING value");
        let inserted: Option<(String,)> = tx.fetch_optional(insert).await?;
        let (value,) = inserted.ok_or_else(|| Error::Corrupt("no new secret of a webhook".to_owned()))?;
        let name = webhook.record.name.as_str();
        let entry = NewAuditEntry::new(AuditAction::Changed, AuditObject::Webhook, webhook.id, name)
            .after(&json!({ "secret": "replaced" }));
        tx.commit_with_audit(&self.scoped().actor(), vec![entry], now).await?;
        Ok(WebhookSecret(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    #[test]
    fn a_message_is_signed_as_the_specification_says() {
        let secret = WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());
        let signature =
            secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature.expect("a key"), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_has_32_bytes_and_is_not_logged() {
        let secret = WebhookSecret::random();
        let key = secret.as_str().strip_prefix(PREFIX).expect("the prefix");
        assert_eq!(STANDARD.decode(key).expect("base64").len(), 32);
        assert_eq!(format!("{secret:?}"), "WebhookSecret(…)");
        let both = signatures(&[secret.clone(), WebhookSecret::random()], "msg_1", 1, b"{}").expect("keys");
        let both: Vec<&str> = both.split(' ').collect();
        assert!(both.len() == 2 && both.iter().all(|one| one.starts_with("v1,")) && both[0] != both[1]);
        assert!(WebhookSecret("other".to_owned()).sign("msg_1", 1, b"{}").is_err());
    }
}
