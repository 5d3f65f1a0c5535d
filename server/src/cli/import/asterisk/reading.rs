//! Reads the files of a log through its source, in bounded memory, and passes on what it made of them.

use std::io::{self, Read};
use std::sync::Arc;

use intake::lines::MAX_LINE_BYTES;
use intake::source::{Output, Source};
use tokio::sync::mpsc;

use super::input::{BytesRead, Input};
use crate::cli::Failure;

/// How many bytes are read at once. With more than a line, a source always consumes something.
const PIECE: usize = 4 * MAX_LINE_BYTES;

/// What a source made of a piece of a log.
pub(super) struct Piece {
    /// The names of all files of the log.
    pub(super) files: Arc<[String]>,
    /// The position of the file that was read.
    pub(super) file: usize,
    /// What was made of it.
    pub(super) output: Output,
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
    /// What was passed on is not received any more.
    NoReceiver,
}

impl Stopped {
    /// The failure of the import; none if what receives the pieces says why it stopped.
    pub(super) fn failure(self) -> Result<(), Failure> {
        match self {
            Self::NoReceiver => Ok(()),
            Self::Unreadable { file, error } => Err(Failure(format!(
                "{file} could not be read to its end: {error}\nWhat was imported stays; mend the file and \
                 import the same files again."
            ))),
        }
    }
}

/// Reads all files of a log, one after the other.
///
/// # Errors
/// Why it stopped. What was passed on until then is final.
pub(super) fn read_log<S: Source>(
    source: &S,
    mut inputs: Vec<Input>,
    read: &BytesRead,
    pieces: &mpsc::Sender<Piece>,
) -> Result<(), Stopped> {
    let files: Arc<[String]> = inputs.iter().map(Input::name).collect();
    let mut state = S::State::default();
    let pass_on = |file, output: Output| {
        let is_empty =
            output.interactions.is_empty() && output.rejects.is_empty() && output.skipped.is_empty();
        let piece = Piece { files: Arc::clone(&files), file, output, bytes: read.get() };
        if is_empty { Ok(()) } else { pieces.blocking_send(piece).map_err(|_| Stopped::NoReceiver) }
    };
    for (file, input) in inputs.iter_mut().enumerate() {
        let unreadable = |error| Stopped::Unreadable { file: files[file].clone(), error };
        let mut content = input.open(read).map_err(unreadable)?;
        let mut rest = Vec::with_capacity(PIECE);
        loop {
            let wanted = PIECE.saturating_sub(rest.len()) as u64;
            let added = content.by_ref().take(wanted).read_to_end(&mut rest).map_err(unreadable)?;
            if added == 0 {
                break;
            }
            let mut output = Output::default();
            let consumed = source.read(&mut state, &rest, &mut output);
            rest.drain(..consumed);
            pass_on(file, output)?;
        }
        let mut output = Output::default();
        source.end_file(&mut state, &rest, &mut output);
        pass_on(file, output)?;
    }
    let mut output = Output::default();
    source.finish(&mut state, &mut output);
    pass_on(files.len().saturating_sub(1), output)
}

/// Passes the bytes of one file through a source, as if it were a whole import.
pub(super) fn read_bytes<S: Source>(source: &S, bytes: &[u8]) -> Output {
    let (mut state, mut output) = (S::State::default(), Output::default());
    let consumed = source.read(&mut state, bytes, &mut output);
    source.end_file(&mut state, &bytes[consumed..], &mut output);
    source.finish(&mut state, &mut output);
    output
}
