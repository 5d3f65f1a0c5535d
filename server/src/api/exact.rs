//! Exact schemas of request bodies and parameters in the `OpenAPI` document: lengths, counts, characters, numbers,
//! and no additional properties. The limits are those of the parser and the validation.
//!
//! Rules that a schema cannot express are in the descriptions: times are in order and not in the
//! future, an interaction does not contradict itself, nor what was recorded, a body has a size limit.

use domain::interaction::limits::{
    MAX_AGENT, MAX_ATTACHMENTS, MAX_CALLS, MAX_CHAT, MAX_CONTACT_REASON, MAX_DOCUMENT, MAX_DURATION_S,
    MAX_EMAIL, MAX_EXTERNAL_ID, MAX_FILE_NAME, MAX_KIND, MAX_MEDIA_SIZE, MAX_MEDIA_TYPE, MAX_MESSAGES,
    MAX_NAME, MAX_NOTES, MAX_NUMBER, MAX_PHONE, MAX_QUEUE, MAX_SOURCE, MAX_SUBJECT, MAX_TEXT, MAX_VERSION,
    MAX_WHATSAPP,
};
use serde_json::{Map, Value, json};

/// Blank characters, as the content of a regular expression class.
const BLANK: &str = r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";
/// Blank and other invisible characters (`domain::text::is_invisible`), as the content of a regular
/// expression class. Characters beyond U+FFFF are literal.
const INVISIBLE: &str = concat!(
    r"\u0000-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f",
    r"\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb",
    "\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}",
);
/// Any text without U+0000, which PostgreSQL cannot store.
const TEXT: &str = r"^[^\u0000]*$";
/// A protocol: a valid path segment.
const PROTOCOL: &str = r"^([A-Za-z0-9._-]*[A-Za-z0-9_-][A-Za-z0-9._-]*|\.{3,})$";
/// An RFC 3339 time in the years 1971 to 9998.
const TIME: &str = concat!(
    r"^(197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-8])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
    r"[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$",
);

/// A media type, perhaps with parameters.
const MEDIA_TYPE: &str = r"^[A-Za-z0-9!#$&^_.+\-]+/[A-Za-z0-9!#$&^_.+\-]+( *;[ -~]*)?$";
/// An SHA-256.
const SHA256: &str = "^[0-9a-f]{64}$";

/// How a field is validated.
enum Rule {
    /// A text with at least one visible character.
    Required(u32),
    /// A text that may be absent, `null` or blank.
    Optional(u32),
    /// A text that may be empty.
    Verbatim(u32),
    Time,
    /// A time that may be absent, `null` or blank.
    OptionalTime,
    /// A protocol that may be absent, `null` or blank.
    OptionalProtocol,
    /// A word of the referenced enumeration, which may be absent, `null` or blank.
    OptionalWord,
    /// A text of at most this many characters in a certain format.
    Pattern(u32, &'static str),
    /// An integer from 0 to this.
    Whole(u64),
    /// An integer from 0 to this, which may be absent or `null`.
    OptionalWhole(u32),
    /// A list with at most this many items, or `null`.
    List(u32),
    /// The referenced schema, or `null`.
    Nullable,
}

/// The rules of all fields in request bodies, except enumerations.
const FIELDS: [(&str, &str, Rule); 43] = [
    ("NewInteraction", "source", Rule::Required(MAX_SOURCE)),
    ("NewInteraction", "external_id", Rule::Required(MAX_EXTERNAL_ID)),
    ("NewInteraction", "queue", Rule::Required(MAX_QUEUE)),
    ("NewInteraction", "agent", Rule::Optional(MAX_AGENT)),
    ("NewInteraction", "customer", Rule::Nullable),
    ("NewInteraction", "number", Rule::Optional(MAX_NUMBER)),
    ("NewInteraction", "queued_at", Rule::Time),
    ("NewInteraction", "answered_at", Rule::OptionalTime),
    ("NewInteraction", "ended_at", Rule::Time),
    ("NewInteraction", "protocol", Rule::OptionalProtocol),
    ("NewInteraction", "contact_reason", Rule::Optional(MAX_CONTACT_REASON)),
    ("NewInteraction", "notes", Rule::Optional(MAX_NOTES)),
    ("NewInteraction", "case", Rule::Nullable),
    ("NewInteraction", "messages", Rule::List(MAX_MESSAGES)),
    ("NewInteraction", "calls", Rule::List(MAX_CALLS)),
    ("NewInteraction", "hold_s", Rule::OptionalWhole(MAX_DURATION_S)),
    ("NewInteraction", "wrap_up_s", Rule::OptionalWhole(MAX_DURATION_S)),
    ("NewInteraction", "ended_by", Rule::OptionalWord),
    ("NewInteraction", "outcome", Rule::OptionalWord),
    ("NewInteraction", "follows", Rule::Optional(MAX_EXTERNAL_ID)),
    ("NewInteraction", "first_reply_at", Rule::OptionalTime),
    ("NewInteraction", "version", Rule::OptionalWhole(MAX_VERSION)),
    ("NewCustomer", "name", Rule::Optional(MAX_NAME)),
    ("NewCustomer", "phone", Rule::Optional(MAX_PHONE)),
    ("NewCustomer", "email", Rule::Optional(MAX_EMAIL)),
    ("NewCustomer", "document", Rule::Optional(MAX_DOCUMENT)),
    ("NewCustomer", "whatsapp", Rule::Optional(MAX_WHATSAPP)),
    ("NewCustomer", "chat", Rule::Optional(MAX_CHAT)),
    ("NewCustomer", "external_id", Rule::Optional(MAX_EXTERNAL_ID)),
    ("NewCase", "external_id", Rule::Required(MAX_EXTERNAL_ID)),
    ("NewCase", "kind", Rule::Optional(MAX_KIND)),
    ("NewCase", "subject", Rule::Optional(MAX_SUBJECT)),
    ("NewMessage", "at", Rule::Time),
    ("NewMessage", "name", Rule::Optional(MAX_NAME)),
    ("NewMessage", "text", Rule::Verbatim(MAX_TEXT)),
    ("NewMessage", "attachments", Rule::List(MAX_ATTACHMENTS)),
    ("NewMedia", "name", Rule::Required(MAX_FILE_NAME)),
    ("NewMedia", "type", Rule::Pattern(MAX_MEDIA_TYPE, MEDIA_TYPE)),
    ("NewMedia", "size", Rule::Whole(MAX_MEDIA_SIZE)),
    ("NewMedia", "sha256", Rule::Pattern(64, SHA256)),
    ("NewCall", "at", Rule::Time),
    ("NewCall", "number", Rule::Required(MAX_NUMBER)),
    ("NewCall", "duration_s", Rule::Whole(MAX_DURATION_S as u64)),
];

/// The schemas of request bodies.
const SHAPES: [&str; 6] = ["NewInteraction", "NewCustomer", "NewCase", "NewMessage", "NewMedia", "NewCall"];

/// Adds every rule to the document.
pub(super) fn exact(mut document: Value) -> Value {
    for shape in SHAPES {
        document["components"]["schemas"][shape]["additionalProperties"] = false.into();
    }
    for (shape, field, rule) in &FIELDS {
        let field = &mut document["components"]["schemas"][shape]["properties"][field];
        *field = rule.described(field.take());
    }
    let recording = "/paths/~1api~1v1~1interactions~1{protocol}~1recording/put/requestBody/content";
    let contents = document.pointer_mut(recording).and_then(Value::as_object_mut);
    for (_, content) in contents.into_iter().flatten() {
        content["schema"]["minLength"] = 1.into();
    }
    for operation in
        document["paths"].as_object_mut().into_iter().flatten().flat_map(|(_, path)| operations(path))
    {
        let list = operation["operationId"].as_str().unwrap_or_default().to_owned();
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap_or_default();
            if name == "protocol" {
                parameter["schema"] = json!({ "type": "string", "maxLength": 40, "pattern": PROTOCOL });
            } else if parameter["in"] == "query"
                && let Some(schema) = super::reading::exact(&list, name)
            {
                parameter["schema"] = schema;
            }
        }
    }
    document
}

fn operations(path: &mut Value) -> impl Iterator<Item = &mut Value> {
    path.as_object_mut().into_iter().flatten().map(|(_, operation)| operation)
}

impl Rule {
    /// The schema of a field, with its description and example.
    fn described(&self, field: Value) -> Value {
        let mut schema = self.schema(&field);
        for (key, words) in
            as_object(field).into_iter().filter(|(key, _)| key == "description" || key == "example")
        {
            schema.insert(key, words);
        }
        schema.into()
    }

    fn schema(&self, field: &Value) -> Map<String, Value> {
        as_object(match self {
            Self::Required(limit) => json!({
                "type": "string", "minLength": 1, "maxLength": limit,
                "pattern": format!(r"^[^\u0000]*[^{INVISIBLE}][^\u0000]*$"),
            }),
            Self::Optional(limit) => {
                json!({ "type": ["string", "null"], "maxLength": limit, "pattern": TEXT })
            }
            Self::Verbatim(limit) => json!({ "type": "string", "maxLength": limit, "pattern": TEXT }),
            Self::Time => time(),
            Self::OptionalTime => or_blank(&time()),
            Self::OptionalProtocol => {
                or_blank(&json!({ "type": "string", "maxLength": 40, "pattern": PROTOCOL }))
            }
            Self::OptionalWord => or_blank(&json!({ "$ref": reference(field) })),
            Self::Pattern(limit, pattern) => {
                json!({ "type": "string", "maxLength": limit, "pattern": pattern })
            }
            Self::OptionalWhole(limit) => {
                json!({ "type": ["integer", "null"], "minimum": 0, "maximum": limit })
            }
            Self::Whole(limit) => json!({ "type": "integer", "minimum": 0, "maximum": limit }),
            Self::List(limit) => {
                json!({ "type": ["array", "null"], "items": field["items"], "maxItems": limit })
            }
            Self::Nullable => nullable(field),
        })
    }
}

/// The schema of an instant.
pub(super) fn time() -> Value {
    json!({ "type": "string", "format": "date-time", "pattern": TIME })
}

/// A schema that also allows blank and `null`, which count as absent.
fn or_blank(schema: &Value) -> Value {
    let blank = json!({ "type": "string", "pattern": format!("^[{BLANK}]*$") });
    json!({ "anyOf": [schema, blank, { "type": "null" }] })
}

/// The schema that a field refers to, or `null`.
fn nullable(field: &Value) -> Value {
    json!({ "anyOf": [{ "$ref": reference(field) }, { "type": "null" }] })
}

/// The path of the schema that a field refers to.
fn reference(field: &Value) -> Value {
    let named = ["oneOf", "anyOf", "allOf"].into_iter().find_map(|key| {
        let parts = field.get(key)?.as_array()?;
        parts.iter().find_map(|part| part.get("$ref"))
    });
    field.get("$ref").or(named).cloned().unwrap_or_default()
}

fn as_object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
