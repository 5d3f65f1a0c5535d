//! Whether the keys of the HTTP API that hand interactions in are still good when these are written: a
//! batch may take minutes to arrive, and ends with its key.

use std::collections::BTreeSet;

use domain::ApiKeyId;
use domain::settings::ApiScope;

use super::item::Item;
use crate::Result;
use crate::db::{Given, Tx};

pub(super) const IN_USE: &str = "SELECT k.id, k.scopes FROM given CROSS JOIN api_key k
    WHERE k.id = given.api_key AND k.revoked_at IS NULL";

/// Of each item, whether it may be written: by a key that is in use and allows it, or at the machine.
pub(super) async fn allowed(tx: &mut Tx, items: &[&Item]) -> Result<Vec<bool>> {
    let keys: BTreeSet<i64> = items.iter().filter_map(|item| item.api_key).map(|key| key.0).collect();
    let given = Given::default().integers("api_key", keys);
    let in_use = tx.fetch_given::<(i64, String)>(IN_USE, &given).await?;
    let allowing = |(id, scopes): (i64, String)| {
        ApiScope::split(&scopes).contains(&ApiScope::Interactions).then_some(ApiKeyId(id))
    };
    let good: BTreeSet<ApiKeyId> = in_use.into_iter().filter_map(allowing).collect();
    Ok(items.iter().map(|item| item.api_key.is_none_or(|key| good.contains(&key))).collect())
}
