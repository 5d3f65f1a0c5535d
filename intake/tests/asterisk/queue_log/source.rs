//! The source of the samples, and what it emitted as rows.

use domain::NewInteraction;
use intake::asterisk::queue_log::{QueueLog, QueueLogSettings};
use intake::source::Output;

use crate::support::{or_none, output, second};

/// The settings of the samples.
pub(crate) fn settings() -> QueueLogSettings {
    QueueLogSettings { source: "pbx".to_owned(), ..QueueLogSettings::default() }
}

/// The source of the samples.
pub(crate) fn file() -> QueueLog {
    QueueLog::new(settings())
}

/// What [`file`] makes of lines.
pub(crate) fn of_lines(lines: &str) -> Output {
    output(&file(), &[lines.as_bytes()])
}

/// An interaction as a row of a table of expected rows.
pub(crate) fn row(new: &NewInteraction) -> String {
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
