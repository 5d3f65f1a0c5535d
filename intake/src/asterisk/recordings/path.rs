//! Paths from a log, which are only looked up inside the folder of recordings.

use std::fmt;

/// The path leads, or could lead, out of the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnsafePath;

impl fmt::Display for UnsafePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the path leads out of the folder of recordings")
    }
}

impl std::error::Error for UnsafePath {}

/// The path, if it is relative and stays inside the folder it is joined to. Links inside the folder are
/// for the caller to check, who can see them.
///
/// # Errors
/// It is absolute, climbs, or holds characters that no recording's name has.
pub fn safe_path(path: &str) -> Result<&str, UnsafePath> {
    let is_safe_part = |part: &str| !matches!(part, "" | "." | "..");
    let has_bad_character = path.chars().any(|c| c.is_control() || matches!(c, '\\' | ':'));
    if path.len() > 4_096 || has_bad_character || !path.split('/').all(is_safe_part) {
        return Err(UnsafePath);
    }
    Ok(path)
}
