//! `protocolo import amazon-connect`: imports contact records of Amazon Connect.

use std::process::ExitCode;

use clap::Args;
use intake::amazon_connect::{AmazonConnect, AmazonConnectSettings};
use store::Store;

use super::arguments::FileArguments;
use super::files;
use super::maps::not_blank;
use crate::cli::Failure;

/// What the files are, and where.
#[derive(Debug, Args)]
pub(crate) struct AmazonConnectArguments {
    /// The name of this instance, part of the identity of every interaction.
    #[arg(long, value_name = "NAME", value_parser = not_blank)]
    source: String,

    /// The queue of contacts in an agent's own queue, which has no name.
    #[arg(long, value_name = "NAME", default_value = "Ramal direto", value_parser = not_blank)]
    direct_queue: String,

    /// The queue of outbound calls that have none.
    #[arg(long, value_name = "NAME", default_value = "Chamadas ativas", value_parser = not_blank)]
    outbound_queue: String,

    #[command(flatten)]
    pub(super) files: FileArguments,
}

pub(super) async fn run(
    store: Option<&Store>,
    arguments: AmazonConnectArguments,
) -> Result<ExitCode, Failure> {
    let AmazonConnectArguments { source, direct_queue, outbound_queue, files } = arguments;
    let source = AmazonConnect::new(AmazonConnectSettings {
        source,
        queues: files.queues()?,
        agents: files.agents()?,
        direct_queue,
        outbound_queue,
        ..AmazonConnectSettings::default()
    });
    let inputs = files::find(&files)?;
    files::import(store, source, "contact records of Amazon Connect", inputs, &files).await
}
