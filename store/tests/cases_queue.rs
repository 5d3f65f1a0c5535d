//! Moving a case to another queue: permissions, targets, events, audit entries and the effect on
//! the clocks. Its interactions keep the queue they waited in.

use crate::support::builders::{
    AccountBuilder, CalendarBuilder, CaseBuilder, CustomerBuilder, GroupBuilder, InteractionBuilder,
    PolicyBuilder, QueueBuilder, case_kind, reason, retire, trail_of,
};
use crate::support::world::{run, texts_of};
use domain::case_life::ActionRefusal;
use domain::cases::{EditOutcome, TimelineFilter};
use domain::record::CaseRecord;
use domain::settings::QueueRecord;
use domain::sla::ClockKind;
use domain::{
    CaseId, CaseStatus, Millis, Principal, QueueId, Revision, Role, TimelineAction, Timestamp, UserId,
};
use store::{Error, Store};

const AGENT: Principal = Principal { user: UserId(10), role: Role::Agent };
const SERVED: Principal = Principal { user: UserId(11), role: Role::Agent };
const SUPERVISOR: Principal = Principal { user: UserId(2), role: Role::Supervisor };
const STRANGER: Principal = Principal { user: UserId(3), role: Role::Supervisor };
const CASE: CaseId = CaseId(1);
const HOUR: Millis = Millis::hours(1);
/// Monday, 2026-03-02, 09:00 in São Paulo.
const MONDAY_9: Timestamp = Timestamp(1_772_452_800_000);

const SALES: Option<QueueId> = Some(QueueId(1));
const SUPPORT: Option<QueueId> = Some(QueueId(2));
const RETIRED: Option<QueueId> = Some(QueueId(3));

/// One case of agent 10 in the queue *Vendas*, which agent 11 has served too; an archived queue; a
/// general policy by business hours, and two around the clock: for *Suporte* and for complaints
/// there.
async fn world(store: &Store) {
    AccountBuilder::supervisor(2).name("Sueli").build(store).await;
    AccountBuilder::supervisor(3).name("Outra").build(store).await;
    AccountBuilder::agent(10).name("Ana").build(store).await;
    AccountBuilder::agent(11).name("Bia").build(store).await;
    GroupBuilder::new("g").agents(&[10, 11]).supervisors(&[2]).build(store).await;
    let (purchase, defect) = (reason(store, "Compra").await, reason(store, "Defeito").await);
    QueueBuilder::new("Vendas").offering(&[purchase]).build(store).await;
    let support = QueueBuilder::new("Suporte").offering(&[defect]).build(store).await;
    let retired = QueueBuilder::new("Antiga").build(store).await;
    retire::<QueueRecord>(store, retired).await;
    case_kind(store, "Reclamação").await;
    let business = CalendarBuilder::business_hours("comercial").build(store).await;
    let always = CalendarBuilder::always("sempre").build(store).await;
    let policy = |name, calendar| PolicyBuilder::new(name, calendar).first_response(HOUR);
    let standard = policy("Padrão", business).resolution(40 * HOUR).build(store).await;
    policy("Suporte", always).queue(support).resolution(48 * HOUR).build(store).await;
    let complaints = policy("Reclamações do suporte", always).queue(support).kind("Reclamação");
    complaints.resolution(24 * HOUR).build(store).await;
    CustomerBuilder::new(1).name("João").build(store).await;
    let case = CaseBuilder::new(1).queue(1).kind("Dúvida").subject("Boleto").agent(10).opened_at(MONDAY_9);
    case.status(CaseStatus::InService).clock(ClockKind::Resolution, standard).build(store).await;
    InteractionBuilder::new("P1", MONDAY_9 + Millis(1)).case(1).agent("u11").build(store).await;
    InteractionBuilder::new("P2", MONDAY_9 + Millis(2)).case(1).agent("u10").build(store).await;
}

/// The record of the case with another queue.
fn within(queue: Option<QueueId>) -> CaseRecord {
    CaseRecord { kind: "Dúvida".to_owned(), subject: "Boleto".to_owned(), queue, ..CaseRecord::default() }
}

async fn edit(
    store: &Store,
    who: Principal,
    revision: Revision,
    record: CaseRecord,
    at: Timestamp,
) -> Result<Option<EditOutcome<CaseRecord>>, Error> {
    store.as_principal(&who).cases().edit(CASE, revision, record, at).await
}

/// Moves the case at this revision to another queue.
async fn moved(store: &Store, revision: Revision, queue: Option<QueueId>, at: Timestamp) {
    let edited = edit(store, AGENT, revision, within(queue), at).await;
    assert_eq!(edited.expect("an answer"), Some(EditOutcome::Saved));
}

/// The queue of the case and its revision.
async fn queue_and_revision(store: &Store) -> String {
    let sql =
        "SELECT COALESCE(CAST(queue_id AS TEXT), '-') || ' ' || CAST(revision AS TEXT) FROM service_case";
    texts_of(store, sql).await.remove(0)
}

fn refused(outcome: Result<Option<EditOutcome<CaseRecord>>, Error>) -> String {
    match outcome {
        Ok(Some(EditOutcome::Invalid(errors))) => errors.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

contract!(a_move_is_told_in_the_timeline_and_in_the_trail_by_the_names_of_the_queues, |store| {
    world(&store).await;
    moved(&store, Revision(0), SUPPORT, Timestamp(5000)).await;
    let scoped = store.as_principal(&SUPERVISOR);
    let head = scoped.cases().head(CASE).await.expect("a read").expect("a case");
    assert_eq!(head.queue.expect("one").name, "Suporte");
    let data = scoped.cases().data(CASE).await.expect("data").expect("in scope");
    assert_eq!((data.case, data.case_revision), (within(SUPPORT), Revision(1)));
    moved(&store, Revision(1), None, Timestamp(6000)).await;
    assert_eq!(scoped.cases().head(CASE).await.expect("a read").expect("a case").queue, None);
    moved(&store, Revision(2), SALES, Timestamp(7000)).await;
    // Events keep the name that the queue had.
    run(&store, "UPDATE queue SET name = 'Comercial' WHERE id = 1").await;
    let filter = TimelineFilter { actions: vec![TimelineAction::Edited], ..TimelineFilter::default() };
    let found = scoped.cases().timeline(CASE, &filter, 1).await.expect("a timeline").events;
    let found: Vec<_> = found
        .into_iter()
        .flat_map(|event| event.changes)
        .map(|change| [change.field, change.from, change.to].join("|"))
        .collect();
    assert_eq!(found, ["queue||Vendas", "queue|Suporte|", "queue|Vendas|Suporte"]);
    let trail = trail_of(&store, "actor || ' ' || action || ' ' || object || ' ' || object_id").await;
    assert_eq!(trail, ["u10 changed case 1"; 3]);
    let trail = trail_of(&store, "before || after").await.remove(0);
    let (was, is) = (trail.find(r#""queue":"Vendas""#), trail.find(r#""queue":"Suporte""#));
    assert!(was.is_some() && was < is, "{trail}");
});

contract!(only_the_case_moves_and_its_interactions_stay_where_they_waited, |store| {
    world(&store).await;
    moved(&store, Revision(0), SUPPORT, Timestamp(5000)).await;
    let queues = "SELECT CAST(queue_id AS TEXT) FROM interaction";
    assert_eq!(texts_of(&store, queues).await, ["1", "1"]);
    let scoped = store.as_principal(&AGENT);
    let head = scoped.cases().head(CASE).await.expect("a read").expect("a case");
    let form = scoped.cases().finish_form(&head).await.expect("a read").expect("an interaction");
    let reasons: Vec<String> = form.reasons.into_iter().map(|reason| reason.name).collect();
    assert_eq!(reasons, ["Compra"], "the reason is the interaction's, and so are those offered for it");
});

contract!(who_sees_a_case_finds_it_by_its_new_queue, |store| {
    world(&store).await;
    moved(&store, Revision(0), SUPPORT, Timestamp(5000)).await;
    for who in [AGENT, SERVED, SUPERVISOR] {
        let options = store.as_principal(&who).history().filter_options().await.expect("options");
        assert!(options.queues.iter().any(|queue| queue.name == "Suporte"), "{who:?}");
    }
    let options = store.as_principal(&STRANGER).history().filter_options().await.expect("options");
    assert!(options.queues.is_empty(), "out of scope nothing is offered");
});

contract!(another_queue_is_measured_by_its_policy_and_keeps_what_has_elapsed, |store| {
    world(&store).await;
    let clock = async |at: Timestamp| {
        let mut clocks = store.as_principal(&AGENT).cases().clocks(CASE, at).await.expect("clocks");
        let clock = clocks.remove(0);
        (clock.policy, clock.reading.elapsed_ms, clock.reading.target_ms)
    };
    let named = |name: &str, elapsed: i64, target: i64| (name.to_owned(), elapsed * HOUR, target * HOUR);
    // At 17:00 on Monday the day is over; by 19:00, eight business hours have elapsed.
    let monday_19 = MONDAY_9 + 10 * HOUR;
    assert_eq!(clock(monday_19).await, named("Padrão", 8, 40));
    moved(&store, Revision(0), SUPPORT, monday_19).await;
    assert_eq!(clock(monday_19).await, named("Suporte", 8, 48), "the two hours of before do not count");
    assert_eq!(clock(monday_19 + 3 * HOUR).await, named("Suporte", 11, 48), "there it is always open");
    let complaint = |queue| CaseRecord { kind: "Reclamação".to_owned(), ..within(queue) };
    let edited = edit(&store, AGENT, Revision(1), complaint(SUPPORT), monday_19 + 3 * HOUR).await;
    assert_eq!(edited.expect("an answer"), Some(EditOutcome::Saved));
    let complaints = named("Reclamações do suporte", 12, 24);
    assert_eq!(clock(monday_19 + 4 * HOUR).await, complaints, "queue and kind choose together");
    let edited = edit(&store, AGENT, Revision(2), complaint(None), monday_19 + 4 * HOUR).await;
    assert_eq!(edited.expect("an answer"), Some(EditOutcome::Saved));
    let tuesday_10 = MONDAY_9 + 25 * HOUR;
    assert_eq!(clock(tuesday_10).await, named("Padrão", 13, 40), "one hour of business since");
});

contract!(what_was_overdue_in_one_queue_is_overdue_since_then_in_the_other, |store| {
    world(&store).await;
    let due = async |at: Timestamp| {
        let mut clocks = store.as_principal(&AGENT).cases().clocks(CASE, at).await.expect("clocks");
        clocks.remove(0).reading.due
    };
    // Five days of eight business hours: due on Friday at 17:00, moved on the next Monday at 11:00.
    let (friday_17, monday_11) = (MONDAY_9 + 104 * HOUR, MONDAY_9 + 170 * HOUR);
    let was_due = due(monday_11).await.expect("due");
    let complaint = |queue| CaseRecord { kind: "Reclamação".to_owned(), ..within(queue) };
    let edited = edit(&store, AGENT, Revision(0), complaint(SUPPORT), monday_11).await;
    assert_eq!(edited.expect("an answer"), Some(EditOutcome::Saved));
    assert_eq!(due(monday_11 + HOUR).await, Some(was_due), "not since it was moved");
    let used_up = "SELECT CAST(carried_due AS TEXT) FROM sla_clock";
    assert_eq!(texts_of(&store, used_up).await, [friday_17.to_string()]);
    let edited = edit(&store, AGENT, Revision(1), complaint(None), monday_11 + HOUR).await;
    assert_eq!(edited.expect("an answer"), Some(EditOutcome::Saved));
    assert_eq!(due(monday_11 + HOUR).await, Some(was_due), "moved again");
});

contract!(a_queue_that_is_not_there_or_out_of_use_is_refused_and_ones_own_is_not, |store| {
    world(&store).await;
    for queue in [RETIRED, Some(QueueId(99)), Some(QueueId(-1))] {
        let outcome = edit(&store, AGENT, Revision(0), within(queue), Timestamp(5000)).await;
        assert!(refused(outcome).starts_with("queue must be one of"), "{queue:?}");
    }
    assert_eq!(queue_and_revision(&store).await, "1 0");
    let names = async |also: &[QueueId]| {
        let offered = store.as_principal(&AGENT).cases().queues_offered(also).await.expect("queues");
        offered.into_iter().map(|queue| queue.name).collect::<Vec<_>>()
    };
    assert_eq!(names(&[]).await, ["Suporte", "Vendas"]);
    assert_eq!(names(&[QueueId(3), QueueId(1), QueueId(99)]).await, ["Antiga", "Suporte", "Vendas"]);
    run(&store, "UPDATE service_case SET queue_id = 3").await;
    let stays = CaseRecord { subject: "Outro".to_owned(), ..within(RETIRED) };
    assert_eq!(
        edit(&store, AGENT, Revision(0), stays, Timestamp(5000)).await.expect("an answer"),
        Some(EditOutcome::Saved)
    );
    moved(&store, Revision(1), SALES, Timestamp(6000)).await;
    let back = edit(&store, AGENT, Revision(2), within(RETIRED), Timestamp(7000)).await;
    assert!(refused(back).starts_with("queue must be one of"), "no way back");
});

contract!(of_two_who_move_a_case_the_slower_is_told, |store| {
    world(&store).await;
    moved(&store, Revision(0), SUPPORT, Timestamp(5000)).await;
    let same =
        edit(&store, SUPERVISOR, Revision(0), within(SUPPORT), Timestamp(6000)).await.expect("an answer");
    assert_eq!(same, Some(EditOutcome::Unchanged), "both wanted the same");
    let other =
        edit(&store, SUPERVISOR, Revision(0), within(None), Timestamp(6000)).await.expect("an answer");
    assert_eq!(other, Some(EditOutcome::Conflict { now: within(SUPPORT), revision: Revision(1) }));
    assert_eq!(queue_and_revision(&store).await, "2 1");
});

contract!(who_may_not_edit_a_case_does_not_move_it, |store| {
    world(&store).await;
    let served =
        edit(&store, SERVED, Revision(0), within(SUPPORT), Timestamp(5000)).await.expect("an answer");
    assert_eq!(served, Some(EditOutcome::Refused(ActionRefusal::NotResponsible)));
    assert_eq!(
        edit(&store, STRANGER, Revision(0), within(SUPPORT), Timestamp(5000)).await.expect("an answer"),
        None
    );
    assert_eq!(queue_and_revision(&store).await, "1 0");
    assert!(trail_of(&store, "action").await.is_empty());
    let watched =
        edit(&store, SUPERVISOR, Revision(0), within(SUPPORT), Timestamp(5000)).await.expect("an answer");
    assert_eq!(watched, Some(EditOutcome::Saved));
});
