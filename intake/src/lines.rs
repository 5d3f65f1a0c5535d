//! Lines of a log, whatever pieces it comes in.
//!
//! A line is limited, so that a file without line ends cannot fill memory; the rest of one that is too
//! long is skipped. A machine that crashes leaves blocks of NUL bytes behind, often between half a line
//! and a whole one: they are skipped, and end a line. Bytes are UTF-8 or, where a line is not, Latin-1.

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
                    output.reject(self.place(), Reason::CutLine, &decoded(&line[..end]));
                    at += end;
                }
                Some(end) => {
                    self.line(&line[..end], output, &mut each);
                    self.ended += 1;
                    at += end + 1;
                }
                None if line.len() > max => {
                    let limit = max as u64;
                    output.reject(self.place(), Reason::LineTooLong { limit }, &decoded(line));
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
        mut each: impl FnMut(Place, &str, &mut Output),
        tail: impl FnOnce(Place, &str, &mut Output),
    ) {
        let consumed = self.read_up_to(max, rest, output, &mut each);
        self.report_nul_bytes(output);
        if consumed < rest.len() {
            tail(self.place(), &decoded(&rest[consumed..]), output);
        }
        *self = Self { file: self.file + 1, ..Self::default() };
    }

    fn place(&self) -> Place {
        Place { file: self.file, line: self.ended + 1 }
    }

    fn line(&self, bytes: &[u8], output: &mut Output, each: &mut impl FnMut(Place, &str, &mut Output)) {
        let mut bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        if self.ended == 0 {
            bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        }
        if bytes.trim_ascii().is_empty() {
            output.skip(Skipped::BlankLine);
        } else {
            each(self.place(), &decoded(bytes), output);
        }
    }

    fn report_nul_bytes(&mut self, output: &mut Output) {
        if self.nul > 0 {
            output.reject(self.place(), Reason::NulBytes { count: self.nul }, "");
            self.nul = 0;
        }
    }
}

/// The text of a line: UTF-8, else Latin-1.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
    }
}
