//! Deliveries that were kept in a file.

use intake::lines::MAX_LINE_BYTES;
use intake::source::{Output, Reason, Skipped, Source};
use intake::whatsapp::{WhatsAppFile, WhatsAppFileState, WhatsAppSettings};
use serde_json::json;

use crate::posts::{HOUR, MINUTE, edit, file, ids, messages, rows, settings, text, time};
use crate::streams::{ALL, HIDDEN_PHONE, HISTORY, INBOUND};

const DAY: i64 = 24 * HOUR;
const ANA: &str = "5511900000001";
const BIA: &str = "5511900000002";

fn source() -> WhatsAppFile {
    WhatsAppFile::new(settings())
}

fn output(source: &WhatsAppFile, files: &[&[u8]]) -> Output {
    let (mut state, mut output) = (WhatsAppFileState::default(), Output::default());
    for bytes in files {
        let consumed = source.read(&mut state, bytes, &mut output);
        source.end_file(&mut state, &bytes[consumed..], &mut output);
    }
    assert_eq!(output.interactions, [], "nothing is final before the end");
    source.finish(&mut state, &mut output);
    output
}

fn reasons(output: &Output) -> Vec<(u64, Reason)> {
    output.rejects.iter().map(|reject| (reject.place.line, reject.reason.clone())).collect()
}

#[test]
fn any_cutting_gives_the_same() {
    for stream in ALL {
        let bytes = stream.as_bytes();
        let whole = output(&source(), &[bytes]);
        for piece in [1, 7, 100, 4096] {
            let (mut state, mut output) = (WhatsAppFileState::default(), Output::default());
            let (mut position, mut end) = (0, 0);
            let mut step = 0;
            while end < bytes.len() {
                end = (end + piece).min(bytes.len());
                position += source().read(&mut state, &bytes[position..end], &mut output);
                step += 1;
                // As after a restart.
                if step % 97 == 0 {
                    let stored = serde_json::to_vec(&state).expect("JSON");
                    state = serde_json::from_slice(&stored).expect("a state");
                    assert_eq!(serde_json::to_vec(&state).expect("JSON"), stored);
                }
            }
            source().end_file(&mut state, &bytes[position..], &mut output);
            source().finish(&mut state, &mut output);
            assert_eq!(output, whole, "pieces of {piece} bytes");
        }
    }
}

#[test]
fn a_file_may_be_read_in_parts() {
    let lines: Vec<&str> = INBOUND.lines().collect();
    let parts = [lines[..6].join("\n"), lines[6..].join("\n")];
    let found = output(&source(), &[parts[0].as_bytes(), parts[1].as_bytes()]);
    assert_eq!(found.interactions, output(&source(), &[INBOUND.as_bytes()]).interactions);
}

#[test]
fn reading_may_go_on_after_a_settlement() {
    let lines: Vec<&str> = INBOUND.split_inclusive('\n').collect();
    let source = source();
    let (mut state, mut output) = (WhatsAppFileState::default(), Output::default());
    source.read(&mut state, lines[..13].concat().as_bytes(), &mut output);
    source.settle(&mut state, time(30 * HOUR), &mut output);
    assert_eq!(ids(&output.interactions), ["wamid.A1"]);
    let stored = serde_json::to_vec(&state).expect("JSON");
    let mut state = serde_json::from_slice(&stored).expect("a state");
    source.read(&mut state, lines[13..].concat().as_bytes(), &mut output);
    source.finish(&mut state, &mut output);
    assert_eq!(ids(&output.interactions), ["wamid.A1", "wamid.A4"]);
}

#[test]
fn what_is_open_at_the_end_is_reported_and_stays() {
    let source = source();
    let (mut state, mut output) = (WhatsAppFileState::default(), Output::default());
    source.read(&mut state, HIDDEN_PHONE.as_bytes(), &mut output);
    source.finish(&mut state, &mut output);
    assert_eq!((output.interactions.len(), reasons(&output)), (0, vec![(1, Reason::StillOpen)]));
    assert_eq!(output.rejects[0].text, "wamid.C1");
    source.settle(&mut state, time(40 * HOUR), &mut output);
    assert_eq!(ids(&output.interactions), ["wamid.C1"]);
}

#[test]
fn a_message_that_was_late_is_late_in_the_file_too() {
    let posts = [
        (1, messages(&[text(ANA, "a", 0, "Oi")])),
        (2 * DAY, messages(&[text(ANA, "late", 60, "Alô")])),
        (2 * DAY + 60, messages(&[text(ANA, "later", 120, "Alô?")])),
        (2 * DAY + 90, messages(&[edit(ANA, "x", 30, "a", "Tarde")])),
        (5 * DAY, messages(&[text(BIA, "b", 5 * DAY, "Oi")])),
    ];
    let found = output(&source(), &[&file(&posts)]);
    assert_eq!(ids(&found.interactions), ["a", "late"]);
    assert_eq!(found.interactions[1].case, found.interactions[0].case);
    assert_eq!(found.interactions[1].messages.len(), 2);
    assert_eq!(found.interactions[0].messages[0].text, "Oi");
    assert_eq!(found.skipped[&Skipped::LateChange], 1);
    let backwards: Vec<_> = posts.iter().rev().cloned().collect();
    assert_eq!(output(&source(), &[&file(&backwards)]).interactions, found.interactions);
}

#[test]
fn within_the_grace_nothing_is_late() {
    let posts = [
        (1, messages(&[text(ANA, "a", 0, "Oi")])),
        (DAY + 14 * MINUTE, messages(&[text(ANA, "b", 60, "Alô")])),
        (5 * DAY, messages(&[text(BIA, "c", 5 * DAY, "Oi")])),
    ];
    let found = output(&source(), &[&file(&posts)]);
    assert_eq!(ids(&found.interactions), ["a"]);
    assert_eq!(found.interactions[0].messages.len(), 2);
}

#[test]
fn a_wrong_signature_is_rejected_and_nothing_of_it_is_used() {
    let signed = source().with_secret(b"segredo-de-teste".to_vec());
    let forged = INBOUND.replace("Venceu ontem", "Venceu nunca");
    let found = output(&signed, &[forged.as_bytes()]);
    assert_eq!(reasons(&found), [(7, Reason::BadSignature), (15, Reason::StillOpen)]);
    assert_eq!(found.rejects[0].text, "");
    assert_eq!(found.interactions[0].messages.len(), 4);
    let unsigned = file(&[(1, messages(&[text(ANA, "a", 0, "Oi")]))]);
    assert_eq!(reasons(&output(&signed, &[&unsigned])), [(1, Reason::BadSignature)]);
    assert_eq!(reasons(&output(&source(), &[&unsigned])), [(1, Reason::StillOpen)]);
}

#[test]
fn damaged_lines_are_rejected_without_their_text() {
    let good = file(&[(1, messages(&[text(ANA, "a", 0, "segredo")]))]);
    let good = String::from_utf8(good).expect("text");
    let half = &good[..good.len() / 2];
    let bad_time = good.replace("2026-06-15", "2026-06-45");
    let no_body = json!({"received_at": "2026-06-15T12:00:00Z", "body": {"object": "x"}}).to_string();
    let not_json = json!({"received_at": "2026-06-15T12:00:00Z", "body": "{segredo"}).to_string();
    let log = format!("{half}\n\n{bad_time}{no_body}\n{not_json}\n\0\0{good}{half}");
    let found = output(&source(), &[log.as_bytes()]);
    let mut expected = vec![
        (1, Reason::NotADelivery),
        (3, Reason::BadTime),
        (4, Reason::NotADelivery),
        (6, Reason::NulBytes { count: 2 }),
        (7, Reason::CutLine),
        (5, Reason::NotJson),
        (6, Reason::StillOpen),
    ];
    let mut found_reasons = reasons(&found);
    expected.sort_by_key(|(line, reason)| (*line, format!("{reason:?}")));
    found_reasons.sort_by_key(|(line, reason)| (*line, format!("{reason:?}")));
    assert_eq!(found_reasons, expected);
    assert!(
        found.rejects.iter().all(|reject| !reject.text.contains("segredo") && !reject.text.contains("5511"))
    );
    assert_eq!(found.skipped[&Skipped::BlankLine], 1);
}

#[test]
fn a_last_line_without_its_end_is_read_if_it_is_whole() {
    let bytes = file(&[(1, messages(&[text(ANA, "a", 0, "Oi")]))]);
    let found = output(&source(), &[&bytes[..bytes.len() - 1]]);
    assert_eq!(reasons(&found), [(1, Reason::StillOpen)]);
}

#[test]
fn a_line_may_be_as_long_as_a_body_and_no_longer() {
    let long = |count: usize| {
        let texts: Vec<_> =
            (0..count).map(|n| text(ANA, &format!("m{n:05}"), n as i64 % 60, &"\"".repeat(1_000))).collect();
        file(&[(60, messages(&texts)), (3 * DAY, messages(&[text(BIA, "b", 3 * DAY, "x")]))])
    };
    let bytes = long(1_000);
    assert!(bytes.len() > 10 * MAX_LINE_BYTES);
    assert_eq!(output(&source(), &[&bytes]).interactions[0].messages.len(), 1_000);
    let found = output(&source(), &[&long(2_000)]);
    let limit = intake::whatsapp::MAX_BODY_BYTES as u64;
    assert_eq!(reasons(&found)[0], (1, Reason::BodyTooLong { limit }));
    let found = output(&source(), &[&[&vec![b'x'; 9 * 1024 * 1024], &b"\n"[..], &bytes].concat()]);
    let limit = WhatsAppFile::MAX_LINE_BYTES as u64;
    assert_eq!(reasons(&found)[0], (1, Reason::LineTooLong { limit }));
    assert_eq!((found.rejects[0].text.as_str(), found.interactions.len()), ("", 1));
}

#[test]
fn the_history_waits_for_its_end() {
    let until_30 = HISTORY.lines().take(4).collect::<Vec<_>>().join("\n");
    let found =
        output(&WhatsAppFile::new(WhatsAppSettings { idle_hours: 4, ..settings() }), &[until_30.as_bytes()]);
    assert_eq!((found.interactions.len(), reasons(&found).len()), (0, 1), "it may go on");
    assert_eq!(rows(&found.interactions), [""; 0]);
}

#[test]
fn the_hash_is_that_of_the_settings() {
    let hash = source().content_hash();
    assert_eq!(source().with_secret(b"x".to_vec()).content_hash(), hash);
    assert_ne!(WhatsAppFile::new(WhatsAppSettings { idle_hours: 4, ..settings() }).content_hash(), hash);
}
