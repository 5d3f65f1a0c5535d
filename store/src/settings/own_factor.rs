//! One's own second factor: set up, given other recovery codes, and removed, each with the current
//! password.

use domain::{AuditAction, AuditObject};

use super::OwnAccount;
use crate::Result;
use crate::accounts::throttle::Reservation;
use crate::accounts::{FactorSecret, password};
use crate::accounts::{second_factor, secret, session};
use crate::audit::Act;
use crate::db::Tx;

/// What one's own second factor is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnFactor {
    /// Since when there is one.
    pub enrolled_at: Option<i64>,
    /// How many recovery codes are left.
    pub codes_left: u64,
    /// Whether the account has a password, which there is no second factor without.
    pub has_password: bool,
}

/// What became of the wish to change it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactorChange {
    /// It is done; the recovery codes, where there are others, are shown once.
    Done(Vec<String>),
    /// What was given as the current password is not.
    WrongPassword,
    /// The code is not the one that the app shows.
    WrongCode,
    /// There were too many failures; nothing was compared.
    Wait {
        /// The instant from which they may try again.
        until: i64,
    },
    /// There is a second factor already, or there is none.
    NotPossible,
}

/// Whether the current password was right.
pub(super) enum Proven {
    /// It is the one of this hash.
    Yes(Reservation, String),
    No,
    Wait {
        until: i64,
    },
}

/// What is done with the second factor of somebody who has proved who they are.
enum Wish<'a> {
    /// With the app's secret, the step of its code, and the digest of the session that goes on.
    Enrol(&'a FactorSecret, i64, [u8; 32]),
    Renew,
    Remove,
}

impl OwnAccount<'_> {
    /// What the second factor is like.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn second_factor(&self) -> Result<OwnFactor> {
        let mut statement = self.scoped().statement();
        let user = statement.bind(self.user());
        statement.text = format!(
            "SELECT u.password_hash IS NOT NULL, \
             (SELECT f.enrolled_at FROM second_factor AS f WHERE f.user_id = u.id), \
             (SELECT count(*) FROM recovery_code AS r WHERE r.user_id = u.id) \
             FROM user_account AS u WHERE u.id = {user}"
        );
        let row: Option<(bool, Option<i64>, i64)> = self.scoped().fetch_optional(statement).await?;
        let (has_password, enrolled_at, codes_left) = row.unwrap_or_default();
        Ok(OwnFactor { enrolled_at, codes_left: codes_left.cast_unsigned(), has_password })
    }

    /// Sets the second factor up with a code that the app shows; the recovery codes. Every other
    /// session than that of the token `keep` ends: it was begun by a password alone.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn enrol(
        &self,
        current: &str,
        factor: &FactorSecret,
        code: &str,
        keep: &str,
        now: i64,
    ) -> Result<FactorChange> {
        let Some(step) = factor.step_of(code, 0, now) else { return Ok(FactorChange::WrongCode) };
        self.change_factor(current, &Wish::Enrol(factor, step, secret::digest(keep)), now).await
    }

    /// Makes other recovery codes; the ones before are worthless.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn renew_recovery_codes(&self, current: &str, now: i64) -> Result<FactorChange> {
        self.change_factor(current, &Wish::Renew, now).await
    }

    /// Removes the second factor with its recovery codes.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn remove_second_factor(&self, current: &str, now: i64) -> Result<FactorChange> {
        self.change_factor(current, &Wish::Remove, now).await
    }

    async fn change_factor(&self, current: &str, wish: &Wish<'_>, now: i64) -> Result<FactorChange> {
        let (login, _, hash) = self.credentials().await?;
        let (reservation, hash) = match self.prove(&login, hash, current, now).await? {
            Proven::Yes(reservation, hash) => (reservation, hash),
            Proven::No => return Ok(FactorChange::WrongPassword),
            Proven::Wait { until } => return Ok(FactorChange::Wait { until }),
        };
        let (db, user) = (self.scoped().db(), self.user());
        let mut tx = Tx::begin(db).await?;
        let Some(name) = password::held_with(db, &mut tx, user, &hash).await? else {
            return Ok(FactorChange::WrongPassword);
        };
        let act = |action, name| Act::new(action, AuditObject::User, user, name);
        let done = match wish {
            Wish::Enrol(factor, step, keep) => {
                match second_factor::enrol(db, &mut tx, user, factor, *step, now).await? {
                    Some(codes) => {
                        let ended = session::end(db, &mut tx, user, Some(*keep)).await?;
                        let mut acts = vec![act(AuditAction::SecondFactorSet, name.clone())];
                        acts.extend((ended > 0).then(|| session::ended(user, name, ended)));
                        Some((codes, acts))
                    }
                    None => None,
                }
            }
            Wish::Renew if self.second_factor_is_there(&mut tx).await? => {
                let codes = second_factor::give_recovery_codes(db, &mut tx, user).await?;
                let made = serde_json::json!({ "recovery_codes": codes.len() });
                Some((codes, vec![act(AuditAction::SecondFactorSet, name).after(&made)]))
            }
            Wish::Renew => None,
            Wish::Remove => {
                let removed = second_factor::remove(db, &mut tx, user).await?;
                removed.then(|| (Vec::new(), vec![act(AuditAction::SecondFactorRemoved, name)]))
            }
        };
        let Some((codes, acts)) = done else { return Ok(FactorChange::NotPossible) };
        reservation.give_back(db, &mut tx).await?;
        tx.commit_with(&self.scoped().author(), acts, now).await?;
        Ok(FactorChange::Done(codes))
    }

    async fn second_factor_is_there(&self, tx: &mut Tx) -> Result<bool> {
        let mut statement = self.scoped().statement();
        let user = statement.bind(self.user());
        statement.text = format!("SELECT user_id FROM second_factor WHERE user_id = {user}");
        Ok(tx.fetch_optional::<(i64,)>(statement).await?.is_some())
    }
}
