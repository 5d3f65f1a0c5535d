//! *Clientes*: the customers of the latest interactions, or those that a search finds.
//!
//! A search takes words of a name, a number in any spelling or a part of one, a document, an e-mail
//! address, a protocol or a case. It examines a limited number of candidates by index and says when there
//! may be more, so that a common name costs no more than a rare one.

use domain::customers::{CustomerList, CustomerRow};
use domain::number::{NumberDefaults, canonical, search_parts};
use domain::paging::Page;
use domain::{CustomerId, Timestamp};

use super::Customers;
use super::sides::Side;
use crate::Result;
use crate::cases::{SearchTerms, customers_at, name_condition};
use crate::db::Statement;
use crate::history::numbers_with;

/// Maximum number of customers of a list.
const MAX_FOUND: usize = 200;

/// Maximum number of candidates that a search examines.
const MAX_CANDIDATES: i64 = 5_000;

/// Maximum number of numbers with the digits of a search.
const MAX_NUMBERS: i64 = 100;

/// The shortest part of a number that is searched for.
const MIN_PART: usize = 4;

/// How many of the latest interactions tell the customers of a list without a search.
const LATEST: i64 = 100;

impl Customers<'_> {
    /// A page of the customers in scope that `search` finds, those with the latest contact first; without
    /// a search, of the customers of the latest interactions. A page beyond the last one returns the last.
    pub async fn directory(&self, search: &str, page: u64, now: Timestamp) -> Result<CustomerList> {
        let (found, more) =
            if search.trim().is_empty() { self.latest().await? } else { self.search(search.trim()).await? };
        let mut sides: Vec<Side> = self.sides(found).await?.into_values().collect();
        sides.sort_unstable_by_key(|side| std::cmp::Reverse((side.customer.last_contact, side.customer.id)));
        let page = Page::new(page, sides.len() as u64);
        let shown = sides.into_iter().skip(page.offset() as usize).take(page.size as usize);
        let shown: Vec<_> = shown.map(|side| side.customer).collect();
        let ids: Vec<CustomerId> = shown.iter().map(|customer| customer.id).collect();
        let figures = self.figures(&ids, now).await?;
        let rows = shown.into_iter().map(|customer| {
            let figures = figures.get(&customer.id).copied().unwrap_or_default();
            CustomerRow {
                id: customer.id,
                name: customer.record.name,
                numbers: customer.numbers,
                email: customer.record.email,
                document: customer.record.document,
                merged: customer.merged,
                last_contact: customer.last_contact,
                open_cases: figures.open_cases,
                recent: figures.recent,
                last_score: figures.last_score,
            }
        });
        Ok(CustomerList { rows: rows.collect(), page, more })
    }

    /// The survivors of the customers of the latest interactions in scope; there may always be more.
    async fn latest(&self) -> Result<(Vec<CustomerId>, bool)> {
        let mut statement = self.statement();
        let latest = statement.bind(LATEST);
        let limit = statement.engine.limit(&latest);
        let met = if self.sees_all() {
            statement.mark_scoped();
            format!(
                "SELECT i.customer_id AS id FROM interaction AS i ORDER BY i.queued_at DESC, i.id DESC {limit}"
            )
        } else {
            let served = self.indexed_agent_in_scope(&mut statement, "a.id");
            let of_agents = statement.engine.join_subquery(
                "user_account AS a",
                "interaction AS i",
                &format!(
                    "SELECT x.id FROM interaction AS x WHERE x.agent_id = a.id \
                     ORDER BY x.queued_at DESC, x.id DESC {limit}"
                ),
            );
            format!(
                "SELECT i.customer_id AS id FROM {of_agents} WHERE {served} \
                 ORDER BY i.queued_at DESC, i.id DESC {limit}"
            )
        };
        statement.text = format!(
            "SELECT DISTINCT coalesce(c.merged_into, c.id) FROM ({met}) AS met \
             CROSS JOIN customer AS c WHERE c.id = met.id"
        );
        let found: Vec<(CustomerId,)> = self.fetch_all(statement).await?;
        Ok((found.into_iter().map(|(id,)| id).collect(), true))
    }

    /// The survivors that a search finds, at most [`MAX_FOUND`], and whether there may be more.
    async fn search(&self, search: &str) -> Result<(Vec<CustomerId>, bool)> {
        let codes = self.store.number_defaults();
        let terms = SearchTerms::parse(search, &codes);
        let numbers = if matches!(terms, SearchTerms::Keys(_)) {
            self.numbers_with_part(search, &codes).await?
        } else {
            Vec::new()
        };
        let mut statement = self.statement();
        let mut candidates = Vec::new();
        if search.contains('@') {
            let email = statement.bind(search.to_lowercase());
            candidates.push(format!(
                "SELECT k.id FROM customer AS k WHERE k.email IS NOT NULL AND lower(trim(k.email)) = {email}"
            ));
        }
        match &terms {
            SearchTerms::Nothing => {}
            SearchTerms::Names(words) => candidates.push(by_name(&mut statement, words)),
            SearchTerms::Keys(keys) => {
                candidates.extend(keys.customers(&mut statement));
                candidates.extend(numbers.iter().map(|number| customers_at(&mut statement, number)));
                if let Some(case) = keys.case {
                    let sees = self.case_in_scope(&mut statement, case);
                    let case = statement.bind(case);
                    candidates.push(format!(
                        "SELECT s.customer_id AS id FROM service_case AS s WHERE s.id = {case} AND {sees}"
                    ));
                }
                if let Some(protocol) = &keys.protocol {
                    let sees = self.agent_in_scope(&mut statement, "i.agent_id");
                    let protocol = statement.bind(protocol);
                    candidates.push(format!(
                        "SELECT i.customer_id AS id FROM interaction AS i WHERE i.protocol = {protocol} AND {sees}"
                    ));
                }
            }
        }
        if candidates.is_empty() {
            return Ok((Vec::new(), false));
        }
        let most = statement.bind(MAX_CANDIDATES);
        let limit = statement.engine.limit(&most);
        let scope = self.customer_in_scope(&mut statement, "known.survivor");
        let found = statement.bind(MAX_FOUND as i64 + 1);
        let enough = statement.engine.limit(&found);
        statement.text = format!(
            "WITH met AS MATERIALIZED (SELECT one.id FROM ({}) AS one {limit}), \
             known AS MATERIALIZED (SELECT DISTINCT coalesce(c.merged_into, c.id) AS survivor \
             FROM met CROSS JOIN customer AS c WHERE c.id = met.id) \
             SELECT known.survivor, (SELECT count(*) FROM met) FROM known WHERE {scope} {enough}",
            candidates.join(" UNION ")
        );
        let found: Vec<(CustomerId, i64)> = self.fetch_all(statement).await?;
        let examined = found.first().map_or(0, |(_, examined)| *examined);
        let more = examined == MAX_CANDIDATES || found.len() > MAX_FOUND;
        Ok((found.into_iter().map(|(id, _)| id).take(MAX_FOUND).collect(), more))
    }

    /// The known numbers in canonical form that contain the digits of a search.
    async fn numbers_with_part(&self, search: &str, codes: &NumberDefaults) -> Result<Vec<String>> {
        let parts = search_parts(search, codes);
        if parts.is_empty() || parts.iter().any(|part| part.len() < MIN_PART) {
            return Ok(Vec::new());
        }
        // Numbers are those of no one until customers with them are found in scope.
        let mut statement = self.unrestricted_statement();
        let numbers = numbers_with(&mut statement, &parts);
        let most = statement.bind(MAX_NUMBERS);
        let limit = statement.engine.limit(&most);
        statement.text = format!("SELECT known.number FROM ({numbers}) AS known {limit}");
        let found: Vec<(String,)> = self.fetch_all(statement).await?;
        let mut numbers: Vec<String> =
            found.iter().filter_map(|(number,)| canonical(number, codes)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        Ok(numbers)
    }
}

/// Query of the IDs of the customers with words of a name.
fn by_name(statement: &mut Statement, words: &[String]) -> String {
    let named = name_condition(statement, words);
    let most = statement.bind(MAX_CANDIDATES);
    let limit = statement.engine.limit(&most);
    format!(
        "SELECT named.id FROM (SELECT w.customer_id AS id FROM customer_name_word AS w WHERE {named} {limit}) \
         AS named"
    )
}
