//! Users (*Usuários*), in the table `user_account`, and the effects on sessions and groups.

use std::collections::{BTreeMap, HashMap};

use domain::settings::{SettingsRecord, UserRecord, check_login, field_name};
use domain::{AuditAction, AuditObject, FieldErrors, Problem, Role, Timestamp, UserId};

use super::record::{Choice, Executor, Record};
use super::{Settings, groups};
use crate::Result;
use crate::accounts::{ResetToken, login_key, reset, second_factor, session};
use crate::audit::NewAuditEntry;
use crate::db::{Statement, Tx, stored_word};

impl Record for UserRecord {
    type Id = UserId;
    const OBJECT: AuditObject = AuditObject::User;
    const TABLE: &'static str = "user_account";
    const SEARCHED: &'static str = "name || ' ' || login";
    const UNIQUE: &'static str = field_name::LOGIN;

    async fn read(executor: &mut Executor<'_>, ids: &[UserId]) -> Result<BTreeMap<UserId, Self>> {
        type Row = (UserId, String, String, String, Option<String>, bool);
        let mut statement = executor.statement();
        let these = statement.any("id", ids);
        statement.text =
            format!("SELECT id, name, login, role, locale, active FROM user_account WHERE {these}");
        let record = |(id, name, login, role, locale, active): Row| {
            let role = stored_word("the role", &role, Role::parse)?;
            Ok((id, Self { name, login, role, locale, active }))
        };
        executor.fetch_all(statement).await?.into_iter().map(record).collect()
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![
            ("name", statement.bind(&self.name)),
            ("login", statement.bind(&self.login)),
            ("login_key", statement.bind(login_key(&self.login))),
            ("role", statement.bind(self.role.as_str())),
            ("locale", statement.bind(self.locale.as_deref())),
            ("active", statement.bind(self.active)),
        ]
    }

    fn insert_columns(statement: &mut Statement, now: Timestamp) -> Vec<(&'static str, String)> {
        vec![("created_at", statement.bind(now))]
    }

    /// Locks the account and all administrators, in the order of their IDs: of two administrators
    /// who demote each other concurrently, the second sees the change of the first.
    async fn lock_related(
        executor: &mut Executor<'_>,
        id: Option<UserId>,
        _record: Option<&Self>,
    ) -> Result<()> {
        let Some(id) = id else { return Ok(()) };
        let mut statement = executor.statement();
        let id = statement.bind(id);
        let lock = executor.db().engine().for_no_key_update("u");
        statement.text = format!(
            "SELECT u.id FROM user_account AS u WHERE u.id = {id} OR (u.role = 'administrator' AND u.active) \
             ORDER BY u.id {lock}"
        );
        executor.fetch_all::<(UserId,)>(statement).await?;
        Ok(())
    }

    /// Administrators cannot demote or deactivate themselves, nor the last administrator. The
    /// command line can, since it can also create another one.
    async fn check_in_database(
        &self,
        executor: &mut Executor<'_>,
        id: Option<UserId>,
        before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        if before.is_none_or(|before| before.login != self.login) {
            check_login(&mut errors, field_name::LOGIN, &self.login);
        }
        let (Some(id), Some(before)) = (id, before) else { return Ok(errors) };
        if executor.is_cli() || self.administers() || !before.administers() {
            return Ok(errors);
        }
        let problem = if id == executor.principal().user {
            Problem::OwnAccount
        } else if others_administer(executor, id).await? {
            return Ok(errors);
        } else {
            Problem::LastAdministrator
        };
        errors.add(if self.active { field_name::ROLE } else { field_name::ACTIVE }, problem);
        Ok(errors)
    }

    /// Lost rights end immediately: sessions, reset links and supervision of groups.
    async fn apply_effects(
        &self,
        executor: &mut Executor<'_>,
        id: UserId,
        before: Option<&Self>,
    ) -> Result<()> {
        let Some(before) = before else { return Ok(()) };
        if !self.keeps_sessions_of(before) {
            executor.execute(executor.statement().delete_where("sign_in_challenge", "user_id", id)).await?;
            let ended = executor.execute(executor.statement().delete_where("session", "user_id", id)).await?;
            if ended > 0 {
                executor.audit(session::ended(id, self.label(), ended));
            }
        }
        if self.active != before.active {
            // An administrator's decision overrides a deactivation by single sign-on.
            let mut own = executor.statement();
            let (user, no) = (own.bind(id), own.bind(false));
            own.text = format!("UPDATE user_account SET withdrawn = {no} WHERE id = {user}");
            executor.execute(own).await?;
        }
        if !self.active {
            executor.execute(executor.statement().delete_where("password_reset", "user_id", id)).await?;
        }
        if before.role == Role::Supervisor && self.role != Role::Supervisor {
            groups::remove_supervisor(executor, id).await?;
        }
        Ok(())
    }
}

async fn others_administer(executor: &mut Executor<'_>, id: UserId) -> Result<bool> {
    let mut statement = executor.statement();
    let id = statement.bind(id);
    statement.text =
        format!("SELECT count(*) FROM user_account WHERE role = 'administrator' AND active AND id <> {id}");
    Ok(executor.fetch_optional::<(i64,)>(statement).await?.is_some_and(|(others,)| others > 0))
}

/// The login methods and sessions of an account, as shown to administrators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and any may hold with any")]
pub struct Access {
    /// Whether the account has a password.
    pub has_password: bool,
    /// Whether the account is linked to an identity provider.
    pub linked: bool,
    /// Whether the account is inactive only because its identity has no role at the provider.
    pub withdrawn: bool,
    /// Whether the account has a second factor.
    pub second_factor: bool,
    /// Expiry of the valid reset link, if there is one.
    pub reset_until: Option<Timestamp>,
    /// Number of sessions.
    pub sessions: u64,
}

/// Further facts about a user, for lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserFacts {
    /// ID of the user.
    pub id: UserId,
    /// Time of the last request, to the minute.
    pub last_seen_at: Option<Timestamp>,
    /// Names of the groups with the user as agent or supervisor.
    pub groups: Vec<String>,
}

impl Settings<'_> {
    /// The login methods and sessions of an account; `None` if it does not exist.
    pub async fn access(&self, user: UserId, now: Timestamp) -> Result<Option<Access>> {
        let mut statement = self.0.statement();
        let id = statement.bind(user);
        let (alive, now) = (session::alive(&mut statement, "s", now), statement.bind(now));
        statement.text = format!(
            "SELECT u.password_hash IS NOT NULL, u.subject IS NOT NULL, u.withdrawn AND NOT u.active, \
             EXISTS (SELECT 1 FROM second_factor AS f WHERE f.user_id = u.id), \
             (SELECT max(r.expires_at) FROM password_reset AS r WHERE r.user_id = u.id AND r.expires_at > {now}), \
             (SELECT count(*) FROM session AS s WHERE s.user_id = u.id AND {alive}) \
             FROM user_account AS u WHERE u.id = {id}"
        );
        let row: Option<(bool, bool, bool, bool, Option<Timestamp>, i64)> =
            self.0.fetch_optional(statement).await?;
        Ok(row.map(|(has_password, linked, withdrawn, second_factor, reset_until, sessions)| Access {
            has_password,
            linked,
            withdrawn,
            second_factor,
            reset_until,
            sessions: sessions.cast_unsigned(),
        }))
    }

    /// Further facts about these users, for a list.
    pub async fn user_facts(&self, users: &[UserId]) -> Result<Vec<UserFacts>> {
        if users.is_empty() {
            return Ok(Vec::new());
        }
        let mut seen = self.0.statement();
        let these = seen.any("id", users);
        seen.text = format!("SELECT id, last_seen_at FROM user_account WHERE {these}");
        let seen: Vec<(UserId, Option<Timestamp>)> = self.0.fetch_all(seen).await?;
        let mut named = self.0.statement();
        let (watched, watching) = (named.any("ga.agent_id", users), named.any("gs.supervisor_id", users));
        named.text = format!(
            "SELECT ga.agent_id, g.name FROM group_agent AS ga \
             JOIN monitoring_group AS g ON g.id = ga.group_id WHERE {watched} \
             UNION SELECT gs.supervisor_id, g.name FROM group_supervisor AS gs \
             JOIN monitoring_group AS g ON g.id = gs.group_id WHERE {watching}"
        );
        let mut named: Vec<(UserId, String)> = self.0.fetch_all(named).await?;
        named.sort_by_cached_key(|(user, name)| (*user, domain::text::fold(name)));
        let groups =
            |id| named.iter().filter(|(user, _)| *user == id).map(|(_, name)| name.clone()).collect();
        Ok(seen
            .into_iter()
            .map(|(id, last_seen_at)| UserFacts { id, last_seen_at, groups: groups(id) })
            .collect())
    }

    /// Issues a reset link, which is valid once, for a day, and replaces previous ones. `None` if
    /// there is no such active account.
    pub async fn issue_password_reset(&self, user: UserId, now: Timestamp) -> Result<Option<ResetToken>> {
        let mut tx = Tx::begin(self.0.db()).await?;
        let Some(name) = session::active_name(&mut tx, user).await? else { return Ok(None) };
        let by = (!self.0.is_cli()).then_some(self.0.principal.user);
        let token = reset::issue(&mut tx, user, by, now).await?;
        let entry = NewAuditEntry::new(AuditAction::PasswordResetIssued, AuditObject::User, user, name);
        tx.commit_with_audit(&self.0.actor(), vec![entry], now).await?;
        Ok(Some(token))
    }

    /// Removes a user's second factor. Returns whether there was one. `None` if the account does
    /// not exist or is the administrator's own, whose removal requires the current password in case
    /// the browser is left unattended.
    pub async fn reset_second_factor(&self, user: UserId, now: Timestamp) -> Result<Option<bool>> {
        if !self.0.is_cli() && user == self.0.principal.user {
            return Ok(None);
        }
        let mut tx = Tx::begin(self.0.db()).await?;
        let Some(name) = session::name_of(&mut tx, user).await? else { return Ok(None) };
        let removed = second_factor::remove(&mut tx, user).await?;
        if removed {
            let entry = NewAuditEntry::new(AuditAction::SecondFactorRemoved, AuditObject::User, user, name);
            tx.commit_with_audit(&self.0.actor(), vec![entry], now).await?;
        }
        Ok(Some(removed))
    }

    /// Ends all sessions of a user and returns their number. `None` if the account does not exist.
    pub async fn end_sessions(&self, user: UserId, now: Timestamp) -> Result<Option<u64>> {
        let mut tx = Tx::begin(self.0.db()).await?;
        let Some(name) = session::name_of(&mut tx, user).await? else { return Ok(None) };
        let ended = session::end(&mut tx, user, None).await?;
        if ended > 0 {
            tx.commit_with_audit(&self.0.actor(), vec![session::ended(user, name, ended)], now).await?;
        }
        Ok(Some(ended))
    }

    /// All supervisors, sorted by name, as options for groups.
    pub async fn supervisors(&self) -> Result<Vec<Choice<UserId>>> {
        let statement = self.0.statement().with_text("SELECT id FROM user_account WHERE role = 'supervisor'");
        let ids: Vec<(UserId,)> = self.0.fetch_all(statement).await?;
        let mut all = self.people().await?;
        all.retain(|choice| ids.contains(&(choice.id,)));
        Ok(all)
    }

    /// Login and name of every user in use, sorted by name.
    pub async fn logins(&self) -> Result<Vec<(String, String)>> {
        let statement = self.0.statement().with_text("SELECT login, name FROM user_account WHERE active");
        let mut all = self.0.fetch_all::<(String, String)>(statement).await?;
        all.sort_by_cached_key(|(login, name)| (domain::text::fold(name), login.clone()));
        Ok(all)
    }

    /// All users, sorted by name. The login is appended to names that are not unique.
    pub async fn people(&self) -> Result<Vec<Choice<UserId>>> {
        let mut all = self.choices::<UserRecord>().await?;
        let mut names = HashMap::new();
        for choice in &all {
            *names.entry(choice.name.clone()).or_insert(0) += 1;
        }
        if names.values().all(|n| *n < 2) {
            return Ok(all);
        }
        let statement = self.0.statement().with_text("SELECT id, login FROM user_account");
        let logins: HashMap<UserId, String> =
            self.0.fetch_all::<(UserId, String)>(statement).await?.into_iter().collect();
        for choice in all.iter_mut().filter(|choice| names.get(&choice.name).is_some_and(|n| *n > 1)) {
            if let Some(login) = logins.get(&choice.id) {
                choice.name = format!("{} ({login})", choice.name);
            }
        }
        Ok(all)
    }
}
