//! Writes a `queue_log` of any size, as a busy Asterisk does.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};

/// A written log.
#[derive(Clone, Copy, Debug, Default)]
pub struct Written {
    /// The number of lines.
    pub lines: u64,
    /// The number of calls.
    pub calls: u64,
}

/// Writes a log of at least `bytes` whose last call begins at `newest`, in seconds since 1970. A call
/// begins each second; of ten, one is abandoned, and one member in two answers at the second attempt.
///
/// # Errors
/// Returns an error if the file cannot be written.
pub fn write(path: &Path, bytes: u64, newest: i64) -> Result<Written> {
    let file = File::create(path).with_context(|| format!("{} cannot be written", path.display()))?;
    let (mut file, mut written) = (BufWriter::with_capacity(1 << 20, file), Written::default());
    let first = newest - (bytes / BYTES_PER_CALL).cast_signed();
    let (mut waiting, mut size) = (BTreeMap::new(), 0);
    while size < bytes {
        let at = first + written.calls.cast_signed();
        for (order, (time, text)) in events(written.calls, at).into_iter().enumerate() {
            waiting.insert((time, written.calls, order), text);
        }
        written.calls += 1;
        // Lines are in the order of their times, so a line waits until no call can begin before it.
        let later = waiting.split_off(&(at, 0, 0));
        for ((time, ..), text) in std::mem::replace(&mut waiting, later) {
            let line = format!("{time}|{text}\n");
            size += line.len() as u64;
            written.lines += 1;
            file.write_all(line.as_bytes())?;
        }
    }
    for ((time, ..), text) in waiting {
        written.lines += 1;
        writeln!(file, "{time}|{text}")?;
    }
    file.flush().with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(written)
}

/// About what a call takes.
const BYTES_PER_CALL: u64 = 270;

/// The lines of a call, without their times.
fn events(n: u64, at: i64) -> Vec<(i64, String)> {
    let (queue, agent) = (n % 8, 1000 + n % 50);
    let number = n.wrapping_mul(2_654_435_761) % 100_000_000;
    let call = format!("{at}.{n}|fila{queue}");
    let entered = (at, format!("{call}|NONE|ENTERQUEUE||55119{number:08}|1"));
    if n.is_multiple_of(10) {
        return vec![entered, (at + 40, format!("{call}|NONE|ABANDON|1|1|40"))];
    }
    let member = format!("PJSIP/{agent}");
    let mut events = vec![entered];
    let mut wait = 6;
    if n.is_multiple_of(2) {
        let other = 1000 + (n + 1) % 50;
        events.push((at + 15, format!("{call}|PJSIP/{other}|RINGNOANSWER|15000")));
        wait = 21;
    }
    let talk = 60 + (n % 240).cast_signed();
    let who = if n.is_multiple_of(3) { "COMPLETEAGENT" } else { "COMPLETECALLER" };
    events.push((at + wait, format!("{call}|{member}|CONNECT|{wait}|{at}.{n}1|5")));
    events.push((at + wait + talk, format!("{call}|{member}|{who}|{wait}|{talk}|1")));
    events
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn lines_are_in_the_order_of_their_times_and_every_call_ends() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("queue_log");
        let written = write(&path, 50_000, 1_795_176_000).expect("a log");
        let log = std::fs::read_to_string(&path).expect("the log");
        assert!(log.len() >= 50_000 && log.lines().count() as u64 == written.lines);
        let times: Vec<&str> = log.lines().filter_map(|line| line.split('|').next()).collect();
        assert!(times.is_sorted());
        let count =
            |what: &str| log.lines().filter(|line| line.split('|').nth(4) == Some(what)).count() as u64;
        assert_eq!(count("ENTERQUEUE"), written.calls);
        assert_eq!(count("ABANDON") + count("COMPLETEAGENT") + count("COMPLETECALLER"), written.calls);
    }
}
