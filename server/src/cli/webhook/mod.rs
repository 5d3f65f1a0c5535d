//! `protocolo webhook …`: manages webhooks, the other systems that are notified of what happens.

mod show;

use std::process::ExitCode;

use chrono::{DateTime, FixedOffset};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use domain::settings::{GroupRecord, WebhookEvent, WebhookRecord};
use domain::{GroupId, Timestamp};
use store::Store;
use store::clock::now;
use store::settings::{Change, CreateOutcome, Versioned};
use store::webhooks::{SentAgain, SkipOutcome};

use super::Failure;
use super::answer::Answer;

/// The commands about webhooks.
#[derive(Debug, Subcommand)]
pub(crate) enum WebhookCommand {
    /// Create a webhook, whose secret is printed once, or change one.
    Set {
        /// Its name.
        name: String,
        #[command(flatten)]
        arguments: Box<Arguments>,
    },
    /// List every webhook with its state.
    List,
    /// Show a webhook: its settings, its state and the last attempts.
    Show {
        /// Its name.
        name: String,
    },
    /// Replace the secret of a webhook and print the new one; the former signs too for 24 hours.
    Secret {
        /// The name of the webhook.
        name: String,
    },
    /// Send a test event.
    Test {
        /// The name of the webhook.
        name: String,
    },
    /// Make the next attempt now instead of when it is due.
    Retry {
        /// The name of the webhook.
        name: String,
    },
    /// Give up the delivery that the receiver refuses and the others wait for. `protocolo webhook show` has
    /// its number; it can be sent again later.
    Skip {
        /// The name of the webhook.
        name: String,
        /// The number of the delivery.
        #[arg(long, value_name = "NUMBER")]
        number: i64,
    },
    /// Send accepted deliveries of the last 14 days again, by their numbers or times.
    Replay {
        /// The name of the webhook.
        name: String,
        #[command(flatten)]
        range: Range,
    },
    /// Switch a webhook off until it is resumed. What happens meanwhile is not kept for it.
    Pause {
        /// Its name.
        name: String,
    },
    /// Switch a webhook on.
    Resume {
        /// Its name.
        name: String,
    },
}

/// The arguments that describe a webhook. What is not given stays as it is.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The address that is notified, such as `https://crm.example.com/hooks`.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// An event it is notified of. May be given several times; all of them at first.
    #[arg(long = "event", value_name = "EVENT", num_args = 1.., value_parser = event_parser())]
    events: Vec<WebhookEvent>,
    /// A monitoring group whose work it is notified of. May be given several times.
    #[arg(long = "group", value_name = "NAME", num_args = 1.., conflicts_with = "everything")]
    groups: Vec<String>,
    /// Notify it of everything, whatever the group.
    #[arg(long)]
    everything: bool,
    /// Whether bodies have the whole interaction or case.
    #[arg(long, value_name = "YES")]
    full: Option<bool>,
}

/// Which deliveries are sent again.
#[derive(Debug, Args)]
pub(crate) struct Range {
    /// The number of the first delivery.
    #[arg(long, value_name = "NUMBER", requires = "last", conflicts_with_all = ["since", "until"])]
    first: Option<i64>,
    /// The number of the last delivery.
    #[arg(long, value_name = "NUMBER", requires = "first")]
    last: Option<i64>,
    /// The time of the first event, like 2026-01-31T09:30:00-03:00.
    #[arg(long, value_name = "TIME", requires = "until", value_parser = DateTime::parse_from_rfc3339)]
    since: Option<DateTime<FixedOffset>>,
    /// The time before which the last event was.
    #[arg(long, value_name = "TIME", requires = "since", value_parser = DateTime::parse_from_rfc3339)]
    until: Option<DateTime<FixedOffset>>,
}

impl Range {
    fn which(&self) -> Result<SentAgain, Failure> {
        match (self.first.zip(self.last), self.since.zip(self.until)) {
            (Some((first, last)), _) => Ok(SentAgain::Numbers(first, last)),
            (None, Some((since, until))) => Ok(SentAgain::Times(since.into(), until.into())),
            (None, None) => Err(Failure(
                "say which deliveries: --first NUMBER --last NUMBER, or --since TIME --until TIME".to_owned(),
            )),
        }
    }
}

fn event_parser() -> impl TypedValueParser<Value = WebhookEvent> {
    PossibleValuesParser::new(WebhookEvent::OFFERED.map(WebhookEvent::as_str))
        .try_map(|word| WebhookEvent::parse(&word).ok_or("this is no event"))
}

/// Runs a subcommand and prints its result.
pub(super) async fn run(store: &Store, command: WebhookCommand) -> Result<ExitCode, Failure> {
    store.migrate().await?;
    perform(store, command, now()).await?.print()
}

async fn perform(store: &Store, command: WebhookCommand, now: Timestamp) -> Result<Answer, Failure> {
    let settings = store.webhooks().settings();
    match command {
        WebhookCommand::Set { name, arguments } => set(store, name.trim(), &arguments, now).await,
        WebhookCommand::List => show::list(store).await,
        WebhookCommand::Show { name } => show::webhook(store, &find(store, &name).await?, now).await,
        WebhookCommand::Secret { name } => {
            let secret = settings.rotate_webhook_secret(&find(store, &name).await?, now).await?;
            Ok(with_secret(secret.as_str(), &format!("The secret of {name} is replaced.")))
        }
        WebhookCommand::Test { name } => {
            match settings.test_webhook(&find(store, &name).await?, now).await? {
                Some(seq) => Ok(Answer::result(format!(
                    "The test event waits with the number {seq}; a running server sends it. \
                     `protocolo webhook show {name}` shows what comes of it."
                ))),
                None => Err(off(&name)),
            }
        }
        WebhookCommand::Retry { name } => {
            if !settings.try_webhook_now(find(store, &name).await?.id).await? {
                return Err(off(&name));
            }
            Ok(Answer::result(format!("The next delivery of {name} is tried by a running server.")))
        }
        WebhookCommand::Skip { name, number } => {
            match settings.skip_webhook_delivery(&find(store, &name).await?, number, now).await? {
                SkipOutcome::Skipped => Ok(Answer::result(format!(
                    "Delivery {number} of {name} is skipped; a running server sends the next one."
                ))),
                SkipOutcome::NotHeldUp => Err(Failure(format!(
                    "nothing was skipped: delivery {number} is not the one that fails; `protocolo webhook show \
                     {name}` shows which one does"
                ))),
            }
        }
        WebhookCommand::Replay { name, range } => {
            let which = range.which()?;
            let count = settings.send_webhooks_again(&find(store, &name).await?, which, now).await?;
            Ok(Answer::result(format!("Deliveries that are sent again: {count}")))
        }
        WebhookCommand::Pause { name } => switch(store, &name, false, now).await,
        WebhookCommand::Resume { name } => switch(store, &name, true, now).await,
    }
}

/// A webhook that is off sends nothing.
fn off(name: &str) -> Failure {
    Failure(format!("{name} is off; `protocolo webhook resume {name}` switches it on"))
}

/// A secret on standard output, and what to do with it on standard error.
fn with_secret(secret: &str, done: &str) -> Answer {
    let remark = format!("{done} Keep the secret in a safe place: it is not shown again.");
    Answer { result: secret.to_owned(), remark: Some(remark) }
}

/// The webhook with this name.
async fn find(store: &Store, name: &str) -> Result<Versioned<WebhookRecord>, Failure> {
    store.webhooks().named(name).await?.ok_or_else(|| {
        Failure(format!("there is no webhook {name:?}; `protocolo webhook list` shows which there are"))
    })
}

async fn switch(store: &Store, name: &str, active: bool, now: Timestamp) -> Result<Answer, Failure> {
    let webhook = find(store, name).await?;
    let switched = store.webhooks().settings().set_active::<WebhookRecord>(webhook.id, active, now).await?;
    if let Some(Change::Invalid(errors)) = switched {
        return Err(Failure(errors.to_string()));
    }
    Ok(Answer::result(format!("{name} is {}.", if active { "in use" } else { "off" })))
}

async fn set(store: &Store, name: &str, arguments: &Arguments, now: Timestamp) -> Result<Answer, Failure> {
    let settings = store.webhooks().settings();
    let groups = groups(store, &arguments.groups).await?;
    loop {
        let before = store.webhooks().named(name).await?;
        let record = over(before.as_ref().map(|before| &before.record), name, arguments, &groups);
        let refused = match before {
            None => match settings.create_webhook(record, now).await? {
                CreateOutcome::Created((_, secret)) => {
                    return Ok(with_secret(secret.as_str(), &format!("{name} is created.")));
                }
                CreateOutcome::Invalid(errors) => errors,
            },
            Some(before) => match settings.change(before.id, before.revision, record, now).await? {
                Some(Change::Saved | Change::Unchanged) => {
                    return Ok(Answer::result(format!("{name} is saved.")));
                }
                Some(Change::Invalid(errors)) => errors,
                // Somebody has changed it meanwhile.
                Some(Change::Conflict(_)) | None => continue,
            },
        };
        return Err(Failure(refused.to_string()));
    }
}

/// The record with these arguments.
fn over(
    before: Option<&WebhookRecord>,
    name: &str,
    arguments: &Arguments,
    groups: &[GroupId],
) -> WebhookRecord {
    let mut record = before.cloned().unwrap_or_else(|| WebhookRecord {
        name: name.to_owned(),
        url: String::new(),
        active: true,
        events: WebhookEvent::OFFERED.to_vec(),
        groups: Vec::new(),
        full: false,
    });
    if let Some(url) = &arguments.url {
        record.url.clone_from(url);
    }
    if !arguments.events.is_empty() {
        record.events.clone_from(&arguments.events);
    }
    if arguments.everything || !groups.is_empty() {
        record.groups = groups.to_vec();
    }
    record.full = arguments.full.unwrap_or(record.full);
    record
}

/// The groups with these names.
async fn groups(store: &Store, names: &[String]) -> Result<Vec<GroupId>, Failure> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let known = store.webhooks().settings().choices::<GroupRecord>().await?;
    let id_of = |name: &String| {
        known
            .iter()
            .find(|choice| choice.name == name.trim())
            .map(|choice| choice.id)
            .ok_or_else(|| Failure(format!("there is no monitoring group {name:?}")))
    };
    names.iter().map(id_of).collect()
}
