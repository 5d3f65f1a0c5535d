//! The canonical form of a telephone number, by which customers are recognised and found.

use super::abroad;
use super::brazil::{self, Brazilian};
use super::defaults::{BRAZIL, NumberDefaults};
use super::written::{ParsedNumber, Prefix, digits_in, parse_number};

/// Numbers that networks and providers send for a withheld caller ID: ANONYMOUS, RESTRICTED,
/// BLOCKED, UNKNOWN and UNAVAILABLE spelled on a keypad.
const WITHHELD: [&str; 6] = ["266696687", "7378742833", "17378742833", "2562533", "8656696", "86282452253"];

/// The minimum number of digits of a complete number.
const MIN_WHOLE: usize = 8;

/// The canonical form of a number in any notation: `+` and E.164; for a number dialled the same
/// everywhere in its country (190, 0800 123 4567) and for an extension, the digits; for a number of
/// an unknown area, its local digits. `None` for a withheld number and for text that is not a
/// number.
pub fn canonical(text: &str, defaults: &NumberDefaults) -> Option<String> {
    of_written(&parse_number(text)?, defaults)
}

/// The canonical form of a parsed number.
pub(super) fn of_written(written: &ParsedNumber, defaults: &NumberDefaults) -> Option<String> {
    let found = of_digits(written, defaults)?;
    let short = found.len() < MIN_WHOLE && !found.starts_with('+');
    (!(short && written.described)).then_some(found)
}

/// The search key of a number: the digits of its canonical form, or else those of the text; `None`
/// if it has none.
pub fn search_key(text: &str, defaults: &NumberDefaults) -> Option<String> {
    let key = canonical(text, defaults).map_or_else(|| digits_in(text), |found| super::digits(&found));
    (!key.is_empty()).then_some(key)
}

/// The parts to search for when a number or a part of one was typed: a search key that contains any
/// of them matches. Empty if no digits were typed.
pub fn search_parts(typed: &str, defaults: &NumberDefaults) -> Vec<String> {
    let typed_digits = digits_in(typed);
    let without_zeros = typed_digits.trim_start_matches('0').to_owned();
    let key = canonical(typed, defaults).map(|found| super::digits(&found)).unwrap_or_default();
    let whole = [key, without_zeros].into_iter().filter(|part| part.len() >= MIN_WHOLE);
    let mut parts: Vec<String> = whole.chain([typed_digits]).filter(|part| !part.is_empty()).collect();
    // A longer part finds nothing that a shorter part of it does not find.
    parts.sort_by_key(String::len);
    let mut found: Vec<String> = Vec::new();
    for part in parts {
        if !found.iter().any(|shorter| part.contains(shorter.as_str())) {
            found.push(part);
        }
    }
    found
}

/// Whether a text is not a number, whatever the country and area code: it contains none, or is a
/// withheld one.
pub fn is_no_number(text: &str) -> bool {
    parse_number(text).is_none_or(|written| is_withheld(&written.digits))
}

/// The digits of a number written without a country code or the prefix 00, whose canonical form
/// depends on the default codes; `None` for all others.
pub fn digits_as_dialled(text: &str) -> Option<String> {
    let written = parse_number(text)?;
    let dialled = written.prefix == Prefix::Dialled && !written.digits.starts_with("00");
    (dialled && !is_withheld(&written.digits)).then_some(written.digits)
}

fn of_digits(written: &ParsedNumber, defaults: &NumberDefaults) -> Option<String> {
    let digits = written.digits.as_str();
    // Exchanges that strip the plus make withheld numbers look like dialled ones.
    if is_withheld(digits) {
        return None;
    }
    if written.prefix == Prefix::Country {
        return international(digits, defaults).or_else(|| misplaced_plus(digits, defaults));
    }
    if let Some(dialled) = digits.strip_prefix("00") {
        return dialled_abroad(dialled, defaults);
    }
    if written.prefix == Prefix::Account && digits.len() >= MIN_WHOLE {
        return international(digits, defaults).or_else(|| national(digits, defaults));
    }
    national(digits, defaults)
}

/// Parses a number as dialled in the default country, possibly with a country code.
fn national(digits: &str, defaults: &NumberDefaults) -> Option<String> {
    if defaults.are_brazilian() {
        let dialled = brazil::dialled(digits).and_then(|number| of_brazil(number, defaults));
        let foreign = || (digits.len() >= 11).then(|| other_country(digits)).flatten();
        return dialled.or_else(foreign);
    }
    if (3..=6).contains(&digits.len()) {
        return Some(digits.to_owned());
    }
    let (country, area) = (defaults.country(), defaults.area().unwrap_or_default());
    if country == "1"
        && let Some(abroad) = digits.strip_prefix("011")
    {
        return international(abroad, defaults);
    }
    if let Some(dialled) = digits.strip_prefix('0') {
        return international(&format!("{country}{dialled}"), defaults);
    }
    if digits.starts_with(country) && digits.len() >= country.len() + 9 || digits.len() > 11 {
        return international(digits, defaults);
    }
    let full =
        if digits.len() <= 8 { format!("{country}{area}{digits}") } else { format!("{country}{digits}") };
    international(&full, defaults)
}

/// Parses a number that begins with its country code.
fn international(digits: &str, defaults: &NumberDefaults) -> Option<String> {
    if WITHHELD.contains(&digits) || is_one_digit(digits) {
        return None;
    }
    match digits.strip_prefix(BRAZIL) {
        // 190 cannot be dialled from abroad.
        Some(rest) if rest.len() >= MIN_WHOLE && !is_one_digit(rest) => {
            of_brazil(brazil::dialled(rest)?, defaults)
        }
        Some(_) => None,
        None => other_country(digits),
    }
}

fn of_brazil(number: Brazilian, defaults: &NumberDefaults) -> Option<String> {
    let home = defaults.are_brazilian();
    match number {
        Brazilian::Geographic(number) if is_one_digit(&number) => None,
        Brazilian::Geographic(number) => Some(format!("+{BRAZIL}{number}")),
        Brazilian::Local(number) if is_one_digit(&number) => None,
        Brazilian::Local(number) if home => Some(match defaults.area() {
            Some(area) => format!("+{BRAZIL}{area}{number}"),
            None => number,
        }),
        Brazilian::Local(_) => None,
        Brazilian::Service(number) if home => Some(number),
        Brazilian::Service(number) => Some(format!("+{BRAZIL}{}", number.trim_start_matches('0'))),
    }
}

/// A number outside Brazil, checked against the general rules of E.164 and the North American plan,
/// whose numbers have the length of Brazilian ones.
fn other_country(digits: &str) -> Option<String> {
    let bytes = digits.as_bytes();
    let possible = match bytes.first()? {
        b'0' => false,
        b'1' => bytes.len() == 11 && bytes[1] >= b'2' && bytes[4] >= b'2',
        _ => (7..=15).contains(&bytes.len()),
    };
    (possible && !WITHHELD.contains(&digits) && !digits.starts_with(BRAZIL)).then(|| format!("+{digits}"))
}

/// A plus before a number without a country code, as some exchanges write it.
fn misplaced_plus(digits: &str, defaults: &NumberDefaults) -> Option<String> {
    if let Some(dialled) = digits.strip_prefix("00") {
        return dialled_abroad(dialled, defaults);
    }
    let national = digits.starts_with('0') || (digits.starts_with('1') && matches!(digits.len(), 10 | 11));
    if !national || !defaults.are_brazilian() {
        return None;
    }
    of_brazil(brazil::dialled(digits)?, defaults).filter(|found| found.starts_with('+'))
}

/// A number after the prefix 00: it begins with a country code or, in Brazil, with a carrier code
/// ([`abroad`]): 00 15 1 415 555 2671.
fn dialled_abroad(digits: &str, defaults: &NumberDefaults) -> Option<String> {
    let behind = abroad::behind_carrier(digits).filter(|_| defaults.are_brazilian());
    let direct = || international(digits, defaults);
    let carried = |fits: fn(&str) -> bool| international(behind.filter(|number| fits(number))?, defaults);
    if abroad::is_whole(digits) {
        return direct().or_else(|| carried(abroad::is_whole));
    }
    let whole = carried(abroad::is_whole);
    if abroad::names_country(digits) {
        return whole.or_else(direct);
    }
    whole.or_else(|| carried(abroad::names_country)).or_else(direct)
}

/// Whether digits denote a withheld caller ID: too few, all the same, or a word on a keypad.
fn is_withheld(digits: &str) -> bool {
    digits.len() < 3
        || is_one_digit(digits)
        || WITHHELD.contains(&digits.strip_prefix("00").unwrap_or(digits))
}

/// Whether all digits are the same, which no real number has.
fn is_one_digit(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    bytes.iter().all(|byte| Some(byte) == bytes.first())
}

#[cfg(test)]
mod tests;
