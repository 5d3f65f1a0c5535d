//! `protocolo follow`: reads the logs of another system while they are written.
//!
//! For a telephone system on another machine than the server: the command runs there, with the address of
//! the same database. What it has read is kept in the database, so it may be stopped at any moment.

use std::process::ExitCode;

use clap::{ArgGroup, Args, Subcommand};
use domain::settings::source::Connection;
use store::Store;
use store::clock::now;

use super::Failure;
use super::source::arguments::{AsteriskArguments, Maps};
use super::source::save;
use crate::blobs::Blobs;
use crate::config::Settings;
use crate::sources::{Reads, Running};

/// What can be followed.
#[derive(Debug, Subcommand)]
#[expect(clippy::doc_markdown, reason = "these comments are what --help prints")]
pub(crate) enum FollowCommand {
    /// The logs of an Asterisk, FreePBX or Issabel, through all their rotations.
    ///
    /// The first time, rotated files that are still there are read too, the oldest first. What was imported
    /// before is recognised. The source is listed by `protocolo source list` and in the settings, where
    /// its names can be mapped and it can be paused.
    Asterisk(Box<FollowAsterisk>),
}

/// The Asterisk that is followed.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("logs").required(true).multiple(true).args(["queue_log", "cdr"])))]
pub(crate) struct FollowAsterisk {
    /// The name of this Asterisk, part of the identity of every interaction. Each Asterisk has its
    /// own name, and always the same one.
    #[arg(long, value_name = "NAME")]
    source: String,
    #[command(flatten)]
    connection: AsteriskArguments,
    #[command(flatten)]
    maps: Maps,
}

/// Follows until the process is asked to end.
pub(super) async fn run(
    store: &Store,
    settings: &Settings,
    command: FollowCommand,
) -> Result<ExitCode, Failure> {
    store.migrate().await?;
    let blobs = Blobs::open(&settings.blobs)?;
    let FollowCommand::Asterisk(asterisk) = command;
    let name = asterisk.source.trim().to_owned();
    let saved = save(store, &name, now(), |before| {
        let mut connection = asterisk.connection.over(before)?;
        if let Connection::Asterisk(connection) = &mut connection {
            connection.by_command = true;
            for path in [&mut connection.queue_log, &mut connection.cdr, &mut connection.recordings] {
                *path = absolute(path)?;
            }
        }
        asterisk.maps.over(before, name.clone(), connection)
    });
    let (source, _) = saved.await?;
    tracing::info!(source = name, "following; Ctrl-C ends it");
    // The pages of running servers follow.
    let _others = store.follow_other_processes().await;
    let mut running = Running::new(store.clone(), Reads::ByCommand(source.id, blobs));
    tokio::select! {
        () = running.keep_on() => {}
        () = super::serve::shutdown_signal() => {}
    }
    running.stop();
    store.flush_announcements().await;
    Ok(ExitCode::SUCCESS)
}

/// The path from the root, since the command may be started in another folder the next time.
fn absolute(path: &str) -> Result<String, Failure> {
    if path.is_empty() {
        return Ok(String::new());
    }
    let absolute = std::path::absolute(path);
    let absolute = absolute.map_err(|error| Failure(format!("{path} is no path: {error}")))?;
    let text = absolute.to_str().map(ToOwned::to_owned);
    text.ok_or_else(|| Failure(format!("{} has a name that is not UTF-8", absolute.display())))
}
