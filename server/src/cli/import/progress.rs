//! How far an import is: a bar for people, a line now and then for logs.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::tally::grouped;

const EVERY: Duration = Duration::from_secs(5);

/// How far an import is.
pub(super) struct Progress {
    started: Instant,
    size: Option<u64>,
    shown: Shown,
}

enum Shown {
    Bar(ProgressBar),
    Lines { last: Instant },
}

impl Progress {
    /// Starts with the input's size in bytes, where it is known.
    pub(super) fn start(size: Option<u64>) -> Self {
        let shown = if std::io::stderr().is_terminal() {
            Shown::Bar(bar(size))
        } else {
            Shown::Lines { last: Instant::now() }
        };
        Self { started: Instant::now(), size, shown }
    }

    /// So many bytes and interactions have been dealt with.
    pub(super) fn advance(&mut self, bytes: u64, interactions: u64) {
        let per_second = (interactions as f64 / self.started.elapsed().as_secs_f64().max(0.001)) as u64;
        let said = format!("{} interactions, {}/s", grouped(interactions), grouped(per_second));
        match &mut self.shown {
            Shown::Bar(bar) => {
                bar.set_position(bytes);
                bar.set_message(said);
            }
            Shown::Lines { last } if last.elapsed() >= EVERY => {
                *last = Instant::now();
                match self.size {
                    Some(size) if size > 0 => eprintln!("{said}, {} %", bytes * 100 / size),
                    _ => eprintln!("{said}"),
                }
            }
            Shown::Lines { .. } => {}
        }
    }

    /// Leaves the screen to the summary.
    pub(super) fn finish(&self) {
        if let Shown::Bar(bar) = &self.shown {
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
