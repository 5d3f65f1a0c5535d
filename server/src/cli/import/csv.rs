//! `protocolo import csv`: imports CSV files by a mapping of their columns.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use intake::csv_mapping::{CsvSettings, MappedCsv, Mapping};
use intake::source::{Reason, read_whole};
use store::Store;

use super::arguments::{FileArguments, ZoneArguments};
use super::files;
use super::input::{BytesRead, Input};
use super::maps::not_blank;
use crate::cli::Failure;

/// What the files mean, and where they are.
#[derive(Debug, Args)]
pub(crate) struct CsvArguments {
    /// The mapping: a JSON file that says which columns are which fields. docs/csv-mapping.md describes it.
    #[arg(long, value_name = "FILE")]
    map: PathBuf,

    /// The name of the source, part of the identity of every interaction; by default that of the mapping.
    #[arg(long, value_name = "NAME", value_parser = not_blank)]
    source: Option<String>,

    #[command(flatten)]
    zone: ZoneArguments,

    #[command(flatten)]
    pub(super) files: FileArguments,
}

/// How much of a file is looked at for times without an offset, in bytes.
const BEGINNING: u64 = 1024 * 1024;

pub(super) async fn run(store: Option<&Store>, arguments: CsvArguments) -> Result<ExitCode, Failure> {
    let settings = arguments.settings()?;
    let mut inputs = files::find(&arguments.files)?;
    let source = MappedCsv::new(settings);
    let (source, inputs) = tokio::task::spawn_blocking(move || {
        check_zone(&source, &mut inputs)?;
        Ok::<_, Failure>((source, inputs))
    })
    .await
    .map_err(|error| Failure(format!("the files could not be looked at: {error}")))??;
    files::import(store, source, "a CSV table", inputs, &arguments.files).await
}

impl CsvArguments {
    fn settings(&self) -> Result<CsvSettings, Failure> {
        let file = self.map.display();
        let json = std::fs::read_to_string(&self.map)
            .map_err(|error| Failure(format!("the mapping {file} cannot be read: {error}")))?;
        let mut mapping = Mapping::parse(&json)
            .map_err(|error| Failure(format!("the mapping {file} cannot be used: {error}")))?;
        mapping.time_zone = self.zone.time_zone.or(mapping.time_zone);
        let source = self.source.clone().or_else(|| mapping.source.clone());
        let source = source.filter(|source| !source.trim().is_empty()).ok_or_else(|| {
            Failure(format!("the source has no name; give it one with --source, or as source in {file}"))
        })?;
        let (queues, agents) = (self.files.queues()?, self.files.agents()?);
        Ok(CsvSettings { source, mapping, queues, agents })
    }
}

/// Refuses files whose times are not known, before anything is imported.
pub(super) fn check_zone(source: &MappedCsv, inputs: &mut [Input]) -> Result<(), Failure> {
    for input in inputs {
        let name = input.name();
        let bytes = input
            .beginning(BEGINNING, &BytesRead::default())
            .map_err(|error| Failure(format!("{name} cannot be read: {error}")))?;
        let has_no_zone = |reject: &intake::source::Reject| matches!(reject.reason, Reason::NoTimeZone);
        if read_whole(source, &bytes).rejects.iter().any(has_no_zone) {
            return Err(Failure(format!(
                "nothing was imported: the times of {name} have no offset. Name their zone with --time-zone, \
                 like --time-zone America/Sao_Paulo, or as time_zone in the mapping"
            )));
        }
    }
    Ok(())
}
