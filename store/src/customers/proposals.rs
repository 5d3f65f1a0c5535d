//! Proposals of duplicates, newest first, by position.
//!
//! Candidates are rows of `customer_duplicate`; whether they are still two customers who share
//! something is decided by [`reasons`] on the records of both families.

use std::collections::BTreeSet;

use domain::CustomerId;
use domain::customers::{NamedCustomer, Pair, Proposal, ProposalPage, reasons};

use super::Customers;
use crate::Result;
use crate::db::sorted_ids;

/// Proposals on a page.
const PAGE: usize = 10;

/// Candidates of the first statement, which fill a page where most are in scope.
const FIRST_CANDIDATES: i64 = 24;

/// Candidates of each further statement.
const CANDIDATES: i64 = 100;

/// Maximum number of statements that look for a page: with few customers in scope, it may be short.
const MAX_ROUNDS: usize = 40;

/// Which proposals are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProposalQuery {
    /// Of this customer's family only.
    pub customer: Option<CustomerId>,
    /// After this pair.
    pub after: Option<Pair>,
}

/// A candidate: the pair as stored, and the survivors of both.
#[derive(sqlx::FromRow)]
struct Candidate {
    newer_id: CustomerId,
    older_id: CustomerId,
    newer_survivor: CustomerId,
    older_survivor: CustomerId,
    is_dismissed: bool,
}

impl Candidate {
    /// The survivors, if they are still two and may be one.
    fn open_pair(&self) -> Option<Pair> {
        Pair::new(self.newer_survivor, self.older_survivor).filter(|_| !self.is_dismissed)
    }
}

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

    /// The customers that may be the same person as this one; none for agents.
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
    pub(super) async fn survivor_in_scope(&self, customer: CustomerId) -> Result<Option<CustomerId>> {
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
        for round in 0..MAX_ROUNDS {
            let limit = if round == 0 { FIRST_CANDIDATES } else { CANDIDATES };
            let candidates = self.candidates(of, after, limit).await?;
            let is_last = (candidates.len() as i64) < limit;
            let open = candidates.iter().filter_map(Candidate::open_pair);
            let survivors = open.flat_map(|pair| [pair.newer, pair.older]).collect();
            let sides = self.sides(self.in_scope(survivors).await?).await?;
            for candidate in candidates {
                if page.proposals.len() == most {
                    page.next = after;
                    return Ok(page);
                }
                after = Pair::new(candidate.newer_id, candidate.older_id);
                let Some(pair) = candidate.open_pair().filter(|pair| seen.insert(*pair)) else { continue };
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

    /// The next candidates, in scope or not.
    async fn candidates(
        &self,
        of: Option<CustomerId>,
        after: Option<Pair>,
        limit: i64,
    ) -> Result<Vec<Candidate>> {
        // What is out of scope is dropped afterwards: a limited number of pairs is looked at.
        let mut statement = self.unrestricted_statement();
        let engine = statement.engine;
        let pairs = match of {
            None => "customer_duplicate".to_owned(),
            Some(customer) => {
                let family = super::family(&mut statement, customer);
                let side = |column| {
                    let is_member = engine.in_subquery(column, &family);
                    format!("SELECT newer_id, older_id FROM customer_duplicate WHERE {is_member}")
                };
                format!("({} UNION ALL {})", side("newer_id"), side("older_id"))
            }
        };
        let after = after.map_or_else(String::new, |Pair { newer, older }| {
            let (newer, older) = (statement.bind(newer), statement.bind(older));
            format!("WHERE (d.newer_id, d.older_id) < ({newer}, {older})")
        });
        let most = statement.bind(limit);
        let limit = engine.limit(&most);
        statement.text = format!(
            "WITH page AS MATERIALIZED (SELECT DISTINCT d.newer_id, d.older_id FROM {pairs} AS d \
             {after} ORDER BY d.newer_id DESC, d.older_id DESC {limit}) \
             SELECT page.newer_id, page.older_id, coalesce(n.merged_into, n.id) AS newer_survivor, \
             coalesce(o.merged_into, o.id) AS older_survivor, \
             EXISTS (SELECT 1 FROM customer_distinct AS x WHERE x.newer_id = page.newer_id \
             AND x.older_id = page.older_id) AS is_dismissed \
             FROM page CROSS JOIN customer AS n CROSS JOIN customer AS o \
             WHERE n.id = page.newer_id AND o.id = page.older_id \
             ORDER BY page.newer_id DESC, page.older_id DESC"
        );
        self.fetch_all(statement).await
    }

    /// Those of these survivors that are in scope.
    async fn in_scope(&self, survivors: Vec<CustomerId>) -> Result<Vec<CustomerId>> {
        if survivors.is_empty() {
            return Ok(survivors);
        }
        let mut statement = self.statement();
        let asked = statement.any("c.id", &sorted_ids(survivors));
        let scope = self.customer_in_scope(&mut statement, "c.id");
        statement.text = format!("SELECT c.id FROM customer AS c WHERE {asked} AND {scope}");
        Ok(self.fetch_all::<(CustomerId,)>(statement).await?.into_iter().map(|(id,)| id).collect())
    }
}
