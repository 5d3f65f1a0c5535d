//! Open cases by their running clocks: what is overdue, at risk and next, in scope.

use crate::support::builders::{
    AccountBuilder, CalendarBuilder, CaseBuilder, CustomerBuilder, GroupBuilder, PolicyBuilder, QueueBuilder,
    many_cases,
};
use crate::support::world::run;
use domain::cases::{CaseFilter, CaseOrder, DueCounts, DueFilter, MAX_CLOCKED};
use domain::sla::ClockKind;
use domain::{CaseStatus, Millis, Principal, Role, Timestamp, UserId};
use store::Store;

const AGENT: Principal = Principal { user: UserId(10), role: Role::Agent };
const SUPERVISOR: Principal = Principal { user: UserId(2), role: Role::Supervisor };
const STRANGER: Principal = Principal { user: UserId(3), role: Role::Supervisor };
const ADMINISTRATOR: Principal = Principal { user: UserId(1), role: Role::Administrator };
const HOUR: Millis = Millis::hours(1);
/// Monday, 2026-11-16, 09:00 in São Paulo.
const START: Timestamp = Timestamp(1_794_830_400_000);

/// Cases of two agents that were opened one to six hours ago and are due within four; one is closed, one has
/// no clock, and one is on hold since its opening.
async fn world(store: &Store) -> Timestamp {
    AccountBuilder::administrator(1).build(store).await;
    AccountBuilder::supervisor(2).build(store).await;
    AccountBuilder::supervisor(3).build(store).await;
    AccountBuilder::agent(10).build(store).await;
    AccountBuilder::agent(11).build(store).await;
    GroupBuilder::new("g").agents(&[10, 11]).supervisors(&[2]).build(store).await;
    QueueBuilder::new("Vendas").build(store).await;
    CustomerBuilder::new(1).name("Ana").build(store).await;
    let calendar = CalendarBuilder::always("c").build(store).await;
    let policy =
        PolicyBuilder::new("Padrão", calendar).resolution(4 * HOUR).at_risk_percent(50).build(store).await;
    for id in 1..=6 {
        let case = CaseBuilder::new(id).queue(1).agent(10 + id % 2).opened_at(START + (id - 1) * HOUR);
        case.status(CaseStatus::InService).clock(ClockKind::Resolution, policy).build(store).await;
    }
    let closed = CaseBuilder::new(7).queue(1).agent(10).opened_at(START).status(CaseStatus::Closed);
    closed.clock(ClockKind::Resolution, policy).build(store).await;
    CaseBuilder::new(8).queue(1).agent(10).opened_at(START).status(CaseStatus::Waiting).build(store).await;
    let held = CaseBuilder::new(9).queue(1).agent(10).opened_at(START).status(CaseStatus::OnHold);
    held.clock(ClockKind::Resolution, policy).build(store).await;
    let pauses = format!(r#"[{{"from":{START},"to":null}}]"#);
    run(store, &format!("UPDATE sla_clock SET pauses = '{pauses}' WHERE case_id = 9")).await;
    START + 6 * HOUR
}

async fn listed(
    store: &Store,
    who: Principal,
    filter: &CaseFilter,
    due: DueFilter,
    now: Timestamp,
) -> Vec<i64> {
    let scoped = store.as_principal(&who);
    let list = scoped.cases().list_by_clocks(filter, due, 1, now).await.expect("a list");
    assert!(!list.more);
    list.rows.iter().map(|row| row.id.0).collect()
}

contract!(open_cases_are_listed_by_their_next_due_instant, |store| {
    let now = world(&store).await;
    let by_due = |ascending| CaseFilter { order: CaseOrder::Due, ascending, ..CaseFilter::default() };
    // Opened 6, 5, 4, 3, 2 and 1 hours ago: the target of the first three is used up.
    for (due, wanted) in [
        (DueFilter::Overdue, vec![1, 2, 3]),
        (DueFilter::AtRisk, vec![4, 5]),
        (DueFilter::Open, vec![1, 2, 3, 4, 5, 6, 8, 9]),
    ] {
        assert_eq!(listed(&store, SUPERVISOR, &by_due(true), due, now).await, wanted, "{due:?}");
    }
    let latest = listed(&store, ADMINISTRATOR, &by_due(false), DueFilter::Open, now).await;
    assert_eq!(latest, [6, 5, 4, 3, 2, 1, 8, 9], "what is never due is last in both directions");
    let by_id = CaseFilter { order: CaseOrder::Id, ..CaseFilter::default() };
    assert_eq!(listed(&store, SUPERVISOR, &by_id, DueFilter::AtRisk, now).await, [5, 4]);
    let waiting = CaseFilter { statuses: vec![CaseStatus::Waiting, CaseStatus::Closed], ..by_due(true) };
    assert_eq!(listed(&store, SUPERVISOR, &waiting, DueFilter::Open, now).await, [8]);
    let closed = CaseFilter { statuses: vec![CaseStatus::Closed], ..by_due(true) };
    assert_eq!(listed(&store, SUPERVISOR, &closed, DueFilter::Open, now).await, [0; 0]);
});

contract!(the_numbers_are_those_of_the_lists_in_scope, |store| {
    let now = world(&store).await;
    for (who, overdue, at_risk, open) in
        [(SUPERVISOR, 3, 2, 8), (ADMINISTRATOR, 3, 2, 8), (AGENT, 1, 1, 5), (STRANGER, 0, 0, 0)]
    {
        let scoped = store.as_principal(&who);
        let counts = scoped.cases().due_counts(&CaseFilter::default(), now).await.expect("counts");
        assert_eq!(counts, DueCounts { overdue, at_risk, open, more: false }, "{who:?}");
        for due in DueFilter::ALL {
            let found = listed(&store, who, &CaseFilter::default(), due, now).await;
            assert_eq!(found.len() as u64, counts.of(due), "{who:?} {due:?}");
        }
    }
    let later =
        store.as_principal(&SUPERVISOR).cases().due_counts(&CaseFilter::default(), now + 4 * HOUR).await;
    assert_eq!(later.expect("counts").overdue, 6, "one is on hold and one has no clock");
});

contract!(of_too_many_open_cases_some_are_left_out_and_the_list_says_so, |store| {
    AccountBuilder::administrator(1).build(&store).await;
    CustomerBuilder::new(1).name("Ana").build(&store).await;
    many_cases(1..=MAX_CLOCKED.cast_signed() + 1).with("status", "'waiting'").build(&store).await;
    let scoped = store.as_principal(&ADMINISTRATOR);
    let list = scoped.cases().list_by_clocks(&CaseFilter::default(), DueFilter::Open, 1, START).await;
    let list = list.expect("a list");
    assert_eq!((list.page.total, list.more), (MAX_CLOCKED, true));
    let counts = scoped.cases().due_counts(&CaseFilter::default(), START).await.expect("counts");
    assert_eq!((counts.open, counts.more), (MAX_CLOCKED, true));
});
