//! Parser of the `Range` header (RFC 9110, section 14).

use std::ops::Range;

/// The part of a body that a `Range` header asks for, and so the status of the response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestedRange {
    /// Everything: 200.
    Whole,
    /// One part: 206.
    Part(Range<u64>),
    /// Only bytes beyond the end: 416.
    Unsatisfiable,
}

/// Parses a `Range` header for a body of `size` bytes.
///
/// An invalid header is ignored, as the RFC allows, and so are multiple ranges, which no media
/// player asks for.
pub fn parse_range(header: &str, size: u64) -> RequestedRange {
    let Some(set) = header.trim().strip_prefix("bytes=") else { return RequestedRange::Whole };
    let mut parts = Vec::new();
    for spec in set.split(',') {
        let Some(part) = part(spec.trim(), size) else { return RequestedRange::Whole };
        parts.push(part);
    }
    match &parts[..] {
        [part] if !part.is_empty() => RequestedRange::Part(part.clone()),
        parts if parts.iter().all(Range::is_empty) => RequestedRange::Unsatisfiable,
        _ => RequestedRange::Whole,
    }
}

/// Parses one range: empty if it is beyond the end, `None` if it is malformed.
fn part(spec: &str, size: u64) -> Option<Range<u64>> {
    let (first, last) = spec.split_once('-')?;
    if first.is_empty() {
        let length = number(last)?.min(size);
        return Some(size - length..size);
    }
    let first = number(first)?;
    let end = if last.is_empty() {
        size
    } else {
        let last = number(last)?;
        if last < first {
            return None;
        }
        last.saturating_add(1).min(size)
    };
    Some(first.min(end)..end)
}

/// Parses digits only; saturates on overflow.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_by_first_and_last_byte() {
        assert_eq!(parse_range("bytes=0-0", 100), RequestedRange::Part(0..1));
        assert_eq!(parse_range("bytes=10-19", 100), RequestedRange::Part(10..20));
        assert_eq!(parse_range("bytes=99-99", 100), RequestedRange::Part(99..100));
        assert_eq!(parse_range(" bytes=90-1000", 100), RequestedRange::Part(90..100));
        assert_eq!(parse_range("bytes=0-99999999999999999999999", 100), RequestedRange::Part(0..100));
    }

    #[test]
    fn a_part_to_the_end() {
        assert_eq!(parse_range("bytes=0-", 100), RequestedRange::Part(0..100));
        assert_eq!(parse_range("bytes=99-", 100), RequestedRange::Part(99..100));
    }

    #[test]
    fn the_last_bytes() {
        assert_eq!(parse_range("bytes=-1", 100), RequestedRange::Part(99..100));
        assert_eq!(parse_range("bytes=-1000", 100), RequestedRange::Part(0..100));
    }

    #[test]
    fn what_does_not_exist_is_unsatisfiable() {
        for header in
            ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999999-", "bytes=200-,300-"]
        {
            assert_eq!(parse_range(header, 100), RequestedRange::Unsatisfiable, "{header}");
        }
        assert_eq!(parse_range("bytes=0-", 0), RequestedRange::Unsatisfiable);
        assert_eq!(parse_range("bytes=-5", 0), RequestedRange::Unsatisfiable);
    }

    #[test]
    fn what_is_no_single_range_of_bytes_is_ignored() {
        for header in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5-2",
            "bytes=a-b",
            "bytes=1",
            "bytes=+1-2",
            "items=0-5",
            "bytes=0-1,x",
            "bytes=0-1,5-6",
            "bytes=0-1,200-",
            "bytes=1-2-3",
        ] {
            assert_eq!(parse_range(header, 100), RequestedRange::Whole, "{header}");
        }
    }
}
