//! What is remembered is limited, and a long conversation costs no more per message than a short one.

use intake::source::{Reason, Skipped};
use intake::whatsapp::MAX_POOL;
use serde_json::Value;

use crate::host::Host;
use crate::posts::{HOUR, MINUTE, edit, messages, text, time};

const DAY: i64 = 24 * HOUR;
const ANA: &str = "5511900000001";

/// Bodies with the messages `range`, one per second.
fn texts(range: std::ops::Range<i64>) -> Vec<Value> {
    let all: Vec<Value> = range.map(|n| text(ANA, &format!("m{n:06}"), n, "x")).collect();
    all.chunks(500).map(messages).collect()
}

#[test]
fn a_conversation_of_too_many_messages_is_continued_in_the_same_case() {
    let mut host = Host::usual();
    host.receive(10_100, &texts(0..10_050));
    host.settle(10_100 + 20 * MINUTE);
    let first = host.emitted().remove(0);
    assert_eq!((first.messages.len(), first.notes.clone()), (10_000, None));
    assert_eq!(host.emitted().len(), 0, "the rest is open");
    host.settle(3 * DAY);
    let second = host.emitted().remove(0);
    assert_eq!((second.messages.len(), second.external_id.as_str()), (50, "m010000"));
    assert_eq!(second.case, first.case);
    assert!(second.notes.expect("a note").starts_with("Continuação"));
}

#[test]
fn a_flood_is_cut_although_it_goes_on() {
    let mut host = Host::usual();
    let mut recorded = 0;
    for round in 0..7 {
        let at = round * 2_000;
        host.receive(at + 2_000, &texts(at..at + 2_000));
        host.settle(at + 2_000);
        recorded += host.emitted().len();
    }
    assert_eq!(recorded, 1);
    assert_eq!(host.output.rejects, []);
}

#[test]
fn messages_beyond_the_limit_are_rejected() {
    let mut host = Host::usual();
    host.receive(30_000, &texts(0..MAX_POOL as i64 + 3));
    let reasons: Vec<_> = host.output.rejects.iter().map(|reject| reject.reason.clone()).collect();
    assert_eq!(reasons, [const { Reason::TooManyMessages }; 3]);
}

#[test]
fn edits_of_messages_that_never_arrive_are_given_up() {
    let mut host = Host::usual();
    let edits: Vec<Value> =
        (0..1_200).map(|n| edit(ANA, &format!("x{n}"), n, &format!("m{n}"), "x")).collect();
    host.receive(1_200, &[messages(&edits), messages(&edits)]);
    assert_eq!(host.output.skipped[&Skipped::Duplicate], 1_200);
    host.settle(9 * DAY);
    assert_eq!(host.output.skipped.get(&Skipped::LateChange), None);
    host.settle(10 * DAY);
    assert_eq!(host.output.skipped[&Skipped::LateChange], 1_200);
    assert_eq!([host.keys("pool/"), host.keys("page/")], [const { Vec::<&str>::new() }; 2]);
    host.settle(20 * DAY);
    assert_eq!(host.keys("seen/"), [""; 0]);
}

#[test]
fn a_message_changes_little_of_a_long_conversation() {
    let mut host = Host::usual();
    host.receive(3_000, &texts(0..2_000));
    let before = host.loads;
    host.receive(3_001, &texts(2_000..2_001));
    assert!(host.loads - before <= 4, "aliases, person, pool, page");
    assert!(host.keys("page/").len() > 100);
}

#[test]
fn long_texts_are_cut_and_no_character_makes_an_interaction_invalid() {
    let mut host = Host::usual();
    let bad = [
        "\0".to_owned(),
        "x".repeat(70_000),
        "\u{feff}\u{202e}".to_owned(),
        "é".repeat(65_536),
        String::new(),
    ];
    let all: Vec<Value> = (0..).zip(&bad).map(|(n, words)| text(ANA, &format!("m{n}"), n, words)).collect();
    host.receive(60, &[messages(&all)]);
    host.settle_since(time(3 * DAY), time(0));
    assert_eq!(host.output.rejects, []);
    let new = host.emitted().remove(0);
    let lengths: Vec<usize> = new.messages.iter().map(|message| message.text.chars().count()).collect();
    assert_eq!(lengths, [1, 65_536, 2, 65_536, "[mensagem sem texto]".len()]);
    let text = serde_json::to_vec(&new).expect("JSON");
    assert_eq!(intake::json::parse(&text).as_ref(), Ok(&new));
}
