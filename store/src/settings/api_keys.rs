//! API keys (*Chaves de API*), in the table `api_key`: shown once, stored as a digest.

use std::collections::BTreeMap;

use domain::settings::{ApiKeyRecord, ApiScope, field_name};
use domain::{ApiKeyId, AuditAction, AuditObject, FieldErrors, Problem, Timestamp};

use super::record::{Executor, Record};
use super::{CreateOutcome, Settings};
use crate::Result;
use crate::accounts::{ApiKey, secret};
use crate::db::Statement;

/// Prefix of every key, by which people and secret scanners recognise it.
pub(crate) const KEY_PREFIX: &str = "prt_";
/// Number of leading characters stored in clear, to tell keys apart.
const PREFIX_LENGTH: usize = KEY_PREFIX.len() + 6;

impl Record for ApiKeyRecord {
    type Id = ApiKeyId;
    const OBJECT: AuditObject = AuditObject::ApiKey;
    const TABLE: &'static str = "api_key";
    const SEARCHED: &'static str = "name || ' ' || prefix";
    const IS_ACTIVE: &'static str = "revoked_at IS NULL";
    const DEACTIVATION: AuditAction = AuditAction::Revoked;

    async fn read(executor: &mut Executor<'_>, ids: &[ApiKeyId]) -> Result<BTreeMap<ApiKeyId, Self>> {
        let mut statement = executor.statement();
        let these = statement.any("id", ids);
        statement.text = format!("SELECT id, name, scopes, revoked_at IS NULL FROM api_key WHERE {these}");
        let rows: Vec<(ApiKeyId, String, String, bool)> = executor.fetch_all(statement).await?;
        let record = |(id, name, scopes, active): (ApiKeyId, String, String, bool)| {
            (id, Self { name, scopes: ApiScope::split(&scopes), active })
        };
        Ok(rows.into_iter().map(record).collect())
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![("name", statement.bind(&self.name)), ("scopes", statement.bind(ApiScope::join(&self.scopes)))]
    }

    fn insert_columns(statement: &mut Statement, now: Timestamp) -> Vec<(&'static str, String)> {
        vec![("created_at", statement.bind(now))]
    }

    async fn check_in_database(
        &self,
        _executor: &mut Executor<'_>,
        _id: Option<ApiKeyId>,
        before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        if self.active && before.is_some_and(|before| !before.active) {
            errors.add(field_name::ACTIVE, Problem::UnknownValue { allowed: Vec::new() });
        }
        Ok(errors)
    }

    async fn apply_effects(
        &self,
        executor: &mut Executor<'_>,
        id: ApiKeyId,
        before: Option<&Self>,
    ) -> Result<()> {
        if self.active || before.is_none_or(|before| !before.active) {
            return Ok(());
        }
        let mut revoke = executor.statement();
        let (now, id) = (revoke.bind(executor.now), revoke.bind(id));
        revoke.text = format!("UPDATE api_key SET revoked_at = {now} WHERE id = {id}");
        executor.execute(revoke).await?;
        Ok(())
    }
}

impl Settings<'_> {
    /// Creates a key; the outcome has its ID and text, which is available only here.
    pub async fn create_api_key(
        &self,
        record: ApiKeyRecord,
        now: Timestamp,
    ) -> Result<CreateOutcome<(ApiKeyId, String)>> {
        let key = format!("{KEY_PREFIX}{}", secret::random());
        let secrets = |statement: &mut Statement| {
            vec![
                ("prefix", statement.bind(&key[..PREFIX_LENGTH])),
                ("key_hash", statement.bind(&secret::digest(&key))),
            ]
        };
        let outcome = self.create_with(record, secrets, now).await?;
        Ok(outcome.map(|id| (id, key)))
    }

    /// Further facts about these keys, for a list.
    pub async fn api_key_facts(&self, ids: &[ApiKeyId]) -> Result<Vec<ApiKey>> {
        let all = self.0.store.api_keys().list().await?;
        Ok(all.into_iter().filter(|key| ids.contains(&key.id)).collect())
    }
}
