//! The `OpenAPI` document is exact: the server accepts what it allows and rejects what it forbids.
//!
//! Every field of the documented body gets values from a pool, inside and just outside of its
//! limits; a small schema validator decides which are allowed, and the server must agree.

use regex::Regex;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::input::line;

/// The instant of all events, so that they are in order.
const MOMENT: &str = "2026-01-31T09:30:00-03:00";

/// The description of the API.
pub(crate) async fn document(server: &TestServer) -> Value {
    server.get("/api/openapi.json").await.json().await.expect("JSON")
}

/// Follows the `$ref` of a schema.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(path) => document.pointer(path.trim_start_matches('#')).expect("a shape"),
        None => schema,
    }
}

/// Whether a schema allows a value, for the keywords that the document uses.
pub(crate) fn allows(document: &Value, schema: &Value, value: &Value) -> bool {
    let schema = resolved(document, schema);
    if let Some(any) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        return any.iter().any(|one| allows(document, one, value));
    }
    has_type(schema, value)
        && schema["enum"].as_array().is_none_or(|words| words.contains(value))
        && match value {
            Value::String(text) => fits(schema, text),
            Value::Number(number) => {
                let number = number.as_f64().expect("a number");
                schema["minimum"].as_f64().is_none_or(|least| number >= least)
                    && schema["maximum"].as_f64().is_none_or(|most| number <= most)
            }
            Value::Array(items) => {
                schema["maxItems"].as_u64().is_none_or(|most| items.len() as u64 <= most)
                    && items.iter().all(|item| allows(document, &schema["items"], item))
            }
            Value::Object(fields) => {
                let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
                required.into_iter().all(|name| fields.contains_key(name))
                    && fields.iter().all(|(name, value)| match schema["properties"].get(name) {
                        Some(property) => allows(document, property, value),
                        None => schema["additionalProperties"] != false,
                    })
            }
            _ => true,
        }
}

fn has_type(schema: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().expect("a type") {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the reader of schemas does not know {other}"),
    };
    match &schema["type"] {
        Value::Array(several) => several.iter().any(is),
        one => is(one),
    }
}

fn fits(schema: &Value, text: &str) -> bool {
    let length = text.chars().count() as u64;
    schema["minLength"].as_u64().is_none_or(|least| length >= least)
        && schema["maxLength"].as_u64().is_none_or(|most| length <= most)
        && schema["pattern"]
            .as_str()
            .is_none_or(|pattern| Regex::new(pattern).expect("a pattern").is_match(text))
}

/// A minimal valid value.
fn sample(document: &Value, schema: &Value) -> Value {
    let schema = resolved(document, schema);
    if let Some(any) = schema["anyOf"].as_array() {
        return sample(document, &any[0]);
    }
    if let Some(words) = schema["enum"].as_array() {
        return words[0].clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).expect("a type");
    match kind {
        "string" if schema["format"] == "date-time" => MOMENT.into(),
        "string" if schema["example"].is_string() => schema["example"].clone(),
        "string" => "a".into(),
        "integer" => schema["minimum"].clone(),
        "array" => json!([]),
        _ => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let fields =
                required.map(|name| (name.to_owned(), sample(document, &schema["properties"][name])));
            Value::Object(fields.collect())
        }
    }
}

/// Values inside and just outside of the limits of a schema, for types other than objects.
fn pool(document: &Value, schema: &Value) -> Vec<Value> {
    let schema = resolved(document, schema);
    if let Some(any) = schema["anyOf"].as_array() {
        let mut all: Vec<Value> = Vec::new();
        for value in any.iter().flat_map(|one| pool(document, one)) {
            if !all.contains(&value) {
                all.push(value);
            }
        }
        return all;
    }
    let mut pool =
        vec![json!(null), json!(true), json!(7), json!(7.0), json!(1.5), json!(-1), json!([]), json!({})];
    pool.extend([json!([null]), json!([7]), json!(["a"]), json!({ "unknown": 1 })]);
    let words = [
        "",
        " ",
        "\t\u{a0}\u{3000}",
        "\u{200b}\u{feff} \u{202e}",
        "\u{e0020}\u{7f}\u{85}",
        "\u{200b}a",
        "a",
        " a ",
        "\0",
        "a\0b",
        "ção 🙂",
        "P-1._x",
        ".",
        "..",
        "...",
        "a b",
        "a/b",
        "A",
        "voice",
        "agent",
        MOMENT,
        "2026-01-31T12:30:00Z",
        "2026-01-31t12:30:00z",
        "2026-01-31 12:30:00.000+00:00",
        "2026-01-31",
        "2026-01-31T12:30:00",
        "2026-01-31T12:30Z",
        "2026-01-31T12:30:00+0000",
        "1970-12-31T23:59:59Z",
        "9999-01-01T00:00:00Z",
        "2026-13-31T12:30:00Z",
        "2026-01-31T24:00:00Z",
        "2026-01-31T12:30:00\u{2212}00:00",
        " 2026-01-31T12:30:00Z",
        "26-01-31T12:30:00Z",
    ];
    pool.extend(words.map(Value::from));
    pool.extend(schema["enum"].as_array().into_iter().flatten().cloned());
    if let Some(most) = schema["maxLength"].as_u64() {
        let repeated = |text: &str, more: u64| Value::from(text.repeat((most + more) as usize));
        pool.extend([
            repeated("a", 0),
            repeated("a", 1),
            repeated("ç", 0),
            repeated("ç", 1),
            repeated(" ", 1),
        ]);
    }
    for limit in [&schema["minimum"], &schema["maximum"]] {
        if let Some(limit) = limit.as_i64() {
            pool.extend([json!(limit - 1), json!(limit), json!(limit + 1)]);
        }
    }
    pool
}

/// Variants of a value that differ in one place each.
fn variants(document: &Value, schema: &Value) -> Vec<Value> {
    let mut all = pool(document, schema);
    let inner = resolved(document, schema);
    let inner = inner["anyOf"].as_array().map_or(inner, |any| resolved(document, &any[0]));
    if inner.get("items").is_some() {
        all.extend(variants(document, &inner["items"]).into_iter().map(|item| json!([item])));
    }
    if let Some(properties) = inner["properties"].as_object() {
        let whole = sample(document, inner);
        all.push(whole.clone());
        let fields = whole.as_object().expect("an object");
        for name in fields.keys() {
            let mut less = fields.clone();
            less.remove(name);
            all.push(less.into());
        }
        for (name, property) in properties {
            all.extend(variants(document, property).into_iter().map(|value| with(&whole, name, value)));
        }
        all.push(with(&whole, "unknown", json!(1)));
    }
    all
}

fn with(whole: &Value, name: &str, value: Value) -> Value {
    let mut changed = whole.clone();
    changed[name] = value;
    changed
}

#[tokio::test]
async fn an_interaction_is_accepted_exactly_where_its_schema_allows_it() {
    let server = TestServer::start().await.with_key().await;
    let document = document(&server).await;
    let schema = json!({ "$ref": "#/components/schemas/NewInteraction" });
    let identified = variants(&document, &schema).into_iter().enumerate().map(|(n, mut value)| {
        // Each gets its own external ID, unless that is the field under test.
        if value["external_id"] == "a" {
            value["external_id"] = format!("n-{n}").into();
        }
        value
    });
    let tried: Vec<Value> = identified.filter(Value::is_object).collect();
    let lines: String = tried.iter().map(line).collect();
    let results = server.batch(lines).await;
    assert_eq!(results.len(), tried.len());
    let (mut taken, mut refused) = (0, 0);
    for (value, result) in tried.iter().zip(&results) {
        let allowed = allows(&document, &schema, value);
        let expected: &[u64] = if allowed { &[200, 201] } else { &[400, 422] };
        let status = result["status"].as_u64().expect("a status");
        let shown: String = value.to_string().chars().take(600).collect();
        assert!(expected.contains(&status), "the schema says {allowed}, the answer is {result}: {shown}");
        if allowed { taken += 1 } else { refused += 1 }
    }
    assert!(taken > 200 && refused > 400, "{taken} were allowed, {refused} were not");
}

#[tokio::test]
async fn what_is_no_object_is_no_interaction() {
    let server = TestServer::start().await.with_key().await;
    for other in ["null", "7", "\"a\"", "[]", "true", "1.5", ""] {
        assert!([400, 422].contains(&server.post_bytes(other).await.status), "{other}");
    }
}

#[tokio::test]
async fn every_answer_is_described() {
    let server = TestServer::start().await.with_key().await;
    let document = document(&server).await;
    let described = |path: &str, method: &str, status: u16| {
        let answer = &document["paths"][path][method]["responses"][status.to_string()];
        assert!(answer.is_object(), "{status} of {method} {path} is not described");
        resolved(&document, answer)["content"].clone()
    };
    let answers = [
        (server.post(&json!({})).await, "/api/v1/interactions", "post"),
        (server.post_bytes("{").await, "/api/v1/interactions", "post"),
        (server.put_recording("nobody", "x").await, "/api/v1/interactions/{protocol}/recording", "put"),
        (server.put_recording("a%20b", "x").await, "/api/v1/interactions/{protocol}/recording", "put"),
    ];
    for (answer, path, method) in &answers {
        let content = described(path, method, answer.status);
        let schema = &content["application/problem+json"]["schema"];
        assert!(allows(&document, schema, &answer.json), "{}", answer.json);
    }
    let sample = sample(&document, &json!({ "$ref": "#/components/schemas/NewInteraction" }));
    for status in [201, 200] {
        let answer = server.post(&sample).await;
        assert_eq!(answer.status, status);
        let content = described("/api/v1/interactions", "post", status);
        assert!(allows(&document, &content["application/json"]["schema"], &answer.json), "{}", answer.json);
    }
}

#[tokio::test]
async fn webhooks_are_described_with_the_body_that_is_sent() {
    let server = TestServer::start().await;
    let document = document(&server).await;
    let event = &document["webhooks"]["event"]["post"];
    let body = &event["requestBody"]["content"]["application/json"]["schema"];
    let sent = json!({
        "type": "case.merged", "timestamp": "2026-11-30T14:03:21Z", "seq": 7,
        "data": { "case_id": 2, "merged_into": 1, "opened_at": MOMENT, "link": "/api/v1/cases/2" },
    });
    assert!(allows(&document, body, &sent), "{body}");
    for without in ["type", "timestamp", "seq", "data"] {
        let mut less = sent.clone();
        less.as_object_mut().expect("an object").remove(without);
        assert!(!allows(&document, body, &less), "{without}");
    }
    let headers: Vec<&str> = event["parameters"]
        .as_array()
        .expect("headers")
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    assert_eq!(headers, ["webhook-id", "webhook-timestamp", "webhook-signature"]);
}
