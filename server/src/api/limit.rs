//! How many requests a caller may make: a key of the API, an address that nobody has signed in from.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// So many callers are remembered before those whose buckets are full again are forgotten.
const REMEMBERED: usize = 10_000;

/// One bucket per caller: full at the start, refilled evenly.
pub struct Limiter<Caller: Clone + Eq + Hash> {
    buckets: DefaultKeyedRateLimiter<Caller>,
    clock: DefaultClock,
}

impl<Caller: Clone + Eq + Hash> Limiter<Caller> {
    /// So many requests per second, at once or spread.
    pub fn per_second(rate: NonZeroU32) -> Self {
        Self::of(Quota::per_second(rate))
    }

    /// So many requests per minute, at once or spread.
    pub fn per_minute(rate: NonZeroU32) -> Self {
        Self::of(Quota::per_minute(rate))
    }

    fn of(quota: Quota) -> Self {
        Self { buckets: RateLimiter::keyed(quota), clock: DefaultClock::default() }
    }

    /// Takes one request from the caller's bucket.
    ///
    /// # Errors
    /// How long to wait, where it is empty.
    pub fn take(&self, caller: &Caller) -> Result<(), Duration> {
        if self.buckets.len() > REMEMBERED {
            self.buckets.retain_recent();
        }
        self.buckets.check_key(caller).map_err(|early| early.wait_time_from(self.clock.now()))
    }
}

#[cfg(test)]
mod tests {
    use domain::ApiKeyId;

    use super::*;

    #[test]
    fn each_caller_has_a_bucket_of_its_own() {
        let limiter = Limiter::per_second(NonZeroU32::new(2).expect("two"));
        let (busy, other) = (ApiKeyId(1), ApiKeyId(2));
        assert_eq!((limiter.take(&busy), limiter.take(&busy)), (Ok(()), Ok(())));
        assert!(limiter.take(&busy).is_err_and(|wait| wait <= Duration::from_secs(1)));
        assert_eq!(limiter.take(&other), Ok(()));
    }

    #[test]
    fn a_minute_is_longer_than_a_second() {
        let limiter = Limiter::per_minute(NonZeroU32::new(2).expect("two"));
        assert_eq!((limiter.take(&"one"), limiter.take(&"one")), (Ok(()), Ok(())));
        assert!(limiter.take(&"one").is_err_and(|wait| wait > Duration::from_secs(20)));
    }
}
