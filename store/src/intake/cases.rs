//! The cases of a batch: joined where a source names one that exists, opened otherwise.
//!
//! A case that was merged is joined through its survivor. A closed one is reopened within the
//! operation's window, and followed by a new, linked one afterwards, which then stands for its name
//! (`domain::case_life::arrival`). An interaction joins the case that its source names even where
//! that case belongs to another customer; it keeps its own customer. Which item goes where is
//! settled in `arrivals.rs`, here it is read and written.

use std::collections::{BTreeMap, BTreeSet};

use domain::case_life::NamedCase;
use domain::{CaseId, CaseStatus};

use super::arrivals::{Chains, Place, Plan, named, plan};
use super::item::Item;
use super::names::Names;
use super::transaction::{self, Table};
use crate::Result;
use crate::cases::stored_status;
use crate::columns::INSERT_CASES;
use crate::db::Given;
use crate::db::Tx;
use crate::operation::REOPEN_DAYS;

/// The survivor of each case named.
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

/// Where an operation has said nothing.
const REOPEN_WINDOW_MS: i64 = REOPEN_DAYS as i64 * 24 * 60 * 60 * 1000;

pub(super) const REOPEN: &str = "UPDATE service_case SET status = 'in_service', closed_at = NULL,
        agent_id = COALESCE(service_case.agent_id, given.agent_id)
    FROM given WHERE service_case.id = given.id AND service_case.status = 'closed'";

const REOPENED: &str = "INSERT INTO case_event (case_id, at, action, status)
    SELECT id, at, 'reopened', 'in_service' FROM given";

/// Kind and subject are filled where nobody has said them yet, which raises the revision: an edit that
/// was begun before does not know of it. A case opens with the earliest of its interactions, also where
/// that is delivered later.
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
    /// By item.
    pub(super) ids: Vec<CaseId>,
    /// Those that were opened, with the item that did.
    pub(super) opened: Vec<(i64, usize)>,
    /// Those that were reopened, and when.
    pub(super) reopened: BTreeMap<i64, i64>,
    /// Those that were there, with the earliest beginning of what joined them.
    pub(super) joined: BTreeMap<i64, i64>,
}

/// Joins, reopens or opens the case of every item.
pub(super) async fn resolve(
    tx: &mut Tx,
    items: &[&Item],
    names: &[Names],
    customers: &[i64],
) -> Result<Cases> {
    let known = known(tx, items).await?;
    let window = reopen_window(tx, &known).await?;
    let plan = plan(items, &known, window);
    let ids = transaction::reserve_ids(tx, Table::Case, plan.opened.len()).await?;
    open(tx, &plan, &ids, items, names, customers).await?;
    let joined = Given::default()
        .integers("id", plan.joined.keys().copied())
        .integers("opened_at", plan.joined.values().map(|said| said.opened_at))
        .integers("updated_at", plan.joined.values().map(|said| said.updated_at))
        .texts("kind", plan.joined.values().map(|said| said.kind.as_deref()))
        .texts("subject", plan.joined.values().map(|said| said.subject));
    tx.execute_given(JOIN, &joined).await?;
    let reopened = Given::default()
        .integers("id", plan.reopened.keys().copied())
        .integers("at", plan.reopened.values().map(|item| items[*item].queued_at()))
        .integers("agent_id", plan.reopened.values().map(|item| names[*item].agent));
    tx.execute_given(REOPEN, &reopened).await?;
    tx.execute_given(REOPENED, &reopened).await?;
    let id = |place: &Place| match place {
        Place::Joined(id) => CaseId(*id),
        Place::Opened(index) => CaseId(ids[*index]),
    };
    Ok(Cases {
        ids: plan.places.iter().map(id).collect(),
        opened: ids.iter().copied().zip(plan.opened.iter().map(|opening| opening.item)).collect(),
        reopened: plan.reopened.iter().map(|(id, item)| (*id, items[*item].queued_at())).collect(),
        joined: plan.joined.iter().map(|(id, said)| (*id, said.opened_at)).collect(),
    })
}

/// A case that exists: by position of its name, its own id, and what it leads to.
type Found = (i64, i64, i64, String, Option<i64>);

/// Every case named by the batch, with those that continue it, first to last.
async fn known<'a>(tx: &mut Tx, items: &[&'a Item]) -> Result<Chains<'a>> {
    let named: Vec<(&str, &str)> =
        items.iter().filter_map(|item| named(item)).collect::<BTreeSet<_>>().into_iter().collect();
    let given = Given::default()
        .integers("named", (0..named.len()).map(|index| index as i64))
        .texts("source", named.iter().map(|name| name.0))
        .texts("external_id", named.iter().map(|name| name.1));
    let mut chains: Vec<Vec<NamedCase>> = vec![Vec::new(); named.len()];
    let mut found: Vec<Found> = tx.fetch_given(FIND, &given).await?;
    while !found.is_empty() {
        // Of several that continue one, the newest stands for it.
        found.sort_unstable_by_key(|(name, id, ..)| (*name, std::cmp::Reverse(*id)));
        found.dedup_by_key(|(name, ..)| *name);
        let mut closed = Vec::new();
        for (name, _, survivor, status, closed_at) in found {
            let case = NamedCase { survivor: CaseId(survivor), status: stored_status(&status)?, closed_at };
            let chain = &mut chains[name as usize];
            // Where one that continues it was merged into it, the chain ends.
            if chain.iter().all(|earlier| earlier.survivor != case.survivor) {
                chain.push(case);
                if case.status == CaseStatus::Closed {
                    closed.push((name, survivor));
                }
            }
        }
        let given = Given::default()
            .integers("named", closed.iter().map(|(name, _)| *name))
            .integers("id", closed.iter().map(|(_, id)| *id));
        found = tx.fetch_given(CONTINUED, &given).await?;
    }
    Ok(named.into_iter().zip(chains).filter(|(_, chain)| !chain.is_empty()).collect())
}

async fn reopen_window(tx: &mut Tx, known: &Chains<'_>) -> Result<i64> {
    if !known.values().flatten().any(|case| case.status == CaseStatus::Closed) {
        return Ok(REOPEN_WINDOW_MS);
    }
    let said: Vec<(i64,)> = tx.fetch_given(WINDOW, &Given::default().integers("one", [1])).await?;
    Ok(said.first().map_or(REOPEN_WINDOW_MS, |(window,)| *window))
}

async fn open(
    tx: &mut Tx,
    plan: &Plan<'_>,
    ids: &[i64],
    items: &[&Item],
    names: &[Names],
    customers: &[i64],
) -> Result<()> {
    let openers = || plan.opened.iter().map(|opening| opening.item);
    let said = || plan.opened.iter().map(|opening| &opening.said);
    let status = |agent: Option<i64>| match agent {
        Some(_) => CaseStatus::InService,
        None => CaseStatus::Waiting,
    };
    let given = Given::default()
        .integers("id", ids.iter().copied())
        .texts("source", plan.opened.iter().map(|opening| opening.name(items).map(|name| name.0)))
        .texts("external_id", plan.opened.iter().map(|opening| opening.name(items).map(|name| name.1)))
        .integers("customer_id", openers().map(|opener| customers[opener]))
        .integers("queue_id", openers().map(|opener| names[opener].queue))
        .integers("agent_id", openers().map(|opener| names[opener].agent))
        .texts("status", openers().map(|opener| status(names[opener].agent).as_str()))
        .texts("kind", said().map(|said| said.kind.as_deref()))
        .texts("subject", said().map(|said| said.subject))
        .integers("opened_at", said().map(|said| said.opened_at))
        .integers("updated_at", said().map(|said| said.updated_at))
        .integers("continues", plan.opened.iter().map(|opening| opening.continues));
    tx.execute_given(INSERT_CASES, &given).await
}
