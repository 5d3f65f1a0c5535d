//! The geometry of the month chart: which rectangle stands where. Drawing it is the page's work.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{Channel, Month};

/// One day's interactions by channel, in the order of [`Channel::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCount {
    /// The civil day.
    pub day: NaiveDate,
    /// How many, by channel.
    pub by_channel: [u32; 3],
}

impl DayCount {
    /// How many on one channel.
    pub fn of(&self, channel: Channel) -> u32 {
        self.by_channel[channel.code() as usize - 1]
    }

    /// How many on all channels.
    pub fn total(&self) -> u32 {
        self.by_channel.iter().sum()
    }
}

/// Every day of the month, the ones without interactions as zeros; `counts` may come in any order.
pub fn fill_month(month: Month, counts: &[DayCount]) -> Vec<DayCount> {
    let mut days: Vec<DayCount> = month.days().map(|day| DayCount { day, by_channel: [0; 3] }).collect();
    for count in counts.iter().filter(|count| Month::of(count.day) == month) {
        if let Some(day) = days.get_mut(count.day.day0() as usize) {
            for (sum, n) in day.by_channel.iter_mut().zip(count.by_channel) {
                *sum += n;
            }
        }
    }
    days
}

/// A segment of a day's bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// The channel it stands for.
    pub channel: Channel,
    /// Its height, in percent of the plot.
    pub height: f64,
}

/// A day's bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Its day and numbers.
    pub count: DayCount,
    /// The stack from the bottom up, without the channels that have none.
    pub segments: Vec<Segment>,
}

/// Everything the page needs to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The bars, one a day.
    pub bars: Vec<Bar>,
    /// The values of the horizontal lines, evenly spaced from zero at the bottom to the top edge
    /// of the plot.
    pub ticks: Vec<u32>,
}

/// Lays out the stacked bars of `days`. Heights are percentages of the plot, so that the page can
/// be as wide and as high as it likes.
pub fn layout(days: &[DayCount]) -> Chart {
    let peak = days.iter().map(DayCount::total).max().unwrap_or(0);
    let step = step_for(peak);
    let top = peak.div_ceil(step).max(1) * step;
    let bars = days.iter().map(|count| {
        let segments = Channel::ALL.into_iter().filter(|channel| count.of(*channel) > 0);
        let segments = segments.map(|channel| Segment {
            channel,
            height: f64::from(count.of(channel)) * 100.0 / f64::from(top),
        });
        Bar { count: *count, segments: segments.collect() }
    });
    Chart { bars: bars.collect(), ticks: (0..=top / step).map(|n| n * step).collect() }
}

/// The distance between two lines: 1, 2 or 5 times a power of ten, the smallest with which four
/// lines or fewer stand above zero.
fn step_for(peak: u32) -> u32 {
    let mut power = 1_u32;
    loop {
        for factor in [1, 2, 5] {
            let step = power.saturating_mul(factor);
            if peak.div_ceil(step) <= 4 || step == u32::MAX {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}
