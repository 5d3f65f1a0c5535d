//! The files of a log: the one that is written to, and those it was rotated into.
//!
//! Asterisk and logrotate give a rotated file another name (`queue_log.1`, `queue_log.0`,
//! `queue_log-20260615`, `queue_log.1781524800`), maybe compress it, or copy and truncate it. Numbers grow or
//! shrink with age, so the order is that of the last writes. A file is left only when one that was written
//! later has something in it: until then Asterisk may still write to the file that was renamed.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::piece::{self, Opened};
use super::position::Position;

/// Where a log is.
#[derive(Clone, Debug)]
pub(crate) struct LogPath {
    /// The file that is written to.
    pub(crate) path: PathBuf,
    /// The folders in which its files must be, wherever links lead; `None` if they may be anywhere.
    pub(crate) folders: Option<Vec<PathBuf>>,
}

impl LogPath {
    /// Whether a file may be read. Who writes the log may put links beside it, and lines are shown.
    fn allows(&self, file: &Path) -> io::Result<bool> {
        let Some(folders) = &self.folders else { return Ok(true) };
        let real = match file.canonicalize() {
            // It may be in one of the folders as soon as it is there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
            real => real?,
        };
        Ok(folders.iter().any(|folder| folder.canonicalize().is_ok_and(|folder| real.starts_with(folder))))
    }
}

/// A file of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LogFile {
    pub(super) path: PathBuf,
    pub(super) device: u64,
    pub(super) inode: u64,
    /// When it was written last, in nanoseconds since 1970.
    pub(super) modified: i64,
    /// Its size on the disk, in bytes.
    size: u64,
}

/// What is to be read next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// There is no file, or none that has something in it.
    Nothing,
    /// The file of the position.
    File {
        file: LogFile,
        /// The first one that was written later and has something in it.
        newer: Option<Next>,
    },
    /// The file of the position is gone, or what was read of it.
    Lost {
        /// The first one that was written later and has something in it.
        newer: Option<Next>,
    },
}

/// A file of which nothing was read, and its first bytes.
pub(super) type Next = (LogFile, Vec<u8>);

/// Finds the file of a position; without one, the oldest file.
///
/// # Errors
/// Which file or folder cannot be read, and why.
pub(super) fn find(
    log: &LogPath,
    position: Option<&Position>,
    opened: Option<&Opened>,
) -> Result<Found, String> {
    try_find(log, position, opened).map_err(|error| format!("{} cannot be read: {error}", log.path.display()))
}

fn try_find(log: &LogPath, position: Option<&Position>, opened: Option<&Opened>) -> io::Result<Found> {
    let path = log.path.as_path();
    if !log.allows(path)? {
        return Err(io::Error::other("it leads out of the folders that the server may read"));
    }
    if std::fs::metadata(path).is_ok_and(|about| !about.is_file()) {
        return Err(io::Error::other("it is no file"));
    }
    let Some(position) = position else {
        let mut files = with_content(files(log)?);
        if files.is_empty() {
            // A file that never existed is an error.
            std::fs::metadata(path)?;
            return Ok(Found::Nothing);
        }
        let file = files.remove(0);
        let newer = files.into_iter().next().map(with_head).transpose()?;
        return Ok(Found::File { file, newer });
    };
    // Nearly always: the same file has grown, or not.
    if let Some(file) = LogFile::at(path.to_owned())?.filter(|file| position.is_same_inode(file))
        && is_file_of(position, &file, opened)?
    {
        return Ok(Found::File { file, newer: None });
    }
    let files = files(log)?;
    let by_inode = files.iter().filter(|file| position.is_same_inode(file));
    let by_head = files.iter().filter(|_| position.is_known_by_head());
    let mut index = None;
    for file in by_inode.chain(by_head) {
        if is_file_of(position, file, opened)? {
            index = files.iter().position(|one| one == file);
            break;
        }
    }
    let Some(index) = index else {
        let later = files.into_iter().filter(|file| file.modified > position.modified || file.path == path);
        let newer = with_content(later.collect()).into_iter().next().map(with_head).transpose()?;
        // A file that is gone while there is no other will be followed by one.
        let is_between = newer.is_none() && !path.exists();
        return Ok(if is_between { Found::Nothing } else { Found::Lost { newer } });
    };
    let file = files[index].clone();
    let mut newer = None;
    for later in with_content(files[index + 1..].to_vec()) {
        // A copy of it that is being compressed is no other file.
        let (later, head) = with_head(later)?;
        if !position.is_known_by_head() || !position.has_head(&head) {
            newer = Some((later, head));
            break;
        }
    }
    Ok(Found::File { file, newer })
}

/// How many bytes of a log are there after the position; `None` if that is not known, since files are
/// compressed or gone.
pub(super) fn unread(log: &LogPath, position: &Position) -> Option<u64> {
    // Nearly always: the file that is written to is the one that is read.
    let current = LogFile::at(log.path.clone()).ok()?.filter(|file| position.is_same_inode(file));
    if let Some(file) = current {
        return file.size.checked_sub(position.offset);
    }
    let files = files(log).ok()?;
    let index = files.iter().position(|file| position.is_same_inode(file))?;
    let rest = &files[index..];
    if rest.iter().any(|file| file.path.extension().is_some_and(|end| end == "gz")) {
        return None;
    }
    rest.iter().map(|file| file.size).sum::<u64>().checked_sub(position.offset)
}

/// Whether a file is that of the position and still has what was consumed.
fn is_file_of(position: &Position, file: &LogFile, opened: Option<&Opened>) -> io::Result<bool> {
    if opened.is_some_and(|opened| opened.is(file)) {
        return Ok(true);
    }
    Ok(position.has_head(&piece::head(file)?) && piece::reaches(file, position.offset)?)
}

fn with_head(file: LogFile) -> io::Result<Next> {
    let head = piece::head(&file)?;
    Ok((file, head))
}

fn with_content(mut files: Vec<LogFile>) -> Vec<LogFile> {
    files.retain(|file| file.size > 0);
    files
}

/// All files of a log in the order in which they were written; the one that is written to is the last.
fn files(log: &LogPath) -> io::Result<Vec<LogFile>> {
    let path = log.path.as_path();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut rotated = Vec::new();
    for entry in std::fs::read_dir(folder.unwrap_or(Path::new(".")))? {
        let entry = entry?.path();
        let other = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if other.strip_prefix(name.as_ref()).is_some_and(is_rotation) && log.allows(&entry)? {
            rotated.extend(LogFile::at(entry)?);
        }
    }
    let plain: Vec<PathBuf> = rotated.iter().map(|file| file.path.clone()).collect();
    // While a file is being compressed, both are there.
    rotated.retain(|file| {
        file.path.extension().is_none_or(|end| end != "gz") || !plain.contains(&file.path.with_extension(""))
    });
    rotated.sort_by(|one, other| (one.modified, &one.path).cmp(&(other.modified, &other.path)));
    rotated.extend(LogFile::at(path.to_owned())?);
    Ok(rotated)
}

/// Whether what follows the name of a log says that it was rotated: a number or a date.
fn is_rotation(end: &str) -> bool {
    let end = end.strip_suffix(".gz").unwrap_or(end);
    let number = end.strip_prefix(['.', '-']).unwrap_or_default();
    number.starts_with(|first: char| first.is_ascii_digit())
        && number.chars().all(|one| one.is_ascii_digit() || "-_.:T".contains(one))
}

impl LogFile {
    /// The file at a path; `None` if there is none.
    pub(super) fn at(path: PathBuf) -> io::Result<Option<Self>> {
        let about = match std::fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            about => about?,
        };
        let modified = about.mtime().saturating_mul(1_000_000_000).saturating_add(about.mtime_nsec());
        let (device, inode, size) = (about.dev(), about.ino(), about.len());
        Ok(about.is_file().then_some(Self { path, device, inode, modified, size }))
    }
}

#[cfg(test)]
mod tests {
    use super::is_rotation;

    #[test]
    fn a_rotated_file_has_a_number_or_a_date() {
        for end in [".1", ".0", ".12.gz", "-20260615", "-20260615.gz", ".1781524800", "-2026-06-15T10:00"] {
            assert!(is_rotation(end), "{end}");
        }
        for end in ["", ".gz", "~", ".bak", ".1.bak", ".rejects.ndjson", "_archive", ".swp"] {
            assert!(!is_rotation(end), "{end}");
        }
    }
}
