//! Values of JSON answers, in whatever form the versions of Chatwoot write them.

use serde_json::Value;

use crate::zone::{WrittenTime, is_possible};

/// The value of a field; null if there is none.
pub(in crate::chatwoot) fn field<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.get(name).unwrap_or(&Value::Null)
}

/// An ID: a number, or a text of digits.
pub(in crate::chatwoot) fn id(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
    .filter(|id| *id > 0)
}

/// A text that says something, without U+0000, which no database takes.
pub(in crate::chatwoot) fn text(value: &Value) -> Option<String> {
    let text = value.as_str()?.replace('\0', "");
    (!text.trim().is_empty()).then_some(text)
}

/// Whether a field says yes.
pub(in crate::chatwoot) fn is_true(value: &Value) -> bool {
    matches!(value, Value::Bool(true)) || value.as_str().is_some_and(|text| text == "true")
}

/// Whether the type of a person says that it is none: `agent_bot`, `AgentBot`, `Captain::Assistant`.
pub(in crate::chatwoot) fn is_bot(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    kind.contains("bot") || kind.contains("assistant")
}

/// A time in whole seconds since 1970 UTC: seconds or milliseconds as a number, or a time as text.
/// Webhooks write fractions of a second, REST does not; without them both say the same.
pub(in crate::chatwoot) fn seconds(value: &Value) -> Option<i64> {
    let micros = match value {
        Value::Number(number) => {
            let number = number.as_f64()?;
            let unit = if number.abs() > 100_000_000_000.0 { 1_000.0 } else { 1.0 };
            let seconds = (number / unit).floor();
            // Beyond it nothing is a time, and the conversion below would not be exact.
            (seconds.abs() < 1e12).then(|| seconds as i64 * 1_000_000)?
        }
        Value::String(text) => match WrittenTime::parse(text)? {
            WrittenTime::Instant(at) => at,
            WrittenTime::Local(local) => local.and_utc().timestamp_micros(),
        },
        _ => return None,
    };
    is_possible(micros).then(|| micros.div_euclid(1_000_000))
}

/// The list in an answer: the answer itself, or what its wrappers `data` and `payload` hold.
pub(in crate::chatwoot) fn list(answer: &Value) -> Option<&[Value]> {
    let unwrapped = ["data", "payload"].into_iter().fold(answer, |value, wrapper| match value.get(wrapper) {
        Some(inner) if inner.is_array() || inner.is_object() => inner,
        _ => value,
    });
    unwrapped.as_array().map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_of_all_versions_are_the_same_second() {
        for value in [
            json!(1_781_524_800),
            json!(1_781_524_800.75),
            json!(1_781_524_800_750_i64),
            json!("1781524800"),
            json!("1781524800.0"),
            json!("2026-06-15T12:00:00.750Z"),
            json!("2026-06-15T09:00:00-03:00"),
            json!("2026-06-15 12:00:00 UTC"),
            json!("2026-06-15 12:00:00"),
        ] {
            assert_eq!(seconds(&value), Some(1_781_524_800), "{value}");
        }
        for value in [json!(null), json!(0), json!(-1), json!(1e300), json!("soon"), json!("0"), json!([])] {
            assert_eq!(seconds(&value), None, "{value}");
        }
    }

    #[test]
    fn lists_come_in_wrappers_or_without() {
        for answer in [
            json!([1]),
            json!({ "payload": [1] }),
            json!({ "data": [1] }),
            json!({ "data": { "meta": {}, "payload": [1] } }),
        ] {
            assert_eq!(list(&answer).map(<[_]>::len), Some(1), "{answer}");
        }
        for answer in [json!({}), json!("x"), json!({ "data": { "payload": null } })] {
            assert_eq!(list(&answer), None, "{answer}");
        }
    }
}
