//! Another role for somebody from outside the settings: what single sign-on says they may do. It is
//! written like an administrator's change, with all that follows from one.

use domain::settings::{SettingsRecord, UserRecord};
use domain::{AuditAction, AuditObject, Role};

use super::record::{Record, Source};
use crate::Result;
use crate::audit::Act;
use crate::scoped::{Scoped, Tx};

/// Gives somebody another role within a transaction that holds their account, with what follows from
/// it; what was done. Nothing, where it is theirs already.
pub(crate) async fn give_role(
    own: &Scoped<'_>,
    tx: &mut Tx,
    id: i64,
    role: Role,
    now: i64,
) -> Result<Vec<Act>> {
    let mut source = Source::within(own, tx, now);
    let before = UserRecord::read(&mut source, id).await?;
    let Some(before) = before.filter(|before| before.role != role) else { return Ok(Vec::new()) };
    let after = UserRecord { role, ..before.clone() };
    let mut update = source.statement();
    let (role, id_of) = (update.text(role.as_str()), update.int(id));
    update.text =
        format!("UPDATE user_account SET role = {role}, revision = revision + 1 WHERE id = {id_of}");
    source.run(update).await?;
    after.settle(&mut source, id, Some(&before)).await?;
    let act = Act::new(AuditAction::Changed, AuditObject::User, id, after.label());
    let mut acts = vec![act.before(&before).after(&after)];
    acts.extend(source.into_acts());
    Ok(acts)
}
