//! Signing in.
//!
//! Unknown login, wrong password, inactive account and account without a password get the same
//! answer at the same price: one comparison of a password each.

use domain::{Principal, Role, UserId};

use super::login::login_key;
use super::session::{self, SessionToken};
use super::throttle::{self, Admission, Reservation};
use super::{Accounts, secret};
use crate::db::{read, write};
use crate::{Error, Result};

/// The most characters kept of what a browser says of itself.
const USER_AGENT_LIMIT: usize = 300;

/// Somebody who wants to sign in.
#[derive(Clone)]
pub struct SignInAttempt {
    /// Who they say they are.
    pub login: String,
    /// By which they prove it.
    pub password: String,
    /// The network address they come from.
    pub address: String,
    /// What their browser says of itself.
    pub user_agent: String,
}

/// The answer to a [`SignInAttempt`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// They are who they say.
    Granted {
        /// To be carried by their browser.
        token: SessionToken,
        /// What they may do.
        principal: Principal,
    },
    /// They are not, or may not sign in; which of the two is nobody's business.
    Refused,
    /// There were too many failures; nothing was compared.
    Wait {
        /// The instant from which they may try again.
        until: i64,
    },
}

/// What is known of the login that was named.
struct Known {
    user: UserId,
    role: Role,
    active: bool,
    password_hash: Option<String>,
}

impl Accounts<'_> {
    /// Signs somebody in, always with a token of its own: end the session the browser carried
    /// until then with [`Accounts::sign_out`]. The attempt counts as a failure from before the password is compared
    /// until it proves right, so attempts made at once cannot slip past the limit.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn sign_in(self, attempt: &SignInAttempt, now: i64) -> Result<SignIn> {
        let reservation = match throttle::admit(self.db(), &attempt.login, &attempt.address, now).await? {
            Admission::Wait { until } => return Ok(SignIn::Wait { until }),
            Admission::Admitted(reservation) => reservation,
        };
        let known = self.known(&attempt.login).await?;
        let hash = known.as_ref().and_then(|known| known.password_hash.as_deref());
        let right = self.state().passwords.matches(&attempt.password, hash).await?;
        match (known, right) {
            (Some(Known { user, role, active: true, password_hash: Some(hash) }), true) => {
                self.begin_session(Principal { user, role }, &hash, attempt, &reservation, now).await
            }
            _ => Ok(SignIn::Refused),
        }
    }

    async fn known(self, login: &str) -> Result<Option<Known>> {
        // Such a login cannot exist, and PostgreSQL refuses to be asked for it.
        if login.contains('\0') {
            return Ok(None);
        }
        let row: Option<(i64, String, bool, Option<String>)> = read!(self.db(), |pool, Engine| {
            sqlx::query_as("SELECT id, role, active, password_hash FROM user_account WHERE login_key = $1")
                .bind(login_key(login))
                .fetch_optional(pool)
                .await?
        });
        row.map(|(id, role, active, password_hash)| {
            let role = Role::parse(&role).ok_or_else(|| Error::Corrupt(format!("the role {role:?}")))?;
            Ok(Known { user: UserId(id), role, active, password_hash })
        })
        .transpose()
    }

    async fn begin_session(
        self,
        principal: Principal,
        verified_hash: &str,
        attempt: &SignInAttempt,
        reservation: &Reservation,
        now: i64,
    ) -> Result<SignIn> {
        let token = SessionToken::random();
        let user_agent: String =
            attempt.user_agent.chars().filter(|c| !c.is_control()).take(USER_AGENT_LIMIT).collect();
        let begun = write!(self.db(), |pool, Engine| {
            let mut tx = pool.begin().await?;
            // The account may have been deactivated, or its password changed, while the password
            // was compared; from here on its row is held.
            let still = sqlx::query(
                "UPDATE user_account SET last_seen_at = $1 WHERE id = $2 AND active AND password_hash = $3",
            )
            .bind(now)
            .bind(principal.user.0)
            .bind(verified_hash)
            .execute(&mut *tx)
            .await?;
            if still.rows_affected() == 1 {
                sqlx::query(
                    "INSERT INTO session (token_hash, user_id, created_at, last_seen_at, address, user_agent)
                    VALUES ($1, $2, $3, $3, $4, $5)",
                )
                .bind(&secret::digest(token.as_str())[..])
                .bind(principal.user.0)
                .bind(now)
                .bind(attempt.address.replace('\0', ""))
                .bind(user_agent)
                .execute(&mut *tx)
                .await?;
                sqlx::query(throttle::FORGIVE_ACCOUNT).bind(&reservation.account).execute(&mut *tx).await?;
                sqlx::query(throttle::GIVE_BACK_ADDRESS)
                    .bind(&reservation.address)
                    .bind(reservation.address_blocked_until)
                    .execute(&mut *tx)
                    .await?;
                tx.commit().await?;
                true
            } else {
                false
            }
        });
        if !begun {
            return Ok(SignIn::Refused);
        }
        if let Err(error) = session::prune(self.db(), now).await {
            tracing::warn!(%error, "ended sessions could not be pruned");
        }
        Ok(SignIn::Granted { token, principal })
    }
}
