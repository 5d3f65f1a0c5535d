//! The limit of open files (`RLIMIT_NOFILE`): each connection needs a file descriptor.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// File descriptors reserved for other uses: the program, the database, uploads.
const RESERVED: usize = 128;

/// Raises the limit as far as the system allows; returns the maximum number of connections, at most
/// `wanted`.
pub(crate) fn connection_limit(wanted: usize, database: usize) -> usize {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    let current = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(error) => {
            tracing::debug!(%error, "the limit of open files could not be raised");
            limit.current
        }
    };
    let most = within(wanted, current, RESERVED + 2 * database);
    if most < wanted {
        tracing::warn!(
            wanted,
            most,
            "fewer connections are served than wanted: the system's limit of open files (ulimit -n) is too low"
        );
    }
    most
}

fn within(wanted: usize, files: Option<u64>, reserved: usize) -> usize {
    let Some(files) = files.and_then(|files| usize::try_from(files).ok()) else { return wanted };
    // With a very low limit, half of it is for connections.
    wanted.min(files.saturating_sub(reserved).max(files / 2)).max(1)
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn connections_leave_files_for_the_rest() {
        assert_eq!(within(2048, None, 144), 2048);
        assert_eq!(within(2048, Some(1_048_576), 144), 2048);
        assert_eq!(within(2048, Some(1024), 144), 880);
        assert_eq!(within(2048, Some(64), 144), 32);
    }
}
