//! Whether the times of files are known, before anything is imported.

use crate::cli::Failure;
use crate::cli::import::input::{BytesRead, Input};
use crate::sources::asterisk::zone;
use crate::sources::asterisk::zone::{LocalLog, whole_lines};

/// How much of a file is looked at, in bytes.
const BEGINNING: u64 = 4 * 1024 * 1024;

/// Checks the times of all files of a log.
///
/// # Errors
/// What the operator has to say about them first.
pub(super) fn check(log: &LocalLog, inputs: &mut [Input], read: &BytesRead) -> Result<(), Failure> {
    for input in inputs {
        let name = input.name();
        let bytes = input
            .beginning(BEGINNING, read)
            .map_err(|error| Failure(format!("{name} cannot be read: {error}")))?;
        zone::check(log, &name, whole_lines(&bytes))
            .map_err(|why| Failure(format!("nothing was imported: {why}")))?;
    }
    Ok(())
}
