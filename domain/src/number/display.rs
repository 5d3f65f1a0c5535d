//! Formats telephone numbers for display.

use super::brazil::NON_GEOGRAPHIC;
use super::canonical::of_written;
use super::defaults::NumberDefaults;
use super::written::parse_number;

/// Formats a Brazilian number in any notation. Other text is returned verbatim, including text that
/// contains more than a number.
///
/// A Brazilian number is an area code of 11 to 99 without zeros, followed by a mobile (nine digits,
/// the first a 9; a missing ninth digit is added) or a landline (eight digits, the first 2 to 5);
/// or a non-geographic number (0800, 0300 and similar); or a nationwide one (4004-1234). For a SIP
/// or messenger address that contains a foreign number, the number is returned.
pub fn format(number: &str) -> String {
    readable(number).unwrap_or_else(|| number.to_owned())
}

fn readable(number: &str) -> Option<String> {
    let written = parse_number(number).filter(|written| !written.remark)?;
    let canonical = of_written(&written, &NumberDefaults::default())?;
    if let Some(national) = canonical.strip_prefix("+55") {
        return Some(geographic(national));
    }
    if canonical.starts_with('+') {
        let address = number.contains(|c: char| c.is_alphabetic() || c == '@' || c == '<');
        return address.then_some(canonical);
    }
    service(&canonical)
}

/// Formats an area code and a subscriber number.
fn geographic(digits: &str) -> String {
    let (area, subscriber) = digits.split_at(2);
    let (first, last) = subscriber.split_at(subscriber.len() - 4);
    format!("({area}) {first}-{last}")
}

/// Formats a non-geographic or nationwide number.
fn service(digits: &str) -> Option<String> {
    if let Some(prefix) = NON_GEOGRAPHIC.iter().find(|prefix| digits.starts_with(**prefix)) {
        let rest = &digits[4..];
        return match rest.len() {
            7 => Some(format!("{prefix} {} {}", &rest[..3], &rest[3..])),
            6 => Some(format!("{prefix} {} {}", &rest[..2], &rest[2..])),
            _ => None,
        };
    }
    let nationwide = digits.len() == 8 && (digits.starts_with("400") || digits.starts_with("300"));
    nationwide.then(|| format!("{}-{}", &digits[..4], &digits[4..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::canonical;
    use super::*;

    #[test]
    fn mobiles_and_landlines() {
        for (written, read) in [
            ("11987654321", "(11) 98765-4321"),
            ("1133334444", "(11) 3333-4444"),
            ("+5511987654321", "(11) 98765-4321"),
            ("+55 (11) 98765-4321", "(11) 98765-4321"),
            ("55 11 3333.4444", "(11) 3333-4444"),
            ("011987654321", "(11) 98765-4321"),
            ("01133334444", "(11) 3333-4444"),
            // Area code 55 is Santa Maria.
            ("55987654321", "(55) 98765-4321"),
            ("5532221111", "(55) 3222-1111"),
            ("+5555987654321", "(55) 98765-4321"),
        ] {
            assert_eq!(format(written), read, "{written}");
        }
    }

    #[test]
    fn numbers_of_no_place() {
        for (written, read) in [
            ("08007771234", "0800 777 1234"),
            ("0800771234", "0800 77 1234"),
            ("03001231234", "0300 123 1234"),
            ("05001231234", "0500 123 1234"),
            ("+55 0800 777 1234", "0800 777 1234"),
            ("40041234", "4004-1234"),
            ("30031234", "3003-1234"),
            ("+55 4004 1234", "4004-1234"),
        ] {
            assert_eq!(format(written), read, "{written}");
        }
    }

    #[test]
    fn everything_else_stays_as_it_is_written() {
        for written in [
            "",
            "2001",
            "190",
            "+1 415 555 2671",
            "+351 912 345 678",
            "+55 98765-4321",
            "10987654321",
            "0800123",
            "sip:2001@pbx.example",
            "ramal 2001",
            "11 98765-4321 (recado com Maria)",
            "Anonymous",
            "SIP/trunk-11987654321",
            "(11) 98765-4321 r. 2",
            "\u{661}\u{661}987654321",
        ] {
            assert_eq!(format(written), written);
        }
    }

    #[test]
    fn one_number_reads_one_way_however_it_was_delivered() {
        for written in [
            "sip:11987654321@pbx.example",
            "\"Ana\" <sip:+5511987654321@10.0.0.1:5060>",
            "5511987654321:12@s.whatsapp.net",
            "whatsapp:+5511987654321",
            "0XX11 98765-4321",
            "0 15 11 98765-4321",
            "005511987654321",
            "1187654321",
            "551187654321",
        ] {
            assert_eq!(format(written), "(11) 98765-4321", "{written}");
        }
        assert_eq!(format("sip:+14155552671@pbx.example"), "+14155552671");
    }

    #[test]
    fn what_is_read_is_the_number_in_every_spelling_that_sources_use() {
        let spellings = [
            "11987651777",
            "+55 11 98765-1777",
            "5511987651777",
            "551187651777",
            "1187651777",
            "011987651777",
            "0XX11 8765-1777",
            "0 15 11 98765-1777",
            "005511987651777",
            "00 15 55 11 98765-1777",
            "5511900000001@s.whatsapp.net",
            "5511900000001:12@s.whatsapp.net",
            "551130000100",
            "16505551234",
            "972123456789",
            "491234567890",
            "8005551234",
            "94185550100",
            "sip:11987651777@10.0.0.1:5060",
            "\"Ana\" <sip:+551187651777@pbx.example>",
            "98765-1777",
            "8765-1777",
            "3333-4444",
            "2001",
            "190",
            "0800 777 1234",
            "4004-1234",
            "0021 1 212 555 1234",
            "sip:002112125551234@10.0.0.1",
            "0031 44 20 7946 0958",
            "+351 912 345 678",
            "0",
            "0000000000",
            "+266696687",
            "anonymous",
            "sip:anonymous@10.0.0.1",
            "120363040000000000@g.us",
        ];
        let home = NumberDefaults::new("55", Some("11")).expect("codes");
        for defaults in [NumberDefaults::default(), home] {
            for written in spellings {
                let found = canonical(written, &defaults);
                assert_eq!(canonical(&format(written), &defaults), found, "{written}");
                let read = found.as_deref().map(format);
                assert_eq!(read.and_then(|read| canonical(&read, &defaults)), found, "{written}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_canonical_form_is_read_as_the_same_number(written in "(\\PC{0,20}|[+0-9 ().x@:;<>-]{0,24}|[+]?(00|0)?[0-9]{3,14})") {
            for defaults in [NumberDefaults::default(), NumberDefaults::new("55", Some("11")).expect("codes")] {
                if let Some(found) = canonical(&written, &defaults) {
                    prop_assert_eq!(canonical(&format(&found), &defaults), Some(found.clone()));
                }
            }
        }

        #[test]
        fn what_is_read_is_the_same_number_and_nothing_panics(written in "(\\PC{0,20}|[+0-9 ().x@:;<>-]{0,24})") {
            let defaults = NumberDefaults::default();
            prop_assert_eq!(canonical(&format(&written), &defaults), canonical(&written, &defaults));
        }

        #[test]
        fn formatting_twice_changes_nothing(written in "[+]?(55)?0?[0-9 ().-]{4,14}") {
            let once = format(&written);
            prop_assert_eq!(format(&once), once);
        }

        #[test]
        fn every_mobile_reads_alike_however_it_is_written(area in 11_u32..99, rest in 0_u32..100_000_000) {
            prop_assume!(area % 10 != 0);
            let plain = format!("{area}9{rest:08}");
            let read = format!("({area}) 9{:04}-{:04}", rest / 10_000, rest % 10_000);
            for prefix in ["", "0", "55", "+55", "+55 "] {
                prop_assert_eq!(format(&format!("{prefix}{plain}")), read.clone());
            }
        }
    }
}
