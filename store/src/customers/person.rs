//! The page of one person: the record, what the viewer sees of cases and interactions, and the records that
//! were merged into it.

use domain::customers::{NamedCustomer, Person, PersonCase, PersonFound};
use domain::history::Named;
use domain::paging::Page;
use domain::{CaseId, CustomerId, QueueId, Timestamp, UserId, zone};

use super::Customers;
use crate::Result;
use crate::cases::stored_status;
use crate::history::CUSTOMER_NAME;

/// Maximum number of cases that are listed.
const MAX_CASES: i64 = 20;

/// Maximum number of merged records that are named.
const MAX_MEMBERS: i64 = 50;

#[derive(sqlx::FromRow)]
struct CaseRow {
    id: CaseId,
    kind: Option<String>,
    subject: Option<String>,
    status: String,
    queue_id: Option<QueueId>,
    queue: Option<String>,
    agent_id: Option<UserId>,
    agent: Option<String>,
    opened_at: Timestamp,
    updated_at: Timestamp,
}

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
            self.cases_of_person(survivor),
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

    /// The cases in scope, those that are not closed first, then the latest.
    async fn cases_of_person(&self, survivor: CustomerId) -> Result<Vec<PersonCase>> {
        let mut statement = self.statement();
        let family = super::family(&mut statement, survivor);
        let sees = self.alias_in_scope(&mut statement, "s");
        let most = statement.bind(MAX_CASES);
        let limit = statement.engine.limit(&most);
        statement.text = format!(
            "WITH met AS MATERIALIZED (SELECT DISTINCT coalesce(own.merged_into, own.id) AS id \
             FROM service_case AS own WHERE own.customer_id IN ({family})) \
             SELECT s.id, nullif(s.kind, '') AS kind, nullif(s.subject, '') AS subject, s.status, s.queue_id, \
             q.name AS queue, s.agent_id, u.name AS agent, s.opened_at, s.updated_at \
             FROM met CROSS JOIN service_case AS s LEFT JOIN queue AS q ON q.id = s.queue_id \
             LEFT JOIN user_account AS u ON u.id = s.agent_id WHERE s.id = met.id AND {sees} \
             ORDER BY CASE WHEN s.status = 'closed' THEN 1 ELSE 0 END, s.updated_at DESC, s.id DESC {limit}"
        );
        let rows = self.fetch_all::<CaseRow>(statement).await?;
        let civil = |at| zone::civil(self.store.zone(), at);
        let case = |row: CaseRow| {
            Ok(PersonCase {
                id: row.id,
                kind: row.kind,
                subject: row.subject,
                status: stored_status(&row.status)?,
                queue: row.queue_id.zip(row.queue).map(|(id, name)| Named { id, name }),
                responsible: row.agent_id.zip(row.agent).map(|(id, name)| Named { id, name }),
                opened: civil(row.opened_at),
                updated: civil(row.updated_at),
            })
        };
        rows.into_iter().map(case).collect()
    }
}
