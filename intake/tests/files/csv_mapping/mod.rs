//! CSV files with a mapping.

mod mapping;
mod rows;
mod three_cx;
mod times;

use intake::csv_mapping::{CsvSettings, MappedCsv, Mapping};
use intake::source::Output;

use crate::support::output;

/// A mapping of a file with the header `id,queue,agent,phone,kind,start,answer,end`, and what a test adds
/// to it.
fn mapping(other: &str) -> Mapping {
    let json = format!(
        r#"{{
            "key": ["id"],
            "time_zone": "America/Sao_Paulo",
            "fields": {{
                "queue": "queue", "agent": "agent", "number": "phone", "customer.phone": "phone",
                "channel": {{"value": "voice"}}, "direction": {{"value": "inbound"}},
                "queued_at": "start", "answered_at": "answer", "ended_at": "end"
            }}
            {other}
        }}"#
    );
    Mapping::parse(&json).expect("a mapping")
}

fn source(mapping: Mapping) -> MappedCsv {
    MappedCsv::new(CsvSettings { source: "suite".to_owned(), mapping, ..CsvSettings::default() })
}

/// What a file becomes by a mapping.
fn read(mapping: &Mapping, file: &str) -> Output {
    output(&source(mapping.clone()), &[file.as_bytes()])
}

const HEADER: &str = "id,queue,agent,phone,kind,start,answer,end\n";
const ROW: &str =
    "7,Suporte,ana,11987654321,call,2026-06-15 09:00:00,2026-06-15 09:00:30,2026-06-15 09:02:00\n";
