//! Tables and event logs whose rows are not in the order of their times, such as an export that begins with
//! the newest.
//!
//! Whether a table is sorted is seen at its beginning. One that is not is held in memory, up to a limit.

use std::io::Read;

use intake::asterisk::cel::{is_cel_in_order, order_cel};
use intake::asterisk::queue_log::order_table;

use crate::cli::Failure;
use crate::cli::import::input::{BytesRead, Input};
use crate::sources::asterisk::zone::whole_lines;

/// How much of a table is looked at, in bytes.
const BEGINNING: u64 = 1024 * 1024;
/// The largest table that is sorted, in bytes.
const MAX_SORTED: u64 = 256 * 1024 * 1024;

/// How the rows of a log are sorted.
pub(super) struct Order {
    is_sorted: fn(&[u8]) -> bool,
    sorted: fn(&[u8]) -> Vec<u8>,
}

impl Order {
    /// By time and ID, as a table `queue_log` has to be.
    pub(super) const TABLE: Self = Self { is_sorted, sorted: order_table };
    /// By time, or against it, as a CEL has to be.
    pub(super) const CEL: Self = Self { is_sorted: is_cel_in_order, sorted: order_cel };
}

/// Sorts the files that are not sorted, and says so.
pub(super) fn sort(inputs: &mut [Input], order: &Order, read: &BytesRead) -> Result<(), Failure> {
    for input in inputs {
        let name = input.name();
        let unreadable = |error| Failure(format!("{name} cannot be read: {error}"));
        let beginning = input.beginning(BEGINNING, read).map_err(unreadable)?;
        if (order.is_sorted)(whole_lines(&beginning)) {
            continue;
        }
        let mut table = Vec::new();
        input
            .open(read)
            .map_err(unreadable)?
            .take(MAX_SORTED + 1)
            .read_to_end(&mut table)
            .map_err(unreadable)?;
        if table.len() as u64 > MAX_SORTED {
            return Err(Failure(format!(
                "nothing was imported: the rows of {name} are not in the order of their times, and it is too \
                 large to be sorted here; export it sorted by time and id"
            )));
        }
        eprintln!(
            "The rows of {name} are read in the order of their times; lines are counted in that order."
        );
        input.hold((order.sorted)(&table));
    }
    Ok(())
}

fn is_sorted(table: &[u8]) -> bool {
    lines(table).eq(lines(&order_table(table)))
}

fn lines(table: &[u8]) -> impl Iterator<Item = &[u8]> {
    table.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_sorted_by_time_and_id() {
        for (table, expected) in [
            ("", true),
            ("no table\n", true),
            (
                "id,time,callid,queuename,event\r\n1,2026-03-02 09:00:00,1.1,q,A\r\n\r\n2,2026-03-02 09:00:01,1.1,q,B",
                true,
            ),
            (
                "id,time,callid,queuename,event\n2,2026-03-02 09:00:01,1.1,q,B\n1,2026-03-02 09:00:00,1.1,q,A\n",
                false,
            ),
            (
                "id,time,callid,queuename,event\n2,2026-03-02 09:00:00,1.1,q,B\n1,2026-03-02 09:00:00,1.1,q,A\n",
                false,
            ),
        ] {
            assert_eq!(is_sorted(table.as_bytes()), expected, "{table}");
        }
    }

    #[test]
    fn a_cut_line_is_left_out() {
        assert_eq!(whole_lines(b"one\ntwo"), b"one\n");
        assert_eq!(whole_lines(b"one"), b"one");
    }
}
