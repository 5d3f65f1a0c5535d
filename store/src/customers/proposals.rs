//! Proposals of duplicates, newest first, by position.
//!
//! Candidates are rows of `customer_duplicate`; whether they are still two customers who share
//! something is decided by [`reasons`] on the records of both families.

use std::collections::BTreeSet;

use domain::CustomerId;
use domain::customers::{NamedCustomer, Pair, Proposal, ProposalPage, reasons};

use super::Customers;
use crate::Result;

/// Proposals on a page.
const PAGE: usize = 10;

/// Candidates per statement.
const CANDIDATES: i64 = 40;

/// Maximum number of statements that look for a page.
const MAX_ROUNDS: usize = 5;

/// Which proposals are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProposalQuery {
    /// Of this customer's family only.
    pub customer: Option<CustomerId>,
    /// After this pair.
    pub after: Option<Pair>,
}

/// A candidate: the pair as stored, and the survivors of both.
type Candidate = (CustomerId, CustomerId, CustomerId, CustomerId);

impl Customers<'_> {
    /// A page of proposals. `None` for agents, and if the customer asked for does not exist or is
    /// out of scope.
    pub async fn proposals(&self, query: &ProposalQuery) -> Result<Option<ProposalPage>> {
        if !self.may_merge() {
            return Ok(None);
        }
        let of = match query.customer {
            None => None,
            Some(customer) => match self.survivor_in_scope(customer).await? {
                None => return Ok(None),
                found => found,
            },
        };
        self.page_of_proposals(of, query.after, PAGE).await.map(Some)
    }

    /// Who else this customer may be; nobody for agents.
    pub async fn duplicates_of(&self, customer: CustomerId, most: usize) -> Result<Vec<NamedCustomer>> {
        if !self.may_merge() {
            return Ok(Vec::new());
        }
        let Some(survivor) = self.survivor_in_scope(customer).await? else { return Ok(Vec::new()) };
        let page = self.page_of_proposals(Some(survivor), None, most).await?;
        let others = page
            .proposals
            .into_iter()
            .map(|proposal| if proposal.older.id == survivor { proposal.newer } else { proposal.older });
        Ok(others
            .map(|other| NamedCustomer {
                id: other.id,
                name: Some(other.record.name)
                    .filter(|name| !name.is_empty())
                    .or(other.numbers.into_iter().next()),
            })
            .collect())
    }

    /// The survivor of a customer, if its family is in scope.
    async fn survivor_in_scope(&self, customer: CustomerId) -> Result<Option<CustomerId>> {
        let mut statement = self.statement();
        let id = statement.bind(customer);
        let scope = self.customer_in_scope(&mut statement, "coalesce(c.merged_into, c.id)");
        statement.text =
            format!("SELECT coalesce(c.merged_into, c.id) FROM customer AS c WHERE c.id = {id} AND {scope}");
        Ok(self.fetch_optional::<(CustomerId,)>(statement).await?.map(|(id,)| id))
    }

    async fn page_of_proposals(
        &self,
        of: Option<CustomerId>,
        after: Option<Pair>,
        most: usize,
    ) -> Result<ProposalPage> {
        let (mut page, mut after, mut seen) = (ProposalPage::default(), after, BTreeSet::new());
        for _ in 0..MAX_ROUNDS {
            let candidates = self.candidates(of, after).await?;
            let is_last = (candidates.len() as i64) < CANDIDATES;
            let survivors = candidates.iter().flat_map(|(_, _, one, other)| [*one, *other]).collect();
            let sides = self.sides(survivors).await?;
            for (newer, older, one, other) in candidates {
                if page.proposals.len() == most {
                    page.next = after;
                    return Ok(page);
                }
                after = Pair::new(newer, older);
                let Some(pair) = Pair::new(one, other).filter(|pair| seen.insert(*pair)) else { continue };
                let (Some(older), Some(newer)) = (sides.get(&pair.older), sides.get(&pair.newer)) else {
                    continue;
                };
                let shared = |number: &str| older.is_shared(number);
                let reasons = reasons(&older.identification, &newer.identification, shared);
                if !reasons.is_empty() {
                    let (older, newer) = (older.customer.clone(), newer.customer.clone());
                    page.proposals.push(Proposal { older, newer, reasons });
                }
            }
            page.next = after;
            if is_last {
                page.next = None;
                return Ok(page);
            }
        }
        Ok(page)
    }

    /// The next candidates who are in scope, are not one already, and may be one.
    async fn candidates(&self, of: Option<CustomerId>, after: Option<Pair>) -> Result<Vec<Candidate>> {
        let mut statement = self.statement();
        let of = of.map_or_else(String::new, |customer| {
            let family = super::family(&mut statement, customer);
            format!("AND (d.newer_id IN ({family}) OR d.older_id IN ({family}))")
        });
        let after = after.map_or_else(String::new, |Pair { newer, older }| {
            let (newer, older) = (statement.bind(newer), statement.bind(older));
            format!("AND (d.newer_id, d.older_id) < ({newer}, {older})")
        });
        let sees_newer = self.customer_in_scope(&mut statement, "coalesce(n.merged_into, n.id)");
        let sees_older = self.customer_in_scope(&mut statement, "coalesce(o.merged_into, o.id)");
        let most = statement.bind(CANDIDATES);
        let limit = statement.engine.limit(&most);
        // The first row of each pair.
        statement.text = format!(
            "SELECT d.newer_id, d.older_id, coalesce(n.merged_into, n.id), coalesce(o.merged_into, o.id) \
             FROM customer_duplicate AS d CROSS JOIN customer AS n CROSS JOIN customer AS o \
             WHERE n.id = d.newer_id AND o.id = d.older_id {of} {after} \
             AND NOT EXISTS (SELECT 1 FROM customer_duplicate AS e WHERE e.newer_id = d.newer_id \
             AND e.older_id = d.older_id AND (e.kind, e.value) < (d.kind, d.value)) \
             AND coalesce(n.merged_into, n.id) <> coalesce(o.merged_into, o.id) \
             AND NOT EXISTS (SELECT 1 FROM customer_distinct AS x WHERE x.newer_id = d.newer_id \
             AND x.older_id = d.older_id) \
             AND {sees_newer} AND {sees_older} ORDER BY d.newer_id DESC, d.older_id DESC {limit}"
        );
        self.fetch_all(statement).await
    }
}
