//! The transition table matches the requirement, and no sequence of transitions leaves it.

use proptest::prelude::*;

use super::*;
use crate::sla::SlaClock;

const ME: UserId = UserId(1);
const OTHER: UserId = UserId(2);
const DAY: Millis = Millis::days(1);
const CLOSED_AT: Timestamp = Timestamp(1_000);

fn principal(role: Role) -> Principal {
    Principal { user: ME, role }
}

fn case(status: CaseStatus) -> CaseAccess {
    CaseAccess { status, responsible: Some(OTHER), in_scope: true }
}

fn place(status: CaseStatus, closed_at: Option<Timestamp>, at: Timestamp, window: Millis) -> Arrival {
    arrival(Some(NamedCase { survivor: CaseId(7), status, closed_at }), at, window)
}

#[test]
fn these_steps_and_no_others() {
    use CaseStatus::{Closed, InService, OnHold, Waiting};
    let to = |from, action| transition(from, action).map(|step| step.to);
    for from in CaseStatus::ALL {
        let expected = match from {
            Waiting => [Some(InService), None, None, None, Some(Waiting)],
            OnHold => [Some(InService), None, None, None, Some(OnHold)],
            InService => [None, Some(OnHold), Some(Closed), None, Some(Waiting)],
            Closed => [None, None, None, Some(InService), None],
            CaseStatus::Merged => [None; 5],
        };
        assert_eq!(CaseAction::ALL.map(|action| to(from, action)), expected, "{from:?}");
        assert_eq!(actions(from).count(), expected.iter().flatten().count());
    }
}

#[test]
fn no_step_leads_to_merged_or_from_it() {
    assert!(TRANSITIONS.iter().all(|step| ![step.from, step.to].contains(&CaseStatus::Merged)));
}

#[test]
fn every_step_and_status_is_there_once() {
    for (index, step) in TRANSITIONS.iter().enumerate() {
        assert_eq!(transition(step.from, step.action), Some(*step));
        assert!(TRANSITIONS[..index].iter().all(|e| (e.from, e.action) != (step.from, step.action)));
    }
    for action in CaseAction::ALL {
        assert_eq!(CaseAction::parse(action.as_str()), Some(action));
        assert_eq!(serde_json::to_string(&action).expect("JSON"), format!("\"{}\"", action.as_str()));
    }
    assert_eq!(CaseAction::parse("merge"), None);
}

#[test]
fn clocks_rest_on_hold_are_met_at_close_and_run_again_on_reopening() {
    use CaseStatus::{Closed, InService, OnHold, Waiting};
    use ClockKind::{FirstResponse, Resolution};
    let effect = |from, action, clock| transition(from, action).expect("a step").effect(clock);
    assert_eq!(effect(InService, CaseAction::Hold, Resolution), Some(ClockEffect::Pause));
    assert_eq!(effect(OnHold, CaseAction::Continue, Resolution), Some(ClockEffect::Resume));
    assert_eq!(effect(InService, CaseAction::Close, Resolution), Some(ClockEffect::Stop));
    assert_eq!(effect(Closed, CaseAction::Reopen, Resolution), Some(ClockEffect::Reopen));
    assert_eq!(effect(Waiting, CaseAction::Continue, FirstResponse), Some(ClockEffect::Stop));
    assert_eq!(effect(Closed, CaseAction::Reopen, FirstResponse), None);
    for (from, clock) in
        [Waiting, InService, OnHold].into_iter().flat_map(|from| [(from, FirstResponse), (from, Resolution)])
    {
        assert_eq!(effect(from, CaseAction::HandOver, clock), None, "the clocks know no responsible user");
    }
}

#[test]
fn whoever_has_it_in_scope_may_continue_what_waits_rests_or_is_closed() {
    for role in Role::ALL {
        let me = principal(role);
        let action = |status| may_continue(&me, &case(status)).map(|step| (step.action, step.to));
        let into_service = |action| Ok((action, CaseStatus::InService));
        assert_eq!(action(CaseStatus::Waiting), into_service(CaseAction::Continue));
        assert_eq!(action(CaseStatus::OnHold), into_service(CaseAction::Continue));
        assert_eq!(action(CaseStatus::Closed), into_service(CaseAction::Reopen));
        assert_eq!(action(CaseStatus::InService), Err(ActionRefusal::NotFromHere(CaseStatus::InService)));
        assert_eq!(action(CaseStatus::Merged), Err(ActionRefusal::Merged));
    }
}

#[test]
fn nobody_does_anything_out_of_scope() {
    for (role, status) in Role::ALL.into_iter().flat_map(|role| CaseStatus::ALL.map(|status| (role, status)))
    {
        let hidden = CaseAccess { status, responsible: Some(ME), in_scope: false };
        for action in CaseAction::ALL {
            assert_eq!(may(&principal(role), action, &hidden), Err(ActionRefusal::OutOfScope));
        }
        assert_eq!(may_continue(&principal(role), &hidden), Err(ActionRefusal::OutOfScope));
    }
}

#[test]
fn an_agent_holds_closes_and_hands_over_only_their_own() {
    for action in [CaseAction::Hold, CaseAction::Close, CaseAction::HandOver] {
        let theirs = case(CaseStatus::InService);
        let mine = CaseAccess { responsible: Some(ME), ..theirs };
        let unassigned = CaseAccess { responsible: None, ..theirs };
        let agent = principal(Role::Agent);
        assert_eq!(may(&agent, action, &theirs), Err(ActionRefusal::NotResponsible));
        assert_eq!(may(&agent, action, &unassigned), Err(ActionRefusal::NotResponsible));
        assert!(may(&agent, action, &mine).is_ok());
        assert!(may(&principal(Role::Supervisor), action, &theirs).is_ok());
        assert!(may(&principal(Role::Administrator), action, &unassigned).is_ok());
    }
}

#[test]
fn a_new_interaction_opens_a_case_or_joins_the_open_one_it_names() {
    let start = Timestamp(0);
    assert_eq!(arrival(None, start, DAY), Arrival::Open);
    for status in [CaseStatus::Waiting, CaseStatus::InService, CaseStatus::OnHold] {
        assert_eq!(place(status, None, start, DAY), Arrival::Join(CaseId(7)));
        assert_eq!(place(status, Some(start), start + 9 * DAY, DAY), Arrival::Join(CaseId(7)), "reopened");
    }
}

#[test]
fn a_closed_case_reopens_within_the_window_and_is_followed_by_another_after_it() {
    let after = |span: Millis, window| place(CaseStatus::Closed, Some(CLOSED_AT), CLOSED_AT + span, window);
    assert_eq!(after(Millis(1), DAY), Arrival::Reopen(CaseId(7)));
    assert_eq!(after(DAY, DAY), Arrival::Reopen(CaseId(7)));
    assert_eq!(after(DAY + Millis(1), DAY), Arrival::OpenLinked(CaseId(7)));
    assert_eq!(
        after(Millis(1), Millis::ZERO),
        Arrival::OpenLinked(CaseId(7)),
        "a window of nothing reopens nothing"
    );
    assert_eq!(place(CaseStatus::Closed, None, Timestamp(0), DAY), Arrival::OpenLinked(CaseId(7)));
}

#[test]
fn what_began_before_the_close_and_came_late_reopens_nothing() {
    for at in [Timestamp::MIN, Timestamp(0), CLOSED_AT] {
        assert_eq!(place(CaseStatus::Closed, Some(CLOSED_AT), at, DAY), Arrival::Join(CaseId(7)));
    }
}

#[test]
fn a_merge_rests_the_clocks_and_its_undo_wakes_those_that_ran() {
    let kept = |status| {
        let mut clock = SlaClock::starting(Timestamp(0));
        if status == CaseStatus::OnHold {
            clock.pause(Timestamp(1));
        }
        let before = clock.clone();
        clock.apply(MERGE_EFFECT, Timestamp(2));
        assert!(clock.is_paused());
        if let Some(effect) = undo_effect(status) {
            clock.apply(effect, Timestamp(3));
        }
        (before.is_paused(), clock.is_paused())
    };
    assert_eq!(kept(CaseStatus::Waiting), (false, false));
    assert_eq!(kept(CaseStatus::OnHold), (true, true));
}

proptest! {
    #[test]
    fn whatever_is_done_the_clock_says_what_the_status_says(
        done in prop::collection::vec((0..CaseAction::ALL.len(), 1_i64..1_000), 0..30),
    ) {
        let (mut status, mut at) = (CaseStatus::Waiting, Timestamp(0));
        let (mut first, mut resolution) = (SlaClock::starting(at), SlaClock::starting(at));
        let mut taken = None;
        for (action, later) in done {
            at += Millis(later);
            let Some(step) = transition(status, CaseAction::ALL[action]) else { continue };
            status = step.to;
            taken = taken.or((status == CaseStatus::InService).then_some(at));
            if let Some(effect) = step.first_response {
                first.apply(effect, at);
            }
            if let Some(effect) = step.resolution {
                resolution.apply(effect, at);
            }
            prop_assert_eq!(resolution.is_paused(), status == CaseStatus::OnHold);
            prop_assert_eq!(resolution.stopped.is_some(), status == CaseStatus::Closed);
            prop_assert_eq!(first.stopped, taken);
        }
    }

    #[test]
    fn every_interaction_finds_exactly_one_place(
        status in prop::sample::select(&CaseStatus::ALL[..]),
        closed in prop::option::of(any::<i64>().prop_map(Timestamp)),
        at in any::<i64>().prop_map(Timestamp),
        window in (0_i64..).prop_map(Millis),
    ) {
        let found = place(status, closed, at, window);
        prop_assert_ne!(found, Arrival::Open);
        if let Arrival::Reopen(_) = found {
            prop_assert!(status == CaseStatus::Closed && closed.is_some_and(|closed| at > closed));
        }
    }
}

#[test]
fn the_data_are_edited_by_who_answers_for_them() {
    let agent = Principal { user: UserId(7), role: Role::Agent };
    let supervisor = Principal { user: UserId(2), role: Role::Supervisor };
    let case = |responsible: i64| CaseAccess {
        status: CaseStatus::InService,
        responsible: Some(UserId(responsible)),
        in_scope: true,
    };
    assert_eq!(may_edit(&agent, &case(7)), Ok(()));
    assert_eq!(may_edit(&agent, &case(8)), Err(ActionRefusal::NotResponsible));
    assert_eq!(may_edit(&supervisor, &case(8)), Ok(()));
    let hidden = CaseAccess { in_scope: false, ..case(8) };
    assert_eq!(may_edit(&supervisor, &hidden), Err(ActionRefusal::OutOfScope));
    let merged = CaseAccess { status: CaseStatus::Merged, ..case(8) };
    assert_eq!(may_edit(&supervisor, &merged), Err(ActionRefusal::Merged));
}
