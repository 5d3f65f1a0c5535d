//! `protocolo import genesys`: imports conversation details of Genesys Cloud.

use std::process::ExitCode;

use clap::Args;
use intake::genesys::{Genesys, GenesysSettings};
use store::Store;

use super::arguments::FileArguments;
use super::files;
use super::maps::not_blank;
use crate::cli::Failure;

/// What the files are, and where.
#[derive(Debug, Args)]
pub(crate) struct GenesysArguments {
    /// The name of this organisation, part of the identity of every interaction.
    #[arg(long, value_name = "NAME", value_parser = not_blank)]
    source: String,

    /// Take the name of a caller for that of the customer. It is often the place of the number.
    #[arg(long)]
    caller_names: bool,

    #[command(flatten)]
    pub(super) files: FileArguments,
}

pub(super) async fn run(store: Option<&Store>, arguments: GenesysArguments) -> Result<ExitCode, Failure> {
    let GenesysArguments { source, caller_names, files } = arguments;
    let source = Genesys::new(GenesysSettings {
        source,
        queues: files.queues()?,
        agents: files.agents()?,
        caller_names,
        ..GenesysSettings::default()
    });
    let inputs = files::find(&files)?;
    files::import(store, source, "conversations of Genesys Cloud", inputs, &files).await
}
