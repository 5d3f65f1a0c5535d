//! Rate limiter: a token bucket per caller, which is an API key or a client network.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Number of buckets above which those that are full again are dropped.
const MAX_BUCKETS: usize = 10_000;

/// A token bucket per caller: full at the start, refilled evenly.
pub struct Limiter<Caller: Clone + Eq + Hash> {
    buckets: DefaultKeyedRateLimiter<Caller>,
    clock: DefaultClock,
}

impl<Caller: Clone + Eq + Hash> Limiter<Caller> {
    /// Allows `rate` requests per second, in a burst or spread.
    pub fn per_second(rate: NonZeroU32) -> Self {
        Self::of(Quota::per_second(rate))
    }

    /// Allows `rate` requests per minute, in a burst or spread.
    pub fn per_minute(rate: NonZeroU32) -> Self {
        Self::of(Quota::per_minute(rate))
    }

    fn of(quota: Quota) -> Self {
        Self { buckets: RateLimiter::keyed(quota), clock: DefaultClock::default() }
    }

    /// Takes one token from the caller's bucket.
    ///
    /// # Errors
    /// How long to wait, if the bucket is empty.
    pub fn take(&self, caller: &Caller) -> Result<(), Duration> {
        if self.buckets.len() > MAX_BUCKETS {
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
