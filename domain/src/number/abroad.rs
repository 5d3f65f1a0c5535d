//! Numbers dialled with the prefix 00: country calling codes (ITU-T E.164), and the carrier codes
//! dialled before them in Brazil.
//!
//! `00 21 1 212 555 1234` is a New York number by carrier 21, but begins like a Moroccan one (212).
//! The rule: the digits begin with a country code if they have a valid length for that country;
//! otherwise with a carrier code, if the rest has a valid length for its country. German and
//! Austrian numbers have many lengths: digits that may be one of them never count as carrier 49 or
//! 43.

use std::ops::RangeInclusive;

/// Carrier selection codes in Brazil (*código de seleção de prestadora*), current and former.
const CARRIERS: [&str; 66] = [
    "12", "13", "14", "15", "17", "18", "19", "21", "23", "24", "25", "26", "27", "28", "29", "31", "32",
    "34", "35", "36", "37", "38", "41", "42", "43", "45", "46", "47", "48", "49", "51", "52", "53", "54",
    "56", "57", "58", "61", "62", "63", "64", "65", "66", "67", "68", "69", "71", "72", "73", "74", "75",
    "76", "78", "79", "81", "84", "85", "87", "89", "91", "92", "93", "95", "96", "98", "99",
];

/// Two-digit calling codes that do not begin with 1 or 7, by the lengths of their numbers.
const OF_TWO_DIGITS: [(RangeInclusive<usize>, &[&str]); 10] = [
    (7..=10, &["46", "95"]),
    (7..=11, &["43", "49"]),
    (8..=8, &["45", "47", "53", "65"]),
    (8..=9, &["32", "36", "51", "66"]),
    (8..=10, &["20", "57", "60", "63", "64", "82"]),
    (8..=11, &["39", "62"]),
    (9..=9, &["27", "31", "33", "34", "40", "41", "48", "56", "61", "93", "94"]),
    (9..=10, &["44", "81", "84", "92"]),
    (10..=10, &["30", "58", "90", "91", "98"]),
    (10..=11, &["52", "54", "55", "86"]),
];

/// Three-digit calling codes: the first two digits, and the third digits assigned to countries and
/// to maritime and satellite networks.
const OF_THREE_DIGITS: [(&str, &str); 22] = [
    ("21", "12368"),
    ("22", "0123456789"),
    ("23", "0123456789"),
    ("24", "0123456789"),
    ("25", "012345678"),
    ("26", "0123456789"),
    ("29", "01789"),
    ("35", "0123456789"),
    ("37", "0123456789"),
    ("38", "012356789"),
    ("42", "013"),
    ("50", "0123456789"),
    ("59", "0123456789"),
    ("67", "023456789"),
    ("68", "012356789"),
    ("69", "012"),
    ("85", "02356"),
    ("87", "0"),
    ("88", "012368"),
    ("96", "012345678"),
    ("97", "01234567"),
    ("99", "234568"),
];

/// Three-digit codes whose numbers may have ten digits: Ivory Coast, Benin, Nigeria, Laos,
/// Bangladesh, Iraq, Nepal.
const OF_TEN_DIGITS: [&str; 7] = ["225", "229", "234", "856", "880", "964", "977"];

/// The digits after a calling code, and the valid lengths of that country's numbers.
fn country_of(digits: &str) -> Option<(&str, RangeInclusive<usize>)> {
    if let Some(rest) = digits.strip_prefix(['1', '7']) {
        return Some((rest, 10..=10));
    }
    let (two, rest) = digits.split_at_checked(2)?;
    if let Some((lengths, _)) = OF_TWO_DIGITS.iter().find(|(_, codes)| codes.contains(&two)) {
        return Some((rest, lengths.clone()));
    }
    let (third, rest) = rest.split_at_checked(1)?;
    let (_, assigned) = OF_THREE_DIGITS.iter().find(|(begins, _)| *begins == two)?;
    let longest = if OF_TEN_DIGITS.contains(&&digits[..3]) { 10 } else { 9 };
    assigned.contains(third).then_some((rest, 7..=longest))
}

/// Whether digits begin with an assigned calling code.
pub(super) fn names_country(digits: &str) -> bool {
    country_of(digits).is_some()
}

/// Whether this is an assigned calling code.
pub fn is_country_code(code: &str) -> bool {
    country_of(code).is_some_and(|(rest, _)| rest.is_empty())
}

/// Whether digits are a complete number: a calling code and a plausible number of its country.
pub(super) fn is_whole(digits: &str) -> bool {
    let Some((rest, lengths)) = country_of(digits) else { return false };
    let bytes = rest.as_bytes();
    let of_country = match (digits.get(..2).unwrap_or_default(), bytes.len()) {
        // North American area and exchange codes begin with 2 to 9.
        _ if digits.starts_with('1') => bytes.len() == 10 && bytes[0] >= b'2' && bytes[3] >= b'2',
        // Only Argentine and Indonesian mobiles have this length, and this first digit.
        ("54", 11) => bytes[0] == b'9',
        // Mexican mobiles had a 1 before the area until 2019; messengers still write it.
        ("52", 11) => bytes[0] == b'1' && bytes[1] >= b'2',
        ("62", 11) => bytes[0] == b'8',
        // Only Nigerian and Iraqi mobiles have this length, and these first digits.
        ("23", 10) => digits.starts_with("234") && matches!(bytes[1], b'0' | b'1'),
        ("96", 10) => digits.starts_with("9647"),
        _ => true,
    };
    of_country && lengths.contains(&bytes.len())
}

/// The digits after a Brazilian carrier code; `None` if they do not begin with one.
pub(super) fn behind_carrier(digits: &str) -> Option<&str> {
    let (code, rest) = digits.split_at_checked(2)?;
    CARRIERS.contains(&code).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_has_the_length_of_its_country() {
        for whole in [
            "12125551234",
            "351912345678",
            "541187654321",
            "5491187654321",
            "59521123456",
            "595981123456",
            "59821234567",
            "56912345678",
            "34912345678",
            "390612345678",
            "393331234567",
            "442079460958",
            "4930123456",
            "4915112345678",
            "33123456789",
            "5511987654321",
            "212612345678",
            "31201234567",
            "525512345678",
            "5215512345678",
            "9779841234567",
            "97714123456",
            "6787123456",
        ] {
            assert!(is_whole(whole), "{whole}");
        }
        for other in [
            "",
            "1",
            "2",
            "21",
            "1212555123",
            "10125551234",
            "2112125551234",
            "31442079460958",
            "96449301234567",
            "23449301234567",
            "215491187654321",
            "21351912345678",
            "4159821234567",
            "999123456",
            "351912345",
            "5225512345678",
            "5210512345678",
        ] {
            assert!(!is_whole(other), "{other}");
        }
        for code in ["1", "7", "55", "351", "98", "598"] {
            assert!(is_country_code(code), "{code}");
        }
        for other in ["", "0", "10", "77", "99", "999", "215", "5511"] {
            assert!(!is_country_code(other), "{other}");
        }
        assert!(names_country("351") && !names_country("215") && !names_country("2"));
    }

    /// The assigned calling codes by the list of the ITU: countries, and maritime and satellite
    /// networks.
    const IN_USE: &str = "1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 \
        60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 \
        211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 238 239 \
        240 241 242 243 244 245 246 247 248 249 250 251 252 253 254 255 256 257 258 \
        260 261 262 263 264 265 266 267 268 269 290 291 297 298 299 \
        350 351 352 353 354 355 356 357 358 359 370 371 372 373 374 375 376 377 378 \
        380 381 382 383 385 386 387 389 420 421 423 500 501 502 503 504 505 506 507 508 509 \
        590 591 592 593 594 595 596 597 598 599 670 672 673 674 675 676 677 678 679 \
        680 681 682 683 685 686 687 688 689 690 691 692 850 852 853 855 856 870 880 881 882 883 886 \
        960 961 962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 992 993 994 995 996 998";

    #[test]
    fn every_calling_code_in_use_is_one() {
        let unknown: Vec<&str> =
            IN_USE.split_whitespace().chain(OF_TEN_DIGITS).filter(|code| !is_country_code(code)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        let unassigned = ["210", "214", "259", "280", "384", "422", "671", "684", "693", "854", "969", "978"];
        for code in unassigned {
            assert!(!is_country_code(code), "{code}");
        }
    }

    #[test]
    fn no_calling_code_begins_with_another_one() {
        for code in IN_USE.split_whitespace() {
            let shorter = (1..code.len()).filter(|end| is_country_code(&code[..*end])).count();
            assert_eq!(shorter, 0, "{code}");
        }
    }
}
