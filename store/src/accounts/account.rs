//! User accounts, as administered from the command line.

use domain::settings::{SettingsRecord, UserRecord, check_password};
use domain::{FieldErrors, Problem, Role, Timestamp, UserId};

use super::login::login_key;
use super::{Accounts, password};
use crate::db::{Statement, Tx, stored_word};
use crate::scoped::Scoped;
use crate::settings::{Change, CreateOutcome};
use crate::{Error, Result};

/// An account to create.
#[derive(Clone)]
pub struct NewUser {
    /// The login, unique regardless of case.
    pub login: String,
    /// The display name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The password; `None` to prevent sign-in by password.
    pub password: Option<String>,
    /// Whether sign-in is allowed.
    pub active: bool,
}

/// An account as shown to administrators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// ID of the account.
    pub id: UserId,
    /// The login.
    pub login: String,
    /// The display name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// Whether sign-in is allowed.
    pub active: bool,
    /// When the account was created.
    pub created_at: Timestamp,
    /// Time of the last request, to the minute.
    pub last_seen_at: Option<Timestamp>,
}

/// The outcome of creating an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateAccountOutcome {
    /// The account was created.
    Created(UserId),
    /// The login is taken, regardless of case.
    LoginTaken,
    /// Fields are invalid.
    Invalid(FieldErrors),
}

impl CreateAccountOutcome {
    /// The new account, if it was created.
    pub fn created(self) -> Option<UserId> {
        if let Self::Created(id) = self { Some(id) } else { None }
    }
}

/// The outcome of setting the password of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetPasswordOutcome {
    /// The password is set.
    Set,
    /// The login does not exist.
    Unknown,
    /// The password is unacceptable.
    Invalid(FieldErrors),
}

type AccountRow = (UserId, String, String, String, bool, Timestamp, Option<Timestamp>);

impl Accounts<'_> {
    /// Creates an account.
    pub async fn create(self, user: &NewUser, now: Timestamp) -> Result<CreateAccountOutcome> {
        let record = UserRecord {
            name: user.name.clone(),
            login: user.login.clone(),
            role: user.role,
            locale: None,
            active: user.active,
        };
        let mut errors = record.check().err().unwrap_or_default();
        if let Some(password) = &user.password {
            check_password(&mut errors, "password", password, &user.login, &user.name);
        }
        if let Err(errors) = errors.into_result() {
            return Ok(CreateAccountOutcome::Invalid(errors));
        }
        let hash = match &user.password {
            Some(password) => Some(self.state().passwords.hash(password).await?),
            None => None,
        };
        let settings = self.store.settings_for_cli();
        let secrets = |statement: &mut Statement| {
            hash.iter().map(|hash| ("password_hash", statement.bind(hash))).collect()
        };
        Ok(match settings.create_with(record, secrets, now).await? {
            CreateOutcome::Created(id) => CreateAccountOutcome::Created(id),
            CreateOutcome::Invalid(errors)
                if errors.0.iter().any(|error| error.problem == Problem::Taken) =>
            {
                CreateAccountOutcome::LoginTaken
            }
            CreateOutcome::Invalid(errors) => CreateAccountOutcome::Invalid(errors),
        })
    }

    /// Sets the password of an account, ends its sessions and resets its lockout. Does not
    /// activate the account.
    ///
    /// # Errors
    /// If the database fails or the password cannot be hashed.
    pub async fn set_password(
        self,
        login: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<SetPasswordOutcome> {
        let Some(user) = self.find(login).await? else { return Ok(SetPasswordOutcome::Unknown) };
        let name = self.name_of(user).await?;
        let mut errors = FieldErrors::default();
        check_password(&mut errors, "password", password, login, &name);
        if let Err(errors) = errors.into_result() {
            return Ok(SetPasswordOutcome::Invalid(errors));
        }
        let hash = self.state().passwords.hash(password).await?;
        let mut tx = Tx::begin(self.db()).await?;
        let Some(entries) = password::set(&mut tx, user, &hash, None, None).await? else {
            return Ok(SetPasswordOutcome::Unknown);
        };
        let cli = Scoped::for_cli(self.store);
        tx.commit_with_audit(&cli.actor(), entries, now).await?;
        Ok(SetPasswordOutcome::Set)
    }

    /// Removes the second factor and recovery codes of an account, for the last administrator who
    /// has lost them. Returns whether there was one; `None` if the login does not exist.
    pub async fn reset_second_factor(self, login: &str, now: Timestamp) -> Result<Option<bool>> {
        let Some(user) = self.find(login).await? else { return Ok(None) };
        self.store.settings_for_cli().reset_second_factor(user, now).await
    }

    async fn name_of(self, user: UserId) -> Result<String> {
        let mut statement = self.db().statement();
        let id = statement.bind(user);
        statement.text = format!("SELECT name FROM user_account WHERE id = {id}");
        Ok(self.db().fetch_optional::<(String,)>(statement).await?.map_or_else(String::new, |(name,)| name))
    }

    /// Activates an account. `false` if the login does not exist.
    pub async fn activate(self, login: &str, now: Timestamp) -> Result<bool> {
        self.set_active(login, true, now).await
    }

    /// Deactivates an account and ends its sessions; history stays. `false` for an unknown login.
    pub async fn deactivate(self, login: &str, now: Timestamp) -> Result<bool> {
        self.set_active(login, false, now).await
    }

    async fn set_active(self, login: &str, active: bool, now: Timestamp) -> Result<bool> {
        let Some(user) = self.find(login).await? else { return Ok(false) };
        let settings = self.store.settings_for_cli();
        match settings.set_active::<UserRecord>(user, active, now).await? {
            None => Ok(false),
            Some(Change::Saved | Change::Unchanged) => Ok(true),
            // From the command line every account may be activated and deactivated.
            Some(Change::Conflict(_) | Change::Invalid(_)) => {
                Err(Error::Internal(format!("the state of the account {user} cannot be changed")))
            }
        }
    }

    /// All accounts, sorted by login.
    pub async fn list(self) -> Result<Vec<Account>> {
        let statement = self.db().statement().with_text(
            "SELECT id, login, name, role, active, created_at, last_seen_at FROM user_account \
             ORDER BY login_key",
        );
        let rows: Vec<AccountRow> = self.db().fetch_all(statement).await?;
        rows.into_iter()
            .map(|(id, login, name, role, active, created_at, last_seen_at)| {
                let role = stored_word("the role", &role, Role::parse)?;
                Ok(Account { id, login, name, role, active, created_at, last_seen_at })
            })
            .collect()
    }

    /// Finds an account by its login.
    pub async fn find(self, login: &str) -> Result<Option<UserId>> {
        let mut statement = self.db().statement();
        let key = statement.bind(login_key(login));
        statement.text = format!("SELECT id FROM user_account WHERE login_key = {key}");
        Ok(self.db().fetch_optional::<(UserId,)>(statement).await?.map(|(id,)| id))
    }
}
