//! Signing in somebody whom the identity provider vouches for.
//!
//! Account, link, role, session and the entries of the audit trail are one transaction. An account is
//! found by issuer and subject; only where whoever set the server up allows it does a login lead to
//! one the first time, and never to an administrator's or to one that belongs to another subject
//! (`docs/decisions/0010-passwords-and-second-factors.md`). Who has no role at the provider any more is
//! deactivated here until they have one.

use domain::settings::{SettingsRecord, Theme, UserRecord, check_login};
use domain::{AuditAction, AuditObject, FieldErrors, Principal, Role, UserId};
use serde_json::json;

use super::login::login_key;
use super::session::{self, SessionToken};
use super::{Accounts, throttle};
use crate::audit::{Act, Author, Origin};
use crate::db::Tx;
use crate::scoped::Scoped;
use crate::settings::{give_role, withdraw};
use crate::{Error, Result};

/// How often a sign-in begins anew where another one has made the same account meanwhile.
const ATTEMPTS: usize = 3;

/// Somebody whom the identity provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenIdentity {
    /// The provider.
    pub issuer: String,
    /// Who they are to the provider, for good.
    pub subject: String,
    /// What they call themselves there at present.
    pub login: Option<String>,
    /// Their name.
    pub name: Option<String>,
    /// What their groups let them do; `None` where none of them has a role here.
    pub role: Option<Role>,
}

/// Whether the first sign-in of somebody is linked to the account that has their login.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Linking {
    /// Never: an account is linked that single sign-on has made.
    #[default]
    Never,
    /// To an account that is no administrator's. Whoever chooses user names at the provider decides
    /// then whose account somebody gets.
    ByLogin,
}

/// Why somebody was not let in whom the provider vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SsoRefusal {
    /// None of their groups has a role here.
    NoRole,
    /// Their account may not sign in.
    Inactive,
    /// The provider says no login that an account could have.
    NoLogin,
    /// The account of this login belongs to somebody else, as far as this server knows.
    LoginTaken,
    /// What the provider sent was not valid.
    NotProven,
}

impl SsoRefusal {
    /// The word of the audit trail.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoRole => "no_role",
            Self::Inactive => "inactive",
            Self::NoLogin => "no_login",
            Self::LoginTaken => "login_taken",
            Self::NotProven => "not_proven",
        }
    }
}

/// The answer to somebody whom the provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SingleSignOn {
    /// They are let in.
    Granted {
        /// To be carried by their browser.
        token: SessionToken,
        /// What they may do.
        principal: Principal,
        /// The theme they chose, where they did.
        theme: Option<Theme>,
    },
    /// They are not, and why.
    Refused(SsoRefusal),
}

/// An account, held until the transaction ends.
#[derive(sqlx::FromRow)]
struct Found {
    id: i64,
    active: bool,
    /// Whether it is inactive only because the provider gave its person no role.
    withdrawn: bool,
    role: String,
    /// Whom it belongs to at the provider.
    issuer: Option<String>,
    subject: Option<String>,
}

/// What was found out about the account.
enum Account {
    /// This one, and what was done to it on the way.
    Is(i64, Vec<Act>),
    /// None for them; the one that was met, for the trail, and what was done to it.
    Not(SsoRefusal, Option<i64>, Vec<Act>),
    /// Another sign-in has made it meanwhile.
    Raced,
}

impl Accounts<'_> {
    /// Signs in whom the provider vouches for, always with a token of its own: end the session the
    /// browser carried until then with [`Accounts::sign_out`].
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn sign_in_proven(
        self,
        identity: &ProvenIdentity,
        linking: Linking,
        origin: &Origin,
        now: i64,
    ) -> Result<SingleSignOn> {
        for _ in 0..ATTEMPTS {
            let mut tx = Tx::begin(self.db()).await?;
            match self.account_of(&mut tx, identity, linking, now).await? {
                Account::Is(id, acts) => return self.let_in(tx, id, identity, acts, origin, now).await,
                Account::Not(refusal, met, mut acts) => {
                    acts.push(refused(identity, met, refusal));
                    let login = shown_name(identity);
                    tx.commit_with(&Author::stranger(self.db(), &login, origin), acts, now).await?;
                    return Ok(SingleSignOn::Refused(refusal));
                }
                Account::Raced => {}
            }
        }
        Err(Error::Raced("others kept making the same account".to_owned()))
    }

    /// Writes down that an answer of the provider was not valid.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn note_not_proven(self, issuer: &str, origin: &Origin, now: i64) -> Result<()> {
        let nobody = ProvenIdentity {
            issuer: issuer.to_owned(),
            subject: String::new(),
            login: None,
            name: None,
            role: None,
        };
        let tx = Tx::begin(self.db()).await?;
        let acts = vec![refused(&nobody, None, SsoRefusal::NotProven)];
        tx.commit_with(&Author::stranger(self.db(), "", origin), acts, now).await
    }

    async fn account_of(
        self,
        tx: &mut Tx,
        identity: &ProvenIdentity,
        linking: Linking,
        now: i64,
    ) -> Result<Account> {
        let known = self.linked(tx, identity).await?;
        if let Some(known) = &known
            && !known.active
            && !known.withdrawn
        {
            return Ok(Account::Not(SsoRefusal::Inactive, Some(known.id), Vec::new()));
        }
        let Some(role) = identity.role else {
            let met = known.as_ref().map(|known| known.id);
            let acts = match known.filter(|known| known.active) {
                Some(known) => self.withdraw(tx, known.id, now).await?,
                None => Vec::new(),
            };
            return Ok(Account::Not(SsoRefusal::NoRole, met, acts));
        };
        if let Some(known) = known {
            return Ok(Account::Is(known.id, Vec::new()));
        }
        let Some(record) = record_of(identity, role) else {
            return Ok(Account::Not(SsoRefusal::NoLogin, None, Vec::new()));
        };
        let Some(other) = self.named(tx, &record.login).await? else {
            return self.create_linked(tx, identity, &record, now).await;
        };
        let stays_out = |refusal| Ok(Account::Not(refusal, Some(other.id), Vec::new()));
        if other.issuer.is_some() || other.subject.is_some() {
            let theirs = other.issuer.as_deref() == Some(identity.issuer.as_str())
                && other.subject.as_deref() == Some(identity.subject.as_str());
            // Theirs by now: another sign-in of theirs was quicker.
            return if theirs { Ok(Account::Raced) } else { stays_out(SsoRefusal::LoginTaken) };
        }
        if linking == Linking::Never || other.role == Role::Administrator.as_str() {
            return stays_out(SsoRefusal::LoginTaken);
        }
        if !other.active {
            return stays_out(SsoRefusal::Inactive);
        }
        self.link(tx, other.id, identity).await
    }

    async fn withdraw(self, tx: &mut Tx, id: i64, now: i64) -> Result<Vec<Act>> {
        // The provider's word counts whoever the person is; the role is not asked for.
        let principal = Principal { user: UserId(id), role: Role::Agent };
        withdraw(&Scoped::new(self.store, principal), tx, id, now).await
    }

    async fn linked(self, tx: &mut Tx, identity: &ProvenIdentity) -> Result<Option<Found>> {
        let mut statement = self.db().statement();
        let (issuer, subject) = (statement.bind(&identity.issuer), statement.bind(&identity.subject));
        let holding = self.db().engine().for_no_key_update("u");
        statement.text = format!(
            "SELECT u.id, u.active, u.withdrawn, u.role, u.issuer, u.subject FROM user_account AS u \
             WHERE u.issuer = {issuer} AND u.subject = {subject} {holding}"
        );
        tx.fetch_optional(statement).await
    }

    async fn named(self, tx: &mut Tx, login: &str) -> Result<Option<Found>> {
        let mut statement = self.db().statement();
        let (key, holding) = (statement.bind(login_key(login)), self.db().engine().for_no_key_update("u"));
        statement.text = format!(
            "SELECT u.id, u.active, u.withdrawn, u.role, u.issuer, u.subject FROM user_account AS u \
             WHERE u.login_key = {key} {holding}"
        );
        tx.fetch_optional(statement).await
    }

    async fn link(self, tx: &mut Tx, id: i64, identity: &ProvenIdentity) -> Result<Account> {
        let mut update = self.db().statement();
        let (issuer, subject) = (update.bind(&identity.issuer), update.bind(&identity.subject));
        let id_of = update.bind(id);
        update.text = format!(
            "UPDATE user_account SET issuer = {issuer}, subject = {subject} WHERE id = {id_of} RETURNING name"
        );
        let Some((name,)) = tx.fetch_optional::<(String,)>(update).await? else { return Ok(Account::Raced) };
        let act = Act::new(AuditAction::Changed, AuditObject::User, id, name.clone())
            .before(&json!({ "issuer": null, "subject": null }))
            .after(&json!({ "issuer": identity.issuer, "subject": identity.subject }));
        // A session was begun by a password, which is good no longer.
        let ended = session::end(self.db(), tx, id, None).await?;
        let ended = (ended > 0).then(|| session::ended(id, name, ended));
        Ok(Account::Is(id, std::iter::once(act).chain(ended).collect()))
    }

    async fn create_linked(
        self,
        tx: &mut Tx,
        identity: &ProvenIdentity,
        record: &UserRecord,
        now: i64,
    ) -> Result<Account> {
        let mut insert = self.db().statement();
        let values = [
            ("login", insert.bind(&record.login)),
            ("login_key", insert.bind(login_key(&record.login))),
            ("name", insert.bind(&record.name)),
            ("role", insert.bind(record.role.as_str())),
            ("active", insert.bind(true)),
            ("created_at", insert.bind(now)),
            ("issuer", insert.bind(&identity.issuer)),
            ("subject", insert.bind(&identity.subject)),
        ];
        insert.insert("user_account", values).push("ON CONFLICT DO NOTHING RETURNING id");
        let Some((id,)) = tx.fetch_optional::<(i64,)>(insert).await? else { return Ok(Account::Raced) };
        let after = json!({
            "login": record.login, "name": record.name, "role": record.role,
            "issuer": identity.issuer, "subject": identity.subject,
        });
        let act = Act::new(AuditAction::Created, AuditObject::User, id, &record.name).after(&after);
        Ok(Account::Is(id, vec![act]))
    }

    /// Gives the account the role of this sign-in, then a session.
    async fn let_in(
        self,
        mut tx: Tx,
        id: i64,
        identity: &ProvenIdentity,
        mut acts: Vec<Act>,
        origin: &Origin,
        now: i64,
    ) -> Result<SingleSignOn> {
        let Some(role) = identity.role else { return Ok(SingleSignOn::Refused(SsoRefusal::NoRole)) };
        let principal = Principal { user: UserId(id), role };
        let own = Scoped::new(self.store, principal);
        acts.extend(give_role(&own, &mut tx, id, role, now).await?);
        let mut seen = self.db().statement();
        let (at, id_of) = (seen.bind(now), seen.bind(id));
        seen.text =
            format!("UPDATE user_account SET last_seen_at = {at} WHERE id = {id_of} RETURNING name, theme");
        let row: Option<(String, Option<String>)> = tx.fetch_optional(seen).await?;
        let (name, theme) = row.ok_or_else(|| Error::Corrupt(format!("the account {id} is gone")))?;
        let token = SessionToken::random();
        tx.execute(session::row(self.db(), &token, principal.user, origin, true, now)).await?;
        let entered = Act::new(AuditAction::SignedIn, AuditObject::User, id, name);
        acts.push(entered.after(&json!({ "single_sign_on": identity.issuer })));
        tx.commit_with(&Author::user(self.db(), principal.user, origin), acts, now).await?;
        if let Err(error) = session::prune(self.db(), now).await {
            tracing::warn!(%error, "ended sessions could not be pruned");
        }
        Ok(SingleSignOn::Granted { token, principal, theme: theme.as_deref().and_then(Theme::parse) })
    }
}

/// What somebody who is refused is called in the audit trail.
fn shown_name(identity: &ProvenIdentity) -> String {
    throttle::shown_login(identity.login.as_deref().unwrap_or(&identity.subject))
}

/// That somebody was refused, and why.
fn refused(identity: &ProvenIdentity, met: Option<i64>, refusal: SsoRefusal) -> Act {
    let object = met.map(|id| id.to_string()).unwrap_or_default();
    Act::new(AuditAction::SignInFailed, AuditObject::User, object, shown_name(identity))
        .after(&json!({ "single_sign_on": identity.issuer, "reason": refusal.as_str() }))
}

/// The account that somebody is to have; `None` where the provider says no login that one could have.
fn record_of(identity: &ProvenIdentity, role: Role) -> Option<UserRecord> {
    let login = identity.login.clone()?;
    let name = identity.name.clone().unwrap_or_else(|| login.clone());
    let record = UserRecord { name, login, role, locale: None, active: true }.tidied();
    let mut errors = FieldErrors::default();
    check_login(&mut errors, "login", &record.login);
    errors.into_result().ok()?;
    if record.check().is_ok() {
        return Some(record);
    }
    // A name that is unfit is no reason to keep somebody out.
    let plain = UserRecord { name: record.login.clone(), ..record };
    plain.check().is_ok().then_some(plain)
}
