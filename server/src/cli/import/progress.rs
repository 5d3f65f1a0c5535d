//! Progress of an import: a progress bar on a terminal, a line every few seconds elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::tally::grouped;

const INTERVAL: Duration = Duration::from_secs(5);

/// Shows the progress of an import.
pub(super) struct Progress {
    what: &'static str,
    started: Instant,
    size: Option<u64>,
    shown: Display,
}

enum Display {
    Bar(ProgressBar),
    Lines { last: Instant },
}

impl Progress {
    /// Starts an import of interactions with the input's size in bytes, if known.
    pub(super) fn start(size: Option<u64>) -> Self {
        Self::start_of("interactions", size)
    }

    /// Starts an import of these things with the input's size, if known.
    pub(super) fn start_of(what: &'static str, size: Option<u64>) -> Self {
        let shown = if std::io::stderr().is_terminal() {
            Display::Bar(bar(size))
        } else {
            Display::Lines { last: Instant::now() }
        };
        Self { what, started: Instant::now(), size, shown }
    }

    /// Shows how much of the input's size, and how many things, were processed so far.
    pub(super) fn advance(&mut self, bytes: u64, count: u64) {
        let per_second = (count as f64 / self.started.elapsed().as_secs_f64().max(0.001)) as u64;
        let message = format!("{} {}, {}/s", grouped(count), self.what, grouped(per_second));
        match &mut self.shown {
            Display::Bar(bar) => {
                bar.set_position(bytes);
                bar.set_message(message);
            }
            Display::Lines { last } if last.elapsed() >= INTERVAL => {
                *last = Instant::now();
                match self.size {
                    Some(size) if size > 0 => eprintln!("{message}, {} %", bytes * 100 / size),
                    _ => eprintln!("{message}"),
                }
            }
            Display::Lines { .. } => {}
        }
    }

    /// Removes the progress bar, before the summary is printed.
    pub(super) fn finish(&self) {
        if let Display::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}

fn bar(size: Option<u64>) -> ProgressBar {
    let (bar, template) = match size {
        Some(size) => (ProgressBar::new(size), "{bar:40} {percent} %  {msg}  {eta} left"),
        None => (ProgressBar::new_spinner(), "{spinner} {bytes}  {msg}  {elapsed}"),
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.with_style(style)
}
