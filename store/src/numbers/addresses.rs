//! Telephone and WhatsApp addresses of customers (`customer_address`).

use std::collections::{BTreeMap, BTreeSet};

use domain::CustomerId;
use domain::number::canonical;

use super::normalizer::{NormalizedBy, Normalizer};
use super::{BATCH, NUMBERS_STATE, numbers_state, recompute};
use crate::db::Tx;
use crate::{Result, Store};

/// Customer and kind of address.
type AddressKey<'a> = (CustomerId, &'a str);

/// By customer and kind: the text of the customer record and the stored addresses.
type OfCustomers = BTreeMap<(CustomerId, &'static str), (Option<String>, BTreeSet<String>)>;

impl Store {
    /// Replaces the address of a customer after an edit of the number in the customer record.
    pub(crate) async fn replace_number(
        &self,
        tx: &mut Tx,
        key: AddressKey<'_>,
        before: &str,
        after: &str,
    ) -> Result<()> {
        let read = self.db().statement().with_text(NUMBERS_STATE);
        let (codes, normalized_by) = numbers_state(tx.fetch_optional(read).await?)?;
        let to = canonical(after, &codes);
        if canonical(before, &codes) == to {
            return Ok(());
        }
        // During a recomputation, the address may still be one by former codes.
        let normalized_by = normalized_by.started_with(&Normalizer::of(&codes));
        let mut read = self.db().statement();
        let (customer, kind) = (read.bind(key.0), read.bind(key.1));
        read.text =
            format!("SELECT address FROM customer_address WHERE customer_id = {customer} AND kind = {kind}");
        for (address,) in tx.fetch_all::<(String,)>(read).await? {
            if normalized_by.normalizers().iter().any(|normalizer| normalizer.produces(&address, before)) {
                self.remove_address(tx, key, &address).await?;
            }
        }
        match to {
            Some(to) => self.add_address(tx, key, &to).await,
            None => Ok(()),
        }
    }

    /// Adds an address; does nothing if the customer has it already.
    pub(crate) async fn add_address(
        &self,
        tx: &mut Tx,
        (customer, kind): AddressKey<'_>,
        address: &str,
    ) -> Result<()> {
        let mut add = self.db().statement();
        let values =
            [("kind", add.bind(kind)), ("address", add.bind(address)), ("customer_id", add.bind(customer))];
        add.insert("customer_address", values).push("ON CONFLICT (kind, address, customer_id) DO NOTHING");
        tx.execute(add).await?;
        Ok(())
    }

    /// Deletes an address of a customer.
    pub(crate) async fn remove_address(
        &self,
        tx: &mut Tx,
        (customer, kind): AddressKey<'_>,
        address: &str,
    ) -> Result<()> {
        let mut remove = self.db().statement();
        let (kind, address, customer) = (remove.bind(kind), remove.bind(address), remove.bind(customer));
        remove.text = format!(
            "DELETE FROM customer_address WHERE kind = {kind} AND address = {address} \
             AND customer_id = {customer}"
        );
        tx.execute(remove).await?;
        Ok(())
    }

    /// Recomputes the addresses of a batch of customers; returns how many changed.
    pub(super) async fn recompute_addresses(
        &self,
        tx: &mut Tx,
        from: CustomerId,
        normalized_by: &NormalizedBy,
    ) -> Result<u64> {
        let mut changed = 0;
        for ((customer, kind), (text, kept)) in self.addresses_of(tx, from).await? {
            let changes = recompute::recompute(text.as_deref(), &kept, normalized_by);
            for address in &changes.added {
                self.add_address(tx, (customer, kind), address).await?;
            }
            for address in &changes.removed {
                self.remove_address(tx, (customer, kind), address).await?;
            }
            changed += changes.added.len().max(changes.removed.len()) as u64;
        }
        Ok(changed)
    }

    async fn addresses_of(&self, tx: &mut Tx, from: CustomerId) -> Result<OfCustomers> {
        let mut found = OfCustomers::new();
        let mut records = self.db().statement();
        let (first, end) = (records.bind(from), records.bind(from.0 + BATCH));
        records.text = format!(
            "SELECT c.id, c.phone, c.whatsapp FROM customer AS c WHERE c.id >= {first} AND c.id < {end} \
             ORDER BY c.id {}",
            self.db().engine().for_no_key_update("c")
        );
        for (id, phone, whatsapp) in
            tx.fetch_all::<(CustomerId, Option<String>, Option<String>)>(records).await?
        {
            found.insert((id, "phone"), (phone, BTreeSet::new()));
            found.insert((id, "whatsapp"), (whatsapp, BTreeSet::new()));
        }
        let mut addresses = self.db().statement();
        let (first, end) = (addresses.bind(from), addresses.bind(from.0 + BATCH));
        addresses.text = format!(
            "SELECT customer_id, kind, address FROM customer_address \
             WHERE customer_id >= {first} AND customer_id < {end} AND kind IN ('phone', 'whatsapp')"
        );
        for (id, kind, address) in tx.fetch_all::<(CustomerId, String, String)>(addresses).await? {
            let kind = if kind == "phone" { "phone" } else { "whatsapp" };
            if let Some((_, kept)) = found.get_mut(&(id, kind)) {
                kept.insert(address);
            }
        }
        Ok(found)
    }
}
