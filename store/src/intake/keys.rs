//! Checks that the API keys of a batch are still valid when it is written: a request body may take
//! minutes to arrive.

use std::collections::BTreeSet;

use domain::ApiKeyId;
use domain::settings::ApiScope;

use super::item::Item;
use crate::Result;
use crate::db::{RowSet, Tx};

pub(super) const IN_USE: &str = "SELECT k.id, k.scopes FROM given CROSS JOIN api_key k
    WHERE k.id = given.api_key AND k.revoked_at IS NULL";

/// Whether each item may be written: submitted with an unrevoked key that has the scope, or by the
/// command line.
pub(super) async fn allowed(tx: &mut Tx, items: &[&Item]) -> Result<Vec<bool>> {
    let keys: BTreeSet<ApiKeyId> = items.iter().filter_map(|item| item.api_key).collect();
    let given = RowSet::default().integers("api_key", keys);
    let in_use = tx.fetch_given::<(ApiKeyId, String)>(IN_USE, &given).await?;
    let allowing = |(id, scopes): (ApiKeyId, String)| {
        ApiScope::split(&scopes).contains(&ApiScope::Interactions).then_some(id)
    };
    let good: BTreeSet<ApiKeyId> = in_use.into_iter().filter_map(allowing).collect();
    Ok(items.iter().map(|item| item.api_key.is_none_or(|key| good.contains(&key))).collect())
}
