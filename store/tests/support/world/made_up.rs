//! Random interactions of the world: at midnight and within days, answered and unanswered, with
//! numbers in every notation.

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::{Channel, Direction, Millis, Timestamp, zone};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use super::{ExpectedInteraction, customer_of};

/// The `n`th of `size` interactions on these days.
pub(super) fn interaction(
    random: &mut StdRng,
    zone: Tz,
    days: &[NaiveDate],
    n: i64,
    size: i64,
) -> ExpectedInteraction {
    let day = *days.choose(random).expect("a day");
    let (start, end) = zone::day_span(zone, day);
    let queued_at = match random.random_range(0..10) {
        0 => start,
        1 => end - Millis(1),
        2 => start + (end - start) / 2,
        _ => Timestamp(random.random_range(start.0..end.0)),
    };
    let answered_at = random.random_bool(0.8).then(|| queued_at + Millis(random.random_range(0..600_000)));
    let case = random.random_range(1..=size / 3 + 1);
    ExpectedInteraction {
        id: n,
        protocol: format!("P{:05}", n * 7919 % 100_000),
        case,
        customer: customer_of(case),
        channel: *Channel::ALL.choose(random).expect("a channel"),
        direction: if random.random_bool(0.7) { Direction::Inbound } else { Direction::Outbound },
        queue: random.random_range(1..=4),
        agent: random
            .random_bool(0.9)
            .then(|| *[10, 11, 12, 13, 14, 15, 16, 17, 3].choose(random).expect("one")),
        number: written_number(random, n),
        queued_at,
        answered_at,
        ended_at: answered_at.unwrap_or(queued_at) + Millis(random.random_range(0..100_000_000)),
        day: queued_at.to_utc().with_timezone(&zone).date_naive(),
        reason: random.random_bool(0.5).then(|| random.random_range(1..=4)),
        notes: [None, Some(String::new()), Some(format!("Nota {n}"))][random.random_range(0..3)].clone(),
    }
}

fn written_number(random: &mut StdRng, n: i64) -> Option<String> {
    match random.random_range(0..8) {
        0 => None,
        1 => Some(format!("ramal-{}", random.random_range(1..40))),
        2 => Some("anonymous".to_owned()),
        3 => Some("+55 (11) 98765-4321".to_owned()),
        4 => Some(format!("(21) 3333-{:04}", random.random_range(0..12))),
        // Distinct numbers: more share three digits than can be looked up one by one.
        _ => Some(format!("1197{n:07}")),
    }
}
