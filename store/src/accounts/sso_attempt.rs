//! On the way to the identity provider and back.
//!
//! The browser keeps one secret of 256 bits. What the provider is told and what it has to say again
//! (state, nonce, the verifier of PKCE) is derived from it, so the table holds only its digest: nobody
//! who reads the database can finish the sign-in of another. The row is what makes an attempt good
//! once, for some minutes, and on every server.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Accounts, secret};
use crate::Result;
use crate::db::Tx;

/// How long somebody may take at the provider.
pub const SSO_ATTEMPT_MS: i64 = 10 * 60 * 1000;

/// A browser that is sent to the identity provider.
pub struct SsoAttempt(String);

impl SsoAttempt {
    /// The attempt of the browser that carries this secret.
    pub fn carried(secret: &str) -> Self {
        Self(secret.to_owned())
    }

    /// What the browser keeps; to be shown to nobody else.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// What the provider sends back with the browser: an answer with another one belongs to another
    /// browser.
    pub fn state(&self) -> String {
        self.derived("state")
    }

    /// What the provider puts into the token: a token with another one was made for another attempt.
    pub fn nonce(&self) -> String {
        self.derived("nonce")
    }

    /// By which the code is redeemed (PKCE): whoever sees only the code cannot.
    pub fn verifier(&self) -> String {
        self.derived("verifier")
    }

    fn derived(&self, purpose: &str) -> String {
        URL_SAFE_NO_PAD.encode(secret::digest(&format!("{purpose}:{}", self.0)))
    }
}

impl std::fmt::Debug for SsoAttempt {
    /// Says nothing: secrets do not belong into logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SsoAttempt(…)")
    }
}

impl Accounts<'_> {
    /// Begins an attempt that is to end on `next`.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn begin_sso(self, next: &str, now: i64) -> Result<SsoAttempt> {
        let attempt = SsoAttempt(secret::random());
        let mut tx = Tx::begin(self.db()).await?;
        let mut old = self.db().statement();
        let at = old.bind(now);
        // Rows that somebody else is clearing away just now are theirs.
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
            ("expires_at", row.bind(now + SSO_ATTEMPT_MS)),
        ];
        row.insert("sso_attempt", values);
        tx.execute(row).await?;
        tx.commit().await?;
        Ok(attempt)
    }

    /// Ends an attempt, whatever becomes of it: where it is to go on. `None` where there is no such
    /// attempt, or it took too long, or it has ended before.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_sso(self, attempt: &SsoAttempt, now: i64) -> Result<Option<String>> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut gone = self.db().statement();
        let hash = gone.bind(&secret::digest(attempt.secret()));
        gone.text = format!("DELETE FROM sso_attempt WHERE secret_hash = {hash} RETURNING next, expires_at");
        let row: Option<(String, i64)> = tx.fetch_optional(gone).await?;
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
