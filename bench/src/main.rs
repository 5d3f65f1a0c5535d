//! `protocolo-bench`: see the crate's own documentation.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use bench::arguments::Arguments;
use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

// One thread: the load must leave the processors to what is measured.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // Dropping what runs ends every process it started.
    let done = tokio::select! {
        result = bench::run::everything(&arguments) => result,
        ended = told_to_end() => ended,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("protocolo-bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn told_to_end() -> Result<()> {
    let signals = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let mut listeners = signals.map(signal).into_iter().collect::<Result<Vec<_>, _>>();
    let listeners =
        listeners.as_mut().map_err(|error| anyhow::anyhow!("no signals can be heard: {error}"))?;
    let any = listeners.iter_mut().map(|listener| Box::pin(listener.recv()));
    futures::future::select_all(any).await.0.context("no signals come any more")?;
    bail!("ended before it was done")
}
