//! Jobs: their parameters, what becomes of rows, and what people may do with them.

use super::*;
use crate::{CaseId, CaseStatus, FieldErrors};

#[test]
fn the_parameters_of_a_job_are_stored_with_their_kind() {
    let qualify = JobWork::BulkQualify { reason: ContactReasonId(7) };
    let json = serde_json::to_string(&qualify).expect("it is JSON");
    assert_eq!(json, r#"{"kind":"bulk_qualify","reason":7}"#);
    let hold = JobWork::BulkHold { comment: Some("Olá".to_owned()) };
    let agent = Some(UserId(7));
    let hand_over = JobWork::BulkHandOver { agent, queue: None, comment: "Férias".to_owned() };
    let undone = [qualify.inverse(JobId(3)), hold.inverse(JobId(3))];
    assert_eq!(hand_over.inverse(JobId(3)), None);
    for work in [qualify, hold, hand_over].into_iter().chain(undone.into_iter().flatten()) {
        assert_eq!(work.inverse(JobId(3)).map(|work| work.kind()), work.kind().inverse());
        let json = serde_json::to_value(&work).expect("it is JSON");
        assert_eq!(json["kind"], work.kind().as_str());
        assert_eq!(serde_json::from_value::<JobWork>(json).expect("it is read"), work);
    }
}

#[test]
fn what_a_job_has_done_can_be_undone_once_for_ten_minutes() {
    let ended = Timestamp(1_000_000);
    let job = Job {
        id: JobId(1),
        kind: JobKind::BulkHold,
        state: JobState::Done,
        work: None,
        asked_by: Named { id: UserId(1), name: "Ana".to_owned() },
        created_at: ended,
        started_at: Some(ended),
        finished_at: Some(ended),
        heartbeat_at: Some(ended),
        total: 3,
        done: 3,
        failures: 2,
        attempts: 0,
        next_attempt_at: ended,
        cancel_requested: false,
        problem: None,
        undoes: None,
        undone_by: None,
    };
    let last = ended + Millis::minutes(10);
    assert!(job.may_undo(ended) && job.may_undo(last));
    assert!(!job.may_undo(last + Millis(1)), "too late");
    let cancelled = Job { state: JobState::Cancelled, done: 1, failures: 0, ..job.clone() };
    assert!(cancelled.may_undo(ended), "what was done before it was stopped");
    assert!(!Job { failures: 3, ..job.clone() }.may_undo(ended), "it has done nothing");
    assert!(!Job { undone_by: Some(JobId(2)), ..job.clone() }.may_undo(ended), "only once");
    assert!(!Job { finished_at: None, ..job.clone() }.may_undo(ended), "it is under way");
    assert!(!Job { kind: JobKind::BulkHandOver, ..job.clone() }.may_undo(ended));
    let failed = Job { state: JobState::Failed, ..job.clone() };
    assert!(failed.may_retry() && failed.may_undo(ended), "what was done before it was given up");
    assert!(!Job { undone_by: Some(JobId(2)), ..failed }.may_retry(), "it would be done again");
    assert!(job.may_repeat());
    let undo = Job { kind: JobKind::UndoHold, undoes: Some(JobId(1)), ..job };
    assert!(!undo.may_undo(ended) && !undo.may_repeat());
}

#[test]
fn a_row_fails_for_the_reason_for_which_the_action_is_refused() {
    let refused = |refusal| RowOutcome::of_step(&StepOutcome::Refused(refusal));
    assert_eq!(refused(ActionRefusal::OutOfScope), RowOutcome::NotFound);
    assert_eq!(refused(ActionRefusal::NotFromHere(CaseStatus::Closed)), RowOutcome::NotFromHere);
    assert_eq!(refused(ActionRefusal::NotResponsible), RowOutcome::NotResponsible);
    assert_eq!(RowOutcome::of_step(&StepOutcome::Merged(CaseId(1))), RowOutcome::Merged);
    assert_eq!(RowOutcome::of_step(&StepOutcome::Changed(CaseStatus::Closed)), RowOutcome::Changed);
    assert_eq!(RowOutcome::of_step(&StepOutcome::Done(CaseStatus::OnHold)), RowOutcome::Done);
}

#[test]
fn a_case_that_is_with_its_receiver_already_is_no_failure() {
    let invalid = |field: &str, problem| {
        let mut errors = FieldErrors::default();
        errors.add(field, problem);
        RowOutcome::of_hand_over(&HandOverOutcome::Invalid(errors))
    };
    let unknown = || Problem::UnknownValue { allowed: Vec::new() };
    assert_eq!(invalid("agent", Problem::Taken), RowOutcome::Unchanged);
    assert_eq!(invalid("agent", unknown()), RowOutcome::CannotReceive);
    assert_eq!(invalid("queue", unknown()), RowOutcome::CannotReceive);
    assert_eq!(invalid("comment", Problem::Required), RowOutcome::Invalid);
    assert_eq!(RowOutcome::of_hand_over(&HandOverOutcome::Done), RowOutcome::Done);
    let changed = HandOverOutcome::Changed { status: CaseStatus::Closed, responsible: None };
    assert_eq!(RowOutcome::of_hand_over(&changed), RowOutcome::Changed);
    assert_eq!(RowOutcome::of_hand_over(&HandOverOutcome::Merged(CaseId(1))), RowOutcome::Merged);
    let refused = HandOverOutcome::Refused(ActionRefusal::NotResponsible);
    assert_eq!(RowOutcome::of_hand_over(&refused), RowOutcome::NotResponsible);
}

#[test]
fn a_preview_counts_all_rows_and_names_the_first_refused_ones() {
    let rows = (0..200).map(|n| {
        let outcome = match n % 4 {
            0 | 1 => RowOutcome::Done,
            2 => RowOutcome::NotOffered,
            _ => RowOutcome::NotFound,
        };
        (format!("P{n}"), outcome)
    });
    let preview = Preview::of(rows);
    assert_eq!((preview.possible, preview.impossible()), (100, 100));
    assert_eq!(preview.refused, [(RowOutcome::NotFound, 50), (RowOutcome::NotOffered, 50)]);
    assert_eq!((preview.rows.len(), preview.rows[0].label.as_str()), (Preview::SHOWN, "P2"));
}

#[test]
fn only_finished_jobs_have_nothing_more_to_do() {
    let finished: Vec<JobState> = JobState::ALL.into_iter().filter(|state| state.is_finished()).collect();
    assert_eq!(finished, [JobState::Done, JobState::Failed, JobState::Cancelled]);
    let under_way: Vec<JobState> = JobState::ALL.into_iter().filter(|state| state.is_under_way()).collect();
    assert_eq!(under_way, [JobState::Waiting, JobState::Running]);
}
