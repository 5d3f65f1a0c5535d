//! Measures what sources bring: a whole `queue_log`, and the webhooks of a messaging system while a log is
//! imported.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use chrono::Utc;
use futures::future::try_join_all;
use hmac::{Hmac, Mac};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::json;
use sha2::Sha256;
use tokio::io::AsyncWriteExt;
use tokio::process::Child;
use tokio::time::{Instant, sleep, sleep_until};

use crate::client::client;
use crate::database::Databases;
use crate::figures::Times;
use crate::process::Memory;
use crate::product::Product;
use crate::report::{Check, Measurement};
use crate::server::Server;
use crate::telephone_log::{self, Written};

/// The name of the database.
const DATABASE: &str = "bench_sources";
/// Deliveries per second, and the connections they come on.
const RATE: u16 = 100;
const LANES: u64 = 16;
/// Budgets: the time of a delivery in milliseconds; lines of a log per second, and memory in MB.
const MAX_DELIVERY: f64 = 250.0;
const MIN_LINES: f64 = 100_000.0;
const MAX_IMPORT_MEMORY: f64 = 100.0;
/// The secret with which deliveries are signed.
const SECRET: &str = "secret of the benchmark";
const WHATSAPP: &str = "whatsapp";
const NUMBER: &str = "106540352242922";

/// Measures the import of a log of `megabytes`, then deliveries for `duration` while it is imported as
/// that of another telephone system.
///
/// # Errors
/// Returns an error if a delivery is refused or an import fails.
pub async fn measure(
    product: &Product,
    databases: &Databases<'_>,
    megabytes: u64,
    duration: Duration,
) -> Result<Vec<Measurement>> {
    println!("  sources");
    let url = databases.empty(DATABASE).await?;
    let path = product.data().join("queue_log");
    let newest = Utc::now().timestamp() - 3600;
    let log = Log { written: telephone_log::write(&path, megabytes * 1_000_000, newest)?, path };
    let of_log = format!("lines of a queue_log of {megabytes} MB, {} calls", log.written.calls);
    let rows = vec![
        log.measure(product, &url, &["--dry-run"], format!("{of_log}: read")).await?,
        log.measure(product, &url, &[], format!("{of_log}: recorded")).await?,
        deliver(product, &url, &log, duration).await?,
    ];
    std::fs::remove_file(&log.path)?;
    databases.remove(DATABASE).await?;
    Ok(rows)
}

/// A log on the disk.
struct Log {
    path: PathBuf,
    written: Written,
}

impl Log {
    /// Begins to import it, with further arguments.
    fn import(&self, product: &Product, url: &str, source: &str, more: &[&str]) -> Result<Child> {
        let file = self.path.to_str().context("the data folder has no name in Unicode")?;
        let rejects = product.data().join("rejects.ndjson");
        let mut command =
            product.command(url, &["import", "asterisk", "--source", source, "--queue-log", file]);
        command.arg("--rejects").arg(rejects).args(more).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().context("the import cannot be started")
    }

    /// Measures an import with these arguments.
    async fn measure(
        &self,
        product: &Product,
        url: &str,
        more: &[&str],
        name: String,
    ) -> Result<Measurement> {
        let started = Instant::now();
        let mut import = self.import(product, url, "pbx", more)?;
        let id = import.id().context("the import has ended")?;
        let mut peak = 0;
        let status = loop {
            if let Some(status) = import.try_wait()? {
                break status;
            }
            peak = Memory::of(id).map_or(peak, |memory| memory.peak.max(peak));
            sleep(Duration::from_millis(20)).await;
        };
        ensure!(status.success(), "the import failed: {status}");
        let rate = self.written.lines as f64 / started.elapsed().as_secs_f64();
        Ok(Measurement {
            per_second: Some(rate),
            memory: Some(peak),
            checks: vec![
                Check::at_least("lines", rate, MIN_LINES, "/s"),
                Check::at_most("MB", peak as f64 / 1e6, MAX_IMPORT_MEMORY, ""),
            ],
            ..Measurement::named(name)
        })
    }
}

async fn deliver(product: &Product, url: &str, log: &Log, duration: Duration) -> Result<Measurement> {
    let number = format!("{NUMBER}=WhatsApp");
    product.run(url, &["source", "set", "whatsapp", WHATSAPP, "--number", &number]).await?;
    set_secret(product, url).await?;
    let server = Server::start(product, url).await?;
    let address = format!("{}/hooks/whatsapp/{WHATSAPP}", server.address);
    let importing = async {
        for round in 0.. {
            let status = log.import(product, url, &format!("pbx-{round}"), &[])?.wait().await?;
            ensure!(status.success(), "the import failed: {status}");
        }
        Ok(())
    };
    let mut times = tokio::select! {
        times = send(&address, duration) => times?,
        failed = importing => return Err(failed.err().context("imports have ended")?),
    };
    server.stop().await?;
    let (p50, p99) = (times.percentile(50), times.percentile(99));
    Ok(Measurement {
        p50: Some(p50),
        p99: Some(p99),
        checks: vec![Check::at_most("p99", p99, MAX_DELIVERY, " ms")],
        ..Measurement::named(format!("deliveries of WhatsApp, {RATE} a second, while a log is imported"))
    })
}

async fn set_secret(product: &Product, url: &str) -> Result<()> {
    let mut command = product.command(url, &["source", "secret", WHATSAPP, "app-secret"]);
    let mut process = command.stdin(Stdio::piped()).spawn()?;
    let mut input = process.stdin.take().context("the command reads nothing")?;
    input.write_all(SECRET.as_bytes()).await?;
    drop(input);
    let status = process.wait().await?;
    ensure!(status.success(), "no secret was set: {status}");
    Ok(())
}

/// Sends deliveries at the same rate, whatever the answers take.
async fn send(address: &str, duration: Duration) -> Result<Times> {
    let count = (duration.as_secs_f64() * f64::from(RATE)) as u64;
    let started = Instant::now();
    let lanes = (0..LANES).map(async |lane| {
        let (client, mut times) = (client(HeaderMap::new())?, Times::default());
        for n in (lane..count).step_by(LANES as usize) {
            sleep_until(started + duration.mul_f64(n as f64 / count as f64)).await;
            let body = delivery(n, Utc::now().timestamp());
            let request = client.post(address).header("X-Hub-Signature-256", signature(&body)?).body(body);
            let sent = Instant::now();
            let answer = request.send().await.context("a delivery was not answered")?;
            times.add(sent.elapsed());
            ensure!(answer.status() == StatusCode::OK, "a delivery was answered with {}", answer.status());
        }
        Ok::<_, anyhow::Error>(times)
    });
    Ok(try_join_all(lanes).await?.into_iter().fold(Times::default(), |mut all, part| {
        all.extend(part);
        all
    }))
}

fn signature(body: &str) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes())?;
    mac.update(body.as_bytes());
    Ok(format!("sha256={:x}", mac.finalize().into_bytes()))
}

/// The body of a delivery with one message; five are of one customer.
fn delivery(n: u64, at: i64) -> String {
    let from = format!("55119{:08}", (n / 5).wrapping_mul(2_654_435_761) % 100_000_000);
    json!({ "object": "whatsapp_business_account", "entry": [{ "id": "1", "changes": [{
        "field": "messages",
        "value": {
            "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "551130000100", "phone_number_id": NUMBER },
            "contacts": [{ "wa_id": from, "profile": { "name": format!("Cliente {from}") } }],
            "messages": [{
                "from": from, "id": format!("wamid.{n}"), "timestamp": at.to_string(), "type": "text",
                "text": { "body": "Bom dia, gostaria de saber quando chega o meu pedido, por favor." },
            }],
        },
    }] }] })
    .to_string()
}
