//! Customers as persons: proposals of duplicates, merging, and its undo.
//!
//! A survivor and the customers merged into it are a *family*. Nothing moves: a merged customer
//! keeps its addresses, cases and interactions, and is still recognised by its addresses, so that
//! what arrives after a merge is right after an undo, too. Reads resolve the family: a case shows
//! the survivor of its customer (`merged_into`), lists by customer take all of [`family`], and the
//! search key of a name holds the names of the whole family (`names.rs`).
//!
//! What two customers share is kept in `customer_duplicate` by triggers, so that proposals are found
//! without comparing customers; `comparison.rs` does it once for the customers of before.
//!
//! Users who see a customer may merge it, except agents: [`Scoped::customer_in_scope`].

mod comparison;
mod decisions;
mod directory;
mod figures;
mod lists;
mod merge;
mod names;
mod person;
mod proposals;
mod record;
mod sides;
mod undo;

pub use proposals::ProposalQuery;

pub(crate) use comparison::compare_existing;
pub(crate) use names::refresh_names;
pub(crate) use record::{lock_record_of_case, save_record};

use domain::merge::Links;
use domain::{CustomerId, Role};

use crate::db::{Statement, Tx, sorted_ids};
use crate::scoped::{Scoped, handle};
use crate::{Error, Result};

handle! {
    /// The customers in scope, proposals of duplicates, and merging.
    Customers, customers
}

/// Query of the IDs of a survivor's family.
pub(crate) fn family(statement: &mut Statement, survivor: CustomerId) -> String {
    let id = statement.bind(survivor);
    family_of(&id)
}

/// Query of the IDs of the family of the survivor whose ID is `survivor`, a column or a placeholder.
pub(crate) fn family_of(survivor: &str) -> String {
    format!(
        "SELECT person.id FROM customer AS person WHERE person.id = {survivor} \
         UNION ALL SELECT person.id FROM customer AS person WHERE person.merged_into = {survivor}"
    )
}

/// Query of the IDs of the families of the customers whose `id` a query returns.
pub(crate) fn families_of(found: &str) -> String {
    let survivors = format!(
        "SELECT coalesce(hit.merged_into, hit.id) AS id FROM ({found}) AS met \
         CROSS JOIN customer AS hit WHERE hit.id = met.id"
    );
    format!(
        "{survivors} UNION SELECT person.id FROM ({survivors}) AS survivor CROSS JOIN customer AS person \
         WHERE person.merged_into = survivor.id"
    )
}

impl Customers<'_> {
    /// Whether the user may see proposals and merge at all.
    fn may_merge(&self) -> bool {
        self.principal.role != Role::Agent
    }

    /// The survivors of these customers that are in scope, of those that exist: (customer, survivor).
    async fn survivors(&self, tx: &mut Tx, of: &[CustomerId]) -> Result<Vec<(CustomerId, CustomerId)>> {
        let mut statement = self.statement();
        let asked = statement.any("c.id", of);
        let scope = self.customer_in_scope(&mut statement, "coalesce(c.merged_into, c.id)");
        statement.text = format!(
            "SELECT c.id, coalesce(c.merged_into, c.id) FROM customer AS c WHERE {asked} AND {scope}"
        );
        tx.fetch_all(statement).await
    }

    /// Locks customers in the order of their IDs until the transaction ends. A merge locks the
    /// survivors of both families, an undo its survivor: members change only with this lock.
    async fn lock(&self, tx: &mut Tx, customers: &[CustomerId]) -> Result<()> {
        let mut statement = self.statement();
        let locked = statement.any("c.id", &sorted_ids(customers.iter().copied()));
        statement.text = format!(
            "SELECT c.id FROM customer AS c WHERE {locked} ORDER BY c.id {}",
            self.db().engine().for_no_key_update("c")
        );
        tx.fetch_all::<(CustomerId,)>(statement).await?;
        Ok(())
    }

    /// The merges in force below these survivors.
    async fn links(&self, tx: &mut Tx, survivors: &[CustomerId]) -> Result<Links<CustomerId>> {
        let mut statement = self.statement();
        let below = statement.any("merged.merged_into", survivors);
        statement.text = format!(
            "SELECT m.source_id, m.target_id FROM customer AS merged \
             JOIN customer_merge AS m ON m.source_id = merged.id AND m.undone_at IS NULL WHERE {below}"
        );
        let entries = tx.fetch_all::<(CustomerId, CustomerId)>(statement).await?;
        Links::new(entries).map_err(|cycle| Error::Corrupt(cycle.to_string()))
    }

    /// Raises the revision of customers whose link or family changed, so that a form that was opened
    /// before meets a conflict.
    async fn touch(&self, tx: &mut Tx, customers: &[CustomerId], now: domain::Timestamp) -> Result<()> {
        let mut update = self.statement();
        let at = update.bind(now);
        let touched = update.any("id", customers);
        update.text =
            format!("UPDATE customer SET revision = revision + 1, updated_at = {at} WHERE {touched}");
        tx.execute(update).await?;
        Ok(())
    }

    /// Writes the new link of a customer if it still has the old one; returns whether it had.
    async fn relink(&self, tx: &mut Tx, relink: domain::customers::Relink) -> Result<bool> {
        let mut update = self.statement();
        let (id, after) = (update.bind(relink.customer), update.bind(relink.after));
        let before = match relink.before {
            Some(survivor) => format!("merged_into = {}", update.bind(survivor)),
            None => "merged_into IS NULL".to_owned(),
        };
        update.text = format!("UPDATE customer SET merged_into = {after} WHERE id = {id} AND {before}");
        Ok(tx.execute(update).await? == 1)
    }
}
