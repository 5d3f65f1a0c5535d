//! Single sign-on attempts, between the redirect to the identity provider and its callback.
//!
//! The browser keeps a secret of 256 bits, from which state, nonce and PKCE verifier are derived.
//! The table holds only its digest, so that reading the database does not allow completing another
//! browser's sign-in. The row makes an attempt valid once, for ten minutes, on every server.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Millis, Timestamp};

use super::Accounts;
use super::secret::{self, redacted_debug};
use crate::Result;
use crate::db::Tx;

/// Validity of an attempt.
pub const SSO_ATTEMPT: Millis = Millis::minutes(10);

/// A sign-in attempt at the identity provider.
pub struct SsoAttempt(String);

impl SsoAttempt {
    /// The attempt with the secret from the browser's cookie.
    pub fn carried(secret: &str) -> Self {
        Self(secret.to_owned())
    }

    /// The secret for the browser's cookie, which must not be disclosed otherwise.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// The `state` parameter; a callback with another one belongs to another browser.
    pub fn state(&self) -> String {
        self.derived("state")
    }

    /// The `nonce` claim; an ID token with another one was issued for another attempt.
    pub fn nonce(&self) -> String {
        self.derived("nonce")
    }

    /// The PKCE verifier, without which the authorization code cannot be redeemed.
    pub fn verifier(&self) -> String {
        self.derived("verifier")
    }

    fn derived(&self, purpose: &str) -> String {
        URL_SAFE_NO_PAD.encode(secret::digest(&format!("{purpose}:{}", self.0)))
    }
}

redacted_debug!(SsoAttempt);

impl Accounts<'_> {
    /// Starts an attempt with the return URL `next`.
    pub async fn begin_sso(self, next: &str, now: Timestamp) -> Result<SsoAttempt> {
        let attempt = SsoAttempt(secret::random());
        let mut tx = Tx::begin(self.db()).await?;
        let mut old = self.db().statement();
        let at = old.bind(now);
        // Rows that are being deleted concurrently are skipped.
        let skip = self.db().engine().skip_locked();
        old.text = format!(
            "DELETE FROM sso_attempt WHERE secret_hash IN (\
             SELECT secret_hash FROM sso_attempt WHERE expires_at <= {at}{skip})"
        );
        tx.execute(old).await?;
        let mut row = self.db().statement();
        let values = [
            ("secret_hash", row.bind(&secret::digest(attempt.secret()))),
            ("next", row.bind(next.replace('\0', ""))),
            ("expires_at", row.bind(now + SSO_ATTEMPT)),
        ];
        row.insert("sso_attempt", values);
        tx.execute(row).await?;
        tx.commit().await?;
        Ok(attempt)
    }

    /// Ends an attempt, successful or not, and returns its return URL. `None` if the attempt does
    /// not exist, has expired or has ended before.
    pub async fn end_sso(self, attempt: &SsoAttempt, now: Timestamp) -> Result<Option<String>> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut gone = self.db().statement();
        let hash = gone.bind(&secret::digest(attempt.secret()));
        gone.text = format!("DELETE FROM sso_attempt WHERE secret_hash = {hash} RETURNING next, expires_at");
        let row: Option<(String, Timestamp)> = tx.fetch_optional(gone).await?;
        tx.commit().await?;
        Ok(row.filter(|(_, expires_at)| *expires_at > now).map(|(next, _)| next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_provider_sees_is_derived_and_tells_nothing_of_the_rest() {
        let (one, other) = (SsoAttempt(secret::random()), SsoAttempt(secret::random()));
        let all = |attempt: &SsoAttempt| {
            [attempt.secret().to_owned(), attempt.state(), attempt.nonce(), attempt.verifier()]
        };
        let mut seen = [all(&one), all(&other)].concat();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 8);
        assert_eq!(all(&SsoAttempt::carried(one.secret())), all(&one));
    }

    #[test]
    fn the_verifier_is_as_long_as_pkce_wants_it() {
        let verifier = SsoAttempt(secret::random()).verifier();
        assert!((43..=128).contains(&verifier.len()), "{}", verifier.len());
    }

    #[test]
    fn a_secret_is_not_logged() {
        assert_eq!(format!("{:?}", SsoAttempt("secret".to_owned())), "SsoAttempt(…)");
    }
}
