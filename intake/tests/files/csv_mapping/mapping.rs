//! What a mapping may say, and how one that is wrong is refused.

use intake::csv_mapping::Mapping;
use intake::source::{Reason, Skipped};

use super::{HEADER, ROW, mapping, read};
use crate::support::{rejects, skipped};

/// A complete mapping with one of its keys replaced by other JSON, or left out.
fn with(key: &str, json: Option<&str>) -> Result<Mapping, String> {
    let mut whole: serde_json::Value = serde_json::from_str(
        r#"{"key": ["id"], "fields": {"queue": "q", "channel": {"value": "voice"}, "direction": "d",
            "queued_at": "start", "ended_at": "end"}}"#,
    )
    .expect("JSON");
    let mut place = &mut whole;
    let mut parts: Vec<&str> = key.split('/').collect();
    let last = parts.pop().expect("a key");
    for part in parts {
        place = &mut place[part];
    }
    let object = place.as_object_mut().expect("an object");
    match json {
        Some(json) => object.insert(last.to_owned(), serde_json::from_str(json).expect("JSON")),
        None => object.remove(last),
    };
    Mapping::parse(&whole.to_string()).map_err(|error| error.to_string())
}

#[track_caller]
fn assert_refused(key: &str, json: Option<&str>, names: &str, says: &str) {
    let error = with(key, json).expect_err("a refusal");
    assert!(error.starts_with(&format!("{names}: ")) && error.contains(says), "{error}");
}

#[test]
fn an_unknown_key_is_named_with_those_there_are() {
    assert_refused("delimeter", Some("\";\""), "delimeter", "expected one of");
    assert_refused("fields/quue", Some("\"q\""), "fields.quue", "`queue`");
    assert_refused("fields/agent", Some(r#"{"colum": "a"}"#), "fields.agent.colum", "`column`");
    assert_refused(
        "fields/agent",
        Some(r#"["a", {"column": "b", "when": [{"column": "c", "is": ["x"]}]}]"#),
        "fields.agent[1].when[0].is",
        "`in`",
    );
}

#[test]
fn a_value_of_the_wrong_type_is_named() {
    assert_refused("key", Some("\"id\""), "key", "a sequence");
    assert_refused("key", Some("[0]"), "key[0]", "from 1");
    assert_refused("fields/queue", Some("true"), "fields.queue", "the name or number of a column");
    assert_refused("fields/queue", Some("[[1]]"), "fields.queue[0]", "the name or number of a column");
    assert_refused("time_zone", Some("\"Brasilia\""), "time_zone", "America/Sao_Paulo");
    assert_refused("encoding", Some("\"cp850\""), "encoding", "`utf-8`");
    assert_refused("duration_formats", Some("[\"hh:mm\"]"), "duration_formats[0]", "`h:mm:ss`");
    assert!(Mapping::parse("{").expect_err("no JSON").to_string().contains("line 1"));
    let twice = r#"{"fields": {"queue": "a", "queue": "b"}}"#;
    let error = Mapping::parse(twice).expect_err("a refusal").to_string();
    assert!(error.starts_with("fields: queue is there twice"), "{error}");
}

#[test]
fn what_is_missing_is_named_with_its_remedy() {
    assert_refused("key", None, "key", "name the columns");
    assert_refused("fields/queue", None, "fields.queue", "a constant like {\"value\": \"Suporte\"}");
    assert_refused("fields/direction", None, "fields.direction", "{\"value\": \"inbound\"}");
    assert_refused("fields/queued_at", None, "fields.queued_at", "ended_at and total_s");
    assert_refused("fields/ended_at", None, "fields.ended_at", "total_s");
    assert_refused("fields/agent", Some("{}"), "fields.agent", "exactly one of");
    assert_refused("fields/agent", Some("[]"), "fields.agent", "an empty list");
    assert_refused("rows", Some(r#"[{"column": "x"}]"#), "rows[0]", "\"in\"");
}

#[test]
fn what_contradicts_itself_is_named() {
    assert_refused("delimiter", Some("\"x\""), "delimiter", "one character");
    assert_refused("fields/agent", Some(r#"{"column": "a", "value": "b"}"#), "fields.agent", "exactly one");
    assert_refused("fields/agent", Some(r#"{"column": "a", "join": "-"}"#), "fields.agent.join", "columns");
    assert_refused(
        "fields/channel",
        Some(r#"{"value": "phone"}"#),
        "fields.channel.value",
        "voice, webchat, whatsapp",
    );
    assert_refused(
        "fields/direction",
        Some(r#"{"column": "d", "values": {"In": "entrada"}}"#),
        "fields.direction.values.In",
        "inbound, outbound",
    );
    assert_refused("time_formats", Some(r#"["%d/%m/%Y"]"#), "time_formats[0]", "%H:%M:%S");
    assert_refused("header", Some("false"), "key[0]", "has no header");
    assert_refused("columns", Some(r#"["a"]"#), "columns", "\"header\": false");
    assert_refused(
        "fields/direction",
        Some(r#"{"column": "d", "direction": "inbound"}"#),
        "fields.direction.direction",
        "\"when\"",
    );
}

#[test]
fn columns_that_the_file_lacks_are_all_named() {
    let found = read(&mapping(""), "id;queue;phone;start;answer\n1;q;2;3;4\n");
    assert_eq!(
        rejects(&found),
        ["agent", "end"].map(|name| (1, Reason::MissingColumn { name: name.to_owned() }))
    );
    assert_eq!(skipped(&found, Skipped::RefusedTable), 1);
    let twice = HEADER.replace("phone", "Agent");
    assert_eq!(rejects(&read(&mapping(r#", "optional_columns": ["phone"]"#), &twice)), []);
    let same = HEADER.replace("phone", "agent");
    let found = read(&mapping(r#", "optional_columns": ["phone"]"#), &same);
    assert_eq!(rejects(&found), [(1, Reason::AmbiguousColumn { name: "agent".to_owned() })]);
}

#[test]
fn the_case_of_a_header_does_not_matter() {
    let found = read(&mapping(""), &(HEADER.to_uppercase() + ROW));
    assert_eq!((found.interactions.len(), found.rejects.len()), (1, 0));
}

#[test]
fn columns_may_have_numbers_and_the_file_no_header() {
    let json = r#"{"header": false, "delimiter": "|", "key": [1, 3], "time_zone": "UTC", "fields": {
        "queue": {"value": "Suporte"}, "channel": {"value": "voice"}, "direction": {"value": "inbound"},
        "agent": 3, "queued_at": {"columns": [4, 5]}, "total_s": 6}}"#;
    let found = read(
        &Mapping::parse(json).expect("a mapping"),
        "7|x|ana|2026-06-15|09:00:00|90\n8|x|ana|2026-06-15\n",
    );
    let new = &found.interactions[0];
    assert_eq!((new.external_id.as_str(), new.agent.as_deref()), ("7/ana", Some("ana")));
    assert_eq!((new.ended_at - new.queued_at).num_seconds(), 90);
    assert_eq!(rejects(&found), [(2, Reason::TooFewFields)]);
}

#[test]
fn lines_before_the_header_can_be_skipped() {
    let found = read(&mapping(r#", "skip_lines": 2"#), &format!("Report of June\nfrom, to\n{HEADER}{ROW}"));
    assert_eq!((found.interactions.len(), found.rejects.len(), skipped(&found, Skipped::LeftOut)), (1, 0, 2));
}

#[test]
fn the_hint_of_excel_is_no_header() {
    let found = read(&mapping(""), &format!("\u{feff}sep=,\r\n{HEADER}{ROW}"));
    assert_eq!((found.interactions.len(), found.rejects.len()), (1, 0));
}

#[test]
fn the_example_of_the_documentation_is_one() {
    let page = include_str!("../../../../docs/csv-mapping.md");
    let block = |kind: &str| {
        let begin = page.find(&format!("```{kind}\n")).expect("a block") + kind.len() + 4;
        page[begin..].split_once("```").expect("its end").0
    };
    let found = read(&Mapping::parse(block("json")).expect("a mapping"), block("csv"));
    assert_eq!((rejects(&found), skipped(&found, Skipped::LeftOut)), (vec![], 1));
    let [first, second] = &found.interactions[..] else { panic!("{:?}", found.interactions) };
    let talk = first.answered_at.map(|answered| (first.ended_at - answered).num_seconds());
    assert_eq!((talk, first.agent.as_deref()), (Some(130), Some("ana")));
    assert_eq!((second.answered_at, second.customer.phone.as_deref()), (None, None));
    // Every key of the file has a line, and every field.
    let keys = serde_json::to_value(Mapping::default()).expect("JSON");
    for key in keys.as_object().expect("an object").keys() {
        assert!(page.contains(&format!("| `{key}` |")), "{key}");
    }
}
