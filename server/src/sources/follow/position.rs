//! The position in a log: which file, and the first byte that was not consumed.
//!
//! A file is known by its inode and its first bytes, since rotation gives it another name and compression
//! another inode, and a file system may give an inode to another file.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::rotation::LogFile;

/// How many first bytes a file is known by.
pub(super) const HEAD: usize = 256;

/// A position in a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Position {
    /// The device of the file.
    device: u64,
    /// Its inode.
    inode: u64,
    /// When it was written last, in nanoseconds since 1970: files that were written later follow it.
    pub(super) modified: i64,
    /// How many of its first bytes it is known by.
    head_length: u64,
    /// The SHA-256 of these bytes.
    head: String,
    /// The first byte that was not consumed; in a compressed file, of its content.
    pub(super) offset: u64,
}

impl Position {
    /// The beginning of a file, of which `head` are the first bytes.
    pub(super) fn at_beginning_of(file: &LogFile, head: &[u8]) -> Self {
        let LogFile { device, inode, modified, .. } = *file;
        Self { device, inode, modified, head_length: head.len() as u64, head: hash(head), offset: 0 }
    }

    /// Goes on by `consumed` bytes of `file`, whose first bytes are `head`.
    pub(super) fn advance(&mut self, file: &LogFile, consumed: u64, head: &[u8]) {
        self.offset += consumed;
        let head = &head[..head.len().min(HEAD)];
        (self.head_length, self.head) = (head.len() as u64, hash(head));
        (self.device, self.inode, self.modified) = (file.device, file.inode, file.modified);
    }

    /// Whether this is the file by its number, as far as that tells.
    pub(super) fn is_same_inode(&self, file: &LogFile) -> bool {
        self.device == file.device && self.inode == file.inode
    }

    /// Whether a file that begins with `head` may be the file. One that was empty is known by its inode only.
    pub(super) fn has_head(&self, head: &[u8]) -> bool {
        let length = usize::try_from(self.head_length).unwrap_or(usize::MAX);
        head.len() >= length && hash(&head[..length]) == self.head
    }

    /// Whether it is known by some of its bytes.
    pub(super) fn is_known_by_head(&self) -> bool {
        self.head_length > 0
    }
}

fn hash(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}
