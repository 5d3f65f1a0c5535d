//! Which part of a body a client asks for (RFC 9110, section 14).

use std::ops::Range;

/// What to answer to a `Range` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Everything: 200.
    Whole,
    /// One part: 206.
    Part(Range<u64>),
    /// Nothing that exists: 416.
    Unsatisfiable,
}

/// Reads a `Range` header for a body of `size` bytes.
///
/// What is no valid range of bytes is ignored, as the RFC wants, and so are several ranges at
/// once, which no player asks for.
pub fn wanted(header: &str, size: u64) -> Wanted {
    let Some(set) = header.trim().strip_prefix("bytes=") else { return Wanted::Whole };
    let mut parts = Vec::new();
    for spec in set.split(',') {
        let Some(part) = part(spec.trim(), size) else { return Wanted::Whole };
        parts.push(part);
    }
    match &parts[..] {
        [part] if !part.is_empty() => Wanted::Part(part.clone()),
        parts if parts.iter().all(Range::is_empty) => Wanted::Unsatisfiable,
        _ => Wanted::Whole,
    }
}

/// One range, empty where no byte of it exists; `None` where it is malformed.
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

/// Digits only; more than fit are as good as infinite.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_by_first_and_last_byte() {
        assert_eq!(wanted("bytes=0-0", 100), Wanted::Part(0..1));
        assert_eq!(wanted("bytes=10-19", 100), Wanted::Part(10..20));
        assert_eq!(wanted("bytes=99-99", 100), Wanted::Part(99..100));
        assert_eq!(wanted(" bytes=90-1000", 100), Wanted::Part(90..100));
        assert_eq!(wanted("bytes=0-99999999999999999999999", 100), Wanted::Part(0..100));
    }

    #[test]
    fn a_part_to_the_end() {
        assert_eq!(wanted("bytes=0-", 100), Wanted::Part(0..100));
        assert_eq!(wanted("bytes=99-", 100), Wanted::Part(99..100));
    }

    #[test]
    fn the_last_bytes() {
        assert_eq!(wanted("bytes=-1", 100), Wanted::Part(99..100));
        assert_eq!(wanted("bytes=-1000", 100), Wanted::Part(0..100));
    }

    #[test]
    fn what_does_not_exist_is_unsatisfiable() {
        for header in
            ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999999-", "bytes=200-,300-"]
        {
            assert_eq!(wanted(header, 100), Wanted::Unsatisfiable, "{header}");
        }
        assert_eq!(wanted("bytes=0-", 0), Wanted::Unsatisfiable);
        assert_eq!(wanted("bytes=-5", 0), Wanted::Unsatisfiable);
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
            assert_eq!(wanted(header, 100), Wanted::Whole, "{header}");
        }
    }
}
