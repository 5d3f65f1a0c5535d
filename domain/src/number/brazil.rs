//! The Brazilian numbering plan: area codes, trunk zero and carrier, the ninth digit, and
//! non-geographic numbers.

/// A Brazilian number.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Brazilian {
    /// Area code and subscriber: ten digits, or eleven with the ninth digit of a mobile.
    Geographic(String),
    /// A subscriber without an area code, with the ninth digit of a mobile.
    Local(String),
    /// A number dialled the same everywhere: 190, 0800…, 4004….
    Service(String),
}

/// The prefixes of non-geographic numbers, including the trunk zero.
pub(super) const NON_GEOGRAPHIC: [&str; 6] = ["0800", "0300", "0303", "0304", "0500", "0900"];

/// Parses digits as dialled within the country; `None` if they are not a valid number.
pub(super) fn dialled(digits: &str) -> Option<Brazilian> {
    if let Some(number) = non_geographic(digits) {
        return Some(Brazilian::Service(number));
    }
    match (digits.len(), digits.strip_prefix('0')) {
        (3..=7, _) => Some(Brazilian::Service(digits.to_owned())),
        (9..=12, Some(rest)) => dialled(rest),
        // A trunk zero and two digits: a carrier or the country code.
        (13 | 14, Some(rest)) => geographic_or_free(&rest[2..]),
        (8, None) if is_nationwide(digits) => Some(Brazilian::Service(digits.to_owned())),
        (8 | 9, None) => subscriber(digits).map(Brazilian::Local),
        (10 | 11, None) => geographic(digits),
        (12.., None) => digits.strip_prefix("55").and_then(dialled),
        _ => None,
    }
}

fn geographic_or_free(digits: &str) -> Option<Brazilian> {
    non_geographic(digits).map(Brazilian::Service).or_else(|| geographic(digits))
}

fn geographic(digits: &str) -> Option<Brazilian> {
    let (area, rest) = digits.split_at_checked(2)?;
    let possible = !area.contains('0');
    let subscriber = subscriber(rest).filter(|_| possible)?;
    Some(Brazilian::Geographic(format!("{area}{subscriber}")))
}

/// The digits of a landline, or of a mobile with its ninth digit.
fn subscriber(digits: &str) -> Option<String> {
    match (digits.len(), digits.as_bytes().first()?) {
        (8, b'2'..=b'5') | (9, b'9') => Some(digits.to_owned()),
        (8, b'6'..=b'9') => Some(format!("9{digits}")),
        _ => None,
    }
}

/// A number in E.164 with the ninth digit of a Brazilian mobile: `+55`, area and eight digits that
/// begin with 6 to 9 get it. Landlines, numbers of other countries and numbers that have it already
/// are returned as they are.
pub fn with_ninth_digit(number: &str) -> String {
    let national = number.strip_prefix("+55").filter(|national| national.len() == 10);
    match national.and_then(geographic) {
        Some(Brazilian::Geographic(complete)) => format!("+55{complete}"),
        _ => number.to_owned(),
    }
}

/// 0800 and similar, with seven digits or, formerly, six; ten digits may lack the trunk zero.
fn non_geographic(digits: &str) -> Option<String> {
    let full =
        if digits.starts_with('0') || digits.len() != 10 { digits.to_owned() } else { format!("0{digits}") };
    let of_prefix = NON_GEOGRAPHIC.iter().any(|prefix| full.starts_with(prefix));
    (of_prefix && matches!(full.len(), 10 | 11)).then_some(full)
}

/// Numbers of eight digits that need no area code: 4004-1234, 3003-1234.
fn is_nationwide(digits: &str) -> bool {
    digits.starts_with("400") || digits.starts_with("300")
}
