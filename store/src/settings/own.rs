//! The user's own account (*Minha conta*): profile, sessions and password.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use domain::settings::{ProfileRecord, Theme, check_password, field_name};
use domain::{
    AuditAction, AuditObject, FieldErrors, ListField, ListKind, ListLayout, Revision, Timestamp, UserId,
};

use super::Settings;
use super::own_factor::PasswordCheck;
use super::record::{Change, Executor, Record, Versioned};
use crate::accounts::throttle::{self, Admission, Counters};
use crate::accounts::{SessionToken, password, secret, session};
use crate::audit::NewAuditEntry;
use crate::db::{Statement, Tx};
use crate::scoped::Scoped;
use crate::{Error, Result};

impl Record for ProfileRecord {
    type Id = UserId;
    const OBJECT: AuditObject = AuditObject::User;
    const TABLE: &'static str = "user_account";

    async fn read(executor: &mut Executor<'_>, ids: &[UserId]) -> Result<BTreeMap<UserId, Self>> {
        let mut statement = executor.statement();
        let these = statement.any("id", ids);
        statement.text = format!("SELECT id, name, locale, theme FROM user_account WHERE {these}");
        let rows: Vec<(UserId, String, Option<String>, Option<String>)> =
            executor.fetch_all(statement).await?;
        let record = |(id, name, locale, theme): (UserId, String, Option<String>, Option<String>)| {
            (id, Self { name, locale, theme: theme.as_deref().and_then(Theme::parse) })
        };
        Ok(rows.into_iter().map(record).collect())
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![
            ("name", statement.bind(&self.name)),
            ("locale", statement.bind(self.locale.as_deref())),
            ("theme", statement.bind(self.theme.map(Theme::as_str))),
        ]
    }
}

/// Access to the user's own account.
pub struct OwnAccount<'a>(Settings<'a>);

/// A session of the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// Identifier for ending the session; it does not authenticate.
    pub handle: String,
    /// Start time.
    pub created_at: Timestamp,
    /// Time of the last request, to the minute.
    pub last_seen_at: Timestamp,
    /// The network address at its start.
    pub address: String,
    /// The `User-Agent` header at its start.
    pub user_agent: String,
    /// Whether it is the current session.
    pub is_this: bool,
}

/// The outcome of a password change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordChange {
    /// The password was changed; the session continues with this new token.
    Changed(SessionToken),
    /// The current password is wrong.
    WrongPassword,
    /// Locked out after too many failures; nothing was compared.
    Wait {
        /// The end of the lockout.
        until: Timestamp,
    },
    /// The new password is unacceptable; nothing was compared.
    Invalid(FieldErrors),
}

impl<'a> Scoped<'a> {
    /// The user's own account.
    pub fn own_account(self) -> OwnAccount<'a> {
        OwnAccount(Settings(self))
    }
}

impl OwnAccount<'_> {
    pub(super) fn user(&self) -> UserId {
        self.0.0.principal.user
    }

    pub(super) fn scoped(&self) -> &Scoped<'_> {
        &self.0.0
    }

    /// Chooses how a list is shown. It concerns only what the user sees of
    /// what they may see anyway, so the audit trail has no entry.
    pub async fn choose_layout<F: ListField + Sync>(&self, layout: &ListLayout<F>) -> Result<()> {
        let column = match F::LIST {
            ListKind::History => "history_layout",
            ListKind::Cases => "cases_layout",
            ListKind::MyCases => "my_cases_layout",
            ListKind::Agents => "agents_layout",
        };
        let mut statement = self.scoped().unrestricted_statement();
        let layout = statement.bind(layout.to_string());
        let user = statement.bind(self.user());
        statement.text = format!("UPDATE user_account SET {column} = {layout} WHERE id = {user}");
        self.scoped().db().execute(statement).await?;
        Ok(())
    }

    /// Login, name and password hash.
    pub(super) async fn credentials(&self) -> Result<(String, String, Option<String>)> {
        let mut statement = self.scoped().unrestricted_statement();
        let user = statement.bind(self.user());
        statement.text = format!("SELECT login, name, password_hash FROM user_account WHERE id = {user}");
        let row = self.scoped().fetch_optional(statement).await?;
        row.ok_or_else(|| Error::Corrupt(format!("no account of the user {}", self.user())))
    }

    /// Verifies the current password, with a lockout against guessing at an unattended browser. Its
    /// counter is separate from sign-in, so that attempts from outside cannot lock out the user.
    pub(super) async fn verify_current_password(
        &self,
        login: &str,
        hash: Option<String>,
        current: &str,
        now: Timestamp,
    ) -> Result<PasswordCheck> {
        let scoped = self.scoped();
        let counters = Counters::of_signed_in(scoped.principal.user);
        let reservation = match throttle::admit(scoped.db(), counters, login, &scoped.origin, now).await? {
            Admission::Wait { until } => return Ok(PasswordCheck::Wait { until }),
            Admission::Admitted(reservation) => reservation,
        };
        let right = scoped.store.account_state().passwords.matches(current, hash.as_deref()).await?;
        if let (true, Some(hash)) = (right, hash) {
            return Ok(PasswordCheck::Yes(reservation, hash));
        }
        let entry = NewAuditEntry::new(AuditAction::SignInFailed, AuditObject::User, self.user(), login);
        let tx = Tx::begin(scoped.db()).await?;
        tx.commit_with_audit(&scoped.actor(), vec![entry], now).await?;
        Ok(PasswordCheck::No)
    }

    /// The profile; `None` if the account no longer exists.
    pub async fn record(&self) -> Result<Option<Versioned<ProfileRecord>>> {
        self.0.get(self.user()).await
    }

    /// Changes the profile; `revision` is the one the user has read.
    pub async fn change(
        &self,
        revision: Revision,
        record: ProfileRecord,
        now: Timestamp,
    ) -> Result<Option<Change<ProfileRecord>>> {
        self.0.change(self.user(), revision, record, now).await
    }

    /// Stores a preference (language or theme), retrying on edit conflicts. `None` if the account no
    /// longer exists.
    pub async fn prefer(
        &self,
        choose: impl Fn(&mut ProfileRecord),
        now: Timestamp,
    ) -> Result<Option<Change<ProfileRecord>>> {
        self.0.amend(self.user(), choose, now).await
    }

    /// The active sessions, most recently used first; `token` identifies the current one.
    pub async fn sessions(&self, token: &str, now: Timestamp) -> Result<Vec<OwnSession>> {
        type Row = (Vec<u8>, Timestamp, Timestamp, Option<String>, Option<String>);
        let mut statement = self.0.0.unrestricted_statement();
        let user = statement.bind(self.user());
        let alive = session::alive(&mut statement, "s", now);
        statement.text = format!(
            "SELECT s.token_hash, s.created_at, s.last_seen_at, s.address, s.user_agent FROM session AS s \
             WHERE s.user_id = {user} AND {alive} ORDER BY s.last_seen_at DESC, s.created_at DESC, s.token_hash"
        );
        let this = secret::digest(token);
        let rows: Vec<Row> = self.0.0.fetch_all(statement).await?;
        let sessions =
            rows.into_iter().map(|(hash, created_at, last_seen_at, address, user_agent)| OwnSession {
                handle: HEXLOWER.encode(&hash),
                created_at,
                last_seen_at,
                address: address.unwrap_or_default(),
                user_agent: user_agent.unwrap_or_default(),
                is_this: hash == this,
            });
        Ok(sessions.collect())
    }

    /// Ends a session. `false` if there is none with this handle.
    pub async fn end_session(&self, handle: &str, now: Timestamp) -> Result<bool> {
        let Some(hash) = read_handle(handle) else { return Ok(false) };
        let mut tx = Tx::begin(self.0.0.db()).await?;
        let Some(name) = session::name_of(&mut tx, self.user()).await? else { return Ok(false) };
        let mut gone = self.0.0.unrestricted_statement();
        let (user, hash) = (gone.bind(self.user()), gone.bind(&hash));
        gone.text = format!("DELETE FROM session WHERE user_id = {user} AND token_hash = {hash}");
        let ended = tx.execute(gone).await?;
        if ended == 0 {
            return Ok(false);
        }
        let entries = vec![session::ended(self.user(), name, ended)];
        tx.commit_with_audit(&self.0.0.actor(), entries, now).await?;
        Ok(true)
    }

    /// Ends all sessions except the one with the token `keep`, and returns their number.
    pub async fn end_sessions(&self, keep: Option<&str>, now: Timestamp) -> Result<u64> {
        let mut tx = Tx::begin(self.0.0.db()).await?;
        let Some(name) = session::name_of(&mut tx, self.user()).await? else { return Ok(0) };
        let ended = session::end(&mut tx, self.user(), keep.map(secret::digest)).await?;
        if ended > 0 {
            let entries = vec![session::ended(self.user(), name, ended)];
            tx.commit_with_audit(&self.0.0.actor(), entries, now).await?;
        }
        Ok(ended)
    }

    /// Changes the password and ends all sessions except the one with the token `keep`, whose token
    /// is replaced in case the old one has leaked.
    ///
    /// # Errors
    /// If the database fails or the password cannot be hashed.
    pub async fn change_password(
        &self,
        current: &str,
        password: &str,
        keep: &str,
        now: Timestamp,
    ) -> Result<PasswordChange> {
        let (login, name, old) = self.credentials().await?;
        let mut errors = FieldErrors::default();
        check_password(&mut errors, field_name::PASSWORD, password, &login, &name);
        if let Err(errors) = errors.into_result() {
            return Ok(PasswordChange::Invalid(errors));
        }
        let (reservation, old) = match self.verify_current_password(&login, old, current, now).await? {
            PasswordCheck::Yes(reservation, old) => (reservation, old),
            PasswordCheck::No => return Ok(PasswordChange::WrongPassword),
            PasswordCheck::Wait { until } => return Ok(PasswordChange::Wait { until }),
        };
        let scoped = self.scoped();
        let hash = scoped.store.account_state().passwords.hash(password).await?;
        let mut tx = Tx::begin(scoped.db()).await?;
        let keep = secret::digest(keep);
        let set = password::set(&mut tx, self.user(), &hash, Some(&old), Some(keep)).await?;
        let Some(entries) = set else { return Ok(PasswordChange::WrongPassword) };
        let token = session::renew(&mut tx, self.user(), keep).await?;
        reservation.release(&mut tx).await?;
        tx.commit_with_audit(&scoped.actor(), entries, now).await?;
        Ok(PasswordChange::Changed(token))
    }
}

fn read_handle(handle: &str) -> Option<Vec<u8>> {
    let digits = handle.is_ascii() && handle.len() == 64;
    let bytes = (0..32).map(|place| u8::from_str_radix(handle.get(place * 2..place * 2 + 2)?, 16).ok());
    digits.then(|| bytes.collect()).flatten()
}
