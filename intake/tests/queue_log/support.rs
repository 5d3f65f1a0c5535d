//! Feeding a source, and writing what it emitted as rows.

use domain::NewInteraction;
use intake::asterisk::queue_log::{QueueLog, QueueLogSettings};
use intake::source::{Output, Reason, Skipped, Source};

/// The settings of the samples.
pub(crate) fn settings() -> QueueLogSettings {
    QueueLogSettings { source: "pbx".to_owned(), ..QueueLogSettings::default() }
}

/// The source of the samples.
pub(crate) fn file() -> QueueLog {
    QueueLog::new(settings())
}

/// What a source makes of whole files, in this order.
pub(crate) fn output<S: Source>(source: &S, files: &[&[u8]]) -> Output {
    let (mut state, mut output) = (S::State::default(), Output::default());
    for bytes in files {
        let consumed = source.read(&mut state, bytes, &mut output);
        source.end_file(&mut state, &bytes[consumed..], &mut output);
    }
    source.report_open(&state, &mut output);
    output
}

/// What [`file`] makes of lines.
pub(crate) fn of_lines(lines: &str) -> Output {
    output(&file(), &[lines.as_bytes()])
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
    source.report_open(&state, &mut output);
    output
}

/// The times of a row to the second, as tables of expected rows write them.
fn second(at: chrono::DateTime<chrono::FixedOffset>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// An interaction as a row of a table of expected rows.
pub(crate) fn row(new: &NewInteraction) -> String {
    let or_none = |text: Option<&str>| text.unwrap_or("-").to_owned();
    [
        new.queue.clone(),
        or_none(new.agent.as_deref()),
        second(new.queued_at),
        or_none(new.answered_at.map(second).as_deref()),
        second(new.ended_at),
        or_none(new.outcome.map(domain::Outcome::as_str)),
        or_none(new.ended_by.map(domain::EndedBy::as_str)),
        or_none(new.customer.phone.as_deref()),
    ]
    .join("\t")
}

/// The rows of an output, sorted.
pub(crate) fn rows(output: &Output) -> Vec<String> {
    let mut rows: Vec<String> = output.interactions.iter().map(row).collect();
    rows.sort();
    rows
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

/// The interaction with an external ID.
pub(crate) fn of<'a>(output: &'a Output, external_id: &str) -> &'a NewInteraction {
    let found = output.interactions.iter().find(|new| new.external_id == external_id);
    found.unwrap_or_else(|| panic!("{external_id} is not there"))
}

/// Xorshift: quick noise that is the same every time.
pub(crate) struct Noise(pub u64);

impl Noise {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}
