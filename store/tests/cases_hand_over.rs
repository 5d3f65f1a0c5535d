//! *Repassar*: givers and receivers of a case, what becomes of it, and what concurrent changes do.

use crate::support::builders::{
    AccountBuilder, CalendarBuilder, CaseBuilder, CustomerBuilder, GroupBuilder, InteractionBuilder,
    PolicyBuilder, QueueBuilder, record_merge, retire, trail_of,
};
use crate::support::world::{number_of, run, texts_of};
use domain::case_life::{ActionRefusal, CaseAction};
use domain::cases::{
    CaseFilter, Event, HandOver, HandOverOutcome, HandOverSeen, MAX_RECEIVED, StepOutcome, TimelineFilter,
};
use domain::settings::{GroupRecord, QueueRecord};
use domain::sla::{ClockKind, SlaStatus};
use domain::{CaseId, CaseStatus, Millis, Principal, QueueId, Role, TimelineAction, Timestamp, UserId};
use store::Store;

const AGENT: Principal = Principal { user: UserId(10), role: Role::Agent };
const MATE: Principal = Principal { user: UserId(11), role: Role::Agent };
const OTHER: Principal = Principal { user: UserId(17), role: Role::Agent };
const SUPERVISOR: Principal = Principal { user: UserId(2), role: Role::Supervisor };
const OTHER_SUPERVISOR: Principal = Principal { user: UserId(3), role: Role::Supervisor };
const ADMINISTRATOR: Principal = Principal { user: UserId(1), role: Role::Administrator };
const CASE: CaseId = CaseId(1);
const HOUR: Millis = Millis::hours(1);
/// Monday, 2026-03-02, 09:00 in São Paulo.
const MONDAY_9: Timestamp = Timestamp(1_772_452_800_000);
const SUPPORT: Option<QueueId> = Some(QueueId(2));

/// Case 1 of agent 10, in service in *Vendas*, without interactions. Agents 10, 11 and
/// 12 are in the group of supervisor 2, agent 17 in that of supervisor 3.
async fn world(store: &Store) {
    AccountBuilder::administrator(1).name("Alda").build(store).await;
    AccountBuilder::supervisor(2).name("Sueli").build(store).await;
    AccountBuilder::supervisor(3).name("Outra").build(store).await;
    AccountBuilder::agent(10).name("Ana").build(store).await;
    AccountBuilder::agent(11).name("Bia").build(store).await;
    AccountBuilder::agent(12).name("bia").build(store).await;
    AccountBuilder::agent(17).name("Zeca").build(store).await;
    GroupBuilder::new("g").agents(&[10, 11, 12]).supervisors(&[2]).build(store).await;
    GroupBuilder::new("h").agents(&[17]).supervisors(&[3]).build(store).await;
    QueueBuilder::new("Vendas").build(store).await;
    QueueBuilder::new("Suporte").build(store).await;
    CustomerBuilder::new(1).name("João").build(store).await;
    let calendar = CalendarBuilder::always("c").build(store).await;
    let policy = PolicyBuilder::new("p", calendar).first_response(HOUR).resolution(4 * HOUR);
    let policy = policy.build(store).await;
    let case = CaseBuilder::new(1).queue(1).subject("Boleto").agent(10).opened_at(MONDAY_9);
    let case = case.clock(ClockKind::FirstResponse, policy).clock(ClockKind::Resolution, policy);
    case.status(CaseStatus::InService).build(store).await;
}

fn to(agent: Option<i64>, status: CaseStatus) -> HandOver {
    let seen = HandOverSeen { status, responsible: Some(AGENT.user) };
    HandOver { agent: agent.map(UserId), queue: None, comment: "Férias".to_owned(), seen }
}

async fn hand_over(store: &Store, who: Principal, form: &HandOver) -> Option<HandOverOutcome> {
    store.as_principal(&who).cases().hand_over(CASE, form, MONDAY_9 + HOUR).await.expect("an answer")
}

/// The case goes from agent 10 to agent 11.
async fn given(store: &Store) {
    let done = hand_over(store, AGENT, &to(Some(11), CaseStatus::InService)).await;
    assert_eq!(done, Some(HandOverOutcome::Done));
}

/// The field and the code of each error.
fn errors(outcome: Option<HandOverOutcome>) -> Vec<(String, &'static str)> {
    match outcome {
        Some(HandOverOutcome::Invalid(errors)) => {
            errors.0.into_iter().map(|error| (error.field, error.problem.code())).collect()
        }
        other => panic!("not refused: {other:?}"),
    }
}

/// Status, responsible user and queue of the case.
async fn state(store: &Store) -> String {
    let sql = "SELECT status || ' ' || coalesce('' || agent_id, '-') || ' ' || coalesce('' || queue_id, '-') \
               FROM service_case WHERE id = 1";
    texts_of(store, sql).await.remove(0)
}

/// The cases that a user has received, with their givers.
async fn received(store: &Store, who: Principal) -> Vec<(i64, String)> {
    let received = store.as_principal(&who).cases().received().await.expect("cases");
    received.cases.into_iter().map(|case| (case.id.0, case.from)).collect()
}

async fn sees(store: &Store, who: Principal) -> bool {
    let scoped = store.as_principal(&who);
    let head = scoped.cases().head(CASE).await.expect("an answer").is_some();
    let listed = scoped.cases().list(&CaseFilter::default(), 1).await.expect("a list");
    assert_eq!(head, listed.rows.iter().any(|row| row.id == CASE), "window and list agree for {who:?}");
    head
}

async fn newest_event(store: &Store) -> Event {
    let scoped = store.as_principal(&ADMINISTRATOR);
    let page = scoped.cases().timeline(CASE, &TimelineFilter::default(), 1).await;
    page.expect("a timeline").events.remove(0)
}

contract!(the_receiver_is_responsible_and_has_the_case_first, |store| {
    world(&store).await;
    assert_eq!(received(&store, MATE).await, []);
    given(&store).await;
    assert_eq!(state(&store).await, "waiting 11 1", "it waits for its receiver");
    assert_eq!(received(&store, MATE).await, [(1, "Ana".to_owned())]);
    assert_eq!(received(&store, AGENT).await, []);
    let event = newest_event(&store).await;
    assert_eq!((event.action, event.actor.as_deref()), (TimelineAction::HandedOver, Some("Ana")));
    assert_eq!((event.comment.as_deref(), event.status), (Some("Férias"), Some(CaseStatus::Waiting)));
    let changes: Vec<_> = event.changes.iter().map(|c| [&*c.field, &*c.from, &*c.to]).collect();
    assert_eq!(changes, [["responsible", "Ana", "Bia"]]);
    let entry = "action || ' ' || object || ' ' || object_id || ' ' || before || ' ' || after";
    let before = r#"{"queue":"Vendas","responsible":"Ana","status":"in_service"}"#;
    let after = r#"{"comment":"Férias","queue":"Vendas","responsible":"Bia","status":"waiting"}"#;
    assert_eq!(trail_of(&store, entry).await, [format!("handed_over case 1 {before} {after}")]);
    let mate = store.as_principal(&MATE);
    let step =
        mate.cases().step(CASE, CaseAction::Continue, CaseStatus::Waiting, None, MONDAY_9 + HOUR).await;
    assert_eq!(step.expect("an answer"), Some(StepOutcome::Done(CaseStatus::InService)));
    assert_eq!(received(&store, MATE).await, [], "it is accepted");
});

contract!(the_scope_of_a_case_goes_with_who_is_responsible, |store| {
    world(&store).await;
    for (who, before) in
        [(AGENT, true), (MATE, false), (SUPERVISOR, true), (OTHER, false), (OTHER_SUPERVISOR, false)]
    {
        assert_eq!(sees(&store, who).await, before, "{who:?}");
    }
    let done = hand_over(&store, ADMINISTRATOR, &to(Some(17), CaseStatus::InService)).await;
    assert_eq!(done, Some(HandOverOutcome::Done));
    for (who, after) in
        [(AGENT, false), (MATE, false), (SUPERVISOR, false), (OTHER, true), (OTHER_SUPERVISOR, true)]
    {
        assert_eq!(sees(&store, who).await, after, "{who:?}");
    }
});

contract!(who_has_served_the_case_goes_on_seeing_it_and_its_content_stays_theirs, |store| {
    world(&store).await;
    let served = InteractionBuilder::new("P1", MONDAY_9 + Millis(1)).case(1).agent("u10").notes("Segredo");
    served.build(&store).await;
    given(&store).await;
    assert!(sees(&store, AGENT).await);
    assert!(sees(&store, MATE).await);
    let scoped = store.as_principal(&MATE);
    let seen = scoped.cases().timeline(CASE, &TimelineFilter::default(), 1).await.expect("a timeline");
    let interaction = seen.events.iter().find(|event| event.action == TimelineAction::Interaction);
    assert_eq!(interaction.expect("its row").comment, None, "the notes are of another's interaction");
});

contract!(everybody_gives_within_their_own_groups, |store| {
    world(&store).await;
    AccountBuilder::agent(13).name("Fora").build(&store).await;
    run(&store, "UPDATE user_account SET active = FALSE WHERE id = 13").await;
    run(
        &store,
        "INSERT INTO group_agent (group_id, agent_id) SELECT id, 13 FROM monitoring_group WHERE name = 'g'",
    )
    .await;
    let offered = async |who: Principal| {
        let receivers = store.as_principal(&who).cases().receivers(Some(AGENT.user)).await.expect("people");
        receivers.into_iter().map(|receiver| receiver.id.0).collect::<Vec<_>>()
    };
    assert_eq!(offered(AGENT).await, [11, 12, 2], "colleagues and the supervisor");
    assert_eq!(offered(SUPERVISOR).await, [11, 12]);
    assert_eq!(offered(OTHER_SUPERVISOR).await, [17]);
    assert_eq!(offered(ADMINISTRATOR).await, [11, 12, 3, 2, 17]);
    for (who, agent) in
        [(AGENT, 17), (AGENT, 3), (AGENT, 1), (AGENT, 13), (AGENT, 99), (SUPERVISOR, 17), (ADMINISTRATOR, 13)]
    {
        let refused = hand_over(&store, who, &to(Some(agent), CaseStatus::InService)).await;
        assert_eq!(errors(refused), [("agent".to_owned(), "unknown_value")], "{who:?} to {agent}");
    }
    assert_eq!(state(&store).await, "in_service 10 1");
});

contract!(people_of_one_name_are_offered_with_their_logins, |store| {
    world(&store).await;
    run(&store, "UPDATE user_account SET name = 'Bia' WHERE id = 12").await;
    let offered = store.as_principal(&SUPERVISOR).cases().receivers(Some(AGENT.user)).await.expect("people");
    assert_eq!(offered.iter().map(|one| &*one.name).collect::<Vec<_>>(), ["Bia (u11)", "Bia (u12)"]);
});

contract!(who_cannot_receive_any_more_is_refused, |store| {
    world(&store).await;
    let unknown = [("agent".to_owned(), "unknown_value")];
    let given = to(Some(11), CaseStatus::InService);
    run(&store, "UPDATE user_account SET active = FALSE WHERE id = 11").await;
    assert_eq!(errors(hand_over(&store, AGENT, &given).await), unknown, "inactive");
    run(&store, "UPDATE user_account SET active = TRUE, role = 'administrator' WHERE id = 11").await;
    assert_eq!(errors(hand_over(&store, AGENT, &given).await), unknown, "another role");
    run(
        &store,
        "UPDATE user_account SET role = 'agent' WHERE id = 11; DELETE FROM group_agent WHERE agent_id = 11",
    )
    .await;
    assert_eq!(errors(hand_over(&store, AGENT, &given).await), unknown, "out of the group");
    let group = number_of(&store, "SELECT id FROM monitoring_group WHERE name = 'g'").await;
    retire::<GroupRecord>(&store, domain::GroupId(group)).await;
    let given = to(Some(12), CaseStatus::InService);
    assert_eq!(errors(hand_over(&store, AGENT, &given).await), unknown, "a group that is not in use");
    assert_eq!(number_of(&store, "SELECT count(*) FROM case_event").await, 0);
});

contract!(only_who_is_responsible_and_those_above_hand_an_open_case_over, |store| {
    world(&store).await;
    InteractionBuilder::new("P1", MONDAY_9 + Millis(1)).case(1).agent("u12").build(&store).await;
    let third = Principal { user: UserId(12), role: Role::Agent };
    let refused = hand_over(&store, third, &to(Some(11), CaseStatus::InService)).await;
    assert_eq!(refused, Some(HandOverOutcome::Refused(ActionRefusal::NotResponsible)));
    assert_eq!(hand_over(&store, OTHER, &to(Some(11), CaseStatus::InService)).await, None, "like absent");
    run(&store, "UPDATE service_case SET status = 'closed', closed_at = 1 WHERE id = 1").await;
    let refused = hand_over(&store, AGENT, &to(Some(11), CaseStatus::Closed)).await;
    let not_from_here = ActionRefusal::NotFromHere(CaseStatus::Closed);
    assert_eq!(refused, Some(HandOverOutcome::Refused(not_from_here)));
    let none = HandOver { comment: " ".to_owned(), ..to(None, CaseStatus::Closed) };
    run(&store, "UPDATE service_case SET status = 'waiting', closed_at = NULL WHERE id = 1").await;
    let none = HandOver { seen: HandOverSeen { status: CaseStatus::Waiting, ..none.seen }, ..none };
    let required = ["agent", "comment"].map(|field| (field.to_owned(), "required"));
    assert_eq!(errors(hand_over(&store, AGENT, &none).await), required);
});

contract!(a_case_on_hold_stays_on_hold_and_its_clocks_stay_paused, |store| {
    world(&store).await;
    let cases = store.as_principal(&AGENT);
    let held = cases.cases().step(CASE, CaseAction::Hold, CaseStatus::InService, None, MONDAY_9).await;
    assert_eq!(held.expect("an answer"), Some(StepOutcome::Done(CaseStatus::OnHold)));
    let done = hand_over(&store, AGENT, &to(Some(11), CaseStatus::OnHold)).await;
    assert_eq!(done, Some(HandOverOutcome::Done));
    assert_eq!(state(&store).await, "on_hold 11 1");
    assert_eq!(newest_event(&store).await.status, None, "the status is the same");
    assert_eq!(received(&store, MATE).await, [(1, "Ana".to_owned())]);
    let clocks = store.as_principal(&MATE).cases().clocks(CASE, MONDAY_9 + 9 * HOUR).await.expect("clocks");
    assert!(clocks.iter().all(|clock| clock.reading.status == SlaStatus::Paused), "{clocks:?}");
});

contract!(the_clocks_of_a_case_in_service_run_on, |store| {
    world(&store).await;
    given(&store).await;
    let clocks = store.as_principal(&MATE).cases().clocks(CASE, MONDAY_9 + 2 * HOUR).await.expect("clocks");
    assert!(clocks.iter().all(|clock| clock.reading.elapsed_ms == 2 * HOUR), "{clocks:?}");
});

contract!(a_case_is_given_back_to_a_queue, |store| {
    world(&store).await;
    let support = QueueBuilder::new("Antiga").build(&store).await;
    retire::<QueueRecord>(&store, support).await;
    let gone = HandOver { queue: Some(support), ..to(None, CaseStatus::InService) };
    assert_eq!(errors(hand_over(&store, AGENT, &gone).await), [("queue".to_owned(), "unknown_value")]);
    let revision = number_of(&store, "SELECT revision FROM service_case WHERE id = 1").await;
    let form = HandOver { queue: SUPPORT, ..to(None, CaseStatus::InService) };
    assert_eq!(hand_over(&store, AGENT, &form).await, Some(HandOverOutcome::Done));
    assert_eq!(state(&store).await, "waiting - 2");
    assert_eq!(number_of(&store, "SELECT revision FROM service_case WHERE id = 1").await, revision + 1);
    let changes = newest_event(&store).await.changes;
    let changes: Vec<_> = changes.iter().map(|c| [&*c.field, &*c.from, &*c.to]).collect();
    assert_eq!(changes, [["responsible", "Ana", ""], ["queue", "Vendas", "Suporte"]]);
    assert_eq!(number_of(&store, "SELECT count(*) FROM case_hand_over").await, 0, "it has no receiver");
    assert!(!sees(&store, AGENT).await);
    // Again, to the same queue: nothing would change.
    let seen = HandOverSeen { status: CaseStatus::Waiting, responsible: None };
    let again = HandOver { seen, ..form };
    assert_eq!(errors(hand_over(&store, ADMINISTRATOR, &again).await), [("agent".to_owned(), "taken")]);
});

contract!(of_two_who_hand_over_at_once_the_second_learns_the_new_state, |store| {
    world(&store).await;
    let (first, second) = (to(Some(11), CaseStatus::InService), to(Some(12), CaseStatus::InService));
    let (one, other) =
        tokio::join!(hand_over(&store, AGENT, &first), hand_over(&store, SUPERVISOR, &second),);
    let (lost, winner) = match (one, other) {
        (Some(HandOverOutcome::Done), lost) => (lost, "Bia"),
        (lost, Some(HandOverOutcome::Done)) => (lost, "bia"),
        both => panic!("neither was done: {both:?}"),
    };
    // The agent who was too late may not see the case any more.
    if let Some(lost) = lost {
        let (status, responsible) = (CaseStatus::Waiting, Some(winner.to_owned()));
        assert_eq!(lost, HandOverOutcome::Changed { status, responsible });
    } else {
        assert!(!sees(&store, AGENT).await);
    }
    assert_eq!(number_of(&store, "SELECT count(*) FROM case_event WHERE action = 'handed_over'").await, 1);
    assert_eq!(trail_of(&store, "action").await, ["handed_over"]);
});

contract!(a_case_that_waits_is_handed_over_only_by_who_knows_its_holder, |store| {
    world(&store).await;
    run(&store, "UPDATE service_case SET status = 'waiting' WHERE id = 1").await;
    let done = hand_over(&store, AGENT, &to(Some(11), CaseStatus::Waiting)).await;
    assert_eq!(done, Some(HandOverOutcome::Done));
    // The status is the same as before; the responsible user is not.
    let late = hand_over(&store, SUPERVISOR, &to(Some(12), CaseStatus::Waiting)).await;
    let changed =
        HandOverOutcome::Changed { status: CaseStatus::Waiting, responsible: Some("Bia".to_owned()) };
    assert_eq!(late, Some(changed));
});

contract!(a_merged_case_leads_to_its_survivor, |store| {
    world(&store).await;
    CaseBuilder::new(2).agent(10).build(&store).await;
    given(&store).await;
    record_merge(&store, 1, 2).await;
    let outcome = hand_over(&store, AGENT, &to(Some(11), CaseStatus::InService)).await;
    assert_eq!(outcome, Some(HandOverOutcome::Merged(CaseId(2))));
    assert_eq!(received(&store, MATE).await, [], "the survivor is another's");
});

contract!(received_cases_are_limited_and_newest_first, |store| {
    world(&store).await;
    let most = i64::try_from(MAX_RECEIVED).expect("a number");
    for id in 2..=most + 2 {
        CaseBuilder::new(id).agent(11).build(&store).await;
        let sql =
            format!("INSERT INTO case_hand_over (case_id, from_id, to_id, at) VALUES ({id}, 10, 11, {id})");
        run(&store, &sql).await;
    }
    let received = store.as_principal(&MATE).cases().received().await.expect("cases");
    let ids: Vec<i64> = received.cases.iter().map(|case| case.id.0).collect();
    assert_eq!(ids, (3..=most + 2).rev().collect::<Vec<_>>());
    assert!(received.more);
});
