//! The geometry of the month chart. Drawing it is left to the page.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{Channel, Month};

/// One day's interactions by channel, in the order of [`Channel::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCount {
    /// The civil day.
    #[serde(with = "crate::civil::day")]
    pub day: NaiveDate,
    /// Interactions by channel.
    pub by_channel: [u32; 3],
}

impl DayCount {
    /// Interactions on one channel.
    pub fn of(&self, channel: Channel) -> u32 {
        self.by_channel[channel.code() as usize - 1]
    }

    /// The same day without the interactions of some channels.
    #[must_use]
    pub fn without(mut self, hidden: &[Channel]) -> Self {
        for channel in hidden {
            self.by_channel[channel.code() as usize - 1] = 0;
        }
        self
    }

    /// The counts by channel as text, like `12,0,7`.
    pub fn written(&self) -> String {
        self.by_channel.map(|n| n.to_string()).join(",")
    }

    /// Interactions on all channels.
    pub fn total(&self) -> u32 {
        self.by_channel.iter().sum()
    }
}

/// Counts for every day of the month, with zeros for days without any; `counts` need no order.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The channel.
    pub channel: Channel,
    /// Its height, in thousandths of the plot: an integer, as the code that writes fractions would be
    /// 5 kB of the first visit.
    pub height: u64,
}

impl Segment {
    /// Its height as an SVG length, like `12.5%`.
    pub fn length(&self) -> String {
        format!("{}.{}%", self.height / 10, self.height % 10)
    }
}

/// A day's bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The day and its counts.
    pub count: DayCount,
    /// The stack from the bottom up, without empty channels.
    pub segments: Vec<Segment>,
}

/// The layout of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
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
        let (mut sum, mut edge) = (0, 0);
        // Edges are rounded, not heights, so that the stack ends where it should.
        let segments = Channel::ALL.into_iter().filter(|channel| count.of(*channel) > 0).map(|channel| {
            sum += u64::from(count.of(channel));
            let below = std::mem::replace(&mut edge, (sum * 1000 + u64::from(top) / 2) / u64::from(top));
            Segment { channel, height: edge - below }
        });
        Bar { count: *count, segments: segments.collect() }
    });
    Chart { bars: bars.collect(), ticks: (0..=top / step).map(|n| n * step).collect() }
}

/// The tick distance: the smallest of 1, 2 or 5 times a power of ten that gives at most four ticks
/// above zero.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_month_has_all_its_days_and_nothing_of_its_neighbours() {
        let february = Month::parse("2028-02").expect("a month");
        let counts = [
            DayCount { day: day("2028-02-29"), by_channel: [1, 2, 3] },
            DayCount { day: day("2028-03-01"), by_channel: [9, 9, 9] },
            DayCount { day: day("2028-02-29"), by_channel: [1, 0, 0] },
        ];
        let days = fill_month(february, &counts);
        assert_eq!(days.len(), 29);
        assert_eq!(days[28].by_channel, [2, 2, 3]);
        assert_eq!(days.iter().map(DayCount::total).sum::<u32>(), 7);
    }

    #[test]
    fn a_quiet_month_still_has_a_scale() {
        let chart = layout(&fill_month(Month::parse("2026-11").expect("a month"), &[]));
        assert_eq!(chart.ticks, [0, 1]);
        assert!(chart.bars.iter().all(|bar| bar.segments.is_empty()));
    }

    #[test]
    fn counts_and_heights_are_written_for_the_page() {
        let count = DayCount { day: day("2026-11-01"), by_channel: [3, 0, 1] };
        assert_eq!(count.written(), "3,0,1");
        let lengths = layout(&[count]).bars[0].segments.iter().map(Segment::length).collect::<Vec<_>>();
        assert_eq!(lengths, ["75.0%", "25.0%"]);
    }

    #[test]
    fn lines_stand_at_round_numbers() {
        let ticks = |peak| layout(&[DayCount { day: day("2026-11-01"), by_channel: [peak, 0, 0] }]).ticks;
        assert_eq!(ticks(1), [0, 1]);
        assert_eq!(ticks(7), [0, 2, 4, 6, 8]);
        assert_eq!(ticks(100), [0, 50, 100]);
        assert_eq!(ticks(1234), [0, 500, 1000, 1500]);
    }

    proptest! {
        #[test]
        fn bars_stack_to_their_share_of_the_plot_and_fit(
            counts in prop::collection::vec(prop::array::uniform3(0_u32..300_000_000), 1..32),
        ) {
            let first = day("2026-10-01");
            let days: Vec<DayCount> = counts
                .iter()
                .zip(first.iter_days())
                .map(|(by_channel, day)| DayCount { day, by_channel: *by_channel })
                .collect();
            let chart = layout(&days);
            let top = u64::from(*chart.ticks.last().expect("a scale"));
            prop_assert_eq!(chart.bars.len(), days.len());
            for (bar, day) in chart.bars.iter().zip(&days) {
                let height: u64 = bar.segments.iter().map(|segment| segment.height).sum();
                prop_assert!((height * top).abs_diff(u64::from(day.total()) * 1000) <= top, "as high as its day");
                prop_assert!(height <= 1000, "it fits");
                for segment in &bar.segments {
                    let exact = u64::from(day.of(segment.channel)) * 1000;
                    prop_assert!((segment.height * top).abs_diff(exact) <= top, "as high as its channel");
                }
                prop_assert!(bar.segments.is_sorted_by_key(|segment| segment.channel));
            }
        }

        #[test]
        fn lines_rise_evenly_and_the_highest_is_near_the_peak(peak in 0_u32..1_000_000_000) {
            let ticks = layout(&[DayCount { day: day("2026-11-01"), by_channel: [0, peak, 0] }]).ticks;
            prop_assert_eq!(ticks[0], 0);
            prop_assert!((2..=5).contains(&ticks.len()));
            prop_assert!(ticks.windows(2).all(|pair| pair[1] - pair[0] == ticks[1]));
            let top = ticks[ticks.len() - 1];
            prop_assert!(top >= peak && top - peak < ticks[1].max(2));
        }
    }
}
