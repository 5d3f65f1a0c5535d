//! `NewInteraction::check` reports every invalid field, and only those.

use chrono::{DateTime, FixedOffset};
use domain::interaction::{CLOCK_TOLERANCE, ROUNDING_S};
use domain::{
    CallStatus, Channel, Direction, Millis, NewCall, NewCase, NewCustomer, NewInteraction, NewMedia,
    NewMessage, Outcome, Sender, Timestamp,
};
use proptest::prelude::*;

fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).expect("a time")
}

fn good() -> NewInteraction {
    NewInteraction {
        source: "test".to_owned(),
        external_id: "1".to_owned(),
        channel: Channel::WhatsApp,
        direction: Direction::Inbound,
        queue: "Vendas".to_owned(),
        agent: Some("ana".to_owned()),
        customer: NewCustomer { name: Some("João".to_owned()), ..NewCustomer::default() },
        number: Some("11987654321".to_owned()),
        queued_at: at("2026-11-20T10:00:00-03:00"),
        answered_at: Some(at("2026-11-20T10:01:00-03:00")),
        ended_at: at("2026-11-20T10:05:00-03:00"),
        protocol: None,
        contact_reason: None,
        notes: None,
        case: Some(NewCase { external_id: "9".to_owned(), kind: None, subject: None }),
        messages: vec![NewMessage {
            at: at("2026-11-20T10:02:00-03:00"),
            from: Sender::Customer,
            name: None,
            text: "Olá".to_owned(),
            attachments: Vec::new(),
        }],
        calls: vec![NewCall {
            at: at("2026-11-20T09:59:00-03:00"),
            number: "11987654321".to_owned(),
            status: CallStatus::Answered,
            duration_s: 3,
        }],
        hold_s: None,
        wrap_up_s: None,
        ended_by: None,
        outcome: None,
        follows: None,
        first_reply_at: None,
        version: None,
    }
}

fn now() -> Timestamp {
    at("2026-11-20T12:00:00-03:00").into()
}

/// The invalid fields of a valid interaction after a change.
fn bad(change: impl FnOnce(&mut NewInteraction)) -> Vec<(String, &'static str)> {
    let mut interaction = good();
    change(&mut interaction);
    match interaction.check(now()) {
        Ok(()) => Vec::new(),
        Err(errors) => errors.0.into_iter().map(|error| (error.field, error.problem.code())).collect(),
    }
}

fn one(field: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(field.to_owned(), code)]
}

#[test]
fn a_good_one_passes() {
    assert_eq!(bad(|_| ()), []);
    assert_eq!(bad(|i| i.answered_at = None), []);
    assert_eq!(bad(|i| i.customer = NewCustomer::default()), []);
    // A source may write an absent text as an empty one.
    assert_eq!(bad(|i| i.notes = Some(String::new())), []);
}

#[test]
fn texts_that_must_say_something() {
    assert_eq!(bad(|i| i.source = "  ".to_owned()), one("source", "required"));
    assert_eq!(bad(|i| i.external_id.clear()), one("external_id", "required"));
    assert_eq!(bad(|i| i.queue.clear()), one("queue", "required"));
    assert_eq!(bad(|i| i.calls[0].number.clear()), one("calls[0].number", "required"));
    let no_case = NewCase { external_id: String::new(), kind: None, subject: None };
    assert_eq!(bad(|i| i.case = Some(no_case)), one("case.external_id", "required"));
}

#[test]
fn texts_that_are_too_long_or_cannot_be_stored() {
    assert_eq!(bad(|i| i.notes = Some("ã".repeat(20_000))), []);
    assert_eq!(bad(|i| i.notes = Some("ã".repeat(20_001))), one("notes", "too_long"));
    assert_eq!(bad(|i| i.messages[0].text = "x".repeat(65_537)), one("messages[0].text", "too_long"));
    assert_eq!(bad(|i| i.customer.name = Some("\0".to_owned())), one("customer.name", "malformed"));
    let long = || Some("x".repeat(501));
    let fields = bad(|i| {
        i.customer = NewCustomer {
            name: long(),
            phone: long(),
            email: long(),
            document: long(),
            whatsapp: long(),
            chat: long(),
            external_id: long(),
        };
        i.case = Some(NewCase { external_id: "x".repeat(501), kind: long(), subject: long() });
        (i.agent, i.number, i.contact_reason) = (long(), long(), long());
    });
    assert_eq!(fields.len(), 13, "{fields:?}");
    assert!(fields.iter().all(|(_, code)| *code == "too_long"));
}

#[test]
fn times_stand_in_order() {
    let before = at("2026-11-20T09:59:59-03:00");
    assert_eq!(bad(|i| i.answered_at = Some(before)), one("answered_at", "before_start"));
    assert_eq!(bad(|i| i.ended_at = before), one("ended_at", "before_start"));
    assert_eq!(bad(|i| i.ended_at = at("2026-11-20T10:00:30-03:00")), one("ended_at", "before_start"));
    // The same instants, written with other offsets.
    assert_eq!(bad(|i| i.ended_at = at("2026-11-20T13:05:00Z")), []);
    assert_eq!(bad(|i| i.answered_at = Some(at("2026-11-20T10:01:00Z"))), one("answered_at", "before_start"));
}

#[test]
fn nothing_has_happened_in_the_future() {
    let future = at("2026-11-23T12:06:00-03:00");
    let fields = bad(|i| {
        (i.queued_at, i.answered_at, i.ended_at) = (future, Some(future), future);
        (i.messages[0].at, i.calls[0].at) = (future, future);
    });
    let expected = ["queued_at", "answered_at", "ended_at", "messages[0].at", "calls[0].at"];
    assert_eq!(fields, expected.map(|field| (field.to_owned(), "in_future")));
}

fn media() -> NewMedia {
    NewMedia {
        name: "boleto.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 3_000,
        sha256: "0123456789abcdef".repeat(4),
    }
}

#[test]
fn one_file_has_one_size() {
    let twice = |size| {
        move |i: &mut NewInteraction| i.messages[0].attachments = vec![media(), NewMedia { size, ..media() }]
    };
    assert_eq!(bad(twice(3_000)), []);
    assert_eq!(bad(twice(3_001)), one("messages[0].attachments[1].size", "malformed"));
}

#[test]
fn a_hold_is_no_longer_than_the_talk_but_for_rounding() {
    // Four minutes of talk.
    assert_eq!(bad(|i| i.hold_s = Some(240)), []);
    assert_eq!(bad(|i| i.hold_s = Some(242)), []);
    assert_eq!(bad(|i| i.hold_s = Some(243)), one("hold_s", "out_of_range"));
    // When it was answered is unknown, and so is how long the talk was.
    assert_eq!(bad(|i| (i.hold_s, i.answered_at) = (Some(243), None)), []);
    assert_eq!(bad(|i| i.wrap_up_s = Some(100_000)), []);
}

#[test]
fn numbers_fit_the_databases() {
    let (fitting, beyond) = (2_147_483_647, 2_147_483_648);
    assert_eq!(bad(|i| (i.version, i.wrap_up_s) = (Some(fitting), Some(fitting))), []);
    let fields = bad(|i| {
        i.answered_at = None;
        (i.hold_s, i.wrap_up_s, i.version) = (Some(beyond), Some(beyond), Some(beyond));
    });
    let expected = ["hold_s", "wrap_up_s", "version"].map(|field| (field.to_owned(), "out_of_range"));
    assert_eq!(fields, expected);
}

#[test]
fn what_was_answered_was_not_abandoned() {
    for outcome in Outcome::ALL {
        let contradiction = bad(|i| i.outcome = Some(outcome));
        let unanswered = matches!(outcome, Outcome::Abandoned | Outcome::Overflow | Outcome::ClosedHours);
        let expected = if unanswered { one("outcome", "unknown_value") } else { Vec::new() };
        assert_eq!(contradiction, expected, "{outcome:?}");
        // A source may know that it was answered and not when.
        assert_eq!(bad(|i| (i.outcome, i.answered_at) = (Some(outcome), None)), []);
    }
}

#[test]
fn a_first_reply_is_after_the_beginning() {
    let reply = |text: &str| {
        let at = at(text);
        bad(|i| i.first_reply_at = Some(at))
    };
    assert_eq!(reply("2026-11-20T10:00:00-03:00"), []);
    // The reply may come after the end: to what was closed for lack of an answer.
    assert_eq!(reply("2026-11-20T10:06:00-03:00"), []);
    assert_eq!(reply("2026-11-20T09:59:59-03:00"), one("first_reply_at", "before_start"));
    assert_eq!(reply("2026-11-23T12:00:00-03:00"), one("first_reply_at", "in_future"));
}

#[test]
fn the_leg_before_is_named_by_an_id() {
    assert_eq!(bad(|i| i.follows = Some("x".repeat(200))), []);
    assert_eq!(bad(|i| i.follows = Some("x".repeat(201))), one("follows", "too_long"));
}

#[test]
fn attachments_say_what_they_are() {
    let with = |change: fn(&mut NewMedia)| {
        let mut media = media();
        change(&mut media);
        bad(|i| i.messages[0].attachments = vec![media])
    };
    let field = |name: &str, code| one(&format!("messages[0].attachments[0].{name}"), code);
    assert_eq!(with(|_| ()), []);
    assert_eq!(with(|m| m.media_type = "audio/ogg; codecs=opus".to_owned()), []);
    assert_eq!(with(|m| m.name.clear()), field("name", "required"));
    assert_eq!(with(|m| m.name = "x".repeat(256)), field("name", "too_long"));
    for wrong in ["", "pdf", "/", "a/", "/b", "a/b/c", "a b/c", "imagem/ção", "a/b ", "a/b;\n"] {
        let mut media = media();
        media.media_type = wrong.to_owned();
        assert_eq!(bad(|i| i.messages[0].attachments = vec![media]), field("type", "malformed"), "{wrong:?}");
    }
    assert_eq!(with(|m| m.media_type = format!("a/{}", "b".repeat(254))), field("type", "too_long"));
    assert_eq!(with(|m| m.size = (1 << 53) - 1), []);
    assert_eq!(with(|m| m.size = 1 << 53), field("size", "out_of_range"));
    assert_eq!(with(|m| m.sha256.push('0')), field("sha256", "malformed"));
    assert_eq!(with(|m| m.sha256.make_ascii_uppercase()), field("sha256", "malformed"));
    assert_eq!(
        bad(|i| i.messages[0].attachments = vec![media(); 101]),
        one("messages[0].attachments", "too_many")
    );
}

#[test]
fn every_offence_is_named_at_once() {
    let fields = bad(|i| {
        i.queue.clear();
        i.notes = Some("\0".to_owned());
        i.ended_at = at("2026-11-20T09:00:00-03:00");
    });
    let expected = [("queue", "required"), ("notes", "malformed"), ("ended_at", "before_start")];
    assert_eq!(fields, expected.map(|(field, code)| (field.to_owned(), code)));
}

proptest! {
    #[test]
    fn a_clock_may_run_ahead_by_the_tolerance(ahead in (-1_000_000_i64..1_000_000).prop_map(Millis)) {
        let mut interaction = good();
        interaction.ended_at = (now() + ahead).to_utc().fixed_offset();
        prop_assert_eq!(interaction.check(now()).is_ok(), ahead <= CLOCK_TOLERANCE);
    }

    #[test]
    fn times_are_accepted_exactly_in_order(queued in 0_i64..100, answered in prop::option::of(0_i64..100), ended in 0_i64..100) {
        let instant = |ms| DateTime::from_timestamp_millis(ms).expect("a time").fixed_offset();
        let mut interaction = good();
        interaction.queued_at = instant(queued);
        interaction.answered_at = answered.map(instant);
        interaction.ended_at = instant(ended);
        let in_order = queued <= ended && answered.is_none_or(|answered| queued <= answered && answered <= ended);
        prop_assert_eq!(interaction.check(now()).is_ok(), in_order);
    }

    #[test]
    fn a_hold_is_accepted_exactly_within_the_talk(talk in 0_i64..100, hold in 0_u32..110) {
        let mut interaction = good();
        let answered = interaction.queued_at;
        interaction.answered_at = Some(answered);
        interaction.ended_at = answered + chrono::TimeDelta::seconds(talk);
        interaction.hold_s = Some(hold);
        prop_assert_eq!(interaction.check(now()).is_ok(), i64::from(hold) <= talk + ROUNDING_S);
    }
}
