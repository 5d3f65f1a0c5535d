//! How a short command answers: the result on standard output, fit to be piped on, and remarks on
//! standard error.

use std::io::Write;
use std::process::ExitCode;

use super::Failure;

/// What a command has to say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// The result.
    pub(super) result: String,
    /// What the person at the terminal should know besides.
    pub(super) remark: Option<String>,
}

impl Answer {
    pub(super) fn result(result: String) -> Self {
        Self { result, remark: None }
    }

    /// Says it.
    pub(super) fn say(self) -> Result<ExitCode, Failure> {
        if let Some(remark) = self.remark {
            eprintln!("{remark}");
        }
        // Not println!, which panics where a pipe is closed early.
        match writeln!(std::io::stdout(), "{}", self.result.trim_end_matches('\n')) {
            Ok(()) => Ok(ExitCode::SUCCESS),
            // Who reads only the first lines has what they wanted.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(ExitCode::FAILURE),
            Err(error) => Err(Failure(format!("the result could not be written: {error}"))),
        }
    }
}
