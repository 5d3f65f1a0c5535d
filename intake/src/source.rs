//! What all sources have in common: a [`Source`] turns the bytes of a log into finished interactions.
//!
//! A source is pure: it opens no file and reads no clock. What it remembers between two pieces of a
//! log is its state, a value that can be serialised. A caller stores position, state and what was
//! emitted in one database transaction; a crash at any point then loses and doubles nothing.
//!
//! The state holds no bytes. [`Source::read`] says how many bytes it consumed, which are whole lines;
//! the caller passes the rest again, with what follows it. The position is therefore that of the first
//! byte that was not consumed, and a restart continues exactly there. However a log is cut into
//! pieces, the output is the same.

use std::collections::BTreeMap;
use std::fmt;

use domain::{FieldErrors, NewInteraction, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::lines::MAX_LINE_BYTES;

/// A reader of one kind of log, with its settings.
///
/// ```
/// use intake::asterisk::queue_log::{QueueLog, QueueLogSettings};
/// use intake::source::{Output, Source};
///
/// let source = QueueLog::new(QueueLogSettings { source: "pbx".to_owned(), ..Default::default() });
/// let (mut state, mut output) = (Default::default(), Output::default());
/// let log = b"1772453200|1772453200.40|suporte|NONE|ENTERQUEUE||5511900000004|1\n\
///     1772453217|1772453200.40|suporte|NONE|ABANDON|1|1|17\n17724532";
/// let consumed = source.read(&mut state, log, &mut output);
/// assert_eq!(log[consumed..], *b"17724532");
/// assert_eq!(output.interactions[0].external_id, "1772453200.40/suporte/1772453200");
/// ```
pub trait Source {
    /// What is remembered between two pieces.
    type State: Clone + Default + Serialize + DeserializeOwned;

    /// The largest part that is consumed only as a whole, in bytes: the longest line, or whatever else
    /// such a log is made of.
    const MAX_PART_BYTES: usize = MAX_LINE_BYTES;

    /// Reads what is whole at the beginning of `bytes`, and returns how many bytes that is.
    ///
    /// To be sure of progress, a caller passes more than [`Self::MAX_PART_BYTES`] bytes, or all there is.
    fn read(&self, state: &mut Self::State, bytes: &[u8], output: &mut Output) -> usize;

    /// Ends a file that does not grow any more; the next bytes are the beginning of another one.
    /// `rest` is what [`Source::read`] did not consume of it.
    fn end_file(&self, state: &mut Self::State, rest: &[u8], output: &mut Output);

    /// Emits what is final because the log has been read as far as it goes and nothing is missing of
    /// what happened before `now`. A caller that follows a log calls it from time to time; what it
    /// emits is what later lines would have made final too.
    fn settle(&self, _state: &mut Self::State, _now: Timestamp, _output: &mut Output) {}

    /// Ends an import: emits what no later line can change, and reports what is still open. Nothing
    /// is emitted for that, and it stays in the state, so that reading may continue.
    fn finish(&self, state: &mut Self::State, output: &mut Output);

    /// A hash of the settings that change what is emitted. If it differs from the one with which
    /// earlier interactions were emitted, reading them again would give other content, a conflict.
    fn content_hash(&self) -> String;
}

/// Passes the bytes of one file through a source, as if it were a whole import.
pub fn read_whole<S: Source>(source: &S, bytes: &[u8]) -> Output {
    let (mut state, mut output) = (S::State::default(), Output::default());
    let consumed = source.read(&mut state, bytes, &mut output);
    source.end_file(&mut state, &bytes[consumed..], &mut output);
    source.finish(&mut state, &mut output);
    output
}

/// What a source made of a piece of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The finished interactions, in the order in which they ended in the log.
    pub interactions: Vec<NewInteraction>,
    /// What could not be used.
    pub rejects: Vec<Reject>,
    /// How many of each kind were skipped on purpose.
    pub skipped: BTreeMap<Skipped, u64>,
    /// How many lines or records were read, used or not; blank lines are none. With the rejects, it shows
    /// whether anything of a file could be used.
    pub read: u64,
    /// Files that the host is to fetch, and to report to the source.
    pub downloads: Vec<Download>,
    /// The recordings that a log names.
    pub recordings: Vec<Recording>,
}

/// A file of a message, which the host is to fetch from the messaging system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Download {
    /// Under which key of the memory the source expects what was fetched.
    pub key: String,
    /// The ID of the file in the messaging system.
    pub id: String,
    /// The ID of the message.
    pub message: String,
    /// The media type, as the messaging system names it.
    pub media_type: Option<String>,
    /// The SHA-256, as the messaging system writes it: base64 or hexadecimal.
    pub sha256: Option<String>,
    /// The file name that the sender gave.
    pub name: Option<String>,
}

/// A recording that a log names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// The ID of its interaction, which is emitted in the same output.
    pub external_id: String,
    /// The file as the source writes it, mostly with a path on its machine.
    pub file: String,
}

impl Output {
    /// Adds what another output holds, at the end.
    pub(crate) fn append(&mut self, other: Self) {
        let Self { interactions, rejects, skipped, read, downloads, recordings } = other;
        self.interactions.extend(interactions);
        self.rejects.extend(rejects);
        for (kind, count) in skipped {
            *self.skipped.entry(kind).or_default() += count;
        }
        self.read += read;
        self.downloads.extend(downloads);
        self.recordings.extend(recordings);
    }

    /// Adds a reject. `text` is cut after [`MAX_EXCERPT`] characters.
    pub(crate) fn reject(&mut self, place: Place, reason: Reason, text: &str) {
        let text = text.chars().take(MAX_EXCERPT).collect();
        self.rejects.push(Reject { place, reason, text });
    }

    /// Counts something that was skipped on purpose.
    pub(crate) fn skip(&mut self, kind: Skipped) {
        self.skip_many(kind, 1);
    }

    /// Counts several things that were skipped on purpose.
    pub(crate) fn skip_many(&mut self, kind: Skipped, count: usize) {
        if count > 0 {
            *self.skipped.entry(kind).or_default() += count as u64;
        }
    }
}

/// How many characters of a rejected line are kept.
pub const MAX_EXCERPT: usize = 1_000;

/// Something that could not be used, with its place and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Where it is.
    pub place: Place,
    /// Why it could not be used.
    pub reason: Reason,
    /// The beginning of the line, or the external ID of what has no end.
    pub text: String,
}

impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.place.line, self.reason)
    }
}

/// A line of a log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// How many files ended before this one ([`Source::end_file`]).
    pub file: u32,
    /// The number of the line in its file, from 1.
    pub line: u64,
}

/// Why something could not be used. The English sentence is that of the command line; pages translate
/// the variants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The line is longer than any line of such a log.
    LineTooLong {
        /// The maximum number of bytes.
        limit: u64,
    },
    /// The record is longer than any record of such a file.
    RecordTooLong {
        /// The maximum number of bytes.
        limit: u64,
    },
    /// It is not valid JSON.
    BadJson,
    /// The record lacks a field without which it is not known what it is.
    MissingField {
        /// The name.
        name: String,
    },
    /// A block of NUL bytes, which a crash of the machine leaves behind.
    NulBytes {
        /// How many.
        count: u64,
    },
    /// The line has no end: it was cut by a crash, or the file ends in it.
    CutLine,
    /// The line has too few fields.
    TooFewFields,
    /// The row has more fields than the header: a delimiter in a value that is not quoted has moved them.
    TooManyFields,
    /// The time cannot be read.
    BadTime,
    /// The time has no offset, and no time zone is set.
    NoTimeZone,
    /// The event belongs to a call, and the line names none.
    NoCall,
    /// The event belongs to a queue, and the line names none.
    NoQueue,
    /// No open visit to the queue belongs to the event.
    NoVisit,
    /// It ends a visit to a queue that began before the log does.
    BeganBeforeLog,
    /// Several open visits could belong to the event.
    AmbiguousVisit,
    /// Nothing says when it ended.
    NoEnd,
    /// More is open than is remembered; this was the oldest.
    TooManyOpen,
    /// It is still open at the end of the import.
    StillOpen,
    /// The conversation was in more queues than any conversation is.
    TooManyVisits {
        /// The maximum number.
        limit: u32,
    },
    /// The table has no column of this name; none of its rows is read.
    MissingColumn {
        /// The name.
        name: String,
    },
    /// The table has several columns of this name; none of its rows is read.
    AmbiguousColumn {
        /// The name.
        name: String,
    },
    /// The table has no column for the agent; its interactions have none.
    NoAgentColumn,
    /// The columns that identify a row are empty.
    NoKey,
    /// Nothing says which side began the call.
    UnknownDirection,
    /// A person answered, and nothing says when.
    UnknownAnswer,
    /// The line is not a delivery of a webhook with the time at which it was received.
    NotADelivery,
    /// The signature is missing or not that of the body.
    BadSignature,
    /// The body is longer than any that the messaging system sends.
    BodyTooLong {
        /// The maximum number of bytes.
        limit: u64,
    },
    /// The body is not JSON.
    NotJson,
    /// The message has no ID, or one that is too long.
    NoMessageId,
    /// Nothing in the message says who the customer is.
    NoCustomer,
    /// The message lacks what its kind always has.
    MalformedMessage,
    /// The conversation has more messages than are remembered.
    TooManyMessages,
    /// The files have more deliveries than one import remembers.
    ImportTooLarge {
        /// The maximum number of bytes of all bodies.
        limit: u64,
    },
    /// What was remembered before cannot be read.
    UnreadableMemory,
    /// The interaction would be refused: bad fields.
    BadFields(FieldErrors),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LineTooLong { limit } => write!(f, "the line has more than {limit} bytes"),
            Self::RecordTooLong { limit } => write!(f, "the record has more than {limit} bytes"),
            Self::BadJson => f.write_str("it is no valid JSON"),
            Self::MissingField { name } => write!(f, "the record has no {name:?}"),
            Self::NulBytes { count } => write!(f, "{count} NUL bytes; the machine may have crashed here"),
            Self::CutLine => f.write_str("the line was cut before its end"),
            Self::TooFewFields => f.write_str("the line has too few fields"),
            Self::TooManyFields => {
                f.write_str("the row has more fields than the header; quote values that hold the delimiter")
            }
            Self::BadTime => f.write_str("the time cannot be read"),
            Self::NoTimeZone => f.write_str("the time has no offset; set the time zone of the source"),
            Self::NoCall => f.write_str("the event names no call"),
            Self::NoQueue => f.write_str("the event names no queue"),
            Self::NoVisit => f.write_str("the event belongs to no open visit to a queue"),
            Self::BeganBeforeLog => f.write_str(
                "the visit to the queue began before the log does; import it with the file before it",
            ),
            Self::AmbiguousVisit => f.write_str("the event could belong to several visits to the queue"),
            Self::NoEnd => f.write_str("the end was never recorded"),
            Self::TooManyOpen => f.write_str("too many are open at once, and this was the oldest"),
            Self::TooManyVisits { limit } => {
                write!(f, "the conversation has more than {limit} visits to queues")
            }
            Self::StillOpen => f.write_str("it is still open at the end of the import"),
            Self::MissingColumn { name } => write!(f, "the table has no column {name:?}"),
            Self::AmbiguousColumn { name } => {
                write!(f, "the table has several columns {name:?}; name the one that is meant by its number")
            }
            Self::NoKey => f.write_str("the columns that identify a row are empty"),
            Self::NoAgentColumn => f.write_str("the table has no column for the agent; no agent is recorded"),
            Self::UnknownDirection => f.write_str("nothing says which side began the call"),
            Self::UnknownAnswer => f.write_str("a person answered, but the log does not say when"),
            Self::NotADelivery => f.write_str("the line is no delivery with the time of its reception"),
            Self::BadSignature => f.write_str("the signature is not that of the body; nothing of it is used"),
            Self::BodyTooLong { limit } => write!(f, "the body has more than {limit} bytes"),
            Self::NotJson => f.write_str("the body is not JSON"),
            Self::NoMessageId => f.write_str("the message has no ID that can be used"),
            Self::NoCustomer => f.write_str("the message does not say who the customer is"),
            Self::MalformedMessage => f.write_str("the message lacks what messages of its kind have"),
            Self::TooManyMessages => f.write_str("the conversation has too many messages"),
            Self::ImportTooLarge { limit } => {
                write!(f, "one import reads deliveries of up to {limit} bytes; import the rest by itself")
            }
            Self::UnreadableMemory => f.write_str("what was remembered of earlier deliveries cannot be read"),
            Self::BadFields(errors) => write!(f, "it makes no valid interaction: {errors}"),
        }
    }
}

/// A kind of lines or events that are skipped on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skipped {
    /// A blank line.
    BlankLine,
    /// The telephone system started or loaded its configuration.
    ProcessEvent,
    /// An agent logged in, paused, joined a queue or the like.
    AgentPresence,
    /// A telephone rang and its agent did not answer.
    Ring,
    /// An event during a visit that does not end it.
    DuringVisit,
    /// The number that was dialled.
    DialledNumber,
    /// An event that was recorded twice.
    Duplicate,
    /// An event of a visit that began before the log does.
    BeforeLog,
    /// A call of a dialler; the settings name no queue for them.
    DiallerCall,
    /// An event of an add-on or of the dialplan.
    UnknownEvent,
    /// A row of a table that lacks a column.
    RefusedTable,
    /// A call that waited in a queue, which another log describes better.
    QueueCall,
    /// A call between two extensions.
    InternalCall,
    /// A call to a whole telephone number that seems internal, because no trunk is named that it took.
    UnnamedTrunk,
    /// A leg of a call that is recorded otherwise.
    Leg,
    /// A call that reached only announcements or menus.
    Announcement,
    /// A delivery that is about another product of the messaging system.
    OtherProduct,
    /// An event of a number of the business that the settings do not name.
    UnknownNumber,
    /// An event about accounts, templates, quality and the like.
    AccountEvent,
    /// A kind of event that is not known.
    UnknownField,
    /// A kind of message that is not known; it stands in the transcript as unsupported.
    UnknownKind,
    /// A status of a message that was sent.
    MessageStatus,
    /// A message that could not be delivered to the customer.
    UndeliveredMessage,
    /// A reaction to a message.
    Reaction,
    /// A notice about identities, preferences or permissions.
    Notice,
    /// A message or an event of a group.
    GroupEvent,
    /// An edit or a removal of a message that is already recorded, or never arrived.
    LateChange,
    /// A message of a history that the settings do not take.
    HistoryNotTaken,
    /// A history that the business did not share.
    HistoryDeclined,
    /// A name of the contact book.
    ContactName,
    /// An event during a call that does not end it.
    DuringCall,
    /// A row that the mapping leaves out.
    LeftOut,
    /// A record of which a newer one was read too.
    EarlierVersion,
    /// A contact on a channel that is not taken, such as a task or an e-mail.
    OtherChannel,
    /// A contact that reached no queue.
    NoQueue,
    /// A contact that an agent began in the name of a queue.
    BegunByAgent,
    /// A call of a domain that the settings do not name.
    OtherDomain,
    /// A direct call, for which the settings name no queue.
    DirectCall,
    /// A visit to a queue that is not in the record of its call, which has only the last one.
    EarlierVisit,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BlankLine => "blank lines",
            Self::ProcessEvent => "starts and reloads of the telephone system",
            Self::AgentPresence => "logins, pauses and memberships of agents",
            Self::Ring => "rings that were not answered",
            Self::DuringVisit => "events that do not end a visit",
            Self::DialledNumber => "dialled numbers",
            Self::Duplicate => "events recorded twice",
            Self::BeforeLog => "events of visits that began before the log",
            Self::DiallerCall => "calls of a dialler, for which no queue is set",
            Self::UnknownEvent => "events of add-ons",
            Self::RefusedTable => "rows of a table that lacks a column",
            Self::QueueCall => "calls in queues, which are read from queue_log",
            Self::InternalCall => "calls between two extensions",
            Self::UnnamedTrunk => "calls to whole telephone numbers on trunks that are not named",
            Self::Leg => "legs of calls that are recorded otherwise",
            Self::Announcement => "calls that reached only announcements",
            Self::OtherProduct => "deliveries about other products",
            Self::UnknownNumber => "events of business numbers that the settings do not name",
            Self::AccountEvent => "events about accounts and templates",
            Self::UnknownField => "events of unknown kinds",
            Self::UnknownKind => "messages of unknown kinds, which are recorded as unsupported",
            Self::MessageStatus => "statuses of messages",
            Self::UndeliveredMessage => "messages that could not be delivered",
            Self::Reaction => "reactions",
            Self::Notice => "notices about identities and preferences",
            Self::GroupEvent => "messages and events of groups",
            Self::LateChange => "edits and removals of messages that are already recorded or never arrived",
            Self::HistoryNotTaken => "messages of the history, which is not taken",
            Self::HistoryDeclined => "histories that the business did not share",
            Self::ContactName => "names of the contact book",
            Self::DuringCall => "events during calls",
            Self::OtherDomain => "calls of other domains",
            Self::DirectCall => "direct calls, for which no queue is set",
            Self::EarlierVisit => "earlier visits to a queue, of which the record of the call says nothing",
            Self::EarlierVersion => "records that were read again",
            Self::OtherChannel => "contacts on other channels",
            Self::NoQueue => "contacts that reached no queue",
            Self::BegunByAgent => "contacts that agents began in the name of a queue",
            Self::LeftOut => "rows that the mapping leaves out",
        })
    }
}
