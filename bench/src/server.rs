//! `protocolo serve`, started for a measurement and ended after it.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

use crate::process::{Memory, processor_time};
use crate::product::Product;

/// How long it may take to answer for the first time.
const TO_START: Duration = Duration::from_mins(1);

/// How long it may take to end when asked to.
const TO_END: Duration = Duration::from_secs(15);

/// A running server; dropped, it is killed.
pub struct Server {
    process: Child,
    /// Its process number.
    id: u32,
    /// Where it answers: `http://127.0.0.1:PORT`.
    pub address: String,
}

impl Server {
    /// Starts one on a free port of this machine and waits until it answers. What it logs is in
    /// `server.log` of the folder of what is kept.
    ///
    /// # Errors
    /// Where it does not answer.
    pub async fn start(product: &Product, url: &str) -> Result<Self> {
        let port = free_port().context("there is no free port")?;
        let log = product.data().join("server.log");
        let file = File::create(&log).with_context(|| format!("{} cannot be written", log.display()))?;
        let mut command = product.command(url, &["serve"]);
        command.env("PROTOCOLO_ADDR", format!("127.0.0.1:{port}"));
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
        while started.elapsed() < TO_START {
            if let Some(status) = self.process.try_wait()? {
                bail!("the server did not start: {status}");
            }
            if client.get(&health).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            sleep(Duration::from_millis(20)).await;
        }
        bail!("the server did not answer within {} s", TO_START.as_secs())
    }

    /// Its memory.
    ///
    /// # Errors
    /// Where it has ended.
    pub fn memory(&self) -> Result<Memory> {
        Memory::of(self.id).context("the server has ended")
    }

    /// How long it was on a processor since it began.
    ///
    /// # Errors
    /// Where it has ended.
    pub fn processor_time(&self) -> Result<Duration> {
        processor_time(self.id).context("the server has ended")
    }

    /// Ends it as a service manager would.
    ///
    /// # Errors
    /// Where it had ended before.
    pub async fn stop(mut self) -> Result<()> {
        if let Some(status) = self.process.try_wait()? {
            bail!("the server ended while it was measured: {status}");
        }
        Command::new("kill").args(["-TERM", &self.id.to_string()]).status().await?;
        if timeout(TO_END, self.process.wait()).await.is_err() {
            self.process.kill().await?;
        }
        Ok(())
    }
}

fn free_port() -> std::io::Result<u16> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    Ok(listener.local_addr()?.port())
}
