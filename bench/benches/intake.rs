//! Benchmarks of the parser for submitted interactions.

use std::hint::black_box;
use std::time::Duration;

use bench::sample;
use chrono::{DateTime, FixedOffset};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// An interaction without messages, one with eight, a bad one, and a batch of a thousand lines.
fn parse(c: &mut Criterion) {
    let newest: DateTime<FixedOffset> = DateTime::from_timestamp(1_795_176_000, 0).unwrap_or_default().into();
    let mut short = sample::interaction(17, newest);
    short.messages.clear();
    let short = serde_json::to_string(&short).unwrap_or_default();
    let usual = sample::line(17, newest);
    let bad = usual.replacen("\"queued_at\"", "\"queud_at\"", 1);
    let batch: String = (0..1000).map(|n| sample::line(n, newest)).collect();
    let mut group = c.benchmark_group("intake");
    let cases = [
        ("json: a short interaction", &short),
        ("json: with eight messages", &usual),
        ("json: a bad one", &bad),
    ];
    for (name, text) in cases {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |b| b.iter(|| intake::json::parse(black_box(text.as_bytes()))));
    }
    group.throughput(Throughput::Elements(1000));
    group.bench_function("ndjson: a batch of 1,000 lines", |b| {
        b.iter(|| {
            black_box(&batch).lines().filter(|line| intake::json::parse(line.as_bytes()).is_ok()).count()
        });
    });
    group.finish();
}

/// Short measurements: changes of less than 10 % do not matter here.
fn quick() -> Criterion {
    Criterion::default()
        .without_plots()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(50)
}

criterion_group!(name = all; config = quick(); targets = parse);
criterion_main!(all);
