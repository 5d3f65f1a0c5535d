//! The user's own second factor: enrolling it, renewing its recovery codes and removing it, each
//! confirmed by the current password.

use domain::{AuditAction, AuditObject, Timestamp, UserId};

use super::OwnAccount;
use crate::Result;
use crate::accounts::throttle::Reservation;
use crate::accounts::{FactorSecret, password};
use crate::accounts::{second_factor, secret, session};
use crate::audit::NewAuditEntry;
use crate::db::Tx;

/// The state of the user's second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnFactor {
    /// When it was enrolled; `None` if there is none.
    pub enrolled_at: Option<Timestamp>,
    /// Number of unused recovery codes.
    pub codes_left: u64,
    /// Whether the account has a password, which a second factor requires.
    pub has_password: bool,
}

/// The outcome of a change of the second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactorChange {
    /// Changed; new recovery codes, if any, are available only here.
    Done(Vec<String>),
    /// The current password is wrong.
    WrongPassword,
    /// The code of the app is wrong.
    WrongCode,
    /// Locked out after too many failures; nothing was compared.
    Wait {
        /// The end of the lockout.
        until: Timestamp,
    },
    /// There is a second factor already, or none to change.
    NotPossible,
}

/// The result of verifying the current password.
pub(super) enum PasswordCheck {
    /// It matches this hash.
    Yes(Reservation, String),
    No,
    Wait {
        until: Timestamp,
    },
}

/// A change of the second factor.
enum FactorAction<'a> {
    /// The app's secret, the time step of the code, and the digest of the session to keep.
    Enrol(&'a FactorSecret, i64, [u8; 32]),
    Renew,
    Remove,
}

impl OwnAccount<'_> {
    /// The state of the second factor.
    pub async fn second_factor(&self) -> Result<OwnFactor> {
        let mut statement = self.scoped().unrestricted_statement();
        let user = statement.bind(self.user());
        statement.text = format!(
            "SELECT u.password_hash IS NOT NULL, \
             (SELECT f.enrolled_at FROM second_factor AS f WHERE f.user_id = u.id), \
             (SELECT count(*) FROM recovery_code AS r WHERE r.user_id = u.id) \
             FROM user_account AS u WHERE u.id = {user}"
        );
        let row: Option<(bool, Option<Timestamp>, i64)> = self.scoped().fetch_optional(statement).await?;
        let (has_password, enrolled_at, codes_left) = row.unwrap_or_default();
        Ok(OwnFactor { enrolled_at, codes_left: codes_left.cast_unsigned(), has_password })
    }

    /// Enrols a second factor, confirmed by a code of the app, and returns recovery codes. Ends all
    /// sessions except the one with the token `keep`: they were started with a password alone.
    pub async fn enrol(
        &self,
        current: &str,
        factor: &FactorSecret,
        code: &str,
        keep: &str,
        now: Timestamp,
    ) -> Result<FactorChange> {
        let Some(step) = factor.step_of(code, 0, now) else { return Ok(FactorChange::WrongCode) };
        self.change_factor(current, &FactorAction::Enrol(factor, step, secret::digest(keep)), now).await
    }

    /// Replaces the recovery codes.
    pub async fn renew_recovery_codes(&self, current: &str, now: Timestamp) -> Result<FactorChange> {
        self.change_factor(current, &FactorAction::Renew, now).await
    }

    /// Removes the second factor with its recovery codes.
    pub async fn remove_second_factor(&self, current: &str, now: Timestamp) -> Result<FactorChange> {
        self.change_factor(current, &FactorAction::Remove, now).await
    }

    async fn change_factor(
        &self,
        current: &str,
        action: &FactorAction<'_>,
        now: Timestamp,
    ) -> Result<FactorChange> {
        let (login, _, hash) = self.credentials().await?;
        let (reservation, hash) = match self.verify_current_password(&login, hash, current, now).await? {
            PasswordCheck::Yes(reservation, hash) => (reservation, hash),
            PasswordCheck::No => return Ok(FactorChange::WrongPassword),
            PasswordCheck::Wait { until } => return Ok(FactorChange::Wait { until }),
        };
        let user = self.user();
        let mut tx = Tx::begin(self.scoped().db()).await?;
        let Some(name) = password::lock_with_password(&mut tx, user, &hash).await? else {
            return Ok(FactorChange::WrongPassword);
        };
        let entry = |action, name| NewAuditEntry::new(action, AuditObject::User, user, name);
        let done = match action {
            FactorAction::Enrol(factor, step, keep) => {
                match second_factor::enrol(&mut tx, user, factor, *step, now).await? {
                    Some(codes) => {
                        let ended = session::end(&mut tx, user, Some(*keep)).await?;
                        let mut entries = vec![entry(AuditAction::SecondFactorSet, name.clone())];
                        entries.extend((ended > 0).then(|| session::ended(user, name, ended)));
                        Some((codes, entries))
                    }
                    None => None,
                }
            }
            FactorAction::Renew if self.second_factor_is_there(&mut tx).await? => {
                let codes = second_factor::replace_recovery_codes(&mut tx, user).await?;
                let made = serde_json::json!({ "recovery_codes": codes.len() });
                Some((codes, vec![entry(AuditAction::SecondFactorSet, name).after(&made)]))
            }
            FactorAction::Renew => None,
            FactorAction::Remove => {
                let removed = second_factor::remove(&mut tx, user).await?;
                removed.then(|| (Vec::new(), vec![entry(AuditAction::SecondFactorRemoved, name)]))
            }
        };
        let Some((codes, entries)) = done else { return Ok(FactorChange::NotPossible) };
        reservation.release(&mut tx).await?;
        tx.commit_with_audit(&self.scoped().actor(), entries, now).await?;
        Ok(FactorChange::Done(codes))
    }

    async fn second_factor_is_there(&self, tx: &mut Tx) -> Result<bool> {
        let mut statement = self.scoped().unrestricted_statement();
        let user = statement.bind(self.user());
        statement.text = format!("SELECT user_id FROM second_factor WHERE user_id = {user}");
        Ok(tx.fetch_optional::<(UserId,)>(statement).await?.is_some())
    }
}
