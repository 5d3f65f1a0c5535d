//! Property tests: every `NewInteraction` survives a round trip through JSON, and no input makes
//! the parser panic.

use chrono::{DateTime, FixedOffset, TimeZone};
use domain::{
    CallStatus, Channel, Direction, EndedBy, NewCall, NewCase, NewCustomer, NewInteraction, NewMedia,
    NewMessage, Outcome, Protocol, Sender,
};
use proptest::prelude::*;

fn text() -> impl Strategy<Value = String> {
    any::<String>()
}

/// A text that is not blank, since blank is parsed as absent.
fn optional_text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("[^ ]\\PC{0,20}".prop_filter("says something", |text| !text.trim().is_empty()))
}

fn time() -> impl Strategy<Value = DateTime<FixedOffset>> {
    (0_i64..4_000_000_000, 0_u32..1_000, -14_i32 * 4..=14 * 4).prop_map(|(seconds, millis, quarters)| {
        let zone = FixedOffset::east_opt(quarters * 900).expect("a quarter of an hour");
        zone.timestamp_opt(seconds + 40_000_000, millis * 1_000_000).single().expect("a time")
    })
}

fn customer() -> impl Strategy<Value = NewCustomer> {
    (
        optional_text(),
        optional_text(),
        optional_text(),
        optional_text(),
        optional_text(),
        optional_text(),
        optional_text(),
    )
        .prop_map(|(name, phone, email, document, whatsapp, chat, external_id)| NewCustomer {
            name,
            phone,
            email,
            document,
            whatsapp,
            chat,
            external_id,
        })
}

fn case() -> impl Strategy<Value = NewCase> {
    (text(), optional_text(), optional_text()).prop_map(|(external_id, kind, subject)| NewCase {
        external_id,
        kind,
        subject,
    })
}

fn media() -> impl Strategy<Value = NewMedia> {
    (text(), text(), 0_u64..(1 << 53), text()).prop_map(|(name, media_type, size, sha256)| NewMedia {
        name,
        media_type,
        size,
        sha256,
    })
}

fn message() -> impl Strategy<Value = NewMessage> {
    (
        time(),
        proptest::sample::select(&Sender::ALL[..]),
        optional_text(),
        text(),
        proptest::collection::vec(media(), 0..3),
    )
        .prop_map(|(at, from, name, text, attachments)| NewMessage { at, from, name, text, attachments })
}

fn number() -> impl Strategy<Value = Option<u32>> {
    proptest::option::of(0_u32..=i32::MAX as u32)
}

fn call() -> impl Strategy<Value = NewCall> {
    (time(), text(), proptest::sample::select(&CallStatus::ALL[..]), 0_u32..=i32::MAX as u32)
        .prop_map(|(at, number, status, duration_s)| NewCall { at, number, status, duration_s })
}

prop_compose! {
    fn interaction()(
        (source, external_id, queue) in (text(), text(), text()),
        channel in proptest::sample::select(&Channel::ALL[..]),
        direction in proptest::sample::select(vec![Direction::Inbound, Direction::Outbound]),
        (agent, number, contact_reason, notes) in (optional_text(), optional_text(), optional_text(), optional_text()),
        (queued_at, answered_at, ended_at) in (time(), proptest::option::of(time()), time()),
        protocol in proptest::option::of("[A-Za-z0-9_-]{1,40}"),
        customer in customer(),
        case in proptest::option::of(case()),
        messages in proptest::collection::vec(message(), 0..6),
        calls in proptest::collection::vec(call(), 0..4),
        (hold_s, wrap_up_s, version) in (number(), number(), number()),
        ended_by in proptest::option::of(proptest::sample::select(&EndedBy::ALL[..])),
        outcome in proptest::option::of(proptest::sample::select(&Outcome::ALL[..])),
        (follows, first_reply_at) in (optional_text(), proptest::option::of(time())),
    ) -> NewInteraction {
        let protocol = protocol.map(|text| Protocol::parse(&text).expect("a protocol"));
        NewInteraction {
            source, external_id, channel, direction, queue, agent, customer, number, queued_at,
            answered_at, ended_at, protocol, contact_reason, notes, case, messages, calls,
            hold_s, wrap_up_s, ended_by, outcome, follows, first_reply_at, version,
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(interaction in interaction()) {
        let bytes = serde_json::to_vec(&interaction).expect("it can be written");
        prop_assert_eq!(intake::json::parse(&bytes), Ok(interaction));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = intake::json::parse(&bytes);
    }

    #[test]
    fn no_mutilated_input_makes_it_panic(
        interaction in interaction(),
        at in any::<proptest::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = serde_json::to_vec(&interaction).expect("it can be written");
        let index = at.index(bytes.len());
        bytes[index] = byte;
        let _ = intake::json::parse(&bytes);
        let _ = intake::json::parse(&bytes[..index]);
    }
}
