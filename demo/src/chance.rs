//! Reproducible randomness: every generated item has a random stream of its own, keyed by seed,
//! kind and number, so that it does not depend on items generated before.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// The kind of a random stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Day = 1,
    Customer,
    Plan,
    Case,
    Interaction,
    Conversation,
    Notes,
    Service,
}

/// A random stream.
pub(crate) struct Chance(StdRng);

impl Chance {
    /// The stream of one item.
    pub(crate) fn of(seed: u64, stream: Stream, number: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&(stream as u64).to_le_bytes());
        key[16..24].copy_from_slice(&number.to_le_bytes());
        Self(StdRng::from_seed(key))
    }

    /// A uniform 64-bit number.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0.random()
    }

    /// A uniform number in `[0, 1)`.
    pub(crate) fn unit(&mut self) -> f64 {
        self.0.random()
    }

    /// True with this probability.
    pub(crate) fn hit(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A uniform integer from `from` to `to`, inclusive.
    pub(crate) fn between(&mut self, from: i64, to: i64) -> i64 {
        self.0.random_range(from..=to)
    }

    /// An index below `length`; a `slope` above 1 favours low ones.
    pub(crate) fn place(&mut self, length: usize, slope: f64) -> usize {
        let unit = self.unit();
        let leaning = if (slope - 1.0).abs() < f64::EPSILON { unit } else { unit.powf(slope) };
        ((leaning * length as f64) as usize).min(length.saturating_sub(1))
    }

    /// A uniformly chosen element.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.place(of.len(), 1.0)]
    }

    /// A uniformly chosen word.
    pub(crate) fn word(&mut self, of: &[&'static str]) -> &'static str {
        of[self.place(of.len(), 1.0)]
    }

    /// An index chosen by weight.
    pub(crate) fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let mut left = self.unit() * weights.clone().sum::<f64>();
        let mut last = 0;
        for (place, weight) in weights.enumerate() {
            last = place;
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
        last
    }

    /// A log-normal number, as durations are distributed: half below the median, a few far above.
    pub(crate) fn around(&mut self, median: f64, spread: f64) -> f64 {
        let (u, v) = (1.0 - self.unit(), self.unit());
        let normal = (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos();
        median * (spread * normal).exp()
    }

    /// An exponential number with mean 1, as pauses between messages are distributed.
    pub(crate) fn pause(&mut self) -> f64 {
        -(1.0 - self.unit()).ln()
    }
}
