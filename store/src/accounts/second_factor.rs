//! The second factor: codes of an authenticator app (TOTP), and recovery codes in case it is lost.
//!
//! The app's secret is stored in plain text because codes are computed from it; recovery codes are
//! 80 random bits, stored as SHA-256. The right password yields a challenge, a cookie for the
//! second step; only that step starts a session.

use data_encoding::BASE32_NOPAD;
use domain::settings::Theme;
use domain::{AuditAction, AuditObject, Millis, Principal, Role, Timestamp, UserId};
use serde_json::json;

use super::Accounts;
use super::known_place::Places;
use super::secret::{self, secret_token};
use super::session;
use super::sign_in::SignIn;
use super::throttle::{self, Admission, Counters, Reservation};
use super::totp::FactorSecret;
use crate::audit::{Actor, NewAuditEntry, Origin};
use crate::db::{Tx, stored_word};
use crate::{Error, Result};

/// Validity of a challenge: enough time to find the phone.
pub const CHALLENGE: Millis = Millis::minutes(10);
/// Number of recovery codes per account.
pub const RECOVERY_CODES: usize = 10;
/// Length of a recovery code without dashes: 80 bits in base32.
const RECOVERY_LENGTH: usize = 16;

secret_token! {
    /// The cookie between the right password and the second step. It grants no access by itself.
    ChallengeToken
}

/// The second step of a sign-in.
#[derive(Clone)]
pub struct SecondStep {
    /// The [`ChallengeToken`] cookie.
    pub challenge: String,
    /// The entered app or recovery code.
    pub code: String,
    /// The network address.
    pub address: String,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// The [`super::DeviceToken`] cookie, if present.
    pub device: Option<String>,
}

/// An entered code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EnteredCode {
    /// An app code, which belongs to this time step.
    App(i64),
    /// The digest of a recovery code, which is valid once.
    Recovery([u8; 32]),
}

/// The account of a challenge.
#[derive(sqlx::FromRow)]
struct Challenged {
    id: UserId,
    role: String,
    login: String,
    secret: Vec<u8>,
    last_step: i64,
}

impl Accounts<'_> {
    /// Completes a sign-in with a code; `None` if the challenge is not valid (any more). Like a
    /// password, a code counts as a failure until it proves right.
    pub async fn second_step(self, step: &SecondStep, now: Timestamp) -> Result<Option<SignIn>> {
        let Some(known) = self.challenged(&step.challenge, now).await? else { return Ok(None) };
        let origin = Origin { address: step.address.clone(), user_agent: step.user_agent.clone() };
        let places = Places::new(step.device.as_deref(), &step.address);
        let user = known.id;
        let counters = Counters::of_second_step(self.db(), user, &known.login, &places, now).await?;
        let reservation = match throttle::admit(self.db(), counters, &known.login, &origin, now).await? {
            Admission::Wait { until } => return Ok(Some(SignIn::Wait { until })),
            Admission::Admitted(reservation) => reservation,
        };
        if let Some(code) = known.code(&step.code, now)?
            && let Some(granted) = self.finish(&known, code, step, &origin, &reservation, now).await?
        {
            return Ok(Some(granted));
        }
        let entry =
            NewAuditEntry::new(AuditAction::SignInFailed, AuditObject::User, user, known.login.clone())
                .after(&json!({ "second_factor": true }));
        let tx = Tx::begin(self.db()).await?;
        tx.commit_with_audit(&Actor::anonymous(&known.login, &origin), vec![entry], now).await?;
        Ok(Some(SignIn::Refused))
    }

    async fn challenged(self, challenge: &str, now: Timestamp) -> Result<Option<Challenged>> {
        if challenge.len() != secret::LENGTH {
            return Ok(None);
        }
        let mut statement = self.db().statement();
        let (hash, at) = (statement.bind(&secret::digest(challenge)), statement.bind(now));
        statement.text = format!(
            "SELECT u.id, u.role, u.login, f.secret, f.last_step FROM sign_in_challenge AS c \
             JOIN user_account AS u ON u.id = c.user_id JOIN second_factor AS f ON f.user_id = u.id \
             WHERE c.token_hash = {hash} AND c.expires_at > {at} AND u.active"
        );
        self.db().fetch_optional(statement).await
    }

    /// Starts the session, if challenge, code and account are still valid.
    async fn finish(
        self,
        known: &Challenged,
        code: EnteredCode,
        step: &SecondStep,
        origin: &Origin,
        reservation: &Reservation,
        now: Timestamp,
    ) -> Result<Option<SignIn>> {
        let role = stored_word("the role", &known.role, Role::parse)?;
        let user = known.id;
        let mut tx = Tx::begin(self.db()).await?;
        let mut seen = tx.statement();
        let (at, id, held) = (seen.bind(now), seen.bind(user), seen.bind(role.as_str()));
        seen.text = format!(
            "UPDATE user_account SET last_seen_at = {at} WHERE id = {id} AND active AND role = {held} \
             RETURNING name, theme"
        );
        let Some((name, theme)) = tx.fetch_optional::<(String, Option<String>)>(seen).await? else {
            return Ok(None);
        };
        let hash = secret::digest(&step.challenge);
        let used = tx.statement().delete_where("sign_in_challenge", "token_hash", &hash);
        if tx.execute(used).await? == 0 || !code.redeem(&mut tx, user).await? {
            return Ok(None);
        }
        let token = session::insert(&mut tx, user, origin, false, now).await?;
        reservation.release(&mut tx).await?;
        let places = Places::new(step.device.as_deref(), &step.address);
        let device = places.remember(&mut tx, user, now).await?;
        let by = if matches!(code, EnteredCode::App(_)) { "app" } else { "recovery_code" };
        let entry = NewAuditEntry::new(AuditAction::SignedIn, AuditObject::User, user, name);
        let entry = entry.after(&json!({ "second_factor": by }));
        tx.commit_with_audit(&Actor::user(user, origin), vec![entry], now).await?;
        let theme = theme.as_deref().and_then(Theme::parse);
        Ok(Some(SignIn::Granted { token, device, principal: Principal { user, role }, theme }))
    }
}

impl Challenged {
    fn code(&self, typed: &str, now: Timestamp) -> Result<Option<EnteredCode>> {
        let secret = FactorSecret::of_bytes(&self.secret)
            .ok_or_else(|| Error::Corrupt(format!("the second factor of account {}", self.id)))?;
        let code = secret.step_of(typed, self.last_step, now).map(EnteredCode::App);
        Ok(code.or_else(|| recovery_digest(typed).map(EnteredCode::Recovery)))
    }
}

impl EnteredCode {
    /// Marks the code as used. Returns whether it was valid.
    async fn redeem(self, tx: &mut Tx, user: UserId) -> Result<bool> {
        let mut used = tx.statement();
        let id = used.bind(user);
        used.text = match self {
            Self::App(step) => {
                let step = used.bind(step);
                format!(
                    "UPDATE second_factor SET last_step = {step} WHERE user_id = {id} AND last_step < {step}"
                )
            }
            Self::Recovery(hash) => {
                let hash = used.bind(&hash);
                format!("DELETE FROM recovery_code WHERE user_id = {id} AND code_hash = {hash}")
            }
        };
        Ok(tx.execute(used).await? == 1)
    }
}

/// Creates a challenge for a user whose password was right, and deletes expired ones.
pub(super) async fn challenge(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<ChallengeToken> {
    let mut old = tx.statement();
    let at = old.bind(now);
    let skip = tx.engine().skip_locked();
    old.text = format!(
        "DELETE FROM sign_in_challenge WHERE token_hash IN (\
         SELECT token_hash FROM sign_in_challenge WHERE expires_at <= {at}{skip})"
    );
    tx.execute(old).await?;
    let token = ChallengeToken::random();
    let mut row = tx.statement();
    let values = [
        ("token_hash", row.bind(&secret::digest(&token.0))),
        ("user_id", row.bind(user)),
        ("expires_at", row.bind(now + CHALLENGE)),
    ];
    row.insert("sign_in_challenge", values);
    tx.execute(row).await?;
    Ok(token)
}

/// Enrols a second factor confirmed by a code of this time step. Returns new recovery codes, which
/// replace any others; `None` if the user already has a second factor.
pub(crate) async fn enrol(
    tx: &mut Tx,
    user: UserId,
    secret: &FactorSecret,
    step: i64,
    now: Timestamp,
) -> Result<Option<Vec<String>>> {
    let mut row = tx.statement();
    let values = [
        ("user_id", row.bind(user)),
        ("secret", row.bind(secret.bytes())),
        ("last_step", row.bind(step)),
        ("enrolled_at", row.bind(now)),
    ];
    row.insert("second_factor", values).push("ON CONFLICT (user_id) DO NOTHING");
    if tx.execute(row).await? == 0 {
        return Ok(None);
    }
    Ok(Some(replace_recovery_codes(tx, user).await?))
}

/// Replaces the recovery codes of a user.
pub(crate) async fn replace_recovery_codes(tx: &mut Tx, user: UserId) -> Result<Vec<String>> {
    tx.execute(tx.statement().delete_where("recovery_code", "user_id", user)).await?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect();
    for code in &codes {
        let Some(hash) = recovery_digest(code) else { continue };
        let mut row = tx.statement();
        let values = [("user_id", row.bind(user)), ("code_hash", row.bind(&hash))];
        row.insert("recovery_code", values);
        tx.execute(row).await?;
    }
    Ok(codes)
}

/// Removes a user's second factor with its recovery codes. Returns whether there was one.
pub(crate) async fn remove(tx: &mut Tx, user: UserId) -> Result<bool> {
    let mut removed = 0;
    for table in ["recovery_code", "sign_in_challenge", "second_factor"] {
        removed = tx.execute(tx.statement().delete_where(table, "user_id", user)).await?;
    }
    Ok(removed == 1)
}

/// A random recovery code: four groups of four base32 characters, which are hard to confuse.
fn recovery_code() -> String {
    let text = BASE32_NOPAD.encode(&secret::random_bytes::<10>());
    let groups: Vec<String> =
        text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into()).collect();
    groups.join("-")
}

/// The digest of an entered recovery code, ignoring case and dashes; `None` if malformed.
fn recovery_digest(typed: &str) -> Option<[u8; 32]> {
    let code: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    let code = code.to_uppercase();
    (code.len() == RECOVERY_LENGTH).then(|| secret::digest(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recovery_code_is_the_same_however_it_is_typed() {
        let code = recovery_code();
        assert_eq!((code.len(), code.split('-').count()), (19, 4));
        let plain = code.replace('-', "").to_lowercase();
        assert_eq!(recovery_digest(&code), recovery_digest(&format!(" {plain} ")));
        assert!(recovery_digest(&code).is_some());
        for wrong in ["", "123456", &code[1..], &format!("{code}A")] {
            assert_eq!(recovery_digest(wrong), None, "{wrong}");
        }
        assert_ne!(recovery_code(), code);
    }
}
