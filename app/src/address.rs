//! Lenient parsing of query parameters: a value that cannot be parsed is skipped and reported on
//! the page, it is never an error. All functions return whether the value was understood.

use chrono::NaiveDate;

/// Parses comma-separated values, at most 200 per parameter. Empty values are skipped.
pub(crate) fn many<T: PartialEq>(value: &str, into: &mut Vec<T>, read: impl Fn(&str) -> Option<T>) -> bool {
    let mut understood = true;
    for word in value.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        match read(word) {
            Some(one) if !into.contains(&one) && into.len() < 200 => into.push(one),
            Some(_) => {}
            None => understood = false,
        }
    }
    understood
}

/// Parses an ISO date; an empty value (an empty form field) is no date.
pub(crate) fn date(value: &str, into: &mut Option<NaiveDate>) -> bool {
    *into = if value.len() == 10 { value.parse().ok() } else { None };
    into.is_some() || value.is_empty()
}
