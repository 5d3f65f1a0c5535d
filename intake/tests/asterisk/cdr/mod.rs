//! CDR files and tables.

mod calls;
mod noise;
mod samples;

use domain::{Direction, NewInteraction};
use intake::asterisk::cdr::{Cdr, CdrSettings};
use intake::source::Output;

use crate::support::{or_none, second};

/// The settings of the samples.
fn settings() -> CdrSettings {
    CdrSettings {
        source: "pbx".to_owned(),
        trunks: vec!["PJSIP/tronco".to_owned()],
        zone: "-03:00".parse().ok(),
        ..CdrSettings::default()
    }
}

/// The source of the samples.
fn cdr() -> Cdr {
    Cdr::new(settings())
}

/// An interaction as a row of a table of expected rows.
fn row(new: &NewInteraction) -> String {
    let calls: Vec<String> =
        new.calls.iter().map(|call| format!("{} {}", call.status.as_str(), call.duration_s)).collect();
    [
        if new.direction == Direction::Inbound { "inbound" } else { "outbound" }.to_owned(),
        new.queue.clone(),
        or_none(new.number.as_deref()),
        or_none(new.agent.as_deref()),
        second(new.queued_at),
        or_none(new.answered_at.map(second).as_deref()),
        second(new.ended_at),
        or_none(Some(calls.join(", ")).filter(|calls| !calls.is_empty()).as_deref()),
    ]
    .join("\t")
}

/// The rows of an output, sorted.
fn rows(output: &Output) -> Vec<String> {
    let mut rows: Vec<String> = output.interactions.iter().map(row).collect();
    rows.sort();
    rows
}
