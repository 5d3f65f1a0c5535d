//! The customers of a batch: loaded, recognised and written.

use std::collections::{BTreeMap, BTreeSet};

use domain::number::NumberDefaults;
use domain::{CustomerId, Timestamp};

use super::item::Item;
use super::recognition::{Address, Customer, CustomerDescription, Directory, MAX_SHARING};
use super::transaction;
use crate::Result;
use crate::cases::{document_key, name_key};
use crate::columns::INSERT_CUSTOMERS;
use crate::db::RowSet;
use crate::db::Tx;
use crate::numbers::PastNormalizers;

pub(super) const BY_IDENTITY: &str = "SELECT c.id, c.source, c.external_id,
        c.name, c.phone, c.email, c.document, c.whatsapp, c.chat, CAST(NULL AS BIGINT)
    FROM given CROSS JOIN customer c
    WHERE c.source = given.source AND c.external_id = given.external_id";

/// The oldest [`MAX_SHARING`] customers at each address.
pub(super) const BY_ADDRESS: &str = "SELECT c.id, c.source, c.external_id,
        c.name, c.phone, c.email, c.document, c.whatsapp, c.chat, given.asked
    FROM given CROSS JOIN customer_address a CROSS JOIN customer c
    WHERE a.kind = given.kind AND a.address = given.address AND c.id = a.customer_id
        AND a.customer_id <= COALESCE(
            (SELECT o.customer_id FROM customer_address o
             WHERE o.kind = given.kind AND o.address = given.address
             ORDER BY o.customer_id LIMIT 1 OFFSET 7), 9223372036854775807)";
const _: () = assert!(MAX_SHARING == 8, "BY_ADDRESS skips all but the last of them");

/// Fills empty fields and raises the revision, so that an edit started earlier is detected as a
/// conflict.
pub(super) const FILL: &str = "UPDATE customer SET
        source = COALESCE(customer.source, given.source),
        external_id = COALESCE(customer.external_id, given.external_id),
        name = COALESCE(NULLIF(customer.name, ''), given.name),
        phone = COALESCE(NULLIF(customer.phone, ''), given.phone),
        email = COALESCE(NULLIF(customer.email, ''), given.email),
        document = COALESCE(NULLIF(customer.document, ''), given.document),
        whatsapp = COALESCE(NULLIF(customer.whatsapp, ''), given.whatsapp),
        chat = COALESCE(NULLIF(customer.chat, ''), given.chat),
        name_key = CASE WHEN COALESCE(customer.name, '') <> '' OR given.name_key IS NULL THEN customer.name_key
            ELSE COALESCE(NULLIF(customer.name_key, '') || ' ', '') || given.name_key END,
        document_key = CASE WHEN COALESCE(customer.document, '') = '' THEN given.document_key
            ELSE customer.document_key END,
        updated_at = given.at,
        revision = customer.revision + CASE WHEN COALESCE(given.name, given.phone, given.email,
            given.document, given.whatsapp, given.chat) IS NULL THEN 0 ELSE 1 END
    FROM given WHERE customer.id = given.id";

const ADDRESSES: &str = "INSERT INTO customer_address (kind, address, customer_id)
    SELECT kind, address, customer_id FROM given WHERE TRUE
    ON CONFLICT (kind, address, customer_id) DO NOTHING";

/// Finds, fills or creates the customer of every item; returns their IDs in the order of the items.
pub(super) async fn resolve(
    tx: &mut Tx,
    items: &[&Item],
    defaults: &NumberDefaults,
    past_normalizers: Option<&PastNormalizers>,
) -> Result<Vec<CustomerId>> {
    let described: Vec<CustomerDescription<'_>> = items
        .iter()
        .map(|item| CustomerDescription::new(&item.interaction.source, &item.interaction.customer, defaults))
        .collect();
    let mut directory = load(tx, &described, past_normalizers).await?;
    let of_items: Vec<usize> = described.into_iter().map(|one| directory.recognise(one)).collect();
    let now = items.iter().map(|item| item.received_at).max().unwrap_or_default();
    let ids = write(tx, directory, now).await?;
    Ok(of_items.into_iter().map(|index| ids[index]).collect())
}

/// A stored customer: ID, source, external ID, the fields, and the position of the address that
/// matched.
#[derive(sqlx::FromRow)]
struct FoundCustomer(CustomerId, Text, Text, Text, Text, Text, Text, Text, Text, Option<i64>);
type Text = Option<String>;

/// Loads every stored customer that the batch may refer to.
async fn load<'a>(
    tx: &mut Tx,
    described: &[CustomerDescription<'a>],
    past_normalizers: Option<&PastNormalizers>,
) -> Result<Directory<'a>> {
    let identities: BTreeSet<(&str, &str)> = described.iter().filter_map(|one| one.identity).collect();
    let given = RowSet::default()
        .texts("source", identities.iter().map(|identity| identity.0))
        .texts("external_id", identities.iter().map(|identity| identity.1));
    let mut found: Vec<FoundCustomer> = tx.fetch_given(BY_IDENTITY, &given).await?;
    let addresses = described.iter().flat_map(|one| &one.addresses);
    let mut asked: BTreeSet<Address> = addresses.flat_map(Address::of_all_kinds).collect();
    if let Some(past) = past_normalizers {
        let numbers = described.iter().flat_map(CustomerDescription::numbers);
        let addresses = numbers.flat_map(|(kind, number)| {
            past.candidate_addresses(number).into_iter().map(move |text| Address { kind, text })
        });
        asked.extend(addresses.flat_map(|address| address.of_all_kinds().collect::<Vec<_>>()));
    }
    let asked = Vec::from_iter(asked);
    let given = RowSet::default()
        .integers("asked", (0..asked.len()).map(|index| index as i64))
        .texts("kind", asked.iter().map(|address| address.kind))
        .texts("address", asked.iter().map(|address| address.text.as_str()));
    found.extend(tx.fetch_given::<FoundCustomer>(BY_ADDRESS, &given).await?);

    let mut by_id = BTreeMap::<CustomerId, KnownCustomer<'a>>::new();
    for FoundCustomer(id, source, external_id, name, phone, email, document, whatsapp, chat, found_by) in
        found
    {
        let has = [&name, &phone, &email, &document, &whatsapp, &chat]
            .map(|field| field.as_ref().is_some_and(|text| !text.is_empty()));
        let known = by_id.entry(id).or_insert_with(|| KnownCustomer {
            customer: Customer::known(id, source.zip(external_id), has),
            numbers: [("phone", phone), ("whatsapp", whatsapp)],
            addresses: Vec::new(),
        });
        known.addresses.extend(found_by.map(|index| asked[index as usize].clone()));
    }
    let mut directory = Directory::default();
    for known in by_id.into_values() {
        let addresses = known.addresses_now(past_normalizers);
        directory.add(known.customer, addresses);
    }
    Ok(directory)
}

/// A stored customer with the addresses that matched.
struct KnownCustomer<'a> {
    customer: Customer<'a>,
    /// The numbers in the customer record, with their kinds.
    numbers: [(&'static str, Text); 2],
    /// The stored addresses that matched.
    addresses: Vec<Address>,
}

impl KnownCustomer<'_> {
    /// The addresses as the operation's current country and area codes normalise them.
    fn addresses_now(&self, past_normalizers: Option<&PastNormalizers>) -> Vec<Address> {
        let Some(past) = past_normalizers else { return self.addresses.clone() };
        let of_kind = |kind| self.addresses.iter().filter(move |address| address.kind == kind);
        let mut now: Vec<Address> = of_kind("chat").cloned().collect();
        for (kind, number) in &self.numbers {
            let kept = of_kind(*kind).map(|address| address.text.clone()).collect();
            now.extend(
                past.current_addresses(number.as_deref(), kept)
                    .into_iter()
                    .map(|text| Address { kind, text }),
            );
        }
        now
    }
}

/// Inserts new customers, updates changed ones, adds addresses; returns the IDs of all.
async fn write(tx: &mut Tx, directory: Directory<'_>, now: Timestamp) -> Result<Vec<CustomerId>> {
    let unknown = directory.customers.iter().filter(|customer| customer.id.is_none()).count();
    let mut fresh_ids = transaction::reserve_ids(tx, unknown).await?.into_iter();
    let ids = directory
        .customers
        .iter()
        .map(|customer| customer.id.or_else(|| fresh_ids.next()).ok_or(sqlx::Error::RowNotFound))
        .collect::<sqlx::Result<Vec<_>>>()?;
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
    let given = RowSet::default()
        .texts("kind", addresses.iter().map(|(address, _)| address.kind))
        .texts("address", addresses.iter().map(|(address, _)| address.text.as_str()))
        .integers("customer_id", addresses.iter().map(|(_, index)| ids[*index]));
    tx.execute_given(ADDRESSES, &given).await?;
    Ok(ids)
}

/// Search keys of names and documents.
struct Keys {
    names: Vec<Option<String>>,
    documents: Vec<Option<String>>,
}

impl Keys {
    fn of(customers: &[(&Customer<'_>, CustomerId)]) -> Self {
        let keys = |field: usize, key: fn(&str) -> String| {
            customers.iter().map(|(customer, _)| customer.filled[field].map(key)).collect()
        };
        Self { names: keys(0, name_key), documents: keys(3, document_key) }
    }
}

fn given<'a>(customers: &[(&Customer<'a>, CustomerId)], keys: &'a Keys) -> RowSet<'a> {
    let field = |index: usize| customers.iter().map(move |(customer, _)| customer.filled[index]);
    RowSet::default()
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
