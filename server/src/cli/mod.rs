//! Command line interface (CLI) of `protocolo`.
//!
//! One file per command. A command returns an exit code (0: success; 1: something was refused or
//! failed) or a [`Failure`], whose text says what to do about it.

mod answer;
mod api_key;
mod audit;
mod backup;
mod blobs;
mod customer;
mod demo;
mod demo_accounts;
mod follow;
mod import;
mod logging;
mod operation;
mod private_files;
mod serve;
mod source;
mod table;
mod user;
mod webhook;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use clap::Subcommand;
use store::{Store, StoreConfig};

use crate::config::{CommandLine, ServeSettings, Settings};
use answer::Answer;

/// What the program can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the site and the API; the database is migrated first.
    Serve(Box<ServeSettings>),
    /// Bring the database's tables to the form this version needs.
    Migrate,
    /// Fill an empty database with a year of made-up customer service.
    Demo(::demo::Command),
    /// Import interactions from files.
    #[command(subcommand)]
    Import(import::ImportCommand),
    /// Read the logs of another system while they are written.
    #[command(subcommand)]
    Follow(follow::FollowCommand),
    /// Manage sources: other systems whose conversations are read.
    #[command(subcommand)]
    Source(source::SourceCommand),
    /// Manage webhooks: other systems that are notified of what happens.
    #[command(subcommand)]
    Webhook(webhook::WebhookCommand),
    /// Manage accounts.
    #[command(subcommand)]
    User(user::UserCommand),
    /// Manage the keys of the HTTP API.
    #[command(subcommand)]
    ApiKey(api_key::ApiKeyCommand),
    /// Verify and export the audit trail, erase personal values in it.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Find customers who may be one.
    #[command(subcommand)]
    Customer(customer::CustomerCommand),
    /// Show and change settings of the operation as a whole.
    #[command(subcommand)]
    Operation(operation::OperationCommand),
    /// Compare the stored recordings, attachments and files of messages with the database.
    #[command(subcommand)]
    Blobs(blobs::BlobsCommand),
    /// Copy the database into a file while it is in use (SQLite).
    Backup(backup::BackupSettings),
}

/// Why a command failed, as a message for the terminal.
#[derive(Debug)]
pub struct Failure(pub String);

impl From<String> for Failure {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Self(error.to_string())
    }
}

/// Runs a command and returns its exit code.
pub fn start(CommandLine { settings, command }: CommandLine) -> ExitCode {
    private_files::restrict_umask();
    let outcome = logging::start(&settings.log).and_then(|()| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure(format!("the runtime could not start: {error}")))?;
        runtime.block_on(run(settings, command))
    });
    outcome.unwrap_or_else(|Failure(text)| {
        eprintln!("error: {text}");
        ExitCode::FAILURE
    })
}

async fn run(settings: Settings, command: Command) -> Result<ExitCode, Failure> {
    let command = match command {
        Command::Import(import) if import.is_dry_run() => return import::dry_run(import).await,
        other => other,
    };
    let store = open(&settings).await?;
    match command {
        Command::Serve(serve) => serve::run(store, &settings, &serve).await,
        Command::Migrate => {
            store.migrate().await?;
            Answer::result("The database has the form this version needs.".to_owned()).print()
        }
        Command::Demo(demo) => demo::run(store, &settings, &demo).await,
        Command::Import(import) => import::run(&store, &settings, import).await,
        Command::Follow(follow) => follow::run(&store, &settings, follow).await,
        Command::Source(source) => source::run(&store, source).await,
        Command::Webhook(webhook) => webhook::run(&store, webhook).await,
        Command::User(user) => user::run(&store, user).await,
        Command::ApiKey(api_key) => api_key::run(&store, api_key).await,
        Command::Audit(audit) => audit::run(&store, audit).await,
        Command::Customer(customer) => customer::run(&store, customer).await,
        Command::Operation(operation) => operation::run(&store, operation).await,
        Command::Blobs(blobs) => blobs::run(&store, &settings, blobs).await,
        Command::Backup(backup) => backup::run(&store, &backup).await,
    }
}

/// Opens the database, creating the folder of a SQLite file.
async fn open(settings: &Settings) -> Result<Store, Failure> {
    let url = &settings.database_url;
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        let folder = Path::new(path.split('?').next().unwrap_or(path)).parent();
        if let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| {
                Failure(format!(
                    "the folder {} of the database cannot be created ({error}); set DATABASE_URL to a place \
                     that can be written, like sqlite://data/protocolo.db",
                    folder.display()
                ))
            })?;
        }
    }
    let config = StoreConfig {
        url: url.clone(),
        zone: settings.time_zone,
        max_connections: settings.max_connections.get(),
    };
    let limit = Duration::from_secs(settings.statement_timeout.get().into());
    let store = Store::open_limited(&config, limit).await.map_err(|error| {
        Failure(format!(
            "{error}\nThe database is named by DATABASE_URL; check that it runs and can be reached."
        ))
    })?;
    store.webhooks().allow(settings.webhook_allowed_networks.iter().map(|network| network.net()).collect());
    Ok(store)
}
