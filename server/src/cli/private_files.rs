//! What this program writes is for the account it runs as: the database, recordings, backups.

use rustix::fs::Mode;

/// From now on files are created with mode 0600 at most, folders with 0700.
pub(super) fn keep_private() {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
}
