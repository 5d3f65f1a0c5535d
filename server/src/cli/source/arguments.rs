//! The arguments that describe a source. What is not given stays as it is.

use chrono_tz::Tz;
use clap::Args;
use domain::settings::SourceRecord;
use domain::settings::source::{
    AsteriskConnection, ChatwootConnection, Connection, NamePair, WhatsAppConnection,
};

use crate::cli::Failure;

/// How an Asterisk is read.
#[derive(Debug, Default, Args)]
#[expect(clippy::doc_markdown, reason = "these comments are what --help prints")]
pub(crate) struct AsteriskArguments {
    /// The file queue_log: calls in queues.
    #[arg(long, value_name = "FILE")]
    pub(crate) queue_log: Option<String>,
    /// The call detail records, Master.csv: outbound and direct calls.
    #[arg(long, value_name = "FILE")]
    pub(crate) cdr: Option<String>,
    /// The folder of recordings, such as /var/spool/asterisk/monitor: those of recorded calls are stored when
    /// they appear.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) recordings: Option<String>,
    /// The time zone of times without an offset: a place like America/Sao_Paulo, or an offset like -03:00.
    #[arg(id = "log_zone", long = "time-zone", value_name = "ZONE", allow_hyphen_values = true)]
    pub(crate) time_zone: Option<String>,
    /// The operation's zone, which all commands share as --time-zone and read from their own settings.
    #[arg(id = "time_zone", long = "operation-time-zone", value_name = "ZONE", hide = true)]
    operation_zone: Option<Tz>,
    /// CDR: how the channels of trunks begin, such as PJSIP/tronco.
    #[arg(long, value_name = "CHANNEL", num_args = 1..)]
    pub(crate) trunk: Vec<String>,
    /// CDR: the queue of inbound calls to other destinations.
    #[arg(long, value_name = "NAME")]
    pub(crate) direct_queue: Option<String>,
    /// CDR: the queue of outbound calls.
    #[arg(long, value_name = "NAME")]
    pub(crate) outbound_queue: Option<String>,
    /// CDR: the queue of calls between two extensions. Without it they are skipped.
    #[arg(long, value_name = "NAME")]
    pub(crate) internal_queue: Option<String>,
}

/// How WhatsApp is taken.
#[derive(Debug, Default, Args)]
pub(crate) struct WhatsAppArguments {
    /// The queue of a number, by its ID at WhatsApp (`phone_number_id`), such as 106540352242922=WhatsApp.
    #[arg(long = "number", value_name = "ID=QUEUE", num_args = 1.., value_parser = pair)]
    numbers: Vec<NamePair>,
    /// After how many hours without a message a conversation has ended: 1 to 72.
    #[arg(long, value_name = "HOURS")]
    idle_hours: Option<u32>,
    /// For how many seconds late deliveries are waited for.
    #[arg(long, value_name = "SECONDS")]
    grace: Option<u32>,
    /// A message of the business that ends a conversation. May be given several times.
    #[arg(long, value_name = "TEXT")]
    closing_word: Vec<String>,
    /// Whether the history of a number that joins is taken.
    #[arg(long, value_name = "YES")]
    history: Option<bool>,
    /// Whether files of messages are fetched.
    #[arg(long, value_name = "YES")]
    media: Option<bool>,
}

/// How Chatwoot is reached.
#[derive(Debug, Default, Args)]
pub(crate) struct ChatwootArguments {
    /// The address of the server, such as `https://chat.example.com`.
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// The number of the account.
    #[arg(long, value_name = "NUMBER")]
    account: Option<u32>,
    /// An inbox that is taken, by name or number; without any, all of a known channel.
    #[arg(long = "inbox", value_name = "INBOX", num_args = 1..)]
    inboxes: Vec<String>,
    /// How many seconds after its end a conversation is read.
    #[arg(long, value_name = "SECONDS")]
    settle: Option<u32>,
    /// Whether files of messages are fetched.
    #[arg(long, value_name = "YES")]
    media: Option<bool>,
}

/// Names that are others here.
#[derive(Debug, Default, Args)]
pub(crate) struct Maps {
    /// The name of a queue by that in the other system, such as 8001=Suporte. May be given several times.
    #[arg(long, value_name = "QUEUE=NAME", num_args = 1.., value_parser = pair)]
    pub(crate) map_queue: Vec<NamePair>,
    /// The login of an agent by the name in the other system, such as PJSIP/1001=ana. May be given several
    /// times.
    #[arg(long, value_name = "AGENT=LOGIN", num_args = 1.., value_parser = pair)]
    pub(crate) map_agent: Vec<NamePair>,
}

fn pair(text: &str) -> Result<NamePair, String> {
    NamePair::parse(text).ok_or_else(|| "must be two names with = between, like 8001=Suporte".to_owned())
}

/// Fails because the source is of another kind.
fn other_kind(before: &SourceRecord) -> Failure {
    Failure(format!(
        "{} is a source of the kind {}; choose another name",
        before.name,
        before.kind().as_str()
    ))
}

fn replace<T: Clone>(field: &mut T, given: Option<&T>) {
    if let Some(given) = given {
        field.clone_from(given);
    }
}

fn replace_list<T: Clone>(field: &mut Vec<T>, given: &[T]) {
    if !given.is_empty() {
        *field = given.to_vec();
    }
}

impl AsteriskArguments {
    /// The connection with these arguments.
    pub(crate) fn over(&self, before: Option<&SourceRecord>) -> Result<Connection, Failure> {
        let mut connection = match before.map(|before| (&before.connection, before)) {
            None => AsteriskConnection::default(),
            Some((Connection::Asterisk(connection), _)) => connection.clone(),
            Some((_, before)) => return Err(other_kind(before)),
        };
        replace(&mut connection.queue_log, self.queue_log.as_ref());
        replace(&mut connection.cdr, self.cdr.as_ref());
        replace(&mut connection.recordings, self.recordings.as_ref());
        replace(&mut connection.time_zone, self.time_zone.as_ref());
        replace(&mut connection.direct_queue, self.direct_queue.as_ref());
        replace(&mut connection.outbound_queue, self.outbound_queue.as_ref());
        replace(&mut connection.internal_queue, self.internal_queue.as_ref());
        replace_list(&mut connection.trunks, &self.trunk);
        Ok(Connection::Asterisk(connection))
    }
}

impl WhatsAppArguments {
    /// The connection with these arguments.
    pub(super) fn over(&self, before: Option<&SourceRecord>) -> Result<Connection, Failure> {
        let mut connection = match before.map(|before| (&before.connection, before)) {
            None => WhatsAppConnection::default(),
            Some((Connection::WhatsApp(connection), _)) => connection.clone(),
            Some((_, before)) => return Err(other_kind(before)),
        };
        replace_list(&mut connection.numbers, &self.numbers);
        replace(&mut connection.idle_hours, self.idle_hours.as_ref());
        replace(&mut connection.grace_s, self.grace.as_ref());
        replace_list(&mut connection.closing_words, &self.closing_word);
        replace(&mut connection.history, self.history.as_ref());
        replace(&mut connection.media, self.media.as_ref());
        Ok(Connection::WhatsApp(connection))
    }
}

impl ChatwootArguments {
    /// The connection with these arguments.
    pub(super) fn over(&self, before: Option<&SourceRecord>) -> Result<Connection, Failure> {
        let mut connection = match before.map(|before| (&before.connection, before)) {
            None => ChatwootConnection::default(),
            Some((Connection::Chatwoot(connection), _)) => connection.clone(),
            Some((_, before)) => return Err(other_kind(before)),
        };
        replace(&mut connection.server, self.server.as_ref());
        replace(&mut connection.account, self.account.as_ref());
        replace_list(&mut connection.inboxes, &self.inboxes);
        replace(&mut connection.settle_s, self.settle.as_ref());
        replace(&mut connection.media, self.media.as_ref());
        Ok(Connection::Chatwoot(connection))
    }
}

impl Maps {
    /// The record with these names added to those it has.
    pub(crate) fn over(
        &self,
        before: Option<&SourceRecord>,
        name: String,
        connection: Connection,
    ) -> Result<SourceRecord, Failure> {
        let known =
            |pairs: fn(&SourceRecord) -> &Vec<NamePair>| before.map(pairs).cloned().unwrap_or_default();
        Ok(SourceRecord {
            name,
            active: before.is_none_or(|before| before.active),
            connection,
            queues: with("--map-queue", known(|record| &record.queues), &self.map_queue)?,
            agents: with("--map-agent", known(|record| &record.agents), &self.map_agent)?,
        })
    }
}

/// Known pairs with the given ones in place of those of the same name.
fn with(argument: &str, mut known: Vec<NamePair>, given: &[NamePair]) -> Result<Vec<NamePair>, Failure> {
    for (index, pair) in given.iter().enumerate() {
        if given[..index].iter().any(|other| other.foreign == pair.foreign && other.name != pair.name) {
            return Err(Failure(format!("{argument} names {} twice; it can be one name only", pair.foreign)));
        }
    }
    known.retain(|pair| !given.iter().any(|other| other.foreign == pair.foreign));
    known.extend_from_slice(given);
    Ok(known)
}
