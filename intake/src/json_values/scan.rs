//! Where a JSON object ends.
//!
//! The grammar is followed as far as it shows that an object was cut: what follows in the file is no part
//! of it then. Whether it is all valid is for a parser to say.

/// How deep an object nests, at most: as deep as the parser goes.
const MAX_DEPTH: u32 = 127;

/// What begins some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scan {
    /// An object.
    Object {
        /// How many bytes it has.
        end: usize,
    },
    /// A page, up to its list.
    List {
        /// The position of the first item.
        begin: usize,
    },
    /// The beginning of an object.
    Unfinished,
    /// No JSON.
    Malformed {
        /// The first byte that does not fit.
        at: usize,
    },
}

/// What may follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    KeyOrEnd,
    Key,
    Colon,
    Value,
    ValueOrEnd,
    CommaOrEnd,
}

/// Scans bytes that begin with `{`. `list` is the key of the list that makes an object a page.
pub(super) fn scan(bytes: &[u8], list: Option<&str>) -> Scan {
    // One bit for each object or array that is open: whether it is an object.
    let (mut objects, mut depth): (u128, u32) = (0, 0);
    let mut next = Next::Value;
    let (mut at, mut key) = (0, 0..0);
    loop {
        let Some(byte) = bytes.get(at) else { return Scan::Unfinished };
        let is_object = objects & 1 == 1;
        match (byte, next) {
            (b' ' | b'\t' | b'\r' | b'\n', _) => {}
            (b'{' | b'[', Next::Value | Next::ValueOrEnd) => {
                if depth == MAX_DEPTH {
                    return Scan::Malformed { at };
                }
                let is_list = *byte == b'[' && depth == 1 && is_object;
                if is_list && list.is_some_and(|list| &bytes[key.clone()] == list.as_bytes()) {
                    return Scan::List { begin: at + 1 };
                }
                depth += 1;
                objects = objects << 1 | u128::from(*byte == b'{');
                next = if *byte == b'{' { Next::KeyOrEnd } else { Next::ValueOrEnd };
            }
            (b'}', Next::KeyOrEnd | Next::CommaOrEnd) if is_object => {
                (objects, depth, next) = (objects >> 1, depth - 1, Next::CommaOrEnd);
            }
            (b']', Next::ValueOrEnd | Next::CommaOrEnd) if !is_object => {
                (objects, depth, next) = (objects >> 1, depth - 1, Next::CommaOrEnd);
            }
            (b',', Next::CommaOrEnd) => next = if is_object { Next::Key } else { Next::Value },
            (b':', Next::Colon) => next = Next::Value,
            (b'"', Next::Key | Next::KeyOrEnd | Next::Value | Next::ValueOrEnd) => {
                let begin = at + 1;
                let end = match text_end(&bytes[begin..]) {
                    TextEnd::At(length) => begin + length,
                    TextEnd::Later => return Scan::Unfinished,
                    TextEnd::Never(length) => return Scan::Malformed { at: begin + length },
                };
                let is_key = matches!(next, Next::Key | Next::KeyOrEnd);
                if is_key && depth == 1 {
                    key = begin..end;
                }
                next = if is_key { Next::Colon } else { Next::CommaOrEnd };
                at = end;
            }
            (byte, Next::Value | Next::ValueOrEnd) if is_of_scalar(*byte) => {
                let length = bytes[at..].iter().take_while(|byte| is_of_scalar(**byte)).count();
                at += length - 1;
                next = Next::CommaOrEnd;
            }
            _ => return Scan::Malformed { at },
        }
        at += 1;
        if depth == 0 {
            return Scan::Object { end: at };
        }
    }
}

/// Whether a byte is one of numbers, `true`, `false` and `null`.
fn is_of_scalar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')
}

/// Where a text ends.
enum TextEnd {
    At(usize),
    /// Behind the bytes.
    Later,
    /// Nowhere: it was cut at a line end.
    Never(usize),
}

/// The end of a text whose opening quote was read.
fn text_end(bytes: &[u8]) -> TextEnd {
    let mut at = 0;
    loop {
        match bytes.get(at) {
            None => return TextEnd::Later,
            Some(b'"') => return TextEnd::At(at),
            Some(b'\\') => at += 2,
            Some(byte) if *byte < b' ' => return TextEnd::Never(at),
            Some(_) => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_ends_with_its_brace() {
        for object in [
            "{}",
            r#"{"a":1}"#,
            r#"{ "a" : [ {"b":"}\"{"}, [], -1.5e3, null ] , "c":{} }"#,
            "{\r\n\"a\":\t\"\"}",
        ] {
            let length = object.len();
            assert_eq!(scan(format!("{object}{{\"x\"").as_bytes(), None), Scan::Object { end: length });
            for end in 1..length {
                assert_eq!(scan(&object.as_bytes()[..end], None), Scan::Unfinished, "{}", &object[..end]);
            }
        }
    }

    #[test]
    fn what_was_cut_is_seen_where_the_next_object_begins() {
        for cut in [r#"{"a":1"#, r#"{"a":1,"#, r#"{"a""#, r#"{"a":"te"#, r#"{"a":[1"#, r#"{"a":[1]"#, "{"] {
            let found = scan(format!("{cut}\n{{\"b\":2}}\n").as_bytes(), None);
            assert!(matches!(found, Scan::Malformed { at } if at <= cut.len() + 1), "{cut}");
        }
        for bad in [r#"{"a":}"#, "{1:2}", r#"{"a":1]"#, r#"{"a":[1}"#, r#"{"a" 1}"#, "{a:1}", r#"{"a":1 2}"#]
        {
            assert!(matches!(scan(bad.as_bytes(), None), Scan::Malformed { .. }), "{bad}");
        }
        assert!(matches!(scan("{\"a\":".repeat(200).as_bytes(), None), Scan::Malformed { .. }));
    }

    #[test]
    fn a_page_is_known_by_the_key_of_its_list() {
        let page = br#"{"total": {"list": []}, "list" : [{"a":1}]}"#;
        assert_eq!(scan(page, Some("list")), Scan::List { begin: 34 });
        assert_eq!(scan(page, Some("total")), Scan::Object { end: page.len() });
        assert_eq!(scan(br#"{"list": 7}"#, Some("list")), Scan::Object { end: 11 });
    }
}
