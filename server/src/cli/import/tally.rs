//! Summary of an import, in one sentence.

use std::collections::BTreeSet;

use store::intake::{Outcome, Recorded, Rejected};

use crate::ndjson::{LineOutcome, Refusal};

/// Counts of an import.
#[derive(Debug, Default)]
pub(super) struct Tally {
    new: u64,
    unchanged: u64,
    corrected: u64,
    conflicts: u64,
    rejected: u64,
    queues: u64,
    agents: BTreeSet<String>,
}

/// Maximum number of names listed.
const MAX_NAMES: usize = 20;

impl Tally {
    /// Counts the outcome of a line.
    pub(super) fn count(&mut self, entry: &LineOutcome) {
        match &entry.result {
            Ok(recorded) => self.count_recorded(recorded, entry.agent.as_deref()),
            Err(Refusal::Rejected(rejected)) => self.count_refused(rejected),
            Err(_) => self.count_rejected(),
        }
    }

    /// Counts an interaction that was recorded, with the agent it names.
    pub(super) fn count_recorded(&mut self, recorded: &Recorded, agent: Option<&str>) {
        match recorded.outcome {
            Outcome::Created => self.new += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Corrected => self.corrected += 1,
        }
        self.queues += u64::from(recorded.created_queue);
        if recorded.created_agent {
            self.agents.extend(agent.map(str::to_owned));
        }
    }

    /// Counts an interaction that the store refused.
    pub(super) fn count_refused(&mut self, rejected: &Rejected) {
        match rejected {
            Rejected::Conflict { .. } => self.conflicts += 1,
            _ => self.count_rejected(),
        }
    }

    /// Counts a line of which no interaction was made.
    pub(super) fn count_rejected(&mut self) {
        self.rejected += 1;
    }

    /// Number of lines processed.
    pub(super) fn read(&self) -> u64 {
        self.new + self.unchanged + self.corrected + self.conflicts + self.rejected
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} read: {} new, {} unchanged, ",
            grouped(self.read()),
            grouped(self.new),
            grouped(self.unchanged)
        )?;
        if self.corrected > 0 {
            write!(f, "{} corrected, ", grouped(self.corrected))?;
        }
        let conflicts = counted(self.conflicts, "conflict", "conflicts");
        write!(f, "{conflicts}, {} rejected", grouped(self.rejected))?;
        if self.queues > 0 {
            write!(f, "; {} created", counted(self.queues, "queue", "queues"))?;
        }
        if !self.agents.is_empty() {
            let names: Vec<&str> = self.agents.iter().take(MAX_NAMES).map(String::as_str).collect();
            let more = if self.agents.len() > MAX_NAMES { ", …" } else { "" };
            let agents = counted(self.agents.len() as u64, "unknown agent", "unknown agents");
            write!(f, "; {agents} created inactive: {}{more}", names.join(", "))?;
        }
        Ok(())
    }
}

/// A number of things, of which one is called `one`.
pub(super) fn counted(number: u64, one: &str, several: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { several })
}

/// `1234567` as `1,234,567`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use domain::{CaseId, Protocol};
    use store::intake::ConflictKind;

    use super::*;

    fn entry(agent: &str, result: Result<Recorded, Refusal>) -> LineOutcome {
        LineOutcome { line: 1, text: Bytes::new(), agent: Some(agent.to_owned()), result }
    }

    fn recorded(outcome: Outcome, created: bool) -> Recorded {
        let protocol = Protocol::parse("P-1").expect("a protocol");
        Recorded { protocol, case: CaseId(1), outcome, created_queue: created, created_agent: created }
    }

    #[test]
    fn the_summary_says_what_happened_to_every_line() {
        let mut tally = Tally::default();
        for _ in 0..1500 {
            tally.count(&entry("ana", Ok(recorded(Outcome::Unchanged, false))));
        }
        assert_eq!(tally.to_string(), "1,500 read: 0 new, 1,500 unchanged, 0 conflicts, 0 rejected");
        tally.count(&entry("ana", Ok(recorded(Outcome::Corrected, false))));
        assert_eq!(
            tally.to_string(),
            "1,501 read: 0 new, 1,500 unchanged, 1 corrected, 0 conflicts, 0 rejected"
        );
        tally.count(&entry("bruno", Ok(recorded(Outcome::Created, true))));
        tally.count(&entry("ana", Ok(recorded(Outcome::Created, true))));
        let what = ConflictKind::OtherContent;
        let protocol = Protocol::parse("P-1").expect("a protocol");
        tally.count(&entry("ana", Err(Refusal::Rejected(Rejected::Conflict { protocol, what }))));
        tally.count(&entry("ana", Err(Refusal::TooLong)));
        assert_eq!(
            tally.to_string(),
            "1,505 read: 2 new, 1,500 unchanged, 1 corrected, 1 conflict, 1 rejected; 2 queues created; 2 unknown \
             agents created inactive: ana, bruno"
        );
    }

    #[test]
    fn one_thing_is_called_so() {
        let mut tally = Tally::default();
        tally.count(&entry("ana", Ok(recorded(Outcome::Created, true))));
        assert_eq!(
            tally.to_string(),
            "1 read: 1 new, 0 unchanged, 0 conflicts, 0 rejected; 1 queue created; 1 unknown agent created \
             inactive: ana"
        );
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
