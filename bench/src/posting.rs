//! Interactions on their way in: in batches, and one by one from many clients.

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
use crate::report::{Check, Measured};
use crate::sample::line;
use crate::server::Server;

/// Lines of a batch.
const LINES: u64 = 1000;

/// Importers that send batches, each the next when it has the answer to the last.
const IMPORTERS: u64 = 2;

/// What a single client sends begins here times its number, from 1.
const OWN: u64 = 1_000_000_000;

/// A source system with a key.
pub struct Source<'a> {
    server: &'a Server,
    key: &'a str,
    newest: DateTime<FixedOffset>,
}

impl<'a> Source<'a> {
    /// With this key at this server.
    pub fn new(server: &'a Server, key: &'a str) -> Self {
        // An interaction lasts ten minutes, and none may end in the future.
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

    /// Sends so many in batches.
    ///
    /// # Errors
    /// Where one is not taken.
    pub async fn batches(&self, interactions: u64) -> Result<Measured> {
        let address = format!("{}/api/v1/interactions/batch", self.server.address);
        // Written before the clock starts: the processors belong to the server then.
        let batches: Vec<Bytes> = (0..interactions.div_ceil(LINES)).map(|n| self.batch(n)).collect();
        let each = batches.len().div_ceil(IMPORTERS as usize).max(1);
        let started = Instant::now();
        let importers = batches.chunks(each).map(|own| self.import(own, &address));
        let times = joined(try_join_all(importers).await?);
        let taken = batches.len() as u64 * LINES;
        Ok(row(
            format!("intake, batches of {LINES} from {IMPORTERS} importers"),
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
        let lines: String = (n * LINES..(n + 1) * LINES).map(|n| line(n, self.newest)).collect();
        lines.into()
    }

    /// Sends one after the other from each of many clients.
    ///
    /// # Errors
    /// Where one is not taken.
    pub async fn singles(&self, clients: u16, duration: Duration) -> Result<Measured> {
        let address = format!("{}/api/v1/interactions", self.server.address);
        let started = Instant::now();
        let end = started + duration;
        let sending = (1..=u64::from(clients)).map(|own| self.send_until(end, own * OWN, &address));
        let times = joined(try_join_all(sending).await?);
        let rate = times.count() as f64 / started.elapsed().as_secs_f64();
        Ok(row(format!("intake, one by one from {clients} clients"), times, rate, 1000.0))
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

fn joined(parts: Vec<Times>) -> Times {
    parts.into_iter().fold(Times::default(), |mut all, part| {
        all.extend(part);
        all
    })
}

fn row(name: String, mut times: Times, rate: f64, least: f64) -> Measured {
    Measured {
        p50: Some(times.percentile(50)),
        p99: Some(times.percentile(99)),
        per_second: Some(rate),
        checks: vec![Check::at_least("rate", rate, least, "/s")],
        ..Measured::named(name)
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
    ensure!(created == LINES, "{created} of {LINES} lines were taken; {refused}");
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
            // More than the key may send: what a client is told to do then.
            StatusCode::TOO_MANY_REQUESTS => {
                let wait =
                    answer.headers().get(RETRY_AFTER).and_then(|wait| wait.to_str().ok()?.parse().ok());
                sleep(Duration::from_secs(wait.unwrap_or(1))).await;
            }
            status => bail!("an interaction was answered with {status}: {}", answer.text().await?),
        }
    }
}
