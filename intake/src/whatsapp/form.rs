//! The answers of a form, in the order in which the form has them.

use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

/// What belongs to the exchange with the form and not to its answers.
const TOKEN: &str = "flow_token";

/// The answers in the JSON of a form as a line of text: `name: value; …`.
pub(super) fn answers(json: &str) -> Option<String> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let pairs = reader.deserialize_map(Pairs).ok()?;
    Some(written(pairs.iter().map(|(name, value)| (name.as_str(), value))))
}

/// The same for a form whose JSON is part of the delivery itself.
pub(super) fn answers_of(value: &Value) -> Option<String> {
    let fields = value.as_object()?;
    Some(written(fields.iter().map(|(name, value)| (name.as_str(), value))))
}

fn written<'a>(pairs: impl Iterator<Item = (&'a str, &'a Value)>) -> String {
    let answers = pairs.filter(|(name, _)| *name != TOKEN).map(|(name, value)| match value {
        Value::String(text) => format!("{name}: {text}"),
        other => format!("{name}: {other}"),
    });
    answers.collect::<Vec<_>>().join("; ")
}

/// Reads an object as pairs, which keeps their order.
struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Vec<(String, Value)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            if name == TOKEN {
                map.next_value::<IgnoredAny>()?;
            } else {
                pairs.push((name, map.next_value()?));
            }
        }
        Ok(pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_keep_the_order_of_the_form_and_not_its_token() {
        let json = r#"{"flow_token": "FT", "z_nota": "5", "a_texto": "Ótimo!", "opções": ["b", 1], "n": 2}"#;
        assert_eq!(answers(json).as_deref(), Some(r#"z_nota: 5; a_texto: Ótimo!; opções: ["b",1]; n: 2"#));
        assert_eq!(answers("[]"), None);
        assert_eq!(answers("{\"a\""), None);
    }
}
