//! Service levels at risk: one notification for each queue and user, which grows and strikes itself out.

use crate::support::builders::{
    AccountBuilder, CalendarBuilder, CaseBuilder, CustomerBuilder, GroupBuilder, InteractionBuilder,
    PolicyBuilder, QueueBuilder,
};
use crate::support::world::{number_of, run};
use domain::case_life::CaseAction;
use domain::notifications::{Notification, NotificationAbout};
use domain::sla::ClockKind;
use domain::{CaseId, CaseStatus, Millis, PolicyId, Principal, Role, Timestamp, UserId};
use store::Store;
use store::notifications::ServiceLevelsSeen;

const ANA: Principal = Principal { user: UserId(10), role: Role::Agent };
const BIA: Principal = Principal { user: UserId(11), role: Role::Agent };
const SUPERVISOR: Principal = Principal { user: UserId(2), role: Role::Supervisor };
const STRANGER: Principal = Principal { user: UserId(3), role: Role::Supervisor };
const ADMINISTRATOR: Principal = Principal { user: UserId(1), role: Role::Administrator };
const HOUR: Millis = Millis::hours(1);
/// Monday, 2026-03-02, 09:00 in São Paulo.
const OPENED: Timestamp = Timestamp(1_772_452_800_000);
/// When a clock of four hours is at risk.
const LATE: Timestamp = Timestamp(OPENED.0 + 3 * 3_600_000 + 1_800_000);

/// Agents 10 and 11 in the group of supervisor 2; two queues; a policy of four hours around the clock.
async fn world(store: &Store) -> PolicyId {
    AccountBuilder::administrator(1).build(store).await;
    AccountBuilder::supervisor(2).build(store).await;
    AccountBuilder::supervisor(3).build(store).await;
    AccountBuilder::agent(10).build(store).await;
    AccountBuilder::agent(11).build(store).await;
    GroupBuilder::new("g").agents(&[10, 11]).supervisors(&[2]).build(store).await;
    QueueBuilder::new("Vendas").build(store).await;
    QueueBuilder::new("Suporte").build(store).await;
    CustomerBuilder::new(1).name("João").build(store).await;
    let calendar = CalendarBuilder::always("c").build(store).await;
    let policy = PolicyBuilder::new("p", calendar).first_response(4 * HOUR).resolution(4 * HOUR);
    policy.at_risk_percent(80).build(store).await
}

fn case(id: i64, agent: i64, policy: PolicyId) -> CaseBuilder {
    let case = CaseBuilder::new(id).queue(1).agent(agent).opened_at(OPENED).status(CaseStatus::InService);
    case.clock(ClockKind::Resolution, policy)
}

/// Looks at the clocks: how many were added and settled.
async fn look(store: &Store, at: Timestamp) -> (u64, u64) {
    let seen = store.watch_service_levels(at).await.expect("an answer").expect("no other process looks");
    (seen.added, seen.settled)
}

async fn listed(store: &Store, who: Principal) -> Vec<Notification> {
    store.as_principal(&who).notifications().list(false, 1).await.expect("a list").rows
}

/// What a user is notified of: the queue, the number of cases, and whether it counts as unread.
async fn lines(store: &Store, who: Principal) -> Vec<(String, u64, bool)> {
    let of = |one: Notification| match &one.about {
        NotificationAbout::AtRisk { queue, cases } => {
            (queue.as_ref().map_or("-", |queue| &queue.name).to_owned(), *cases, one.is_unread())
        }
        other => panic!("not of service levels: {other:?}"),
    };
    listed(store, who).await.into_iter().map(of).collect()
}

fn line(queue: &str, cases: u64) -> (String, u64, bool) {
    (queue.to_owned(), cases, true)
}

contract!(one_line_for_each_queue_grows, |store| {
    let policy = world(&store).await;
    for id in 1..=3 {
        case(id, 10, policy).build(&store).await;
    }
    case(4, 11, policy).queue(2).build(&store).await;
    case(5, 11, policy).opened_at(LATE).build(&store).await;
    assert_eq!(look(&store, OPENED + HOUR).await, (0, 0), "nothing is at risk yet");
    // Three cases for ana and her supervisor, one for bia and the same.
    assert_eq!(look(&store, LATE).await, (8, 0));
    assert_eq!(lines(&store, ANA).await, [line("Vendas", 3)]);
    assert_eq!(lines(&store, BIA).await, [line("Suporte", 1)]);
    let mut of_supervisor = lines(&store, SUPERVISOR).await;
    of_supervisor.sort();
    assert_eq!(of_supervisor, [line("Suporte", 1), line("Vendas", 3)]);
    assert_eq!(lines(&store, STRANGER).await, []);
    assert_eq!(lines(&store, ADMINISTRATOR).await, [], "they would hear of everything");
    // The same causes again are no news; a missed target is the same cause.
    store.as_principal(&ANA).notifications().mark_all_read(LATE, LATE).await.expect("marked");
    assert_eq!(look(&store, LATE + 2 * HOUR).await, (0, 0));
    assert_eq!(lines(&store, ANA).await, [("Vendas".to_owned(), 3, false)]);
    case(6, 10, policy).build(&store).await;
    assert_eq!(look(&store, LATE + 2 * HOUR).await, (2, 0));
    assert_eq!(lines(&store, ANA).await, [line("Vendas", 4)], "the same line, unread again");
});

contract!(what_is_solved_strikes_itself_out, |store| {
    let policy = world(&store).await;
    case(1, 10, policy).build(&store).await;
    case(2, 10, policy).build(&store).await;
    look(&store, LATE).await;
    let step = async |case: i64, action, seen| {
        let ana = store.as_principal(&ANA);
        let done = ana.cases().step(CaseId(case), action, seen, None, LATE).await;
        done.expect("an answer").expect("in scope");
    };
    step(1, CaseAction::Hold, CaseStatus::InService).await;
    assert_eq!(look(&store, LATE).await, (0, 2), "of ana and of her supervisor");
    assert_eq!(lines(&store, ANA).await, [line("Vendas", 1)]);
    step(2, CaseAction::Close, CaseStatus::InService).await;
    assert_eq!(look(&store, LATE).await, (0, 2));
    let settled = listed(&store, ANA).await.remove(0);
    assert!(settled.is_settled && !settled.is_unread());
    assert!(matches!(settled.about, NotificationAbout::AtRisk { queue: Some(_), .. }), "{settled:?}");
    // Late again is another cause.
    step(1, CaseAction::Continue, CaseStatus::OnHold).await;
    assert_eq!(look(&store, LATE).await, (2, 0));
    assert_eq!(lines(&store, ANA).await, [line("Vendas", 1)]);
});

contract!(a_case_without_a_responsible_user_concerns_who_supervises_those_who_served_it, |store| {
    let policy = world(&store).await;
    InteractionBuilder::new("P1", OPENED).agent("u10").build(&store).await;
    run(&store, "UPDATE service_case SET agent_id = NULL, status = 'waiting', queue_id = NULL").await;
    let id = number_of(&store, "SELECT id FROM service_case").await;
    run(&store, "DELETE FROM sla_clock").await;
    let clock = format!(
        "INSERT INTO sla_clock (case_id, kind, policy_id, started) VALUES ({id}, 'resolution', {policy}, {OPENED})"
    );
    run(&store, &clock).await;
    assert_eq!(look(&store, LATE).await, (1, 0));
    assert_eq!(lines(&store, SUPERVISOR).await, [line("-", 1)]);
    assert_eq!(lines(&store, ANA).await, []);
});

contract!(who_is_not_concerned_any_more_sees_nothing_and_it_is_settled, |store| {
    let policy = world(&store).await;
    case(1, 10, policy).build(&store).await;
    look(&store, LATE).await;
    run(&store, "DELETE FROM group_supervisor; UPDATE service_case SET agent_id = 11").await;
    for who in [ANA, SUPERVISOR] {
        let seen = listed(&store, who).await;
        assert_eq!(
            seen.iter().map(|one| &one.about).collect::<Vec<_>>(),
            [&NotificationAbout::Gone],
            "{who:?}"
        );
    }
    assert_eq!(look(&store, LATE).await, (1, 2), "bia has it now");
    assert!(listed(&store, ANA).await[0].is_settled);
    assert_eq!(lines(&store, BIA).await, [line("Vendas", 1)]);
});

contract!(two_servers_notify_once, |store| {
    let policy = world(&store).await;
    for id in 1..=20 {
        case(id, 10, policy).clock(ClockKind::FirstResponse, policy).build(&store).await;
    }
    let looks = tokio::join!(
        store.watch_service_levels(LATE),
        store.watch_service_levels(LATE),
        store.watch_service_levels(LATE),
    );
    let seen = [looks.0, looks.1, looks.2].map(|look| look.expect("an answer").unwrap_or_default());
    // Two clocks of twenty cases, for two users.
    assert_eq!(seen.iter().map(|seen: &ServiceLevelsSeen| seen.added).sum::<u64>(), 80);
    assert_eq!(lines(&store, ANA).await, [line("Vendas", 20)]);
    assert_eq!(number_of(&store, "SELECT count(*) FROM notification").await, 2);
});

contract!(a_lease_is_kept_until_it_expires, |store| {
    world(&store).await;
    let held =
        format!("UPDATE service_level_watch SET lease = 'another', leased_until = {}", LATE + Millis(1));
    run(&store, &held).await;
    assert_eq!(store.watch_service_levels(LATE).await.expect("an answer"), None, "another looks");
    assert!(store.watch_service_levels(LATE + Millis(1)).await.expect("an answer").is_some(), "it has died");
    assert_eq!(number_of(&store, "SELECT count(*) FROM service_level_watch WHERE lease IS NULL").await, 1);
});

contract!(more_clocks_than_are_read_at_once_are_all_found, |store| {
    let policy = world(&store).await;
    let mut sql = String::new();
    for id in 1..=600 {
        sql += &case(id, 10, policy).sql();
    }
    run(&store, &sql).await;
    assert_eq!(look(&store, LATE).await, (1200, 0));
    assert_eq!(lines(&store, ANA).await, [line("Vendas", 100)], "counted up to an end");
    run(&store, "UPDATE service_case SET status = 'on_hold'").await;
    assert_eq!(look(&store, LATE).await, (0, 1200));
});
