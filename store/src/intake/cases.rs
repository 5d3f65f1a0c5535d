//! The cases of a batch: existing ones named by the source are joined, others are opened.
//!
//! A merged case is joined through its survivor. A closed one is reopened within the operation's
//! reopen window, and continued by a new, linked one afterwards, which then takes over its identity
//! (`domain::case_life::arrival`). An interaction joins the case named by its source even if that
//! case belongs to another customer; it keeps its own customer. The assignment is decided in
//! `arrivals.rs`; this file reads and writes.

use std::collections::{BTreeMap, BTreeSet};

use domain::case_life::NamedCase;
use domain::{CaseId, CaseStatus, CustomerId, Millis, Timestamp, UserId};

use super::arrivals::{Assignment, Chains, Plan, named, plan};
use super::item::Item;
use super::names::Names;
use super::transaction;
use crate::Result;
use crate::cases::stored_status;
use crate::columns::INSERT_CASES;
use crate::db::RowSet;
use crate::db::Tx;
use crate::operation::REOPEN_DAYS;

/// The survivor of each named case.
pub(super) const FIND: &str = "SELECT given.named, c.id, s.id, s.status, s.closed_at
    FROM given CROSS JOIN service_case c CROSS JOIN service_case s
    WHERE c.source = given.source AND c.external_id = given.external_id
        AND s.id = COALESCE(c.merged_into, c.id)";

/// The survivor of each case that continues a closed one.
pub(super) const CONTINUED: &str = "SELECT given.named, c.id, s.id, s.status, s.closed_at
    FROM given CROSS JOIN service_case c CROSS JOIN service_case s
    WHERE c.continues = given.id AND s.id = COALESCE(c.merged_into, c.id)";

pub(super) const WINDOW: &str = "SELECT o.reopen_window_ms FROM given CROSS JOIN operation o
    WHERE o.only_row = given.one";

/// The default reopen window.
const REOPEN_WINDOW: Millis = Millis::days(REOPEN_DAYS as i64);

pub(super) const REOPEN: &str = "UPDATE service_case SET status = 'in_service', closed_at = NULL,
        agent_id = COALESCE(service_case.agent_id, given.agent_id)
    FROM given WHERE service_case.id = given.id AND service_case.status = 'closed'";

const REOPENED: &str = "INSERT INTO case_event (case_id, at, action, status)
    SELECT id, at, 'reopened', 'in_service' FROM given";

/// Fills kind and subject if they are empty and then raises the revision, so that an edit started
/// before is detected as a conflict. The case opens with its earliest interaction, even if that is
/// delivered later.
pub(super) const JOIN: &str = "UPDATE service_case SET
        opened_at = CASE WHEN given.opened_at < service_case.opened_at
            THEN given.opened_at ELSE service_case.opened_at END,
        updated_at = CASE WHEN service_case.updated_at < given.updated_at
            THEN given.updated_at ELSE service_case.updated_at END,
        kind = COALESCE(NULLIF(service_case.kind, ''), given.kind),
        subject = COALESCE(NULLIF(service_case.subject, ''), given.subject),
        revision = service_case.revision + CASE
            WHEN NULLIF(service_case.kind, '') IS NULL AND given.kind IS NOT NULL THEN 1
            WHEN NULLIF(service_case.subject, '') IS NULL AND given.subject IS NOT NULL THEN 1
            ELSE 0 END
    FROM given WHERE service_case.id = given.id";

/// The cases of a batch.
pub(super) struct Cases {
    /// The case of each item.
    pub(super) ids: Vec<CaseId>,
    /// The new cases, with the item that opened each.
    pub(super) opened: Vec<(CaseId, usize)>,
    /// The reopened cases, with the instant.
    pub(super) reopened: BTreeMap<CaseId, Timestamp>,
    /// The existing cases, with the earliest start of the interactions that joined them.
    pub(super) joined: BTreeMap<CaseId, Timestamp>,
}

/// Joins, reopens or opens the case of every item.
pub(super) async fn resolve(
    tx: &mut Tx,
    items: &[&Item],
    names: &[Names],
    customers: &[CustomerId],
) -> Result<Cases> {
    let known = known(tx, items).await?;
    let window = reopen_window(tx, &known).await?;
    let plan = plan(items, &known, window);
    let ids = transaction::reserve_ids(tx, plan.opened.len()).await?;
    open(tx, &plan, &ids, items, names, customers).await?;
    let joined = RowSet::default()
        .integers("id", plan.joined.keys().copied())
        .integers("opened_at", plan.joined.values().map(|hints| hints.opened_at))
        .integers("updated_at", plan.joined.values().map(|hints| hints.updated_at))
        .texts("kind", plan.joined.values().map(|hints| hints.kind.as_deref()))
        .texts("subject", plan.joined.values().map(|hints| hints.subject));
    tx.execute_given(JOIN, &joined).await?;
    let reopened = RowSet::default()
        .integers("id", plan.reopened.keys().copied())
        .integers("at", plan.reopened.values().map(|item| items[*item].queued_at()))
        .integers("agent_id", plan.reopened.values().map(|item| names[*item].agent));
    tx.execute_given(REOPEN, &reopened).await?;
    tx.execute_given(REOPENED, &reopened).await?;
    let id = |place: &Assignment| match place {
        Assignment::Existing(id) => *id,
        Assignment::New(index) => ids[*index],
    };
    Ok(Cases {
        ids: plan.assignments.iter().map(id).collect(),
        opened: ids.iter().copied().zip(plan.opened.iter().map(|opening| opening.item)).collect(),
        reopened: plan.reopened.iter().map(|(id, item)| (*id, items[*item].queued_at())).collect(),
        joined: plan.joined.iter().map(|(id, hints)| (*id, hints.opened_at)).collect(),
    })
}

/// An existing case: position of its identity, ID, and the survivor's ID, status, closing time.
type FoundCase = (i64, CaseId, CaseId, String, Option<Timestamp>);

/// Every case named by the batch with the chain of those that continue it, oldest first.
async fn known<'a>(tx: &mut Tx, items: &[&'a Item]) -> Result<Chains<'a>> {
    let named: Vec<(&str, &str)> =
        items.iter().filter_map(|item| named(item)).collect::<BTreeSet<_>>().into_iter().collect();
    let given = RowSet::default()
        .integers("named", (0..named.len()).map(|index| index as i64))
        .texts("source", named.iter().map(|name| name.0))
        .texts("external_id", named.iter().map(|name| name.1));
    let mut chains: Vec<Vec<NamedCase>> = vec![Vec::new(); named.len()];
    let mut found: Vec<FoundCase> = tx.fetch_given(FIND, &given).await?;
    while !found.is_empty() {
        // If several cases continue one, the newest counts.
        found.sort_unstable_by_key(|(name, id, ..)| (*name, std::cmp::Reverse(*id)));
        found.dedup_by_key(|(name, ..)| *name);
        let mut closed = Vec::new();
        for (name, _, survivor, status, closed_at) in found {
            let case = NamedCase { survivor, status: stored_status(&status)?, closed_at };
            let chain = &mut chains[name as usize];
            // The chain ends if a continuing case was merged into an earlier one.
            if chain.iter().all(|earlier| earlier.survivor != case.survivor) {
                chain.push(case);
                if case.status == CaseStatus::Closed {
                    closed.push((name, survivor));
                }
            }
        }
        let given = RowSet::default()
            .integers("named", closed.iter().map(|(name, _)| *name))
            .integers("id", closed.iter().map(|(_, id)| *id));
        found = tx.fetch_given(CONTINUED, &given).await?;
    }
    Ok(named.into_iter().zip(chains).filter(|(_, chain)| !chain.is_empty()).collect())
}

async fn reopen_window(tx: &mut Tx, known: &Chains<'_>) -> Result<Millis> {
    if !known.values().flatten().any(|case| case.status == CaseStatus::Closed) {
        return Ok(REOPEN_WINDOW);
    }
    let stored: Vec<(Millis,)> = tx.fetch_given(WINDOW, &RowSet::default().integers("one", [1])).await?;
    Ok(stored.first().map_or(REOPEN_WINDOW, |(window,)| *window))
}

async fn open(
    tx: &mut Tx,
    plan: &Plan<'_>,
    ids: &[CaseId],
    items: &[&Item],
    names: &[Names],
    customers: &[CustomerId],
) -> Result<()> {
    let openers = || plan.opened.iter().map(|opening| opening.item);
    let hints = || plan.opened.iter().map(|opening| &opening.hints);
    let status = |agent: Option<UserId>| match agent {
        Some(_) => CaseStatus::InService,
        None => CaseStatus::Waiting,
    };
    let given = RowSet::default()
        .integers("id", ids.iter().copied())
        .texts("source", plan.opened.iter().map(|opening| opening.name(items).map(|name| name.0)))
        .texts("external_id", plan.opened.iter().map(|opening| opening.name(items).map(|name| name.1)))
        .integers("customer_id", openers().map(|opener| customers[opener]))
        .integers("queue_id", openers().map(|opener| names[opener].queue))
        .integers("agent_id", openers().map(|opener| names[opener].agent))
        .texts("status", openers().map(|opener| status(names[opener].agent).as_str()))
        .texts("kind", hints().map(|hints| hints.kind.as_deref()))
        .texts("subject", hints().map(|hints| hints.subject))
        .integers("opened_at", hints().map(|hints| hints.opened_at))
        .integers("updated_at", hints().map(|hints| hints.updated_at))
        .integers("continues", plan.opened.iter().map(|opening| opening.continues));
    tx.execute_given(INSERT_CASES, &given).await
}
