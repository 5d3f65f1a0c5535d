//! The progress bar of a demo on the terminal; hidden if standard error is not one.

use indicatif::{ProgressBar, ProgressStyle};

/// The progress bar.
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

    /// Advances by the interactions of a batch.
    pub(crate) fn loaded(&self, interactions: u64) {
        self.bar.inc(interactions);
    }

    /// Shows the final steps: counters and indexes, after all rows were written.
    pub(crate) fn finishing(&self, step: &str, done: usize, of: usize) {
        if done == 0 {
            self.bar.set_style(style("{bar:40} settling {pos} of {len}: {msg}, {elapsed}"));
            self.bar.set_length(of as u64);
        }
        self.bar.set_position(done as u64);
        self.bar.set_message(step.to_owned());
    }

    /// Clears the bar.
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

/// Formats a number with thousands separators.
pub(crate) fn grouped(number: u64) -> String {
    indicatif::HumanCount(number).to_string()
}
