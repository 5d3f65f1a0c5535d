//! The encodings of `mod_json_cdr`: of a whole record when it is posted, and of each value in it.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use super::settings::ValueEncoding;
use crate::lines::Encoding;

/// The record in a line that is no JSON: the body of a POST, `uuid=…&cdr=…`, or what it is made of, which
/// `FreeSWITCH` keeps of a POST that failed. The record is percent-encoded or Base64. `None` if it is none.
pub(super) fn posted_record(line: &str) -> Option<String> {
    let line = line.trim();
    let value = if line.starts_with("uuid=") || line.starts_with("cdr=") {
        line.split('&').find_map(|pair| pair.strip_prefix("cdr="))?
    } else {
        line
    };
    if value.starts_with('{') {
        return Some(value.to_owned());
    }
    if value.starts_with("%7B") || value.starts_with("%7b") {
        return Some(percent_decoded(value).into_owned());
    }
    let config = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    // The form may have encoded what Base64 is made of.
    let bytes = GeneralPurpose::new(&STANDARD, config).decode(percent_decoded(value).as_bytes()).ok()?;
    let text = Encoding::Utf8.decoded(&bytes).trim_matches(['\0', ' ', '\n', '\r']).to_owned();
    text.starts_with('{').then_some(text)
}

/// The value of a variable. `+` is no space.
pub(super) fn value(text: &str, encoding: ValueEncoding) -> Cow<'_, str> {
    let is_encoded = match encoding {
        ValueEncoding::Auto => looks_encoded(text),
        ValueEncoding::Encoded => true,
        ValueEncoding::Plain => false,
    };
    if is_encoded { percent_decoded(text) } else { Cow::Borrowed(text) }
}

/// What `FreeSWITCH` always encodes, besides what is no ASCII or a control character.
const ENCODED: &str = " \"#&:;<=>?@[\\]^`{|}";

/// Whether a text has something that is encoded, and nothing that would be.
fn looks_encoded(text: &str) -> bool {
    let mut escapes = 0;
    for (position, c) in text.char_indices() {
        if c == '%' {
            if escape(&text.as_bytes()[position..]).is_none() {
                return false;
            }
            escapes += 1;
        } else if !c.is_ascii_graphic() || ENCODED.contains(c) {
            return false;
        }
    }
    escapes > 0
}

/// The byte of an escape such as `%2F` at the beginning of some bytes.
fn escape(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else { return None };
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? * 16 + digit(low)?)
}

fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some(first) = rest.first() {
        let (byte, length) = escape(rest).map_or((*first, 1), |byte| (byte, 3));
        bytes.push(byte);
        rest = &rest[length..];
    }
    Cow::Owned(Encoding::Utf8.decoded(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_decoded_if_they_are_encoded() {
        for (text, decoded) in [
            ("suporte%40empresa.exemplo", "suporte@empresa.exemplo"),
            ("Cliente%20Um", "Cliente Um"),
            ("Jo%C3%A3o", "João"),
            ("Jo%E3o", "João"),
            ("%2B5511,a/b+c", "+5511,a/b+c"),
            ("100%25", "100%"),
            ("100%", "100%"),
            ("5%zz", "5%zz"),
            ("um %20 dois", "um %20 dois"),
            ("a@b%20c", "a@b%20c"),
            ("ção%20", "ção%20"),
            ("", ""),
        ] {
            assert_eq!(value(text, ValueEncoding::Auto), decoded, "{text}");
        }
        assert_eq!(value("a@b%20c", ValueEncoding::Encoded), "a@b c");
        assert_eq!(value("a%20c", ValueEncoding::Plain), "a%20c");
    }

    #[test]
    fn a_record_is_posted_in_several_forms() {
        let record = "{\"a\":\"b%20c\"}";
        let percent = "%7B%22a%22%3A%22b%2520c%22%7D";
        let base64 = "eyJhIjoiYiUyMGMifQ==";
        for line in [
            format!("uuid=a_1&cdr={percent}"),
            format!("cdr={percent}"),
            percent.to_owned(),
            format!("cdr={base64}"),
            format!("uuid=1&cdr={base64}&x=y"),
            base64.to_owned(),
            base64.trim_end_matches('=').to_owned(),
            base64.replace('=', "%3D"),
            format!("cdr={record}"),
        ] {
            assert_eq!(posted_record(&line).as_deref(), Some(record), "{line}");
        }
        for line in ["", "uuid=1", "cdr=", "cdr=xyz", "hello", "%", "cdr=%7"] {
            assert_eq!(posted_record(line), None, "{line}");
        }
    }
}
