//! First run: creates the first administrator, with the setup token that the server prints when it
//! starts on a database without an administrator.

use domain::settings::{check_login, check_name, check_password, field_name};
use domain::{AuditAction, AuditObject, FieldErrors, Role, Timestamp, UserId};
use sha2::{Digest, Sha256};

use super::account::NewUser;
use super::login::login_key;
use super::{Accounts, secret};
use crate::Result;
use crate::audit::{Actor, NewAuditEntry, Origin};
use crate::db::Tx;

/// The outcome of creating the first administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FirstRunOutcome {
    /// The account was created.
    Done(UserId),
    /// The token is not the one printed last.
    WrongToken,
    /// An administrator exists already.
    NotNeeded,
    /// The login, name or password is invalid, or an imported agent has the login.
    Invalid(FieldErrors),
}

const ADMINISTRATOR: &str = "SELECT id FROM user_account WHERE role = 'administrator' LIMIT 1";

impl Accounts<'_> {
    /// Whether there is no administrator yet.
    pub async fn needs_first_administrator(self) -> Result<bool> {
        let statement = self.db().statement().with_text(ADMINISTRATOR);
        Ok(self.db().fetch_optional::<(UserId,)>(statement).await?.is_none())
    }

    /// Issues a setup token if there is no administrator yet, which invalidates the previous token.
    pub async fn issue_setup_token(self) -> Result<Option<String>> {
        let mut tx = Tx::begin(self.db()).await?;
        if !self.none_yet(&mut tx).await? {
            return Ok(None);
        }
        let token = secret::random();
        let mut keep = self.db().statement();
        let (zone, hash) = (keep.bind(self.store.zone().name()), keep.bind(hashed(&token)));
        keep.text = format!(
            "INSERT INTO operation (only_row, time_zone, setup_token_hash) VALUES (1, {zone}, {hash}) \
             ON CONFLICT (only_row) DO UPDATE SET setup_token_hash = excluded.setup_token_hash"
        );
        tx.execute(keep).await?;
        tx.commit().await?;
        Ok(Some(token))
    }

    /// Creates the first administrator.
    ///
    /// # Errors
    /// If the database fails or the password cannot be hashed.
    pub async fn create_first_administrator(
        self,
        token: &str,
        user: &NewUser,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<FirstRunOutcome> {
        let password = user.password.as_deref().unwrap_or_default();
        let mut errors = FieldErrors::default();
        check_name(&mut errors, field_name::LOGIN, &user.login);
        check_login(&mut errors, field_name::LOGIN, &user.login);
        check_name(&mut errors, field_name::NAME, &user.name);
        check_password(&mut errors, field_name::PASSWORD, password, &user.login, &user.name);
        if let Err(errors) = errors.into_result() {
            return Ok(FirstRunOutcome::Invalid(errors));
        }
        // Requests without a valid token must not make the server hash passwords.
        if !self.is_setup_token(token).await? {
            let needed = self.needs_first_administrator().await?;
            return Ok(if needed { FirstRunOutcome::WrongToken } else { FirstRunOutcome::NotNeeded });
        }
        let hash = self.state().passwords.hash(password).await?;
        let mut tx = Tx::begin(self.db()).await?;
        if !self.use_token(&mut tx, token).await? {
            return Ok(FirstRunOutcome::WrongToken);
        }
        if !self.none_yet(&mut tx).await? {
            return Ok(FirstRunOutcome::NotNeeded);
        }
        let Some(id) = self.insert_administrator(&mut tx, user, hash, now).await? else {
            let mut errors = FieldErrors::default();
            errors.add(field_name::LOGIN, domain::Problem::Taken);
            return Ok(FirstRunOutcome::Invalid(errors));
        };
        let entry = NewAuditEntry::new(AuditAction::Created, AuditObject::User, id, user.login.trim())
            .after(&serde_json::json!({ "login": user.login.trim(), "name": user.name.trim(), "role": Role::Administrator }));
        tx.commit_with_audit(&Actor::user(id, origin), vec![entry], now).await?;
        Ok(FirstRunOutcome::Done(id))
    }

    async fn none_yet(self, tx: &mut Tx) -> Result<bool> {
        let statement = self.db().statement().with_text(ADMINISTRATOR);
        Ok(tx.fetch_optional::<(UserId,)>(statement).await?.is_none())
    }

    async fn is_setup_token(self, token: &str) -> Result<bool> {
        let mut statement = self.db().statement();
        let hash = statement.bind(hashed(token));
        statement.text = format!("SELECT 1 FROM operation WHERE setup_token_hash = {hash}");
        Ok(self.db().fetch_optional::<(i32,)>(statement).await?.is_some())
    }

    /// Consumes the token. A concurrent attempt waits for the locked row and then finds it gone.
    async fn use_token(self, tx: &mut Tx, token: &str) -> Result<bool> {
        let mut statement = self.db().statement();
        let hash = statement.bind(hashed(token));
        statement.text =
            format!("UPDATE operation SET setup_token_hash = NULL WHERE setup_token_hash = {hash}");
        Ok(tx.execute(statement).await? == 1)
    }

    async fn insert_administrator(
        self,
        tx: &mut Tx,
        user: &NewUser,
        hash: String,
        now: Timestamp,
    ) -> Result<Option<UserId>> {
        let mut insert = self.db().statement();
        let values = [
            ("login", insert.bind(user.login.trim())),
            ("login_key", insert.bind(login_key(&user.login))),
            ("name", insert.bind(user.name.trim())),
            ("role", insert.bind(Role::Administrator.as_str())),
            ("password_hash", insert.bind(hash)),
            ("active", insert.bind(true)),
            ("created_at", insert.bind(now)),
        ];
        insert.insert("user_account", values).push("ON CONFLICT (login_key) DO NOTHING RETURNING id");
        Ok(tx.fetch_optional::<(UserId,)>(insert).await?.map(|(id,)| id))
    }
}

fn hashed(token: &str) -> String {
    format!("{:x}", Sha256::digest(token))
}
