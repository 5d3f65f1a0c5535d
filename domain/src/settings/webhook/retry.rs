//! When a delivery of a webhook is tried again, and when a webhook is switched off.

use super::OffReason;
use crate::{Millis, Timestamp};

/// When failed deliveries are tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetrySchedule {
    /// The pause after the first failure, the second, and so on; the last one holds for all further.
    pub pauses: Vec<Millis>,
    /// How long a webhook may fail before it is switched off.
    pub patience: Millis,
}

impl Default for RetrySchedule {
    /// That of Standard Webhooks, which begins at once and goes on for more than three days.
    fn default() -> Self {
        Self {
            pauses: vec![
                Millis::seconds(5),
                Millis::minutes(5),
                Millis::minutes(30),
                Millis::hours(2),
                Millis::hours(5),
                Millis::hours(10),
                Millis::hours(14),
                Millis::hours(20),
                Millis::hours(24),
            ],
            patience: Millis::days(5),
        }
    }
}

/// What an attempt came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempted {
    /// The receiver has accepted it.
    Delivered,
    /// Anything else.
    Failed,
    /// The receiver wants nothing more (410).
    Gone,
}

impl Attempted {
    /// What the status of an answer means. Redirects are failures: they are not followed.
    pub const fn of_status(status: u16) -> Self {
        match status {
            200..=299 => Self::Delivered,
            410 => Self::Gone,
            _ => Self::Failed,
        }
    }
}

/// What comes after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The following delivery.
    Continue,
    /// The same delivery, at this instant.
    RetryAt(Timestamp),
    /// Nothing: the webhook is switched off.
    Off(OffReason),
}

impl RetrySchedule {
    /// What comes after an attempt. `failures` is the number of failures in a row before it, of which the
    /// first was at `failing_since`; `jitter` is any number, which spreads the retries of many webhooks.
    pub fn after(
        &self,
        attempted: Attempted,
        failures: u32,
        failing_since: Option<Timestamp>,
        now: Timestamp,
        jitter: u8,
    ) -> Next {
        match attempted {
            Attempted::Delivered => Next::Continue,
            Attempted::Gone => Next::Off(OffReason::Gone),
            Attempted::Failed if failing_since.is_some_and(|since| now - since >= self.patience) => {
                Next::Off(OffReason::Failing)
            }
            Attempted::Failed => Next::RetryAt(now + self.pause(failures, jitter)),
        }
    }

    /// The pause after a failure that follows so many others: up to a tenth longer than in the list.
    fn pause(&self, failures: u32, jitter: u8) -> Millis {
        let place = usize::try_from(failures).unwrap_or(usize::MAX).min(self.pauses.len().saturating_sub(1));
        let pause = self.pauses.get(place).copied().unwrap_or_default();
        Millis(pause.0 + pause.0 / 10 * i64::from(jitter) / i64::from(u8::MAX))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp(1_790_000_000_000);

    fn pause(failures: u32, jitter: u8) -> i64 {
        match RetrySchedule::default().after(Attempted::Failed, failures, None, NOW, jitter) {
            Next::RetryAt(at) => (at - NOW).0 / 1_000,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_pauses_are_those_of_the_specification() {
        let pauses: Vec<i64> = (0..11).map(|failures| pause(failures, 0)).collect();
        let hours = |hours: i64| hours * 3_600;
        assert_eq!(
            pauses,
            [
                5,
                300,
                1_800,
                hours(2),
                hours(5),
                hours(10),
                hours(14),
                hours(20),
                hours(24),
                hours(24),
                hours(24)
            ]
        );
        assert_eq!(pause(3, u8::MAX), hours(2) + hours(2) / 10);
    }

    #[test]
    fn only_a_success_goes_on() {
        for (status, expected) in [
            (200, Attempted::Delivered),
            (204, Attempted::Delivered),
            (299, Attempted::Delivered),
            (302, Attempted::Failed),
            (400, Attempted::Failed),
            (410, Attempted::Gone),
            (429, Attempted::Failed),
            (500, Attempted::Failed),
        ] {
            assert_eq!(Attempted::of_status(status), expected, "{status}");
        }
    }

    #[test]
    fn a_webhook_is_off_after_five_days_or_when_it_is_gone() {
        let schedule = RetrySchedule::default();
        let after = |attempted, since: Timestamp| schedule.after(attempted, 12, Some(since), NOW, 0);
        let days = |days| NOW - Millis::days(days);
        assert!(matches!(after(Attempted::Failed, days(4)), Next::RetryAt(_)));
        assert_eq!(after(Attempted::Failed, days(5)), Next::Off(OffReason::Failing));
        assert_eq!(after(Attempted::Delivered, days(6)), Next::Continue);
        assert_eq!(after(Attempted::Gone, NOW), Next::Off(OffReason::Gone));
    }

    proptest! {
        #[test]
        fn a_pause_is_never_shorter_than_its_place_and_at_most_a_tenth_longer(
            failures in 0_u32..40,
            jitter: u8,
        ) {
            let (least, is) = (pause(failures, 0), pause(failures, jitter));
            prop_assert!(is >= least && is <= least + least / 10);
        }
    }
}
