//! A log is followed through rotations, compression and crashes: every line once, in order.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use domain::Timestamp;
use flate2::Compression;
use flate2::write::GzEncoder;
use intake::source::{Output, Source};
use proptest::collection::vec;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::piece::Opened;
use super::position::Position;
use super::{LogPath, rotation, turn};

/// A reader that remembers the whole lines it was given, and the rests of files.
#[derive(Clone)]
struct Echo;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Echoed {
    lines: Vec<String>,
    rests: Vec<String>,
    ended: usize,
}

impl Source for Echo {
    type State = Echoed;

    fn read(&self, state: &mut Echoed, bytes: &[u8], _output: &mut Output) -> usize {
        let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        state.lines.extend(String::from_utf8_lossy(&bytes[..end]).lines().map(ToOwned::to_owned));
        end
    }

    fn end_file(&self, state: &mut Echoed, rest: &[u8], _output: &mut Output) {
        if !rest.is_empty() {
            state.rests.push(String::from_utf8_lossy(rest).into_owned());
        }
        state.ended += 1;
    }

    fn finish(&self, _state: &mut Echoed, _output: &mut Output) {}

    fn content_hash(&self) -> String {
        String::new()
    }
}

/// A folder with a log in it, and a process that follows it.
struct Followed {
    folder: tempfile::TempDir,
    /// Seconds of the clock by which files are written.
    clock: u64,
    rotations: usize,
    written: Vec<String>,
    state: Echoed,
    position: Option<Position>,
    opened: Option<Opened>,
    lost: usize,
}

impl Followed {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut followed = Self {
            folder,
            clock: 1_000_000,
            rotations: 0,
            written: Vec::new(),
            state: Echoed::default(),
            position: None,
            opened: None,
            lost: 0,
        };
        followed.touch();
        followed
    }

    fn path(&self, end: &str) -> PathBuf {
        self.folder.path().join(format!("queue_log{end}"))
    }

    fn touch(&mut self) {
        let path = self.path("");
        self.append(&path, "");
    }

    /// Writes a line with an end, and sets the time of the write.
    fn append(&mut self, path: &Path, text: &str) {
        let mut file = OpenOptions::new().create(true).append(true).open(path).expect("a file");
        file.write_all(text.as_bytes()).expect("bytes");
        self.clock += 1;
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(self.clock)).expect("a time");
    }

    fn write_line(&mut self) {
        let line = format!("line {} {}", self.written.len(), "x".repeat(self.written.len() % 90));
        let path = self.path("");
        self.append(&path, &format!("{line}\n"));
        self.written.push(line);
    }

    /// Renames the log away, as logrotate does with numbers that grow with age.
    fn rotate(&mut self) {
        for number in (1..=self.rotations).rev() {
            for end in ["", ".gz"] {
                let old = self.path(&format!(".{number}{end}"));
                if old.exists() {
                    std::fs::rename(&old, self.path(&format!(".{}{end}", number + 1))).expect("a rename");
                }
            }
        }
        self.rotations += 1;
        std::fs::rename(self.path(""), self.path(".1")).expect("a rename");
        self.touch();
    }

    fn compress_oldest(&mut self) {
        let plain = (1..=self.rotations).rev().map(|number| self.path(&format!(".{number}")));
        let Some(plain) = plain.into_iter().find(|path| path.exists()) else { return };
        let about = std::fs::metadata(&plain).expect("a file");
        let mut encoder = GzEncoder::new(
            File::create(
                plain.with_file_name(format!("{}.gz", plain.file_name().expect("a name").to_string_lossy())),
            )
            .expect("a file"),
            Compression::default(),
        );
        encoder.write_all(&std::fs::read(&plain).expect("bytes")).expect("bytes");
        let compressed = encoder.finish().expect("a file");
        compressed.set_modified(about.modified().expect("a time")).expect("a time");
        std::fs::remove_file(&plain).expect("removed");
    }

    fn turn(&mut self) -> bool {
        let turn = turn(
            &anywhere(self.path("")),
            (&Echo, None),
            &mut self.state,
            &mut self.position,
            &mut self.opened,
            Timestamp(0),
        )
        .expect("a turn");
        self.lost += usize::from(turn.output.is_lost);
        turn.has_more
    }

    /// The process ends and starts again with what it had stored.
    fn crash(&mut self) {
        let stored = serde_json::to_string(&(&self.state, &self.position)).expect("JSON");
        (self.state, self.position) = serde_json::from_str(&stored).expect("a state");
        self.opened = None;
    }

    fn catch_up(&mut self) {
        for _ in 0..10_000 {
            if !self.turn() {
                return;
            }
        }
        panic!("it never ends");
    }

    fn assert_all(&mut self) {
        self.catch_up();
        assert_eq!(self.state.lines, self.written);
        assert_eq!((self.state.rests.len(), self.lost), (0, 0));
    }
}

#[test]
fn what_is_not_read_yet_is_known_through_rotations() {
    let mut followed = Followed::start();
    let unread = |followed: &Followed| {
        let position = followed.position.as_ref().expect("a position");
        rotation::unread(&anywhere(followed.path("")), position)
    };
    followed.write_line();
    followed.catch_up();
    assert_eq!(unread(&followed), Some(0));
    followed.write_line();
    let second = followed.written[1].len() as u64 + 1;
    assert_eq!(unread(&followed), Some(second));
    // The rotated file has it still, and the new one has more.
    followed.rotate();
    followed.write_line();
    let third = followed.written[2].len() as u64 + 1;
    assert_eq!(unread(&followed), Some(second + third));
    followed.catch_up();
    assert_eq!(unread(&followed), Some(0));
    let half = followed.path("");
    followed.append(&half, "half a line");
    followed.turn();
    assert_eq!(unread(&followed), Some(11), "it waits for its end");
    std::fs::write(&half, "").expect("it is truncated");
    assert_eq!(unread(&followed), None);
}

#[test]
fn of_a_compressed_file_it_is_not_known_what_is_not_read() {
    let mut followed = Followed::start();
    followed.write_line();
    followed.turn();
    followed.write_line();
    followed.rotate();
    followed.write_line();
    let position = followed.position.clone().expect("a position");
    followed.compress_oldest();
    assert_eq!(rotation::unread(&anywhere(followed.path("")), &position), None);
}

#[derive(Clone, Debug)]
enum Deed {
    Write,
    Rotate,
    Compress,
    Turn,
    Crash,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        6 => Just(Deed::Write),
        2 => Just(Deed::Rotate),
        1 => Just(Deed::Compress),
        4 => Just(Deed::Turn),
        2 => Just(Deed::Crash),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn every_line_is_read_once_and_in_order(deeds in vec(deed(), 0..60)) {
        let mut followed = Followed::start();
        for deed in deeds {
            match deed {
                Deed::Write => followed.write_line(),
                Deed::Rotate => followed.rotate(),
                Deed::Compress => followed.compress_oldest(),
                Deed::Turn => { followed.turn(); }
                Deed::Crash => followed.crash(),
            }
        }
        followed.assert_all();
    }
}

#[test]
fn half_a_line_waits_for_its_rest() {
    let mut followed = Followed::start();
    let path = followed.path("");
    followed.append(&path, "one");
    followed.catch_up();
    assert!(followed.state.lines.is_empty());
    followed.append(&path, " line\ntwo");
    followed.catch_up();
    followed.crash();
    followed.append(&path, "\n");
    followed.catch_up();
    assert_eq!(followed.state.lines, ["one line", "two"]);
}

#[test]
fn a_renamed_file_is_read_while_it_is_written_to() {
    let mut followed = Followed::start();
    followed.write_line();
    followed.catch_up();
    followed.rotate();
    // Asterisk has not reopened its log yet.
    let old = followed.path(".1");
    followed.append(&old, "late\n");
    followed.catch_up();
    followed.append(&old, "later\n");
    followed.catch_up();
    assert_eq!(followed.state.lines[1..], ["late", "later"]);
    assert_eq!(followed.state.ended, 0, "the file is not left before the next one has something in it");
    followed.write_line();
    followed.catch_up();
    assert_eq!((followed.state.lines.len(), followed.state.ended), (4, 1));
}

#[test]
fn a_copy_that_was_truncated_is_read_to_its_end() {
    let mut followed = Followed::start();
    for _ in 0..3 {
        followed.write_line();
    }
    followed.turn();
    followed.write_line();
    let (path, copy) = (followed.path(""), followed.path(".1"));
    std::fs::copy(&path, &copy).expect("a copy");
    File::create(&path).expect("an empty file");
    followed.write_line();
    followed.assert_all();
}

#[test]
fn a_log_that_began_anew_without_a_copy_is_told() {
    let mut followed = Followed::start();
    for _ in 0..3 {
        followed.write_line();
    }
    followed.catch_up();
    let path = followed.path("");
    std::fs::remove_file(&path).expect("removed");
    followed.catch_up();
    assert_eq!(followed.lost, 0, "it may be renamed in this moment");
    followed.write_line();
    followed.catch_up();
    assert_eq!(followed.state.lines, followed.written);
    assert_eq!(followed.lost, 1);
    File::create(&path).expect("an empty file");
    followed.write_line();
    followed.catch_up();
    assert_eq!(followed.state.lines, followed.written);
    assert_eq!(followed.lost, 2);
}

#[test]
fn other_files_beside_the_log_are_not_read() {
    let mut followed = Followed::start();
    for end in [".bak", "~", ".rejects.ndjson", "_old"] {
        let path = followed.path(end);
        followed.append(&path, "foreign\n");
    }
    followed.write_line();
    followed.assert_all();
}

#[test]
fn a_damaged_old_file_does_not_stop_the_live_one() {
    let mut followed = Followed::start();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&b"old line\n".repeat(10_000)).expect("bytes");
    let whole = encoder.finish().expect("bytes");
    let old = followed.path("-20260614.gz");
    followed.append(&old, "");
    std::fs::write(&old, &whole[..whole.len() / 2]).expect("a file");
    File::options()
        .append(true)
        .open(&old)
        .expect("a file")
        .set_modified(SystemTime::UNIX_EPOCH)
        .expect("a time");
    followed.write_line();
    followed.catch_up();
    assert_eq!(followed.state.lines.last(), followed.written.last());
    assert_eq!(followed.lost, 1);
}

#[test]
fn a_log_that_does_not_exist_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("queue_log");
    let (mut state, mut position, mut opened) = (Echoed::default(), None, None);
    let turned =
        turn(&anywhere(path.clone()), (&Echo, None), &mut state, &mut position, &mut opened, Timestamp(0));
    assert!(turned.err().is_some_and(|problem| problem.contains("queue_log")));
}

#[test]
fn a_long_compressed_file_is_read_once() {
    let mut followed = Followed::start();
    let line = "y".repeat(999);
    let text = format!("{line}\n").repeat(5_000);
    let path = followed.path("");
    followed.append(&path, &text);
    followed.rotate();
    followed.compress_oldest();
    followed.write_line();
    // A restart in the middle goes back to the beginning once.
    followed.turn();
    followed.crash();
    followed.catch_up();
    assert_eq!(followed.state.lines.len(), 5_001);
}

fn anywhere(path: PathBuf) -> LogPath {
    LogPath { path, folders: None }
}

// Who writes the log may put links beside it, and what cannot be read is shown.
#[test]
fn links_out_of_the_folders_are_not_read() {
    let (open, closed) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let secret = closed.path().join("secret");
    std::fs::write(&secret, "secret\n").expect("a file");
    let log = LogPath { path: open.path().join("queue_log"), folders: Some(vec![open.path().to_owned()]) };
    std::fs::write(&log.path, "own\n").expect("a file");
    std::os::unix::fs::symlink(&secret, open.path().join("queue_log.2")).expect("a link");
    std::fs::write(open.path().join("older"), "older\n").expect("a file");
    File::options()
        .append(true)
        .open(open.path().join("older"))
        .and_then(|file| file.set_modified(SystemTime::UNIX_EPOCH))
        .expect("a time");
    std::os::unix::fs::symlink("older", open.path().join("queue_log.1")).expect("a link");
    let (mut state, mut position, mut opened) = (Echoed::default(), None, None);
    let mut read =
        |log: &LogPath| turn(log, (&Echo, None), &mut state, &mut position, &mut opened, Timestamp(0));
    while read(&log).expect("a turn").has_more {}
    std::fs::remove_file(&log.path).expect("removed");
    std::os::unix::fs::symlink(&secret, &log.path).expect("a link");
    assert!(read(&log).err().is_some_and(|problem| problem.contains("leads out of the folders")));
    assert_eq!(state.lines, ["older", "own"]);
}

#[test]
fn a_folder_is_no_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut state, mut position, mut opened) = (Echoed::default(), None, None);
    let log = anywhere(folder.path().to_owned());
    let turned = turn(&log, (&Echo, None), &mut state, &mut position, &mut opened, Timestamp(0));
    assert!(turned.err().is_some_and(|problem| problem.contains("it is no file")));
}
