//! Plain-text tables for the terminal.

use chrono_tz::Tz;
use domain::Timestamp;

/// Aligns rows under their headings, each column as wide as its widest cell.
pub(super) fn table<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> String {
    let rows: Vec<[String; N]> = std::iter::once(headings.map(str::to_owned))
        .chain(rows.iter().map(|row| row.each_ref().map(|cell| sanitised(cell))))
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<String> =
            row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// Replaces control characters: names may come from other systems and must not control the
/// terminal.
fn sanitised(cell: &str) -> String {
    cell.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Formats an instant in the operation's time zone, to the minute; a dash for `None`.
pub(super) fn instant(at: Option<Timestamp>, zone: Tz) -> String {
    let shown = |at: Timestamp| at.to_utc().with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string();
    at.map_or_else(|| "-".to_owned(), shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_by_characters_and_end_without_blanks() {
        let rows = [["joão".to_owned(), "agent".to_owned()], ["ana.beatriz".to_owned(), String::new()]];
        assert_eq!(table(["LOGIN", "ROLE"], &rows), "LOGIN        ROLE\njoão         agent\nana.beatriz\n");
    }

    #[test]
    fn a_name_cannot_command_the_terminal() {
        let text = table(["NAME"], &[["a\u{1b}[2J\nb".to_owned()]]);
        assert_eq!(text, "NAME\na\u{fffd}[2J\u{fffd}b\n");
    }

    #[test]
    fn instants_are_shown_in_the_operations_time_zone() {
        assert_eq!(instant(Some(Timestamp(0)), chrono_tz::America::Sao_Paulo), "1969-12-31 21:00");
        assert_eq!(instant(None, Tz::UTC), "-");
    }
}
