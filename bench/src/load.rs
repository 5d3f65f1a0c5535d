//! Closed-loop HTTP load: each connection sends its next request after the previous response.

use std::time::{Duration, Instant};

use anyhow::Result;
use futures::future::try_join_all;
use reqwest::Client;

use crate::client::{Browser, fetch};
use crate::figures::Times;
use crate::server::Server;

/// The parameters of a load.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// The number of concurrent connections.
    pub connections: u16,
    /// How long to warm up.
    pub warm_up: Duration,
    /// How long to measure.
    pub duration: Duration,
}

/// The result of a load.
#[derive(Clone, Debug)]
pub struct LoadResult {
    /// The duration of each request, to the last byte of the response.
    pub times: Times,
    /// Responses per second.
    pub per_second: f64,
    /// CPU time of the server per response, in milliseconds.
    pub processor: f64,
    /// The mean size of a body in bytes, as transferred.
    pub bytes: u64,
}

impl Load {
    /// Requests a page under this load.
    ///
    /// # Errors
    /// Returns an error if a response is not a success.
    pub async fn run(self, server: &Server, browser: &Browser, path: &str) -> Result<LoadResult> {
        let address = browser.at(path);
        let connections = (0..self.connections).map(|_| browser.connection());
        let connections = connections.collect::<Result<Vec<_>>>()?;
        round(&connections, &address, self.warm_up).await?;
        let (started, used) = (Instant::now(), server.processor_time()?);
        let (times, bytes) = round(&connections, &address, self.duration).await?;
        let (elapsed, used) = (started.elapsed(), server.processor_time()?.saturating_sub(used));
        let answers = times.count().max(1) as f64;
        Ok(LoadResult {
            times,
            per_second: answers / elapsed.as_secs_f64(),
            processor: used.as_secs_f64() * 1000.0 / answers,
            bytes: (bytes as f64 / answers).round() as u64,
        })
    }
}

/// Sends requests over every connection; returns the durations and the total bytes.
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
