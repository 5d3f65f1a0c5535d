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

/// The drawing area in SVG user units: the plot without its labels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Width of the plot.
    pub width: f64,
    /// Height of the plot.
    pub height: f64,
}

/// A segment of a day's bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// The channel it stands for.
    pub channel: Channel,
    /// Top edge.
    pub y: f64,
    /// Height, never negative.
    pub height: f64,
}

/// A day's bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Its day and numbers.
    pub count: DayCount,
    /// Left edge of the day's slot, which is as high as the plot and takes hover and focus.
    pub slot_x: f64,
    /// Left edge of the bar.
    pub x: f64,
    /// The stack, from the bottom up, without the channels that are hidden or have none.
    pub segments: Vec<Segment>,
}

/// A line across the plot with its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    /// The value it marks.
    pub value: u32,
    /// Where.
    pub y: f64,
}

/// Everything the page needs to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The bars, one a day.
    pub bars: Vec<Bar>,
    /// Width of a day's slot.
    pub slot_width: f64,
    /// Width of a bar.
    pub bar_width: f64,
    /// The horizontal lines, zero first.
    pub ticks: Vec<Tick>,
}

/// Lays out the stacked bars of `days` for the channels that are `shown`.
pub fn layout(days: &[DayCount], shown: &[Channel], area: Area) -> Chart {
    let visible = |day: &DayCount| shown.iter().map(|channel| day.of(*channel)).sum::<u32>();
    let peak = days.iter().map(visible).max().unwrap_or(0);
    let step = step_for(peak);
    let top = peak.div_ceil(step).max(1) * step;
    let scale = area.height / f64::from(top);
    let slot_width = area.width / days.len().max(1) as f64;
    let bar_width = (slot_width * 0.64).min(26.0);
    let bars = days.iter().enumerate().map(|(index, count)| {
        let slot_x = slot_width * index as f64;
        let mut base = area.height;
        let segments =
            Channel::ALL.into_iter().filter(|c| shown.contains(c) && count.of(*c) > 0).map(|channel| {
                let height = f64::from(count.of(channel)) * scale;
                base -= height;
                Segment { channel, y: base, height }
            });
        Bar {
            count: *count,
            slot_x,
            x: slot_x + (slot_width - bar_width) / 2.0,
            segments: segments.collect(),
        }
    });
    Chart {
        bars: bars.collect(),
        slot_width,
        bar_width,
        ticks: (0..=top / step)
            .map(|n| Tick { value: n * step, y: area.height - f64::from(n * step) * scale })
            .collect(),
    }
}

/// The distance between two lines: 1, 2 or 5 times a power of ten, so that three to six lines
/// stand above zero for any peak from 3 up.
fn step_for(peak: u32) -> u32 {
    let mut power = 1_u32;
    loop {
        for factor in [1, 2, 5] {
            let step = power.saturating_mul(factor);
            if peak.div_ceil(step) <= 5 || step == u32::MAX {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}
