//! API keys: shown once, stored as a digest, revoked rather than deleted.

use domain::settings::{ApiKeyRecord, ApiScope};
use domain::{ApiKeyId, Timestamp};

use super::last_seen::{Mark, is_due};
use super::secret;
use crate::db::Statement;
use crate::settings::{Change, CreateOutcome, KEY_PREFIX};
use crate::{Db, Error, Result, Store};

/// An API key as shown to administrators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// ID of the key.
    pub id: ApiKeyId,
    /// Its name: the owner or purpose.
    pub name: String,
    /// The first characters of the key.
    pub prefix: String,
    /// The scopes it grants.
    pub scopes: Vec<ApiScope>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

type ApiKeyRow = (ApiKeyId, String, String, String, Timestamp, Option<Timestamp>, Option<Timestamp>);

/// A verified API key and its scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownKey {
    /// ID of the key.
    pub id: ApiKeyId,
    /// The scopes it grants.
    pub scopes: Vec<ApiScope>,
}

impl KnownKey {
    /// Whether the key grants a scope.
    pub fn allows(&self, scope: ApiScope) -> bool {
        self.scopes.contains(&scope)
    }
}

/// SQL predicate: the API key is not revoked and grants the scope, so that what was allowed when an upload
/// began is still allowed when it is written. Always true for the command line, which has no key.
pub(crate) fn key_grants(statement: &mut Statement, key: Option<ApiKeyId>, scope: ApiScope) -> String {
    let Some(key) = key else { return "TRUE".to_owned() };
    let (id, scope) = (statement.bind(key), statement.bind(format!(" {} ", scope.as_str())));
    let granted = statement.engine.contains("(' ' || scopes || ' ')", &scope);
    format!("EXISTS (SELECT 1 FROM api_key WHERE id = {id} AND revoked_at IS NULL AND {granted})")
}

/// Whether the API key is not revoked and grants the scope ([`key_grants`]).
pub(crate) async fn is_granted(db: &Db, key: Option<ApiKeyId>, scope: ApiScope) -> Result<bool> {
    let mut statement = db.statement();
    let granted = key_grants(&mut statement, key, scope);
    statement.text = format!("SELECT 1 WHERE {granted}");
    Ok(db.fetch_optional::<(i32,)>(statement).await?.is_some())
}

/// Administration and verification of API keys.
#[derive(Clone, Copy)]
pub struct ApiKeys<'a> {
    store: &'a Store,
}

impl<'a> ApiKeys<'a> {
    pub(super) fn of(store: &'a Store) -> Self {
        Self { store }
    }

    /// Creates a key with the scopes that a source system needs. Its text is returned only here.
    pub async fn create(self, name: &str, now: Timestamp) -> Result<CreateOutcome<(ApiKeyId, String)>> {
        self.create_for(name, &ApiScope::OF_SOURCES, now).await
    }

    /// Creates a key with the given scopes, of which there must be one. Its text is returned only
    /// here.
    pub async fn create_for(
        self,
        name: &str,
        scopes: &[ApiScope],
        now: Timestamp,
    ) -> Result<CreateOutcome<(ApiKeyId, String)>> {
        let record = ApiKeyRecord { name: name.to_owned(), scopes: scopes.to_vec(), active: true };
        self.store.settings_for_cli().create_api_key(record, now).await
    }

    /// Revokes a key. `false` if it does not exist or is already revoked.
    pub async fn revoke(self, id: ApiKeyId, now: Timestamp) -> Result<bool> {
        let settings = self.store.settings_for_cli();
        match settings.set_active::<ApiKeyRecord>(id, false, now).await? {
            Some(Change::Saved) => Ok(true),
            Some(Change::Unchanged) | None => Ok(false),
            // Every key may be revoked.
            Some(Change::Conflict(_) | Change::Invalid(_)) => {
                Err(Error::Internal(format!("the API key {id} cannot be revoked")))
            }
        }
    }

    /// All keys, oldest first.
    pub async fn list(self) -> Result<Vec<ApiKey>> {
        let statement = self.store.db().statement().with_text(
            "SELECT id, name, prefix, scopes, created_at, last_used_at, revoked_at FROM api_key ORDER BY id",
        );
        let rows: Vec<ApiKeyRow> = self.store.db().fetch_all(statement).await?;
        let key = |(id, name, prefix, scopes, created_at, last_used_at, revoked_at): ApiKeyRow| ApiKey {
            id,
            name,
            prefix,
            scopes: ApiScope::split(&scopes),
            created_at,
            last_used_at,
            revoked_at,
        };
        Ok(rows.into_iter().map(key).collect())
    }

    /// Finds a valid key. Updates its last use in the background, at most once a minute.
    pub async fn verify(self, key: &str, now: Timestamp) -> Result<Option<KnownKey>> {
        if key.len() != KEY_PREFIX.len() + secret::LENGTH || !key.starts_with(KEY_PREFIX) {
            return Ok(None);
        }
        let mut statement = self.store.db().statement();
        let hash = statement.bind(&secret::digest(key));
        statement.text = format!(
            "SELECT id, scopes, last_used_at FROM api_key WHERE key_hash = {hash} AND revoked_at IS NULL"
        );
        let row: Option<(ApiKeyId, String, Option<Timestamp>)> =
            self.store.db().fetch_optional(statement).await?;
        let Some((id, scopes, last_used_at)) = row else { return Ok(None) };
        if last_used_at.is_none_or(|last| is_due(last, now)) {
            self.store.account_state().last_seen.note(self.store.db(), Mark::ApiKey(id), now);
        }
        Ok(Some(KnownKey { id, scopes: ApiScope::split(&scopes) }))
    }
}
