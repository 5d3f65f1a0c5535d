//! File permissions: the database, recordings and backups are only for the account that runs the
//! program.

use rustix::fs::Mode;

/// Sets the umask so that files are created with mode 0600 at most, folders with 0700.
pub(super) fn restrict_umask() {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
}
