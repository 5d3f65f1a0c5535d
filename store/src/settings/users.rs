//! *Usuários* in the tables: `user_account`, and what of a person's other rows follows from it.

use domain::settings::{SettingsRecord, UserRecord, check_login};
use domain::{AuditAction, AuditObject, FieldErrors, Problem, Role};

use super::Settings;
use super::groups;
use super::record::{Record, Source};
use crate::accounts::{ResetToken, login_key, reset, second_factor, session};
use crate::audit::Act;
use crate::db::{Statement, Tx};
use crate::{Error, Result};

impl Record for UserRecord {
    const OBJECT: AuditObject = AuditObject::User;
    const TABLE: &'static str = "user_account";
    const SEARCHED: &'static str = "name || ' ' || login";
    const UNIQUE: &'static str = "login";

    async fn read(source: &mut Source<'_>, id: i64) -> Result<Option<Self>> {
        type Row = (String, String, String, Option<String>, bool);
        let mut statement = source.statement();
        let id = statement.bind(id);
        statement.text =
            format!("SELECT name, login, role, locale, active FROM user_account WHERE id = {id}");
        let row: Option<Row> = source.fetch_optional(statement).await?;
        row.map(|(name, login, role, locale, active)| {
            let role = Role::parse(&role).ok_or_else(|| Error::Corrupt(format!("the role {role:?}")))?;
            Ok(Self { name, login, role, locale, active })
        })
        .transpose()
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

    fn first_columns(statement: &mut Statement, now: i64) -> Vec<(&'static str, String)> {
        vec![("created_at", statement.bind(now))]
    }

    /// Every administrator: of two who take the role from each other at once, one finds the other's
    /// work. All in one order, so that no two wait for each other.
    async fn hold(source: &mut Source<'_>, id: Option<i64>, _record: Option<&Self>) -> Result<()> {
        let Some(id) = id else { return Ok(()) };
        let mut statement = source.statement();
        let id = statement.bind(id);
        let holding = source.db().engine().for_no_key_update("u");
        statement.text = format!(
            "SELECT u.id FROM user_account AS u WHERE u.id = {id} OR (u.role = 'administrator' AND u.active) \
             ORDER BY u.id {holding}"
        );
        source.fetch_all::<(i64,)>(statement).await?;
        Ok(())
    }

    /// Nobody takes the settings from themselves, nor from the last one who has them. Whoever has the
    /// machine may: they can make another administrator.
    async fn object(
        &self,
        source: &mut Source<'_>,
        id: Option<i64>,
        before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        if before.is_none_or(|before| before.login != self.login) {
            check_login(&mut errors, "login", &self.login);
        }
        let (Some(id), Some(before)) = (id, before) else { return Ok(errors) };
        if source.is_machine() || self.administers() || !before.administers() {
            return Ok(errors);
        }
        let problem = if id == source.principal().user.0 {
            Problem::OwnAccount
        } else if others_administer(source, id).await? {
            return Ok(errors);
        } else {
            Problem::LastAdministrator
        };
        errors.add(if self.active { "role" } else { "active" }, problem);
        Ok(errors)
    }

    /// What a person may no longer do ends at once: their sessions, the address they were given for
    /// another password, and what they supervised.
    async fn settle(&self, source: &mut Source<'_>, id: i64, before: Option<&Self>) -> Result<()> {
        let Some(before) = before else { return Ok(()) };
        if !self.keeps_sessions_of(before) {
            let mut begun = source.statement();
            let user = begun.bind(id);
            begun.text = format!("DELETE FROM sign_in_challenge WHERE user_id = {user}");
            source.execute(begun).await?;
            let mut gone = source.statement();
            let user = gone.bind(id);
            gone.text = format!("DELETE FROM session WHERE user_id = {user}");
            let ended = source.execute(gone).await?;
            if ended > 0 {
                source.note(session::ended(id, self.label(), ended));
            }
        }
        if self.active != before.active {
            // Whoever sets an account up decides whether it is in use, whatever single sign-on did.
            let mut own = source.statement();
            let (user, no) = (own.bind(id), own.bind(false));
            own.text = format!("UPDATE user_account SET withdrawn = {no} WHERE id = {user}");
            source.execute(own).await?;
        }
        if !self.active {
            let mut gone = source.statement();
            let user = gone.bind(id);
            gone.text = format!("DELETE FROM password_reset WHERE user_id = {user}");
            source.execute(gone).await?;
        }
        if before.role == Role::Supervisor && self.role != Role::Supervisor {
            groups::release(source, id).await?;
        }
        Ok(())
    }
}

async fn others_administer(source: &mut Source<'_>, id: i64) -> Result<bool> {
    let mut statement = source.statement();
    let id = statement.bind(id);
    statement.text =
        format!("SELECT count(*) FROM user_account WHERE role = 'administrator' AND active AND id <> {id}");
    Ok(source.fetch_optional::<(i64,)>(statement).await?.is_some_and(|(others,)| others > 0))
}

/// How somebody gets in, as far as an administrator needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and any may hold with any")]
pub struct Access {
    /// Whether they have a password.
    pub has_password: bool,
    /// Whether they are linked to an identity provider.
    pub linked: bool,
    /// Whether the account is out of use only because no group at the provider gives a role.
    pub withdrawn: bool,
    /// Whether they have a second factor.
    pub second_factor: bool,
    /// Until when an address for another password is good, where one was made.
    pub reset_until: Option<i64>,
    /// How many sessions they have.
    pub sessions: u64,
}

/// What a list shows of a person besides what their account says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserFacts {
    /// Whose they are.
    pub id: i64,
    /// When they were last seen, to the minute.
    pub last_seen_at: Option<i64>,
    /// The names of the groups that watch them or that they watch.
    pub groups: Vec<String>,
}

impl Settings<'_> {
    /// How somebody gets in; `None` where there is no such account.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn access(&self, user: i64, now: i64) -> Result<Option<Access>> {
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
        let row: Option<(bool, bool, bool, bool, Option<i64>, i64)> =
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

    /// What a list shows of these people besides what their accounts say.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn user_facts(&self, users: &[i64]) -> Result<Vec<UserFacts>> {
        if users.is_empty() {
            return Ok(Vec::new());
        }
        let mut seen = self.0.statement();
        let these = seen.any("id", users);
        seen.text = format!("SELECT id, last_seen_at FROM user_account WHERE {these}");
        let seen: Vec<(i64, Option<i64>)> = self.0.fetch_all(seen).await?;
        let mut named = self.0.statement();
        let (watched, watching) = (named.any("ga.agent_id", users), named.any("gs.supervisor_id", users));
        named.text = format!(
            "SELECT ga.agent_id, g.name FROM group_agent AS ga \
             JOIN monitoring_group AS g ON g.id = ga.group_id WHERE {watched} \
             UNION SELECT gs.supervisor_id, g.name FROM group_supervisor AS gs \
             JOIN monitoring_group AS g ON g.id = gs.group_id WHERE {watching}"
        );
        let mut named: Vec<(i64, String)> = self.0.fetch_all(named).await?;
        named.sort_by_cached_key(|(user, name)| (*user, domain::text::fold(name)));
        let groups =
            |id| named.iter().filter(|(user, _)| *user == id).map(|(_, name)| name.clone()).collect();
        Ok(seen
            .into_iter()
            .map(|(id, last_seen_at)| UserFacts { id, last_seen_at, groups: groups(id) })
            .collect())
    }

    /// Makes an address, good once and for a day, under which somebody chooses another password; one
    /// that was made before is worthless from now on. `None` where nobody who may sign in has this
    /// account.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn issue_password_reset(&self, user: i64, now: i64) -> Result<Option<ResetToken>> {
        let (db, mut tx) = (self.0.db(), Tx::begin(self.0.db()).await?);
        let Some(name) = session::active_name(db, &mut tx, user).await? else { return Ok(None) };
        let by = (!self.0.is_machine()).then_some(self.0.principal.user);
        let token = reset::issue(db, &mut tx, user, by, now).await?;
        let act = Act::new(AuditAction::PasswordResetIssued, AuditObject::User, user, name);
        tx.commit_with(&self.0.author(), vec![act], now).await?;
        Ok(Some(token))
    }

    /// Takes the second factor from somebody who has lost it; whether they had one. `None` where there is
    /// no such account, and for one's own: that is removed with the current password, or anyone who finds
    /// an administrator's browser open could.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn reset_second_factor(&self, user: i64, now: i64) -> Result<Option<bool>> {
        if !self.0.is_machine() && user == self.0.principal.user.0 {
            return Ok(None);
        }
        let (db, mut tx) = (self.0.db(), Tx::begin(self.0.db()).await?);
        let Some(name) = session::name_of(db, &mut tx, user).await? else { return Ok(None) };
        let removed = second_factor::remove(db, &mut tx, user).await?;
        if removed {
            let act = Act::new(AuditAction::SecondFactorRemoved, AuditObject::User, user, name);
            tx.commit_with(&self.0.author(), vec![act], now).await?;
        }
        Ok(Some(removed))
    }

    /// Ends every session of somebody; how many there were. `None` where there is no such account.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_sessions(&self, user: i64, now: i64) -> Result<Option<u64>> {
        let mut tx = Tx::begin(self.0.db()).await?;
        let Some(name) = session::name_of(self.0.db(), &mut tx, user).await? else { return Ok(None) };
        let ended = session::end(self.0.db(), &mut tx, user, None).await?;
        if ended > 0 {
            tx.commit_with(&self.0.author(), vec![session::ended(user, name, ended)], now).await?;
        }
        Ok(Some(ended))
    }

    /// The supervisors, by name, for the groups they may watch.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn supervisors(&self) -> Result<Vec<super::Choice>> {
        let statement = self.0.statement().with_text("SELECT id FROM user_account WHERE role = 'supervisor'");
        let ids: Vec<(i64,)> = self.0.fetch_all(statement).await?;
        let mut all = self.people().await?;
        all.retain(|choice| ids.contains(&(choice.id,)));
        Ok(all)
    }

    /// Everybody, by name; those who share a name with their logins.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn people(&self) -> Result<Vec<super::Choice>> {
        let mut all = self.choices::<UserRecord>().await?;
        let mut names = std::collections::HashMap::new();
        for choice in &all {
            *names.entry(choice.name.clone()).or_insert(0) += 1;
        }
        if names.values().all(|n| *n < 2) {
            return Ok(all);
        }
        let statement = self.0.statement().with_text("SELECT id, login FROM user_account");
        let logins: std::collections::HashMap<i64, String> =
            self.0.fetch_all::<(i64, String)>(statement).await?.into_iter().collect();
        for choice in all.iter_mut().filter(|choice| names.get(&choice.name).is_some_and(|n| *n > 1)) {
            if let Some(login) = logins.get(&choice.id) {
                choice.name = format!("{} ({login})", choice.name);
            }
        }
        Ok(all)
    }
}
