//! Many connections, each asking for the next page when it has the last.

use std::time::{Duration, Instant};

use anyhow::Result;
use futures::future::try_join_all;
use reqwest::Client;

use crate::client::{Browser, fetch};
use crate::figures::Times;
use crate::server::Server;

/// How a page is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// By how many connections at once.
    pub connections: u16,
    /// How long before it counts.
    pub warm_up: Duration,
    /// How long.
    pub duration: Duration,
}

/// How it was answered.
#[derive(Clone, Debug)]
pub struct Answered {
    /// How long each answer took, from asking to its last byte.
    pub times: Times,
    /// Answers per second.
    pub per_second: f64,
    /// How long the server was on a processor for each answer, in milliseconds.
    pub processor: f64,
    /// Bytes of a body as transferred, on average.
    pub bytes: u64,
}

impl Load {
    /// Asks for a page.
    ///
    /// # Errors
    /// Where one answer is not the page.
    pub async fn run(self, server: &Server, browser: &Browser, path: &str) -> Result<Answered> {
        let address = browser.at(path);
        let connections = (0..self.connections).map(|_| browser.connection());
        let connections = connections.collect::<Result<Vec<_>>>()?;
        round(&connections, &address, self.warm_up).await?;
        let (started, used) = (Instant::now(), server.processor_time()?);
        let (times, bytes) = round(&connections, &address, self.duration).await?;
        let (elapsed, used) = (started.elapsed(), server.processor_time()?.saturating_sub(used));
        let answers = times.count().max(1) as f64;
        Ok(Answered {
            times,
            per_second: answers / elapsed.as_secs_f64(),
            processor: used.as_secs_f64() * 1000.0 / answers,
            bytes: (bytes as f64 / answers).round() as u64,
        })
    }
}

/// Asks over every connection; the times and the sum of the bytes.
async fn round(connections: &[Client], address: &str, duration: Duration) -> Result<(Times, u64)> {
    let end = Instant::now() + duration;
    let asking = connections.iter().map(|client| ask_until(client, address, end));
    let (mut times, mut bytes) = (Times::default(), 0);
    for (own_times, own_bytes) in try_join_all(asking).await? {
        times.extend(own_times);
        bytes += own_bytes;
    }
    Ok((times, bytes))
}

async fn ask_until(client: &Client, address: &str, end: Instant) -> Result<(Times, u64)> {
    let (mut times, mut bytes) = (Times::default(), 0);
    loop {
        let asked = Instant::now();
        if asked >= end {
            return Ok((times, bytes));
        }
        bytes += fetch(client, address).await?.len() as u64;
        times.add(asked.elapsed());
    }
}
