//! The choice of a policy, targets, and effects that a clock ignores.

use super::*;
use crate::QueueId;

#[test]
fn the_policy_of_queue_and_kind_goes_before_that_of_either() {
    let scope = |queue: Option<i64>, kind: Option<&str>| PolicyScope {
        queue: queue.map(QueueId),
        kind: kind.map(str::to_owned),
    };
    let policies = [
        (scope(None, None), "all"),
        (scope(None, Some("Reclamação")), "kind"),
        (scope(Some(1), None), "queue"),
        (scope(Some(1), Some("Reclamação")), "both"),
        (scope(Some(1), Some("reclamacao")), "the same again"),
    ];
    let chosen =
        |queue, kind| choose(policies.iter().map(|(scope, name)| (scope, *name)), Some(QueueId(queue)), kind);
    assert_eq!(chosen(1, Some("reclamação ")), Some("both"));
    assert_eq!(chosen(1, Some("Dúvida")), Some("queue"));
    assert_eq!(chosen(1, None), Some("queue"));
    assert_eq!(chosen(2, Some("RECLAMACAO")), Some("kind"));
    assert_eq!(chosen(2, None), Some("all"));
    assert_eq!(choose(policies[1..].iter().map(|(scope, name)| (scope, *name)), None, None), None);
}

#[test]
fn the_threshold_is_a_part_of_the_target() {
    let policy = SlaPolicy { first_response_ms: None, resolution_ms: Some(8 * HOUR), at_risk_percent: 75 };
    assert_eq!(policy.target(ClockKind::FirstResponse), None);
    let resolution = policy.target(ClockKind::Resolution).expect("promised");
    assert_eq!(resolution, Target { target_ms: 8 * HOUR, at_risk_ms: 6 * HOUR });
    let never = SlaPolicy { at_risk_percent: 255, resolution_ms: Some(Millis::MAX), ..policy };
    let resolution = never.target(ClockKind::Resolution).expect("promised");
    assert_eq!(resolution.at_risk_ms, resolution.target_ms);
}

#[test]
fn what_is_so_already_is_not_noted_again() {
    let mut clock = SlaClock::starting(Timestamp(10));
    clock.resume(Timestamp(20));
    clock.reopen(Timestamp(20));
    assert_eq!(clock, SlaClock::starting(Timestamp(10)));
    clock.pause(Timestamp(20));
    clock.pause(Timestamp(30));
    assert_eq!(clock.pauses, [Pause { from: Timestamp(20), to: None }]);
    clock.stop(Timestamp(40));
    let stopped = clock.clone();
    for effect in [ClockEffect::Stop, ClockEffect::Pause, ClockEffect::Resume] {
        clock.apply(effect, Timestamp(50));
    }
    assert_eq!(clock, stopped);
    let ended = Pause { from: Timestamp(20), to: Some(Timestamp(40)) };
    assert_eq!((clock.pauses.as_slice(), clock.stopped), (&[ended][..], Some(Timestamp(40))));
}

#[test]
fn a_clock_that_is_behind_does_not_rewrite_the_past() {
    let mut clock = SlaClock::starting(Timestamp(100));
    clock.pause(Timestamp(50));
    clock.resume(Timestamp(60));
    clock.pause(Timestamp(200));
    clock.stop(Timestamp(150));
    clock.reopen(Timestamp(120));
    let pause = |from, to| Pause { from: Timestamp(from), to: Some(Timestamp(to)) };
    assert_eq!(clock.pauses, [pause(100, 100), pause(200, 200), pause(200, 200)]);
}

#[test]
fn words_lead_back_and_notes_travel() {
    for status in SlaStatus::ALL {
        assert_eq!(SlaStatus::parse(status.as_str()), Some(status));
        assert_eq!(serde_json::to_string(&status).expect("JSON"), format!("\"{}\"", status.as_str()));
    }
    for kind in ClockKind::ALL {
        assert_eq!(ClockKind::parse(kind.as_str()), Some(kind));
        assert_eq!(serde_json::to_string(&kind).expect("JSON"), format!("\"{}\"", kind.as_str()));
    }
    let mut calendar = weekdays("America/Sao_Paulo", "09:00-12:00 13:00-17:00");
    calendar.holidays.insert("2026-12-25".parse().expect("a day"));
    let json = serde_json::to_string(&calendar).expect("JSON");
    assert_eq!(serde_json::from_str::<BusinessCalendar>(&json).expect("a calendar"), calendar);
    let clock: SlaClock = serde_json::from_str(r#"{"started":5}"#).expect("a clock");
    assert_eq!(clock, SlaClock::starting(Timestamp(5)));
}
