//! Benchmarks of the pure functions that a page calls for each row, parameter and day.

use std::hint::black_box;
use std::time::Duration;

use bench::sample;
use chrono::{DateTime, FixedOffset, NaiveDate};
use criterion::{Criterion, criterion_group, criterion_main};
use domain::chart::{DayCount, fill_month, layout};
use domain::duration::hh_mm_ss;
use domain::number::{self, digits};
use domain::paging::{Page, locate};
use domain::{Channel, Direction, Millis, Month, Period, Protocol, Timestamp, zone};

/// 2026-11-20, 09:00 in São Paulo.
const NOW: Timestamp = Timestamp(1_795_176_000_000);

fn numbers(c: &mut Criterion) {
    c.bench_function("number: format a mobile", |b| b.iter(|| number::format(black_box("+5511987654321"))));
    c.bench_function("number: leave what is none", |b| {
        b.iter(|| number::format(black_box("sip:11987654321@pbx.example")));
    });
    c.bench_function("number: the column of a row", |b| {
        b.iter(|| {
            let number = black_box(Some("11987654321"));
            matches!(
                number::column(Channel::Voice, Direction::Inbound, number, "Vendas"),
                number::NumberColumn::Number(_)
            )
        });
    });
    c.bench_function("number: digits of a search", |b| b.iter(|| digits(black_box("(11) 98765-4321"))));
}

fn texts(c: &mut Criterion) {
    c.bench_function("duration: hh:mm:ss", |b| b.iter(|| hh_mm_ss(black_box(Millis(4_467_000)))));
    c.bench_function("protocol: parse", |b| b.iter(|| Protocol::parse(black_box("20261120000317"))));
    c.bench_function("filter: parse a month", |b| b.iter(|| Month::parse(black_box("2026-11"))));
    c.bench_function("filter: parse a period and test a day", |b| {
        let day = zone::day_of(chrono_tz::America::Sao_Paulo, NOW);
        b.iter(|| {
            let read = |text: &str| text.parse::<NaiveDate>().ok();
            let period = Period { from: read(black_box("2026-08-23")), to: read(black_box("2026-11-20")) };
            !period.is_impossible() && period.contains(black_box(day))
        });
    });
    c.bench_function("filter: parse the channels", |b| {
        b.iter(|| ["voice", "webchat", "whatsapp", "fax"].map(|word| Channel::parse(black_box(word))));
    });
}

fn times(c: &mut Criterion) {
    let zone = chrono_tz::America::Sao_Paulo;
    let day = zone::day_of(zone, NOW);
    c.bench_function("zone: civil time of an instant", |b| b.iter(|| zone::civil(zone, black_box(NOW))));
    c.bench_function("zone: first instant of a day", |b| b.iter(|| zone::day_start(zone, black_box(day))));
}

fn pages(c: &mut Criterion) {
    let counts: Vec<u64> = (0..365).map(|day| 1000 + day * 37 % 500).collect();
    c.bench_function("paging: locate a row in a year of days", |b| {
        b.iter(|| locate(counts.iter().copied(), black_box(400_000)));
    });
    c.bench_function("paging: links of a pager", |b| {
        b.iter(|| Page::new(black_box(2000), 1_000_000).links());
    });
}

fn charts(c: &mut Criterion) {
    let month = Month::of(zone::day_of(chrono_tz::America::Sao_Paulo, NOW));
    let counted = |(n, day): (u32, NaiveDate)| DayCount { day, by_channel: [700 + n, 300 + n, 500 + n] };
    let counts: Vec<DayCount> = (0..).zip(month.days()).map(counted).collect();
    c.bench_function("chart: fill a month", |b| b.iter(|| fill_month(month, black_box(&counts))));
    c.bench_function("chart: lay out a month", |b| b.iter(|| layout(black_box(&counts))));
}

fn checks(c: &mut Criterion) {
    let newest: DateTime<FixedOffset> = NOW.to_utc().fixed_offset();
    let interaction = sample::interaction(17, newest);
    c.bench_function("interaction: check", |b| b.iter(|| black_box(&interaction).check(NOW)));
}

/// Short measurements: changes of less than 10 % do not matter here.
fn quick() -> Criterion {
    Criterion::default()
        .without_plots()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(50)
}

criterion_group!(name = all; config = quick(); targets = numbers, texts, times, pages, charts, checks);
criterion_main!(all);
