//! Starts and stops `protocolo serve` for a measurement.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

use crate::process::{Memory, processor_time};
use crate::product::Product;

/// How long to wait for the first response.
const START_TIMEOUT: Duration = Duration::from_mins(1);

/// How long to wait for a graceful shutdown.
const STOP_TIMEOUT: Duration = Duration::from_secs(15);

/// A running server, which is killed on drop.
pub struct Server {
    process: Child,
    /// The process ID.
    id: u32,
    /// The base URL: `http://127.0.0.1:PORT`.
    pub address: String,
}

impl Server {
    /// Starts a server on a free local port and waits until it answers. Its log is `server.log` in
    /// the data folder.
    ///
    /// # Errors
    /// Returns an error if it does not answer.
    pub async fn start(product: &Product, url: &str) -> Result<Self> {
        Self::start_with(product, url, &[]).await
    }

    /// Like [`Server::start`], with further environment variables.
    ///
    /// # Errors
    /// Returns an error if it does not answer.
    pub async fn start_with(product: &Product, url: &str, settings: &[(&str, &str)]) -> Result<Self> {
        let port = free_port().context("there is no free port")?;
        let log = product.data().join("server.log");
        let file = File::create(&log).with_context(|| format!("{} cannot be written", log.display()))?;
        let mut command = product.command(url, &["serve"]);
        command.env("PROTOCOLO_ADDR", format!("127.0.0.1:{port}"));
        command.envs(settings.iter().copied());
        command.stdout(file.try_clone()?).stderr(file);
        let process = command.spawn().context("the server cannot be started")?;
        let id = process.id().context("the server has ended")?;
        let mut server = Self { process, id, address: format!("http://127.0.0.1:{port}") };
        server.answers().await.with_context(|| format!("see {}", log.display()))?;
        Ok(server)
    }

    async fn answers(&mut self) -> Result<()> {
        let health = format!("{}/healthz", self.address);
        let client = reqwest::Client::builder().no_proxy().build()?;
        let started = Instant::now();
        while started.elapsed() < START_TIMEOUT {
            if let Some(status) = self.process.try_wait()? {
                bail!("the server did not start: {status}");
            }
            if client.get(&health).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            sleep(Duration::from_millis(20)).await;
        }
        bail!("the server did not answer within {} s", START_TIMEOUT.as_secs())
    }

    /// The memory of the server.
    ///
    /// # Errors
    /// Returns an error if it has ended.
    pub fn memory(&self) -> Result<Memory> {
        Memory::of(self.id).context("the server has ended")
    }

    /// The CPU time of the server since its start.
    ///
    /// # Errors
    /// Returns an error if it has ended.
    pub fn processor_time(&self) -> Result<Duration> {
        processor_time(self.id).context("the server has ended")
    }

    /// Stops the server with SIGTERM, as a service manager would.
    ///
    /// # Errors
    /// Returns an error if it had ended before.
    pub async fn stop(mut self) -> Result<()> {
        if let Some(status) = self.process.try_wait()? {
            bail!("the server ended while it was measured: {status}");
        }
        Command::new("kill").args(["-TERM", &self.id.to_string()]).status().await?;
        if timeout(STOP_TIMEOUT, self.process.wait()).await.is_err() {
            self.process.kill().await?;
        }
        Ok(())
    }
}

fn free_port() -> std::io::Result<u16> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    Ok(listener.local_addr()?.port())
}
