//! Logging to standard error, so that the output of a command can be piped.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use super::Failure;

/// Starts logging with the filter from `PROTOCOLO_LOG`.
pub(super) fn start(filter: &str) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(filter).map_err(|error| {
        Failure(format!(
            "PROTOCOLO_LOG is {filter:?}: {error}; write a level like info, or info,protocolo::access=debug"
        ))
    })?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    Ok(())
}
