//! `protocolo import`: imports interactions from files.
//!
//! Idempotent: what was imported before is recognised. What is rejected is written to a file of its
//! own, each with its place and the reason.

mod amazon_connect;
mod arguments;
mod asterisk;
mod beginning;
mod csv;
mod dry_run;
mod files;
mod freeswitch;
mod genesys;
mod input;
mod maps;
mod ndjson;
mod progress;
mod reading;
mod recording;
mod rejects;
mod report;
mod tally;
mod three_cx;
mod whatsapp;

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::ExitCode;

use clap::Subcommand;
use store::Store;

use super::Failure;
use crate::config::Settings;

/// What can be imported.
#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// One JSON object a line, in the shape of POST /api/v1/interactions.
    Ndjson(ndjson::NdjsonSettings),
    /// The logs of an Asterisk, also as FreePBX and Issabel keep them.
    ///
    /// Files may be compressed with gzip; - reads the standard input. Name the files of a log in the
    /// order in which they were written, the oldest first: a call may begin in one file and end in the
    /// next. Importing the same files again changes nothing.
    #[expect(clippy::doc_markdown, reason = "this comment is what --help prints")]
    Asterisk(Box<asterisk::AsteriskSettings>),
    #[command(flatten)]
    Export(ExportCommand),
}

/// Files that other systems export.
#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    /// CSV files of any system, by a mapping of their columns.
    Csv(Box<csv::CsvArguments>),
    /// Call records of FreeSWITCH (mod_json_cdr) and FusionPBX (the exported table v_xml_cdr).
    ///
    /// A folder stands for every file in it.
    #[expect(clippy::doc_markdown, reason = "this comment is what --help prints")]
    Freeswitch(Box<freeswitch::FreeSwitchArguments>),
    /// Contact records of Amazon Connect, in any form of JSON.
    ///
    /// Of a contact that is there several times the newest record counts, and a later export corrects what
    /// was imported before.
    AmazonConnect(Box<amazon_connect::AmazonConnectArguments>),
    /// Conversation details of Genesys Cloud, in any form of JSON.
    ///
    /// Queues and users have IDs there: name them with --map-queue and --map-agent.
    Genesys(Box<genesys::GenesysArguments>),
    /// Call data records of 3CX (cdr.log).
    #[command(name = "3cx")]
    ThreeCx(Box<three_cx::ThreeCxArguments>),
    /// Deliveries of the webhook of WhatsApp that were kept, one JSON object a line.
    ///
    /// A line has received_at, body (the raw text of the delivery) and x_hub_signature_256. Name all files
    /// of a time together, in any order: a conversation may begin in one and end in another.
    #[expect(clippy::doc_markdown, reason = "this comment is what --help prints")]
    #[command(name = "whatsapp")]
    WhatsApp(Box<whatsapp::WhatsAppArguments>),
}

impl ImportCommand {
    /// Whether only what would be imported is shown, which needs no database.
    pub(super) fn is_dry_run(&self) -> bool {
        match self {
            Self::Ndjson(_) => false,
            Self::Asterisk(asterisk) => asterisk.dry_run,
            Self::Export(ExportCommand::Csv(csv)) => csv.files.dry_run,
            Self::Export(ExportCommand::Freeswitch(freeswitch)) => freeswitch.files.dry_run,
            Self::Export(ExportCommand::AmazonConnect(amazon_connect)) => amazon_connect.files.dry_run,
            Self::Export(ExportCommand::Genesys(genesys)) => genesys.files.dry_run,
            Self::Export(ExportCommand::ThreeCx(three_cx)) => three_cx.files.dry_run,
            Self::Export(ExportCommand::WhatsApp(whatsapp)) => whatsapp.files.dry_run,
        }
    }
}

pub(super) async fn run(
    store: &Store,
    settings: &Settings,
    command: ImportCommand,
) -> Result<ExitCode, Failure> {
    store.migrate().await?;
    match command {
        ImportCommand::Ndjson(ndjson) => ndjson::run(store, ndjson).await,
        ImportCommand::Asterisk(asterisk) => asterisk::run(store, settings, *asterisk).await,
        ImportCommand::Export(export) => run_export(Some(store), export).await,
    }
}

/// Shows what a command would import; see [`ImportCommand::is_dry_run`].
pub(super) async fn dry_run(command: ImportCommand) -> Result<ExitCode, Failure> {
    match command {
        ImportCommand::Asterisk(asterisk) => asterisk::show(*asterisk).await,
        ImportCommand::Export(export) => run_export(None, export).await,
        ImportCommand::Ndjson(_) => Err(Failure("this import has no dry run".to_owned())),
    }
}

/// Imports files into a store, or shows what would be imported without one.
async fn run_export(store: Option<&Store>, command: ExportCommand) -> Result<ExitCode, Failure> {
    match command {
        ExportCommand::Csv(csv) => csv::run(store, *csv).await,
        ExportCommand::Freeswitch(freeswitch) => freeswitch::run(store, *freeswitch).await,
        ExportCommand::AmazonConnect(amazon_connect) => amazon_connect::run(store, *amazon_connect).await,
        ExportCommand::Genesys(genesys) => genesys::run(store, *genesys).await,
        ExportCommand::ThreeCx(three_cx) => three_cx::run(store, *three_cx).await,
        ExportCommand::WhatsApp(whatsapp) => whatsapp::run(store, *whatsapp).await,
    }
}

/// Refuses a file for rejects that is the input itself, under any name, also as standard input.
fn check_is_not_input(rejects: &Path, input: &Path) -> Result<(), Failure> {
    let identity = |about: std::fs::Metadata| (about.dev(), about.ino());
    let read = if is_standard_input(input) { Path::new("/dev/stdin") } else { input };
    let read = std::fs::metadata(read).ok().filter(std::fs::Metadata::is_file).map(identity);
    if read.is_none() || std::fs::metadata(rejects).ok().map(identity) != read {
        return Ok(());
    }
    Err(Failure(format!(
        "the refused lines would be written over {}, which is read; name another file with --rejects",
        rejects.display()
    )))
}

/// Whether a path means the standard input.
fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}
