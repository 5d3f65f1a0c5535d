//! The folders whose files sources may read (`PROTOCOLO_SOURCE_FOLDERS`): an administrator of the settings need not have
//! access to the server's disk. What is outside is refused when a source is saved, and again when it is read.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The folders.
#[derive(Clone, Debug)]
pub struct SourceFolders(Arc<[PathBuf]>);

impl SourceFolders {
    /// These folders.
    pub fn new(folders: &[PathBuf]) -> Self {
        Self(folders.into())
    }

    /// Whether a file, which need not exist, is in one of them. Of a link, where it leads counts.
    ///
    /// # Errors
    /// If the folder it is in cannot be read.
    pub fn contain(&self, path: &Path) -> io::Result<bool> {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return Ok(false) };
        let file = parent.canonicalize()?.join(name);
        let file = file.canonicalize().unwrap_or(file);
        Ok(self.0.iter().any(|folder| folder.canonicalize().is_ok_and(|folder| file.starts_with(folder))))
    }

    /// Whether a file may be in one of them, as soon as it and its folder are there.
    pub fn may_contain(&self, path: &Path) -> bool {
        self.contain(path).unwrap_or_else(|_| {
            let goes_up = path.components().any(|part| part == Component::ParentDir);
            !goes_up && self.0.iter().any(|folder| path.starts_with(folder) && path != folder)
        })
    }

    /// Their names.
    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(|folder| folder.display().to_string()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_in_the_folders_wherever_links_lead() {
        let base = std::env::temp_dir().join(format!("protocolo-folders-{}", std::process::id()));
        let (open, closed) = (base.join("open"), base.join("closed"));
        for folder in [&open, &closed] {
            std::fs::create_dir_all(folder).expect("a folder");
        }
        let folders = SourceFolders::new(&[open.clone(), PathBuf::from("/no/such/folder")]);
        assert!(folders.may_contain(&open.join("queue_log")), "it may come later");
        std::os::unix::fs::symlink(&closed, open.join("link")).expect("a link");
        for outside in
            [closed.join("secret"), open.join("link/secret"), open.join("../closed/secret"), "/".into()]
        {
            assert!(!folders.may_contain(&outside), "{}", outside.display());
        }
        // Of a folder that is not there yet, the name counts.
        assert!(folders.may_contain(Path::new("/no/such/folder/queue_log")));
        for outside in ["/no/such/folder/../x", "/no/such/folder", "/no/such/folders/x", "queue_log"] {
            assert!(!folders.may_contain(Path::new(outside)), "{outside}");
        }
        assert!(!SourceFolders::new(&[]).may_contain(&open.join("queue_log")));
        std::fs::remove_dir_all(base).expect("it is removed");
    }
}
