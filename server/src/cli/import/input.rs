//! The files of an import: plain or compressed with gzip, which their first bytes say.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::is_standard_input;
use crate::cli::Failure;

/// Size of the buffer of a compressed file, in bytes.
const BUFFER: usize = 256 * 1024;
/// The first bytes of a file that is compressed with gzip.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The content of a file, as it was before it was compressed.
pub(super) type Content = Box<dyn Read + Send>;

/// A file that is to be read.
pub(super) struct Input {
    path: PathBuf,
    /// The size in bytes; `None` if it can be read only once.
    size: Option<u64>,
    /// What can be read only once, after its beginning was looked at, or what takes its place.
    held: Option<Content>,
}

/// How many bytes were read of all files, before they were decompressed.
#[derive(Clone, Default)]
pub(super) struct BytesRead(Arc<AtomicU64>);

impl BytesRead {
    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Input {
    /// A file that exists and can be read.
    pub(super) fn find(path: &Path) -> Result<Self, Failure> {
        let unreadable = |error| Failure(format!("{} cannot be read: {error}", path.display()));
        if is_standard_input(path) {
            return Ok(Self { path: path.to_owned(), size: None, held: None });
        }
        let about = std::fs::metadata(path).map_err(unreadable)?;
        if about.is_dir() {
            return Err(Failure(format!("{} is a folder; name a file", path.display())));
        }
        let size = about.is_file().then_some(about.len());
        if size.is_some() {
            File::open(path).map_err(unreadable)?;
        }
        Ok(Self { path: path.to_owned(), size, held: None })
    }

    /// The files that a path names: itself, or every file in a folder and the folders in it, in the order of
    /// their names. Links to folders are not followed.
    pub(super) fn find_all(path: &Path) -> Result<Vec<Self>, Failure> {
        if is_standard_input(path) || !path.is_dir() {
            return Self::find(path).map(|input| vec![input]);
        }
        let unreadable = |folder: &Path, error| {
            Failure(format!("the folder {} cannot be read: {error}", folder.display()))
        };
        let (mut folders, mut files) = (vec![path.to_owned()], Vec::new());
        while let Some(folder) = folders.pop() {
            let entries = std::fs::read_dir(&folder).map_err(|error| unreadable(&folder, error))?;
            for entry in entries {
                let entry = entry.map_err(|error| unreadable(&folder, error))?;
                let kind = entry.file_type().map_err(|error| unreadable(&folder, error))?;
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if entry.path().is_file() {
                    files.push(entry.path());
                }
            }
        }
        files.sort();
        files.iter().map(|file| Self::find(file)).collect()
    }

    /// Its name, for reports.
    pub(super) fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// Its size in bytes, if it is known.
    pub(super) fn size(&self) -> Option<u64> {
        self.size
    }

    /// The beginning of the content: at most `limit` bytes, of which the last line may be cut.
    pub(super) fn beginning(&mut self, limit: u64, read: &BytesRead) -> io::Result<Vec<u8>> {
        let is_read_again = self.size.is_some() && self.held.is_none();
        let count = if is_read_again { BytesRead::default() } else { read.clone() };
        let mut content = self.open(&count)?;
        let mut beginning = Vec::new();
        content.by_ref().take(limit).read_to_end(&mut beginning)?;
        if !is_read_again {
            self.held = Some(Box::new(Cursor::new(beginning.clone()).chain(content)));
        }
        Ok(beginning)
    }

    /// Replaces the content.
    pub(super) fn hold(&mut self, content: Vec<u8>) {
        self.held = Some(Box::new(Cursor::new(content)));
    }

    /// The whole content.
    pub(super) fn open(&mut self, read: &BytesRead) -> io::Result<Content> {
        if let Some(held) = self.held.take() {
            return Ok(held);
        }
        let file: Content = if is_standard_input(&self.path) {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(&self.path)?)
        };
        decompressed(Counted { content: file, read: read.clone() })
    }
}

/// The content, decompressed if it is compressed.
fn decompressed(mut content: Counted) -> io::Result<Content> {
    let mut start = Vec::new();
    content.by_ref().take(GZIP.len() as u64).read_to_end(&mut start)?;
    let is_compressed = start == GZIP;
    let whole = Cursor::new(start).chain(content);
    Ok(if is_compressed {
        Box::new(MultiGzDecoder::new(BufReader::with_capacity(BUFFER, whole)))
    } else {
        Box::new(whole)
    })
}

/// Content whose bytes are counted.
struct Counted {
    content: Content,
    read: BytesRead,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.content.read(buffer)?;
        self.read.0.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn compressed(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).expect("it is written");
        encoder.finish().expect("it is finished")
    }

    #[test]
    fn content_is_decompressed_by_its_first_bytes() {
        let folder = tempfile::tempdir().expect("a folder");
        let two = [compressed(b"one\n"), compressed(b"two\n")].concat();
        for (bytes, expected) in [
            (b"one\ntwo\n".to_vec(), &b"one\ntwo\n"[..]),
            (two, b"one\ntwo\n"),
            (Vec::new(), b""),
            (vec![0x1f], b"\x1f"),
        ] {
            let path = folder.path().join("log");
            std::fs::write(&path, &bytes).expect("a file");
            let (mut input, read) = (Input::find(&path).expect("a file"), BytesRead::default());
            assert_eq!(input.beginning(5, &read).expect("bytes"), expected[..expected.len().min(5)]);
            let mut content = Vec::new();
            input.open(&read).expect("the file").read_to_end(&mut content).expect("bytes");
            assert_eq!(content, expected);
            assert_eq!(read.get(), bytes.len() as u64);
            input.hold(b"other\n".to_vec());
            for _ in 0..2 {
                assert_eq!(input.beginning(9, &read).expect("bytes"), b"other\n");
            }
        }
    }

    #[test]
    fn a_folder_is_all_files_in_it_in_the_order_of_their_names() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("b")).expect("a folder");
        for name in ["c", "b/2", "b/1", "a"] {
            std::fs::write(folder.path().join(name), name).expect("a file");
        }
        std::os::unix::fs::symlink(folder.path(), folder.path().join("b/again")).expect("a link");
        let found = Input::find_all(folder.path()).expect("files");
        let names: Vec<String> = found.iter().map(Input::name).collect();
        let expected = ["a", "b/1", "b/2", "c"].map(|name| folder.path().join(name).display().to_string());
        assert_eq!(names, expected);
        assert_eq!(Input::find_all(&folder.path().join("c")).expect("a file").len(), 1);
        assert!(Input::find_all(&folder.path().join("d")).is_err());
    }

    #[test]
    fn a_compressed_file_that_was_cut_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("log.gz");
        let bytes = compressed(b"one\ntwo\n");
        std::fs::write(&path, &bytes[..bytes.len() - 4]).expect("a file");
        let mut content = Vec::new();
        let mut input = Input::find(&path).expect("a file");
        assert!(input.open(&BytesRead::default()).expect("the file").read_to_end(&mut content).is_err());
    }
}
