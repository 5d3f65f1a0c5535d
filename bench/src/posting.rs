//! Measures intake: in batches, and one by one from many clients.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use chrono::{DateTime, FixedOffset, Utc};
use futures::future::try_join_all;
use reqwest::header::{self, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Client, StatusCode};
use tokio::time::sleep;

use crate::client::client;
use crate::figures::Times;
use crate::report::{Check, Measurement};
use crate::sample::{line, recent_line};
use crate::server::Server;

/// The number of lines of a batch.
const BATCH_LINES: u64 = 1000;

/// The number of concurrent importers that send batches.
const IMPORTERS: u64 = 2;

/// The distance between the first interactions of two clients, so that IDs are unique.
const CLIENT_STRIDE: u64 = 1_000_000_000;

/// The distance between the interactions of two steady rounds, beyond those of all clients.
const ROUND_STRIDE: u64 = 1_000_000_000_000_000;

/// The connections of a steady source.
const LANES: u64 = 16;

/// A source system with a key.
pub struct Source<'a> {
    server: &'a Server,
    key: &'a str,
    newest: DateTime<FixedOffset>,
}

impl<'a> Source<'a> {
    /// Creates a source with this API key.
    pub fn new(server: &'a Server, key: &'a str) -> Self {
        // An interaction lasts ten minutes, and must not end in the future.
        let newest = Utc::now() - chrono::Duration::hours(1);
        Self { server, key, newest: newest.fixed_offset() }
    }

    fn connection(&self, content: &'static str) -> Result<Client> {
        let mut key = HeaderValue::from_str(&format!("Bearer {}", self.key))?;
        key.set_sensitive(true);
        let headers =
            [(header::AUTHORIZATION, key), (header::CONTENT_TYPE, HeaderValue::from_static(content))];
        client(headers.into_iter().collect::<HeaderMap>())
    }

    /// Sends interactions in batches.
    ///
    /// # Errors
    /// Returns an error if one is refused.
    pub async fn batches(&self, interactions: u64) -> Result<Measurement> {
        let address = format!("{}/api/v1/interactions/batch", self.server.address);
        // Serialised before the measurement, to leave the CPUs to the server.
        let batches: Vec<Bytes> = (0..interactions.div_ceil(BATCH_LINES)).map(|n| self.batch(n)).collect();
        let each = batches.len().div_ceil(IMPORTERS as usize).max(1);
        let started = Instant::now();
        let importers = batches.chunks(each).map(|own| self.import(own, &address));
        let times = merge_times(try_join_all(importers).await?);
        let taken = batches.len() as u64 * BATCH_LINES;
        Ok(row(
            format!("intake, batches of {BATCH_LINES} from {IMPORTERS} importers"),
            times,
            taken as f64 / started.elapsed().as_secs_f64(),
            10_000.0,
        ))
    }

    async fn import(&self, batches: &[Bytes], address: &str) -> Result<Times> {
        let client = self.connection("application/x-ndjson")?;
        let mut times = Times::default();
        for batch in batches {
            let sent = Instant::now();
            send_batch(&client, address, batch.clone()).await?;
            times.add(sent.elapsed());
        }
        Ok(times)
    }

    fn batch(&self, n: u64) -> Bytes {
        let lines: String = (n * BATCH_LINES..(n + 1) * BATCH_LINES).map(|n| line(n, self.newest)).collect();
        lines.into()
    }

    /// Sends single interactions from many clients.
    ///
    /// # Errors
    /// Returns an error if one is refused.
    pub async fn singles(&self, clients: u16, duration: Duration) -> Result<Measurement> {
        let address = format!("{}/api/v1/interactions", self.server.address);
        let started = Instant::now();
        let end = started + duration;
        let sending = (1..=u64::from(clients)).map(|own| self.send_until(end, own * CLIENT_STRIDE, &address));
        let times = merge_times(try_join_all(sending).await?);
        let rate = times.count() as f64 / started.elapsed().as_secs_f64();
        Ok(row(format!("intake, one by one from {clients} clients"), times, rate, 1000.0))
    }

    /// Sends interactions of the last hour, `rate` a second, whatever the answers take; `round`
    /// distinguishes them from those of another call.
    ///
    /// # Errors
    /// Returns an error if one is refused.
    pub async fn steadily(&self, rate: u16, duration: Duration, round: u64) -> Result<Times> {
        let address = format!("{}/api/v1/interactions", self.server.address);
        let count = (duration.as_secs_f64() * f64::from(rate)) as u64;
        let started = tokio::time::Instant::now();
        let lanes = (0..LANES).map(async |lane| {
            let client = self.connection("application/json")?;
            let mut times = Times::default();
            for n in (lane..count).step_by(LANES as usize) {
                tokio::time::sleep_until(started + duration.mul_f64(n as f64 / count as f64)).await;
                let interaction = recent_line(round * ROUND_STRIDE + n, self.newest);
                let sent = Instant::now();
                send_one(&client, &address, interaction).await?;
                times.add(sent.elapsed());
            }
            Ok::<_, anyhow::Error>(times)
        });
        Ok(merge_times(try_join_all(lanes).await?))
    }

    async fn send_until(&self, end: Instant, first: u64, address: &str) -> Result<Times> {
        let client = self.connection("application/json")?;
        let mut times = Times::default();
        for n in first.. {
            let interaction = line(n, self.newest);
            let sent = Instant::now();
            if sent >= end {
                break;
            }
            send_one(&client, address, interaction).await?;
            times.add(sent.elapsed());
        }
        Ok(times)
    }
}

fn merge_times(parts: Vec<Times>) -> Times {
    parts.into_iter().fold(Times::default(), |mut all, part| {
        all.extend(part);
        all
    })
}

fn row(name: String, mut times: Times, rate: f64, min: f64) -> Measurement {
    Measurement {
        p50: Some(times.percentile(50)),
        p99: Some(times.percentile(99)),
        per_second: Some(rate),
        checks: vec![Check::at_least("rate", rate, min, "/s")],
        ..Measurement::named(name)
    }
}

async fn send_batch(client: &Client, address: &str, batch: Bytes) -> Result<()> {
    let answer = client.post(address).body(batch).send().await.context("a batch was not answered")?;
    let status = answer.status();
    let text = answer.text().await.context("the answer to a batch was cut off")?;
    ensure!(status == StatusCode::OK, "a batch was answered with {status}: {text}");
    let created = text.lines().filter(|line| line.contains("\"status\":201"));
    let created = created.count() as u64;
    let refused = text.lines().find(|line| !line.contains("\"status\":201")).unwrap_or_default();
    ensure!(created == BATCH_LINES, "{created} of {BATCH_LINES} lines were taken; {refused}");
    Ok(())
}

async fn send_one(client: &Client, address: &str, interaction: String) -> Result<()> {
    loop {
        let request = client.post(address).body(interaction.clone());
        let answer = request.send().await.context("an interaction was not answered")?;
        match answer.status() {
            StatusCode::CREATED => {
                answer.bytes().await.context("an answer was cut off")?;
                return Ok(());
            }
            // The rate limit of the key: waits as `Retry-After` demands.
            StatusCode::TOO_MANY_REQUESTS => {
                let wait =
                    answer.headers().get(RETRY_AFTER).and_then(|wait| wait.to_str().ok()?.parse().ok());
                sleep(Duration::from_secs(wait.unwrap_or(1))).await;
            }
            status => bail!("an interaction was answered with {status}: {}", answer.text().await?),
        }
    }
}
