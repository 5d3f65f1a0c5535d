//! Accounts of people.

use domain::settings::{SettingsRecord, UserRecord, check_password};
use domain::{FieldErrors, Problem, Role, UserId};

use super::login::login_key;
use super::{Accounts, password};
use crate::db::{Statement, Tx};
use crate::scoped::Scoped;
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

/// What became of the wish for an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateAccountOutcome {
    /// It is there.
    Created(UserId),
    /// The login exists, in whatever case.
    LoginTaken,
    /// Fields are bad.
    Invalid(FieldErrors),
}

impl CreateAccountOutcome {
    /// The account, where it was created.
    pub fn created(self) -> Option<UserId> {
        if let Self::Created(id) = self { Some(id) } else { None }
    }
}

type AccountRow = (i64, String, String, String, bool, i64, Option<i64>);

impl Accounts<'_> {
    /// Creates an account.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn create(self, user: &NewUser, now: i64) -> Result<CreateAccountOutcome> {
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
        let machine = self.store.settings_at_the_machine();
        let secrets = |statement: &mut Statement| {
            hash.iter().map(|hash| ("password_hash", statement.bind(hash))).collect()
        };
        match machine.create_with(record, secrets, now).await {
            Ok(id) => Ok(CreateAccountOutcome::Created(UserId(id))),
            Err(Error::Invalid(errors)) if errors.0.iter().any(|error| error.problem == Problem::Taken) => {
                Ok(CreateAccountOutcome::LoginTaken)
            }
            Err(Error::Invalid(errors)) => Ok(CreateAccountOutcome::Invalid(errors)),
            Err(error) => Err(error),
        }
    }

    /// Gives an account another password, ends its sessions and forgives its failed sign-ins.
    /// Whether it is active stays as it is. `false` where there is no such login.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the password is unfit.
    pub async fn set_password(self, login: &str, password: &str, now: i64) -> Result<bool> {
        let Some(user) = self.find(login).await? else { return Ok(false) };
        let name = self.name_of(user).await?;
        let mut errors = FieldErrors::default();
        check_password(&mut errors, "password", password, login, &name);
        errors.into_result()?;
        let hash = self.state().passwords.hash(password).await?;
        let mut tx = Tx::begin(self.db()).await?;
        let Some(acts) = password::set(self.db(), &mut tx, user.0, &hash, None, None).await? else {
            return Ok(false);
        };
        let machine = Scoped::at_the_machine(self.store);
        tx.commit_with(&machine.author(), acts, now).await?;
        Ok(true)
    }

    /// Takes the second factor from an account, with its recovery codes: the way back for the last
    /// administrator who has lost theirs. Whether there was one; `None` where there is no such login.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn reset_second_factor(self, login: &str, now: i64) -> Result<Option<bool>> {
        let Some(user) = self.find(login).await? else { return Ok(None) };
        self.store.settings_at_the_machine().reset_second_factor(user.0, now).await
    }

    async fn name_of(self, user: UserId) -> Result<String> {
        let mut statement = self.db().statement();
        let id = statement.bind(user.0);
        statement.text = format!("SELECT name FROM user_account WHERE id = {id}");
        Ok(self.db().fetch_optional::<(String,)>(statement).await?.map_or_else(String::new, |(name,)| name))
    }

    /// Lets an account sign in. `false` where there is no such login.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn activate(self, login: &str, now: i64) -> Result<bool> {
        self.set_active(login, true, now).await
    }

    /// Bars an account from signing in and ends its sessions; its history stays. `false` where
    /// there is no such login.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn deactivate(self, login: &str, now: i64) -> Result<bool> {
        self.set_active(login, false, now).await
    }

    async fn set_active(self, login: &str, active: bool, now: i64) -> Result<bool> {
        let Some(user) = self.find(login).await? else { return Ok(false) };
        let machine = self.store.settings_at_the_machine();
        Ok(machine.set_active::<UserRecord>(user.0, active, now).await?.is_some())
    }

    /// Every account, by login.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn list(self) -> Result<Vec<Account>> {
        let statement = self.db().statement().with_text(
            "SELECT id, login, name, role, active, created_at, last_seen_at FROM user_account \
             ORDER BY login_key",
        );
        let rows: Vec<AccountRow> = self.db().fetch_all(statement).await?;
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
        let mut statement = self.db().statement();
        let key = statement.bind(login_key(login));
        statement.text = format!("SELECT id FROM user_account WHERE login_key = {key}");
        Ok(self.db().fetch_optional::<(i64,)>(statement).await?.map(|(id,)| UserId(id)))
    }
}
