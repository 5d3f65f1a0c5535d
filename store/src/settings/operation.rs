//! Operation (*Operação*), attachments (*Anexos*) and logo settings, all in the single row of the
//! table `operation`. The first two have separate revisions.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use domain::settings::{FilesRecord, OperationRecord};
use domain::{AuditAction, AuditObject, FieldErrors, Millis, OperationId, Timestamp};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::record::{Change, Executor, Record};
use super::{Settings, civil_days};
use crate::audit::NewAuditEntry;
use crate::db::{Statement, Tx};
use crate::operation::{Logo, REOPEN_DAYS, roles, types, zone_named};
use crate::{Error, Result, Store};

/// Bytes per MiB, the unit of the attachment size limit.
const MIB: i64 = 1024 * 1024;

/// Name, language, time zone, reopen window, second factor roles, country and area code.
type OperationRow = (Option<String>, Option<String>, String, Millis, Option<String>, String, Option<String>);

impl Record for OperationRecord {
    type Id = OperationId;
    const OBJECT: AuditObject = AuditObject::Operation;
    const TABLE: &'static str = "operation";
    const ID: &'static str = "only_row";

    async fn read(executor: &mut Executor<'_>, _ids: &[OperationId]) -> Result<BTreeMap<OperationId, Self>> {
        let statement = executor.statement().with_text(
            "SELECT name, locale, time_zone, reopen_window_ms, second_factor_roles, dial_country, dial_area \
             FROM operation",
        );
        let row: Option<OperationRow> = executor.fetch_optional(statement).await?;
        let record = |(name, language, zone, window, listed, country, area): OperationRow| Self {
            name: name.unwrap_or_default(),
            language: language.unwrap_or_default(),
            zone,
            reopen_days: u32::try_from(window / Millis::days(1)).unwrap_or(u32::MAX),
            second_factor_roles: roles(listed.as_deref()),
            dial_country: country,
            dial_area: area.unwrap_or_default(),
        };
        Ok(row.map(|row| (OperationId::ONLY, record(row))).into_iter().collect())
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        let non_empty = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let zone = statement.bind(&self.zone);
        let roles = self.second_factor_roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(",");
        vec![
            ("time_zone_chosen", format!("(time_zone_chosen OR time_zone <> {zone})")),
            ("time_zone", zone),
            ("name", statement.bind(non_empty(&self.name).as_deref())),
            ("locale", statement.bind(non_empty(&self.language).as_deref())),
            ("reopen_window_ms", statement.bind(Millis::days(self.reopen_days.into()))),
            ("second_factor_roles", statement.bind(non_empty(&roles).as_deref())),
            ("dial_country", statement.bind(&self.dial_country)),
            ("dial_area", statement.bind(non_empty(&self.dial_area).as_deref())),
        ]
    }

    /// Blocks the intake, which would otherwise use the previous time zone and codes.
    async fn lock_related(
        executor: &mut Executor<'_>,
        _id: Option<OperationId>,
        _record: Option<&Self>,
    ) -> Result<()> {
        let Some(text) = executor.db().engine().intake_lock() else { return Ok(()) };
        let mut statement = executor.statement();
        statement.text = format!("SELECT {text}");
        executor.execute(statement).await?;
        Ok(())
    }

    async fn apply_effects(
        &self,
        executor: &mut Executor<'_>,
        _id: OperationId,
        before: Option<&Self>,
    ) -> Result<()> {
        let codes = |record: &Self| (record.dial_country.clone(), record.dial_area.clone());
        if before.is_none_or(|before| codes(before) != codes(self)) {
            executor.renumber();
        }
        if before.is_some_and(|before| before.zone == self.zone) {
            return Ok(());
        }
        civil_days::recompute_day_counters(executor, zone_named(&self.zone)?).await
    }
}

impl Record for FilesRecord {
    type Id = OperationId;
    const OBJECT: AuditObject = AuditObject::Operation;
    const TABLE: &'static str = "operation";
    const ID: &'static str = "only_row";
    const REVISION: &'static str = "files_revision";

    async fn read(executor: &mut Executor<'_>, _ids: &[OperationId]) -> Result<BTreeMap<OperationId, Self>> {
        let statement =
            executor.statement().with_text("SELECT largest_attachment, attachment_types FROM operation");
        let row: Option<(Option<i64>, Option<String>)> = executor.fetch_optional(statement).await?;
        let record = |(largest, listed): (Option<i64>, Option<String>)| Self {
            largest_mb: largest.and_then(|bytes| u32::try_from(bytes / MIB).ok()),
            types: types(listed.as_deref()),
        };
        Ok(row.map(|row| (OperationId::ONLY, record(row))).into_iter().collect())
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        let types = (!self.types.is_empty()).then(|| self.types.join(","));
        vec![
            ("largest_attachment", statement.bind(self.largest_mb.map(|size| i64::from(size) * MIB))),
            ("attachment_types", statement.bind(types.as_deref())),
        ]
    }
}

impl Settings<'_> {
    /// Sets or removes the logo. Returns whether anything changed.
    pub async fn set_logo(&self, logo: Option<Logo>, now: Timestamp) -> Result<bool> {
        let mut tx = Tx::begin(self.scoped().db()).await?;
        let before = current_logo(self, &mut tx).await?;
        let hash = logo.as_ref().map(|logo| HEXLOWER.encode(&Sha256::digest(&logo.content)));
        if before == hash {
            return Ok(false);
        }
        let mut change = self.scoped().statement();
        let content = change.bind(logo.as_ref().map(|logo| logo.content.as_slice()));
        let kind = change.bind(logo.as_ref().map(|logo| logo.media_type.as_str()));
        let digest = change.bind(hash.as_deref());
        change.text =
            format!("UPDATE operation SET logo = {content}, logo_type = {kind}, logo_hash = {digest}");
        tx.execute(change).await?;
        let entry = NewAuditEntry::new(AuditAction::Changed, AuditObject::Operation, OperationId::ONLY, "");
        let entry = entry.before(&json!({ "logo": before })).after(&json!({ "logo": hash }));
        tx.commit_with_audit(&self.scoped().actor(), vec![entry], now).await?;
        Ok(true)
    }
}

/// Locks the operation and returns the digest of the current logo.
async fn current_logo(settings: &Settings<'_>, tx: &mut Tx) -> Result<Option<String>> {
    let mut statement = settings.scoped().statement();
    statement.text = format!(
        "SELECT logo_hash FROM operation {}",
        settings.scoped().db().engine().for_no_key_update("operation")
    );
    let row = tx.fetch_optional::<(Option<String>,)>(statement).await?;
    Ok(row.ok_or_else(|| Error::Corrupt("no row of the operation".to_owned()))?.0)
}

/// The outcome of setting the reopen window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetReopenDaysOutcome {
    /// The window is set.
    Set,
    /// There are too many days.
    Invalid(FieldErrors),
}

impl Store {
    /// Sets the reopen window in days from the command line, for the next interaction on.
    pub async fn set_reopen_days(&self, days: u32, now: Timestamp) -> Result<SetReopenDaysOutcome> {
        let change = |operation: &mut OperationRecord| operation.reopen_days = days;
        match self.settings_for_cli().amend(OperationId::ONLY, change, now).await? {
            None => Err(Error::Corrupt("no row of the operation".to_owned())),
            Some(Change::Invalid(errors)) => Ok(SetReopenDaysOutcome::Invalid(errors)),
            Some(_) => Ok(SetReopenDaysOutcome::Set),
        }
    }

    /// The reopen window: the number of days after its close in which a further interaction reopens
    /// a case. Later ones open a new case that continues it.
    pub async fn reopen_days(&self) -> Result<u32> {
        let current = self.settings_for_cli().get::<OperationRecord>(OperationId::ONLY).await?;
        Ok(current.map_or(REOPEN_DAYS, |current| current.record.reopen_days))
    }
}
