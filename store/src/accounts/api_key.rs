//! The keys of the HTTP API: shown once, kept as a digest, revoked rather than deleted.

use domain::ApiKeyId;
use domain::settings::{ApiKeyRecord, ApiScope};

use super::last_seen::{Mark, is_due};
use super::secret;
use crate::settings::{Change, MARK};
use crate::{Result, Store};

/// A key as the operation's administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Its identifier.
    pub id: ApiKeyId,
    /// Whose it is or what it is for.
    pub name: String,
    /// How it begins.
    pub prefix: String,
    /// What it allows.
    pub scopes: Vec<ApiScope>,
    /// When it was created.
    pub created_at: i64,
    /// When it was last used, to the minute.
    pub last_used_at: Option<i64>,
    /// When it was revoked, where it was.
    pub revoked_at: Option<i64>,
}

type ApiKeyRow = (i64, String, String, String, i64, Option<i64>, Option<i64>);

/// A key that is good, and what it allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownKey {
    /// Its identifier.
    pub id: ApiKeyId,
    /// What it allows.
    pub scopes: Vec<ApiScope>,
}

impl KnownKey {
    /// Whether it allows this.
    pub fn allows(&self, scope: ApiScope) -> bool {
        self.scopes.contains(&scope)
    }
}

/// The keys of the HTTP API.
#[derive(Clone, Copy)]
pub struct ApiKeys<'a> {
    store: &'a Store,
}

impl<'a> ApiKeys<'a> {
    pub(super) fn of(store: &'a Store) -> Self {
        Self { store }
    }

    /// Creates a key that allows everything and hands it over; it can never be shown again.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) where the name is unfit.
    pub async fn create(self, name: &str, now: i64) -> Result<(ApiKeyId, String)> {
        self.create_for(name, &ApiScope::ALL, now).await
    }

    /// The same for a key that allows only some things.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) where the name is unfit or nothing is allowed.
    pub async fn create_for(self, name: &str, scopes: &[ApiScope], now: i64) -> Result<(ApiKeyId, String)> {
        let record = ApiKeyRecord { name: name.to_owned(), scopes: scopes.to_vec(), active: true };
        let (id, key) = self.store.settings_at_the_machine().create_api_key(record, now).await?;
        Ok((ApiKeyId(id), key))
    }

    /// Makes a key worthless from now on. `false` where there is none, or it is so already.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn revoke(self, id: ApiKeyId, now: i64) -> Result<bool> {
        let machine = self.store.settings_at_the_machine();
        let change = machine.set_active::<ApiKeyRecord>(id.0, false, now).await?;
        Ok(change == Some(Change::Saved))
    }

    /// Every key, the oldest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn list(self) -> Result<Vec<ApiKey>> {
        let statement = self.store.db().statement().with_text(
            "SELECT id, name, prefix, scopes, created_at, last_used_at, revoked_at FROM api_key ORDER BY id",
        );
        let rows: Vec<ApiKeyRow> = self.store.db().fetch_all(statement).await?;
        let key = |(id, name, prefix, scopes, created_at, last_used_at, revoked_at): ApiKeyRow| ApiKey {
            id: ApiKeyId(id),
            name,
            prefix,
            scopes: ApiScope::split(&scopes),
            created_at,
            last_used_at,
            revoked_at,
        };
        Ok(rows.into_iter().map(key).collect())
    }

    /// Which key this is, where it is good. Notes its use, at most once a minute and without
    /// making the request wait for it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn verify(self, key: &str, now: i64) -> Result<Option<KnownKey>> {
        if key.len() != MARK.len() + secret::LENGTH || !key.starts_with(MARK) {
            return Ok(None);
        }
        let mut statement = self.store.db().statement();
        let hash = statement.bind(&secret::digest(key));
        statement.text = format!(
            "SELECT id, scopes, last_used_at FROM api_key WHERE key_hash = {hash} AND revoked_at IS NULL"
        );
        let row: Option<(i64, String, Option<i64>)> = self.store.db().fetch_optional(statement).await?;
        let Some((id, scopes, last_used_at)) = row else { return Ok(None) };
        let id = ApiKeyId(id);
        if last_used_at.is_none_or(|last| is_due(last, now)) {
            self.store.account_state().last_seen.note(self.store.db(), Mark::ApiKey(id), now);
        }
        Ok(Some(KnownKey { id, scopes: ApiScope::split(&scopes) }))
    }
}
