//! The keys of the HTTP API: shown once, kept as a digest, revoked rather than deleted.

use domain::{ApiKeyId, FieldErrors};

use super::last_seen::{LastSeen, Mark, is_due};
use super::login::check_name;
use super::secret;
use crate::db::{read, write};
use crate::{Db, Result};

/// What every key begins with, so that people and secret scanners recognise one.
const MARK: &str = "prt_";
/// How much of a key stays readable, so that its owner can tell it from the others.
const PREFIX_LENGTH: usize = MARK.len() + 6;

/// A key as the operation's administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Its identifier.
    pub id: ApiKeyId,
    /// Whose it is or what it is for.
    pub name: String,
    /// How it begins.
    pub prefix: String,
    /// When it was created.
    pub created_at: i64,
    /// When it was last used, to the minute.
    pub last_used_at: Option<i64>,
    /// When it was revoked, where it was.
    pub revoked_at: Option<i64>,
}

type ApiKeyRow = (i64, String, String, i64, Option<i64>, Option<i64>);

/// The keys of the HTTP API.
#[derive(Clone, Copy)]
pub struct ApiKeys<'a> {
    db: &'a Db,
    last_seen: &'a LastSeen,
}

impl<'a> ApiKeys<'a> {
    pub(super) fn of(db: &'a Db, last_seen: &'a LastSeen) -> Self {
        Self { db, last_seen }
    }

    /// Creates a key and hands it over; it can never be shown again.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) where the name is unfit.
    pub async fn create(self, name: &str, now: i64) -> Result<(ApiKeyId, String)> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, "name", name);
        errors.into_result()?;
        let key = format!("{MARK}{}", secret::random());
        let id: i64 = write!(self.db, |pool, Engine| {
            sqlx::query_scalar(
                "INSERT INTO api_key (name, prefix, key_hash, created_at) VALUES ($1, $2, $3, $4) RETURNING id",
            )
            .bind(name.trim())
            .bind(&key[..PREFIX_LENGTH])
            .bind(&secret::digest(&key)[..])
            .bind(now)
            .fetch_one(pool)
            .await?
        });
        Ok((ApiKeyId(id), key))
    }

    /// Makes a key worthless from now on. `false` where there is none, or it is so already.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn revoke(self, id: ApiKeyId, now: i64) -> Result<bool> {
        let done = write!(self.db, |pool, Engine| {
            sqlx::query("UPDATE api_key SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL")
                .bind(now)
                .bind(id.0)
                .execute(pool)
                .await?
                .rows_affected()
        });
        Ok(done == 1)
    }

    /// Every key, the oldest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn list(self) -> Result<Vec<ApiKey>> {
        let rows: Vec<ApiKeyRow> = read!(self.db, |pool, Engine| {
            sqlx::query_as(
                "SELECT id, name, prefix, created_at, last_used_at, revoked_at FROM api_key ORDER BY id",
            )
            .fetch_all(pool)
            .await?
        });
        let key = |(id, name, prefix, created_at, last_used_at, revoked_at)| ApiKey {
            id: ApiKeyId(id),
            name,
            prefix,
            created_at,
            last_used_at,
            revoked_at,
        };
        Ok(rows.into_iter().map(key).collect())
    }

    /// Whose key this is, where it is good. Notes its use, at most once a minute and without
    /// making the request wait for it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn verify(self, key: &str, now: i64) -> Result<Option<ApiKeyId>> {
        if key.len() != MARK.len() + secret::LENGTH || !key.starts_with(MARK) {
            return Ok(None);
        }
        let row: Option<(i64, Option<i64>)> = read!(self.db, |pool, Engine| {
            sqlx::query_as("SELECT id, last_used_at FROM api_key WHERE key_hash = $1 AND revoked_at IS NULL")
                .bind(&secret::digest(key)[..])
                .fetch_optional(pool)
                .await?
        });
        let Some((id, last_used_at)) = row else { return Ok(None) };
        let id = ApiKeyId(id);
        if last_used_at.is_none_or(|last| is_due(last, now)) {
            self.last_seen.note(self.db, Mark::ApiKey(id), now);
        }
        Ok(Some(id))
    }
}
