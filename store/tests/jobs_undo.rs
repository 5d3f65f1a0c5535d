//! A bulk action that is undone: what it has done is taken back where nothing has happened since, once, by the
//! person who has asked for it, and only for ten minutes after it ended.

use domain::case_life::CaseAction;
use domain::cases::{HandOver, HandOverOutcome, HandOverSeen};
use domain::job::{BulkCaseAction, JobKind, JobState, JobWork, RowOutcome};
use domain::{CaseId, CaseStatus, JobId, Millis, Principal, Timestamp, UserId};
use store::Store;
use store::jobs::UndoOutcome;

use crate::intake::probe::{count, number, run, texts};
use crate::jobs::{
    ADMINISTRATOR, AGENT, OFFERED, OTHER, SUPERVISOR, audited, failed, find, finish, propose, proposed,
    qualified, start, started, world,
};
use crate::support::administration::T;
use crate::support::builders::CaseBuilder;

const MINUTE: Millis = Millis::minutes(1);

async fn undo(store: &Store, who: Principal, job: JobId, now: Timestamp) -> Option<UndoOutcome> {
    store.as_principal(&who).jobs().undo(job, now).await.expect("an answer")
}

async fn undone(store: &Store, who: Principal, job: JobId, now: Timestamp) -> JobId {
    let Some(UndoOutcome::Started(undo)) = undo(store, who, job, now).await else { panic!("refused") };
    undo
}

/// Cases 2, 3 and 4 in service, held in bulk by the supervisor.
async fn held(store: &Store) -> JobId {
    world(store, 0).await;
    for (case, agent) in [(2, 10), (3, 11), (4, 10)] {
        CaseBuilder::new(case).queue(1).agent(agent).status(CaseStatus::InService).build(store).await;
    }
    let scoped = store.as_principal(&SUPERVISOR);
    let chosen = [2, 3, 4].map(CaseId);
    let proposal = scoped.jobs().propose_cases(BulkCaseAction::Hold, &chosen, T).await;
    let job = proposed(proposal.expect("an answer"));
    start(store, SUPERVISOR, job, &JobWork::BulkHold { comment: None }).await;
    assert_eq!(finish(store, job, T).await, JobState::Done);
    job
}

async fn statuses(store: &Store) -> Vec<String> {
    let sql = "SELECT id || ' ' || status || ' ' || coalesce(agent_id, 0) FROM service_case \
               WHERE id IN (2, 3, 4) ORDER BY id";
    texts(store, sql).await
}

contract!(interactions_get_the_contact_reason_back_that_each_had, |store| {
    world(&store, 4).await;
    run(&store, "UPDATE interaction SET contact_reason_id = 1 WHERE id = 4").await;
    let job = propose(&store, AGENT, &[1, 2, 3, 4]).await;
    run(&store, "UPDATE interaction SET contact_reason_id = 2 WHERE id = 3").await;
    start(&store, AGENT, job, &OFFERED).await;
    finish(&store, job, T).await;
    assert_eq!(qualified(&store).await, 3);
    // The agent has chosen another reason for one of them since.
    run(&store, "UPDATE interaction SET contact_reason_id = 2 WHERE id = 2").await;
    let undo = undone(&store, AGENT, job, T + MINUTE).await;
    let shown = find(&store, AGENT, undo).await.expect("theirs");
    assert_eq!((shown.kind, shown.total, shown.undoes), (JobKind::UndoQualify, 2, Some(job)));
    assert_eq!(finish(&store, undo, T + MINUTE).await, JobState::Done);
    assert_eq!(failed(&store, undo).await, [("P2".to_owned(), RowOutcome::Changed)]);
    let reasons = "SELECT '' || coalesce(contact_reason_id, 0) FROM interaction ORDER BY id";
    assert_eq!(texts(&store, reasons).await, ["0", "2", "2", "1"], "what was like that before stays");
    assert_eq!(audited(&store, "qualified").await, 3, "two were set, one is taken back");
    let before = find(&store, AGENT, job).await.expect("theirs");
    assert_eq!((before.undone_by, before.may_undo(T + MINUTE)), (Some(undo), false));
});

contract!(cases_are_in_service_again_with_the_person_they_were_with, |store| {
    let job = held(&store).await;
    assert_eq!(statuses(&store).await, ["2 on_hold 10", "3 on_hold 11", "4 on_hold 10"]);
    let at = T + MINUTE * 10;
    let undo = undone(&store, SUPERVISOR, job, at).await;
    finish(&store, undo, at).await;
    assert_eq!(failed(&store, undo).await, []);
    assert_eq!(statuses(&store).await, ["2 in_service 10", "3 in_service 11", "4 in_service 10"]);
    let events = "SELECT COUNT(*) FROM case_event WHERE action = 'hold_undone' AND actor_id = 2";
    assert_eq!(number(&store, events).await, 3);
    assert_eq!(audited(&store, "hold_undone").await, 3);
});

contract!(a_case_that_has_gone_on_since_is_left_alone, |store| {
    let job = held(&store).await;
    let colleague = store.as_principal(&OTHER);
    let mine = store.as_principal(&AGENT);
    // Continued, and held again for another reason: it looks as it did.
    for (action, seen) in
        [(CaseAction::Continue, CaseStatus::OnHold), (CaseAction::Hold, CaseStatus::InService)]
    {
        let step = colleague.cases().step(CaseId(3), action, seen, None, T + MINUTE).await;
        assert!(step.expect("an answer").is_some());
    }
    // Handed to a colleague and back: it is with the same person, who was asked to leave it on hold.
    let boss = store.as_principal(&SUPERVISOR);
    for (from, to) in [(10, 11), (11, 10)] {
        let seen = HandOverSeen { status: CaseStatus::OnHold, responsible: Some(UserId(from)) };
        let comment = "Fica pendente".to_owned();
        let form = HandOver { agent: Some(UserId(to)), queue: None, comment, seen };
        let done = boss.cases().hand_over(CaseId(2), &form, T + MINUTE).await.expect("an answer");
        assert_eq!(done, Some(HandOverOutcome::Done));
    }
    let step = mine.cases().step(CaseId(4), CaseAction::Continue, CaseStatus::OnHold, None, T + MINUTE).await;
    assert!(step.expect("an answer").is_some());
    let undo = undone(&store, SUPERVISOR, job, T + MINUTE).await;
    finish(&store, undo, T + MINUTE * 2).await;
    let changed = |case: &str| (case.to_owned(), RowOutcome::Changed);
    assert_eq!(failed(&store, undo).await, [changed("#2"), changed("#3"), changed("#4")]);
    assert_eq!(statuses(&store).await, ["2 on_hold 10", "3 on_hold 11", "4 in_service 10"]);
    let shown = find(&store, SUPERVISOR, undo).await.expect("theirs");
    assert!(!shown.may_repeat(), "other people have gone on with them");
});

contract!(undoing_is_for_the_person_and_for_ten_minutes_and_once, |store| {
    world(&store, 2).await;
    let job = started(&store, AGENT, &[1], &OFFERED).await;
    assert_eq!(undo(&store, AGENT, job, T).await, Some(UndoOutcome::Refused), "it has done nothing yet");
    finish(&store, job, T).await;
    for other in [ADMINISTRATOR, SUPERVISOR, OTHER] {
        assert_eq!(undo(&store, other, job, T).await, None);
    }
    assert_eq!(undo(&store, AGENT, JobId(99), T).await, None);
    let late = T + MINUTE * 10 + Millis(1);
    assert_eq!(undo(&store, AGENT, job, late).await, Some(UndoOutcome::Refused));
    let jobs = count(&store, "job").await;
    let again = undone(&store, AGENT, job, T + MINUTE * 10).await;
    assert_eq!(undo(&store, AGENT, job, T).await, Some(UndoOutcome::Refused), "it is being undone");
    finish(&store, again, T).await;
    assert_eq!(undo(&store, AGENT, again, T).await, Some(UndoOutcome::Refused), "an undo is not undone");
    assert_eq!((count(&store, "job").await, qualified(&store).await), (jobs + 1, 0));
});

contract!(a_job_that_has_changed_nothing_leaves_nothing_to_undo, |store| {
    world(&store, 1).await;
    run(&store, "UPDATE interaction SET contact_reason_id = 1 WHERE id = 1").await;
    let job = started(&store, AGENT, &[1], &OFFERED).await;
    finish(&store, job, T).await;
    let jobs = count(&store, "job").await;
    assert_eq!(undo(&store, AGENT, job, T).await, Some(UndoOutcome::Refused));
    assert_eq!(count(&store, "job").await, jobs, "nothing is half-written");
});

contract!(a_job_that_was_given_up_does_not_go_on_after_it_was_undone, |store| {
    world(&store, 2).await;
    let job = started(&store, AGENT, &[1, 2], &OFFERED).await;
    // One row was done before it was given up.
    finish(&store, job, T).await;
    run(&store, "UPDATE job_row SET outcome = NULL, finished_at = NULL WHERE position = 2").await;
    run(&store, "UPDATE interaction SET contact_reason_id = NULL WHERE id = 2").await;
    run(&store, "UPDATE job SET state = 'failed', done = 1").await;
    assert!(find(&store, AGENT, job).await.expect("theirs").may_retry());
    let undo = undone(&store, AGENT, job, T + MINUTE).await;
    assert!(!store.as_principal(&AGENT).jobs().retry(job, T + MINUTE).await.expect("an answer"));
    finish(&store, undo, T + MINUTE).await;
    assert_eq!(qualified(&store).await, 0);
});

contract!(an_undone_job_is_deleted_with_its_undo, |store| {
    world(&store, 1).await;
    let job = started(&store, AGENT, &[1], &OFFERED).await;
    finish(&store, job, T).await;
    let undo = undone(&store, AGENT, job, T + MINUTE).await;
    finish(&store, undo, T + MINUTE).await;
    let purge = async |now| store.job_runner().purge(now).await.expect("an answer");
    assert_eq!(purge(T + Millis::days(90) + Millis(1)).await, 1);
    assert_eq!(find(&store, AGENT, undo).await.expect("it is younger").undoes, None);
    assert_eq!(purge(T + Millis::days(90) + MINUTE + Millis(1)).await, 1);
    assert_eq!(count(&store, "job").await, 0);
});
