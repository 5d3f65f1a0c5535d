//! Fields of webhooks, read leniently: apps, relays and versions write numbers as text and the reverse.

use serde_json::Value;

/// The items of a list; none if there is no such list.
pub(super) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A text that is not blank.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str().filter(|text| !text.trim().is_empty())
}

/// A text, or a number as text.
pub(super) fn word(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An integer, also one that is written as text.
pub(super) fn integer(value: &Value, name: &str) -> Option<i64> {
    match value.get(name)? {
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => number.as_i64(),
        _ => None,
    }
}

/// A text as databases can keep it, cut after `max` characters.
pub(super) fn kept(text: &str, max: u32) -> String {
    let text = text.replace('\0', "\u{fffd}");
    if text.len() <= max as usize {
        return text;
    }
    match text.char_indices().nth(max as usize) {
        Some((end, _)) => text[..end].to_owned(),
        None => text,
    }
}

/// JSON text in which halves of characters are replaced: who cuts a text after so many UTF-16 units
/// leaves half an emoji, which is no Unicode, and would make the whole delivery unreadable.
pub(super) fn mended(json: &str) -> String {
    let bytes = json.as_bytes();
    let mut mended = String::with_capacity(json.len());
    let (mut at, mut copied) = (0, 0);
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let end = match unit(bytes, at) {
            None => at + 2,
            Some(0xd800..=0xdbff) if matches!(unit(bytes, at + 6), Some(0xdc00..=0xdfff)) => at + 12,
            Some(0xd800..=0xdfff) => {
                mended.push_str(&json[copied..at]);
                mended.push_str("\\ufffd");
                copied = at + 6;
                copied
            }
            Some(_) => at + 6,
        };
        at = end;
    }
    mended.push_str(&json[copied..]);
    mended
}

/// The UTF-16 unit of an escape `\uXXXX`.
fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let escape = bytes.get(at..at + 6)?;
    if !escape.starts_with(b"\\u") {
        return None;
    }
    escape[2..].iter().try_fold(0, |unit, byte| Some(unit * 16 + char::from(*byte).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_characters_are_replaced() {
        for (json, expected) in [
            (r#""\ud83d\udc4d""#, "👍"),
            (r#""a\ud83d""#, "a\u{fffd}"),
            (r#""\udc4d\ud83d\ud83d\udc4d!""#, "\u{fffd}\u{fffd}👍!"),
            (r#""\\ud83d""#, "\\ud83d"),
            (r#""\\\ud83d\u0041é""#, "\\\u{fffd}Aé"),
        ] {
            assert_eq!(serde_json::from_str::<String>(&mended(json)).expect(json), expected);
        }
        for json in ["\\", "\\u", "\\ud83", "é\\ud83d\\", "\\ud83d\\u", "\\é"] {
            mended(json);
        }
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(kept("çãé", 2), "çã");
        assert_eq!(kept("çãé", 3), "çãé");
        assert_eq!(kept("a\0b", 9), "a\u{fffd}b");
    }

    #[test]
    fn numbers_are_read_as_text_and_the_reverse() {
        let value: Value =
            serde_json::from_str(r#"{"a": "7", "b": 7, "c": "x", "d": 1.5, "e": " "}"#).expect("JSON");
        assert_eq!(
            ["a", "b", "c", "d", "e", "f"].map(|name| integer(&value, name)),
            [Some(7), Some(7), None, None, None, None]
        );
        assert_eq!(word(&value, "b").as_deref(), Some("7"));
        assert_eq!((word(&value, "e"), text(&value, "e")), (None, None));
    }
}
