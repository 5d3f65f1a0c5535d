//! The files in a folder of recordings. Links that lead out of it are not followed.

use std::io;
use std::path::{Path, PathBuf};

use intake::asterisk::recordings::{NameError, RecordingName};

/// A file whose name has the ID of a call.
pub(crate) struct Found {
    /// Its path below the folder, for reports.
    pub(crate) name: String,
    /// Where it really is.
    pub(crate) path: PathBuf,
}

/// What a folder of recordings holds.
#[derive(Default)]
pub(crate) struct Folder {
    /// In the order of their names.
    pub(crate) files: Vec<Found>,
    /// Files whose names hold no ID. A log may name them.
    pub(crate) unnamed: Vec<Found>,
    /// Files whose names say that they are no recordings, and why.
    pub(crate) other: Vec<(String, NameError)>,
    /// Entries that are refused, and why.
    pub(crate) refused: Vec<(String, String)>,
}

impl Folder {
    /// Looks at all files in a folder and the folders in it.
    pub(crate) fn scan(folder: &Path) -> Result<Self, String> {
        let unreadable = |error| format!("the folder {} cannot be read: {error}", folder.display());
        let root = folder.canonicalize().map_err(unreadable)?;
        std::fs::read_dir(&root).map_err(unreadable)?;
        let mut found = Self::default();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            let entries = std::fs::read_dir(&folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
            let entries = match entries {
                Ok(entries) => entries,
                Err(error) => {
                    found.refuse(&root, &folder, format!("the folder cannot be read: {error}"));
                    continue;
                }
            };
            for entry in entries {
                let path = entry.path();
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => folders.push(path),
                    Ok(kind) if kind.is_file() => found.add(&root, &path, path.clone()),
                    Ok(kind) if kind.is_symlink() => found.follow(&root, &path),
                    Ok(_) => {}
                    Err(error) => found.refuse(&root, &path, format!("the file cannot be read: {error}")),
                }
            }
        }
        found.files.sort_by(|one, other| one.name.cmp(&other.name));
        found.unnamed.sort_by(|one, other| one.name.cmp(&other.name));
        found.other.sort_by(|(one, _), (other, _)| one.cmp(other));
        found.refused.sort();
        Ok(found)
    }

    /// A link to a file in the folder is that file; folders in it are looked at anyway.
    fn follow(&mut self, root: &Path, link: &Path) {
        match link.canonicalize() {
            Ok(target) if !target.starts_with(root) => {
                self.refuse(root, link, "the link leads out of the folder of recordings".to_owned());
            }
            Ok(target) if target.is_file() => self.add(root, link, target),
            Ok(_) => {}
            Err(error) => self.refuse(root, link, format!("the link leads to no file: {error}")),
        }
    }

    fn add(&mut self, root: &Path, named: &Path, path: PathBuf) {
        let name = below(root, named);
        match RecordingName::read(&name) {
            Ok(_) => self.files.push(Found { name, path }),
            Err(NameError::NoId) => self.unnamed.push(Found { name, path }),
            Err(error) => self.other.push((name, error)),
        }
    }

    fn refuse(&mut self, root: &Path, path: &Path, reason: String) {
        self.refused.push((below(root, path), reason));
    }
}

/// The path below a folder, as text.
fn below(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_are_followed_inside_the_folder_only() {
        let outside = tempfile::tempdir().expect("a folder");
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("2026/03")).expect("a folder");
        for name in ["2026/03/1772453800.1.wav", "1772453800.2.gsm", "notes.txt"] {
            std::fs::write(at(name), b"x").expect("a file");
        }
        let secret = outside.path().join("1772453800.9.wav");
        std::fs::write(&secret, b"x").expect("a file");
        symlink(&secret, at("1772453800.3.wav")).expect("a link");
        symlink(outside.path(), at("out")).expect("a link");
        symlink("2026/03/1772453800.1.wav", at("1772453800.4.wav")).expect("a link");
        symlink("2026", at("again")).expect("a link");
        symlink("missing", at("1772453800.5.wav")).expect("a link");
        let found = Folder::scan(folder.path()).expect("a folder");
        let names: Vec<&str> = found.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["1772453800.4.wav", "2026/03/1772453800.1.wav"]);
        assert_eq!(found.files[0].path, found.files[1].path);
        let refused: Vec<&str> = found.refused.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(refused, ["1772453800.3.wav", "1772453800.5.wav", "out"]);
        let other: Vec<&str> = found.other.iter().map(|(name, _)| name.as_str()).collect();
        let unnamed: Vec<&str> = found.unnamed.iter().map(|file| file.name.as_str()).collect();
        assert_eq!((other, unnamed), (vec!["1772453800.2.gsm"], vec!["notes.txt"]));
    }
}
