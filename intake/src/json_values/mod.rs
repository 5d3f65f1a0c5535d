//! JSON objects of a file, whatever pieces it comes in: one, one a line, several without anything between
//! them, an array, or pages that hold a list of them.
//!
//! An object is limited, and so is how deep it nests. One that is damaged must not swallow those after it:
//! it is rejected, and reading goes on at the next line that begins with an object and is not indented
//! more than the damaged one. Bytes are UTF-8 or, where an object is not, Latin-1.

mod scan;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::lines::{BYTE_ORDER_MARK, Encoding};
use crate::source::{Output, Place, Reason};
use scan::{Scan, scan};

/// The largest object that is read, in bytes. The list of a page is not limited, only its items.
pub(crate) const MAX_OBJECT_BYTES: usize = 4 * 1024 * 1024;

/// The deepest indentation at which reading goes on after damage, in bytes.
const MAX_INDENT: usize = 1_000;

/// The place in a file of objects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct JsonValues {
    /// Files that ended.
    file: u32,
    /// Line ends of this file that were consumed.
    ended: u64,
    /// Bytes of this line that were consumed.
    column: usize,
    /// NUL bytes that were consumed and not reported yet.
    nul: u64,
    between: Between,
}

/// What comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Between {
    /// Something at the top of the file, or an item of an array there.
    #[default]
    Top,
    /// An item of the list of a page.
    Page,
    /// The rest of a page, behind its list: how deep, whether in a text, and there after a backslash.
    PageEnd { depth: u32, in_text: bool, escaped: bool },
    /// Something damaged, until a line begins with an object at this column or before it.
    Damage { indent: usize, is_page: bool },
}

/// Something in a file.
#[derive(Clone, Copy)]
pub(crate) enum Part<'a> {
    /// An object, and how it is written.
    Object(&'a Value, &'a str),
    /// A line that is no JSON.
    Line(&'a str),
}

impl JsonValues {
    /// Passes each whole object and line at the beginning of `bytes` to `each`; returns how many bytes
    /// were consumed. `list` is the key under which a page has its list.
    pub(crate) fn read(
        &mut self,
        bytes: &[u8],
        list: Option<&str>,
        output: &mut Output,
        each: impl FnMut(Place, Part<'_>, &mut Output),
    ) -> usize {
        self.read_all((bytes, false), list, output, each)
    }

    /// Ends the file, of which `rest` was not consumed.
    pub(crate) fn end_file(
        &mut self,
        rest: &[u8],
        list: Option<&str>,
        output: &mut Output,
        each: impl FnMut(Place, Part<'_>, &mut Output),
    ) {
        self.read_all((rest, true), list, output, each);
        self.report_nul_bytes(output);
        *self = Self { file: self.file + 1, ..Self::default() };
    }

    fn read_all(
        &mut self,
        (bytes, is_all): (&[u8], bool),
        list: Option<&str>,
        output: &mut Output,
        mut each: impl FnMut(Place, Part<'_>, &mut Output),
    ) -> usize {
        let mut at = 0;
        loop {
            let rest = &bytes[at..];
            let Some(first) = rest.first() else { return at };
            let consumed = match self.between {
                Between::PageEnd { depth, in_text, escaped } => {
                    self.page_end(rest, (depth, in_text, escaped))
                }
                Between::Damage { indent, is_page } => self.damage(rest, is_all, indent, is_page),
                Between::Top | Between::Page if *first == 0 => {
                    let nul = rest.iter().take_while(|byte| **byte == 0).count();
                    self.nul += nul as u64;
                    nul
                }
                Between::Top | Between::Page => {
                    self.report_nul_bytes(output);
                    self.part((rest, is_all), list, output, &mut each)
                }
            };
            if consumed == 0 {
                return at;
            }
            self.advance(&rest[..consumed]);
            at += consumed;
        }
    }

    /// Reads what begins `rest`; returns how many bytes it takes, none if it does not end there.
    fn part(
        &mut self,
        (rest, is_all): (&[u8], bool),
        list: Option<&str>,
        output: &mut Output,
        each: &mut impl FnMut(Place, Part<'_>, &mut Output),
    ) -> usize {
        let is_page = self.between == Between::Page;
        match rest[0] {
            b']' if is_page => {
                self.between = Between::PageEnd { depth: 1, in_text: false, escaped: false };
                1
            }
            b' ' | b'\t' | b'\r' | b'\n' | b',' | b'[' | b']' => 1,
            b'{' => {
                let window = &rest[..rest.len().min(MAX_OBJECT_BYTES + 1)];
                let text = |end: usize| Encoding::Utf8.decoded(&window[..end]);
                // The excerpt of what is damaged must not depend on how much of the file is there.
                let (damaged, end) = match scan(window, list) {
                    Scan::Object { end } => match serde_json::from_str(&text(end)) {
                        Ok(value) => {
                            output.read += 1;
                            each(self.place(), Part::Object(&value, &text(end)), output);
                            return end;
                        }
                        Err(_) => (Reason::BadJson, end),
                    },
                    Scan::List { begin } => {
                        self.between = Between::Page;
                        return begin;
                    }
                    Scan::Unfinished if window.len() > MAX_OBJECT_BYTES => {
                        (Reason::RecordTooLong { limit: MAX_OBJECT_BYTES as u64 }, window.len())
                    }
                    Scan::Unfinished if is_all => (Reason::CutLine, window.len()),
                    Scan::Unfinished => return 0,
                    Scan::Malformed { at } => (Reason::BadJson, at),
                };
                output.read += 1;
                let excerpt = (0..=end.min(EXCERPT)).rev().find(|end| is_boundary(window, *end));
                output.reject(self.place(), damaged, text(excerpt.unwrap_or(0)).trim_end());
                self.between = Between::Damage { indent: self.column.min(MAX_INDENT), is_page };
                1
            }
            _ if (self.ended, self.column) == (0, 0) && rest.starts_with(BYTE_ORDER_MARK) => {
                BYTE_ORDER_MARK.len()
            }
            _ if !is_all && rest.len() < BYTE_ORDER_MARK.len() => 0,
            _ => self.line((rest, is_all), output, each),
        }
    }

    /// Reads a line that is no JSON.
    fn line(
        &mut self,
        (rest, is_all): (&[u8], bool),
        output: &mut Output,
        each: &mut impl FnMut(Place, Part<'_>, &mut Output),
    ) -> usize {
        let window = &rest[..rest.len().min(MAX_OBJECT_BYTES + 1)];
        let end = match window.iter().position(|byte| matches!(byte, b'\n' | 0)) {
            Some(end) => end,
            None if window.len() > MAX_OBJECT_BYTES => {
                let limit = MAX_OBJECT_BYTES as u64;
                let text = Encoding::Utf8.decoded(&window[..EXCERPT]);
                output.read += 1;
                output.reject(self.place(), Reason::RecordTooLong { limit }, &text);
                let is_page = self.between == Between::Page;
                self.between = Between::Damage { indent: self.column.min(MAX_INDENT), is_page };
                return window.len();
            }
            None if is_all => window.len(),
            None => return 0,
        };
        let line = Encoding::Utf8.decoded(&window[..end]);
        output.read += 1;
        each(self.place(), Part::Line(line.trim_end()), output);
        // The line end is consumed by itself; an empty line is none.
        end.max(1)
    }

    /// Passes over the rest of a page.
    fn page_end(&mut self, rest: &[u8], (mut depth, mut in_text, mut escaped): (u32, bool, bool)) -> usize {
        for (position, byte) in rest.iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_text => escaped = true,
                b'"' => in_text = !in_text,
                b'{' | b'[' if !in_text => depth = depth.saturating_add(1),
                b'}' | b']' if !in_text => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.between = Between::Top;
                return position + 1;
            }
        }
        self.between = Between::PageEnd { depth, in_text, escaped };
        rest.len()
    }

    /// Passes over what is damaged, up to a line that begins with an object.
    fn damage(&mut self, rest: &[u8], is_all: bool, indent: usize, is_page: bool) -> usize {
        let mut at = 0;
        while let Some(end) = rest[at..].iter().position(|byte| *byte == b'\n') {
            let begin = at + end + 1;
            let blanks =
                rest[begin..].iter().take(indent + 1).take_while(|byte| matches!(byte, b' ' | b'\t'));
            let blanks = blanks.count();
            match rest.get(begin + blanks) {
                Some(b'{') if blanks <= indent => {
                    self.between = if is_page { Between::Page } else { Between::Top };
                    return begin;
                }
                // Whether the line begins with an object is not known yet: its line end stays.
                None if !is_all && blanks <= indent => return at + end,
                _ => at = begin,
            }
        }
        rest.len()
    }

    fn place(&self) -> Place {
        Place { file: self.file, line: self.ended + 1 }
    }

    fn advance(&mut self, consumed: &[u8]) {
        self.ended += consumed.split(|byte| *byte == b'\n').skip(1).count() as u64;
        self.column = match consumed.iter().rposition(|byte| *byte == b'\n') {
            Some(end) => consumed.len() - end - 1,
            None => self.column.saturating_add(consumed.len()),
        };
    }

    fn report_nul_bytes(&mut self, output: &mut Output) {
        if self.nul > 0 {
            output.read += 1;
            output.reject(self.place(), Reason::NulBytes { count: self.nul }, "");
            self.nul = 0;
        }
    }
}

/// Whether no character of UTF-8 goes on at a position.
fn is_boundary(bytes: &[u8], position: usize) -> bool {
    bytes.get(position).is_none_or(|byte| byte & 0xc0 != 0x80)
}

/// How many bytes of something damaged are kept, before they are cut to an excerpt.
const EXCERPT: usize = 4 * crate::source::MAX_EXCERPT;
