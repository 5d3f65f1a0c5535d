//! Telephone numbers of what was there before: brought to the form in which they are compared.
//!
//! Customers of older versions are recognised by digits as they were written, and interactions are
//! found by them. When the program starts with other rules or codes than those by which all were
//! made (`operation.numbers_by`), they are made again, in bounded batches; interrupted, it begins
//! again and finds most of it done. Customers who share an address then are listed, never joined.

use std::collections::BTreeSet;

use domain::number::{NumberDefaults, canonical, digits, search_key};
use domain::{AuditAction, AuditObject, CustomerId};
use serde_json::json;

use crate::audit::Act;
use crate::db::{Statement, Tx};
use crate::operation::number_defaults;
use crate::{Error, Result, Store};

/// The rules of `domain::number`; another number where they change what is kept.
const RULES: u32 = 1;

/// Over how many ids one transaction goes.
const BATCH: i64 = 1_000;

/// What bringing numbers up to date changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NumbersChanged {
    /// Addresses of customers.
    pub addresses: u64,
    /// Interactions and call attempts.
    pub numbers: u64,
}

/// Customers who share a telephone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedNumber {
    /// In its canonical form.
    pub number: String,
    /// Them, with their names, the oldest first.
    pub customers: Vec<(CustomerId, String)>,
}

/// A customer's address: whose, of which kind, how it is kept, and how their record says it.
type AddressRow = (i64, String, String, Option<String>);

impl Store {
    /// Completes numbers by other codes, as whoever types commands on the machine, and brings all to
    /// that form.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn set_number_defaults(&self, defaults: NumberDefaults, now: i64) -> Result<NumbersChanged> {
        let before = self.kept_number_defaults().await?;
        if before != defaults {
            let settings = self.settings_at_the_machine();
            let mut tx = Tx::begin(self.db()).await?;
            let mut change = self.db().statement();
            let country = change.bind(defaults.country());
            let area = change.bind(defaults.area());
            change.text = format!("UPDATE operation SET dial_country = {country}, dial_area = {area}");
            tx.execute(change).await?;
            let codes = |codes: &NumberDefaults| json!({ "country": codes.country(), "area": codes.area() });
            let act = Act::new(AuditAction::Changed, AuditObject::Operation, 1, "");
            let act = act.before(&codes(&before)).after(&codes(&defaults));
            tx.commit_with(&settings.scoped().author(), vec![act], now).await?;
        }
        self.bring_numbers_up_to_date().await
    }

    /// Brings addresses and numbers to the form in which they are compared, where they are not.
    pub(crate) async fn bring_numbers_up_to_date(&self) -> Result<NumbersChanged> {
        let defaults = self.kept_number_defaults().await?;
        self.keep_number_defaults(defaults.clone());
        let by = format!("{RULES} {} {}", defaults.country(), defaults.area().unwrap_or_default());
        let mut asked = self.db().statement();
        "SELECT numbers_by FROM operation".clone_into(&mut asked.text);
        let done: Option<(Option<String>,)> = self.db().fetch_optional(asked).await?;
        let mut changed = NumbersChanged::default();
        if done.is_none_or(|(done,)| done.as_deref() == Some(&by)) {
            return Ok(changed);
        }
        for first in self.batches("customer").await? {
            changed.addresses += self.bring_addresses(first, &defaults).await?;
        }
        for first in self.batches("interaction").await? {
            changed.numbers += self.bring_numbers(first, &defaults).await?;
        }
        let mut tx = Tx::begin(self.db()).await?;
        if changed.numbers > 0 {
            let mut forget = self.db().statement();
            "DELETE FROM number_part WHERE NOT EXISTS \
             (SELECT 1 FROM interaction AS i WHERE i.number_digits = number_part.number)"
                .clone_into(&mut forget.text);
            tx.execute(forget).await?;
        }
        let mut settle = self.db().statement();
        settle.text = format!("UPDATE operation SET numbers_by = {}", settle.bind(by));
        tx.execute(settle).await?;
        tx.commit().await?;
        Ok(changed)
    }

    async fn kept_number_defaults(&self) -> Result<NumberDefaults> {
        let mut statement = self.db().statement();
        "SELECT dial_country, dial_area FROM operation".clone_into(&mut statement.text);
        let row: Option<(String, Option<String>)> = self.db().fetch_optional(statement).await?;
        let (country, area) = row.ok_or_else(|| Error::Corrupt("no row of the operation".to_owned()))?;
        number_defaults(&country, area.as_deref())
    }

    /// The first id of each batch of a table.
    async fn batches(&self, table: &str) -> Result<impl Iterator<Item = i64> + use<>> {
        let mut statement = self.db().statement();
        statement.text = format!("SELECT coalesce(max(id), 0) FROM {table}");
        let last = self.db().fetch_optional::<(i64,)>(statement).await?.map_or(0, |(last,)| last);
        Ok((0..=last / BATCH).map(|batch| batch * BATCH))
    }

    async fn bring_addresses(&self, first: i64, defaults: &NumberDefaults) -> Result<u64> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut read = self.db().statement();
        let (from, until) = (read.bind(first), read.bind(first + BATCH));
        read.text = format!(
            "SELECT a.customer_id, a.kind, a.address, CASE a.kind WHEN 'phone' THEN c.phone ELSE c.whatsapp END \
             FROM customer_address AS a JOIN customer AS c ON c.id = a.customer_id \
             WHERE a.customer_id >= {from} AND a.customer_id < {until} AND a.kind IN ('phone', 'whatsapp') \
             ORDER BY a.customer_id, a.kind, a.address"
        );
        let mut changed = 0;
        for (customer, kind, address, written) in tx.fetch_all::<AddressRow>(read).await? {
            // The record still says what the digits alone do not: a plus, or which of them are a host's.
            let written = written.filter(|written| digits(written) == address).unwrap_or(address.clone());
            let wanted = canonical(&written, defaults);
            if wanted.as_ref() == Some(&address) {
                continue;
            }
            changed += 1;
            if let Some(wanted) = wanted {
                let mut come = self.db().statement();
                let values = [
                    ("kind", come.bind(&kind)),
                    ("address", come.bind(wanted)),
                    ("customer_id", come.bind(customer)),
                ];
                come.insert("customer_address", values)
                    .push("ON CONFLICT (kind, address, customer_id) DO NOTHING");
                tx.execute(come).await?;
            }
            let mut gone = self.db().statement();
            let (kind, address, customer) = (gone.bind(kind), gone.bind(address), gone.bind(customer));
            gone.text = format!(
                "DELETE FROM customer_address WHERE kind = {kind} AND address = {address} \
                 AND customer_id = {customer}"
            );
            tx.execute(gone).await?;
        }
        tx.commit().await?;
        Ok(changed)
    }

    async fn bring_numbers(&self, first: i64, defaults: &NumberDefaults) -> Result<u64> {
        let mut tx = Tx::begin(self.db()).await?;
        let range = |statement: &mut Statement, column: &str| {
            let (from, until) = (statement.bind(first), statement.bind(first + BATCH));
            format!("{column} >= {from} AND {column} < {until}")
        };
        let mut read = self.db().statement();
        let ids = range(&mut read, "id");
        read.text =
            format!("SELECT id, number, number_digits FROM interaction WHERE {ids} AND number IS NOT NULL");
        let mut changed = 0;
        let mut met = BTreeSet::new();
        for (id, number, key) in tx.fetch_all::<(i64, String, Option<String>)>(read).await? {
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
        let parts: BTreeSet<(&str, &str)> = met
            .iter()
            .flat_map(|number| {
                (0..(number.len() + 1).saturating_sub(3)).map(|at| (&number[at..], number.as_str()))
            })
            .collect();
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
            tx.fetch_all::<(i64, i64, String, Option<String>)>(read).await?
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
        tx.commit().await?;
        Ok(changed)
    }

    /// Customers who share a telephone number or a WhatsApp one: they may be one person, or a family
    /// or a company with one telephone. At most `limit` numbers, those of the most customers first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn shared_numbers(&self, limit: u32) -> Result<Vec<SharedNumber>> {
        let mut statement = self.db().statement();
        let most = statement.bind(limit);
        let limit = self.db().engine().limit(&most);
        let name = crate::history::CUSTOMER_NAME;
        statement.text = format!(
            "WITH shared AS (SELECT address, count(DISTINCT customer_id) AS n FROM customer_address \
             WHERE kind IN ('phone', 'whatsapp') GROUP BY address HAVING count(DISTINCT customer_id) > 1 \
             ORDER BY 2 DESC, 1 {limit}) \
             SELECT DISTINCT shared.n, shared.address, c.id, coalesce({name}, '') FROM shared \
             JOIN customer_address AS a ON a.address = shared.address AND a.kind IN ('phone', 'whatsapp') \
             JOIN customer AS c ON c.id = a.customer_id ORDER BY 1 DESC, 2, 3"
        );
        let mut found: Vec<SharedNumber> = Vec::new();
        for (_, number, id, name) in self.db().fetch_all::<(i64, String, i64, String)>(statement).await? {
            if found.last().is_none_or(|last| last.number != number) {
                found.push(SharedNumber { number, customers: Vec::new() });
            }
            if let Some(last) = found.last_mut() {
                last.customers.push((CustomerId(id), name));
            }
        }
        Ok(found)
    }
}
