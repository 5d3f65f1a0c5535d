//! `protocolo source …`: manages sources, the other systems whose conversations are read.

pub(super) mod arguments;
mod show;

use std::io::{BufRead, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use app::source_folders::SourceFolders;
use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use domain::Timestamp;
use domain::settings::SourceRecord;
use domain::settings::source::{Connection, SecretName};
use store::Store;
use store::clock::now;
use store::settings::{Change, CreateOutcome, Versioned};

use super::Failure;
use super::answer::Answer;
use crate::sources::asterisk::outside;
use arguments::{AsteriskArguments, ChatwootArguments, Maps, WhatsAppArguments};

/// The commands about sources.
#[derive(Debug, Subcommand)]
pub(crate) enum SourceCommand {
    /// Create a source or change one.
    #[command(subcommand)]
    Set(SetCommand),
    /// List every source with its state.
    List,
    /// Show a source: its settings, what became of it, and the last rejects.
    Show {
        /// Its name.
        name: String,
    },
    /// Set a secret of a source, read from the standard input.
    Secret {
        /// The name of the source.
        name: String,
        /// Which secret.
        #[arg(value_parser = secret_parser())]
        secret: SecretName,
        /// Remove it instead.
        #[arg(long)]
        remove: bool,
    },
    /// Stop reading a source until it is resumed.
    Pause {
        /// Its name.
        name: String,
    },
    /// Go on reading a source where it was paused.
    Resume {
        /// Its name.
        name: String,
    },
    /// Read the logs of a source again from the beginning of what it keeps; what was recorded stays.
    ReadAgain {
        /// Its name.
        name: String,
    },
    /// Print the rejects of a source, one JSON object a line, the newest first.
    Rejects {
        /// Its name.
        name: String,
        /// The most rejects to print.
        #[arg(long, default_value_t = 10_000)]
        limit: u32,
    },
}

/// Which kind of source is set.
#[derive(Debug, Subcommand)]
#[expect(clippy::doc_markdown, reason = "these comments are what --help prints")]
pub(crate) enum SetCommand {
    /// The logs of an Asterisk, FreePBX or Issabel on a disk that the server reads.
    Asterisk {
        /// The name of the source, part of the identity of its interactions.
        name: String,
        #[command(flatten)]
        connection: Box<AsteriskArguments>,
        /// The folders whose files the server may read, separated by commas, as it is started with them: a file
        /// elsewhere is refused. Without them, the server itself says what it may not read.
        #[arg(long, env = "PROTOCOLO_SOURCE_FOLDERS", value_name = "FOLDERS", value_delimiter = ',')]
        source_folders: Vec<PathBuf>,
        #[command(flatten)]
        maps: Maps,
    },
    /// Numbers of the WhatsApp Business Cloud API, which delivers to /hooks/whatsapp/NAME.
    #[command(name = "whatsapp")]
    WhatsApp {
        /// The name of the source, part of the identity of its interactions.
        name: String,
        #[command(flatten)]
        connection: WhatsAppArguments,
        #[command(flatten)]
        maps: Maps,
    },
    /// A Chatwoot account, which reports to /hooks/chatwoot/NAME.
    Chatwoot {
        /// The name of the source, part of the identity of its interactions.
        name: String,
        #[command(flatten)]
        connection: ChatwootArguments,
        #[command(flatten)]
        maps: Maps,
    },
}

fn secret_parser() -> impl TypedValueParser<Value = SecretName> {
    PossibleValuesParser::new(SecretName::ALL.map(SecretName::as_str))
        .try_map(|word| SecretName::parse(&word).ok_or("this is no secret of a source"))
}

/// Runs a subcommand and prints its result.
pub(super) async fn run(store: &Store, command: SourceCommand) -> Result<ExitCode, Failure> {
    store.migrate().await?;
    perform(store, command, now()).await?.print()
}

async fn perform(store: &Store, command: SourceCommand, now: Timestamp) -> Result<Answer, Failure> {
    let settings = store.sources().settings();
    match command {
        SourceCommand::Set(set) => self::set(store, set, now).await,
        SourceCommand::List => show::list(store).await,
        SourceCommand::Show { name } => show::source(store, &find(store, &name).await?).await,
        SourceCommand::Rejects { name, limit } => {
            show::rejects(store, &find(store, &name).await?, limit).await
        }
        SourceCommand::Secret { name, secret, remove } => {
            let source = find(store, &name).await?;
            if !source.record.kind().secrets().contains(&secret) {
                let names = source.record.kind().secrets().iter().map(|one| one.as_str()).collect::<Vec<_>>();
                let has = if names.is_empty() { "no secrets".to_owned() } else { names.join(", ") };
                return Err(Failure(format!("a source of this kind has {has}")));
            }
            let value = if remove { None } else { Some(read_secret()?) };
            settings.set_source_secret(&source, secret, value.as_deref(), now).await?;
            let done = if remove { "removed" } else { "set" };
            Ok(Answer::result(format!("The {} of {name} is {done}.", secret.as_str())))
        }
        SourceCommand::Pause { name } => switch(store, &name, false, now).await,
        SourceCommand::Resume { name } => switch(store, &name, true, now).await,
        SourceCommand::ReadAgain { name } => {
            if !settings.read_source_again(&find(store, &name).await?, now).await? {
                return Err(Failure(
                    "WhatsApp delivers once, so that a source of this kind cannot be read again; what was \
                     recorded of it stays"
                        .to_owned(),
                ));
            }
            Ok(Answer::result(format!("{name} is read from the beginning.")))
        }
    }
}

/// The source with this name.
async fn find(store: &Store, name: &str) -> Result<Versioned<SourceRecord>, Failure> {
    store.sources().named(name).await?.ok_or_else(|| {
        Failure(format!("there is no source {name:?}; `protocolo source list` shows which there are"))
    })
}

async fn switch(store: &Store, name: &str, active: bool, now: Timestamp) -> Result<Answer, Failure> {
    let source = find(store, name).await?;
    store.sources().settings().set_active::<SourceRecord>(source.id, active, now).await?;
    let state = if active { "is read" } else { "is paused" };
    Ok(Answer::result(format!("{name} {state}.")))
}

async fn set(store: &Store, command: SetCommand, now: Timestamp) -> Result<Answer, Failure> {
    let name = match &command {
        SetCommand::Asterisk { name, .. }
        | SetCommand::WhatsApp { name, .. }
        | SetCommand::Chatwoot { name, .. } => name.clone(),
    };
    let saved = save(store, &name, now, |before| {
        let (connection, maps) = match &command {
            SetCommand::Asterisk { connection, source_folders, maps, .. } => {
                let connection = connection.over(before)?;
                check_folders(&connection, source_folders)?;
                (connection, maps)
            }
            SetCommand::WhatsApp { connection, maps, .. } => (connection.over(before)?, maps),
            SetCommand::Chatwoot { connection, maps, .. } => (connection.over(before)?, maps),
        };
        maps.over(before, name.clone(), connection)
    });
    let (_, created) = saved.await?;
    let done = if created { "is created" } else { "is saved" };
    Ok(Answer::result(format!("{name} {done}.")))
}

/// Refuses files outside the folders that the server may read, if it is known which these are.
fn check_folders(connection: &Connection, folders: &[PathBuf]) -> Result<(), Failure> {
    let Connection::Asterisk(one) = connection else { return Ok(()) };
    if one.by_command || folders.is_empty() {
        return Ok(());
    }
    let folders = SourceFolders::new(folders);
    let paths = [("--queue-log", &one.queue_log), ("--cdr", &one.cdr), ("--recordings", &one.recordings)];
    for (argument, path) in paths.into_iter().filter(|(_, path)| !path.is_empty()) {
        let path = Path::new(path);
        if !folders.may_contain(path) {
            return Err(Failure(format!("{argument}: {}", outside(path, &folders))));
        }
    }
    Ok(())
}

/// Creates or changes the source of a name; returns it, and whether it is new.
pub(super) async fn save(
    store: &Store,
    name: &str,
    now: Timestamp,
    make: impl Fn(Option<&SourceRecord>) -> Result<SourceRecord, Failure>,
) -> Result<(Versioned<SourceRecord>, bool), Failure> {
    let settings = store.sources().settings();
    loop {
        let before = store.sources().named(name.trim()).await?;
        let record = make(before.as_ref().map(|before| &before.record))?;
        let is_new = before.is_none();
        let refused = match before {
            None => match settings.create(record, now).await? {
                CreateOutcome::Created(_) => None,
                // Another process has created it meanwhile.
                CreateOutcome::Invalid(_) if store.sources().named(name.trim()).await?.is_some() => continue,
                CreateOutcome::Invalid(errors) => Some(errors),
            },
            Some(before) => match settings.change(before.id, before.revision, record, now).await? {
                Some(Change::Saved | Change::Unchanged) => None,
                Some(Change::Invalid(errors)) => Some(errors),
                // Somebody has changed it meanwhile.
                Some(Change::Conflict(_)) | None => continue,
            },
        };
        if let Some(errors) = refused {
            return Err(Failure(errors.to_string()));
        }
        return Ok((find(store, name.trim()).await?, is_new));
    }
}

/// Reads a secret: the first line of the standard input.
fn read_secret() -> Result<String, Failure> {
    let input = std::io::stdin();
    if input.is_terminal() {
        eprintln!("Type the secret, and Enter:");
    }
    let mut line = String::new();
    input
        .lock()
        .read_line(&mut line)
        .map_err(|error| Failure(format!("the secret could not be read: {error}")))?;
    let secret = line.trim();
    if secret.is_empty() {
        return Err(Failure("the secret is empty; pipe it in, like `printf %s \"$SECRET\" | …`".to_owned()));
    }
    Ok(secret.to_owned())
}
