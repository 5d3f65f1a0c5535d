//! Which visit of a call a recording belongs to.

use domain::Timestamp;

use super::name::RecordingName;

/// A visit of the call, as it was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordedVisit<'a> {
    /// The queue's name in the log.
    pub queue: &'a str,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Timestamp,
}

/// The position of the visit that a recording belongs to, among the visits of its call in the order in
/// which they began: the first one whose talk holds the beginning of the recording. Without it, the first
/// one that was answered. The queue must be that of the name, if it names one.
///
/// One file may hold several visits of a transferred call; it belongs to the first of them.
pub fn visit_of(
    name: &RecordingName<'_>,
    started_at: Option<Timestamp>,
    visits: &[RecordedVisit<'_>],
) -> Option<usize> {
    visits.iter().position(|visit| {
        let holds_start = |start: Timestamp| {
            visit.answered_at.is_some_and(|answered| answered <= start && start <= visit.ended_at)
        };
        name.queue().is_none_or(|queue| queue == visit.queue)
            && visit.answered_at.is_some()
            && started_at.is_none_or(holds_start)
    })
}
