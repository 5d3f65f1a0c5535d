//! Every sample gives its expected rows, and nothing else.

use intake::asterisk::queue_log::{QueueLogSettings, QueueLogTable};
use intake::source::{Output, Reason, Skipped};

use super::source::{file, rows, settings};
use crate::support::{expected_rows, of, output, rejects, skipped};

const MODERN: &[u8] = include_bytes!("samples/syn-modern.log");
const OLD: &[u8] = include_bytes!("samples/syn-old-1.4-to-11.log");
const ROTATED: &[u8] = include_bytes!("samples/rotate-queue_log.0");
const AFTER_ROTATION: &[u8] = include_bytes!("samples/rotate-queue_log");
const SWAPPED: &[u8] = include_bytes!("samples/syn-swapped-calls.log");
const RESTART: &[u8] = include_bytes!("samples/syn-restart.log");
const TABLE_2014: &[u8] = include_bytes!("samples/real-wazo-2014-table.csv");
const TABLE_2023: &[u8] = include_bytes!("samples/real-wazo-2023-exitempty-then-answered-table.csv");
const TABLE_REENTERED: &[u8] = include_bytes!("samples/real-wazo-2023-reenter-same-queues-table.csv");

fn utc_table() -> QueueLogTable {
    QueueLogTable::new(QueueLogSettings { zone: "UTC".parse().ok(), ..settings() })
}

#[test]
fn every_sample_gives_its_rows() {
    let (file, table) = (file(), utc_table());
    for (name, found, expected) in [
        ("modern", output(&file, &[MODERN]), include_str!("samples/syn-modern.log.rows.tsv")),
        ("old", output(&file, &[OLD]), include_str!("samples/syn-old-1.4-to-11.log.rows.tsv")),
        ("rotated", output(&file, &[ROTATED, AFTER_ROTATION]), include_str!("samples/rotated.rows.tsv")),
        ("swapped", output(&file, &[SWAPPED]), include_str!("samples/syn-swapped-calls.log.rows.tsv")),
        ("restart", output(&file, &[RESTART]), include_str!("samples/syn-restart.log.rows.tsv")),
        ("2014", output(&table, &[TABLE_2014]), include_str!("samples/real-wazo-2014-table.csv.rows.tsv")),
        (
            "2023",
            output(&table, &[TABLE_2023]),
            include_str!("samples/real-wazo-2023-exitempty-then-answered-table.csv.rows.tsv"),
        ),
        (
            "reentered",
            output(&table, &[TABLE_REENTERED]),
            include_str!("samples/real-wazo-2023-reenter-same-queues-table.csv.rows.tsv"),
        ),
    ] {
        assert_eq!(rows(&found), expected_rows(expected), "{name}");
    }
}

#[test]
fn an_open_call_and_a_cut_line_are_reported_and_not_emitted() {
    let found = output(&file(), &[MODERN]);
    assert_eq!(rejects(&found), [(67, Reason::CutLine), (65, Reason::StillOpen)]);
    let text = found.rejects.iter().map(|reject| reject.text.as_str()).collect::<Vec<_>>();
    assert_eq!(
        text,
        ["1772454666|1772454600.190|suporte|PJSIP/1002|COMPLETECA", "1772454600.190/suporte/1772454600"]
    );
}

#[test]
fn the_rest_of_a_cut_line_makes_its_interaction() {
    let whole = [MODERN, b"LLER|6|60|1\n"].concat();
    let found = output(&file(), &[&whole]);
    let row = "suporte\t1002\t2026-03-02T12:30:00Z\t2026-03-02T12:30:06Z\t2026-03-02T12:31:06Z\tanswered\tcustomer\t5511900000019";
    assert_eq!(found.interactions.len(), 21);
    assert_eq!(super::source::row(&found.interactions[20]), row);
    assert_eq!(found.rejects, []);
}

#[test]
fn what_is_no_interaction_is_counted() {
    let found = output(&file(), &[MODERN]);
    for (kind, count) in [
        (Skipped::ProcessEvent, 2),
        (Skipped::AgentPresence, 4),
        (Skipped::DialledNumber, 1),
        (Skipped::Ring, 3),
        (Skipped::Duplicate, 2),
        (Skipped::UnknownEvent, 1),
        (Skipped::DiallerCall, 1),
    ] {
        assert_eq!(skipped(&found, kind), count, "{kind}");
    }
    let old = output(&file(), &[OLD]);
    assert_eq!(skipped(&old, Skipped::DuringVisit), 2);
}

#[test]
fn ends_without_a_visit_are_rejected_with_their_line() {
    let found = output(&file(), &[OLD]);
    assert_eq!(rejects(&found), [(21, Reason::NoVisit), (22, Reason::NoVisit), (23, Reason::StillOpen)]);
}

#[test]
fn a_later_visit_of_a_call_follows_the_one_before_in_its_case() {
    let found = output(&file(), &[MODERN]);
    for (visit, follows, case) in [
        ("1772452900.30/suporte/1772452900", None, "1772452900.30"),
        ("1772452900.30/vendas/1772452961", Some("1772452900.30/suporte/1772452900"), "1772452900.30"),
        ("1772453900.130/vendas/1772453964", Some("1772453900.130/suporte/1772453900"), "1772453900.130"),
        ("1772454050.140/suporte/1772454084", Some("1772454050.140/suporte/1772454050"), "1772454050.140"),
        ("pbx1-1772453750.110/vendas/1772453750", None, "pbx1-1772453750.110"),
    ] {
        let new = of(&found, visit);
        assert_eq!(new.follows.as_deref(), follows, "{visit}");
        assert_eq!(new.case.as_ref().map(|case| case.external_id.as_str()), Some(case), "{visit}");
    }
}

#[test]
fn an_attended_transfer_to_a_queue_is_one_case_of_one_customer() {
    let found = output(&file(), &[SWAPPED]);
    let second = of(&found, "1772460131.5/1509/1772460131");
    assert_eq!(second.follows.as_deref(), Some("1772459990.1/1501/1772460000"));
    assert_eq!(second.case.as_ref().map(|case| case.external_id.as_str()), Some("1772459990.1"));
    assert_eq!(second.number.as_deref(), Some("5511900000101"));
    assert_eq!(found.rejects, []);
}

#[test]
fn a_rotated_file_alone_is_rebuilt_with_a_note_or_rejected() {
    let lenient = QueueLogSettings { rebuild_visits_before_log: true, ..settings() };
    let found = output(&intake::asterisk::queue_log::QueueLog::new(lenient), &[AFTER_ROTATION]);
    assert_eq!(
        rows(&found),
        [
            "suporte\t-\t2026-03-02T12:00:09Z\t-\t2026-03-02T12:00:29Z\tabandoned\tcustomer\t-",
            "suporte\t1001\t2026-03-02T12:00:00Z\t2026-03-02T12:00:05Z\t2026-03-02T12:01:05Z\tanswered\tagent\t-",
        ]
    );
    assert!(found.interactions.iter().all(|new| new.notes.is_some()));
    let both = output(&file(), &[ROTATED, AFTER_ROTATION]);
    let ids = |output: &Output| {
        let mut ids: Vec<_> = output.interactions.iter().map(|new| new.external_id.clone()).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&found), ids(&both), "a later import of both files conflicts, and doubles nothing");
    assert!(both.interactions.iter().all(|new| new.notes.is_none()));

    let refused = output(&file(), &[AFTER_ROTATION]);
    assert_eq!(refused.interactions, []);
    assert_eq!(rejects(&refused), [(2, Reason::BeganBeforeLog), (3, Reason::BeganBeforeLog)]);
}

#[test]
fn a_restart_closes_what_is_open_with_a_note() {
    let found = output(&file(), &[RESTART]);
    assert_eq!(found.rejects, []);
    let notes: Vec<_> = found.interactions.iter().map(|new| new.notes.as_deref()).collect();
    assert_eq!(notes, [None, Some("Fim não registrado: a central foi reiniciada.")]);
}

#[test]
fn a_table_without_agents_has_none_and_says_so() {
    let found = output(&utc_table(), &[TABLE_2023]);
    assert_eq!(rejects(&found), [(1, Reason::NoAgentColumn)]);
    assert_eq!(skipped(&found, Skipped::UnknownEvent), 2, "LEAVEEMPTY and WRAPUPSTART");
}

#[test]
fn the_precision_of_the_source_is_kept() {
    let found = output(&utc_table(), &[TABLE_2014]);
    let text = serde_json::to_string(&found.interactions[0]).expect("JSON");
    assert!(text.contains(r#""queued_at":"2014-07-03T10:57:11.559080Z""#), "{text}");
    let modern = serde_json::to_string(&output(&file(), &[MODERN]).interactions[0]).expect("JSON");
    assert!(modern.contains(r#""queued_at":"2026-03-02T12:00:30Z""#), "{modern}");
}
