//! Memory stays bounded, whatever a log holds.

use std::fmt::Write as _;

use intake::asterisk::queue_log::{MAX_CALLS, MAX_OPEN_PER_CALL, MAX_OPEN_VISITS, QueueLogState};
use intake::lines::MAX_LINE_BYTES;
use intake::source::{Output, Reason, Source};

use super::source::{file, of_lines};
use crate::support::{of, output, rejects};

fn is(reason: &Reason) -> impl Fn(&&intake::source::Reject) -> bool {
    move |reject| reject.reason == *reason
}

#[test]
fn the_oldest_open_visits_are_given_up() {
    let count = MAX_OPEN_VISITS + 1_000;
    let mut log = String::new();
    for n in 0..count {
        writeln!(log, "{}|1772400000.{n}|q|NONE|ENTERQUEUE||1|1", 1_772_400_000 + n / 2).expect("a text");
    }
    let (mut state, mut output) = (QueueLogState::default(), Output::default());
    file().read(&mut state, log.as_bytes(), &mut output);
    assert_eq!(output.rejects.iter().filter(is(&Reason::TooManyOpen)).count(), 1_000);
    assert_eq!(output.rejects[0].place.line, 1);
    assert_eq!(output.rejects[0].text, "1772400000.0/q/1772400000");
    let size = serde_json::to_vec(&state).expect("JSON").len();
    assert!(size < (MAX_OPEN_VISITS + MAX_CALLS) * 250, "{size}");
    // The others still end.
    let mut after = Output::default();
    let end = format!("1772430000|1772400000.{}|q|NONE|ABANDON|1|1|1\n", count - 1);
    file().read(&mut state, end.as_bytes(), &mut after);
    assert_eq!(after.interactions.len(), 1);
}

#[test]
fn one_call_has_a_limit_of_its_own() {
    let mut log = String::new();
    for n in 0..=MAX_OPEN_PER_CALL {
        writeln!(log, "{}|1.1|q|NONE|ENTERQUEUE||1|1", 1_772_400_000 + n).expect("a text");
    }
    let found = of_lines(&log);
    assert_eq!(found.rejects.iter().filter(is(&Reason::TooManyOpen)).count(), 1);
    assert_eq!(found.rejects.iter().filter(is(&Reason::StillOpen)).count(), MAX_OPEN_PER_CALL);
}

#[test]
fn finished_calls_are_forgotten() {
    let mut state = QueueLogState::default();
    for hour in 0..50 {
        let mut log = String::new();
        for n in 0..2_000 {
            let at = 1_772_400_000 + hour * 3_600 + n;
            writeln!(log, "{at}|{at}.1|q|NONE|ENTERQUEUE||1|1\n{at}|{at}.1|q|NONE|ABANDON|1|1|0")
                .expect("a text");
        }
        let mut output = Output::default();
        file().read(&mut state, log.as_bytes(), &mut output);
        assert_eq!(output.interactions.len(), 2_000);
    }
    let size = serde_json::to_vec(&state).expect("JSON").len();
    assert!(size < 5 * 2_000 * 250, "five hours at most are remembered: {size}");
}

#[test]
fn what_is_open_for_a_day_is_given_up() {
    let log = "1772453200|1.1|suporte|NONE|ENTERQUEUE||1|1\n\
        1772539600|1.2|suporte|NONE|ENTERQUEUE||1|1\n1772539601|1.2|suporte|NONE|ABANDON|1|1|1\n";
    let found = of_lines(log);
    assert_eq!(rejects(&found), [(1, Reason::NoEnd)]);
    assert_eq!(found.interactions.len(), 1);
}

#[test]
fn a_line_without_an_end_is_skipped_and_the_next_is_read() {
    let mut log = vec![b'7'; 10 * MAX_LINE_BYTES];
    log.extend_from_slice(
        b"\n1772453200|1.1|suporte|NONE|ENTERQUEUE||1|1\n1772453217|1.1|suporte|NONE|ABANDON|1|1|17\n",
    );
    let found = output(&file(), &[&log]);
    assert_eq!(rejects(&found), [(1, Reason::LineTooLong { limit: MAX_LINE_BYTES as u64 })]);
    assert_eq!(of(&found, "1.1/suporte/1772453200").ended_at.timestamp(), 1_772_453_217);
    let (mut state, mut output) = (QueueLogState::default(), Output::default());
    assert_eq!(file().read(&mut state, &log[..MAX_LINE_BYTES], &mut output), 0, "it may still end");
    assert_eq!(file().read(&mut state, &log[..=MAX_LINE_BYTES], &mut output), MAX_LINE_BYTES + 1);
}

#[test]
fn nul_bytes_are_skipped_and_reported() {
    let mut log = b"1772453200|1.1|suporte|NONE|ENTERQUEUE||1|1\n1772453201|1.1|supo".to_vec();
    log.extend(vec![0; 200_000]);
    log.extend_from_slice(b"1772453217|1.1|suporte|NONE|ABANDON|1|1|17\n");
    let found = output(&file(), &[&log]);
    assert_eq!(rejects(&found), [(2, Reason::CutLine), (2, Reason::NulBytes { count: 200_000 })]);
    assert_eq!(found.interactions.len(), 1);
}
