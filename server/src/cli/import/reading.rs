//! Reads the files of a log through its source, in bounded memory, and passes on what it made of them.

use std::io::{self, Read};
use std::sync::Arc;

use intake::lines::MAX_LINE_BYTES;
use intake::source::{Output, Source};
use tokio::sync::mpsc;

use super::beginning::Beginning;
use super::input::{BytesRead, Input};
use crate::cli::Failure;

/// How many bytes are read at once, at least. With more than a part of a log, its source always consumes
/// something.
const PIECE: usize = 4 * MAX_LINE_BYTES;
/// How many interactions of small files are passed on together.
const TOGETHER: usize = 1_000;
/// How many small files are passed on together.
const FILES_TOGETHER: usize = 1_000;

/// What a source made of a piece of a log.
pub(super) struct Piece {
    /// The names of all files of the log.
    pub(super) files: Arc<[String]>,
    /// What was made of it, each with the position of the file that was read; without one, it is of several.
    pub(super) parts: Vec<(Option<usize>, Output)>,
    /// How many bytes of all files were read by now.
    pub(super) bytes: u64,
}

/// Why reading stopped before the end.
#[derive(Debug)]
pub(super) enum Stopped {
    /// A file cannot be read to its end.
    Unreadable {
        /// Its name.
        file: String,
        /// Why.
        error: io::Error,
    },
    /// A file cannot be read as it is, for this reason.
    Refused(Failure),
    /// What was passed on is not received any more.
    NoReceiver,
}

impl Stopped {
    /// The failure of the import; none if what receives the pieces says why it stopped.
    pub(super) fn failure(self) -> Result<(), Failure> {
        match self {
            Self::NoReceiver => Ok(()),
            Self::Refused(failure) => Err(failure),
            Self::Unreadable { file, error } => Err(Failure(format!(
                "{file} could not be read to its end: {error}\nWhat was imported stays; mend the file and \
                 import the same files again."
            ))),
        }
    }
}

/// Reads all files of a log, one after the other. `expected` says what they are, in words.
///
/// # Errors
/// Why it stopped. What was passed on until then is final.
pub(super) fn read_log<S: Source>(
    source: &S,
    expected: &'static str,
    mut inputs: Vec<Input>,
    read: &BytesRead,
    pieces: &mpsc::Sender<Piece>,
) -> Result<(), Stopped> {
    let files: Arc<[String]> = inputs.iter().map(Input::name).collect();
    let mut passing = Passing { files, read, pieces, parts: Vec::new(), waiting: 0 };
    let all = read_files(source, expected, &mut inputs, &mut passing);
    // Also what comes before a file that cannot be read.
    passing.flush()?;
    all
}

fn read_files<S: Source>(
    source: &S,
    expected: &'static str,
    inputs: &mut [Input],
    passing: &mut Passing<'_>,
) -> Result<(), Stopped> {
    let size = PIECE.max(2 * S::MAX_PART_BYTES);
    let (mut state, mut rest) = (S::State::default(), Vec::new());
    for (file, input) in inputs.iter_mut().enumerate() {
        let name = input.name();
        let unreadable = |error| Stopped::Unreadable { file: name.clone(), error };
        let mut content = input.open(passing.read).map_err(unreadable)?;
        let mut beginning = Beginning::of(&name, expected);
        rest.clear();
        loop {
            let wanted = size.saturating_sub(rest.len()) as u64;
            let added = content.by_ref().take(wanted).read_to_end(&mut rest).map_err(unreadable)?;
            if added == 0 {
                break;
            }
            beginning.look_at(&rest);
            let mut output = Output::default();
            let consumed = source.read(&mut state, &rest, &mut output);
            rest.drain(..consumed);
            passing.add_of(file, output, &mut beginning)?;
            // Of a large file, each piece is recorded while the next one is read.
            if added as u64 == wanted {
                passing.flush()?;
            }
        }
        let mut output = Output::default();
        source.end_file(&mut state, &rest, &mut output);
        passing.add_of(file, output, &mut beginning)?;
        if let Some(remark) = beginning.remark() {
            eprintln!("{remark}");
        }
    }
    let mut output = Output::default();
    source.finish(&mut state, &mut output);
    // What is emitted only now may be of any file.
    passing.add(Some(0).filter(|_| inputs.len() == 1), output)
}

/// Passes on what a source makes of files, that of several small ones together.
struct Passing<'a> {
    files: Arc<[String]>,
    read: &'a BytesRead,
    pieces: &'a mpsc::Sender<Piece>,
    parts: Vec<(Option<usize>, Output)>,
    /// How many interactions wait.
    waiting: usize,
}

impl Passing<'_> {
    /// Adds what was made of a piece of a file, unless the file is of another kind.
    fn add_of(
        &mut self,
        file: usize,
        mut output: Output,
        beginning: &mut Beginning<'_>,
    ) -> Result<(), Stopped> {
        let other_kind = beginning.note(&mut output);
        self.add(Some(file), output)?;
        other_kind.map_or(Ok(()), |sentence| Err(Stopped::Refused(Failure(sentence))))
    }

    fn add(&mut self, file: Option<usize>, output: Output) -> Result<(), Stopped> {
        let Output { interactions, rejects, skipped, recordings, .. } = &output;
        if interactions.is_empty() && rejects.is_empty() && skipped.is_empty() && recordings.is_empty() {
            return Ok(());
        }
        self.waiting += output.interactions.len();
        self.parts.push((file, output));
        if self.waiting >= TOGETHER || self.parts.len() >= FILES_TOGETHER { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Stopped> {
        if self.parts.is_empty() {
            return Ok(());
        }
        self.waiting = 0;
        let parts = std::mem::take(&mut self.parts);
        let piece = Piece { files: Arc::clone(&self.files), parts, bytes: self.read.get() };
        self.pieces.blocking_send(piece).map_err(|_| Stopped::NoReceiver)
    }
}
