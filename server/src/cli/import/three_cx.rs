//! `protocolo import 3cx`: imports the call data records of 3CX.

use std::process::ExitCode;

use clap::Args;
use intake::csv_mapping::three_cx::{Order, mapping};
use intake::csv_mapping::{CsvSettings, MappedCsv};
use store::Store;

use super::arguments::{FileArguments, ZoneArguments};
use super::csv::check_zone;
use super::files;
use super::input::{BytesRead, Input};
use super::maps::not_blank;
use crate::cli::Failure;

/// What the files are, and where.
#[derive(Debug, Args)]
pub(crate) struct ThreeCxArguments {
    /// The name of this 3CX, part of the identity of every interaction.
    #[arg(long, value_name = "NAME", value_parser = not_blank)]
    source: String,

    /// The fields of a line in their order, as the page "CDR output fields" of 3CX has them, separated by
    /// commas. By default the order is recognised by the first line.
    #[arg(long, value_name = "FIELD,...", value_delimiter = ',')]
    fields: Vec<String>,

    #[command(flatten)]
    zone: ZoneArguments,

    #[command(flatten)]
    pub(super) files: FileArguments,
}

/// How much of a file is looked at for its first line, in bytes.
const BEGINNING: u64 = 64 * 1024;

pub(super) async fn run(store: Option<&Store>, arguments: ThreeCxArguments) -> Result<ExitCode, Failure> {
    let mut inputs = files::find(&arguments.files)?;
    let (queues, agents) = (arguments.files.queues()?, arguments.files.agents()?);
    let ThreeCxArguments { source, fields, zone, files } = arguments;
    let (source, inputs) = tokio::task::spawn_blocking(move || {
        let order = if fields.is_empty() {
            order(&mut inputs)?
        } else {
            Order::Fields(fields.iter().map(|field| field.trim().to_owned()).collect())
        };
        let mut mapping = mapping(order, &queues)
            .map_err(|error| Failure(format!("the fields of 3CX cannot be used: {error}; see --fields")))?;
        mapping.time_zone = zone.time_zone;
        let source = MappedCsv::new(CsvSettings { source, mapping, queues, agents });
        check_zone(&source, &mut inputs)?;
        Ok::<_, Failure>((source, inputs))
    })
    .await
    .map_err(|error| Failure(format!("the files could not be looked at: {error}")))??;
    files::import(store, source, "call data records of 3CX", inputs, &files).await
}

/// The order of the fields, by the first line of the first file that has one.
fn order(inputs: &mut [Input]) -> Result<Order, Failure> {
    for input in inputs {
        let name = input.name();
        let bytes = input
            .beginning(BEGINNING, &BytesRead::default())
            .map_err(|error| Failure(format!("{name} cannot be read: {error}")))?;
        let text = String::from_utf8_lossy(&bytes);
        if let Some(line) = text.lines().find(|line| !line.trim().is_empty()) {
            return Ok(Order::of(line));
        }
    }
    Ok(Order::default())
}
