//! The file of rejected lines: each with its place, the reason and its text. It is created with
//! the first one.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use serde::Serialize;

use crate::cli::Failure;

/// Writer of rejected lines.
pub(super) struct Rejects {
    path: PathBuf,
    file: Option<BufWriter<File>>,
}

/// Something that was rejected.
#[derive(Debug, Serialize)]
pub(super) struct Reject<'a> {
    /// The file it is in, if several are read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<Cow<'a, str>>,
    /// The number of the line, from 1; absent if it is no single line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<u64>,
    pub(super) reason: String,
    pub(super) text: Cow<'a, str>,
}

impl<'a> Reject<'a> {
    /// A reject without a place.
    pub(super) fn of(reason: String, text: Cow<'a, str>) -> Self {
        Self { file: None, line: None, reason, text }
    }
}

impl Rejects {
    pub(super) fn to(path: PathBuf) -> Self {
        Self { path, file: None }
    }

    /// Writes a reject as a line of JSON.
    pub(super) fn write(&mut self, reject: &Reject<'_>) -> Result<(), Failure> {
        let mut bytes = serde_json::to_vec(reject).unwrap_or_default();
        bytes.push(b'\n');
        let written = match &mut self.file {
            Some(file) => file.write_all(&bytes),
            None => File::create(&self.path).and_then(|file| {
                let mut file = BufWriter::new(file);
                file.write_all(&bytes)?;
                self.file = Some(file);
                Ok(())
            }),
        };
        written.map_err(|error| self.failure(&error))
    }

    /// Flushes the file and returns its path; `None` if no line was rejected.
    pub(super) fn finish(self) -> Result<Option<PathBuf>, Failure> {
        match self.file {
            None => Ok(None),
            Some(mut file) => match file.flush() {
                Ok(()) => Ok(Some(self.path)),
                Err(error) => Err(Failure(format!("{} cannot be written: {error}", self.path.display()))),
            },
        }
    }

    fn failure(&self, error: &std::io::Error) -> Failure {
        Failure(format!(
            "the refused lines cannot be written to {} ({error}); name another file with --rejects",
            self.path.display()
        ))
    }
}
