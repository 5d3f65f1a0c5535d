//! However a log is cut into pieces, and the state stored and read back between them, the output is
//! byte by byte the same; and so it is the second time.

use intake::asterisk::queue_log::{QueueLogSettings, QueueLogTable};
use intake::source::{Output, Reason};
use proptest::prelude::*;

use super::source::{file, settings};
use crate::support::{Noise, assert_any_cutting, output, output_in_pieces, rejects, written};

const SAMPLES: [&[u8]; 5] = [
    include_bytes!("samples/syn-modern.log"),
    include_bytes!("samples/syn-old-1.4-to-11.log"),
    include_bytes!("samples/rotate-queue_log"),
    include_bytes!("samples/syn-swapped-calls.log"),
    include_bytes!("samples/syn-restart.log"),
];
const TABLES: [&[u8]; 3] = [
    include_bytes!("samples/real-wazo-2014-table.csv"),
    include_bytes!("samples/real-wazo-2023-exitempty-then-answered-table.csv"),
    include_bytes!("samples/real-wazo-2023-reenter-same-queues-table.csv"),
];

fn table() -> QueueLogTable {
    QueueLogTable::new(QueueLogSettings { zone: "-03:00".parse().ok(), ..settings() })
}

#[test]
fn any_cutting_gives_the_same() {
    let mut noise = Noise(0x5eed);
    for log in SAMPLES {
        assert_any_cutting(&file(), log, &mut noise);
    }
    for log in TABLES {
        assert_any_cutting(&table(), log, &mut noise);
    }
}

#[test]
fn a_log_that_was_cut_into_two_files_is_one() {
    for log in SAMPLES {
        let whole = output(&file(), &[log]);
        for end in 0..=log.len() {
            let halves = output(&file(), &[&log[..end], &log[end..]]);
            assert_eq!(halves.interactions, whole.interactions, "cut at {end}");
            assert_eq!(halves.rejects.len(), whole.rejects.len(), "cut at {end}");
            assert_eq!(halves.skipped, whole.skipped, "cut at {end}");
        }
    }
}

#[test]
fn a_line_that_a_crash_has_cut_does_not_swallow_the_next_file() {
    let entry = b"1772453200|1.1|suporte|NONE|ENTERQUEUE||1|1\n";
    let (cut, end) = (&entry[..30], b"1772453217|1.1|suporte|NONE|ABANDON|1|1|17\n");
    let found = output(&file(), &[&[&entry[..], cut].concat(), end]);
    assert_eq!(found.interactions.len(), 1);
    assert_eq!(rejects(&found), [(2, Reason::CutLine)]);
}

#[test]
fn nul_bytes_and_long_lines_do_not_depend_on_the_cutting() {
    let mut log = b"1772453200|1.1|suporte|NONE|ENTERQUEUE||1|1\n\0\0\0\0".to_vec();
    log.extend_from_slice(b"1772453217|1.1|suporte|NONE|ABAN\0\0\0");
    log.extend_from_slice(b"1772453217|1.1|suporte|NONE|ABANDON|1|1|17\n");
    log.extend(vec![b'x'; 70_000]);
    log.extend_from_slice(b"\n\n\r\n1772453230|1.2|suporte|NONE|ENTERQUEUE||1|1\r\n\0\0");
    let whole = written(&output(&file(), &[&log]));
    let mut noise = Noise(7);
    assert_eq!(written(&output_in_pieces(&file(), &log, || noise.below(9_000) + 1)), whole);
    assert_eq!(written(&output_in_pieces(&file(), &log, || noise.below(300) + 1)), whole);
}

#[test]
fn a_log_that_is_read_twice_gives_the_same_interactions_twice() {
    for log in SAMPLES {
        // Without what is open at its end, which the second reading would end.
        let restart = [log, b"\n1772480000|NONE|NONE|NONE|QUEUESTART|\n"].concat();
        let once = output(&file(), &[&restart]).interactions;
        let twice = output(&file(), &[&restart, &restart]).interactions;
        assert_eq!(twice.len(), 2 * once.len());
        for (again, new) in twice.iter().zip(once.iter().chain(&once)) {
            assert_eq!(again, new);
        }
    }
    let ids = |output: &Output| {
        output
            .interactions
            .iter()
            .map(|new| serde_json::to_string(new).expect("JSON"))
            .collect::<std::collections::BTreeSet<_>>()
    };
    let found = output(&file(), &[&SAMPLES[0][..1_500], SAMPLES[0]]);
    assert_eq!(ids(&found), ids(&output(&file(), &[SAMPLES[0]])));
}

#[test]
fn a_transfer_joins_the_latest_visit_of_the_agents_call_also_after_a_restart() {
    let log = "1772453000|1.1|q2|NONE|ENTERQUEUE||555|1\n1772453010|1.1|q1|NONE|ENTERQUEUE||555|1\n\
        1772453010|1.2|q1|NONE|ENTERQUEUE||555|1\n1772453013|1.1|q2|SIP/1|CONNECT|13|9.9|2\n\
        1772453013|1.2|q1|SIP/1|CONNECT|3|9.9|2\n1772453017|1.1|q1|SIP/1|ATTENDEDTRANSFER|BRIDGE|b|3|4|1\n\
        1772453020|NONE|NONE|NONE|QUEUESTART|\n";
    let found = output(&file(), &[log.as_bytes()]);
    assert_eq!(found.interactions[2].follows.as_deref(), Some("1.2/q1/1772453010"));
    assert_eq!(written(&output_in_pieces(&file(), log.as_bytes(), || 1)), written(&found));
}

/// Lines of few calls, queues and members, so that all kinds of collisions occur.
fn line() -> impl Strategy<Value = String> {
    let event = prop::sample::select(vec![
        "ENTERQUEUE||555|1",
        "ENTERQUEUE||555|1",
        "CONNECT|3|9.9|2",
        "CONNECT|1",
        "COMPLETEAGENT|3|4|1",
        "COMPLETECALLER|3|4",
        "TRANSFER|2009|x",
        "BLINDTRANSFER|2|x|3|4|1",
        "ATTENDEDTRANSFER|BRIDGE|b|3|4|1",
        "ATTENDEDTRANSFER|LINK|a|b|3|4|1",
        "ABANDON|1|1|3",
        "EXITWITHTIMEOUT|1",
        "EXITEMPTY|1|1|2",
        "EXITWITHKEY|2|1|1|4",
        "WITHDRAW|1|1|2|x",
        "QUEUESTART|",
        "RINGNOANSWER|1000",
        "OUTCALL|ANSWER|3|5",
    ]);
    (0_i64..40, 1_u8..4, 1_u8..3, 1_u8..3, event, 0_u32..200).prop_map(
        |(after, call, queue, member, event, days)| {
            let days = if days == 0 { 86_400 * 2 } else { 0 };
            format!("{}|1772453000.{call}|q{queue}|SIP/{member}|{event}\n", 1_772_453_000 + after + days)
        },
    )
}

proptest! {
    #[test]
    fn any_log_gives_the_same_in_any_cutting(
        lines in prop::collection::vec(line(), 0..60),
        seed in 1_u64..,
    ) {
        let log = lines.concat();
        let whole = written(&output(&file(), &[log.as_bytes()]));
        let mut noise = Noise(seed);
        let pieces = output_in_pieces(&file(), log.as_bytes(), || noise.below(90) + 1);
        prop_assert_eq!(written(&pieces), whole);
    }

    #[test]
    fn every_visit_began_in_a_line_or_says_that_it_did_not(lines in prop::collection::vec(line(), 0..60)) {
        let found = output(&file(), &[lines.concat().as_bytes()]);
        for new in &found.interactions {
            let call = new.external_id.split('/').next().unwrap_or("");
            let entered = format!("{}|{call}|{}|", new.queued_at.timestamp(), new.queue);
            let is_entry = |line: &String| line.starts_with(&entered) && line.contains("ENTERQUEUE");
            prop_assert!(new.notes.is_some() || lines.iter().any(is_entry), "{new:?}");
            prop_assert!(new.queued_at <= new.ended_at);
        }
    }
}
