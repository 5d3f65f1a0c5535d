//! Call records of `FreeSWITCH` and `FusionPBX`.

mod calls;
mod forms;
mod samples;

use domain::NewInteraction;
use intake::freeswitch::{FreeSwitch, FreeSwitchSettings};
use intake::source::Output;
use serde_json::{Value, json};

use crate::support::{or_none, output, second};

const ANSWERED: &str = include_str!("samples/syn-cc-member-answered.json");
const RING: &str = include_str!("samples/syn-cc-agent-leg-noanswer.json");
const AGENT: &str = include_str!("samples/syn-cc-agent-leg-answered.json");
const CANCELED: &str = include_str!("samples/syn-cc-member-cancel-after-first-queue.json");
const POSTED: &str = include_str!("samples/syn-post-body-form-urlencoded.txt");
const TABLE: &str = include_str!("samples/syn-fusionpbx-v_xml_cdr.csv");

fn settings() -> FreeSwitchSettings {
    FreeSwitchSettings { source: "pbx".to_owned(), ..FreeSwitchSettings::default() }
}

fn source() -> FreeSwitch {
    FreeSwitch::new(settings())
}

fn read(files: &[&str]) -> Output {
    let files: Vec<&[u8]> = files.iter().map(|file| file.as_bytes()).collect();
    output(&source(), &files)
}

/// What a record becomes, of which some variables are other ones.
fn read_with(record: &str, variables: &Value) -> Output {
    let mut record: Value = serde_json::from_str(record).expect("JSON");
    for (name, value) in variables.as_object().expect("an object") {
        record["variables"][name] = value.clone();
    }
    read(&[&record.to_string()])
}

/// A record without a queue: the leg of a caller.
fn direct(channel: &str, variables: &Value) -> Output {
    let record = json!({
        "channel_data": { "direction": "inbound" },
        "variables": {
            "uuid": "leg-1", "direction": "inbound", "channel_name": channel, "start_epoch": "1781524800",
            "answer_epoch": "0", "end_epoch": "1781524920", "hangup_cause": "NORMAL_CLEARING",
        },
        "callflow": [{ "caller_profile": {
            "caller_id_number": "5511900000041", "caller_id_name": "Cliente Um", "destination_number": "1002",
        } }],
    });
    read_with(&record.to_string(), variables)
}

fn row(new: &NewInteraction) -> String {
    [
        new.direction.as_str().to_owned(),
        new.queue.clone(),
        or_none(new.agent.as_deref()),
        or_none(new.customer.phone.as_deref()),
        or_none(new.customer.name.as_deref()),
        second(new.queued_at),
        or_none(new.answered_at.map(second).as_deref()),
        second(new.ended_at),
        new.calls
            .first()
            .map_or(String::new(), |call| format!("{} {}", call.status.as_str(), call.duration_s)),
    ]
    .join("\t")
}

fn rows(output: &Output) -> Vec<String> {
    output.interactions.iter().map(row).collect()
}
