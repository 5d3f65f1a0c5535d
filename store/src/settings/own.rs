//! *Minha conta*: what everybody does with their own account.

use data_encoding::HEXLOWER;
use domain::settings::{OwnRecord, Theme, check_password};
use domain::{AuditAction, AuditObject, FieldErrors};

use super::Settings;
use super::own_factor::Proven;
use super::record::{Change, Kept, Record, Source};
use crate::accounts::throttle::{self, Admission, Counters};
use crate::accounts::{SessionToken, password, secret, session};
use crate::audit::Act;
use crate::db::{Statement, Tx};
use crate::scoped::Scoped;
use crate::{Error, Result};

impl Record for OwnRecord {
    const OBJECT: AuditObject = AuditObject::User;
    const TABLE: &'static str = "user_account";

    async fn read(source: &mut Source<'_>, id: i64) -> Result<Option<Self>> {
        let mut statement = source.statement();
        let id = statement.bind(id);
        statement.text = format!("SELECT name, locale, theme FROM user_account WHERE id = {id}");
        let row: Option<(String, Option<String>, Option<String>)> = source.fetch_optional(statement).await?;
        Ok(row.map(|(name, locale, theme)| Self {
            name,
            locale,
            theme: theme.as_deref().and_then(Theme::parse),
        }))
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![
            ("name", statement.bind(&self.name)),
            ("locale", statement.bind(self.locale.as_deref())),
            ("theme", statement.bind(self.theme.map(Theme::as_str))),
        ]
    }
}

/// The account of whoever asks.
pub struct OwnAccount<'a>(Settings<'a>);

/// One of somebody's sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// By which it is named; it opens nothing.
    pub handle: String,
    /// When it began.
    pub created_at: i64,
    /// When it was last used, to the minute.
    pub last_seen_at: i64,
    /// The network address it was begun from.
    pub address: String,
    /// What the browser said of itself.
    pub user_agent: String,
    /// Whether it is the one in which this is asked.
    pub is_this: bool,
}

/// What became of the wish for another password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordChange {
    /// It is set; the session goes on under this token.
    Changed(SessionToken),
    /// What was given as the current one is not.
    WrongPassword,
    /// There were too many failures; nothing was compared.
    Wait {
        /// The instant from which they may try again.
        until: i64,
    },
}

impl<'a> Scoped<'a> {
    /// The account of this very person.
    pub fn own_account(self) -> OwnAccount<'a> {
        OwnAccount(Settings(self))
    }
}

impl OwnAccount<'_> {
    pub(super) fn user(&self) -> i64 {
        self.0.0.principal.user.0
    }

    pub(super) fn scoped(&self) -> &Scoped<'_> {
        &self.0.0
    }

    /// Login, name and the hash of the password.
    pub(super) async fn credentials(&self) -> Result<(String, String, Option<String>)> {
        let mut statement = self.scoped().statement();
        let user = statement.bind(self.user());
        statement.text = format!("SELECT login, name, password_hash FROM user_account WHERE id = {user}");
        let row = self.scoped().fetch_optional(statement).await?;
        row.ok_or_else(|| Error::Corrupt(format!("no account of the user {}", self.user())))
    }

    /// Whether somebody at the browser knows the current password. Guessing it costs what guessing at
    /// the sign-in costs: whoever finds a browser open gains nothing. It is counted by itself: nobody
    /// who is not signed in can keep somebody from it.
    pub(super) async fn prove(
        &self,
        login: &str,
        hash: Option<String>,
        current: &str,
        now: i64,
    ) -> Result<Proven> {
        let scoped = self.scoped();
        let counters = Counters::of_signed_in(scoped.principal.user);
        let reservation = match throttle::admit(scoped.db(), counters, login, &scoped.origin, now).await? {
            Admission::Wait { until } => return Ok(Proven::Wait { until }),
            Admission::Admitted(reservation) => reservation,
        };
        let right = scoped.store.account_state().passwords.matches(current, hash.as_deref()).await?;
        if let (true, Some(hash)) = (right, hash) {
            return Ok(Proven::Yes(reservation, hash));
        }
        let act = Act::new(AuditAction::SignInFailed, AuditObject::User, self.user(), login);
        let tx = Tx::begin(scoped.db()).await?;
        tx.commit_with(&scoped.author(), vec![act], now).await?;
        Ok(Proven::No)
    }

    /// What the account says; `None` where it is gone.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn record(&self) -> Result<Option<Kept<OwnRecord>>> {
        self.0.get(self.user()).await
    }

    /// Changes it; `revision` is that of what the person read.
    ///
    /// # Errors
    /// [`Error::Invalid`] where fields are bad; where the database fails.
    pub async fn change(
        &self,
        revision: i64,
        record: OwnRecord,
        now: i64,
    ) -> Result<Option<Change<OwnRecord>>> {
        self.0.change(self.user(), revision, record, now).await
    }

    /// Remembers a language or a theme that the person chose on any page, whatever else is being
    /// changed.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn prefer(&self, choose: impl Fn(&mut OwnRecord), now: i64) -> Result<()> {
        loop {
            let Some(mut kept) = self.record().await? else { return Ok(()) };
            choose(&mut kept.record);
            let change = self.change(kept.revision, kept.record, now).await?;
            if !matches!(change, Some(Change::Conflict(_))) {
                return Ok(());
            }
        }
    }

    /// The sessions that are alive, the one used last first; `token` is what this one is known by.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn sessions(&self, token: &str, now: i64) -> Result<Vec<OwnSession>> {
        type Row = (Vec<u8>, i64, i64, Option<String>, Option<String>);
        let mut statement = self.0.0.statement();
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

    /// Ends one session, wherever it is. `false` where there is none of this handle.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_session(&self, handle: &str, now: i64) -> Result<bool> {
        let Some(hash) = read_handle(handle) else { return Ok(false) };
        let mut tx = Tx::begin(self.0.0.db()).await?;
        let Some(name) = session::name_of(self.0.0.db(), &mut tx, self.user()).await? else {
            return Ok(false);
        };
        let mut gone = self.0.0.statement();
        let (user, hash) = (gone.bind(self.user()), gone.bind(&hash));
        gone.text = format!("DELETE FROM session WHERE user_id = {user} AND token_hash = {hash}");
        let ended = tx.execute(gone).await?;
        if ended == 0 {
            return Ok(false);
        }
        let acts = vec![session::ended(self.user(), name, ended)];
        tx.commit_with(&self.0.0.author(), acts, now).await?;
        Ok(true)
    }

    /// Ends every session but the one known by `keep`; how many there were.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_sessions(&self, keep: Option<&str>, now: i64) -> Result<u64> {
        let (db, mut tx) = (self.0.0.db(), Tx::begin(self.0.0.db()).await?);
        let Some(name) = session::name_of(db, &mut tx, self.user()).await? else { return Ok(0) };
        let ended = session::end(db, &mut tx, self.user(), keep.map(secret::digest)).await?;
        if ended > 0 {
            let acts = vec![session::ended(self.user(), name, ended)];
            tx.commit_with(&self.0.0.author(), acts, now).await?;
        }
        Ok(ended)
    }

    /// Sets another password and ends every session but the one known by `keep`, which gets another
    /// token: whoever has seen the old one has nothing.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the password is unfit.
    pub async fn change_password(
        &self,
        current: &str,
        password: &str,
        keep: &str,
        now: i64,
    ) -> Result<PasswordChange> {
        let (login, name, old) = self.credentials().await?;
        let mut errors = FieldErrors::default();
        check_password(&mut errors, "password", password, &login, &name);
        errors.into_result()?;
        let (reservation, old) = match self.prove(&login, old, current, now).await? {
            Proven::Yes(reservation, old) => (reservation, old),
            Proven::No => return Ok(PasswordChange::WrongPassword),
            Proven::Wait { until } => return Ok(PasswordChange::Wait { until }),
        };
        let scoped = self.scoped();
        let hash = scoped.store.account_state().passwords.hash(password).await?;
        let mut tx = Tx::begin(scoped.db()).await?;
        let keep = secret::digest(keep);
        let set = password::set(scoped.db(), &mut tx, self.user(), &hash, Some(&old), Some(keep)).await?;
        let Some(acts) = set else { return Ok(PasswordChange::WrongPassword) };
        let token = session::renew(scoped.db(), &mut tx, self.user(), keep).await?;
        reservation.give_back(scoped.db(), &mut tx).await?;
        tx.commit_with(&scoped.author(), acts, now).await?;
        Ok(PasswordChange::Changed(token))
    }
}

fn read_handle(handle: &str) -> Option<Vec<u8>> {
    let digits = handle.is_ascii() && handle.len() == 64;
    let bytes = (0..32).map(|place| u8::from_str_radix(handle.get(place * 2..place * 2 + 2)?, 16).ok());
    digits.then(|| bytes.collect()).flatten()
}
