//! Follows a log while it grows and is rotated.
//!
//! A [`turn`] reads the next piece of the log and passes it through its reader; what came out, the state
//! and the position are then committed as one step. The files are those that exist at that moment
//! ([`rotation`]), so nothing depends on what was seen before: a crash anywhere, a rotation while the
//! process was stopped, and a file that was compressed meanwhile are all the same case.

mod piece;
mod position;
mod rotation;
#[cfg(test)]
mod tests;

use std::time::Duration;

use domain::Timestamp;
use domain::settings::SourceRecord;
use intake::source::{Output, Source};
use store::Store;
use store::settings::Versioned;
use store::sources::{Advanced, SourceStep};

use super::asterisk::zone::{self, LocalLog, whole_lines};
use super::rejects::{lost_lines, source_rejects};
use super::skipped_counts;
use piece::Opened;
use position::Position;
use rotation::Found;
pub(crate) use rotation::LogPath;

/// How long nothing is read after all of a log was read.
const POLL: Duration = Duration::from_secs(1);
/// How long nothing is read after another process has made a step.
const OVERTAKEN: Duration = Duration::from_secs(10);
/// How long nothing is read after a failure.
const FAILED: Duration = Duration::from_secs(5);

/// A log of a source.
#[derive(Clone, Debug)]
pub(crate) struct Log<S> {
    /// The name of the log, under which its position is kept.
    pub(crate) name: &'static str,
    /// Where it is.
    pub(crate) path: LogPath,
    /// Its reader.
    pub(crate) reader: S,
    /// What its times are to be checked by, if they may have no offset.
    pub(crate) local: Option<LocalLog>,
}

/// Reads a log for as long as it is polled. Failures are noted with the source, and tried again.
pub(crate) async fn follow<S>(store: &Store, source: &Versioned<SourceRecord>, log: &Log<S>)
where
    S: Source + Clone + Send + Sync + 'static,
    S::State: Send + 'static,
{
    loop {
        let pause = match read_on(store, source, log).await {
            Ok(()) => OVERTAKEN,
            Err(problem) => {
                tracing::warn!(source = source.record.name, log = log.name, "{problem}");
                let noted = store.sources().note_problem(source.id, &problem, store::clock::now()).await;
                if let Err(error) = noted {
                    tracing::debug!(%error, "the problem of a source could not be noted");
                }
                FAILED
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// Reads on from where the log was read until another process makes a step of it.
///
/// # Errors
/// What is wrong, for those who keep the source.
async fn read_on<S>(store: &Store, source: &Versioned<SourceRecord>, log: &Log<S>) -> Result<(), String>
where
    S: Source + Clone + Send + Sync + 'static,
    S::State: Send + 'static,
{
    let mut reading = Reading::<S>::resume(store, source, log).await?;
    let mut opened: Option<Opened> = None;
    let mut unchecked = log.local.clone();
    // What is known not to be read, so that it is written when it changes.
    let mut noted = None;
    loop {
        let (path, reader, local) = (log.path.clone(), log.reader.clone(), unchecked.clone());
        let Reading { state, position, sequence } = reading;
        let now = store::clock::now();
        let turned = tokio::task::spawn_blocking(move || {
            let (mut state, mut position, mut opened) = (state, position, opened);
            let reader = (&reader, local.as_ref());
            let turn = turn(&path, reader, &mut state, &mut position, &mut opened, now);
            let unread = position.as_ref().and_then(|position| rotation::unread(&path, position));
            (turn, state, position, opened, unread)
        });
        let (turn, state, position, still_open, unread) =
            turned.await.map_err(|error| format!("the log could not be read: {error}"))?;
        let turn = turn?;
        opened = still_open;
        reading = Reading { state, position, sequence };
        if turn.has_read {
            unchecked = None;
        }
        if turn.has_changed {
            match reading.commit(store, source, log, turn.output).await? {
                Advanced::Committed(_) => reading.sequence += 1,
                Advanced::Overtaken => return Ok(()),
            }
        }
        if reading.sequence > 0 && noted != Some(unread) {
            let note = store.sources().note_unread(source.id, log.name, unread, now).await;
            note.map_err(|error| error.to_string())?;
            noted = Some(unread);
        }
        if !turn.has_more {
            if !turn.has_changed {
                store.sources().clear_problem(source.id).await.map_err(|error| error.to_string())?;
            }
            tokio::time::sleep(POLL).await;
        }
    }
}

/// How far a log was read.
struct Reading<S: Source> {
    state: S::State,
    position: Option<Position>,
    sequence: i64,
}

impl<S: Source> Reading<S> {
    async fn resume(store: &Store, source: &Versioned<SourceRecord>, log: &Log<S>) -> Result<Self, String> {
        let progress = store.sources().log_progress(source.id, log.name).await;
        let Some(progress) = progress.map_err(|error| error.to_string())? else {
            return Ok(Self { state: S::State::default(), position: None, sequence: 0 });
        };
        let unreadable =
            |error| format!("what was remembered of the log cannot be read ({error}); read the source again");
        Ok(Self {
            state: serde_json::from_str(&progress.state).map_err(unreadable)?,
            position: serde_json::from_str(&progress.position).map_err(unreadable)?,
            sequence: progress.sequence,
        })
    }

    async fn commit(
        &self,
        store: &Store,
        source: &Versioned<SourceRecord>,
        log: &Log<S>,
        Turned { output, is_lost }: Turned,
    ) -> Result<Advanced, String> {
        let mut rejects = source_rejects(&output.rejects, &log.path.path);
        if is_lost {
            rejects.push(lost_lines(&log.path.path));
        }
        let step = SourceStep {
            name: source.record.name.clone(),
            log: log.name.to_owned(),
            sequence: self.sequence,
            state: serde_json::to_string(&self.state).map_err(|error| error.to_string())?,
            position: serde_json::to_string(&self.position).map_err(|error| error.to_string())?,
            content_hash: log.reader.content_hash(),
            skipped: skipped_counts(&output),
            interactions: output.interactions,
            rejects,
            ..SourceStep::from(source.id)
        };
        store.sources().advance(step, store::clock::now()).await.map_err(|error| error.to_string())
    }
}

/// What a turn has read.
struct Turn {
    output: Turned,
    /// Whether something was read.
    has_read: bool,
    /// Whether the state or the position is another one.
    has_changed: bool,
    /// Whether there may be more to read at once.
    has_more: bool,
}

/// What came out of a turn.
#[derive(Default)]
struct Turned {
    output: Output,
    /// Whether the file that was being read is gone or damaged, so that lines may be lost.
    is_lost: bool,
}

/// Reads the next piece of a log; its times are checked first if `local` is there.
///
/// # Errors
/// Which file cannot be read, or what is wrong with its times.
fn turn<S: Source>(
    path: &LogPath,
    (reader, local): (&S, Option<&LocalLog>),
    state: &mut S::State,
    position: &mut Option<Position>,
    opened: &mut Option<Opened>,
    now: Timestamp,
) -> Result<Turn, String> {
    let mut turned = Turned::default();
    let found = rotation::find(path, position.as_ref(), opened.as_ref())?;
    let (file, newer) = match found {
        Found::Nothing => {
            return Ok(Turn { output: turned, has_read: false, has_changed: false, has_more: false });
        }
        Found::File { file, newer } => (file, newer),
        Found::Lost { newer } => {
            reader.end_file(state, b"", &mut turned.output);
            turned.is_lost = true;
            *position = newer.as_ref().map(|(file, head)| Position::at_beginning_of(file, head));
            return Ok(Turn {
                output: turned,
                has_read: false,
                has_changed: true,
                has_more: newer.is_some(),
            });
        }
    };
    let mut here = position.take().unwrap_or_else(|| Position::at_beginning_of(&file, b""));
    let piece = piece::read(&file, here.offset, opened)?;
    let lines = whole_lines(&piece.bytes);
    if let Some(local) = local.filter(|_| lines.ends_with(b"\n")) {
        zone::check(local, &path.path.display().to_string(), lines)?;
    }
    let consumed = reader.read(state, &piece.bytes, &mut turned.output);
    if let Some(opened) = opened {
        opened.consume(&piece, consumed);
    }
    here.advance(&file, consumed as u64, &piece.head);
    let rest = &piece.bytes[consumed..];
    let mut has_changed = consumed > 0;
    let mut has_more = !piece.is_last;
    if piece.is_last {
        if let Some((newer, head)) = newer {
            reader.end_file(state, rest, &mut turned.output);
            turned.is_lost = piece.is_damaged;
            here = Position::at_beginning_of(&newer, &head);
            (has_changed, has_more) = (true, true);
        } else {
            let before = turned.output.clone();
            reader.settle(state, now, &mut turned.output);
            has_changed |= before != turned.output;
        }
    }
    *position = Some(here);
    Ok(Turn { output: turned, has_read: lines.ends_with(b"\n"), has_changed, has_more })
}
