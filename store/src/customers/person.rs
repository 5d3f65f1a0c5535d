//! The page of one person: the record, what the viewer sees of cases and interactions, and the records that
//! were merged into it.

use domain::customers::{NamedCustomer, Person, PersonFound};
use domain::paging::Page;
use domain::{CustomerId, Timestamp};

use super::Customers;
use crate::Result;
use crate::history::CUSTOMER_NAME;

/// Maximum number of cases that are listed.
const MAX_CASES: i64 = 20;

/// Maximum number of merged records that are named.
const MAX_MEMBERS: i64 = 50;

impl Customers<'_> {
    /// A person with a page of the interactions; a page beyond the last one returns the last. `None` if the
    /// customer does not exist or is out of scope.
    pub async fn person(&self, id: CustomerId, page: u64, now: Timestamp) -> Result<Option<PersonFound>> {
        let Some(survivor) = self.survivor_in_scope(id).await? else { return Ok(None) };
        if survivor != id {
            return Ok(Some(PersonFound::MergedInto(survivor)));
        }
        let Some(side) = self.sides(vec![survivor]).await?.remove(&survivor) else { return Ok(None) };
        let page = Page::new(page, side.customer.interactions);
        let (listed, cases) = ([survivor], self.cases());
        let (figures, members, of_person, interactions) = futures::try_join!(
            self.figures(&listed, now),
            self.merged_members(survivor),
            cases.list_of_customer(survivor, MAX_CASES),
            cases.interactions_of_customer(survivor, page)
        )?;
        let figures = figures.get(&survivor).copied().unwrap_or_default();
        Ok(Some(PersonFound::Person(Box::new(Person {
            customer: side.customer,
            open_cases: figures.open_cases,
            recent: figures.recent,
            last_score: figures.last_score,
            members,
            cases: of_person,
            interactions,
            page,
        }))))
    }

    /// The records that were merged into a survivor, the latest first.
    async fn merged_members(&self, survivor: CustomerId) -> Result<Vec<NamedCustomer>> {
        // The survivor was found in scope, and its family with it.
        let mut statement = self.unrestricted_statement();
        let id = statement.bind(survivor);
        let most = statement.bind(MAX_MEMBERS);
        let limit = statement.engine.limit(&most);
        statement.text = format!(
            "SELECT c.id, {CUSTOMER_NAME} FROM customer AS c WHERE c.merged_into = {id} ORDER BY c.id DESC {limit}"
        );
        let rows: Vec<(CustomerId, Option<String>)> = self.fetch_all(statement).await?;
        Ok(rows.into_iter().map(|(id, name)| NamedCustomer { id, name }).collect())
    }
}
