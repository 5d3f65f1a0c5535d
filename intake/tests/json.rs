//! The JSON parser: every bad field is reported, valid input is parsed exactly.

use domain::{NewInteraction, Problem};
use intake::ParseError;
use intake::json::parse;
use serde_json::{Value, json};

#[path = "random/mod.rs"]
mod random;

use random::{Noise, inputs};

fn good() -> Value {
    json!({
        "source": "pbx", "external_id": "1", "channel": "voice", "direction": "inbound", "queue": "Vendas",
        "agent": "ana", "customer": { "name": "José", "phone": "+5511987654321" }, "number": "+5511987654321",
        "queued_at": "2026-01-31T09:30:00-03:00", "answered_at": null, "ended_at": "2026-01-31T09:35:00-03:00",
        "case": { "external_id": "c-1" },
        "messages": [{ "at": "2026-01-31T09:31:00-03:00", "from": "bot", "text": "olá",
            "attachments": [{ "name": "a.pdf", "type": "application/pdf", "size": 7, "sha256": "00" }] }],
        "calls": [{ "at": "2026-01-31T09:30:00-03:00", "number": "100", "status": "no_answer", "duration_s": 0 }],
    })
}

/// [`good`] with the value at `pointer` replaced.
fn with(pointer: &str, value: Value) -> Value {
    let mut json = good();
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    match json.pointer_mut(parent).expect("the parent is there") {
        Value::Object(fields) => drop(fields.insert(name.to_owned(), value)),
        Value::Array(items) => items[name.parse::<usize>().expect("an index")] = value,
        _ => unreachable!("only objects and arrays have an inside"),
    }
    json
}

fn read(json: &Value) -> Result<NewInteraction, ParseError> {
    parse(json.to_string().as_bytes())
}

/// The bad fields of an input, as `path code`.
fn bad(json: &Value) -> Vec<String> {
    match read(json).expect_err("the input is bad") {
        ParseError::Fields(errors) => {
            errors.0.iter().map(|error| format!("{} {}", error.field, error.problem.code())).collect()
        }
        ParseError::Syntax(what) => panic!("expected bad fields, got {what}"),
    }
}

fn syntax(bytes: &[u8]) -> String {
    match parse(bytes).expect_err("the input is bad") {
        ParseError::Syntax(what) => what,
        ParseError::Fields(errors) => panic!("expected a syntax error, got {errors}"),
    }
}

#[test]
fn a_good_one_is_read_as_serde_would_read_it() {
    let expected: NewInteraction = serde_json::from_value(good()).expect("the contract's own shape");
    assert_eq!(read(&good()), Ok(expected));
}

#[test]
fn every_missing_field_is_named() {
    let Err(ParseError::Fields(errors)) = parse(br#"{"messages": [{}], "calls": [{}], "case": {}}"#) else {
        panic!("nearly everything is missing")
    };
    assert!(errors.0.iter().all(|error| error.problem == Problem::Required));
    let fields: Vec<&str> = errors.0.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "messages[0].at",
            "messages[0].from",
            "messages[0].text",
            "calls[0].at",
            "calls[0].number",
            "calls[0].status",
            "calls[0].duration_s",
            "case.external_id",
            "source",
            "external_id",
            "channel",
            "direction",
            "queue",
            "queued_at",
            "ended_at",
        ]
    );
}

#[test]
fn every_wrong_type_is_named() {
    for wrong in [json!(7), json!(-1.5), json!(true), json!([1, [2]]), json!({ "a": { "b": 1 } })] {
        for field in ["source", "agent", "queued_at", "answered_at", "channel", "notes", "protocol"] {
            assert_eq!(bad(&with(&format!("/{field}"), wrong.clone())), [format!("{field} wrong_type")]);
        }
    }
    for wrong in [json!(7), json!(-7), json!(1.5), json!(true), json!("x"), json!([])] {
        assert_eq!(bad(&with("/customer", wrong.clone())), ["customer wrong_type"]);
        assert_eq!(bad(&with("/case", wrong.clone())), ["case wrong_type"]);
        assert_eq!(bad(&with("/messages/0", wrong)), ["messages[0] wrong_type"]);
    }
    for wrong in [json!(7), json!(-7), json!(1.5), json!(false), json!("x"), json!({ "at": 1 })] {
        assert_eq!(bad(&with("/messages", wrong.clone())), ["messages wrong_type"]);
        assert_eq!(bad(&with("/calls", wrong)), ["calls wrong_type"]);
    }
    assert_eq!(bad(&with("/messages/0", Value::Null)), ["messages[0] wrong_type"]);
}

#[test]
fn null_is_absent_where_absence_is_allowed() {
    for field in
        ["agent", "customer", "number", "protocol", "contact_reason", "notes", "case", "messages", "calls"]
    {
        assert!(read(&with(&format!("/{field}"), Value::Null)).is_ok(), "{field}");
    }
    for field in ["source", "channel", "queued_at", "ended_at"] {
        assert_eq!(bad(&with(&format!("/{field}"), Value::Null)), [format!("{field} required")]);
    }
}

#[test]
fn a_blank_optional_text_is_absent() {
    let read = read(&with("/agent", json!("  "))).expect("a good input");
    assert_eq!(read.agent, None);
    assert!(parse(with("/protocol", json!("")).to_string().as_bytes()).is_ok());
}

#[test]
fn unknown_fields_are_named_with_their_path() {
    assert_eq!(bad(&with("/awnsered_at", json!(1))), ["awnsered_at unknown_field"]);
    assert_eq!(bad(&with("/customer/fax", json!({ "deep": [] }))), ["customer.fax unknown_field"]);
    assert_eq!(bad(&with("/messages/0/to", json!(1))), ["messages[0].to unknown_field"]);
    let long = "x".repeat(5_000);
    assert!(bad(&with(&format!("/{long}"), json!(1)))[0].len() < 200);
}

#[test]
fn a_field_given_twice_is_named() {
    let text = good().to_string().replacen("{\"agent\"", "{\"agent\":\"bia\",\"agent\"", 1);
    let Err(ParseError::Fields(errors)) = parse(text.as_bytes()) else { panic!("twice is bad") };
    assert_eq!(errors.to_string(), "agent must be given only once");
}

#[test]
fn unknown_words_say_which_are_allowed() {
    let Err(ParseError::Fields(errors)) = read(&with("/channel", json!("fax"))) else { panic!("bad") };
    assert_eq!(
        errors.0[0].problem,
        Problem::UnknownValue { allowed: ["voice", "webchat", "whatsapp"].map(str::to_owned).to_vec() }
    );
    assert_eq!(bad(&with("/direction", json!("INBOUND"))), ["direction unknown_value"]);
    assert_eq!(bad(&with("/messages/0/from", json!("robot"))), ["messages[0].from unknown_value"]);
    assert_eq!(bad(&with("/calls/0/status", json!(""))), ["calls[0].status unknown_value"]);
}

#[test]
fn a_time_needs_an_offset_and_a_sane_year() {
    for text in ["2026-01-31T09:30:00", "2026-01-31", "31/01/2026 09:30", "", "2026-02-30T00:00:00Z", "now"] {
        assert_eq!(bad(&with("/queued_at", json!(text))), ["queued_at not_a_time"], "{text}");
    }
    assert_eq!(bad(&with("/messages/0/at", json!("0001-01-01T00:00:00Z"))), ["messages[0].at malformed"]);
    assert_eq!(bad(&with("/ended_at", json!("9999-12-31T23:59:59-12:00"))), ["ended_at malformed"]);
    assert!(read(&with("/queued_at", json!("2026-01-31T12:00:00.123456Z"))).is_ok());
}

#[test]
fn a_duration_is_a_whole_number_of_seconds_that_fits() {
    for (value, code) in [
        (json!(-1), "malformed"),
        (json!(2_147_483_648_u64), "malformed"),
        (json!(u64::MAX), "malformed"),
        (json!(1.5), "wrong_type"),
        (json!("60"), "wrong_type"),
        (json!(null), "required"),
    ] {
        assert_eq!(bad(&with("/calls/0/duration_s", value)), [format!("calls[0].duration_s {code}")]);
    }
}

#[test]
fn optional_numbers_are_whole_and_fit() {
    for field in ["hold_s", "wrap_up_s", "version"] {
        let pointer = format!("/{field}");
        assert!(read(&with(&pointer, json!(0))).is_ok() && read(&with(&pointer, json!(i32::MAX))).is_ok());
        for (value, code) in [
            (json!(-1), "malformed"),
            (json!(2_147_483_648_u64), "malformed"),
            (json!(1.5), "wrong_type"),
            (json!("1"), "wrong_type"),
        ] {
            assert_eq!(bad(&with(&pointer, value)), [format!("{field} {code}")]);
        }
    }
    let size = "/messages/0/attachments/0/size";
    let largest = (1_u64 << 53) - 1;
    assert_eq!(read(&with(size, json!(largest))).map(|new| new.messages[0].attachments[0].size), Ok(largest));
    assert_eq!(bad(&with(size, json!(largest + 1))), ["messages[0].attachments[0].size malformed"]);
}

#[test]
fn what_is_absent_is_not_written() {
    let text = serde_json::to_string(&read(&good()).expect("a good input")).expect("JSON");
    for field in
        ["hold_s", "wrap_up_s", "ended_by", "outcome", "follows", "first_reply_at", "version", "null"]
    {
        assert!(!text.contains(field), "{field}: {text}");
    }
    let plain = read(&with("/messages/0/attachments", Value::Null)).expect("a good input");
    assert!(!serde_json::to_string(&plain).expect("JSON").contains("attachments"));
}

#[test]
fn syntax_errors_say_where() {
    assert_eq!(
        syntax(b"{\"source\": \"a\",\n \"queue\": }"),
        "malformed JSON: expected value at line 2 column 11"
    );
    assert_eq!(syntax(b"{\"source\":\n\"a\xff\"}"), "invalid UTF-8 at line 2 column 3");
    assert!(syntax(b"").starts_with("malformed JSON"));
    assert!(syntax(b"{} {}").contains("trailing characters"));
    assert!(syntax(br#"{"source": "\ud800"}"#).starts_with("malformed JSON"));
    assert_eq!(syntax(b"null"), "an interaction must be a JSON object");
}

#[test]
fn another_value_than_an_object_is_said_so() {
    for text in ["[]", "7", "\"x\"", "true", "[[[]]]"] {
        let error = parse(text.as_bytes()).expect_err("bad").to_string();
        assert!(error.contains("an object"), "{text}: {error}");
    }
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let text = format!("\u{feff}{}", good());
    assert!(parse(text.as_bytes()).is_ok());
}

#[test]
fn deep_and_wide_input_costs_nothing() {
    assert!(syntax("[".repeat(1_000_000).as_bytes()).starts_with("malformed JSON"));
    let deep = format!("{{\"x\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(parse(deep.as_bytes()).is_err());
    let wide = format!("{{\"messages\": [{}0]}}", "0,".repeat(1_000_000));
    let Err(ParseError::Fields(errors)) = parse(wide.as_bytes()) else { panic!("bad") };
    assert_eq!(errors.0.len(), 1000);
}

#[test]
fn a_list_that_is_too_long_is_named_and_its_rest_is_not_kept() {
    let long = |field: &str, count: usize| {
        let item = good()[field][0].clone();
        with(&format!("/{field}"), vec![item; count].into())
    };
    assert!(read(&long("messages", 10_000)).is_ok_and(|new| new.messages.len() == 10_000));
    assert!(read(&long("calls", 1_000)).is_ok_and(|new| new.calls.len() == 1_000));
    assert_eq!(bad(&long("messages", 10_001)), ["messages too_many"]);
    assert_eq!(bad(&long("calls", 1_001)), ["calls too_many"]);
    let sentence = read(&long("messages", 20_000)).expect_err("too many").to_string();
    assert_eq!(sentence, "messages has more than 10000 items");
}

#[test]
fn every_field_is_read_as_itself() {
    let mut whole = good();
    for (pointer, value) in [
        ("/answered_at", json!("2026-01-31T09:31:00-03:00")),
        ("/protocol", json!("P-1")),
        ("/contact_reason", json!("Boleto")),
        ("/notes", json!("nota")),
        ("/case/kind", json!("Pedido")),
        ("/case/subject", json!("Boleto de novembro")),
        ("/messages/0/name", json!("Bia")),
        ("/hold_s", json!(30)),
        ("/wrap_up_s", json!(60)),
        ("/ended_by", json!("customer")),
        ("/outcome", json!("answered")),
        ("/follows", json!("0")),
        ("/first_reply_at", json!("2026-01-31T09:32:00-03:00")),
        ("/version", json!(2)),
    ] {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        whole.pointer_mut(parent).expect("it is there")[name] = value;
    }
    for field in ["email", "document", "whatsapp", "chat", "external_id"] {
        whole["customer"][field] = json!(format!("{field} of the customer"));
    }
    let expected: NewInteraction = serde_json::from_value(whole.clone()).expect("the contract's own shape");
    assert_eq!(read(&whole), Ok(expected.clone()));
    assert_eq!(serde_json::to_value(expected).expect("JSON"), whole, "no field is left out here");
}

#[test]
fn a_whole_number_is_one_however_it_is_written() {
    for (written, seconds) in [("441.0", 441), ("4.41e2", 441), ("-0.0", 0), ("2147483647.0", 2_147_483_647)]
    {
        let text = with("/calls/0/duration_s", json!("HERE")).to_string().replace("\"HERE\"", written);
        assert_eq!(parse(text.as_bytes()).expect("a good input").calls[0].duration_s, seconds, "{written}");
    }
    for wrong in ["441.5", "-1.0", "2147483648.0", "1e300"] {
        let text = with("/calls/0/duration_s", json!("HERE")).to_string().replace("\"HERE\"", wrong);
        assert!(parse(text.as_bytes()).is_err(), "{wrong}");
    }
}

#[test]
fn a_blank_text_is_no_longer_than_another() {
    assert!(read(&with("/agent", json!(" ".repeat(100)))).is_ok());
    assert_eq!(bad(&with("/agent", json!(" ".repeat(101)))), ["agent too_long"]);
    assert_eq!(bad(&with("/customer/name", json!(" ".repeat(201)))), ["customer.name too_long"]);
}

#[test]
fn a_time_is_written_in_ascii() {
    assert_eq!(bad(&with("/queued_at", json!("2026-01-31T09:30:00\u{2212}03:00"))), ["queued_at not_a_time"]);
}

/// The path of every field, and whether it is required.
const FIELDS: [(&str, bool); 47] = [
    ("source", true),
    ("external_id", true),
    ("channel", true),
    ("direction", true),
    ("queue", true),
    ("agent", false),
    ("customer", false),
    ("customer.name", false),
    ("customer.phone", false),
    ("customer.email", false),
    ("customer.document", false),
    ("customer.whatsapp", false),
    ("customer.chat", false),
    ("customer.external_id", false),
    ("number", false),
    ("queued_at", true),
    ("answered_at", false),
    ("ended_at", true),
    ("protocol", false),
    ("contact_reason", false),
    ("notes", false),
    ("case", false),
    ("case.external_id", true),
    ("case.kind", false),
    ("case.subject", false),
    ("messages", false),
    ("messages[0].at", true),
    ("messages[0].from", true),
    ("messages[0].name", false),
    ("messages[0].text", true),
    ("messages[0].attachments", false),
    ("messages[0].attachments[0].name", true),
    ("messages[0].attachments[0].type", true),
    ("messages[0].attachments[0].size", true),
    ("messages[0].attachments[0].sha256", true),
    ("calls", false),
    ("calls[0].at", true),
    ("calls[0].number", true),
    ("calls[0].status", true),
    ("calls[0].duration_s", true),
    ("hold_s", false),
    ("wrap_up_s", false),
    ("ended_by", false),
    ("outcome", false),
    ("follows", false),
    ("first_reply_at", false),
    ("version", false),
];

/// The JSON pointer to a field.
fn pointer(field: &str) -> String {
    format!("/{}", field.replace('.', "/").replace("[0]", "/0"))
}

#[test]
fn every_field_of_a_wrong_type_is_named() {
    for (field, _) in FIELDS {
        assert_eq!(bad(&with(&pointer(field), json!(true))), [format!("{field} wrong_type")]);
    }
}

#[test]
fn every_field_that_is_null_or_missing_is_named_where_it_is_needed() {
    for (field, needed) in FIELDS {
        let expected = if needed { vec![format!("{field} required")] } else { Vec::new() };
        let null = with(&pointer(field), Value::Null);
        let mut missing = with(&pointer(field), Value::Null);
        let pointer = pointer(field);
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let parent = missing.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
        parent.remove(name);
        for input in [null, missing] {
            let found = if read(&input).is_ok() { Vec::new() } else { bad(&input) };
            assert_eq!(found, expected);
        }
    }
}

#[test]
fn every_field_given_twice_is_named() {
    for (field, _) in FIELDS {
        let mut whole = with(&pointer(field), json!("HERE"));
        let pointer = pointer(field);
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let value = good().pointer(&pointer).cloned().unwrap_or_default();
        whole.pointer_mut(parent).expect("it is there")[name] = json!("HERE");
        let text = whole.to_string().replace("\"HERE\"", &format!("{value},\"{name}\":{value}"));
        let Err(ParseError::Fields(errors)) = parse(text.as_bytes()) else { panic!("twice is bad: {text}") };
        let expected = format!("{field} must be given only once");
        assert!(errors.to_string().contains(&expected), "{errors}");
        assert!(errors.0.iter().all(|error| error.field == field || value.is_null()), "{errors}");
    }
}

#[test]
fn a_field_of_another_object_is_unknown() {
    for field in ["duration_s", "text", "kind", "name", "customer.agent", "case.number", "messages[0].number"]
    {
        assert_eq!(bad(&with(&pointer(field), json!("1"))), [format!("{field} unknown_field")]);
    }
    for misspelt in ["calls[0].duration", "messages[0].From", "case.external-id", "customer.Name"] {
        assert_eq!(bad(&with(&pointer(misspelt), json!("1"))), [format!("{misspelt} unknown_field")]);
    }
}

#[test]
fn a_name_is_what_its_escapes_say() {
    let text = good().to_string().replace("\"agent\"", "\"\\u0061gent\"");
    assert_eq!(parse(text.as_bytes()), read(&good()));
}

#[test]
fn bad_fields_are_named_in_the_order_in_which_they_come() {
    let text = r#"{"zeta": 1, "calls": [7, {"at": "now", "at": 1}], "queue": null, "case": {"kind": 1},
        "customer": {"name": [], "fax": {}}, "messages": {"a": 1}, "channel": "fax"}"#;
    let Err(ParseError::Fields(errors)) = parse(text.as_bytes()) else { panic!("nearly all is bad") };
    let found: Vec<String> =
        errors.0.iter().map(|error| format!("{} {}", error.field, error.problem.code())).collect();
    assert_eq!(
        found,
        [
            "zeta unknown_field",
            "calls[0] wrong_type",
            "calls[1].at not_a_time",
            "calls[1].at malformed",
            "calls[1].at wrong_type",
            "calls[1].number required",
            "calls[1].status required",
            "calls[1].duration_s required",
            "queue required",
            "case.kind wrong_type",
            "case.external_id required",
            "customer.name wrong_type",
            "customer.fax unknown_field",
            "messages wrong_type",
            "channel unknown_value",
            "source required",
            "external_id required",
            "direction required",
            "queued_at required",
            "ended_at required",
        ]
    );
}

#[test]
fn damaged_bytes_are_read_or_refused() {
    let mut noise = Noise(0x5eed);
    let whole = good().to_string();
    for _ in 0..inputs(5_000) {
        let mut text = whole.clone().into_bytes();
        for _ in 0..=noise.below(4) {
            let at = noise.below(text.len());
            match noise.below(4) {
                0 => text[at] = noise.next() as u8,
                1 => text[at] = b"{}[]\",:0-eE.+\\"[noise.below(14)],
                2 => drop(text.remove(at)),
                _ => text.insert(at, noise.next() as u8),
            }
        }
        let Ok(new) = parse(&text) else { continue };
        let written = serde_json::to_vec(&new).expect("JSON");
        assert_eq!(parse(&written).as_ref(), Ok(&new), "{}", String::from_utf8_lossy(&text));
    }
}
