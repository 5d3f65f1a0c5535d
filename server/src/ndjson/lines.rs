//! Splits a byte stream into lines, in bounded memory.

use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt};

/// Maximum length of a line, in bytes; also the body limit of a single interaction in the API.
/// Until it is recorded, an interaction is in memory several times: as received, as parsed, as
/// written.
pub const MAX_LINE: usize = 4 * 1024 * 1024;

/// A line that is not blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the input, from 1; blank lines count.
    pub number: u64,
    /// Its content.
    pub text: Text,
}

/// The content of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// Its bytes, without the line break.
    Whole(Bytes),
    /// The beginning of a line longer than [`MAX_LINE`].
    TooLong(Bytes),
}

/// How much of a line that is too long is kept for the report, in bytes.
const BEGINNING: usize = 1024;

/// Length, in bytes, from which the buffer for a line of maximum length is reserved at once.
pub(super) const LONG: usize = 1024 * 1024;

/// Reader of the lines of a stream.
pub struct Lines<S> {
    source: S,
    buffer: BytesMut,
    /// How much of the buffer has been searched for a line break.
    searched: usize,
    /// The beginning of a line that is too long, while the rest is skipped.
    skipping: Option<Bytes>,
    number: u64,
    max_line: usize,
    read: u64,
    ended: bool,
}

impl<S, E> Lines<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    /// Reads the lines of `source`.
    pub fn of(source: S) -> Self {
        Self::with_max_line(source, MAX_LINE)
    }

    fn with_max_line(source: S, max_line: usize) -> Self {
        Self {
            source,
            buffer: BytesMut::new(),
            searched: 0,
            skipping: None,
            number: 0,
            max_line,
            read: 0,
            ended: false,
        }
    }

    /// Number of bytes read so far.
    pub fn bytes_read(&self) -> u64 {
        self.read
    }

    /// The next line that is not blank. Cancel safe.
    ///
    /// # Errors
    /// If the source fails; an incomplete line is discarded.
    pub async fn next(&mut self) -> Result<Option<Line>, E> {
        loop {
            if let Some(line) = self.cut() {
                return Ok(Some(line));
            }
            if self.ended {
                return Ok(None);
            }
            match self.source.next().await {
                Some(bytes) => {
                    let bytes = bytes?;
                    self.read += bytes.len() as u64;
                    self.make_room(bytes.len());
                    self.buffer.extend_from_slice(&bytes);
                }
                None => self.ended = true,
            }
        }
    }

    /// Reserves room for `more` bytes. That for a long line is reserved at once, since growing by
    /// doubling would hold two copies of it.
    fn make_room(&mut self, more: usize) {
        let length = self.buffer.len();
        if length + more > self.buffer.capacity().max(LONG) && length <= self.max_line {
            // A chunk of the source is smaller than LONG.
            self.buffer.reserve(self.max_line + LONG - length);
        }
    }

    /// Takes the next complete line out of the buffer.
    fn cut(&mut self) -> Option<Line> {
        loop {
            let found = self.buffer[self.searched..].iter().position(|byte| *byte == b'\n');
            let length = match found {
                Some(position) => self.searched + position,
                None if self.ended && (!self.buffer.is_empty() || self.skipping.is_some()) => {
                    self.buffer.len()
                }
                None => {
                    self.wait_for_more();
                    return None;
                }
            };
            self.searched = 0;
            let mut text = self.buffer.split_to(length).freeze();
            if found.is_some() {
                let _ = self.buffer.split_to(1);
            }
            self.number += 1;
            if let Some(beginning) = self.skipping.take() {
                return Some(Line { number: self.number, text: Text::TooLong(beginning) });
            }
            if text.last() == Some(&b'\r') {
                text.truncate(text.len() - 1);
            }
            if text.len() > self.max_line {
                return Some(Line { number: self.number, text: Text::TooLong(beginning_of(&text)) });
            }
            if !text.iter().all(u8::is_ascii_whitespace) {
                return Some(Line { number: self.number, text: Text::Whole(text) });
            }
        }
    }

    /// Called without a line break in the buffer: keeps only the beginning of a line that is too
    /// long.
    fn wait_for_more(&mut self) {
        // One byte more than the maximum, which may be the carriage return.
        if self.skipping.is_none() && self.buffer.len() > self.max_line + 1 {
            self.skipping = Some(beginning_of(&self.buffer));
        }
        if self.skipping.is_some() {
            self.buffer.clear();
        }
        self.searched = self.buffer.len();
    }
}

/// A copy, so that the rest is not kept alive.
fn beginning_of(text: &[u8]) -> Bytes {
    Bytes::copy_from_slice(&text[..text.len().min(BEGINNING)])
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures::executor::block_on;

    use super::*;

    /// The lines of `text` if it arrives in chunks of `piece` bytes; lines may have 10 bytes.
    fn lines(text: &[u8], piece: usize) -> Vec<(u64, String)> {
        let pieces = text.chunks(piece).map(|bytes| Ok::<_, Infallible>(Bytes::copy_from_slice(bytes)));
        let mut lines = Lines::with_max_line(futures::stream::iter(pieces.collect::<Vec<_>>()), 10);
        let mut found = Vec::new();
        while let Ok(Some(line)) = block_on(lines.next()) {
            let content = match line.text {
                Text::Whole(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                Text::TooLong(bytes) => format!("too long: {}", &String::from_utf8_lossy(&bytes)[..3]),
            };
            found.push((line.number, content));
        }
        assert_eq!(lines.bytes_read(), text.len() as u64);
        found
    }

    fn expected(lines: &[(u64, &str)]) -> Vec<(u64, String)> {
        lines.iter().map(|(number, text)| (*number, (*text).to_owned())).collect()
    }

    #[test]
    fn lines_are_the_same_in_whatever_pieces_they_come() {
        let text = b"one\r\n\n  \ntwo\n12345678901\n1234567890\r\nabcdefghijklmnopqrstuvwxyz\nlast";
        for piece in 1..=text.len() {
            assert_eq!(
                lines(text, piece),
                expected(&[
                    (1, "one"),
                    (4, "two"),
                    (5, "too long: 123"),
                    (6, "1234567890"),
                    (7, "too long: abc"),
                    (8, "last"),
                ]),
                "in pieces of {piece}"
            );
        }
    }

    #[test]
    fn a_long_last_line_without_a_break_is_one_line() {
        for piece in 1..20 {
            assert_eq!(lines(b"abcdefghijklmnop", piece), expected(&[(1, "too long: abc")]), "{piece}");
        }
    }

    #[test]
    fn nothing_has_no_lines() {
        assert_eq!(lines(b"", 1), []);
        assert_eq!(lines(b"\n\r\n \n", 2), []);
    }
}
