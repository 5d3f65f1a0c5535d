//! CEL files and tables.

mod calls;
mod noise;
mod samples;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use domain::{Direction, EndedBy, NewInteraction, Outcome};
use intake::asterisk::cel::{Cel, CelSettings};
use intake::source::Output;

use crate::support::or_none;

/// The settings of the samples.
fn settings() -> CelSettings {
    CelSettings {
        source: "pbx".to_owned(),
        trunks: vec!["PJSIP/tronco".to_owned()],
        ..CelSettings::default()
    }
}

/// The source of the samples.
fn cel() -> Cel {
    Cel::new(settings())
}

/// An interaction as a row of a table of expected rows.
fn row(new: &NewInteraction) -> String {
    let at = |at: DateTime<FixedOffset>| at.to_utc().to_rfc3339_opts(SecondsFormat::AutoSi, true);
    let calls: Vec<String> =
        new.calls.iter().map(|call| format!("{} {}", call.status.as_str(), call.duration_s)).collect();
    [
        new.external_id.clone(),
        if new.direction == Direction::Inbound { "inbound" } else { "outbound" }.to_owned(),
        new.queue.clone(),
        or_none(new.number.as_deref()),
        or_none(new.agent.as_deref()),
        at(new.queued_at),
        or_none(new.answered_at.map(at).as_deref()),
        at(new.ended_at),
        or_none(new.outcome.map(Outcome::as_str)),
        or_none(new.ended_by.map(EndedBy::as_str)),
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
