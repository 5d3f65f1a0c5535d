//! The records of a CSV file, which may have line ends in quoted fields.
//!
//! Programs also write quotes that they do not double, and quotes that they never close. Such a quote must
//! not swallow the lines after it. So lines are joined only where nothing is doubtful: every quote opens a
//! field, closes it or is doubled, the record has as many fields as the others, and it is not longer than
//! the longest line ([`crate::lines::MAX_LINE_BYTES`]). Otherwise a line is a record, as most are.

use std::cell::Cell;

use serde::{Deserialize, Serialize};

use super::delimiter;
use crate::lines::{BYTE_ORDER_MARK, Beginning, Encoding, Lines, MAX_LINE_BYTES, RecordEnd};
use crate::source::{Output, Place};

/// What all records of a file have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shape {
    /// What stands between two fields.
    pub delimiter: char,
    /// How many fields a record has; `None` if that is not known yet.
    pub width: Option<usize>,
}

/// What is known of a file before it is read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Format {
    pub encoding: Encoding,
    /// What stands between two fields; `None` if the first record shows it.
    pub delimiter: Option<char>,
}

/// The place in a CSV file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Records {
    lines: Lines,
    /// The shape, once a reader has recognised it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shape: Option<Shape>,
}

/// A record, and the place where its reader says what shape the following ones have.
pub(crate) struct Record<'a> {
    pub place: Place,
    pub text: &'a str,
    shape: &'a Cell<Option<Shape>>,
}

impl Record<'_> {
    /// Says what the following records have in common, if this one shows it.
    pub(crate) fn recognise(&self, shape: Option<Shape>) {
        if shape.is_some() {
            self.shape.set(shape);
        }
    }
}

impl Records {
    /// Passes each whole record at the beginning of `bytes` to `each`; returns how many bytes were
    /// consumed.
    pub(crate) fn read(
        &mut self,
        bytes: &[u8],
        format: Format,
        output: &mut Output,
        mut each: impl FnMut(&Record<'_>, &mut Output),
    ) -> usize {
        let shape = Cell::new(self.shape);
        let consumed = self.lines.read_records(
            (bytes, false),
            format.encoding,
            output,
            |beginning| record_end(beginning, shape.get(), format.delimiter),
            |place, text, output| each(&Record { place, text, shape: &shape }, output),
        );
        self.shape = shape.get();
        consumed
    }

    /// Ends the file. Passes what follows the last line end to `tail`, if anything does. The next file has
    /// a shape of its own.
    pub(crate) fn end_file(
        &mut self,
        rest: &[u8],
        format: Format,
        output: &mut Output,
        mut each: impl FnMut(&Record<'_>, &mut Output),
        tail: impl FnOnce(Place, &str, &mut Output),
    ) {
        let shape = Cell::new(self.shape);
        self.lines.end_records(
            rest,
            format.encoding,
            output,
            |beginning| record_end(beginning, shape.get(), format.delimiter),
            |place, text, output| each(&Record { place, text, shape: &shape }, output),
            tail,
        );
        self.shape = None;
    }
}

/// Where a record ends.
fn record_end(beginning: &Beginning<'_>, shape: Option<Shape>, expected: Option<char>) -> RecordEnd {
    let Beginning { bytes, line_end, is_all } = *beginning;
    let one_line = RecordEnd::At { end: line_end, lines: 1 };
    let mark = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let Some(line) = bytes.get(mark..line_end) else { return one_line };
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if !line.contains(&b'"') {
        return one_line;
    }
    let shape = shape.unwrap_or_else(|| Shape {
        delimiter: expected.unwrap_or_else(|| delimiter(&String::from_utf8_lossy(line))),
        width: None,
    });
    let Ok(delimiter) = u8::try_from(shape.delimiter) else { return one_line };
    if !ends_in_quotes(line, delimiter) {
        return one_line;
    }
    let is_of_width = |fields: usize| shape.width.is_none_or(|width| width == fields);
    match joined(&bytes[mark..], delimiter, shape.width) {
        Joined::Record { end, lines, fields } if is_of_width(fields) => {
            RecordEnd::At { end: end + mark, lines }
        }
        Joined::Unclosed | Joined::Last { .. } if !is_all && bytes.len() <= MAX_LINE_BYTES => {
            RecordEnd::Later
        }
        // The last record of the file, which does not end with a line end.
        Joined::Last { fields } if is_all && is_of_width(fields) => RecordEnd::Later,
        _ => one_line,
    }
}

/// Whether a line ends in a quoted field that is not closed, by the rules of [`super::fields`].
fn ends_in_quotes(line: &[u8], delimiter: u8) -> bool {
    let mut rest = line;
    loop {
        let Some(quoted) = rest.strip_prefix(b"\"") else {
            match rest.iter().position(|byte| *byte == delimiter) {
                Some(at) => rest = &rest[at + 1..],
                None => return false,
            }
            continue;
        };
        rest = quoted;
        loop {
            let Some(at) = rest.iter().position(|byte| *byte == b'"') else { return true };
            let after = &rest[at + 1..];
            match after.first() {
                None => return false,
                Some(b'"') => rest = &after[1..],
                Some(byte) if *byte == delimiter => {
                    rest = &after[1..];
                    break;
                }
                Some(_) => rest = after,
            }
        }
    }
}

/// What the lines at the beginning of some bytes are together, if quotes are read strictly.
enum Joined {
    /// A record that ends at a line end.
    Record { end: usize, lines: u64, fields: usize },
    /// A record that ends with the bytes.
    Last { fields: usize },
    /// The beginning of a record, in quotes or after a quote of which it is not known what it does.
    Unclosed,
    /// No record.
    Doubtful,
}

fn joined(bytes: &[u8], delimiter: u8, width: Option<usize>) -> Joined {
    let (mut at, mut lines, mut fields) = (0, 1, 1);
    loop {
        if width.is_some_and(|width| fields > width) {
            return Joined::Doubtful;
        }
        // A field begins at `at`.
        if bytes.get(at) == Some(&b'"') {
            at += 1;
            loop {
                match bytes.get(at) {
                    None => return Joined::Unclosed,
                    Some(0) => return Joined::Doubtful,
                    Some(b'"') if bytes.get(at + 1) == Some(&b'"') => at += 2,
                    Some(b'"') => break,
                    Some(byte) => {
                        lines += u64::from(*byte == b'\n');
                        at += 1;
                    }
                }
            }
            at += 1;
            match (bytes.get(at), bytes.get(at + 1)) {
                (Some(byte), _) if *byte == delimiter || *byte == b'\n' => {}
                (Some(b'\r'), Some(b'\n')) => at += 1,
                (None, _) | (Some(b'\r'), None) => return Joined::Last { fields },
                _ => return Joined::Doubtful,
            }
        } else {
            let end = bytes[at..].iter().position(|byte| *byte == delimiter || matches!(byte, b'\n' | 0));
            match end {
                None => return Joined::Last { fields },
                Some(end) if bytes[at + end] == 0 => return Joined::Doubtful,
                Some(end) => at += end,
            }
        }
        // A delimiter or a line end is at `at`.
        if bytes[at] == b'\n' {
            return Joined::Record { end: at, lines, fields };
        }
        (at, fields) = (at + 1, fields + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv;

    /// The places and texts of the records of a file that arrives in pieces. The first record shows the
    /// shape, if `has_shape`.
    fn in_pieces(file: &[u8], has_shape: bool, piece: usize) -> Vec<(u64, String)> {
        let (mut records, mut output) = (Records::default(), Output::default());
        let mut found = Vec::new();
        let mut take = |record: &Record<'_>| {
            if has_shape && found.is_empty() {
                let delimiter = delimiter(record.text);
                let width = Some(csv::fields(record.text, delimiter).len());
                record.recognise(Some(Shape { delimiter, width }));
            }
            found.push((record.place.line, record.text.to_owned()));
        };
        let (mut at, mut end) = (0, 0);
        while end < file.len() {
            end = (end + piece).min(file.len());
            let stored = serde_json::to_string(&records).expect("JSON");
            records = serde_json::from_str(&stored).expect("a state");
            at += records.read(&file[at..end], Format::default(), &mut output, |record, _| take(record));
        }
        let mut tail = None;
        records.end_file(
            &file[at..],
            Format::default(),
            &mut output,
            |record, _| take(record),
            |place, text, _| tail = Some((place.line, text.to_owned())),
        );
        found.extend(tail);
        assert_eq!(output.rejects, []);
        found
    }

    #[track_caller]
    fn assert_records(file: &str, expected: &[(u64, &str)]) {
        let expected: Vec<(u64, String)> =
            expected.iter().map(|(line, text)| (*line, (*text).to_owned())).collect();
        for piece in [file.len().max(1), 1, 2, 3, 7] {
            assert_eq!(in_pieces(file.as_bytes(), true, piece), expected, "in pieces of {piece} bytes");
        }
    }

    #[test]
    fn a_quoted_field_may_have_line_ends() {
        assert_records(
            "id,note\n1,\"one\ntwo\"\n2,three\n",
            &[(1, "id,note"), (2, "1,\"one\ntwo\""), (4, "2,three")],
        );
        assert_records(
            "id;note;x\r\n1;\"one\r\n\r\nhe said \"\"no\"\"\r\n\";y\r\n2;\"\";z\r\n",
            &[(1, "id;note;x"), (2, "1;\"one\r\n\r\nhe said \"\"no\"\"\r\n\";y"), (6, "2;\"\";z")],
        );
        assert_records("\u{feff}\"a\nb\",c\n1,2\n", &[(1, "\"a\nb\",c"), (3, "1,2")]);
    }

    #[test]
    fn the_last_record_may_lack_its_line_end() {
        assert_records("id,note\n1,\"one\ntwo\"", &[(1, "id,note"), (2, "1,\"one\ntwo\"")]);
        assert_records(
            "id,note,x\n1,\"one\ntwo\"\n\",3",
            &[(1, "id,note,x"), (2, "1,\"one"), (3, "two\""), (4, "\",3")],
        );
    }

    #[test]
    fn a_quote_that_is_never_closed_swallows_nothing() {
        for rest in ["2,b\n3,c\n", "2,\"b\"\n3,\"c\"\n", "\"2\",\"\"\n3,\"\"\n", "2,\"b \"\"x\"\"\"\n3,c\n"] {
            let file = format!("id,note\n1,\"open\n{rest}");
            let found = in_pieces(file.as_bytes(), true, file.len());
            let expected: Vec<&str> = file.lines().collect();
            assert_eq!(found.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), expected);
        }
        // Joined, it would not have as many fields as the others.
        assert_records("a,b,c\n1,\"open\n2,b\",c,d\n", &[(1, "a,b,c"), (2, "1,\"open"), (3, "2,b\",c,d")]);
    }

    #[test]
    fn a_record_is_not_longer_than_the_longest_line() {
        let line = "x".repeat(999);
        for (lines, is_joined) in [(60, true), (70, false)] {
            let file = format!("a,b\n1,\"{}\"\n2,b\n", [line.as_str()].repeat(lines).join("\n"));
            for piece in [file.len(), 40_000] {
                let found = in_pieces(file.as_bytes(), true, piece);
                assert_eq!(found.len(), if is_joined { 3 } else { lines + 2 });
                assert_eq!(found.last(), Some(&(lines as u64 + 2, "2,b".to_owned())));
            }
        }
    }

    #[test]
    fn quotes_that_were_not_doubled_stay_in_their_line() {
        let file = "\"a\",\"b\"\n\"Ana \"Bia\" Souza\",x\n\"a\",\"\" <client1>\",\n\"y\",\"z\"\n";
        let expected: Vec<&str> = file.lines().collect();
        let found = in_pieces(file.as_bytes(), true, file.len());
        assert_eq!(found.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn nul_bytes_end_a_record() {
        let (mut records, mut output) = (Records::default(), Output::default());
        let mut found = Vec::new();
        let file = b"a,b\n1,\"one\nt\0\0wo\"\n2,x\n";
        let consumed = records.read(file, Format::default(), &mut output, |record, _| {
            record.recognise(Some(Shape { delimiter: ',', width: Some(2) }));
            found.push(record.text.to_owned());
        });
        assert_eq!((consumed, found.join("|")), (file.len(), "a,b|1,\"one|wo\"|2,x".to_owned()));
        assert_eq!(output.rejects.len(), 2, "a cut line, and the NUL bytes");
    }

    proptest::proptest! {
        #[test]
        fn any_cutting_gives_the_same(file in "([ab\",;\r\n]|\"\"|,\"|\",){0,60}", piece in 1..9_usize) {
            for has_shape in [false, true] {
                let whole = in_pieces(file.as_bytes(), has_shape, file.len().max(1));
                assert_eq!(in_pieces(file.as_bytes(), has_shape, piece), whole);
            }
        }

        #[test]
        fn a_line_is_open_where_its_fields_say_so(line in "([ab\", ]|\"\"|,\"|\",){0,30}") {
            assert_eq!(ends_in_quotes(line.as_bytes(), b','), !csv::is_whole(&line, ',', 0));
        }
    }
}
