//! The order of the rows of a file. A table may be exported by channel; what belongs together must not be
//! hours apart.

use super::columns::{Columns, FirstLine};
use crate::csv;
use crate::zone::{TableZone, WrittenTime};

/// By how much times of neighbouring rows may be out of order, in microseconds: less than a call waits for
/// more events.
const OUT_OF_ORDER: i64 = 30 * 1_000_000;

/// Whether the rows of a file are in the order of their times, or against it, as far as it matters. A file
/// that is not is to be sorted by [`order_cel`] first.
pub fn is_cel_in_order(file: &[u8]) -> bool {
    let Some((_, rows)) = rows(file) else { return true };
    let times = || rows.iter().filter_map(|(at, _)| *at);
    ascends(times()) || ascends(times().map(std::ops::Neg::neg))
}

fn ascends(mut times: impl Iterator<Item = i64>) -> bool {
    let mut latest = i64::MIN;
    times.all(|at| {
        latest = latest.max(at);
        latest - at <= OUT_OF_ORDER
    })
}

/// The lines of a file in the order of their times; as it is if it is no CEL file. The whole file is held in
/// memory.
pub fn order_cel(file: &[u8]) -> Vec<u8> {
    let Some((header, mut rows)) = rows(file) else { return file.to_vec() };
    rows.sort_by_key(|(at, _)| *at);
    let lines = header.into_iter().chain(rows.into_iter().map(|(_, line)| line));
    let mut ordered = Vec::with_capacity(file.len() + 1);
    for line in lines {
        ordered.extend_from_slice(line);
        ordered.push(b'\n');
    }
    ordered
}

/// The header, if there is one, and the rows with their times.
type Rows<'f> = (Option<&'f [u8]>, Vec<(Option<i64>, &'f [u8])>);

fn rows(file: &[u8]) -> Option<Rows<'_>> {
    let lines = file.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let mut lines = lines.filter(|line| !line.is_empty()).peekable();
    let first = *lines.peek()?;
    let text = String::from_utf8_lossy(first);
    let (header, columns) = match FirstLine::read(text.trim_start_matches('\u{feff}')).ok()? {
        FirstLine::Header(columns) => (lines.next(), columns),
        FirstLine::Row(columns) => (None, columns),
    };
    Some((header, lines.map(|line| (time(line, &columns), line)).collect()))
}

/// The time of a row. Compared among each other, all local times may count as UTC.
fn time(line: &[u8], columns: &Columns) -> Option<i64> {
    let text = String::from_utf8_lossy(line);
    let fields = csv::fields(&text, columns.delimiter);
    WrittenTime::parse(fields.get(columns.time)?)?.instant("Z".parse::<TableZone>().ok(), None)
}
