//! Cuts a stream of bytes into lines, never holding more than one line too many.

use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt};

/// A line longer than this is refused; it is what one interaction may have in the API. Until it is
/// recorded an interaction is in memory several times over: as it came, as it was read, as it is written.
pub const MAX_LINE: usize = 4 * 1024 * 1024;

/// A line that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the input, from 1; blank lines count.
    pub number: u64,
    /// What it says.
    pub text: Text,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// Its bytes, without the line break.
    Whole(Bytes),
    /// More than [`MAX_LINE`]; this is how it begins.
    TooLong(Bytes),
}

/// How much of a line that is too long is kept, to recognise it by.
const BEGINNING: usize = 1024;

/// A line of which so much has come without an end may be the longest.
const LONG: usize = 1024 * 1024;

/// The lines of a stream.
pub struct Lines<S> {
    source: S,
    buffer: BytesMut,
    /// How much of the buffer is known to have no line break.
    searched: usize,
    /// The beginning of a line that is too long, while its end is looked for.
    skipping: Option<Bytes>,
    number: u64,
    longest: usize,
    read: u64,
    ended: bool,
}

impl<S, E> Lines<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    /// The lines of `source`.
    pub fn of(source: S) -> Self {
        Self::with_longest(source, MAX_LINE)
    }

    fn with_longest(source: S, longest: usize) -> Self {
        Self {
            source,
            buffer: BytesMut::new(),
            searched: 0,
            skipping: None,
            number: 0,
            longest,
            read: 0,
            ended: false,
        }
    }

    /// How many bytes have been read.
    pub fn bytes_read(&self) -> u64 {
        self.read
    }

    /// The next line that is not blank. May be dropped while it waits; nothing is lost.
    ///
    /// # Errors
    /// Where the source fails; what it had begun of a line is not answered.
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

    /// Room for so many more bytes. That of a long line is taken once: growing by doubling would hold
    /// two copies of it.
    fn make_room(&mut self, more: usize) {
        let length = self.buffer.len();
        if length + more > self.buffer.capacity().max(LONG) && length <= self.longest {
            // What comes at once is smaller than LONG.
            self.buffer.reserve(self.longest + LONG - length);
        }
    }

    /// The next line of what has been read, where it is whole.
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
            if text.len() > self.longest {
                return Some(Line { number: self.number, text: Text::TooLong(beginning_of(&text)) });
            }
            if !text.iter().all(u8::is_ascii_whitespace) {
                return Some(Line { number: self.number, text: Text::Whole(text) });
            }
        }
    }

    /// No line break yet: of a line that is too long only the beginning is kept.
    fn wait_for_more(&mut self) {
        // One more byte than the longest: it may be the carriage return.
        if self.skipping.is_none() && self.buffer.len() > self.longest + 1 {
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

    /// The lines of `text` when it comes in pieces of `piece` bytes and lines may have 10.
    fn lines(text: &[u8], piece: usize) -> Vec<(u64, String)> {
        let pieces = text.chunks(piece).map(|bytes| Ok::<_, Infallible>(Bytes::copy_from_slice(bytes)));
        let mut lines = Lines::with_longest(futures::stream::iter(pieces.collect::<Vec<_>>()), 10);
        let mut found = Vec::new();
        while let Ok(Some(line)) = block_on(lines.next()) {
            let said = match line.text {
                Text::Whole(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                Text::TooLong(bytes) => format!("too long: {}", &String::from_utf8_lossy(&bytes)[..3]),
            };
            found.push((line.number, said));
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
