//! Search keys of the numbers of interactions and call attempts.

use std::collections::BTreeSet;

use domain::InteractionId;
use domain::number::{NumberDefaults, search_key};

use super::BATCH;
use super::parts::suffixes;
use crate::db::{Statement, Tx};
use crate::{Result, Store};

impl Store {
    /// Recomputes the search keys of a batch of interactions and calls; returns how many changed.
    pub(super) async fn recompute_keys(
        &self,
        tx: &mut Tx,
        first: InteractionId,
        defaults: &NumberDefaults,
    ) -> Result<u64> {
        let range = |statement: &mut Statement, column: &str| {
            let (from, until) = (statement.bind(first), statement.bind(first.0 + BATCH));
            format!("{column} >= {from} AND {column} < {until}")
        };
        let mut read = self.db().statement();
        let ids = range(&mut read, "id");
        read.text =
            format!("SELECT id, number, number_digits FROM interaction WHERE {ids} AND number IS NOT NULL");
        let mut changed = 0;
        let mut met = BTreeSet::new();
        for (id, number, key) in tx.fetch_all::<(InteractionId, String, Option<String>)>(read).await? {
            let wanted = search_key(&number, defaults);
            if wanted == key {
                continue;
            }
            changed += 1;
            let mut update = self.db().statement();
            let (key, id) = (update.bind(wanted.as_deref()), update.bind(id));
            update.text = format!("UPDATE interaction SET number_digits = {key} WHERE id = {id}");
            tx.execute(update).await?;
            met.extend(wanted);
        }
        let parts: BTreeSet<(&str, &str)> =
            met.iter().flat_map(|number| suffixes(number).map(|part| (part, number.as_str()))).collect();
        for (part, number) in parts {
            let mut insert = self.db().statement();
            let values = [("part", insert.bind(part)), ("number", insert.bind(number))];
            insert.insert("number_part", values).push("ON CONFLICT (part, number) DO NOTHING");
            tx.execute(insert).await?;
        }
        let mut read = self.db().statement();
        let ids = range(&mut read, "interaction_id");
        read.text =
            format!("SELECT interaction_id, position, number, number_key FROM call_attempt WHERE {ids}");
        for (interaction, position, number, key) in
            tx.fetch_all::<(InteractionId, i64, String, Option<String>)>(read).await?
        {
            let wanted = search_key(&number, defaults);
            if wanted == key {
                continue;
            }
            changed += 1;
            let mut update = self.db().statement();
            let key = update.bind(wanted.as_deref());
            let (interaction, position) = (update.bind(interaction), update.bind(position));
            update.text = format!(
                "UPDATE call_attempt SET number_key = {key} \
                 WHERE interaction_id = {interaction} AND position = {position}"
            );
            tx.execute(update).await?;
        }
        Ok(changed)
    }
}
