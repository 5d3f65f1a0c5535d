//! Report of customers who share a number; they are never merged automatically.

use std::collections::BTreeMap;

use domain::CustomerId;
use domain::number::canonical;

use super::SharedNumber;
use crate::{Result, Store};

/// Maximum number of numbers per statement that reads customers.
const NUMBERS_AT_ONCE: usize = 500;

type Customers = Vec<(CustomerId, String)>;

impl Store {
    /// Telephone and WhatsApp numbers with several customers (one person twice, a family or a
    /// company), except those marked as of several persons; merged customers are one. At most `limit`,
    /// those with the most customers first.
    pub async fn shared_numbers(&self, limit: u32) -> Result<Vec<SharedNumber>> {
        let statement = self.db().statement().with_text(
            "SELECT a.address, count(DISTINCT coalesce(c.merged_into, c.id)) FROM customer_address AS a \
             JOIN customer AS c ON c.id = a.customer_id WHERE a.kind IN ('phone', 'whatsapp') \
             AND NOT EXISTS (SELECT 1 FROM customer_shared_number AS s WHERE s.number = a.address) \
             GROUP BY a.address HAVING count(DISTINCT coalesce(c.merged_into, c.id)) > 1 \
             ORDER BY 2 DESC, 1",
        );
        let codes = self.number_defaults();
        // Skips numbers stored as dialled: their canonical form is listed as well.
        let numbers: Vec<String> = self
            .db()
            .fetch_all::<(String, i64)>(statement)
            .await?
            .into_iter()
            .map(|(number, _)| number)
            .filter(|number| canonical(number, &codes).as_ref() == Some(number))
            .take(usize::try_from(limit).unwrap_or(usize::MAX))
            .collect();
        let mut customers = BTreeMap::new();
        for some in numbers.chunks(NUMBERS_AT_ONCE) {
            self.customers_at(some, &mut customers).await?;
        }
        Ok(numbers
            .into_iter()
            .filter_map(|number| {
                let customers = customers.remove(&number)?;
                Some(SharedNumber { number, customers })
            })
            .collect())
    }

    async fn customers_at(&self, numbers: &[String], found: &mut BTreeMap<String, Customers>) -> Result<()> {
        let mut statement = self.db().statement();
        let listed: Vec<String> = numbers.iter().map(|number| statement.bind(number.as_str())).collect();
        let name = crate::history::CUSTOMER_NAME;
        statement.text = format!(
            "SELECT DISTINCT a.address, c.id, coalesce({name}, '') FROM customer_address AS a \
             JOIN customer AS owner ON owner.id = a.customer_id \
             JOIN customer AS c ON c.id = coalesce(owner.merged_into, owner.id) \
             WHERE a.kind IN ('phone', 'whatsapp') AND a.address IN ({}) ORDER BY 1, 2",
            listed.join(", ")
        );
        for (number, id, name) in self.db().fetch_all::<(String, CustomerId, String)>(statement).await? {
            found.entry(number).or_default().push((id, name));
        }
        Ok(())
    }
}
