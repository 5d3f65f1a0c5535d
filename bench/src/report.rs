//! The result table.

use crate::figures::{grouped, precise};
use crate::pages::MAX_MEMORY;
use crate::process::Memory;

/// A budget and whether it was met.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    what: &'static str,
    limit: String,
    met: bool,
}

impl Check {
    /// A figure that must be at most `limit`.
    pub fn at_most(what: &'static str, figure: f64, limit: f64, unit: &str) -> Self {
        Self { what, limit: format!("{what} ≤ {}{unit}", exact(limit)), met: figure <= limit }
    }

    /// A figure that must be at least `limit`.
    pub fn at_least(what: &'static str, figure: f64, limit: f64, unit: &str) -> Self {
        Self { what, limit: format!("{what} ≥ {}{unit}", exact(limit)), met: figure >= limit }
    }
}

/// A limit: a whole number with thousands separators, else with its decimals.
fn exact(limit: f64) -> String {
    if limit.fract() == 0.0 { grouped(limit as u64) } else { limit.to_string() }
}

/// One row of the table; figures that do not apply are absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measurement {
    /// What was measured.
    pub name: String,
    /// The median time in milliseconds.
    pub p50: Option<f64>,
    /// The 99th percentile in milliseconds.
    pub p99: Option<f64>,
    /// The median time with a single connection, in milliseconds.
    pub alone: Option<f64>,
    /// Requests per second.
    pub per_second: Option<f64>,
    /// CPU time of the server per request, in milliseconds.
    pub processor: Option<f64>,
    /// The median time of hand-written SQL, in milliseconds.
    pub raw: Option<f64>,
    /// The median time with a tenth of the interactions, in milliseconds.
    pub tenth: Option<f64>,
    /// Memory in bytes.
    pub memory: Option<u64>,
    /// The size of a body in bytes, as transferred.
    pub bytes: Option<u64>,
    /// The budgets.
    pub checks: Vec<Check>,
}

impl Measurement {
    /// A row with only a name.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// The peak memory of a server.
    pub fn memory(name: &str, memory: Memory) -> Self {
        Self {
            memory: Some(memory.peak),
            checks: vec![Check::at_most("MB", megabytes(memory.peak), MAX_MEMORY, "")],
            ..Self::named(format!(
                "{name}, at most (of {} now {} are no files)",
                precise(megabytes(memory.resident)),
                precise(megabytes(memory.own))
            ))
        }
    }

    fn cells(&self, engine: &str) -> Cells {
        let figure = |figure: Option<f64>| figure.map_or_else(String::new, precise);
        let times = |other: Option<f64>| self.p50.zip(other).map(|(own, other)| own / other);
        let limits: Vec<&str> = self.checks.iter().map(|check| check.limit.as_str()).collect();
        [
            engine.to_owned(),
            self.name.clone(),
            figure(self.p50),
            figure(self.p99),
            figure(self.alone),
            self.per_second.map_or_else(String::new, |rate| grouped(rate.round() as u64)),
            figure(self.processor),
            figure(self.raw),
            figure(times(self.raw)),
            figure(self.tenth),
            figure(times(self.tenth)),
            figure(self.memory.map(megabytes)),
            self.bytes.map_or_else(String::new, grouped),
            limits.join(", "),
            self.verdict(),
        ]
    }

    fn verdict(&self) -> String {
        let over: Vec<&str> = self.checks.iter().filter(|check| !check.met).map(|check| check.what).collect();
        match (self.checks.len(), over.len()) {
            (0, _) => String::new(),
            (_, 0) => "ok".to_owned(),
            (1, _) => "OVER".to_owned(),
            _ => format!("OVER: {}", over.join(", ")),
        }
    }
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// The rows measured so far.
#[derive(Clone, Debug, Default)]
pub struct Report {
    rows: Vec<Cells>,
}

const COLUMNS: usize = 15;

/// The cells of a row.
type Cells = [String; COLUMNS];

const HEAD: [&str; COLUMNS] = [
    "engine",
    "what",
    "p50 ms",
    "p99 ms",
    "alone ms",
    "per second",
    "cpu ms",
    "raw ms",
    "× raw",
    "tenth ms",
    "× tenth",
    "MB",
    "bytes",
    "budget",
    "",
];

/// The left-aligned text columns; the others are numbers.
const WORDS: [usize; 4] = [0, 1, 13, 14];

impl Report {
    /// Adds the rows of an engine.
    pub fn add(&mut self, engine: &str, rows: impl IntoIterator<Item = Measurement>) {
        self.rows.extend(rows.into_iter().map(|row| row.cells(engine)));
    }

    /// Formats the table as aligned Markdown.
    pub fn table(&self) -> String {
        let head = HEAD.map(str::to_owned);
        let all = || std::iter::once(&head).chain(&self.rows);
        let width = |column: usize| all().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: [usize; COLUMNS] = std::array::from_fn(width);
        let line = |row: &Cells| {
            let cells = row.iter().zip(widths).enumerate().map(|(column, (cell, width))| {
                if WORDS.contains(&column) { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
            });
            format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
        };
        let rule = widths.iter().enumerate().map(|(column, width)| {
            let dashes = "-".repeat(*width + 1);
            if WORDS.contains(&column) { format!("{dashes}-") } else { format!("{dashes}:") }
        });
        let rule = format!("|{}|\n", rule.collect::<Vec<_>>().join("|"));
        let rows: String = self.rows.iter().map(line).collect();
        format!("{}{rule}{rows}", line(&head))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_which_budget_is_not_kept() {
        let checks =
            vec![Check::at_most("p50", 12.0, 10.0, " ms"), Check::at_least("rate", 900.0, 800.0, "/s")];
        let page = Measurement { p50: Some(12.0), raw: Some(4.0), checks, ..Measurement::named("history") };
        let mut report = Report::default();
        report.add("SQLite", [page, Measurement::named("case")]);
        let table = report.table();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(lines[2].contains("3.00") && lines[2].ends_with("| p50 ≤ 10 ms, rate ≥ 800/s | OVER: p50 |"));
        let width = lines[0].chars().count();
        assert!(lines.iter().all(|line| line.chars().count() == width), "{table}");
    }

    #[test]
    fn a_budget_that_is_kept_is_ok() {
        let measured = |figure| Measurement {
            checks: vec![Check::at_most("MB", figure, 1.0, "")],
            ..Measurement::named("server")
        };
        assert_eq!([measured(1.0).verdict(), measured(1.1).verdict()], ["ok", "OVER"]);
        assert_eq!(Measurement::named("nothing").verdict(), "");
    }
}
