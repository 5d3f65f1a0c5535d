//! The forms in which records come.

use super::{ANSWERED, CANCELED, POSTED, RING, TABLE, read, rows};
use crate::support::{rejects, skipped};
use intake::freeswitch::{FreeSwitch, FreeSwitchSettings, ValueEncoding};
use intake::source::{Reason, Skipped};

fn compact(record: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(record).expect("JSON");
    value.to_string()
}

#[test]
fn records_may_stand_one_a_line_one_after_the_other_or_in_an_array() {
    let expected = rows(&read(&[ANSWERED, CANCELED]));
    assert_eq!(expected.len(), 2);
    let (one, other) = (compact(ANSWERED), compact(CANCELED));
    for file in [
        format!("{one}\n{other}\n"),
        format!("{one}{other}"),
        format!("[{one},{other}]"),
        format!("{ANSWERED}{CANCELED}"),
        format!("\u{feff}\n{one}\r\n\r\n{other}"),
    ] {
        let found = read(&[&file]);
        assert_eq!((rows(&found), rejects(&found)), (expected.clone(), vec![]));
    }
}

#[test]
fn posted_records_are_percent_encoded_or_base64() {
    let expected = rows(&read(&[POSTED]));
    let record = POSTED.trim().split_once("cdr=").expect("a record").1;
    let plain: Vec<u8> = {
        let mut bytes = Vec::new();
        let mut rest = record.as_bytes();
        while let [first, after @ ..] = rest {
            let (byte, length) = match (*first, after) {
                (b'%', [high, low, ..]) => {
                    let digits = [*high, *low];
                    (
                        u8::from_str_radix(std::str::from_utf8(&digits).expect("digits"), 16)
                            .expect("a byte"),
                        3,
                    )
                }
                (byte, _) => (byte, 1),
            };
            bytes.push(byte);
            rest = &rest[length..];
        }
        bytes
    };
    let base64 = base64_of(&plain);
    // FreeSWITCH keeps a POST that failed without the name of its field.
    for file in [
        format!("cdr={record}"),
        record.to_owned(),
        format!("cdr={base64}"),
        base64.clone(),
        String::from_utf8(plain).expect("UTF-8"),
        format!("{record}\n{base64}\n"),
    ] {
        let found = read(&[&file]);
        assert_eq!(rejects(&found), [], "{file}");
        assert!(rows(&found).iter().all(|row| *row == expected[0]) && !rows(&found).is_empty(), "{file}");
    }
}

fn base64_of(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let number = chunk.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            let value = (number >> (18 - 6 * digit)) & 63;
            text.push(if digit <= chunk.len() { char::from(DIGITS[value as usize]) } else { '=' });
        }
    }
    text
}

#[test]
fn values_are_decoded_once_and_only_if_they_are_encoded() {
    let with = |values: ValueEncoding, file: &str| {
        let settings =
            FreeSwitchSettings { source: "pbx".to_owned(), values, ..FreeSwitchSettings::default() };
        crate::support::output(&FreeSwitch::new(settings), &[file.as_bytes()]).interactions[0].clone()
    };
    let name = |name: &str| ANSWERED.replace("Cliente%20Um", name);
    for (encoding, written, read) in [
        (ValueEncoding::Auto, "Cliente%20Um", "Cliente Um"),
        (ValueEncoding::Auto, "Cliente Um", "Cliente Um"),
        (ValueEncoding::Auto, "100%25 Um", "100%25 Um"),
        (ValueEncoding::Auto, "Ana%2BBia+Lia", "Ana+Bia+Lia"),
        (ValueEncoding::Encoded, "100%25 Um", "100% Um"),
        (ValueEncoding::Plain, "Cliente%20Um", "Cliente%20Um"),
    ] {
        assert_eq!(with(encoding, &name(written)).customer.name.as_deref(), Some(read), "{written}");
    }
}

#[test]
fn files_of_both_kinds_may_be_mixed() {
    let found = read(&[TABLE, ANSWERED, "", TABLE]);
    assert_eq!((found.interactions.len(), rejects(&found)), (9, vec![]));
    let broken = read(&["", "{\"variables\": 7}", "uuid,start_epoch\n1,2\n"]);
    let places: Vec<_> = broken.rejects.iter().map(|reject| (reject.place.file, reject.place.line)).collect();
    assert_eq!(places, [(1, 1), (2, 1), (2, 1)]);
}

#[test]
fn what_is_no_record_is_reported() {
    assert_eq!(rejects(&read(&["hello\nworld"])), [(1, Reason::BadJson), (2, Reason::BadJson)]);
    let no_variables = read(&["{\"a\":1}\n"]);
    assert_eq!(rejects(&no_variables), [(1, Reason::MissingField { name: "variables".to_owned() })]);
    let other = read(&["domain_name,caller_id_number\nx,1\n"]);
    assert_eq!(other.rejects.len(), 3);
    assert_eq!(skipped(&other, Skipped::RefusedTable), 1);
    let cut = read(&[&TABLE[..TABLE.len() - 60]]);
    assert_eq!(rejects(&cut), [(7, Reason::CutLine)]);
    assert_eq!(rejects(&read(&[&RING[..500]])), [(1, Reason::CutLine)]);
}
