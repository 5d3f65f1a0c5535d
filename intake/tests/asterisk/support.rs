//! Feeding a source, and writing what it emitted as rows.

use domain::NewInteraction;
use intake::source::{Output, Reason, Skipped, Source};

pub(crate) use crate::random::Noise;

/// What a source makes of whole files, in this order.
pub(crate) fn output<S: Source>(source: &S, files: &[&[u8]]) -> Output {
    let (mut state, mut output) = (S::State::default(), Output::default());
    for bytes in files {
        let consumed = source.read(&mut state, bytes, &mut output);
        source.end_file(&mut state, &bytes[consumed..], &mut output);
    }
    source.finish(&mut state, &mut output);
    output
}

/// What a source makes of a log that arrives in pieces. After each piece the state is stored and read
/// back, as after a restart, and the bytes that were not consumed are passed again.
pub(crate) fn output_in_pieces<S: Source>(
    source: &S,
    bytes: &[u8],
    mut next: impl FnMut() -> usize,
) -> Output {
    let (mut state, mut output) = (S::State::default(), Output::default());
    let (mut position, mut end) = (0, 0);
    while end < bytes.len() {
        end = (end + next().max(1)).min(bytes.len());
        position += source.read(&mut state, &bytes[position..end], &mut output);
        let stored = serde_json::to_vec(&state).expect("JSON");
        state = serde_json::from_slice(&stored).expect("a state");
        assert_eq!(serde_json::to_vec(&state).expect("JSON"), stored);
    }
    source.end_file(&mut state, &bytes[position..], &mut output);
    source.finish(&mut state, &mut output);
    output
}

/// The time of a row to the second, as tables of expected rows write it.
pub(crate) fn second(at: chrono::DateTime<chrono::FixedOffset>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A text, or the sign of a table of expected rows that there is none.
pub(crate) fn or_none(text: Option<&str>) -> String {
    text.unwrap_or("-").to_owned()
}

/// What a source emitted, rejected and skipped, as texts that are equal byte by byte or not.
pub(crate) fn written(output: &Output) -> (String, String) {
    let interactions = serde_json::to_string(&output.interactions).expect("JSON");
    (interactions, format!("{:?} {:?} {}", output.rejects, output.skipped, output.read))
}

/// Asserts that a log gives the same the second time, byte by byte, and in random pieces.
pub(crate) fn assert_any_cutting<S: Source>(source: &S, log: &[u8], noise: &mut Noise) {
    let whole = written(&output(source, &[log]));
    assert_eq!(written(&output(source, &[log])), whole, "the second time");
    assert_eq!(written(&output_in_pieces(source, log, || 1)), whole, "byte by byte");
    for largest in [3, 40, 500] {
        let pieces = output_in_pieces(source, log, || noise.below(largest) + 1);
        assert_eq!(written(&pieces), whole, "pieces of up to {largest} bytes");
    }
}

/// The rows of a table of expected rows, sorted.
pub(crate) fn expected_rows(table: &str) -> Vec<String> {
    let mut rows: Vec<String> =
        table.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    rows.sort();
    rows
}

/// The places and reasons of the rejects.
pub(crate) fn rejects(output: &Output) -> Vec<(u64, Reason)> {
    output.rejects.iter().map(|reject| (reject.place.line, reject.reason.clone())).collect()
}

/// How many of a kind were skipped.
pub(crate) fn skipped(output: &Output, kind: Skipped) -> u64 {
    output.skipped.get(&kind).copied().unwrap_or(0)
}

/// Asserts that intake accepts what was emitted, as its JSON says it.
pub(crate) fn assert_accepted(output: &Output) {
    for new in &output.interactions {
        let text = serde_json::to_vec(new).expect("JSON");
        assert_eq!(intake::json::parse(&text).as_ref(), Ok(new));
    }
}

/// The interaction with an external ID.
pub(crate) fn of<'a>(output: &'a Output, external_id: &str) -> &'a NewInteraction {
    let found = output.interactions.iter().find(|new| new.external_id == external_id);
    found.unwrap_or_else(|| panic!("{external_id} is not there"))
}
