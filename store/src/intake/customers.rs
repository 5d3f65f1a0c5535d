//! The customers of a batch: read from the history, recognised, written back.

use std::collections::{BTreeMap, BTreeSet};

use domain::number::NumberDefaults;

use super::item::Item;
use super::recognition::{Address, Customer, Described, Directory, SHARING};
use super::transaction::{self, Table};
use crate::Result;
use crate::cases::{document_key, name_key};
use crate::columns::INSERT_CUSTOMERS;
use crate::db::Given;
use crate::db::Tx;
use crate::numbers::OtherReadings;

pub(super) const BY_IDENTITY: &str = "SELECT c.id, c.source, c.external_id,
        c.name, c.phone, c.email, c.document, c.whatsapp, c.chat, CAST(NULL AS BIGINT)
    FROM given CROSS JOIN customer c
    WHERE c.source = given.source AND c.external_id = given.external_id";

/// The oldest customers at each address; how many, says [`SHARING`].
pub(super) const BY_ADDRESS: &str = "SELECT c.id, c.source, c.external_id,
        c.name, c.phone, c.email, c.document, c.whatsapp, c.chat, given.asked
    FROM given CROSS JOIN customer_address a CROSS JOIN customer c
    WHERE a.kind = given.kind AND a.address = given.address AND c.id = a.customer_id
        AND a.customer_id <= COALESCE(
            (SELECT o.customer_id FROM customer_address o
             WHERE o.kind = given.kind AND o.address = given.address
             ORDER BY o.customer_id LIMIT 1 OFFSET 7), 9223372036854775807)";
const _: () = assert!(SHARING == 8, "BY_ADDRESS skips all but the last of them");

/// What is filled in raises the revision: an edit that was begun before does not know of it.
pub(super) const FILL: &str = "UPDATE customer SET
        source = COALESCE(customer.source, given.source),
        external_id = COALESCE(customer.external_id, given.external_id),
        name = COALESCE(NULLIF(customer.name, ''), given.name),
        phone = COALESCE(NULLIF(customer.phone, ''), given.phone),
        email = COALESCE(NULLIF(customer.email, ''), given.email),
        document = COALESCE(NULLIF(customer.document, ''), given.document),
        whatsapp = COALESCE(NULLIF(customer.whatsapp, ''), given.whatsapp),
        chat = COALESCE(NULLIF(customer.chat, ''), given.chat),
        name_key = CASE WHEN COALESCE(customer.name, '') = '' THEN given.name_key ELSE customer.name_key END,
        document_key = CASE WHEN COALESCE(customer.document, '') = '' THEN given.document_key
            ELSE customer.document_key END,
        updated_at = given.at,
        revision = customer.revision + CASE WHEN COALESCE(given.name, given.phone, given.email,
            given.document, given.whatsapp, given.chat) IS NULL THEN 0 ELSE 1 END
    FROM given WHERE customer.id = given.id";

const ADDRESSES: &str = "INSERT INTO customer_address (kind, address, customer_id)
    SELECT kind, address, customer_id FROM given WHERE TRUE
    ON CONFLICT (kind, address, customer_id) DO NOTHING";

/// Finds, fills or creates the customer of every item; their ids, in the order of the items.
pub(super) async fn resolve(
    tx: &mut Tx,
    items: &[&Item],
    defaults: &NumberDefaults,
    other_readings: Option<&OtherReadings>,
) -> Result<Vec<i64>> {
    let described: Vec<Described<'_>> = items
        .iter()
        .map(|item| Described::new(&item.interaction.source, &item.interaction.customer, defaults))
        .collect();
    let mut directory = load(tx, &described, other_readings).await?;
    let of_items: Vec<usize> = described.into_iter().map(|one| directory.recognise(one)).collect();
    let now = items.iter().map(|item| item.received_at).max().unwrap_or_default();
    let ids = write(tx, directory, now).await?;
    Ok(of_items.into_iter().map(|index| ids[index]).collect())
}

/// One customer of the history: id, source, external id, the fields, and the position of the
/// address by which they were found.
#[derive(sqlx::FromRow)]
struct Found(i64, Text, Text, Text, Text, Text, Text, Text, Text, Option<i64>);
type Text = Option<String>;

/// Everybody of the history whom the batch may mean.
async fn load<'a>(
    tx: &mut Tx,
    described: &[Described<'a>],
    other_readings: Option<&OtherReadings>,
) -> Result<Directory<'a>> {
    let identities: BTreeSet<(&str, &str)> = described.iter().filter_map(|one| one.identity).collect();
    let given = Given::default()
        .texts("source", identities.iter().map(|identity| identity.0))
        .texts("external_id", identities.iter().map(|identity| identity.1));
    let mut found: Vec<Found> = tx.fetch_given(BY_IDENTITY, &given).await?;
    let addresses = described.iter().flat_map(|one| &one.addresses);
    let mut asked: BTreeSet<Address> = addresses.flat_map(Address::of_all_kinds).collect();
    if let Some(readings) = other_readings {
        let numbers = described.iter().flat_map(Described::numbers);
        let addresses = numbers.flat_map(|(kind, number)| {
            readings.of(number).into_iter().map(move |text| Address { kind, text })
        });
        asked.extend(addresses.flat_map(|address| address.of_all_kinds().collect::<Vec<_>>()));
    }
    let asked = Vec::from_iter(asked);
    let given = Given::default()
        .integers("asked", (0..asked.len()).map(|index| index as i64))
        .texts("kind", asked.iter().map(|address| address.kind))
        .texts("address", asked.iter().map(|address| address.text.as_str()));
    found.extend(tx.fetch_given::<Found>(BY_ADDRESS, &given).await?);

    let mut by_id = BTreeMap::<i64, Known<'a>>::new();
    for Found(id, source, external_id, name, phone, email, document, whatsapp, chat, found_by) in found {
        let has = [&name, &phone, &email, &document, &whatsapp, &chat]
            .map(|field| field.as_ref().is_some_and(|text| !text.is_empty()));
        let known = by_id.entry(id).or_insert_with(|| Known {
            customer: Customer::known(id, source.zip(external_id), has),
            numbers: [("phone", phone), ("whatsapp", whatsapp)],
            addresses: Vec::new(),
        });
        known.addresses.extend(found_by.map(|index| asked[index as usize].clone()));
    }
    let mut directory = Directory::default();
    for known in by_id.into_values() {
        let addresses = known.addresses_now(other_readings);
        directory.add(known.customer, addresses);
    }
    Ok(directory)
}

/// A customer of the history.
struct Known<'a> {
    customer: Customer<'a>,
    /// The numbers that their record says, with their kinds.
    numbers: [(&'static str, Text); 2],
    /// The addresses at which they were found.
    addresses: Vec<Address>,
}

impl Known<'_> {
    /// Where they are known by the codes there are.
    fn addresses_now(&self, other_readings: Option<&OtherReadings>) -> Vec<Address> {
        let Some(readings) = other_readings else { return self.addresses.clone() };
        let of_kind = |kind| self.addresses.iter().filter(move |address| address.kind == kind);
        let mut now: Vec<Address> = of_kind("chat").cloned().collect();
        for (kind, number) in &self.numbers {
            let kept = of_kind(*kind).map(|address| address.text.clone()).collect();
            now.extend(readings.now(number.as_deref(), kept).into_iter().map(|text| Address { kind, text }));
        }
        now
    }
}

/// Writes who is new and what is new about the others; the ids of all of them.
async fn write(tx: &mut Tx, directory: Directory<'_>, now: i64) -> Result<Vec<i64>> {
    let unknown = directory.customers.iter().filter(|customer| customer.id.is_none()).count();
    let mut fresh_ids = transaction::reserve_ids(tx, Table::Customer, unknown).await?.into_iter();
    let ids: Vec<i64> = directory
        .customers
        .iter()
        .map(|customer| customer.id.or_else(|| fresh_ids.next()).unwrap_or_default())
        .collect();
    let with_ids = || directory.customers.iter().zip(ids.iter().copied());
    let created: Vec<_> = with_ids().filter(|(customer, _)| customer.id.is_none()).collect();
    let keys = Keys::of(&created);
    let times = || created.iter().map(|_| now);
    let rows = given(&created, &keys).integers("created_at", times()).integers("updated_at", times());
    tx.execute_given(INSERT_CUSTOMERS, &rows).await?;
    let changed: Vec<_> =
        with_ids().filter(|(customer, _)| customer.id.is_some() && customer.is_changed()).collect();
    let keys = Keys::of(&changed);
    tx.execute_given(FILL, &given(&changed, &keys).integers("at", changed.iter().map(|_| now))).await?;

    let mut addresses = directory.new_addresses;
    addresses.sort_unstable();
    let given = Given::default()
        .texts("kind", addresses.iter().map(|(address, _)| address.kind))
        .texts("address", addresses.iter().map(|(address, _)| address.text.as_str()))
        .integers("customer_id", addresses.iter().map(|(_, index)| ids[*index]));
    tx.execute_given(ADDRESSES, &given).await?;
    Ok(ids)
}

/// Names and documents as searches compare them.
struct Keys {
    names: Vec<Option<String>>,
    documents: Vec<Option<String>>,
}

impl Keys {
    fn of(customers: &[(&Customer<'_>, i64)]) -> Self {
        let keys = |field: usize, key: fn(&str) -> String| {
            customers.iter().map(|(customer, _)| customer.filled[field].map(key)).collect()
        };
        Self { names: keys(0, name_key), documents: keys(3, document_key) }
    }
}

fn given<'a>(customers: &[(&Customer<'a>, i64)], keys: &'a Keys) -> Given<'a> {
    let field = |index: usize| customers.iter().map(move |(customer, _)| customer.filled[index]);
    Given::default()
        .integers("id", customers.iter().map(|(_, id)| *id))
        .texts("source", customers.iter().map(|(customer, _)| customer.filled_identity.map(|id| id.0)))
        .texts("external_id", customers.iter().map(|(customer, _)| customer.filled_identity.map(|id| id.1)))
        .texts("name", field(0))
        .texts("phone", field(1))
        .texts("email", field(2))
        .texts("document", field(3))
        .texts("whatsapp", field(4))
        .texts("chat", field(5))
        .texts("name_key", keys.names.iter().map(Option::as_deref))
        .texts("document_key", keys.documents.iter().map(Option::as_deref))
}
