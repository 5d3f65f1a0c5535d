//! The files that appear in a folder of recordings.
//!
//! A folder has millions of files after some years. It is looked at every few seconds, so folders in it are
//! read again only where something was added or removed, which changes their own time.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use domain::{Millis, Timestamp};
use intake::asterisk::recordings::RecordingName;

/// How old a file has to be: a recording is written in pieces.
const QUIET: Millis = Millis::seconds(5);
/// How old the last change of a folder has to be before it is known to have no more of that time.
const SETTLED: Millis = Millis::seconds(10);

/// A file that is to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DiscoveredFile {
    /// Its path below the folder.
    pub(super) name: String,
    /// When it was written last.
    changed_at: Timestamp,
    attempts: usize,
}

impl DiscoveredFile {
    /// After how long a file is tried again, by how often it was tried. At first the logs of the past are read
    /// beside it, so old files are tried again too.
    const PAUSES: [Millis; 7] = [
        Millis::seconds(10),
        Millis::minutes(1),
        Millis::minutes(5),
        Millis::minutes(30),
        Millis::hours(2),
        Millis::hours(12),
        Millis::hours(24),
    ];

    /// How often an old file is tried again: its call has ended long ago, and is read within the hour or not.
    const MAX_REPEATS_OF_OLD: usize = 4;

    /// Whether it is not tried again.
    pub(super) fn is_last_attempt(&self, now: Timestamp) -> bool {
        let is_old = self.changed_at + super::MAX_CALL_LENGTH < now;
        let repeats = if is_old { Self::MAX_REPEATS_OF_OLD } else { Self::PAUSES.len() };
        self.attempts >= repeats
    }
}

/// What was found in a folder, by when it is to be tried.
#[derive(Debug, Default)]
pub(super) struct Discovery {
    since: Timestamp,
    folders: HashMap<PathBuf, Seen>,
    /// Hashes of the paths that were found.
    found: HashSet<u64>,
    state: RandomState,
    waiting: BTreeMap<Timestamp, Vec<DiscoveredFile>>,
}

/// A folder that was read.
#[derive(Debug)]
struct Seen {
    changed_at: Timestamp,
    folders: Vec<PathBuf>,
}

impl Discovery {
    /// None were found yet, and those of before a time are never found.
    pub(super) fn since(since: Timestamp) -> Self {
        Self { since, ..Self::default() }
    }

    /// Finds the files that were not found before.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub(super) fn look(&mut self, root: &Path, now: Timestamp) -> Result<(), String> {
        let unreadable =
            |error: io::Error| format!("the folder of recordings {} cannot be read: {error}", root.display());
        std::fs::read_dir(root).map_err(unreadable)?;
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            match self.look_in(root, &folder, now) {
                Ok(more) => folders.extend(more),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    self.folders.remove(&folder);
                }
                Err(error) => return Err(unreadable(error)),
            }
        }
        Ok(())
    }

    /// Looks at one folder; returns those in it.
    fn look_in(&mut self, root: &Path, folder: &Path, now: Timestamp) -> io::Result<Vec<PathBuf>> {
        let changed_at = time(std::fs::metadata(folder)?.modified()?);
        if let Some(seen) = self.folders.get(folder)
            && seen.changed_at == changed_at
        {
            return Ok(seen.folders.clone());
        }
        let mut folders = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            // Links are not followed: they may lead anywhere.
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                match entry.metadata().and_then(|about| about.modified()) {
                    Ok(changed) => self.add(root, &entry.path(), time(changed), now),
                    // It is gone.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
        }
        if changed_at + SETTLED < now {
            self.folders.insert(folder.to_owned(), Seen { changed_at, folders: folders.clone() });
        }
        Ok(folders)
    }

    fn add(&mut self, root: &Path, path: &Path, changed_at: Timestamp, now: Timestamp) {
        if changed_at < self.since || !self.found.insert(self.state.hash_one(path)) {
            return;
        }
        let Some(name) = path.strip_prefix(root).ok().and_then(Path::to_str) else { return };
        if RecordingName::read(name).is_ok() {
            let file = DiscoveredFile { name: name.to_owned(), changed_at, attempts: 0 };
            self.waiting.entry(now.max(changed_at + QUIET)).or_default().push(file);
        }
    }

    /// When the oldest file that waits was written last.
    pub(super) fn oldest_waiting(&self) -> Option<Timestamp> {
        self.waiting.values().flatten().map(|file| file.changed_at).min()
    }

    /// Takes files that are to be tried now, the earliest first; about `limit`.
    pub(super) fn due(&mut self, now: Timestamp, limit: usize) -> Vec<DiscoveredFile> {
        let mut due = Vec::new();
        while due.len() < limit
            && let Some(earliest) = self.waiting.first_entry()
            && *earliest.key() <= now
        {
            due.extend(earliest.remove());
        }
        due
    }

    /// Has a file tried again later.
    pub(super) fn try_again(&mut self, file: DiscoveredFile, now: Timestamp) {
        let pause = DiscoveredFile::PAUSES[file.attempts.min(DiscoveredFile::PAUSES.len() - 1)];
        let file = DiscoveredFile { attempts: file.attempts + 1, ..file };
        self.waiting.entry(now + pause).or_default().push(file);
    }
}

fn time(time: SystemTime) -> Timestamp {
    chrono::DateTime::<chrono::Utc>::from(time).into()
}

#[cfg(test)]
mod tests {
    use std::fs::{self, FileTimes};

    use super::*;

    const NOON: Timestamp = Timestamp(1_772_452_800_000);

    /// Sets when a file or folder was changed.
    fn touch(path: &Path, at: Timestamp) {
        let at = SystemTime::UNIX_EPOCH + std::time::Duration::from_millis(at.0.unsigned_abs());
        let file = fs::File::open(path).expect("it is there");
        file.set_times(FileTimes::new().set_modified(at)).expect("its time");
    }

    fn names(files: &[DiscoveredFile]) -> Vec<&str> {
        files.iter().map(|file| file.name.as_str()).collect()
    }

    #[test]
    fn a_file_is_found_once_and_when_it_was_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let day = folder.path().join("2026/03/02");
        fs::create_dir_all(&day).expect("folders");
        for (name, at) in [("1772452000.1.wav", -900), ("1772452700.2.wav", -2), ("notes.txt", -900)] {
            fs::write(day.join(name), "x").expect("a file");
            touch(&day.join(name), NOON + Millis::seconds(at));
        }
        touch(&day, NOON - Millis::seconds(2));
        let mut files = Discovery::since(NOON - Millis::hours(1));
        files.look(folder.path(), NOON).expect("a look");
        assert_eq!(names(&files.due(NOON, 10)), ["2026/03/02/1772452000.1.wav"]);
        files.look(folder.path(), NOON).expect("a look");
        assert_eq!(names(&files.due(NOON, 10)), Vec::<&str>::new());
        let later = NOON + Millis::seconds(3);
        assert_eq!(names(&files.due(later, 10)), ["2026/03/02/1772452700.2.wav"]);
        // Added within the time of the last look, and to a folder that was quiet since.
        fs::write(day.join("1772452701.3.wav"), "x").expect("a file");
        touch(&day.join("1772452701.3.wav"), NOON);
        touch(&day, NOON + Millis::seconds(1));
        files.look(folder.path(), NOON + Millis::minutes(1)).expect("a look");
        fs::create_dir_all(folder.path().join("2026/04")).expect("a folder");
        fs::write(folder.path().join("2026/04/1772452702.4.wav"), "x").expect("a file");
        files.look(folder.path(), NOON + Millis::minutes(2)).expect("a look");
        let found = files.due(Timestamp(i64::MAX), 10);
        assert_eq!(names(&found), ["2026/03/02/1772452701.3.wav", "2026/04/1772452702.4.wav"]);
    }

    #[test]
    fn files_of_before_are_not_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("1772452000.1.wav");
        fs::write(&file, "x").expect("a file");
        touch(&file, NOON);
        let mut files = Discovery::since(NOON + Millis::seconds(1));
        files.look(folder.path(), NOON + Millis::hours(1)).expect("a look");
        assert_eq!(files.due(Timestamp(i64::MAX), 10), []);
        assert!(files.look(&folder.path().join("missing"), NOON).expect_err("no folder").contains("missing"));
    }

    #[test]
    fn a_file_is_tried_again_with_growing_pauses() {
        let mut files = Discovery::since(NOON);
        let mut file = DiscoveredFile { name: "1.1.wav".to_owned(), changed_at: NOON, attempts: 0 };
        let mut now = NOON;
        let mut count = 1;
        while !file.is_last_attempt(now) {
            files.try_again(file.clone(), now);
            let next = *files.waiting.first_key_value().expect("it waits").0;
            assert!(next > now);
            now = next;
            file = files.due(now, 10).remove(0);
            count += 1;
        }
        assert_eq!(count, 8);
        assert!(now - NOON > Millis::hours(24));
        // The log with its call may be read for some minutes.
        let old = |attempts| DiscoveredFile { changed_at: NOON - Millis::days(3), attempts, ..file.clone() };
        assert_eq!(
            (0..6).map(|attempts| old(attempts).is_last_attempt(NOON)).collect::<Vec<_>>(),
            [false, false, false, false, true, true]
        );
        files.try_again(old(0), NOON);
        files.try_again(DiscoveredFile { changed_at: NOON, ..old(0) }, NOON);
        assert_eq!(files.oldest_waiting(), Some(NOON - Millis::days(3)));
    }
}
