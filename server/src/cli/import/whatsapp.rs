//! `protocolo import whatsapp`: imports deliveries of the WhatsApp Business Cloud API that were kept.

#![expect(clippy::doc_markdown, reason = "these comments are what --help prints")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::Args;
use clap::builder::RangedU64ValueParser;
use domain::settings::source::WhatsAppConnection;
use intake::whatsapp::{IDLE_HOURS, NumberSettings, WhatsAppFile, WhatsAppSettings};
use store::Store;

use super::arguments::FileArguments;
use super::files;
use super::maps::not_blank;
use crate::cli::Failure;

/// What the files are, and where.
#[derive(Debug, Args)]
pub(crate) struct WhatsAppArguments {
    /// The name of this source, part of the identity of every interaction. Of deliveries that a source of
    /// the settings also receives, its name; --idle-hours and --closing-word must then be those of it. Files of messages are
    /// not fetched, so conversations with files conflict with those of a source that fetches them.
    #[arg(long, value_name = "NAME", value_parser = not_blank)]
    source: String,

    /// The queue of numbers of the business that --map-queue does not name by their phone_number_id.
    /// Without it, what they received is counted and skipped.
    #[arg(long, value_name = "NAME", value_parser = not_blank)]
    queue: Option<String>,

    /// After how many hours without a message a conversation has ended.
    #[arg(
        long, value_name = "HOURS", default_value_t = WhatsAppConnection::default().idle_hours,
        value_parser = RangedU64ValueParser::<u32>::new().range(*IDLE_HOURS.start() as u64..=*IDLE_HOURS.end() as u64)
    )]
    idle_hours: u32,

    /// A message of the business that ends a conversation at once. May be given several times.
    #[arg(long, value_name = "TEXT", value_parser = not_blank)]
    closing_word: Vec<String>,

    /// Leave out the messages of before a number was connected.
    #[arg(long)]
    without_history: bool,

    /// Until when nothing else was received, such as 2026-06-30T03:00:00Z; by default, now. Conversations
    /// that have not ended by then are rejected as still open, and taken by a later import.
    #[arg(long, value_name = "TIME", value_parser = DateTime::parse_from_rfc3339)]
    until: Option<DateTime<chrono::FixedOffset>>,

    /// A file with the app's secret. With it, deliveries with another signature are rejected.
    #[arg(long, value_name = "FILE")]
    app_secret: Option<PathBuf>,

    #[command(flatten)]
    pub(super) files: FileArguments,
}

impl WhatsAppArguments {
    fn settings(&self) -> Result<WhatsAppSettings, Failure> {
        let (queues, mut agents) = (self.files.queues()?, self.files.agents()?);
        let number = |(number, queue): (String, String)| {
            let agent = agents.remove(&number);
            (number, NumberSettings { queue, agent })
        };
        let numbers: BTreeMap<_, _> = queues.into_iter().map(number).collect();
        if let Some(number) = agents.keys().next() {
            return Err(Failure(format!(
                "--map-agent names {number}, which --map-queue does not; give the number a queue too"
            )));
        }
        Ok(WhatsAppSettings {
            source: self.source.clone(),
            numbers,
            default_queue: self.queue.clone(),
            idle_hours: self.idle_hours,
            take_history: !self.without_history,
            close_keywords: self.closing_word.clone(),
            ..WhatsAppSettings::default()
        })
    }
}

pub(super) async fn run(store: Option<&Store>, arguments: WhatsAppArguments) -> Result<ExitCode, Failure> {
    let until = arguments.until.map_or_else(store::clock::now, |until| until.with_timezone(&Utc).into());
    let mut source = WhatsAppFile::new(arguments.settings()?).complete_until(until);
    if let Some(file) = &arguments.app_secret {
        source = source.with_secret(app_secret(file)?);
    }
    let files = arguments.files;
    let inputs = files::find(&files)?;
    files::import(store, source, "deliveries of WhatsApp", inputs, &files).await
}

/// The secret in a file, without the line break at its end.
fn app_secret(file: &Path) -> Result<Vec<u8>, Failure> {
    let name = file.display();
    let secret = std::fs::read_to_string(file)
        .map_err(|error| Failure(format!("the secret in {name} could not be read: {error}")))?;
    match secret.trim() {
        "" => Err(Failure(format!("there is no secret in {name}"))),
        secret => Ok(secret.as_bytes().to_vec()),
    }
}
