//! The report of an import: what became of the interactions, and what was rejected and skipped, by
//! reason and by kind.

use std::collections::BTreeMap;
use std::fmt;

use intake::source::{Reason, Skipped};

use super::tally::{Tally, grouped};

/// Counts of an import.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// The interactions, and how many rejects there are.
    pub(super) tally: Tally,
    /// The rejects, by reason.
    reasons: BTreeMap<String, u64>,
    /// What was skipped on purpose, by kind.
    skipped: BTreeMap<Skipped, u64>,
}

impl Report {
    /// Counts something of a log that could not be used.
    pub(super) fn count_reject(&mut self, reason: &Reason) {
        self.tally.count_rejected();
        let reason = match reason {
            Reason::BadFields(_) => "it makes no valid interaction".to_owned(),
            Reason::NulBytes { .. } => "NUL bytes".to_owned(),
            reason => reason.to_string(),
        };
        self.count_reason(reason);
    }

    /// Counts the reason of a refusal that the tally already counted.
    pub(super) fn count_reason(&mut self, reason: String) {
        *self.reasons.entry(reason).or_default() += 1;
    }

    /// Counts what was skipped on purpose.
    pub(super) fn count_skipped(&mut self, skipped: BTreeMap<Skipped, u64>) {
        for (kind, count) in skipped {
            *self.skipped.entry(kind).or_default() += count;
        }
    }
}

impl Report {
    /// What was refused and skipped, one line for each reason and kind.
    pub(super) fn details(&self) -> String {
        let refused =
            self.reasons.iter().map(|(reason, count)| format!("\nrefused: {}: {reason}", grouped(*count)));
        let skipped =
            self.skipped.iter().map(|(kind, count)| format!("\nskipped: {}: {kind}", grouped(*count)));
        refused.chain(skipped).collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.tally, self.details())
    }
}

#[cfg(test)]
mod tests {
    use domain::FieldErrors;

    use super::*;

    #[test]
    fn rejects_are_counted_by_reason_and_skipped_lines_by_kind() {
        let mut report = Report::default();
        report.count_reject(&Reason::NulBytes { count: 3 });
        report.count_reject(&Reason::NulBytes { count: 4 });
        report.count_reject(&Reason::BadFields(FieldErrors(Vec::new())));
        report.count_skipped([(Skipped::Ring, 1_000), (Skipped::BlankLine, 2)].into());
        report.count_skipped([(Skipped::Ring, 234)].into());
        assert_eq!(
            report.to_string(),
            "3 read: 0 new, 0 unchanged, 0 conflicts, 3 rejected\n\
             refused: 2: NUL bytes\n\
             refused: 1: it makes no valid interaction\n\
             skipped: 2: blank lines\n\
             skipped: 1,234: rings that were not answered"
        );
    }
}
