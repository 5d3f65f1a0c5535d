//! Call data records of 3CX.

use std::collections::BTreeMap;

use domain::{EndedBy, NewInteraction, Outcome};
use intake::csv_mapping::three_cx::{Order, mapping};
use intake::csv_mapping::{CsvSettings, MappedCsv};
use intake::source::{Output, Skipped};

use crate::support::{Noise, assert_accepted, assert_any_cutting, or_none, output, rejects, second, skipped};

const SAMPLE: &str = include_str!("samples/syn-cdr.log");

fn source(order: Order, queues: &[(&str, &str)]) -> MappedCsv {
    let queues = queues.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
    let mut mapping = mapping(order, &queues).expect("a mapping");
    mapping.time_zone = "UTC".parse().ok();
    MappedCsv::new(CsvSettings { source: "3cx".to_owned(), mapping, ..CsvSettings::default() })
}

fn read(file: &str) -> Output {
    let order = Order::of(file.lines().next().unwrap_or(""));
    output(&source(order, &[]), &[file.as_bytes()])
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

const ROWS: [&str; 3] = [
    "inbound\tSuporte\t101\t5511900000061\tCliente Seis\t2026-06-15T12:00:00Z\t2026-06-15T12:00:30Z\t2026-06-15T12:02:10Z\t",
    "inbound\tSuporte\t-\t5521900000062\t-\t2026-06-15T12:05:00Z\t-\t2026-06-15T12:05:45Z\t",
    "outbound\tChamadas ativas\t101\t5531999990063\t-\t2026-06-15T12:10:00Z\t2026-06-15T12:10:20Z\t2026-06-15T12:11:20Z\tanswered 60",
];

#[test]
fn the_sample_gives_its_rows() {
    let found = read(SAMPLE);
    assert_eq!(found.interactions.iter().map(row).collect::<Vec<_>>(), ROWS);
    assert_eq!(
        (skipped(&found, Skipped::LeftOut), rejects(&found)),
        (1, vec![]),
        "the call between extensions"
    );
    let first = &found.interactions[0];
    assert_eq!(first.external_id, "3268400/00000175196381E3_549600");
    assert_eq!(first.case.as_ref().map(|case| case.external_id.as_str()), Some("00000175196381E3_549600"));
    assert_eq!((first.outcome, first.ended_by), (Some(Outcome::Answered), Some(EndedBy::Customer)));
    let left = &found.interactions[1];
    assert_eq!((left.outcome, left.ended_by), (Some(Outcome::Abandoned), Some(EndedBy::Customer)));
    assert_eq!(found.interactions[2].ended_by, Some(EndedBy::Customer));
    assert_accepted(&found);
}

/// The sample with its fields in another order.
fn reordered(fields: &[&str]) -> String {
    let standard: Vec<String> = mapping(Order::Standard, &BTreeMap::new()).expect("a mapping").columns;
    let mut file = Vec::new();
    for line in SAMPLE.lines().filter(|line| !line.is_empty()) {
        // The only comma inside a field.
        let line = line.trim_start_matches("Call ").replace("Um, Agente", "Um Agente");
        let cells: Vec<&str> = line.split(',').collect();
        let cell = |name: &&str| cells[standard.iter().position(|field| field == name).expect("a field")];
        file.push(format!("Call {}\r\n", fields.iter().map(cell).collect::<Vec<_>>().join(",")));
    }
    file.concat()
}

const TIME_FIRST: [&str; 20] = [
    "time-start",
    "dial-no",
    "from-dn",
    "duration",
    "time-answered",
    "time-end",
    "reason-terminated",
    "reason-changed",
    "missed-queue-calls",
    "from-no",
    "to-no",
    "to-dn",
    "final-number",
    "final-dn",
    "from-type",
    "to-type",
    "final-type",
    "from-dispname",
    "to-dispname",
    "final-dispname",
];

#[test]
fn other_orders_are_recognised_or_named() {
    let time_first = read(&reordered(&TIME_FIRST));
    assert_eq!(time_first.interactions.iter().map(row).collect::<Vec<_>>(), ROWS);
    assert_eq!(time_first.interactions[0].external_id, "2026/06/15 12:00:00/5511900000061/Ext.800");
    assert_eq!(time_first.interactions[0].case, None);

    let standard = mapping(Order::Standard, &BTreeMap::new()).expect("a mapping").columns;
    let mut chosen: Vec<&str> = standard[..20].iter().map(String::as_str).collect();
    chosen.extend([
        "missed-queue-calls",
        "from-dispname",
        "to-dispname",
        "final-dispname",
        "from-type",
        "to-type",
        "final-type",
    ]);
    let all = reordered(&chosen);
    assert_eq!(read(&all).interactions.iter().map(row).collect::<Vec<_>>(), ROWS);
    let with_header = format!("{}\n{all}", chosen.join(","));
    assert_eq!(read(&with_header).interactions.iter().map(row).collect::<Vec<_>>(), ROWS);

    let few = [
        "callid",
        "time-end",
        "time-start",
        "from-no",
        "to-no",
        "time-answered",
        "to-dn",
        "final-dn",
        "from-dn",
    ];
    let fields = few.map(str::to_owned).to_vec();
    let source = source(Order::Fields(fields), &[("800", "Suporte")]);
    let found = output(&source, &[reordered(&few).as_bytes()]).interactions;
    assert_eq!(found.iter().map(row).collect::<Vec<_>>(), ROWS.map(|row| row.replace("Cliente Seis", "-")));
}

#[test]
fn fields_that_every_call_needs_are_named() {
    let fields = ["callid", "time-start"].map(str::to_owned).to_vec();
    let error = mapping(Order::Fields(fields), &BTreeMap::new()).expect_err("a refusal").to_string();
    assert!(error.contains("\"time-answered\""), "{error}");
}

#[test]
fn a_queue_is_named_by_its_number_or_its_name() {
    let by_number = output(&source(Order::Standard, &[("800", "Help desk")]), &[SAMPLE.as_bytes()]);
    assert_eq!(by_number.interactions[0].queue, "Help desk");
    assert_eq!(by_number.interactions[2].queue, "Chamadas ativas");
}

#[test]
fn any_cutting_gives_the_same() {
    assert_any_cutting(&source(Order::Standard, &[]), SAMPLE.as_bytes(), &mut Noise(3));
}

// Only a person answers.
#[test]
fn what_a_menu_or_a_voice_mailbox_answers_was_not_answered() {
    let line = |to: &str, last: &str| {
        let (last, type_) = last.split_once(' ').unwrap_or(("", last));
        format!(
            "Call 1,AA_1,00:01:00,2026/06/15 12:30:00,2026/06/15 12:30:10,2026/06/15 12:31:00,TerminatedByDst,\
             5511900000063,Ext.800,10000,800,800,ReplacedDst,Ext.{last},{last},,,,,Chain: x,Line,{to},{type_},Cli,X,Y,\r\n"
        )
    };
    let found = |to: &str, last: &str| output(&source(Order::Standard, &[]), &[line(to, last).as_bytes()]);
    for (to, last) in [("IVR", ""), ("IVR", "801 IVR"), ("Fax", ""), ("SpecialMenu", "")] {
        let found = found(to, last);
        assert_eq!((found.interactions.len(), skipped(&found, Skipped::LeftOut)), (0, 1), "{to} {last}");
    }
    for (to, last, outcome) in [
        ("VoiceMail", "", Outcome::Voicemail),
        ("Extension", "101 VoiceMail", Outcome::Voicemail),
        ("Queue", "101 VoiceMail", Outcome::Voicemail),
        ("Queue", "801 IVR", Outcome::Overflow),
        ("Extension", "801 IVR", Outcome::Overflow),
    ] {
        let found = found(to, last);
        assert_eq!(rejects(&found), [], "{to} {last}");
        let new = &found.interactions[0];
        assert_eq!((new.answered_at, new.outcome, &new.agent), (None, Some(outcome), &None), "{to} {last}");
        assert_eq!(new.ended_by, Some(EndedBy::System), "{to} {last}");
    }
    for (to, last, agent) in [
        ("Queue", "101 Extension", Some("101")),
        ("RingGroup", "103 Extension", Some("103")),
        ("Extension", "", Some("800")),
        ("IVR", "101 Extension", Some("101")),
    ] {
        let found = found(to, last);
        let new = &found.interactions[0];
        assert_eq!((new.outcome, new.agent.as_deref()), (Some(Outcome::Answered), agent), "{to} {last}");
        assert!(new.answered_at.is_some() && new.ended_by == Some(EndedBy::Agent), "{to} {last}");
    }
}
