//! Jobs: rows are chosen and confirmed by a person, done by one process at a time, each exactly once, by the
//! rules and in the scope of that person as they are then.

use std::sync::Arc;

use domain::case_life::CaseAction;
use domain::job::{BulkCaseAction, FailedRow, Job, JobState, JobWork, MAX_ATTEMPTS, RowOutcome};
use domain::notifications::{NotificationAbout, NotificationKind};
use domain::{
    CaseId, CaseStatus, ContactReasonId, HistoryFilter, JobId, Millis, Principal, Protocol, QueueId, Role,
    Timestamp, UserId,
};
use store::Store;
use store::jobs::{JobLease, Progress, ProposeOutcome, RepeatOutcome, StartOutcome};
use tokio::sync::Semaphore;

use crate::intake::probe::{count, number, run, texts};
use crate::support::administration::T;
use crate::support::builders::{
    AccountBuilder, CaseBuilder, CustomerBuilder, GroupBuilder, QueueBuilder, fill_counters,
    many_interactions, reason,
};

pub(crate) const ADMINISTRATOR: Principal = Principal { user: UserId(1), role: Role::Administrator };
pub(crate) const SUPERVISOR: Principal = Principal { user: UserId(2), role: Role::Supervisor };
pub(crate) const AGENT: Principal = Principal { user: UserId(10), role: Role::Agent };
pub(crate) const OTHER: Principal = Principal { user: UserId(11), role: Role::Agent };
/// The contact reason that the queue of the interactions offers.
pub(crate) const OFFERED: JobWork = JobWork::BulkQualify { reason: ContactReasonId(1) };
/// One that it does not offer.
const NOT_OFFERED: JobWork = JobWork::BulkQualify { reason: ContactReasonId(2) };
/// After so long another process may take over.
const LEASE: Millis = Millis::seconds(60);

/// People, a queue that offers the first of two reasons, and interactions `P1`, `P2`, … of agent 10.
pub(crate) async fn world(store: &Store, interactions: i64) {
    AccountBuilder::administrator(1).build(store).await;
    AccountBuilder::supervisor(2).build(store).await;
    AccountBuilder::agent(10).build(store).await;
    AccountBuilder::agent(11).build(store).await;
    GroupBuilder::new("g").agents(&[10, 11]).supervisors(&[2]).build(store).await;
    let offered = reason(store, "Dúvida").await;
    reason(store, "Elogio").await;
    assert_eq!(QueueBuilder::new("Vendas").offering(&[offered]).build(store).await, QueueId(1));
    CustomerBuilder::new(1).name("Ana").build(store).await;
    CaseBuilder::new(1).queue(1).agent(10).build(store).await;
    if interactions > 0 {
        many_interactions(store, 1..=interactions).with("agent_id", "10").build(store).await;
        fill_counters(store).await;
    }
}

fn protocols(numbers: &[i64]) -> Vec<Protocol> {
    numbers.iter().map(|n| Protocol::parse(&format!("P{n}")).expect("a protocol")).collect()
}

pub(crate) fn proposed(outcome: ProposeOutcome) -> JobId {
    match outcome {
        ProposeOutcome::Proposed(job) => job,
        other => panic!("not proposed: {other:?}"),
    }
}

pub(crate) async fn propose(store: &Store, who: Principal, numbers: &[i64]) -> JobId {
    let scoped = store.as_principal(&who);
    proposed(scoped.jobs().propose_interactions(&protocols(numbers), T).await.expect("an answer"))
}

async fn propose_all(store: &Store, who: Principal) -> JobId {
    let scoped = store.as_principal(&who);
    proposed(scoped.jobs().propose_history(&HistoryFilter::default(), T).await.expect("an answer"))
}

pub(crate) async fn start(store: &Store, who: Principal, job: JobId, work: &JobWork) -> Option<StartOutcome> {
    store.as_principal(&who).jobs().start(job, work, None, T).await.expect("an answer")
}

pub(crate) async fn started(store: &Store, who: Principal, numbers: &[i64], work: &JobWork) -> JobId {
    let job = propose(store, who, numbers).await;
    assert_eq!(start(store, who, job, work).await, Some(StartOutcome::Started));
    job
}

async fn claim(store: &Store, job: JobId, now: Timestamp) -> Option<JobLease> {
    store.job_runner().claim(job, now).await.expect("an answer")
}

async fn advance(store: &Store, lease: &JobLease, now: Timestamp) -> Progress {
    store.job_runner().advance(lease, now).await.expect("an answer")
}

/// Does a job to its end.
pub(crate) async fn finish(store: &Store, job: JobId, now: Timestamp) -> JobState {
    let lease = claim(store, job, now).await.expect("the lease");
    loop {
        match advance(store, &lease, now).await {
            Progress::More => {}
            Progress::Ended(state) => return state,
            Progress::Lost => panic!("the lease was lost"),
        }
    }
}

pub(crate) async fn find(store: &Store, who: Principal, job: JobId) -> Option<Job> {
    store.as_principal(&who).jobs().find(job).await.expect("a read")
}

async fn found(store: &Store, job: JobId) -> Job {
    find(store, ADMINISTRATOR, job).await.expect("a job")
}

/// The failed rows of a job: what each is about, and why.
pub(crate) async fn failed(store: &Store, job: JobId) -> Vec<(String, RowOutcome)> {
    let scoped = store.as_principal(&ADMINISTRATOR);
    let job = found(store, job).await;
    let (rows, _) = scoped.jobs().failed_rows(&job, 1).await.expect("a read");
    rows.into_iter().map(|FailedRow { label, outcome }| (label, outcome)).collect()
}

/// The audit entries of an action, by interactions and cases.
pub(crate) async fn audited(store: &Store, action: &str) -> i64 {
    number(store, &format!("SELECT COUNT(*) FROM audit_entry WHERE action = '{action}'")).await
}

/// What a person is notified of.
async fn notified(store: &Store, who: Principal) -> Vec<(NotificationKind, NotificationAbout)> {
    let list = store.as_principal(&who).notifications().list(false, 1).await.expect("a list");
    list.rows.into_iter().map(|one| (one.kind, one.about)).collect()
}

pub(crate) async fn qualified(store: &Store) -> i64 {
    number(store, "SELECT COUNT(*) FROM interaction WHERE contact_reason_id = 1").await
}

contract!(a_job_does_every_row_as_by_hand_and_says_what_became_of_each, |store| {
    world(&store, 5).await;
    run(&store, "UPDATE interaction SET contact_reason_id = 1 WHERE id = 2").await;
    run(&store, "UPDATE interaction SET agent_id = 11 WHERE id = 4").await;
    let job = propose(&store, AGENT, &[1, 2, 3, 4]).await;
    let shown = find(&store, AGENT, job).await.expect("theirs");
    assert_eq!((shown.state, shown.total), (JobState::Proposed, 3), "another agent's is out of scope");
    assert_eq!(count(&store, "case_event").await, 0, "a proposal changes nothing");
    assert_eq!(store.job_runner().due(T).await.expect("a read"), []);
    assert_eq!(start(&store, AGENT, job, &OFFERED).await, Some(StartOutcome::Started));
    assert_eq!(start(&store, AGENT, job, &OFFERED).await, Some(StartOutcome::AlreadyStarted));
    assert_eq!(store.job_runner().due(T).await.expect("a read"), [job]);
    assert_eq!(finish(&store, job, T).await, JobState::Done);
    let done = found(&store, job).await;
    assert_eq!((done.state, done.total, done.done, done.failures), (JobState::Done, 3, 3, 0));
    assert_eq!((done.finished_at, done.asked_by.id), (Some(T), AGENT.user));
    assert_eq!(qualified(&store).await, 3);
    assert_eq!(audited(&store, "qualified").await, 2, "one had the reason already");
    let by = "SELECT DISTINCT '' || actor_id FROM case_event WHERE action = 'qualified'";
    assert_eq!(texts(&store, by).await, ["10"]);
    let whole = "SELECT action || ' ' || coalesce('' || actor_id, '-') FROM audit_event \
                 WHERE object = 'job' ORDER BY seq";
    assert_eq!(texts(&store, whole).await, ["created 10", "changed -"], "an entry for the whole at each end");
    let ended = (NotificationKind::JobDone, NotificationAbout::Job(job));
    assert_eq!(notified(&store, AGENT).await, [ended], "once, of the whole");
    assert_eq!(notified(&store, ADMINISTRATOR).await, [], "it is another person's job");
});

contract!(a_row_that_is_not_accepted_fails_with_its_reason_and_the_others_are_done, |store| {
    world(&store, 4).await;
    let job = propose(&store, AGENT, &[1, 2, 3, 4]).await;
    // Another person is quicker with one; one is handed to another agent.
    run(&store, "UPDATE interaction SET contact_reason_id = 2 WHERE id = 2").await;
    run(&store, "UPDATE interaction SET agent_id = 11 WHERE id = 3").await;
    assert_eq!(start(&store, AGENT, job, &OFFERED).await, Some(StartOutcome::Started));
    assert_eq!(finish(&store, job, T).await, JobState::Done);
    let expected = [("P2".to_owned(), RowOutcome::Changed), ("P3".to_owned(), RowOutcome::NotFound)];
    assert_eq!(failed(&store, job).await, expected);
    assert_eq!(qualified(&store).await, 2);
    assert_eq!(number(&store, "SELECT contact_reason_id FROM interaction WHERE id = 2").await, 2);
    let refused = started(&store, AGENT, &[4], &NOT_OFFERED).await;
    assert_eq!(finish(&store, refused, T).await, JobState::Done);
    assert_eq!(failed(&store, refused).await, [("P4".to_owned(), RowOutcome::NotOffered)]);
});

contract!(rows_that_arrive_after_the_proposal_are_untouched, |store| {
    world(&store, 30).await;
    let job = propose_all(&store, AGENT).await;
    many_interactions(&store, 31..=50).with("agent_id", "10").build(&store).await;
    run(&store, "UPDATE interaction SET contact_reason_id = 2 WHERE id <= 10").await;
    assert_eq!(start(&store, AGENT, job, &OFFERED).await, Some(StartOutcome::Started));
    assert_eq!(finish(&store, job, T).await, JobState::Done);
    let done = found(&store, job).await;
    assert_eq!((done.total, done.done, done.failures), (30, 30, 10));
    assert!(failed(&store, job).await.iter().all(|(_, outcome)| *outcome == RowOutcome::Changed));
    assert_eq!(qualified(&store).await, 20);
    assert_eq!(number(&store, "SELECT COUNT(*) FROM interaction WHERE contact_reason_id IS NULL").await, 20);
});

contract!(one_process_at_a_time_does_a_job, |store| {
    world(&store, 3).await;
    let job = started(&store, AGENT, &[1, 2, 3], &OFFERED).await;
    let runner = store.job_runner();
    let (one, two) = futures::join!(runner.claim(job, T), runner.claim(job, T));
    let held: Vec<JobLease> = [one, two].into_iter().filter_map(|lease| lease.expect("an answer")).collect();
    assert_eq!(held.len(), 1, "two processes claim it at once");
    assert_eq!(runner.due(T).await.expect("a read"), []);
    assert_eq!(claim(&store, job, T + LEASE - Millis(1)).await, None);
    let later = claim(&store, job, T + LEASE).await.expect("the lease ran out");
    assert_eq!(advance(&store, &held[0], T + LEASE).await, Progress::Lost);
    assert_eq!(count(&store, "case_event").await, 0, "who has lost the lease writes nothing");
    assert_eq!(advance(&store, &later, T + LEASE).await, Progress::More);
    assert_eq!(advance(&store, &later, T + LEASE).await, Progress::Ended(JobState::Done));
    assert_eq!(claim(&store, job, T + LEASE * 2).await, None, "it is done");
});

contract!(every_row_renews_the_lease_and_a_released_job_goes_on_at_once, |store| {
    world(&store, 30).await;
    let job = propose_all(&store, AGENT).await;
    start(&store, AGENT, job, &OFFERED).await;
    let lease = claim(&store, job, T).await.expect("the lease");
    let later = T + LEASE - Millis::seconds(1);
    assert_eq!(advance(&store, &lease, later).await, Progress::More);
    assert_eq!(claim(&store, job, T + LEASE).await, None);
    store.job_runner().release(&lease).await.expect("released");
    assert_eq!(found(&store, job).await.done, 20);
    assert_eq!(finish(&store, job, later).await, JobState::Done);
    assert_eq!((found(&store, job).await.done, audited(&store, "qualified").await), (30, 30));
});

contract!(the_person_is_the_one_they_are_when_a_row_is_done, |store| {
    world(&store, 45).await;
    let job = propose_all(&store, AGENT).await;
    start(&store, AGENT, job, &OFFERED).await;
    let lease = claim(&store, job, T).await.expect("the lease");
    assert_eq!(advance(&store, &lease, T).await, Progress::More);
    run(&store, "UPDATE user_account SET active = FALSE WHERE id = 10").await;
    assert_eq!(advance(&store, &lease, T).await, Progress::More);
    assert_eq!(advance(&store, &lease, T).await, Progress::More);
    assert_eq!(advance(&store, &lease, T).await, Progress::Ended(JobState::Done));
    assert_eq!((found(&store, job).await.failures, qualified(&store).await), (25, 20));
    assert!(failed(&store, job).await.iter().all(|(_, outcome)| *outcome == RowOutcome::NotFound));
});

contract!(rows_out_of_scope_after_the_start_fail_like_unknown_ones, |store| {
    world(&store, 0).await;
    CaseBuilder::new(2).queue(1).agent(11).status(CaseStatus::InService).build(&store).await;
    let scoped = store.as_principal(&SUPERVISOR);
    let job = proposed(
        scoped.jobs().propose_cases(BulkCaseAction::Hold, &[CaseId(2)], T).await.expect("an answer"),
    );
    start(&store, SUPERVISOR, job, &JobWork::BulkHold { comment: None }).await;
    run(&store, "DELETE FROM group_supervisor").await;
    assert_eq!(finish(&store, job, T).await, JobState::Done);
    assert_eq!(failed(&store, job).await, [("#2".to_owned(), RowOutcome::NotFound)]);
    assert_eq!(texts(&store, "SELECT status FROM service_case WHERE id = 2").await, ["in_service"]);
});

contract!(cases_are_held_by_the_rules_of_a_single_case, |store| {
    world(&store, 0).await;
    for (case, agent, status) in [
        (2, 10, CaseStatus::InService),
        (3, 11, CaseStatus::InService),
        (4, 10, CaseStatus::Closed),
        (5, 10, CaseStatus::InService),
        (6, 10, CaseStatus::InService),
    ] {
        CaseBuilder::new(case).queue(1).agent(agent).status(status).build(&store).await;
    }
    // A colleague's case is in the scope of the agent by an interaction.
    many_interactions(&store, 1..=1).with("agent_id", "10").with("case_id", "3").build(&store).await;
    let chosen: Vec<CaseId> = (1..=6).map(CaseId).collect();
    let scoped = store.as_principal(&AGENT);
    let job =
        proposed(scoped.jobs().propose_cases(BulkCaseAction::Hold, &chosen, T).await.expect("an answer"));
    run(&store, "UPDATE service_case SET merged_into = 2, status = 'merged' WHERE id = 6").await;
    let shown = find(&store, AGENT, job).await.expect("theirs");
    let preview = scoped.jobs().preview(&shown, None).await.expect("a preview");
    assert_eq!(preview.possible, 2);
    let refused = [(RowOutcome::Merged, 1), (RowOutcome::NotFromHere, 2), (RowOutcome::NotResponsible, 1)];
    assert_eq!(preview.refused, refused);
    let work = JobWork::BulkHold { comment: Some("Aguarda a operadora".to_owned()) };
    start(&store, AGENT, job, &work).await;
    assert_eq!(finish(&store, job, T).await, JobState::Done);
    let expected = [
        ("#1".to_owned(), RowOutcome::NotFromHere),
        ("#3".to_owned(), RowOutcome::NotResponsible),
        ("#4".to_owned(), RowOutcome::NotFromHere),
        ("#6".to_owned(), RowOutcome::Merged),
    ];
    assert_eq!(failed(&store, job).await, expected);
    let held = "SELECT '' || id FROM service_case WHERE status = 'on_hold' ORDER BY id";
    assert_eq!(texts(&store, held).await, ["2", "5"]);
    let events = "SELECT comment FROM case_event WHERE action = 'held' AND actor_id = 10";
    assert_eq!(texts(&store, events).await, ["Aguarda a operadora", "Aguarda a operadora"]);
    assert_eq!(audited(&store, "held").await, 2);
    let long = JobWork::BulkHold { comment: Some("x".repeat(20_001)) };
    let again =
        proposed(scoped.jobs().propose_cases(BulkCaseAction::Hold, &chosen, T).await.expect("an answer"));
    assert!(matches!(start(&store, AGENT, again, &long).await, Some(StartOutcome::Invalid(_))));
});

contract!(cases_are_handed_over_by_the_rules_of_a_single_case, |store| {
    world(&store, 0).await;
    for (case, agent, status) in [
        (2, 10, CaseStatus::InService),
        (3, 11, CaseStatus::OnHold),
        (4, 10, CaseStatus::Closed),
        (5, 10, CaseStatus::Waiting),
        (6, 10, CaseStatus::InService),
    ] {
        CaseBuilder::new(case).queue(1).agent(agent).status(status).build(&store).await;
    }
    let chosen: Vec<CaseId> = (2..=6).map(CaseId).collect();
    let scoped = store.as_principal(&SUPERVISOR);
    let propose = async || {
        let proposal = scoped.jobs().propose_cases(BulkCaseAction::HandOver, &chosen, T).await;
        proposed(proposal.expect("an answer"))
    };
    let job = propose().await;
    // Another person continues one meanwhile.
    run(&store, "UPDATE service_case SET agent_id = 11 WHERE id = 6").await;
    let shown = find(&store, SUPERVISOR, job).await.expect("theirs");
    let preview = scoped.jobs().preview(&shown, None).await.expect("a preview");
    assert_eq!(preview.possible, 3);
    assert_eq!(preview.refused, [(RowOutcome::Changed, 1), (RowOutcome::NotFromHere, 1)]);

    let to = |agent: Option<i64>, comment: &str| JobWork::BulkHandOver {
        agent: agent.map(UserId),
        queue: None,
        comment: comment.to_owned(),
    };
    for refused in [to(None, "Férias"), to(Some(11), " "), to(Some(1), "Férias"), to(Some(999), "Férias")]
    {
        let outcome = start(&store, SUPERVISOR, job, &refused).await;
        assert!(matches!(outcome, Some(StartOutcome::Invalid(_))), "{refused:?}: {outcome:?}");
    }
    assert_eq!(start(&store, SUPERVISOR, job, &to(Some(11), "Férias")).await, Some(StartOutcome::Started));
    assert_eq!(finish(&store, job, T).await, JobState::Done);
    let expected = [("#4".to_owned(), RowOutcome::NotFromHere), ("#6".to_owned(), RowOutcome::Changed)];
    assert_eq!(failed(&store, job).await, expected, "#3 is with the receiver already");
    let owners = "SELECT id || ' ' || agent_id || ' ' || status FROM service_case WHERE id > 1 ORDER BY id";
    let expected = ["2 11 waiting", "3 11 on_hold", "4 10 closed", "5 11 waiting", "6 11 in_service"];
    assert_eq!(texts(&store, owners).await, expected);
    assert_eq!(audited(&store, "handed_over").await, 2);
    let given = async || -> Vec<_> {
        let notified = notified(&store, OTHER).await;
        notified.into_iter().filter(|(kind, _)| *kind == NotificationKind::CaseGiven).collect()
    };
    let together = |cases| (NotificationKind::CaseGiven, NotificationAbout::Given { cases });
    assert_eq!(given().await, [together(2)], "one line for all cases of the job");
    // With the next step of a case, the line stands for the others; with the last it is settled.
    let receiver = store.as_principal(&OTHER);
    let step = async |case, from| {
        let done = receiver.cases().step(CaseId(case), CaseAction::Continue, from, None, T).await;
        assert!(matches!(done, Ok(Some(domain::cases::StepOutcome::Done(_)))), "{done:?}");
    };
    step(5, CaseStatus::Waiting).await;
    assert_eq!(given().await, [(NotificationKind::CaseGiven, NotificationAbout::Case(CaseId(2)))]);
    let list = receiver.notifications().list(true, 1).await.expect("a list");
    assert_eq!(list.page.total, 1);
    step(2, CaseStatus::Waiting).await;
    assert_eq!(receiver.notifications().list(true, 1).await.expect("a list").page.total, 0);
    assert_eq!(given().await, [together(2)], "struck out, it says how many there were");
    run(&store, "UPDATE service_case SET agent_id = 10, status = 'waiting' WHERE id = 5").await;
    assert_eq!(
        given().await,
        [(NotificationKind::CaseGiven, NotificationAbout::Case(CaseId(2)))],
        "of those in scope"
    );
    run(&store, "UPDATE service_case SET agent_id = 11, status = 'waiting' WHERE id IN (2, 5)").await;

    // A case that is with its receiver already goes to the other queue with them.
    let other_queue = QueueBuilder::new("Suporte").build(&store).await;
    let one = scoped.jobs().propose_cases(BulkCaseAction::HandOver, &[CaseId(3)], T).await;
    let one = proposed(one.expect("an answer"));
    let both = JobWork::BulkHandOver {
        agent: Some(UserId(11)),
        queue: Some(other_queue),
        comment: "Reorganização".to_owned(),
    };
    start(&store, SUPERVISOR, one, &both).await;
    assert_eq!(finish(&store, one, T).await, JobState::Done);
    let placed = "SELECT agent_id || ' ' || queue_id FROM service_case WHERE id = 3";
    assert_eq!(texts(&store, placed).await, [format!("11 {other_queue}")]);

    // Who cannot receive cases any more receives none of the rest.
    let again = propose().await;
    run(&store, "UPDATE service_case SET agent_id = 10 WHERE id = 5").await;
    let other = propose().await;
    assert!(scoped.jobs().discard(again).await.expect("an answer"));
    start(&store, SUPERVISOR, other, &to(Some(11), "Férias")).await;
    run(&store, "UPDATE user_account SET active = FALSE WHERE id = 11").await;
    assert_eq!(finish(&store, other, T).await, JobState::Done);
    let outcomes = failed(&store, other).await;
    assert!(outcomes.contains(&("#5".to_owned(), RowOutcome::CannotReceive)), "{outcomes:?}");
});

contract!(all_cases_of_a_filter_are_chosen, |store| {
    world(&store, 0).await;
    for case in 2..=4 {
        CaseBuilder::new(case).queue(1).agent(10).status(CaseStatus::InService).build(&store).await;
    }
    let scoped = store.as_principal(&AGENT);
    let filter = domain::cases::CaseFilter {
        statuses: vec![CaseStatus::InService],
        agents: vec![AGENT.user],
        ..Default::default()
    };
    let job =
        proposed(scoped.jobs().propose_case_list(BulkCaseAction::Hold, &filter, T).await.expect("an answer"));
    assert_eq!(find(&store, AGENT, job).await.expect("theirs").total, 3);
    let due = domain::cases::CaseFilter { due: Some(domain::cases::DueFilter::Open), ..filter };
    let job =
        proposed(scoped.jobs().propose_case_list(BulkCaseAction::Hold, &due, T).await.expect("an answer"));
    assert_eq!(find(&store, AGENT, job).await.expect("theirs").total, 3);
    let other = store.as_principal(&OTHER);
    assert_eq!(
        other.jobs().propose_case_list(BulkCaseAction::Hold, &due, T).await.expect("an answer"),
        ProposeOutcome::Empty
    );
});

contract!(a_preview_says_which_rows_can_be_done, |store| {
    world(&store, 4).await;
    let job = propose_all(&store, AGENT).await;
    run(&store, "UPDATE interaction SET contact_reason_id = 2 WHERE id = 1").await;
    run(&store, "UPDATE interaction SET agent_id = 11 WHERE id = 2").await;
    let shown = find(&store, AGENT, job).await.expect("theirs");
    let scoped = store.as_principal(&AGENT);
    let preview = async |reason| scoped.jobs().preview(&shown, reason).await.expect("a preview");
    let offered = preview(Some(ContactReasonId(1))).await;
    assert_eq!(offered.possible, 2);
    assert_eq!(offered.refused, [(RowOutcome::NotFound, 1), (RowOutcome::Changed, 1)]);
    let other = preview(Some(ContactReasonId(2))).await;
    assert_eq!(other.possible, 1, "it has that reason already");
    assert_eq!(other.refused, [(RowOutcome::NotFound, 1), (RowOutcome::NotOffered, 2)]);
    assert_eq!(preview(None).await.possible, 2);
    let reasons = scoped.jobs().reasons(job).await.expect("a read");
    let names: Vec<&str> = reasons.iter().map(|reason| reason.name.as_str()).collect();
    assert_eq!(names, ["Dúvida"], "those that the queues offer");
});

contract!(a_person_stops_a_job_between_two_chunks, |store| {
    world(&store, 45).await;
    let job = propose_all(&store, AGENT).await;
    start(&store, AGENT, job, &OFFERED).await;
    let lease = claim(&store, job, T).await.expect("the lease");
    assert_eq!(advance(&store, &lease, T).await, Progress::More);
    let cancel =
        async |who: Principal| store.as_principal(&who).jobs().cancel(job, T).await.expect("an answer");
    assert!(!cancel(OTHER).await, "it is not theirs");
    assert!(cancel(ADMINISTRATOR).await);
    assert!(!cancel(AGENT).await, "it was asked for already");
    assert_eq!(advance(&store, &lease, T).await, Progress::Ended(JobState::Cancelled));
    let stopped = found(&store, job).await;
    assert_eq!((stopped.state, stopped.done, stopped.total), (JobState::Cancelled, 20, 45));
    assert_eq!(qualified(&store).await, 20, "what was done before stays");
    assert_eq!(store.job_runner().due(T + LEASE * 9).await.expect("a read"), []);
});

contract!(a_job_that_fails_is_tried_again_after_growing_pauses_and_then_given_up, |store| {
    world(&store, 1).await;
    let job = started(&store, AGENT, &[1], &OFFERED).await;
    let (mut now, mut pauses) = (T, Vec::new());
    for _ in 1..MAX_ATTEMPTS {
        let lease = claim(&store, job, now).await.expect("the lease");
        let state = store.job_runner().record_failure(&lease, "no connection", now).await.expect("an answer");
        assert_eq!(state, Some(JobState::Running));
        let next = found(&store, job).await.next_attempt_at;
        assert_eq!(claim(&store, job, next - Millis(1)).await, None, "not before the pause is over");
        pauses.push((next - now).0 / 1_000);
        now = next;
    }
    assert_eq!(pauses, [5, 20, 80, 320, 1_280]);
    let lease = claim(&store, job, now).await.expect("the lease");
    let state = store.job_runner().record_failure(&lease, "no connection", now).await.expect("an answer");
    assert_eq!(state, Some(JobState::Failed));
    let given_up = found(&store, job).await;
    assert_eq!((given_up.problem.as_deref(), given_up.finished_at), (Some("no connection"), Some(now)));
    assert_eq!(store.job_runner().due(now + Millis::days(1)).await.expect("a read"), []);
    let failed = (NotificationKind::JobFailed, NotificationAbout::Job(job));
    assert_eq!(notified(&store, AGENT).await, [failed], "not of each attempt");
    assert!(!store.as_principal(&OTHER).jobs().retry(job, now).await.expect("an answer"));
    assert!(store.as_principal(&ADMINISTRATOR).jobs().retry(job, now).await.expect("an answer"));
    assert_eq!(finish(&store, job, now).await, JobState::Done);
    let done = found(&store, job).await;
    assert_eq!((done.problem, done.attempts, qualified(&store).await), (None, 0, 1));
});

contract!(more_than_a_thousand_rows_need_their_number_typed, |store| {
    world(&store, 1_001).await;
    let job = propose_all(&store, AGENT).await;
    let scoped = store.as_principal(&AGENT);
    for typed in [None, Some(1_000), Some(0)] {
        let outcome = scoped.jobs().start(job, &OFFERED, typed, T).await.expect("an answer");
        assert_eq!(outcome, Some(StartOutcome::WrongCount), "{typed:?}");
    }
    assert_eq!(store.job_runner().due(T).await.expect("a read"), []);
    let outcome = scoped.jobs().start(job, &OFFERED, Some(1_001), T).await.expect("an answer");
    assert_eq!(outcome, Some(StartOutcome::Started));
});

contract!(a_job_is_the_persons_own_and_administrators_see_those_that_were_begun, |store| {
    world(&store, 2).await;
    let proposal = propose(&store, AGENT, &[1]).await;
    let begun = started(&store, AGENT, &[2], &OFFERED).await;
    for who in [OTHER, SUPERVISOR] {
        assert_eq!(find(&store, who, proposal).await, None, "{who:?}");
        assert_eq!(find(&store, who, begun).await, None, "{who:?}");
        let (jobs, _) = store.as_principal(&who).jobs().list(true, 1).await.expect("a read");
        assert_eq!(jobs, [], "{who:?}");
    }
    assert_eq!(find(&store, ADMINISTRATOR, proposal).await, None, "only they can decide");
    assert!(find(&store, ADMINISTRATOR, begun).await.is_some());
    assert_eq!(start(&store, ADMINISTRATOR, proposal, &OFFERED).await, None);
    assert_eq!(start(&store, OTHER, proposal, &OFFERED).await, None);
    let listed = async |who: Principal, all| {
        let (jobs, page) = store.as_principal(&who).jobs().list(all, 1).await.expect("a read");
        assert_eq!(jobs.len() as u64, page.total);
        jobs.into_iter().map(|job| job.id).collect::<Vec<_>>()
    };
    assert_eq!(listed(ADMINISTRATOR, true).await, [begun]);
    assert_eq!(listed(ADMINISTRATOR, false).await, []);
    assert_eq!(listed(AGENT, false).await, [begun]);
    assert!(!store.as_principal(&OTHER).jobs().discard(proposal).await.expect("an answer"));
    assert!(store.as_principal(&AGENT).jobs().discard(proposal).await.expect("an answer"));
    assert_eq!(find(&store, AGENT, proposal).await, None);
    assert_eq!(count(&store, "job_row").await, 1);
});

contract!(only_the_failed_rows_are_repeated, |store| {
    world(&store, 3).await;
    let job = propose(&store, AGENT, &[1, 2, 3]).await;
    run(&store, "UPDATE interaction SET contact_reason_id = 2 WHERE id = 2").await;
    start(&store, AGENT, job, &OFFERED).await;
    finish(&store, job, T).await;
    assert_eq!(failed(&store, job).await, [("P2".to_owned(), RowOutcome::Changed)]);
    let repeat = async |who: Principal| {
        store.as_principal(&who).jobs().repeat_failed(job, T).await.expect("an answer")
    };
    assert_eq!(repeat(ADMINISTRATOR).await, None, "it would be done in another scope");
    let Some(RepeatOutcome::Proposed(again)) = repeat(AGENT).await else { panic!("not proposed") };
    let shown = find(&store, AGENT, again).await.expect("theirs");
    assert_eq!((shown.total, shown.state, shown.work), (1, JobState::Proposed, Some(OFFERED)));
    start(&store, AGENT, again, &OFFERED).await;
    finish(&store, again, T).await;
    assert_eq!((qualified(&store).await, failed(&store, again).await), (3, vec![]));
    run(&store, "UPDATE interaction SET agent_id = 11").await;
    assert_eq!(repeat(AGENT).await, Some(RepeatOutcome::Nothing));
});

contract!(finished_jobs_are_kept_ninety_days_and_proposals_one, |store| {
    world(&store, 3).await;
    let done = started(&store, AGENT, &[1], &OFFERED).await;
    finish(&store, done, T).await;
    let waiting = started(&store, AGENT, &[2], &OFFERED).await;
    let proposal = propose(&store, AGENT, &[3]).await;
    let purge = async |now| store.job_runner().purge(now).await.expect("an answer");
    assert_eq!(purge(T + Millis::days(1)).await, 0);
    assert_eq!(purge(T + Millis::days(1) + Millis(1)).await, 1);
    assert_eq!(find(&store, AGENT, proposal).await, None);
    assert_eq!(purge(T + Millis::days(90)).await, 0);
    assert_eq!(purge(T + Millis::days(90) + Millis(1)).await, 1);
    assert_eq!(find(&store, AGENT, done).await, None);
    assert!(find(&store, AGENT, waiting).await.is_some(), "it was not done yet");
    assert_eq!(count(&store, "job_row").await, 1);
});

contract!(a_process_that_ends_in_the_middle_leaves_no_row_out_and_none_twice, |store| {
    const ROWS: i64 = 5_000;
    world(&store, ROWS).await;
    let job = propose_all(&store, AGENT).await;
    let scoped = store.as_principal(&AGENT);
    let outcome = scoped.jobs().start(job, &OFFERED, Some(ROWS.unsigned_abs()), T).await.expect("an answer");
    assert_eq!(outcome, Some(StartOutcome::Started));
    let chunks = Arc::new(Semaphore::new(0));
    let first = tokio::spawn({
        let (store, chunks) = (Store::clone(&store), Arc::clone(&chunks));
        async move {
            let lease = claim(&store, job, T).await.expect("the lease");
            while advance(&store, &lease, T).await == Progress::More {
                chunks.add_permits(1);
            }
        }
    });
    // It is aborted somewhere in the middle of a later chunk.
    chunks.acquire_many(60).await.expect("chunks").forget();
    first.abort();
    assert!(first.await.expect_err("it did not end by itself").is_cancelled());
    let before = found(&store, job).await;
    assert!(before.done >= 1_200 && before.done < 5_000, "{}", before.done);
    assert_eq!(before.state, JobState::Running);
    assert_eq!(finish(&store, job, T + LEASE).await, JobState::Done);
    let after = found(&store, job).await;
    assert_eq!((after.done, after.failures), (ROWS.unsigned_abs(), 0));
    assert_eq!(qualified(&store).await, ROWS);
    assert_eq!(audited(&store, "qualified").await, ROWS);
    let objects = "SELECT COUNT(DISTINCT object_id) FROM audit_event WHERE action = 'qualified'";
    assert_eq!(number(&store, objects).await, ROWS);
    let events = "SELECT COUNT(DISTINCT interaction_id) FROM case_event WHERE action = 'qualified'";
    assert_eq!((number(&store, events).await, count(&store, "case_event").await), (ROWS, ROWS));
});
