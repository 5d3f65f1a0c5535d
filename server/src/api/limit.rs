//! How many requests a key may make.

use std::num::NonZeroU32;
use std::time::Duration;

use domain::ApiKeyId;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// One bucket per key: full at the start, refilled evenly.
pub struct Limiter {
    buckets: DefaultKeyedRateLimiter<ApiKeyId>,
    clock: DefaultClock,
}

impl Limiter {
    /// So many requests per second, at once or spread.
    pub fn per_second(rate: NonZeroU32) -> Self {
        Self { buckets: RateLimiter::keyed(Quota::per_second(rate)), clock: DefaultClock::default() }
    }

    /// Takes one request from the key's bucket.
    ///
    /// # Errors
    /// How long to wait, where it is empty.
    pub fn take(&self, key: ApiKeyId) -> Result<(), Duration> {
        self.buckets.check_key(&key).map_err(|early| early.wait_time_from(self.clock.now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_a_bucket_of_its_own() {
        let limiter = Limiter::per_second(NonZeroU32::new(2).expect("two"));
        let (busy, other) = (ApiKeyId(1), ApiKeyId(2));
        assert_eq!((limiter.take(busy), limiter.take(busy)), (Ok(()), Ok(())));
        assert!(limiter.take(busy).is_err_and(|wait| wait <= Duration::from_secs(1)));
        assert_eq!(limiter.take(other), Ok(()));
    }
}
