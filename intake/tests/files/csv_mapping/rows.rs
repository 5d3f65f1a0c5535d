//! What becomes of the rows of a file.

use domain::{CallStatus, Channel, Direction, EndedBy, Outcome};
use intake::csv_mapping::{CsvSettings, MappedCsv, Mapping};
use intake::source::{Reason, Skipped};
use proptest::prelude::*;

use super::{HEADER, ROW, mapping, read, source};
use crate::random::inputs;
use crate::support::{
    Noise, assert_accepted, assert_any_cutting, output, output_in_pieces, rejects, second, skipped, written,
};

#[test]
fn a_row_is_an_interaction() {
    let found = read(&mapping(""), &format!("{HEADER}{ROW}"));
    let new = &found.interactions[0];
    assert_eq!((new.source.as_str(), new.external_id.as_str()), ("suite", "7"));
    assert_eq!((new.channel, new.direction), (Channel::Voice, Direction::Inbound));
    assert_eq!((new.queue.as_str(), new.agent.as_deref()), ("Suporte", Some("ana")));
    assert_eq!(new.customer.phone.as_deref(), Some("11987654321"));
    assert_eq!(second(new.queued_at), "2026-06-15T12:00:00Z");
    assert_eq!(new.answered_at.map(second).as_deref(), Some("2026-06-15T12:00:30Z"));
    assert_eq!(second(new.ended_at), "2026-06-15T12:02:00Z");
    assert_eq!((new.outcome, new.case.as_ref(), new.calls.len()), (None, None, 0));
    assert_accepted(&found);
}

#[test]
fn every_field_can_come_from_the_file() {
    let json = r#"{"key": ["a", "b"], "time_zone": "UTC", "fields": {
        "queue": "c", "agent": "d", "channel": "e", "direction": "f", "number": "g", "queued_at": "h",
        "answered_at": "i", "ended_at": "j", "hold_s": "k", "wrap_up_s": "l", "outcome": "m", "ended_by": "n",
        "contact_reason": "o", "notes": "p", "protocol": "q", "follows": "r", "customer.name": "s",
        "customer.phone": "t", "customer.email": "u", "customer.document": "v", "customer.whatsapp": "w",
        "customer.chat": "x", "customer.external_id": "y", "case.external_id": "z", "case.kind": "A2",
        "case.subject": "B2", "call_status": "C2"}}"#;
    let file = "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z,A2,B2,C2\n\
        1,2,Ativo,ana,voice,outbound,555,2026-06-15 12:00:00,2026-06-15 12:00:10,2026-06-15 12:01:10,5,7,answered,\
        customer,Dúvida,\"linha 1\r\nlinha 2\",2026-1,1/1,Cliente,556,a@b.c,111,557,chat,id,case,Kind,\"Sub\nject\",answered\n";
    let found = read(&Mapping::parse(json).expect("a mapping"), file);
    let new = found.interactions.first().unwrap_or_else(|| panic!("{:?}", found.rejects));
    assert_eq!((new.external_id.as_str(), new.direction), ("1/2", Direction::Outbound));
    assert_eq!((new.hold_s, new.wrap_up_s), (Some(5), Some(7)));
    assert_eq!((new.outcome, new.ended_by), (Some(Outcome::Answered), Some(EndedBy::Customer)));
    assert_eq!(new.contact_reason.as_deref(), Some("Dúvida"));
    assert_eq!(new.notes.as_deref(), Some("linha 1\nlinha 2"));
    assert_eq!(
        (new.protocol.as_ref().map(domain::Protocol::as_str), new.follows.as_deref()),
        (Some("2026-1"), Some("1/1"))
    );
    let customer = &new.customer;
    let texts = [
        &customer.name,
        &customer.phone,
        &customer.email,
        &customer.document,
        &customer.whatsapp,
        &customer.chat,
        &customer.external_id,
    ];
    let texts: Vec<&str> = texts.into_iter().flatten().map(String::as_str).collect();
    assert_eq!(texts, ["Cliente", "556", "a@b.c", "111", "557", "chat", "id"]);
    let case = new.case.as_ref().expect("a case");
    assert_eq!(
        (case.external_id.as_str(), case.kind.as_deref(), case.subject.as_deref()),
        ("case", Some("Kind"), Some("Sub ject"))
    );
    let call = &new.calls[0];
    assert_eq!((call.number.as_str(), call.status, call.duration_s), ("555", CallStatus::Answered, 60));
    assert_accepted(&found);
}

#[test]
fn values_are_translated_and_null_leaves_the_row_out() {
    let mut with_map = mapping("");
    let rules =
        r#"{"column": "kind", "values": {"call": "outbound", "": "inbound", "note": null, "*": "inbound"}}"#;
    with_map
        .fields
        .insert(intake::csv_mapping::Field::Direction, serde_json::from_str(rules).expect("a rule"));
    let rows: String = ["call", "", "note", "x"]
        .iter()
        .enumerate()
        .map(|(id, kind)| ROW.replacen('7', &id.to_string(), 1).replace(",call,", &format!(",{kind},")))
        .collect();
    let found = read(&with_map, &(HEADER.to_owned() + &rows));
    let directions: Vec<&str> = found.interactions.iter().map(|new| new.direction.as_str()).collect();
    assert_eq!(directions, ["outbound", "inbound", "inbound"]);
    assert_eq!((skipped(&found, Skipped::LeftOut), found.rejects.len()), (1, 0));
}

#[test]
fn without_a_map_the_value_of_the_file_stays_and_a_star_is_no_blank() {
    let mut of_agents = mapping("");
    for (rule, expected) in [
        (r#"{"column": "agent", "values": {"ana": "ana.souza"}}"#, Some("ana.souza")),
        (r#"{"column": "agent", "values": {"bia": "bia.lima"}}"#, Some("ana")),
        (r#"{"column": "agent", "values": {"*": ""}}"#, None),
        (r#"[{"column": "agent", "values": {"*": ""}}, "queue"]"#, Some("Suporte")),
        (
            r#"[{"column": "agent", "when": [{"column": "kind", "in": ["CHAT"]}]}, "phone"]"#,
            Some("11987654321"),
        ),
        (
            r#"[{"column": "agent", "when": [{"column": "kind", "in": ["CALL"], "not_in": ["x"]}]}]"#,
            Some("ana"),
        ),
        (r#"{"column": "agent", "when": [{"column": "phone", "starts_with": ["0", "11"]}]}"#, Some("ana")),
        (r#"{"column": "agent", "direction": "outbound"}"#, None),
        (r#"{"columns": ["agent", "kind"], "join": "."}"#, Some("ana.call")),
    ] {
        of_agents
            .fields
            .insert(intake::csv_mapping::Field::Agent, serde_json::from_str(rule).expect("a rule"));
        let found = read(&of_agents, &format!("{HEADER}{ROW}"));
        assert_eq!(found.interactions[0].agent.as_deref(), expected, "{rule}");
    }
    let blank = r#"{"column": "agent", "values": {"*": null}}"#;
    of_agents.fields.insert(intake::csv_mapping::Field::Agent, serde_json::from_str(blank).expect("a rule"));
    let found = read(&of_agents, &(HEADER.to_owned() + ROW + &ROW.replace("ana", "")));
    assert_eq!((found.interactions.len(), skipped(&found, Skipped::LeftOut)), (1, 1));
}

#[test]
fn settings_name_queues_and_agents() {
    let settings = CsvSettings {
        source: "suite".to_owned(),
        mapping: mapping(""),
        queues: [("Suporte".to_owned(), "Help desk".to_owned())].into(),
        agents: [("ana".to_owned(), "ana.souza".to_owned())].into(),
    };
    let found = output(&MappedCsv::new(settings), &[format!("{HEADER}{ROW}").as_bytes()]);
    let new = &found.interactions[0];
    assert_eq!((new.queue.as_str(), new.agent.as_deref()), ("Help desk", Some("ana.souza")));
}

#[test]
fn only_rows_that_fulfil_the_conditions_are_read() {
    let rows = r#", "rows": [{"column": "kind", "in": ["call", "chat"]}]"#;
    let found = read(&mapping(rows), &(HEADER.to_owned() + ROW + &ROW.replace("call", "total")));
    assert_eq!((found.interactions.len(), skipped(&found, Skipped::LeftOut)), (1, 1));
}

#[test]
fn what_cannot_be_used_is_reported_with_its_line() {
    let bad = |from: &str, to: &str| ROW.replace(from, to);
    let file = [
        HEADER,
        &bad("2026-06-15 09:00:00", "15.06.2026"),
        &bad("7,", ","),
        &bad("Suporte", ""),
        "7,Suporte\n",
        "\n,,,,,,,\n",
        &bad("09:02:00", "08:00:00"),
        ROW,
    ]
    .concat();
    let found = read(&mapping(""), &file);
    assert_eq!(found.interactions.len(), 1);
    let said: Vec<String> = found.rejects.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 5, "{said:?}");
    assert!(
        said[0].starts_with("line 2: it makes no valid interaction: queued_at must be a time like"),
        "{said:?}"
    );
    assert_eq!(said[1], "line 3: the columns that identify a row are empty");
    assert_eq!(said[2], "line 4: it makes no valid interaction: queue is required");
    assert_eq!(said[3], "line 5: the line has too few fields");
    assert!(said[4].starts_with("line 8: it makes no valid interaction: ended_at lies before"), "{said:?}");
    assert_eq!(skipped(&found, Skipped::BlankLine), 2);
    assert_eq!(found.rejects[0].text, bad("2026-06-15 09:00:00", "15.06.2026").trim_end());
}

#[test]
fn a_withheld_number_is_no_telephone() {
    let found = read(&mapping(""), &(HEADER.to_owned() + &ROW.replace("11987654321", "anonymous")));
    let new = &found.interactions[0];
    assert_eq!((new.customer.phone.as_deref(), new.number.as_deref()), (None, Some("anonymous")));
}

#[test]
fn bytes_that_are_not_utf_8_are_latin_1() {
    let file = [HEADER.as_bytes(), ROW.replace("Suporte", "Ativa\u{e7}\u{e3}o").as_bytes()].concat();
    let latin: Vec<u8> = String::from_utf8(file.clone()).expect("UTF-8").chars().map(|c| c as u8).collect();
    for bytes in [&file, &latin] {
        assert_eq!(output(&source(mapping("")), &[bytes]).interactions[0].queue, "Ativação");
    }
    let always = mapping(r#", "encoding": "latin-1""#);
    assert_eq!(output(&source(always.clone()), &[&latin]).interactions[0].queue, "Ativação");
    assert_eq!(output(&source(always), &[&file]).interactions[0].queue, "AtivaÃ§Ã£o");
}

#[test]
fn each_file_has_a_header_of_its_own() {
    let other = "end,answer,start,kind,phone,agent,queue,id\n";
    let row: Vec<&str> = ROW.trim_end().split(',').rev().collect();
    let second = format!("{other}{}\n", row.join(",").replacen(",7", ",8", 1));
    let found = output(&source(mapping("")), &[format!("{HEADER}{ROW}").as_bytes(), second.as_bytes()]);
    let ids: Vec<&str> = found.interactions.iter().map(|new| new.external_id.as_str()).collect();
    assert_eq!((ids, found.rejects.len()), (vec!["7", "8"], 0));
    let missing = output(&source(mapping("")), &[format!("{HEADER}{ROW}").as_bytes(), b"x,y\n1,2\n"]);
    assert!(missing.rejects.iter().all(|reject| (reject.place.file, reject.place.line) == (1, 1)));
}

#[test]
fn a_last_row_without_a_line_end_is_read_if_it_is_whole() {
    let file = format!("{HEADER}{ROW}");
    let whole = output(&source(mapping("")), &[file.trim_end().as_bytes()]);
    assert_eq!((whole.interactions.len(), whole.rejects.len()), (1, 0));
    let cut = output(&source(mapping("")), &[&file.as_bytes()[..file.len() - 25]]);
    assert_eq!(rejects(&cut), [(2, Reason::CutLine)]);
}

#[test]
fn any_cutting_gives_the_same() {
    let row = ROW.replace("ana", "\"Ana\n\"\"A\"\"\r\nSouza\"");
    let file = format!("\u{feff}{HEADER}{row}{ROW}9,\"open,x\n{row}\n\0\0{ROW}");
    let mut noise = Noise(5);
    assert_any_cutting(&source(mapping("")), file.as_bytes(), &mut noise);
    let found = read(&mapping(""), &file);
    assert_eq!((found.interactions.len(), found.rejects.len()), (4, 2), "{:?}", found.rejects);
}

#[test]
fn the_hash_of_the_content_is_not_that_of_the_name() {
    let hash = |mapping: Mapping| intake::source::Source::content_hash(&source(mapping));
    let plain = hash(mapping(""));
    assert_eq!(hash(mapping(r#", "source": "other""#)), plain);
    assert_ne!(hash(mapping(r#", "encoding": "latin-1""#)), plain);
    assert_ne!(hash(Mapping { key: Vec::new(), ..mapping("") }), plain);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(inputs(300)))]

    #[test]
    fn no_bytes_make_it_panic_and_the_next_row_is_read(
        noise in "([a-z0-9,;\"|: /-]|\r\n|\n|\"\"|,\"|\",|\0|2026-06-15 09:00:00,){0,120}",
        piece in 1..40_usize,
    ) {
        let file = format!("{HEADER}{ROW}{noise}\n{ROW}");
        let source = source(mapping(""));
        let found = output(&source, &[file.as_bytes()]);
        prop_assert_eq!(written(&output_in_pieces(&source, file.as_bytes(), || piece)), written(&found));
        prop_assert!(found.interactions.iter().filter(|new| new.external_id == "7").count() >= 1);
        assert_accepted(&found);
    }

    #[test]
    fn no_text_makes_a_mapping_panic(text in "[\\[\\]{}:,\"a-z0-9% ]{0,60}") {
        let _ = Mapping::parse(&text);
        let mapping = format!("{{\"key\":[1],\"time_formats\":[{}]}}", serde_json::Value::from(text));
        let _ = Mapping::parse(&mapping);
    }
}

// A delimiter in a value that is not quoted moves all values after it.
#[test]
fn a_row_with_more_fields_than_the_header_is_rejected() {
    let file = format!("{HEADER}{ROW}{}{}", ROW.replace("ana", "Silva, ana"), ROW.replace('\n', ",,\n"));
    let found = read(&mapping(""), &file);
    assert_eq!(rejects(&found), [(3, Reason::TooManyFields)]);
    assert_eq!(found.interactions.len(), 2, "delimiters at the end are no fields");
    assert!(found.rejects[0].text.contains("Silva, ana"));
}
