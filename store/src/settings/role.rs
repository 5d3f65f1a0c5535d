//! Role changes by single sign-on, including deactivation when the identity has lost its role. They
//! have the same effects and audit entries as an administrator's change.

use domain::settings::{SettingsRecord, UserRecord};
use domain::{AuditAction, AuditObject, Role, Timestamp, UserId};

use super::record::{Executor, Record};
use crate::Result;
use crate::audit::NewAuditEntry;
use crate::db::Tx;
use crate::scoped::Scoped;

/// Sets the role of an account and reactivates it if it was withdrawn, in a transaction that has
/// locked the account. Returns the audit entries; none if nothing changed.
pub(crate) async fn give_role(
    own: &Scoped<'_>,
    tx: &mut Tx,
    id: UserId,
    role: Role,
    now: Timestamp,
) -> Result<Vec<NewAuditEntry>> {
    change(own, tx, id, |before| UserRecord { role, active: true, ..before }, now).await
}

/// Deactivates an account until [`give_role`] is called, in a transaction that has locked the
/// account. Returns the audit entries.
pub(crate) async fn withdraw(
    own: &Scoped<'_>,
    tx: &mut Tx,
    id: UserId,
    now: Timestamp,
) -> Result<Vec<NewAuditEntry>> {
    change(own, tx, id, |before| UserRecord { active: false, ..before }, now).await
}

async fn change(
    own: &Scoped<'_>,
    tx: &mut Tx,
    id: UserId,
    make: impl FnOnce(UserRecord) -> UserRecord,
    now: Timestamp,
) -> Result<Vec<NewAuditEntry>> {
    let mut executor = Executor::within(own, tx, now);
    let Some(before) = UserRecord::read_one(&mut executor, id).await? else { return Ok(Vec::new()) };
    let after = make(before.clone());
    if after == before {
        return Ok(Vec::new());
    }
    after.apply_effects(&mut executor, id, Some(&before)).await?;
    let mut update = executor.statement();
    let (role, id_of) = (update.bind(after.role.as_str()), update.bind(id));
    let active = update.bind(after.active);
    let withdrawn = update.bind(!after.active);
    update.text = format!(
        "UPDATE user_account SET role = {role}, active = {active}, withdrawn = {withdrawn}, \
         revision = revision + 1 WHERE id = {id_of}"
    );
    executor.execute(update).await?;
    let action = match (before.active, after.active) {
        (true, false) => AuditAction::Deactivated,
        (false, true) if before.role == after.role => AuditAction::Activated,
        _ => AuditAction::Changed,
    };
    let entry = NewAuditEntry::new(action, AuditObject::User, id, after.label());
    let mut entries = vec![entry.before(&before).after(&after)];
    entries.extend(executor.into_audit_entries());
    Ok(entries)
}
