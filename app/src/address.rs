//! How the parameters of an address are read, the same way by every page: what cannot be understood is
//! left out and reported by the page, never an error.

use chrono::NaiveDate;

/// Reads one or several values, separated by commas; an empty one is a form's field left empty.
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

/// Reads an ISO date; an empty one is a form's field left empty.
pub(crate) fn date(value: &str, into: &mut Option<NaiveDate>) -> bool {
    *into = if value.len() == 10 { value.parse().ok() } else { None };
    into.is_some() || value.is_empty()
}
