//! The file of rejected lines: each with its number, the reason and its text. It is created with
//! the first one.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use serde::Serialize;

use crate::cli::Failure;
use crate::ndjson::Refusal;

/// Writer of rejected lines.
pub(super) struct Rejects {
    path: PathBuf,
    file: Option<BufWriter<File>>,
}

/// A rejected line.
#[derive(Serialize)]
struct Reject<'a> {
    line: u64,
    reason: String,
    text: std::borrow::Cow<'a, str>,
}

impl Rejects {
    pub(super) fn to(path: PathBuf) -> Self {
        Self { path, file: None }
    }

    pub(super) fn write(&mut self, line: u64, reason: &Refusal, text: &[u8]) -> Result<(), Failure> {
        let reject = Reject { line, reason: reason.to_string(), text: String::from_utf8_lossy(text) };
        let mut bytes = serde_json::to_vec(&reject).unwrap_or_default();
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
