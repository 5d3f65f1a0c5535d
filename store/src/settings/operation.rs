//! *Operação* and *Anexos* in the tables: parts of the one row of `operation`, each with a revision of
//! its own, and the operation's logo.

use data_encoding::HEXLOWER;
use domain::settings::{FilesRecord, OperationRecord};
use domain::{AuditAction, AuditObject};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::record::{Change, Record, Source};
use super::{Settings, civil_days};
use crate::audit::Act;
use crate::db::{Statement, Tx};
use crate::operation::{DAY_MS, Logo, REOPEN_DAYS, roles, types, zone_named};
use crate::{Error, Result, Store};

/// The largest file that is taken, in MiB.
const MIB: i64 = 1024 * 1024;

/// Name, language, time zone, window of reopening, roles with a second factor, country and area code.
type OperationRow = (Option<String>, Option<String>, String, i64, Option<String>, String, Option<String>);

impl Record for OperationRecord {
    const OBJECT: AuditObject = AuditObject::Operation;
    const TABLE: &'static str = "operation";
    const ID: &'static str = "only_row";

    async fn read(source: &mut Source<'_>, _id: i64) -> Result<Option<Self>> {
        let statement = source.statement().with_text(
            "SELECT name, locale, time_zone, reopen_window_ms, second_factor_roles, dial_country, dial_area \
         FROM operation",
        );
        let row: Option<OperationRow> = source.fetch_optional(statement).await?;
        Ok(row.map(|(name, language, zone, window, listed, country, area)| Self {
            name: name.unwrap_or_default(),
            language: language.unwrap_or_default(),
            zone,
            reopen_days: u32::try_from(window / DAY_MS).unwrap_or(u32::MAX),
            second_factor_roles: roles(listed.as_deref()),
            dial_country: country,
            dial_area: area.unwrap_or_default(),
        }))
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let zone = statement.bind(&self.zone);
        let roles = self.second_factor_roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(",");
        vec![
            ("time_zone_chosen", format!("(time_zone_chosen OR time_zone <> {zone})")),
            ("time_zone", zone),
            ("name", statement.bind(said(&self.name).as_deref())),
            ("locale", statement.bind(said(&self.language).as_deref())),
            ("reopen_window_ms", statement.bind(i64::from(self.reopen_days) * DAY_MS)),
            ("second_factor_roles", statement.bind(said(&roles).as_deref())),
            ("dial_country", statement.bind(&self.dial_country)),
            ("dial_area", statement.bind(said(&self.dial_area).as_deref())),
        ]
    }

    /// Nothing arrives meanwhile: its day would be counted by the time zone before, and its number read
    /// by the codes before.
    async fn hold(source: &mut Source<'_>, _id: Option<i64>, _record: Option<&Self>) -> Result<()> {
        let Some(text) = source.db().engine().intake_lock() else { return Ok(()) };
        let mut statement = source.statement();
        statement.text = format!("SELECT {text}");
        source.execute(statement).await?;
        Ok(())
    }

    async fn settle(&self, source: &mut Source<'_>, _id: i64, before: Option<&Self>) -> Result<()> {
        let codes = |record: &Self| (record.dial_country.clone(), record.dial_area.clone());
        if before.is_none_or(|before| codes(before) != codes(self)) {
            source.renumber();
        }
        if before.is_some_and(|before| before.zone == self.zone) {
            return Ok(());
        }
        civil_days::count_again(source, zone_named(&self.zone)?).await
    }
}

impl Record for FilesRecord {
    const OBJECT: AuditObject = AuditObject::Operation;
    const TABLE: &'static str = "operation";
    const ID: &'static str = "only_row";
    const REVISION: &'static str = "files_revision";

    async fn read(source: &mut Source<'_>, _id: i64) -> Result<Option<Self>> {
        let statement =
            source.statement().with_text("SELECT largest_attachment, attachment_types FROM operation");
        let row: Option<(Option<i64>, Option<String>)> = source.fetch_optional(statement).await?;
        Ok(row.map(|(largest, listed)| Self {
            largest_mb: largest.and_then(|bytes| u32::try_from(bytes / MIB).ok()),
            types: types(listed.as_deref()),
        }))
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
    /// Gives the operation a logo or takes it away; whether that changed anything.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn set_logo(&self, logo: Option<Logo>, now: i64) -> Result<bool> {
        let mut tx = Tx::begin(self.scoped().db()).await?;
        let before = current(self, &mut tx).await?;
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
        let act = Act::new(AuditAction::Changed, AuditObject::Operation, 1, "");
        let act = act.before(&json!({ "logo": before })).after(&json!({ "logo": hash }));
        tx.commit_with(&self.scoped().author(), vec![act], now).await?;
        Ok(true)
    }
}

/// The digest of the logo there is, kept as it is until the transaction ends.
async fn current(settings: &Settings<'_>, tx: &mut Tx) -> Result<Option<String>> {
    let mut statement = settings.scoped().statement();
    statement.text = format!(
        "SELECT logo_hash FROM operation {}",
        settings.scoped().db().engine().for_no_key_update("operation")
    );
    let row = tx.fetch_optional::<(Option<String>,)>(statement).await?;
    Ok(row.ok_or_else(|| Error::Corrupt("no row of the operation".to_owned()))?.0)
}

impl Store {
    /// Sets for how many days after its close a case is reopened, as whoever types commands on the
    /// machine; the next interaction goes by it, whichever server takes it.
    ///
    /// # Errors
    /// Where there are too many days; where the database fails.
    pub async fn set_reopen_days(&self, days: u32, now: i64) -> Result<()> {
        let settings = self.settings_at_the_machine();
        loop {
            let Some(kept) = settings.get::<OperationRecord>(1).await? else {
                return Err(Error::Corrupt("no row of the operation".to_owned()));
            };
            let record = OperationRecord { reopen_days: days, ..kept.record };
            if !matches!(settings.change(1, kept.revision, record, now).await?, Some(Change::Conflict(_))) {
                return Ok(());
            }
        }
    }

    /// For how many days after its close a case is reopened by a further interaction; later ones
    /// open a new case that continues it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn reopen_days(&self) -> Result<u32> {
        let kept = self.settings_at_the_machine().get::<OperationRecord>(1).await?;
        Ok(kept.map_or(REOPEN_DAYS, |kept| kept.record.reopen_days))
    }
}
