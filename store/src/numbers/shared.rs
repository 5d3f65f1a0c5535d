//! Customers who share a number: listed for people to look at, never joined.

use domain::CustomerId;
use domain::number::canonical;

use super::SharedNumber;

use crate::{Result, Store};

impl Store {
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
        // A number that is kept as it was dialled stands beside what it is by the codes.
        let codes = self.number_defaults();
        found.retain(|shared| canonical(&shared.number, &codes).as_deref() == Some(&shared.number));
        Ok(found)
    }
}
