//! The rules of calls, one by one.

use domain::{EndedBy, Outcome};
use intake::freeswitch::{FreeSwitch, FreeSwitchSettings};
use intake::source::{Reason, Skipped};
use serde_json::json;

use super::{ANSWERED, CANCELED, direct, read_with, row, settings};
use crate::support::{output, rejects, second, skipped};

const TRUNK: &str = "sofia/external/5511900000041@203.0.113.1";
const EXTENSION: &str = "sofia/internal/1001@10.0.0.9";

#[test]
fn a_visit_was_answered_only_if_all_three_signs_say_so() {
    for sign in [
        json!({ "cc_cause": "cancel" }),
        json!({ "cc_agent_bridged": "false" }),
        json!({ "cc_queue_answered_epoch": "1781524801" }),
    ] {
        let found = read_with(ANSWERED, &sign);
        let new = &found.interactions[0];
        assert_eq!((new.answered_at, new.agent.as_deref()), (None, None), "{sign}");
        assert_eq!(second(new.ended_at), "2026-06-15T12:02:00Z");
    }
}

#[test]
fn a_talk_ends_with_its_bridge_or_else_with_the_call() {
    let transferred = read_with(ANSWERED, &json!({ "cc_queue_terminated_epoch": "1781524860" }));
    let new = &transferred.interactions[0];
    assert_eq!((second(new.ended_at).as_str(), new.ended_by), ("2026-06-15T12:01:00Z", None));
    let crashed = read_with(ANSWERED, &json!({ "cc_queue_terminated_epoch": "" }));
    assert_eq!(second(crashed.interactions[0].ended_at), "2026-06-15T12:02:00Z");
    let no_end = read_with(ANSWERED, &json!({ "cc_queue_terminated_epoch": "", "end_epoch": "0" }));
    assert_eq!(rejects(&no_end), [(1, Reason::NoEnd)]);
    for (disposition, by) in [("recv_bye", EndedBy::Customer), ("send_bye", EndedBy::Agent)] {
        let found = read_with(ANSWERED, &json!({ "sip_hangup_disposition": disposition }));
        assert_eq!(found.interactions[0].ended_by, Some(by));
    }
}

#[test]
fn the_reason_of_a_cancellation_says_what_became_of_it() {
    for (reason, end, outcome, by) in [
        ("BREAK_OUT", "1781525090", Outcome::Abandoned, EndedBy::Customer),
        ("NONE", "1781525091", Outcome::Abandoned, EndedBy::Customer),
        ("BREAK_OUT", "1781525200", Outcome::Overflow, EndedBy::System),
        ("TIMEOUT", "1781525200", Outcome::Overflow, EndedBy::System),
        ("NO_AGENT_TIMEOUT", "1781525090", Outcome::Overflow, EndedBy::System),
        ("EXIT_WITH_KEY", "1781525200", Outcome::Overflow, EndedBy::Customer),
    ] {
        let found = read_with(CANCELED, &json!({ "cc_cancel_reason": reason, "end_epoch": end }));
        let new = &found.interactions[0];
        assert_eq!((new.outcome, new.ended_by), (Some(outcome), Some(by)), "{reason} {end}");
        assert_eq!(second(new.ended_at), "2026-06-15T12:04:50Z");
    }
}

#[test]
fn a_visit_needs_a_queue_and_a_beginning() {
    assert_eq!(rejects(&read_with(ANSWERED, &json!({ "cc_queue": "" }))), [(1, Reason::NoQueue)]);
    let no_joined = read_with(ANSWERED, &json!({ "cc_queue_joined_epoch": "_undef_" }));
    assert_eq!(rejects(&no_joined), [(1, Reason::MissingField { name: "cc_queue_joined_epoch".to_owned() })]);
}

#[test]
fn an_agent_that_is_a_uuid_is_named_by_the_map() {
    let record = ANSWERED.replace("1001%40empresa.exemplo", "9a0b8c7d-0000-4000-8000-00000000000a");
    let agents = [("9a0b8c7d-0000-4000-8000-00000000000a".to_owned(), "ana".to_owned())].into();
    let mapped = FreeSwitch::new(FreeSwitchSettings { agents, ..settings() });
    assert_eq!(output(&mapped, &[record.as_bytes()]).interactions[0].agent.as_deref(), Some("ana"));
}

#[test]
fn a_withheld_number_and_a_word_for_it_are_no_customer() {
    for number in ["anonymous", "unknown", "Restricted", "0"] {
        let found =
            read_with(ANSWERED, &json!({ "caller_id_number": number, "caller_id_name": "Anonymous" }));
        let new = &found.interactions[0];
        assert_eq!((new.customer.phone.as_deref(), new.customer.name.as_deref()), (None, None), "{number}");
    }
}

#[test]
fn a_call_from_a_trunk_is_inbound_and_its_wait_ends_when_someone_answers() {
    let talk = direct(
        TRUNK,
        &json!({
            "answer_epoch": "1781524801", "bridge_epoch": "1781524820", "bridge_uuid": "leg-2", "dialed_user": "1002",
        }),
    );
    assert_eq!(
        row(&talk.interactions[0]),
        "inbound\tRamal direto\t1002\t5511900000041\tCliente Um\t2026-06-15T12:00:00Z\t2026-06-15T12:00:20Z\t2026-06-15T12:02:00Z\t"
    );
    let missed =
        direct(TRUNK, &json!({ "originate_disposition": "NO_ANSWER", "answer_epoch": "1781524801" }));
    assert_eq!(
        (missed.interactions[0].outcome, missed.interactions[0].answered_at),
        (Some(Outcome::Abandoned), None)
    );
    let busy = direct(TRUNK, &json!({ "hangup_cause": "USER_BUSY" }));
    assert_eq!(busy.interactions[0].outcome, Some(Outcome::Failed));
}

#[test]
fn what_only_the_dialplan_answered_is_no_talk() {
    let menu = direct(TRUNK, &json!({ "answer_epoch": "1781524801", "last_app": "playback" }));
    assert_eq!((menu.interactions.len(), skipped(&menu, Skipped::Announcement)), (0, 1));
    let message = direct(
        TRUNK,
        &json!({
            "answer_epoch": "1781524830", "last_app": "voicemail", "originate_disposition": "NO_ANSWER",
        }),
    );
    let new = &message.interactions[0];
    assert_eq!((new.outcome, new.answered_at, new.agent.as_deref()), (Some(Outcome::Voicemail), None, None));
}

#[test]
fn a_call_to_a_trunk_is_outbound_with_its_attempt() {
    let variables = json!({
        "user_name": "1001", "destination_number": "031999990043", "answer_epoch": "1781524860",
        "bridge_uuid": "leg-2", "hold_accum_seconds": "12", "sip_hangup_disposition": "recv_bye",
        "last_arg": "{x=1}[y=2]sofia/gateway/operadora/031999990043|sofia/gateway/outra/031999990043",
    });
    let found = direct(EXTENSION, &variables);
    let new = &found.interactions[0];
    assert_eq!(
        row(new),
        "outbound\tChamadas ativas\t1001\t031999990043\t-\t2026-06-15T12:00:00Z\t2026-06-15T12:01:00Z\t2026-06-15T12:02:00Z\tanswered 60"
    );
    assert_eq!((new.hold_s, new.ended_by), (Some(12), Some(EndedBy::Agent)));
    for (cause, status) in
        [("USER_BUSY", "busy 0"), ("NO_ANSWER", "no_answer 0"), ("UNALLOCATED_NUMBER", "failed 0")]
    {
        let mut variables = variables.clone();
        for (name, value) in [("answer_epoch", "0"), ("bridge_uuid", ""), ("hangup_cause", cause)] {
            variables[name] = value.into();
        }
        let found = direct(EXTENSION, &variables);
        let new = &found.interactions[0];
        assert!(row(new).ends_with(status), "{}", row(new));
        assert_eq!(
            (new.outcome, new.agent.as_deref(), new.hold_s),
            (Some(Outcome::Failed), Some("1001"), None)
        );
    }
}

#[test]
fn calls_between_extensions_are_left_out_unless_a_queue_is_named() {
    let variables =
        json!({ "answer_epoch": "1781524810", "bridge_uuid": "leg-2", "last_arg": "user/1002@10.0.0.9" });
    let found = direct(EXTENSION, &variables);
    assert_eq!((found.interactions.len(), skipped(&found, Skipped::InternalCall)), (0, 1));
    let said = direct(TRUNK, &json!({ "call_direction": "local" }));
    assert_eq!(skipped(&said, Skipped::InternalCall), 1);
}

#[test]
fn legs_that_the_switch_made_are_counted_or_reported() {
    let bridged = direct(TRUNK, &json!({ "originating_leg_uuid": "leg-0" }));
    assert_eq!((bridged.interactions.len(), skipped(&bridged, Skipped::Leg)), (0, 1));
    let record = json!({
        "channel_data": { "direction": "outbound" },
        "variables": { "uuid": "leg-1", "start_epoch": "1781524800", "end_epoch": "1781524920", "channel_name": TRUNK },
        "callflow": [{ "caller_profile": { "originator": { "originator_caller_profiles": [] } } }],
    });
    assert_eq!(skipped(&super::read(&[&record.to_string()]), Skipped::Leg), 1);
    let mut made = record;
    made["callflow"] = json!({});
    assert_eq!(rejects(&super::read(&[&made.to_string()])), [(1, Reason::UnknownDirection)]);
    assert_eq!(rejects(&direct("", &json!({}))), [(1, Reason::UnknownDirection)]);
}

#[test]
fn a_customer_whom_a_dialler_called_did_not_call() {
    let mut record: serde_json::Value = serde_json::from_str(ANSWERED).expect("JSON");
    record["channel_data"]["direction"] = "outbound".into();
    record["variables"]["direction"] = "outbound".into();
    let found = super::read(&[&record.to_string()]);
    assert_eq!(
        (found.interactions[0].direction.as_str(), found.interactions[0].number.as_deref()),
        ("outbound", Some("5000"))
    );
}
