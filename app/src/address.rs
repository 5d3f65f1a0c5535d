//! Reading and writing the query strings of pages. Reading is lenient: a value that cannot be parsed
//! is skipped and reported on the page, it is never an error.

use chrono::NaiveDate;
use domain::civil;

/// Reads a query string, with or without `?`. `read` gets the name and the value of each parameter
/// and returns whether it was understood; the names of the others are returned. Zero characters, which
/// neither HTML nor `PostgreSQL` has, are left out.
pub(crate) fn parse(search: &str, mut read: impl FnMut(&str, &str) -> bool) -> Vec<String> {
    let parameters = form_urlencoded::parse(search.trim_start_matches('?').as_bytes());
    let mut is_ignored = |key: &str, value: &str| !read(key, value.trim());
    let ignored = parameters.filter(|(key, value)| {
        if value.contains('\0') { is_ignored(key, &value.replace('\0', "")) } else { is_ignored(key, value) }
    });
    ignored.map(|(key, _)| key.replace('\0', "")).collect()
}

/// A path with a query string, if there are parameters.
pub(crate) fn href(path: &str, parameters: impl IntoIterator<Item = (String, String)>) -> String {
    let search = search(parameters);
    if search.is_empty() { path.to_owned() } else { format!("{path}?{search}") }
}

/// A query string without `?`.
pub(crate) fn search(parameters: impl IntoIterator<Item = (String, String)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}

/// The parameter for the page of a list; none for the first page.
pub(crate) fn page(number: u64) -> Option<(String, String)> {
    (number > 1).then(|| ("page".to_owned(), number.to_string()))
}

/// The parameter of the choice of columns, if it is open.
pub(crate) fn open_columns(open: bool) -> Option<(String, String)> {
    open.then(|| ("columns".to_owned(), "open".to_owned()))
}

/// Parses comma-separated values, at most 200 per parameter; empty values are skipped. Returns
/// whether all were understood.
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

/// Reads a value that may be empty, as an empty field of a form is. Returns whether it was understood.
pub(crate) fn optional<T>(value: &str, into: &mut Option<T>, read: impl Fn(&str) -> Option<T>) -> bool {
    *into = read(value);
    into.is_some() || value.is_empty()
}

/// Parses an ISO date; an empty value (an empty form field) is no date. Returns whether it was
/// understood.
pub(crate) fn date(value: &str, into: &mut Option<NaiveDate>) -> bool {
    *into = civil::parse_day(value);
    into.is_some() || value.is_empty()
}
