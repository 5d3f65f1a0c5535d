//! Single sign-on: finds, links or creates the account of a verified identity and starts a session.
//!
//! Account, link, role, session and audit entries are one transaction. Accounts are found by issuer
//! and subject. Linking an existing account by its login must be enabled in the configuration, and
//! never applies to administrators or accounts linked to another subject
//! (`docs/decisions/0010-passwords-and-second-factors.md`). Accounts whose identity has lost its
//! role at the provider are deactivated until it has one again.

use domain::settings::{SettingsRecord, Theme, UserRecord, check_login};
use domain::{AuditAction, AuditObject, FieldErrors, Principal, Role, Timestamp, UserId};
use serde_json::json;

use super::login::login_key;
use super::session::{self, SessionToken};
use super::{Accounts, throttle};
use crate::audit::{Actor, NewAuditEntry, Origin};
use crate::db::Tx;
use crate::scoped::Scoped;
use crate::settings::{give_role, withdraw};
use crate::{Error, Result};

/// Maximum number of attempts if concurrent sign-ins create the same account.
const ATTEMPTS: usize = 3;

/// An identity verified by the identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedIdentity {
    /// The issuer URL of the provider.
    pub issuer: String,
    /// The permanent ID at the provider (`sub` claim).
    pub subject: String,
    /// The current user name at the provider.
    pub login: Option<String>,
    /// The display name.
    pub name: Option<String>,
    /// The role mapped from the provider's groups; `None` if no group maps to one.
    pub role: Option<Role>,
}

/// Whether a first sign-in links an existing account with the same login.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Linking {
    /// Only accounts created by single sign-on are linked.
    #[default]
    Never,
    /// Accounts other than administrators' are linked by login. Those who assign user names at the
    /// provider then control which account an identity gets.
    ByLogin,
}

/// Why a single sign-on was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SsoRefusal {
    /// No group maps to a role.
    NoRole,
    /// The account is inactive.
    Inactive,
    /// The identity has no user name that is valid as a login.
    NoLogin,
    /// The login belongs to an account that must not be linked to this identity.
    LoginTaken,
    /// The provider's response was not valid.
    InvalidResponse,
}

impl SsoRefusal {
    /// The code used in the audit trail.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoRole => "no_role",
            Self::Inactive => "inactive",
            Self::NoLogin => "no_login",
            Self::LoginTaken => "login_taken",
            Self::InvalidResponse => "not_proven",
        }
    }
}

/// The outcome of a single sign-on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SingleSignOn {
    /// A session was started.
    Granted {
        /// The session cookie.
        token: SessionToken,
        /// The user and role.
        principal: Principal,
        /// The preferred theme, if set.
        theme: Option<Theme>,
    },
    /// Sign-in was refused.
    Refused(SsoRefusal),
}

/// A locked account.
#[derive(sqlx::FromRow)]
struct Found {
    id: UserId,
    active: bool,
    /// Whether it is inactive only because its identity has no role at the provider.
    withdrawn: bool,
    role: String,
    /// The linked identity, if any.
    issuer: Option<String>,
    subject: Option<String>,
}

/// The outcome of finding, linking or creating the account of an identity.
enum AccountMatch {
    /// The account, and the audit entries of changes to it.
    Found(UserId, Vec<NewAuditEntry>),
    /// Refused; the existing account, if any, and the audit entries of changes to it.
    Refused(SsoRefusal, Option<UserId>, Vec<NewAuditEntry>),
    /// A concurrent sign-in created or linked the account.
    Raced,
}

impl Accounts<'_> {
    /// Starts a session for a verified identity with a new token; end the browser's previous
    /// session with [`Accounts::sign_out`].
    pub async fn sign_in_with_sso(
        self,
        identity: &VerifiedIdentity,
        linking: Linking,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<SingleSignOn> {
        for _ in 0..ATTEMPTS {
            let mut tx = Tx::begin(self.db()).await?;
            match self.account_of(&mut tx, identity, linking, now).await? {
                AccountMatch::Found(id, entries) => {
                    return self.start_session(tx, id, identity, entries, origin, now).await;
                }
                AccountMatch::Refused(refusal, existing, mut entries) => {
                    entries.push(refused(identity, existing, refusal));
                    let login = shown_name(identity);
                    tx.commit_with_audit(&Actor::anonymous(&login, origin), entries, now).await?;
                    return Ok(SingleSignOn::Refused(refusal));
                }
                AccountMatch::Raced => {}
            }
        }
        Err(Error::Raced("others kept making the same account".to_owned()))
    }

    /// Adds an audit entry for an invalid response of the provider.
    pub async fn record_invalid_sso_response(
        self,
        issuer: &str,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<()> {
        let unknown = VerifiedIdentity {
            issuer: issuer.to_owned(),
            subject: String::new(),
            login: None,
            name: None,
            role: None,
        };
        let tx = Tx::begin(self.db()).await?;
        let entries = vec![refused(&unknown, None, SsoRefusal::InvalidResponse)];
        tx.commit_with_audit(&Actor::anonymous("", origin), entries, now).await
    }

    async fn account_of(
        self,
        tx: &mut Tx,
        identity: &VerifiedIdentity,
        linking: Linking,
        now: Timestamp,
    ) -> Result<AccountMatch> {
        let known = self.linked(tx, identity).await?;
        if let Some(known) = &known
            && !known.active
            && !known.withdrawn
        {
            return Ok(AccountMatch::Refused(SsoRefusal::Inactive, Some(known.id), Vec::new()));
        }
        let Some(role) = identity.role else {
            let existing = known.as_ref().map(|known| known.id);
            let entries = match known.filter(|known| known.active) {
                Some(known) => self.withdraw(tx, known.id, now).await?,
                None => Vec::new(),
            };
            return Ok(AccountMatch::Refused(SsoRefusal::NoRole, existing, entries));
        };
        if let Some(known) = known {
            return Ok(AccountMatch::Found(known.id, Vec::new()));
        }
        let Some(record) = record_of(identity, role) else {
            return Ok(AccountMatch::Refused(SsoRefusal::NoLogin, None, Vec::new()));
        };
        let Some(other) = self.named(tx, &record.login).await? else {
            return self.create_linked(tx, identity, &record, now).await;
        };
        let refuse = |refusal| Ok(AccountMatch::Refused(refusal, Some(other.id), Vec::new()));
        if other.issuer.is_some() || other.subject.is_some() {
            let theirs = other.issuer.as_deref() == Some(identity.issuer.as_str())
                && other.subject.as_deref() == Some(identity.subject.as_str());
            // A concurrent sign-in of the same identity linked it first.
            return if theirs { Ok(AccountMatch::Raced) } else { refuse(SsoRefusal::LoginTaken) };
        }
        if linking == Linking::Never || other.role == Role::Administrator.as_str() {
            return refuse(SsoRefusal::LoginTaken);
        }
        if !other.active {
            return refuse(SsoRefusal::Inactive);
        }
        self.link(tx, other.id, identity).await
    }

    async fn withdraw(self, tx: &mut Tx, id: UserId, now: Timestamp) -> Result<Vec<NewAuditEntry>> {
        // Roles at the provider apply to every account, so this principal's role is irrelevant.
        let principal = Principal { user: id, role: Role::Agent };
        withdraw(&Scoped::new(self.store, principal), tx, id, now).await
    }

    async fn linked(self, tx: &mut Tx, identity: &VerifiedIdentity) -> Result<Option<Found>> {
        let mut statement = self.db().statement();
        let (issuer, subject) = (statement.bind(&identity.issuer), statement.bind(&identity.subject));
        let lock = self.db().engine().for_no_key_update("u");
        statement.text = format!(
            "SELECT u.id, u.active, u.withdrawn, u.role, u.issuer, u.subject FROM user_account AS u \
             WHERE u.issuer = {issuer} AND u.subject = {subject} {lock}"
        );
        tx.fetch_optional(statement).await
    }

    async fn named(self, tx: &mut Tx, login: &str) -> Result<Option<Found>> {
        let mut statement = self.db().statement();
        let (key, lock) = (statement.bind(login_key(login)), self.db().engine().for_no_key_update("u"));
        statement.text = format!(
            "SELECT u.id, u.active, u.withdrawn, u.role, u.issuer, u.subject FROM user_account AS u \
             WHERE u.login_key = {key} {lock}"
        );
        tx.fetch_optional(statement).await
    }

    async fn link(self, tx: &mut Tx, id: UserId, identity: &VerifiedIdentity) -> Result<AccountMatch> {
        let mut update = self.db().statement();
        let (issuer, subject) = (update.bind(&identity.issuer), update.bind(&identity.subject));
        let id_of = update.bind(id);
        update.text = format!(
            "UPDATE user_account SET issuer = {issuer}, subject = {subject} WHERE id = {id_of} RETURNING name"
        );
        let Some((name,)) = tx.fetch_optional::<(String,)>(update).await? else {
            return Ok(AccountMatch::Raced);
        };
        let entry = NewAuditEntry::new(AuditAction::Changed, AuditObject::User, id, name.clone())
            .before(&json!({ "issuer": null, "subject": null }))
            .after(&json!({ "issuer": identity.issuer, "subject": identity.subject }));
        // Existing sessions were started with the password, which is no longer accepted.
        let ended = session::end(tx, id, None).await?;
        let ended = (ended > 0).then(|| session::ended(id, name, ended));
        Ok(AccountMatch::Found(id, std::iter::once(entry).chain(ended).collect()))
    }

    async fn create_linked(
        self,
        tx: &mut Tx,
        identity: &VerifiedIdentity,
        record: &UserRecord,
        now: Timestamp,
    ) -> Result<AccountMatch> {
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
        let Some((id,)) = tx.fetch_optional::<(UserId,)>(insert).await? else {
            return Ok(AccountMatch::Raced);
        };
        let after = json!({
            "login": record.login, "name": record.name, "role": record.role,
            "issuer": identity.issuer, "subject": identity.subject,
        });
        let entry =
            NewAuditEntry::new(AuditAction::Created, AuditObject::User, id, &record.name).after(&after);
        Ok(AccountMatch::Found(id, vec![entry]))
    }

    /// Applies the role of the identity to the account and starts a session.
    async fn start_session(
        self,
        mut tx: Tx,
        id: UserId,
        identity: &VerifiedIdentity,
        mut entries: Vec<NewAuditEntry>,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<SingleSignOn> {
        let Some(role) = identity.role else { return Ok(SingleSignOn::Refused(SsoRefusal::NoRole)) };
        let principal = Principal { user: id, role };
        let own = Scoped::new(self.store, principal);
        entries.extend(give_role(&own, &mut tx, id, role, now).await?);
        let mut seen = self.db().statement();
        let (at, id_of) = (seen.bind(now), seen.bind(id));
        seen.text =
            format!("UPDATE user_account SET last_seen_at = {at} WHERE id = {id_of} RETURNING name, theme");
        let row: Option<(String, Option<String>)> = tx.fetch_optional(seen).await?;
        let (name, theme) = row.ok_or_else(|| Error::Corrupt(format!("the account {id} is gone")))?;
        let token = session::insert(&mut tx, id, origin, true, now).await?;
        let entered = NewAuditEntry::new(AuditAction::SignedIn, AuditObject::User, id, name);
        entries.push(entered.after(&json!({ "single_sign_on": identity.issuer })));
        tx.commit_with_audit(&Actor::user(id, origin), entries, now).await?;
        if let Err(error) = session::prune(self.db(), now).await {
            tracing::warn!(%error, "ended sessions could not be pruned");
        }
        Ok(SingleSignOn::Granted { token, principal, theme: theme.as_deref().and_then(Theme::parse) })
    }
}

/// The actor name of a refused sign-in in the audit trail.
fn shown_name(identity: &VerifiedIdentity) -> String {
    throttle::shown_login(identity.login.as_deref().unwrap_or(&identity.subject))
}

/// The audit entry for a refused sign-in.
fn refused(identity: &VerifiedIdentity, existing: Option<UserId>, refusal: SsoRefusal) -> NewAuditEntry {
    let object = existing.map(|id| id.to_string()).unwrap_or_default();
    NewAuditEntry::new(AuditAction::SignInFailed, AuditObject::User, object, shown_name(identity))
        .after(&json!({ "single_sign_on": identity.issuer, "reason": refusal.as_str() }))
}

/// The account to create; `None` if the identity has no valid login.
fn record_of(identity: &VerifiedIdentity, role: Role) -> Option<UserRecord> {
    let login = identity.login.clone()?;
    let name = identity.name.clone().unwrap_or_else(|| login.clone());
    let record = UserRecord { name, login, role, locale: None, active: true }.tidied();
    let mut errors = FieldErrors::default();
    check_login(&mut errors, "login", &record.login);
    errors.into_result().ok()?;
    if record.check().is_ok() {
        return Some(record);
    }
    // An invalid display name does not prevent sign-in: the login replaces it.
    let plain = UserRecord { name: record.login.clone(), ..record };
    plain.check().is_ok().then_some(plain)
}
