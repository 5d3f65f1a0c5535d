//! The arguments that imports of files have in common.

#![expect(clippy::doc_markdown, reason = "these comments are what --help prints")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use clap::Args;
use intake::zone::TableZone;

use super::maps::{map, pair};
use crate::cli::Failure;

/// Which files are read, what their names are called here, and what becomes of them.
#[derive(Debug, Args)]
pub(super) struct FileArguments {
    /// The files, plain or compressed with gzip; - reads the standard input.
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,

    /// The name of a queue by that in the files, such as 8001=Suporte. May be given several times.
    #[arg(long, value_name = "QUEUE=NAME", value_parser = pair)]
    map_queue: Vec<(String, String)>,

    /// The login of an agent by the name or number in the files, such as 1001=ana. May be given several
    /// times.
    #[arg(long, value_name = "AGENT=LOGIN", value_parser = pair)]
    map_agent: Vec<(String, String)>,

    /// Print the first ten interactions as they would be, the counts and the rejects. Nothing is recorded,
    /// and no database is needed.
    #[arg(long)]
    pub(super) dry_run: bool,

    /// The file for what is rejected. Written only where something is.
    #[arg(long, value_name = "FILE", default_value = "rejects.ndjson")]
    pub(super) rejects: PathBuf,
}

impl FileArguments {
    /// The names of queues.
    pub(super) fn queues(&self) -> Result<BTreeMap<String, String>, Failure> {
        map("--map-queue", &self.map_queue)
    }

    /// The logins of agents.
    pub(super) fn agents(&self) -> Result<BTreeMap<String, String>, Failure> {
        map("--map-agent", &self.map_agent)
    }

    pub(super) fn paths(&self) -> Vec<&Path> {
        self.files.iter().map(PathBuf::as_path).collect()
    }
}

/// The time zone of files.
#[derive(Debug, Args)]
pub(super) struct ZoneArguments {
    /// The time zone of times without an offset: a place like America/Sao_Paulo, or an offset like -03:00.
    /// The operation's own zone is PROTOCOLO_TIME_ZONE.
    #[arg(id = "file_zone", long = "time-zone", value_name = "ZONE", allow_hyphen_values = true)]
    pub(super) time_zone: Option<TableZone>,

    /// The operation's zone, which all commands share as --time-zone and read from their own settings.
    #[arg(id = "time_zone", long = "operation-time-zone", value_name = "ZONE", hide = true)]
    operation_zone: Option<Tz>,
}
