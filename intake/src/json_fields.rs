//! Fields of JSON records that other systems write: texts, numbers and times, which may be `null`.

use serde_json::Value;

use crate::zone::{WrittenTime, is_possible};

/// The value of a field; some exports write all names in lower case. `null` is absent.
pub(crate) fn field<'a>(record: &'a Value, name: &str) -> Option<&'a Value> {
    let value = record.get(name).or_else(|| record.get(name.to_lowercase()))?;
    (!value.is_null()).then_some(value)
}

/// A text that is not blank.
pub(crate) fn text<'a>(record: &'a Value, name: &str) -> Option<&'a str> {
    field(record, name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// A whole number that is not negative; a fraction is cut.
pub(crate) fn count(record: &Value, name: &str) -> Option<u32> {
    let number = field(record, name)?.as_f64()?;
    (0.0..=f64::from(u32::MAX)).contains(&number).then_some(number as u32)
}

/// Milliseconds since 1970, as opposed to seconds: after 1973, before the year 5138.
const MILLISECONDS: std::ops::Range<f64> = 1e11..1e14;

/// A time in microseconds since 1970: a text in UTC unless it has an offset, or a number of seconds or
/// milliseconds. `Err` if it is none.
pub(crate) fn time(record: &Value, name: &str) -> Result<Option<i64>, ()> {
    let micros = match field(record, name) {
        None => return Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => return Ok(None),
        Some(Value::String(text)) => {
            WrittenTime::parse(text).and_then(|at| at.instant("UTC".parse().ok(), None))
        }
        Some(Value::Number(number)) => number.as_f64().map(|number| {
            let scale = if MILLISECONDS.contains(&number) { 1e3 } else { 1e6 };
            (number * scale) as i64
        }),
        Some(_) => None,
    };
    micros.filter(|micros| is_possible(*micros)).map(Some).ok_or(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_are_texts_or_numbers() {
        let expected = Ok(Some(1_781_524_800_500_000));
        for at in [
            json!("2026-06-15T12:00:00.500Z"),
            json!("2026-06-15T09:00:00.5-0300"),
            json!("2026-06-15 12:00:00.5"),
            json!(1_781_524_800.5),
            json!(1_781_524_800_500_u64),
        ] {
            assert_eq!(time(&json!({ "At": at }), "At"), expected, "{at}");
        }
        assert_eq!(time(&json!({ "at": null }), "At"), Ok(None));
        assert_eq!(time(&json!({ "at": 1_781_524_800 }), "At"), Ok(Some(1_781_524_800_000_000)));
        for at in
            [json!("yesterday"), json!(true), json!(7), json!(-1), json!(1e300), json!("2021-04-2T15:30:51Z")]
        {
            assert_eq!(time(&json!({ "At": at }), "At"), Err(()), "{at}");
        }
    }

    #[test]
    fn counts_are_whole_and_not_negative() {
        for (number, count_of) in
            [(json!(7), Some(7)), (json!(7.9), Some(7)), (json!(-1), None), (json!("7"), None)]
        {
            assert_eq!(count(&json!({ "N": number }), "N"), count_of, "{number}");
        }
        assert_eq!(text(&json!({ "T": " a " }), "T"), Some("a"));
        assert_eq!(text(&json!({ "T": " " }), "T"), None);
    }
}
