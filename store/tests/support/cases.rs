//! Cases as rows in plain SQL, for both engines.

#![allow(dead_code, reason = "a part of the harness may be used by some contracts only")]

use domain::cases::{CustomerCases, CustomerQuery};
use domain::merge::MergeCase;
use domain::{CaseId, CaseStatus, Channel, CustomerId, Direction, Principal, Role, Timestamp, UserId};
use store::{Db, Store};

use crate::support::builders::{CaseBuilder, CustomerBuilder};
use crate::support::world::{ExpectedInteraction, World, insert, run};

/// Agent 10, who is responsible for the cases.
pub(crate) const AGENT: Principal = Principal { user: UserId(10), role: Role::Agent };
/// An agent of another group.
pub(crate) const STRANGER: Principal = Principal { user: UserId(17), role: Role::Agent };
/// Watches agent 10 and not agent 17.
pub(crate) const SUPERVISOR: Principal = Principal { user: UserId(2), role: Role::Supervisor };
/// Sees everything.
pub(crate) const ADMINISTRATOR: Principal = Principal { user: UserId(1), role: Role::Administrator };

/// The day of all interactions.
const DAY: &str = "2026-11-01";
/// The WhatsApp number and the chat handle of customer 1; customer 2 has none, 3 has others.
pub(crate) const WHATSAPP: &str = "+55 11 98765-4321";
pub(crate) const CHAT: &str = "ana";
pub(crate) const OTHER_WHATSAPP: &str = "+55 21 90000-0000";
pub(crate) const OTHER_CHAT: &str = "bia";

/// The accounts and groups of the world, three customers and no case.
pub(crate) async fn operation(store: &Store) {
    World::build(store, 1, 0, vec![DAY.parse().expect("a day")]).await;
    run(store, &format!("UPDATE customer SET chat = '{CHAT}' WHERE id = 1")).await;
    CustomerBuilder::new(3).unidentified().name("Bia").chat(OTHER_CHAT).build(store).await;
}

/// The customer history of a case with all its pages joined; `None` if out of scope.
pub(crate) async fn all_of_customer(store: &Store, who: Principal, open: CaseId) -> Option<CustomerCases> {
    let scoped = store.as_principal(&who);
    let head = scoped.cases().head(open).await.expect("an answer")?;
    let page = |page| CustomerQuery { page, ..CustomerQuery::default() };
    let mut all = scoped.cases().customer_cases(&head, &page(1)).await.expect("an answer")?;
    for number in 2..=all.page.last {
        let more = scoped.cases().customer_cases(&head, &page(number)).await.expect("an answer");
        all.cases.extend(more.expect("rows").cases);
    }
    assert_eq!(all.cases.len() as u64, all.page.total);
    Some(all)
}

/// A waiting case of customer 1 that agent 10 is responsible for.
pub(crate) fn case(id: i64) -> MergeCase {
    MergeCase {
        id: CaseId(id),
        status: CaseStatus::Waiting,
        customer: CustomerId(1),
        whatsapp: None,
        chat: None,
        merged_into: None,
        in_scope: true,
    }
}

/// The statements that insert the case; its addresses come from interactions.
pub(crate) fn rows(store: &Store, case: &MergeCase) -> String {
    let CaseId(id) = case.id;
    let agent = if case.in_scope { AGENT } else { STRANGER }.user;
    let builder = CaseBuilder::new(id).customer(case.customer.0).agent(agent.0).status(case.status);
    let builder = builder.kind("Pedido").subject(&format!("Assunto {id}"));
    let builder = builder.opened_at(Timestamp(id * 1000)).updated_at(Timestamp(id));
    let mut sql = match case.merged_into {
        Some(survivor) => builder.merged_into(survivor.0).sql(),
        None => builder.sql(),
    };
    if let Some(number) = &case.whatsapp {
        sql += &interaction(store.db(), id * 10, id, 1, Channel::WhatsApp, Some(number));
    }
    if let Some(handle) = &case.chat {
        // Chat handles come only from the customer of the interaction.
        let customer = if handle == CHAT { 1 } else { 3 };
        sql += &interaction(store.db(), id * 10 + 1, id, customer, Channel::WebChat, None);
    }
    sql
}

/// An unanswered interaction.
pub(crate) fn interaction(
    db: &Db,
    id: i64,
    case: i64,
    customer: i64,
    channel: Channel,
    number: Option<&str>,
) -> String {
    let known = ExpectedInteraction {
        id,
        protocol: format!("P{id}"),
        case,
        customer,
        channel,
        direction: Direction::Inbound,
        queue: 1,
        agent: None,
        number: number.map(ToOwned::to_owned),
        queued_at: Timestamp(id),
        answered_at: None,
        ended_at: Timestamp(id),
        day: DAY.parse().expect("a day"),
        reason: None,
        notes: None,
    };
    insert(db, &known)
}
