//! The program `protocolo-bench`; see the documentation of the library.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use bench::arguments::Arguments;
use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

// One thread: the load must leave the CPUs to the measured server.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // Dropping the run kills every process it started.
    let done = tokio::select! {
        result = bench::run::run(&arguments) => result,
        ended = termination_signal() => ended,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("protocolo-bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn termination_signal() -> Result<()> {
    let signals = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let mut listeners = signals.map(signal).into_iter().collect::<Result<Vec<_>, _>>();
    let listeners =
        listeners.as_mut().map_err(|error| anyhow::anyhow!("no signals can be heard: {error}"))?;
    let any = listeners.iter_mut().map(|listener| Box::pin(listener.recv()));
    futures::future::select_all(any).await.0.context("no signals come any more")?;
    bail!("ended before it was done")
}
