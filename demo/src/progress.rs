//! How far a demo is: a bar on the terminal, nothing where standard error is a file.

use indicatif::{ProgressBar, ProgressStyle};

/// How far a demo is.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(crate) fn start(interactions: u64) -> Self {
        Self {
            bar: styled(
                interactions,
                "{bar:40} {human_pos} of {human_len} interactions, {per_sec}, {eta} left",
            ),
        }
    }

    /// So many more have been written.
    pub(crate) fn loaded(&self, interactions: u64) {
        self.bar.inc(interactions);
    }

    /// The rows are written; numbers are settled and indexes built.
    pub(crate) fn settling(&self, step: &str, done: usize, of: usize) {
        if done == 0 {
            self.bar.set_style(style("{bar:40} settling {pos} of {len}: {msg}, {elapsed}"));
            self.bar.set_length(of as u64);
        }
        self.bar.set_position(done as u64);
        self.bar.set_message(step.to_owned());
    }

    /// Leaves the screen to the summary.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn styled(length: u64, template: &str) -> ProgressBar {
    ProgressBar::new(length).with_style(style(template))
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// A number with its thousands apart, for reading.
pub(crate) fn grouped(number: u64) -> String {
    indicatif::HumanCount(number).to_string()
}
