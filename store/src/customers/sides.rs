//! The customers of proposals: record, numbers of the family, and what the viewer sees of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use domain::customers::{Identification, ProposedCustomer};
use domain::number::canonical;
use domain::{CustomerId, Timestamp, zone};

use super::record::{RECORD_COLUMNS, RecordRow};
use super::{Customers, family_of};
use crate::Result;
use crate::db::sorted_ids;

/// A customer of a proposal, with what identifies its family.
pub(super) struct Side {
    pub(super) customer: ProposedCustomer,
    pub(super) identification: Identification,
    shared: Arc<BTreeSet<String>>,
}

impl Side {
    /// Whether a number of the family is of several persons.
    pub(super) fn is_shared(&self, number: &str) -> bool {
        self.shared.contains(number)
    }
}

/// A member of a family: ID, survivor, phone, WhatsApp number, e-mail address, document.
type Member = (CustomerId, CustomerId, Option<String>, Option<String>, Option<String>, Option<String>);

/// Counts of a family: survivor, interactions, cases, latest contact.
type Counts = (CustomerId, i64, i64, Option<Timestamp>);

impl Customers<'_> {
    /// These survivors, which are in scope.
    pub(super) async fn sides(&self, survivors: Vec<CustomerId>) -> Result<HashMap<CustomerId, Side>> {
        let survivors = sorted_ids(survivors);
        if survivors.is_empty() {
            return Ok(HashMap::new());
        }
        let (records, members, counts) =
            futures::try_join!(self.records(&survivors), self.members(&survivors), self.counts(&survivors))?;
        let addresses = self.addresses_of(members.iter().map(|member| member.0).collect()).await?;
        let codes = self.store.number_defaults();

        let mut identifications = HashMap::<CustomerId, Identification>::new();
        let mut numbers = HashMap::<CustomerId, BTreeMap<String, String>>::new();
        let mut sizes = HashMap::<CustomerId, u64>::new();
        for (id, survivor, phone, whatsapp, email, document) in &members {
            let identification = identifications.entry(*survivor).or_default();
            let written = numbers.entry(*survivor).or_default();
            *sizes.entry(*survivor).or_default() += 1;
            for text in [phone, whatsapp].into_iter().flatten() {
                identification.add_number(text, &codes);
                if let Some(number) = canonical(text, &codes) {
                    written.entry(number).or_insert_with(|| text.clone());
                }
            }
            for address in addresses.get(id).into_iter().flatten() {
                identification.add_address(address);
                if address.starts_with('+') {
                    written.entry(address.clone()).or_insert_with(|| address.clone());
                }
            }
            if let Some(email) = email {
                identification.add_email(email);
            }
            if let Some(document) = document {
                identification.add_document(document);
            }
        }
        let met = identifications.values().flat_map(Identification::numbers).map(ToOwned::to_owned).collect();
        let shared = Arc::new(self.shared_among(met).await?);
        let counts: HashMap<_, _> = counts.into_iter().map(|(id, i, c, at)| (id, (i, c, at))).collect();
        let sides = records.into_iter().map(|row| {
            let (id, revision) = (row.id, row.revision);
            let (interactions, cases, last) = counts.get(&id).copied().unwrap_or_default();
            let customer = ProposedCustomer {
                id,
                revision,
                record: row.record(),
                numbers: numbers.remove(&id).unwrap_or_default().into_values().collect(),
                merged: sizes.get(&id).copied().unwrap_or(1) - 1,
                interactions: interactions.cast_unsigned(),
                cases: cases.cast_unsigned(),
                last_contact: last.map(|at| zone::civil(self.store.zone(), at)),
            };
            let identification = identifications.remove(&id).unwrap_or_default();
            (id, Side { customer, identification, shared: Arc::clone(&shared) })
        });
        Ok(sides.collect())
    }

    async fn records(&self, survivors: &[CustomerId]) -> Result<Vec<RecordRow>> {
        // The survivors were found in scope.
        let mut statement = self.unrestricted_statement();
        let asked = statement.any("c.id", survivors);
        statement.text = format!("SELECT {RECORD_COLUMNS} FROM customer AS c WHERE {asked}");
        self.fetch_all(statement).await
    }

    async fn members(&self, survivors: &[CustomerId]) -> Result<Vec<Member>> {
        let mut statement = self.unrestricted_statement();
        let (own, merged) = (statement.any("c.id", survivors), statement.any("c.merged_into", survivors));
        let columns = "c.id, coalesce(c.merged_into, c.id), c.phone, c.whatsapp, c.email, c.document";
        statement.text = format!(
            "SELECT {columns} FROM customer AS c WHERE {own} \
             UNION ALL SELECT {columns} FROM customer AS c WHERE {merged}"
        );
        self.fetch_all(statement).await
    }

    async fn addresses_of(&self, members: Vec<CustomerId>) -> Result<HashMap<CustomerId, Vec<String>>> {
        let mut statement = self.unrestricted_statement();
        let of = statement.any("a.customer_id", &members);
        statement.text = format!(
            "SELECT a.customer_id, a.address FROM customer_address AS a \
             WHERE {of} AND a.kind IN ('phone', 'whatsapp')"
        );
        let mut found = HashMap::<CustomerId, Vec<String>>::new();
        for (customer, address) in self.fetch_all::<(CustomerId, String)>(statement).await? {
            found.entry(customer).or_default().push(address);
        }
        Ok(found)
    }

    /// How much of each family the viewer sees.
    async fn counts(&self, survivors: &[CustomerId]) -> Result<Vec<Counts>> {
        let mut statement = self.statement();
        let asked = statement.any("c.id", survivors);
        let agent = statement.engine.unindexed("met.agent_id");
        let served = self.agent_in_scope(&mut statement, &agent);
        let sees = self.alias_in_scope(&mut statement, "kept");
        let family = family_of("c.id");
        let met = format!("FROM interaction AS met WHERE met.customer_id IN ({family}) AND {served}");
        statement.text = format!(
            "SELECT c.id, (SELECT count(*) {met}), \
             (SELECT count(DISTINCT kept.id) FROM service_case AS own \
             JOIN service_case AS kept ON kept.id = coalesce(own.merged_into, own.id) \
             WHERE own.customer_id IN ({family}) AND {sees}), \
             (SELECT max(met.queued_at) {met}) FROM customer AS c WHERE {asked}"
        );
        self.fetch_all(statement).await
    }

    /// Which of these numbers are of several persons.
    async fn shared_among(&self, numbers: BTreeSet<String>) -> Result<BTreeSet<String>> {
        if numbers.is_empty() {
            return Ok(BTreeSet::new());
        }
        let mut statement = self.unrestricted_statement();
        let listed: Vec<String> = numbers.iter().map(|number| statement.bind(number.as_str())).collect();
        statement.text = format!(
            "SELECT s.number FROM customer_shared_number AS s WHERE s.number IN ({})",
            listed.join(", ")
        );
        Ok(self.fetch_all::<(String,)>(statement).await?.into_iter().map(|(number,)| number).collect())
    }
}
