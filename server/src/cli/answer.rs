//! Output of short commands: the result on standard output, so that it can be piped, and remarks on
//! standard error.

use std::io::Write;
use std::process::ExitCode;

use super::Failure;

/// The output of a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// The result, for standard output.
    pub(super) result: String,
    /// A remark for the person at the terminal, for standard error.
    pub(super) remark: Option<String>,
}

impl Answer {
    pub(super) fn result(result: String) -> Self {
        Self { result, remark: None }
    }

    /// Prints the result and the remark.
    pub(super) fn print(self) -> Result<ExitCode, Failure> {
        if let Some(remark) = self.remark {
            eprintln!("{remark}");
        }
        // Not println!, which panics where a pipe is closed early.
        match writeln!(std::io::stdout(), "{}", self.result.trim_end_matches('\n')) {
            Ok(()) => Ok(ExitCode::SUCCESS),
            // The reader has closed the pipe, like `head`: no message.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(ExitCode::FAILURE),
            Err(error) => Err(Failure(format!("the result could not be written: {error}"))),
        }
    }
}
