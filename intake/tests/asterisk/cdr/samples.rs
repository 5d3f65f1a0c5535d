//! The samples give their expected rows.

use std::collections::BTreeSet;

use intake::asterisk::cdr::{Cdr, CdrSettings, infer_cdr_offset};
use intake::source::{Reason, Skipped};

use super::{cdr, row, rows, settings};
use crate::support::{Noise, assert_any_cutting, expected_rows, of, output, rejects, skipped};

const MASTER: &[u8] = include_bytes!("samples/syn-master-local-minus3.csv");
const MASTER_ROWS: &str = include_str!("samples/syn-master-local-minus3.csv.rows.tsv");
const FREEPBX: &[u8] = include_bytes!("samples/syn-freepbx17-table-local-minus3.csv");
const FREEPBX_ROWS: &str = include_str!("samples/syn-freepbx17-table-local-minus3.csv.rows.tsv");

fn with_queues() -> Cdr {
    Cdr::new(CdrSettings { queue_calls: true, ..settings() })
}

#[test]
fn master_gives_outbound_and_direct_calls() {
    let found = output(&cdr(), &[MASTER]);
    assert_eq!(rows(&found), expected_rows(MASTER_ROWS));
    assert_eq!(found.rejects, []);
    assert_eq!((skipped(&found, Skipped::QueueCall), skipped(&found, Skipped::InternalCall)), (3, 1));
}

#[test]
fn queue_rows_of_master_say_no_answer_and_are_never_taken_for_one() {
    let found = output(&with_queues(), &[MASTER]);
    let queue = of(&found, "1772453000.3");
    assert_eq!(
        row(queue),
        "inbound\tsuporte\t21900000302\t-\t2026-03-02T12:03:20Z\t-\t2026-03-02T12:04:20Z\t-"
    );
    assert_eq!(rejects(&found), [(1, Reason::UnknownAnswer), (10, Reason::UnknownAnswer)]);
    assert_eq!(found.interactions.len(), 6);
}

#[test]
fn a_table_of_freepbx_gives_its_rows_with_and_without_queues() {
    let found = output(&with_queues(), &[FREEPBX]);
    assert_eq!(rows(&found), expected_rows(FREEPBX_ROWS));
    assert_eq!(skipped(&found, Skipped::Leg), 1, "the ring of the other member");
    let others: Vec<String> =
        expected_rows(FREEPBX_ROWS).into_iter().filter(|row| !row.contains("\t8001\t")).collect();
    assert_eq!(rows(&output(&cdr(), &[FREEPBX])), others);
}

#[test]
fn the_columns_of_freepbx_say_the_direction_without_trunks() {
    let source = Cdr::new(CdrSettings { trunks: Vec::new(), queue_calls: true, ..settings() });
    assert_eq!(rows(&output(&source, &[FREEPBX])), expected_rows(FREEPBX_ROWS));
}

#[test]
fn a_transferred_call_is_one_case() {
    let found = output(&cdr(), &[FREEPBX]);
    let (first, second) = (of(&found, "1772454200.140"), of(&found, "1772454200.140#243"));
    assert_eq!(second.follows.as_deref(), Some("1772454200.140"));
    assert_eq!(first.case, second.case);
    assert_eq!(first.follows, None);
}

#[test]
fn the_offset_is_inferred_from_the_ids_of_channels() {
    for file in [MASTER, FREEPBX] {
        let offsets = infer_cdr_offset(file).expect("an offset");
        let [(offset, _)] = offsets[..] else { panic!("{offsets:?}") };
        assert_eq!(offset.to_string(), "-03:00");
    }
}

#[test]
fn any_cutting_gives_the_same() {
    let mut noise = Noise(99);
    for log in [MASTER, FREEPBX] {
        assert_any_cutting(&with_queues(), log, &mut noise);
    }
}

#[test]
fn a_file_that_was_cut_has_only_calls_of_the_whole_one() {
    for file in [MASTER, FREEPBX] {
        let calls = |bytes: &[u8]| -> BTreeSet<String> {
            output(&with_queues(), &[bytes]).interactions.into_iter().map(|new| new.external_id).collect()
        };
        let whole = calls(file);
        for end in 1..file.len() {
            let cut = calls(&file[..end]);
            assert!(cut.is_subset(&whole), "cut at {end}: {cut:?}");
        }
    }
}
