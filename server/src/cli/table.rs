//! Plain aligned tables for the terminal.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// Rows under their headings, each column as wide as its widest cell.
pub(super) fn table<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> String {
    let rows: Vec<[String; N]> = std::iter::once(headings.map(str::to_owned))
        .chain(rows.iter().map(|row| row.each_ref().map(|cell| harmless(cell))))
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

/// Names come from other systems too; what would move the cursor or colour the terminal is shown
/// instead of done.
fn harmless(cell: &str) -> String {
    cell.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// An instant in the operation's time zone, to the minute; a dash where there is none.
pub(super) fn instant(at: Option<i64>, zone: Tz) -> String {
    at.and_then(DateTime::<Utc>::from_timestamp_millis)
        .map_or_else(|| "-".to_owned(), |at| at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string())
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
        assert_eq!(instant(Some(0), chrono_tz::America::Sao_Paulo), "1969-12-31 21:00");
        assert_eq!(instant(None, Tz::UTC), "-");
    }
}
