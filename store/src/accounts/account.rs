//! Accounts of people.

use domain::{FieldErrors, Role, UserId};

use super::login::{check_name, check_password, login_key};
use super::{Accounts, throttle};
use crate::db::{read, write};
use crate::{Error, Result};

/// Somebody who is to have an account.
#[derive(Clone)]
pub struct NewUser {
    /// By which they sign in; unique whatever its case.
    pub login: String,
    /// How pages call them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Without one they cannot sign in.
    pub password: Option<String>,
    /// Whether they may sign in.
    pub active: bool,
}

/// An account as the operation's administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its identifier.
    pub id: UserId,
    /// By which its person signs in.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Whether they may sign in.
    pub active: bool,
    /// When the account was created.
    pub created_at: i64,
    /// When they were last seen, to the minute.
    pub last_seen_at: Option<i64>,
}

type AccountRow = (i64, String, String, String, bool, i64, Option<i64>);

impl Accounts<'_> {
    /// Creates an account.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the login, name or password is unfit; [`Error::Conflict`] where
    /// the login exists, in whatever case.
    pub async fn create(self, user: &NewUser, now: i64) -> Result<UserId> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, "login", &user.login);
        check_name(&mut errors, "name", &user.name);
        if let Some(password) = &user.password {
            check_password(&mut errors, password);
        }
        errors.into_result()?;
        let hash = match &user.password {
            Some(password) => Some(self.state().passwords.hash(password).await?),
            None => None,
        };
        let id: Option<i64> = write!(self.db(), |pool, Engine| {
            sqlx::query_scalar(
                "INSERT INTO user_account (login, login_key, name, role, password_hash, active, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (login_key) DO NOTHING RETURNING id",
            )
            .bind(user.login.trim())
            .bind(login_key(&user.login))
            .bind(user.name.trim())
            .bind(user.role.as_str())
            .bind(hash)
            .bind(user.active)
            .bind(now)
            .fetch_optional(pool)
            .await?
        });
        id.map(UserId).ok_or_else(|| login_taken(&user.login))
    }

    /// Gives an account another password, ends its sessions and forgives its failed sign-ins.
    /// Whether it is active stays as it is. `false` where there is no such login.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the password is unfit.
    pub async fn set_password(self, login: &str, password: &str) -> Result<bool> {
        let mut errors = FieldErrors::default();
        check_password(&mut errors, password);
        errors.into_result()?;
        let hash = self.state().passwords.hash(password).await?;
        write!(self.db(), |pool, Engine| {
            let mut tx = pool.begin().await?;
            let id: Option<i64> = sqlx::query_scalar(
                "UPDATE user_account SET password_hash = $1 WHERE login_key = $2 RETURNING id",
            )
            .bind(hash)
            .bind(login_key(login))
            .fetch_optional(&mut *tx)
            .await?;
            let Some(id) = id else { return Ok(false) };
            sqlx::query("DELETE FROM session WHERE user_id = $1").bind(id).execute(&mut *tx).await?;
            sqlx::query(throttle::FORGIVE_ACCOUNT)
                .bind(throttle::account_subject(login))
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
        });
        Ok(true)
    }

    /// Lets an account sign in. `false` where there is no such login.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn activate(self, login: &str) -> Result<bool> {
        let done = write!(self.db(), |pool, Engine| {
            sqlx::query("UPDATE user_account SET active = $1 WHERE login_key = $2")
                .bind(true)
                .bind(login_key(login))
                .execute(pool)
                .await?
                .rows_affected()
        });
        Ok(done == 1)
    }

    /// Bars an account from signing in and ends its sessions; its history stays. `false` where
    /// there is no such login.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn deactivate(self, login: &str) -> Result<bool> {
        write!(self.db(), |pool, Engine| {
            let mut tx = pool.begin().await?;
            let id: Option<i64> =
                sqlx::query_scalar("UPDATE user_account SET active = $1 WHERE login_key = $2 RETURNING id")
                    .bind(false)
                    .bind(login_key(login))
                    .fetch_optional(&mut *tx)
                    .await?;
            let Some(id) = id else { return Ok(false) };
            sqlx::query("DELETE FROM session WHERE user_id = $1").bind(id).execute(&mut *tx).await?;
            tx.commit().await?;
        });
        Ok(true)
    }

    /// Every account, by login.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn list(self) -> Result<Vec<Account>> {
        let rows: Vec<AccountRow> = read!(self.db(), |pool, Engine| {
            sqlx::query_as(
                "SELECT id, login, name, role, active, created_at, last_seen_at
                FROM user_account ORDER BY login_key",
            )
            .fetch_all(pool)
            .await?
        });
        rows.into_iter()
            .map(|(id, login, name, role, active, created_at, last_seen_at)| {
                let role = Role::parse(&role).ok_or_else(|| Error::Corrupt(format!("the role {role:?}")))?;
                Ok(Account { id: UserId(id), login, name, role, active, created_at, last_seen_at })
            })
            .collect()
    }

    /// The account of a login.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn find(self, login: &str) -> Result<Option<UserId>> {
        let id: Option<i64> = read!(self.db(), |pool, Engine| {
            sqlx::query_scalar("SELECT id FROM user_account WHERE login_key = $1")
                .bind(login_key(login))
                .fetch_optional(pool)
                .await?
        });
        Ok(id.map(UserId))
    }

    /// Remembers the language a person chose.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn set_locale(self, user: UserId, locale: &str) -> Result<()> {
        write!(self.db(), |pool, Engine| {
            sqlx::query("UPDATE user_account SET locale = $1 WHERE id = $2")
                .bind(locale)
                .bind(user.0)
                .execute(pool)
                .await?;
        });
        Ok(())
    }
}

/// The refusal of a login that exists, with the remedy.
pub fn login_taken(login: &str) -> Error {
    let login = login.trim();
    Error::Conflict(format!(
        "the login {login} exists already; set its password with `protocolo user password {login}`, \
         adding --activate where it is inactive (agents known only from imports are)"
    ))
}
