//! The life cycle of a case: steps and their effects on SLA clocks, comments, edit conflicts.

use crate::support::builders::{
    AccountBuilder, CalendarBuilder, CaseBuilder, CustomerBuilder, GroupBuilder, PolicyBuilder, QueueBuilder,
    case_kind,
};
use crate::support::world::{number_of, texts_of};
use domain::case_life::{ActionRefusal, CaseAction};
use domain::cases::{CommentOutcome, EditOutcome, Event, StepOutcome, TimelineFilter};
use domain::record::{CaseRecord, CustomerRecord};
use domain::sla::{ClockKind, SlaStatus};
use domain::{
    CaseId, CaseStatus, Millis, Principal, QueueId, Revision, Role, TimelineAction, Timestamp, UserId,
};
use store::Store;

const AGENT: Principal = Principal { user: UserId(10), role: Role::Agent };
const OTHER: Principal = Principal { user: UserId(11), role: Role::Agent };
const SUPERVISOR: Principal = Principal { user: UserId(2), role: Role::Supervisor };
const STRANGER: Principal = Principal { user: UserId(3), role: Role::Supervisor };
const CASE: CaseId = CaseId(1);
const HOUR: Millis = Millis::hours(1);
/// Monday, 2026-11-16, 09:00 in São Paulo.
const MONDAY_9: Timestamp = Timestamp(1_794_830_400_000);

/// One waiting case of agent 10; both agents in the supervisor's group; business hours 9 to 17.
async fn world(store: &Store) {
    AccountBuilder::supervisor(2).name("Sueli").build(store).await;
    AccountBuilder::supervisor(3).name("Outra").build(store).await;
    AccountBuilder::agent(10).name("Ana").build(store).await;
    AccountBuilder::agent(11).name("Bia").build(store).await;
    GroupBuilder::new("g").agents(&[10, 11]).supervisors(&[2]).build(store).await;
    QueueBuilder::new("Vendas").build(store).await;
    case_kind(store, "Reclamação").await;
    let customer = CustomerBuilder::new(1).name("João").phone("(11) 3333-4444").whatsapp("11 98765-4321");
    let customer = customer.address("phone", "+551133334444").address("whatsapp", "+5511987654321");
    customer.custom(r#"{"Plano":"A"}"#).build(store).await;
    let calendar = CalendarBuilder::business_hours("c").holiday("2026-11-20").build(store).await;
    let standard = PolicyBuilder::new("Padrão", calendar).first_response(HOUR).resolution(4 * HOUR);
    let standard = standard.at_risk_percent(50).build(store).await;
    let complaints = PolicyBuilder::new("Reclamações", calendar).kind("Reclamação");
    complaints.first_response(HOUR / 2).resolution(2 * HOUR).build(store).await;
    let case = CaseBuilder::new(1).queue(1).kind("Dúvida").subject("Boleto").agent(10).opened_at(MONDAY_9);
    let case = case.clock(ClockKind::FirstResponse, standard).clock(ClockKind::Resolution, standard);
    case.build(store).await;
}

async fn step(
    store: &Store,
    who: Principal,
    action: CaseAction,
    seen: CaseStatus,
    at: Timestamp,
) -> Option<StepOutcome> {
    store.as_principal(&who).cases().step(CASE, action, seen, None, at).await.expect("an answer")
}

async fn status(store: &Store) -> String {
    texts_of(store, "SELECT status FROM service_case WHERE id = 1").await.remove(0)
}

async fn events(store: &Store) -> Vec<Event> {
    let page = store.as_principal(&SUPERVISOR).cases().timeline(CASE, &TimelineFilter::default(), 1).await;
    page.expect("a timeline").events
}

contract!(a_case_goes_through_its_life_and_the_timeline_tells, |store| {
    use CaseAction::{Close, Continue, Hold, Reopen};
    use CaseStatus::{Closed, InService, OnHold, Waiting};
    world(&store).await;
    let mut at = MONDAY_9;
    for (action, seen, expected) in [
        (Continue, Waiting, InService),
        (Hold, InService, OnHold),
        (Continue, OnHold, InService),
        (Close, InService, Closed),
        (Reopen, Closed, InService),
    ] {
        at += Millis::seconds(1);
        assert_eq!(step(&store, AGENT, action, seen, at).await, Some(StepOutcome::Done(expected)));
        assert_eq!(status(&store).await, expected.as_str());
        let closed = number_of(&store, "SELECT count(*) FROM service_case WHERE closed_at IS NOT NULL").await;
        assert_eq!(closed == 1, expected == Closed, "closed_at is there while the case is closed");
        let updated = number_of(&store, "SELECT updated_at FROM service_case WHERE id = 1").await;
        assert_eq!(Timestamp(updated), at);
    }
    let found: Vec<_> = events(&store).await.into_iter().map(|event| (event.action, event.status)).collect();
    let done = |action, status| (action, Some(status));
    assert_eq!(
        found,
        [
            done(TimelineAction::Reopened, InService),
            done(TimelineAction::Closed, Closed),
            done(TimelineAction::Continued, InService),
            done(TimelineAction::Held, OnHold),
            done(TimelineAction::Continued, InService),
            (TimelineAction::Opened, None),
        ]
    );
});

contract!(only_valid_steps_of_who_may_are_taken, |store| {
    world(&store).await;
    let held = step(&store, AGENT, CaseAction::Hold, CaseStatus::Waiting, MONDAY_9).await;
    assert_eq!(held, Some(StepOutcome::Refused(ActionRefusal::NotFromHere(CaseStatus::Waiting))));
    let unseen = step(&store, STRANGER, CaseAction::Continue, CaseStatus::Waiting, MONDAY_9).await;
    assert_eq!(unseen, None, "out of scope is like not there");
    let unseen = step(&store, OTHER, CaseAction::Continue, CaseStatus::Waiting, MONDAY_9).await;
    assert_eq!(unseen, None, "another agent's case");
    assert_eq!(status(&store).await, "waiting");
    step(&store, AGENT, CaseAction::Continue, CaseStatus::Waiting, MONDAY_9).await;
    let stale = step(&store, SUPERVISOR, CaseAction::Continue, CaseStatus::Waiting, MONDAY_9).await;
    assert_eq!(stale, Some(StepOutcome::Changed(CaseStatus::InService)), "somebody was faster");
    let closed = step(&store, SUPERVISOR, CaseAction::Close, CaseStatus::InService, MONDAY_9).await;
    assert_eq!(closed, Some(StepOutcome::Done(CaseStatus::Closed)), "supervisors finish what is in scope");
});

contract!(whoever_continues_a_case_is_responsible_for_it, |store| {
    world(&store).await;
    step(&store, SUPERVISOR, CaseAction::Continue, CaseStatus::Waiting, MONDAY_9).await;
    assert_eq!(number_of(&store, "SELECT agent_id FROM service_case WHERE id = 1").await, 2);
});

contract!(the_clocks_follow_the_life_of_the_case, |store| {
    world(&store).await;
    let read = async |now: Timestamp| {
        let clocks = store.as_principal(&SUPERVISOR).cases().clocks(CASE, now).await.expect("clocks");
        let of = |kind| {
            let clock = clocks.iter().find(|clock| clock.kind == kind).expect("both");
            (clock.reading.status, clock.reading.elapsed_ms)
        };
        (of(ClockKind::FirstResponse), of(ClockKind::Resolution))
    };
    assert_eq!(
        read(MONDAY_9 + HOUR / 2).await,
        ((SlaStatus::AtRisk, HOUR / 2), (SlaStatus::OnTrack, HOUR / 2))
    );
    step(&store, AGENT, CaseAction::Continue, CaseStatus::Waiting, MONDAY_9 + HOUR / 2).await;
    step(&store, AGENT, CaseAction::Hold, CaseStatus::InService, MONDAY_9 + HOUR).await;
    assert_eq!(
        read(MONDAY_9 + 5 * HOUR).await,
        ((SlaStatus::Met, HOUR / 2), (SlaStatus::Paused, HOUR)),
        "what is pending takes no time"
    );
    step(&store, AGENT, CaseAction::Continue, CaseStatus::OnHold, MONDAY_9 + 5 * HOUR).await;
    step(&store, AGENT, CaseAction::Close, CaseStatus::InService, MONDAY_9 + 6 * HOUR).await;
    assert_eq!(read(MONDAY_9 + 30 * HOUR).await.1, (SlaStatus::Met, 2 * HOUR));
    // Thursday 16:00; Friday is a holiday, so Monday 10:00 is two hours later.
    let thursday_16 = MONDAY_9 + (3 * 24 + 7) * HOUR;
    step(&store, AGENT, CaseAction::Reopen, CaseStatus::Closed, thursday_16).await;
    let (first, resolution) = read(MONDAY_9 + (7 * 24 + 1) * HOUR).await;
    assert_eq!(first, (SlaStatus::Met, HOUR / 2), "a response once given stays given");
    assert_eq!(resolution, (SlaStatus::Breached, 4 * HOUR), "reopening forgets nothing");
});

contract!(another_kind_is_measured_by_another_policy_and_keeps_what_has_elapsed, |store| {
    world(&store).await;
    let record = CaseRecord {
        kind: "Reclamação".to_owned(),
        subject: "Boleto".to_owned(),
        queue: Some(QueueId(1)),
        ..CaseRecord::default()
    };
    let scoped = store.as_principal(&SUPERVISOR);
    let edited = scoped.cases().edit(CASE, Revision(0), record, MONDAY_9 + HOUR).await.expect("an answer");
    assert_eq!(edited, Some(EditOutcome::Saved));
    let clocks = scoped.cases().clocks(CASE, MONDAY_9 + HOUR).await.expect("clocks");
    for clock in clocks {
        assert_eq!(clock.policy, "Reclamações");
        assert_eq!(clock.reading.elapsed_ms, HOUR);
    }
    let states = scoped.cases().sla_states(&[CASE, CaseId(9)], MONDAY_9 + HOUR).await.expect("states");
    let state = states.get(&CASE).expect("a state");
    assert_eq!(state.status, SlaStatus::Breached, "the worst clock speaks for the case");
    assert_eq!(states.len(), 1);
    let hidden = store.as_principal(&STRANGER).cases().sla_states(&[CASE], MONDAY_9).await.expect("states");
    assert!(hidden.is_empty());
});

contract!(a_comment_is_found_without_its_accents, |store| {
    world(&store).await;
    let scoped = store.as_principal(&AGENT);
    for (text, at) in [(" Solicitação de ação urgente ", Timestamp(2000)), ("Outra coisa", Timestamp(3000))]
    {
        let written = scoped.cases().comment(CASE, text, at).await.expect("an answer");
        assert_eq!(written, Some(CommentOutcome::Written));
    }
    let empty = scoped.cases().comment(CASE, " \n", Timestamp(4000)).await.expect("an answer");
    assert!(matches!(empty, Some(CommentOutcome::Invalid(_))), "a comment says something: {empty:?}");
    assert_eq!(
        store.as_principal(&OTHER).cases().comment(CASE, "x", Timestamp(5000)).await.expect("an answer"),
        None
    );
    let search = TimelineFilter { search: "solicitacao".to_owned(), ..TimelineFilter::default() };
    let found = scoped.cases().timeline(CASE, &search, 1).await.expect("a timeline");
    assert_eq!(found.total, 1);
    assert_eq!(found.events[0].comment.as_deref(), Some("Solicitação de ação urgente"));
    assert_eq!(found.events[0].actor.as_deref(), Some("Ana"));
    let by = |users: &[i64], commented, actions: &[TimelineAction]| TimelineFilter {
        users: users.iter().map(|id| UserId(*id)).collect(),
        commented,
        actions: actions.to_vec(),
        ..TimelineFilter::default()
    };
    for (filter, expected) in [
        (by(&[10], None, &[]), 2),
        (by(&[2], None, &[]), 0),
        (by(&[], Some(true), &[]), 2),
        (by(&[], Some(false), &[]), 1),
        (by(&[], None, &[TimelineAction::Opened]), 1),
        (by(&[10], Some(true), &[TimelineAction::Commented, TimelineAction::Opened]), 2),
    ] {
        let found = scoped.cases().timeline(CASE, &filter, 1).await.expect("a timeline");
        assert_eq!((found.total, found.events.len()), (expected, expected as usize), "{filter:?}");
    }
    let users = scoped.cases().timeline_users(CASE).await.expect("users");
    assert_eq!(users.iter().map(|user| user.name.as_str()).collect::<Vec<_>>(), ["Ana"]);
    let hidden = store.as_principal(&STRANGER).cases().timeline(CASE, &TimelineFilter::default(), 1).await;
    assert_eq!(hidden.expect("an answer").total, 0);
});

contract!(the_same_comment_within_seconds_is_there_once, |store| {
    world(&store).await;
    let write = async |who: Principal, text: &str, at: Timestamp| {
        let written = store.as_principal(&who).cases().comment(CASE, text, at).await.expect("an answer");
        assert_eq!(written, Some(CommentOutcome::Written));
        number_of(&store, "SELECT count(*) FROM case_event WHERE action = 'commented'").await
    };
    assert_eq!(write(AGENT, "Liguei", Timestamp(100_000)).await, 1);
    assert_eq!(write(AGENT, " Liguei\n", Timestamp(103_000)).await, 1, "a second click");
    assert_eq!(write(AGENT, "Liguei de novo", Timestamp(103_000)).await, 2, "another text");
    assert_eq!(write(SUPERVISOR, "Liguei", Timestamp(103_000)).await, 3, "another person");
    assert_eq!(write(AGENT, "Liguei", Timestamp(200_000)).await, 4, "much later it is said again");
    let scoped = store.as_principal(&AGENT);
    let cases = scoped.cases();
    let twice = futures::join!(
        cases.comment(CASE, "Juntos", Timestamp(300_000)),
        cases.comment(CASE, "Juntos", Timestamp(300_001))
    );
    for written in [twice.0, twice.1] {
        assert_eq!(written.expect("an answer"), Some(CommentOutcome::Written));
    }
    assert_eq!(number_of(&store, "SELECT count(*) FROM case_event WHERE comment = 'Juntos'").await, 1);
    let noted = "SELECT count(*) FROM audit_event WHERE action = 'commented'";
    assert_eq!(number_of(&store, noted).await, 5, "the audit trail tells what was written");
});

fn renamed(name: &str) -> CustomerRecord {
    CustomerRecord {
        name: name.to_owned(),
        phone: "(11) 3333-4444".to_owned(),
        whatsapp: "11 91111-2222".to_owned(),
        document: "52998224725".to_owned(),
        custom: [("Plano".to_owned(), "B".to_owned()), ("Inventado".to_owned(), "x".to_owned())].into(),
        ..CustomerRecord::default()
    }
}

contract!(an_edit_is_kept_told_and_recognised, |store| {
    world(&store).await;
    let scoped = store.as_principal(&AGENT);
    let edited = scoped
        .cases()
        .edit_customer(CASE, Revision(0), renamed("Maria"), Timestamp(5000))
        .await
        .expect("an answer");
    assert_eq!(edited, Some(EditOutcome::Saved));
    let data = scoped.cases().data(CASE).await.expect("data").expect("in scope");
    assert_eq!((data.customer.name.as_str(), data.customer_revision), ("Maria", Revision(1)));
    assert_eq!(data.customer.document, "529.982.247-25");
    assert_eq!(data.customer.custom, [("Plano".to_owned(), "B".to_owned())].into(), "no field is invented");
    let addresses = texts_of(&store, "SELECT kind || ' ' || address FROM customer_address ORDER BY 1").await;
    assert_eq!(addresses, ["phone +551133334444", "whatsapp +5511911112222"]);
    let keys = texts_of(&store, "SELECT name_key || ' ' || document_key FROM customer").await;
    assert_eq!(keys, ["maria 52998224725"]);
    let event = events(&store).await.into_iter().find(|event| event.action == TimelineAction::CustomerEdited);
    let fields: Vec<String> = event.expect("told").changes.into_iter().map(|change| change.field).collect();
    assert_eq!(fields, ["name", "document", "whatsapp", "custom.Plano"]);
    let again = scoped
        .cases()
        .edit_customer(CASE, Revision(1), renamed("Maria"), Timestamp(6000))
        .await
        .expect("an answer");
    assert_eq!(again, Some(EditOutcome::Unchanged));
});

contract!(who_edits_an_older_record_is_told_and_overwrites_nothing, |store| {
    world(&store).await;
    let first = store
        .as_principal(&AGENT)
        .cases()
        .edit_customer(CASE, Revision(0), renamed("Maria"), Timestamp(5000))
        .await;
    assert_eq!(first.expect("an answer"), Some(EditOutcome::Saved));
    let second = store
        .as_principal(&SUPERVISOR)
        .cases()
        .edit_customer(CASE, Revision(0), renamed("Joana"), Timestamp(6000))
        .await;
    let Some(EditOutcome::Conflict { now, revision }) = second.expect("an answer") else {
        panic!("a conflict")
    };
    assert_eq!((now.name.as_str(), revision), ("Maria", Revision(1)));
    assert_eq!(texts_of(&store, "SELECT name FROM customer").await, ["Maria"]);
});

contract!(bad_fields_and_strangers_change_nothing, |store| {
    world(&store).await;
    let bad = CustomerRecord { email: "x".to_owned(), ..renamed("Maria") };
    let refused =
        store.as_principal(&AGENT).cases().edit_customer(CASE, Revision(0), bad, Timestamp(5000)).await;
    assert!(matches!(refused, Ok(Some(EditOutcome::Invalid(_)))), "{refused:?}");
    let hidden = store
        .as_principal(&STRANGER)
        .cases()
        .edit_customer(CASE, Revision(0), renamed("Maria"), Timestamp(5000))
        .await;
    assert_eq!(hidden.expect("an answer"), None);
    assert_eq!(texts_of(&store, "SELECT name FROM customer").await, ["João"]);
});
