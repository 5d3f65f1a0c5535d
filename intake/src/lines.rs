//! Lines of a log, whatever pieces it comes in.
//!
//! A line is limited, so that a file without line ends cannot fill memory; the rest of one that is too
//! long is skipped. A machine that crashes leaves blocks of NUL bytes behind, often between half a line
//! and a whole one: they are skipped, and end a line. Bytes are UTF-8 or, where a line is not, Latin-1.
//! A record of several lines, as CSV has them, is read like a line ([`Lines::read_records`]).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::source::{Output, Place, Reason, Skipped};

/// The longest line that is read, in bytes. Asterisk writes at most 8,192, and sometimes two of them
/// without a line end between.
pub const MAX_LINE_BYTES: usize = 65_536;

/// The place in a log, and what of a line was consumed before its end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lines {
    /// Files that ended.
    file: u32,
    /// Line ends of this file that were consumed.
    ended: u64,
    /// NUL bytes consumed at the beginning of the current line.
    #[serde(default, skip_serializing_if = "is_zero")]
    nul: u64,
    /// Whether the current line is too long and is being skipped.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    skipping: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// How the bytes of a file are read as text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8; a line that is not is Latin-1.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// Latin-1, also where the bytes happen to be UTF-8.
    #[serde(rename = "latin-1")]
    Latin1,
}

impl Encoding {
    pub(crate) fn decoded(self, bytes: &[u8]) -> Cow<'_, str> {
        match std::str::from_utf8(bytes) {
            Ok(text) if self == Self::Utf8 || text.is_ascii() => Cow::Borrowed(text),
            _ => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
        }
    }
}

/// The bytes at which a record begins, in search of its end.
pub(crate) struct Beginning<'a> {
    /// The bytes from its beginning: more than [`MAX_LINE_BYTES`], or all there are so far.
    pub bytes: &'a [u8],
    /// The position of the first line end.
    pub line_end: usize,
    /// Whether nothing follows the bytes.
    pub is_all: bool,
}

/// Where a record ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordEnd {
    /// With its `lines`th line, at the line end at `end`.
    At { end: usize, lines: u64 },
    /// Later than the bytes that are there.
    Later,
}

impl Lines {
    /// Passes each whole line at the beginning of `bytes` to `each`; returns how many bytes were
    /// consumed.
    pub(crate) fn read(
        &mut self,
        bytes: &[u8],
        output: &mut Output,
        each: impl FnMut(Place, &str, &mut Output),
    ) -> usize {
        self.read_up_to(MAX_LINE_BYTES, bytes, output, each)
    }

    /// The same for a log whose lines have up to `max` bytes.
    pub(crate) fn read_up_to(
        &mut self,
        max: usize,
        bytes: &[u8],
        output: &mut Output,
        each: impl FnMut(Place, &str, &mut Output),
    ) -> usize {
        self.read_records_up_to(max, (bytes, false), Encoding::Utf8, output, one_line, each)
    }

    /// Passes each whole record at the beginning of `bytes` to `each`; returns how many bytes were
    /// consumed. `end_of` says where a record ends; the flag with the bytes, whether nothing follows
    /// them.
    pub(crate) fn read_records(
        &mut self,
        (bytes, is_all): (&[u8], bool),
        encoding: Encoding,
        output: &mut Output,
        end_of: impl Fn(&Beginning<'_>) -> RecordEnd,
        each: impl FnMut(Place, &str, &mut Output),
    ) -> usize {
        self.read_records_up_to(MAX_LINE_BYTES, (bytes, is_all), encoding, output, end_of, each)
    }

    /// The same for a log whose records have up to `max` bytes.
    fn read_records_up_to(
        &mut self,
        max: usize,
        (bytes, is_all): (&[u8], bool),
        encoding: Encoding,
        output: &mut Output,
        end_of: impl Fn(&Beginning<'_>) -> RecordEnd,
        mut each: impl FnMut(Place, &str, &mut Output),
    ) -> usize {
        let mut at = 0;
        loop {
            let rest = &bytes[at..];
            if self.skipping {
                let end = rest.iter().position(|byte| *byte == b'\n');
                at += end.map_or(rest.len(), |end| end + 1);
                if end.is_none() {
                    return at;
                }
                (self.skipping, self.ended) = (false, self.ended + 1);
                continue;
            }
            let nul = rest.iter().take_while(|byte| **byte == 0).count();
            self.nul += nul as u64;
            at += nul;
            let rest = &rest[nul..];
            if rest.is_empty() {
                return at;
            }
            self.report_nul_bytes(output);
            let line = &rest[..rest.len().min(max + 1)];
            match line.iter().position(|byte| matches!(byte, b'\n' | 0)) {
                Some(end) if line[end] == 0 => {
                    output.read += 1;
                    output.reject(self.place(), Reason::CutLine, &encoding.decoded(&line[..end]));
                    at += end;
                }
                Some(line_end) => match end_of(&Beginning { bytes: line, line_end, is_all }) {
                    RecordEnd::At { end, lines } => {
                        self.line(&line[..end], encoding, output, &mut each);
                        self.ended += lines;
                        at += end + 1;
                    }
                    RecordEnd::Later => return at,
                },
                None if line.len() > max => {
                    let limit = max as u64;
                    output.read += 1;
                    output.reject(self.place(), Reason::LineTooLong { limit }, &encoding.decoded(line));
                    self.skipping = true;
                }
                None => return at,
            }
        }
    }

    /// The line end with which a file begins, if it does; returns how many bytes were consumed.
    pub(crate) fn leading_line_end(&mut self, bytes: &[u8]) -> Option<usize> {
        let length = [&b"\n"[..], b"\r\n"].into_iter().find(|end| bytes.starts_with(end))?.len();
        (self.ended == 0 && !self.skipping && self.nul == 0).then(|| {
            self.ended = 1;
            length
        })
    }

    /// Ends the file. Passes what follows its last line end to `tail`, if anything does.
    pub(crate) fn end_file(
        &mut self,
        rest: &[u8],
        output: &mut Output,
        each: impl FnMut(Place, &str, &mut Output),
        tail: impl FnOnce(Place, &str, &mut Output),
    ) {
        self.end_file_up_to(MAX_LINE_BYTES, rest, output, each, tail);
    }

    /// The same for a log whose lines have up to `max` bytes.
    pub(crate) fn end_file_up_to(
        &mut self,
        max: usize,
        rest: &[u8],
        output: &mut Output,
        each: impl FnMut(Place, &str, &mut Output),
        tail: impl FnOnce(Place, &str, &mut Output),
    ) {
        let consumed = self.read_records_up_to(max, (rest, true), Encoding::Utf8, output, one_line, each);
        self.end(rest, consumed, Encoding::Utf8, output, tail);
    }

    /// Ends a file of records. Passes what follows the last one to `tail`, if anything does.
    pub(crate) fn end_records(
        &mut self,
        rest: &[u8],
        encoding: Encoding,
        output: &mut Output,
        end_of: impl Fn(&Beginning<'_>) -> RecordEnd,
        each: impl FnMut(Place, &str, &mut Output),
        tail: impl FnOnce(Place, &str, &mut Output),
    ) {
        let consumed = self.read_records((rest, true), encoding, output, end_of, each);
        self.end(rest, consumed, encoding, output, tail);
    }

    /// Ends a file of which `consumed` bytes of the rest were read.
    fn end(
        &mut self,
        rest: &[u8],
        consumed: usize,
        encoding: Encoding,
        output: &mut Output,
        tail: impl FnOnce(Place, &str, &mut Output),
    ) {
        self.report_nul_bytes(output);
        if consumed < rest.len() {
            output.read += 1;
            tail(self.place(), &encoding.decoded(self.without_mark(&rest[consumed..])), output);
        }
        *self = Self { file: self.file + 1, ..Self::default() };
    }

    fn place(&self) -> Place {
        Place { file: self.file, line: self.ended + 1 }
    }

    fn line(
        &self,
        bytes: &[u8],
        encoding: Encoding,
        output: &mut Output,
        each: &mut impl FnMut(Place, &str, &mut Output),
    ) {
        let bytes = self.without_mark(bytes.strip_suffix(b"\r").unwrap_or(bytes));
        if bytes.trim_ascii().is_empty() {
            output.skip(Skipped::BlankLine);
        } else {
            output.read += 1;
            each(self.place(), &encoding.decoded(bytes), output);
        }
    }

    /// The bytes of a line without the byte order mark with which a file may begin.
    fn without_mark<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        if self.ended == 0 { bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes) } else { bytes }
    }

    fn report_nul_bytes(&mut self, output: &mut Output) {
        if self.nul > 0 {
            output.read += 1;
            output.reject(self.place(), Reason::NulBytes { count: self.nul }, "");
            self.nul = 0;
        }
    }
}

/// What some programs write at the beginning of UTF-8.
pub(crate) const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A record of one line.
fn one_line(beginning: &Beginning<'_>) -> RecordEnd {
    RecordEnd::At { end: beginning.line_end, lines: 1 }
}
