//! Another role for somebody from outside the settings: what single sign-on says they may do, or that
//! they may do nothing any more. It is written like an administrator's change, with all that follows
//! from one.

use domain::settings::{SettingsRecord, UserRecord};
use domain::{AuditAction, AuditObject, Role};

use super::record::{Record, Source};
use crate::Result;
use crate::audit::Act;
use crate::db::Tx;
use crate::scoped::Scoped;

/// Gives somebody another role within a transaction that holds their account, with what follows from
/// it, and takes the account back into use where it was withdrawn; what was done. Nothing, where the
/// role is theirs already.
pub(crate) async fn give_role(
    own: &Scoped<'_>,
    tx: &mut Tx,
    id: i64,
    role: Role,
    now: i64,
) -> Result<Vec<Act>> {
    change(own, tx, id, |before| UserRecord { role, active: true, ..before }, now).await
}

/// Takes an account out of use, until [`give_role`] gives its person a role again, within a
/// transaction that holds it; what was done.
pub(crate) async fn withdraw(own: &Scoped<'_>, tx: &mut Tx, id: i64, now: i64) -> Result<Vec<Act>> {
    change(own, tx, id, |before| UserRecord { active: false, ..before }, now).await
}

async fn change(
    own: &Scoped<'_>,
    tx: &mut Tx,
    id: i64,
    make: impl FnOnce(UserRecord) -> UserRecord,
    now: i64,
) -> Result<Vec<Act>> {
    let mut source = Source::within(own, tx, now);
    let Some(before) = UserRecord::read(&mut source, id).await? else { return Ok(Vec::new()) };
    let after = make(before.clone());
    if after == before {
        return Ok(Vec::new());
    }
    after.settle(&mut source, id, Some(&before)).await?;
    let mut update = source.statement();
    let (role, id_of) = (update.bind(after.role.as_str()), update.bind(id));
    let active = update.bind(after.active);
    let withdrawn = update.bind(!after.active);
    update.text = format!(
        "UPDATE user_account SET role = {role}, active = {active}, withdrawn = {withdrawn}, \
         revision = revision + 1 WHERE id = {id_of}"
    );
    source.execute(update).await?;
    let action = match (before.active, after.active) {
        (true, false) => AuditAction::Deactivated,
        (false, true) if before.role == after.role => AuditAction::Activated,
        _ => AuditAction::Changed,
    };
    let act = Act::new(action, AuditObject::User, id, after.label());
    let mut acts = vec![act.before(&before).after(&after)];
    acts.extend(source.into_acts());
    Ok(acts)
}
