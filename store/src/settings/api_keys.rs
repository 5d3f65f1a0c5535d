//! *Chaves de API* in the tables: `api_key`. The key itself is shown once and kept as a digest.

use domain::settings::{ApiKeyRecord, ApiScope};
use domain::{AuditAction, AuditObject, FieldErrors, Problem};

use super::Settings;
use super::record::{Record, Source};
use crate::Result;
use crate::accounts::{ApiKey, secret};
use crate::db::Statement;

/// What every key begins with, so that people and secret scanners recognise one.
pub(crate) const MARK: &str = "prt_";
/// How much of a key stays readable, so that its owner can tell it from the others.
const PREFIX_LENGTH: usize = MARK.len() + 6;

impl Record for ApiKeyRecord {
    const OBJECT: AuditObject = AuditObject::ApiKey;
    const TABLE: &'static str = "api_key";
    const SEARCHED: &'static str = "name || ' ' || prefix";
    const IN_USE: &'static str = "revoked_at IS NULL";
    const WITHDRAWN: AuditAction = AuditAction::Revoked;

    async fn read(source: &mut Source<'_>, id: i64) -> Result<Option<Self>> {
        let mut statement = source.statement();
        let id = statement.bind(id);
        statement.text = format!("SELECT name, scopes, revoked_at IS NULL FROM api_key WHERE id = {id}");
        let row: Option<(String, String, bool)> = source.fetch_optional(statement).await?;
        Ok(row.map(|(name, scopes, active)| Self { name, scopes: ApiScope::split(&scopes), active }))
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![("name", statement.bind(&self.name)), ("scopes", statement.bind(ApiScope::join(&self.scopes)))]
    }

    fn first_columns(statement: &mut Statement, now: i64) -> Vec<(&'static str, String)> {
        vec![("created_at", statement.bind(now))]
    }

    async fn object(
        &self,
        _source: &mut Source<'_>,
        _id: Option<i64>,
        before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        if self.active && before.is_some_and(|before| !before.active) {
            errors.add("active", Problem::UnknownValue { allowed: Vec::new() });
        }
        Ok(errors)
    }

    async fn settle(&self, source: &mut Source<'_>, id: i64, before: Option<&Self>) -> Result<()> {
        if self.active || before.is_none_or(|before| !before.active) {
            return Ok(());
        }
        let mut revoke = source.statement();
        let (now, id) = (revoke.bind(source.now), revoke.bind(id));
        revoke.text = format!("UPDATE api_key SET revoked_at = {now} WHERE id = {id}");
        source.execute(revoke).await?;
        Ok(())
    }
}

impl Settings<'_> {
    /// Makes a key and hands it over with its number; it can never be shown again.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) where fields are bad; where the database fails.
    pub async fn create_api_key(&self, record: ApiKeyRecord, now: i64) -> Result<(i64, String)> {
        let key = format!("{MARK}{}", secret::random());
        let secrets = |statement: &mut Statement| {
            vec![
                ("prefix", statement.bind(&key[..PREFIX_LENGTH])),
                ("key_hash", statement.bind(&secret::digest(&key))),
            ]
        };
        let id = self.create_with(record, secrets, now).await?;
        Ok((id, key))
    }

    /// What a list shows of these keys besides what they say.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn api_key_facts(&self, ids: &[i64]) -> Result<Vec<ApiKey>> {
        let all = self.0.store.api_keys().list().await?;
        Ok(all.into_iter().filter(|key| ids.contains(&key.id.0)).collect())
    }
}
