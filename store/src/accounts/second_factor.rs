//! The second factor: an authenticator app besides the password, with recovery codes for whoever has
//! lost it.
//!
//! The secret of the app has to be computed with, so it stands in the database as it is; recovery codes
//! are 80 random bits and are kept as their SHA-256. With the right password comes a challenge, which
//! the browser carries to the second step; only that begins a session.

use data_encoding::BASE32_NOPAD;
use domain::settings::Theme;
use domain::{AuditAction, AuditObject, Principal, Role, UserId};
use serde_json::json;

use super::known_place::Places;
use super::session::{self, SessionToken};
use super::sign_in::SignIn;
use super::throttle::{self, Admission, Counters, Reservation};
use super::totp::FactorSecret;
use super::{Accounts, secret};
use crate::audit::{Act, Author, Origin};
use crate::db::Tx;
use crate::{Db, Error, Result};

/// How long somebody may take to find their telephone.
pub const CHALLENGE_MS: i64 = 10 * 60 * 1000;
/// How many recovery codes somebody gets.
pub const RECOVERY_CODES: usize = 10;
/// The characters of a recovery code without its dashes: 80 bits.
const RECOVERY_LENGTH: usize = 16;

/// What a browser carries from the right password to the second step; it opens nothing by itself.
#[derive(Clone, PartialEq, Eq)]
pub struct ChallengeToken(String);

impl ChallengeToken {
    /// The value of the cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for ChallengeToken {
    /// Says nothing: tokens do not belong into logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChallengeToken(…)")
    }
}

/// The second step of signing in.
#[derive(Clone)]
pub struct SecondStep {
    /// The [`ChallengeToken`] that the browser carries.
    pub challenge: String,
    /// The code of the app, or a recovery code.
    pub code: String,
    /// The network address it comes from.
    pub address: String,
    /// What the browser says of itself.
    pub user_agent: String,
    /// The [`super::DeviceToken`] that it carries, where it has one.
    pub device: Option<String>,
}

/// By what somebody has proved to have the second factor.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// A code of the app, of this step.
    Code(i64),
    /// A recovery code, which is used up.
    Recovery([u8; 32]),
}

/// Who is at the second step.
#[derive(sqlx::FromRow)]
struct Challenged {
    id: i64,
    role: String,
    login: String,
    secret: Vec<u8>,
    last_step: i64,
}

impl Accounts<'_> {
    /// Signs in somebody whose password was right, with a code; `None` where there is no such
    /// challenge any more. Like the password, a code costs a failure until it proves right.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn second_step(self, step: &SecondStep, now: i64) -> Result<Option<SignIn>> {
        let Some(known) = self.challenged(&step.challenge, now).await? else { return Ok(None) };
        let origin = Origin { address: step.address.clone(), user_agent: step.user_agent.clone() };
        let places = Places::new(step.device.as_deref(), &step.address);
        let user = UserId(known.id);
        let counters = Counters::of_second_step(self.db(), user, &known.login, &places, now).await?;
        let reservation = match throttle::admit(self.db(), counters, &known.login, &origin, now).await? {
            Admission::Wait { until } => return Ok(Some(SignIn::Wait { until })),
            Admission::Admitted(reservation) => reservation,
        };
        if let Some(proof) = known.proof(&step.code, now)?
            && let Some(granted) = self.finish(&known, proof, step, &origin, &reservation, now).await?
        {
            return Ok(Some(granted));
        }
        let act = Act::new(AuditAction::SignInFailed, AuditObject::User, user, known.login.clone())
            .after(&json!({ "second_factor": true }));
        let tx = Tx::begin(self.db()).await?;
        tx.commit_with(&Author::stranger(self.db(), &known.login, &origin), vec![act], now).await?;
        Ok(Some(SignIn::Refused))
    }

    async fn challenged(self, challenge: &str, now: i64) -> Result<Option<Challenged>> {
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

    /// Begins the session, where challenge, code and account are still good.
    async fn finish(
        self,
        known: &Challenged,
        proof: Proof,
        step: &SecondStep,
        origin: &Origin,
        reservation: &Reservation,
        now: i64,
    ) -> Result<Option<SignIn>> {
        let role = Role::parse(&known.role);
        let role = role.ok_or_else(|| Error::Corrupt(format!("the role {:?}", known.role)))?;
        let (db, user) = (self.db(), UserId(known.id));
        let mut tx = Tx::begin(db).await?;
        let mut seen = db.statement();
        let (at, id, held) = (seen.bind(now), seen.bind(user.0), seen.bind(role.as_str()));
        seen.text = format!(
            "UPDATE user_account SET last_seen_at = {at} WHERE id = {id} AND active AND role = {held} \
             RETURNING name, theme"
        );
        let Some((name, theme)) = tx.fetch_optional::<(String, Option<String>)>(seen).await? else {
            return Ok(None);
        };
        let mut used = db.statement();
        let hash = used.bind(&secret::digest(&step.challenge));
        used.text = format!("DELETE FROM sign_in_challenge WHERE token_hash = {hash}");
        if tx.execute(used).await? == 0 || !proof.use_up(db, &mut tx, user).await? {
            return Ok(None);
        }
        let token = SessionToken::random();
        tx.execute(session::row(db, &token, user, origin, false, now)).await?;
        reservation.give_back(db, &mut tx).await?;
        let places = Places::new(step.device.as_deref(), &step.address);
        let device = places.remember(db, &mut tx, user, now).await?;
        let by = if matches!(proof, Proof::Code(_)) { "app" } else { "recovery_code" };
        let act = Act::new(AuditAction::SignedIn, AuditObject::User, user, name);
        let act = act.after(&json!({ "second_factor": by }));
        tx.commit_with(&Author::user(db, user, origin), vec![act], now).await?;
        let theme = theme.as_deref().and_then(Theme::parse);
        Ok(Some(SignIn::Granted { token, device, principal: Principal { user, role }, theme }))
    }
}

impl Challenged {
    fn proof(&self, typed: &str, now: i64) -> Result<Option<Proof>> {
        let secret = FactorSecret::of_bytes(&self.secret)
            .ok_or_else(|| Error::Corrupt(format!("the second factor of account {}", self.id)))?;
        let code = secret.step_of(typed, self.last_step, now).map(Proof::Code);
        Ok(code.or_else(|| recovery_digest(typed).map(Proof::Recovery)))
    }
}

impl Proof {
    /// Makes sure that it is good once; whether it was good at all.
    async fn use_up(self, db: &Db, tx: &mut Tx, user: UserId) -> Result<bool> {
        let mut used = db.statement();
        let id = used.bind(user.0);
        used.text = match self {
            Self::Code(step) => {
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

/// Begins the second step of somebody whose password was right.
pub(super) async fn challenge(db: &Db, tx: &mut Tx, user: UserId, now: i64) -> Result<ChallengeToken> {
    let mut old = db.statement();
    let at = old.bind(now);
    let skip = db.engine().skip_locked();
    old.text = format!(
        "DELETE FROM sign_in_challenge WHERE token_hash IN (\
         SELECT token_hash FROM sign_in_challenge WHERE expires_at <= {at}{skip})"
    );
    tx.execute(old).await?;
    let token = ChallengeToken(secret::random());
    let mut row = db.statement();
    let values = [
        ("token_hash", row.bind(&secret::digest(&token.0))),
        ("user_id", row.bind(user.0)),
        ("expires_at", row.bind(now + CHALLENGE_MS)),
    ];
    row.insert("sign_in_challenge", values);
    tx.execute(row).await?;
    Ok(token)
}

/// Gives somebody a second factor that has shown a code of this step, with recovery codes in place of
/// those there may be; `None` where they have one.
pub(crate) async fn enrol(
    db: &Db,
    tx: &mut Tx,
    user: i64,
    secret: &FactorSecret,
    step: i64,
    now: i64,
) -> Result<Option<Vec<String>>> {
    let mut row = db.statement();
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
    Ok(Some(give_recovery_codes(db, tx, user).await?))
}

/// Gives somebody other recovery codes; the ones before are worthless.
pub(crate) async fn give_recovery_codes(db: &Db, tx: &mut Tx, user: i64) -> Result<Vec<String>> {
    let mut gone = db.statement();
    let id = gone.bind(user);
    gone.text = format!("DELETE FROM recovery_code WHERE user_id = {id}");
    tx.execute(gone).await?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect();
    for code in &codes {
        let Some(hash) = recovery_digest(code) else { continue };
        let mut row = db.statement();
        let values = [("user_id", row.bind(user)), ("code_hash", row.bind(&hash))];
        row.insert("recovery_code", values);
        tx.execute(row).await?;
    }
    Ok(codes)
}

/// Takes the second factor from somebody, with its recovery codes; whether they had one.
pub(crate) async fn remove(db: &Db, tx: &mut Tx, user: i64) -> Result<bool> {
    let mut removed = 0;
    for table in ["recovery_code", "sign_in_challenge", "second_factor"] {
        let mut gone = db.statement();
        let id = gone.bind(user);
        gone.text = format!("DELETE FROM {table} WHERE user_id = {id}");
        removed = tx.execute(gone).await?;
    }
    Ok(removed == 1)
}

/// Four groups of four characters that are hard to confuse.
fn recovery_code() -> String {
    let text = BASE32_NOPAD.encode(&secret::random_bytes::<10>());
    let groups: Vec<String> =
        text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into()).collect();
    groups.join("-")
}

/// What the database keeps of a recovery code, however it was typed; `None` where it is none.
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
