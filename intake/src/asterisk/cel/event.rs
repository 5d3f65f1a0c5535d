//! An event of a CEL file.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::columns::Columns;
use crate::asterisk::offset::began;
use crate::csv;
use crate::source::{Place, Reason};
use crate::zone::{TableZone, WrittenTime, is_possible};

/// What happened. Events that say nothing about a call's course are not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// A channel was made.
    Start,
    /// A channel answered: a person, or the dialplan.
    Answer,
    /// A channel entered a bridge.
    Bridge,
    /// A channel left a bridge.
    Unbridge,
    /// A channel began an application.
    App,
    /// A recording began.
    Recording,
    /// A channel hung up.
    Hangup,
    /// A channel is gone.
    End,
    /// All channels of the call are gone.
    Complete,
}

impl Kind {
    /// The kind of an event by its name; `BRIDGE_START` and `BRIDGE_END` are those of Asterisk before 12.
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "CHAN_START" => Self::Start,
            "ANSWER" => Self::Answer,
            "BRIDGE_ENTER" | "BRIDGE_START" => Self::Bridge,
            "BRIDGE_EXIT" | "BRIDGE_END" => Self::Unbridge,
            "APP_START" => Self::App,
            "MIXMONITOR_START" => Self::Recording,
            "HANGUP" => Self::Hangup,
            "CHAN_END" => Self::End,
            "LINKEDID_END" => Self::Complete,
            _ => return None,
        })
    }
}

/// An event. The time is in microseconds since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Event {
    pub at: i64,
    pub kind: Kind,
    /// The ID of the call.
    pub call: String,
    /// The ID of the channel.
    pub id: String,
    pub channel: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub exten: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub context: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub app: String,
    /// The arguments of the application.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub data: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub peer: String,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
    pub place: Place,
}

/// What an event says besides, as far as it matters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Extra {
    /// The bridge that was entered or left.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub bridge: String,
    /// Whether the bridge only holds a channel, for example in a parking lot.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_holding: bool,
    /// The channel that hung up, or the part of Asterisk that did.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hung_up_by: String,
    /// What `Dial()` says of its attempt, such as `BUSY`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub dial_status: String,
    /// The file of a recording.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub file: String,
}

impl Extra {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Reads a JSON object, or, before Asterisk 12, `cause,source,status`.
    fn read(kind: Kind, text: &str) -> Self {
        if let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(text) {
            let field = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let technology = field("bridge_technology");
            return Self {
                bridge: field("bridge_id"),
                is_holding: technology == "holding_bridge",
                hung_up_by: field("hangupsource"),
                dial_status: field("dialstatus"),
                file: field("filename"),
            };
        }
        if kind != Kind::Hangup {
            return Self::default();
        }
        let mut parts = text.splitn(3, ',').skip(1).map(|part| part.trim().to_owned());
        Self {
            hung_up_by: parts.next().unwrap_or_default(),
            dial_status: parts.next().unwrap_or_default(),
            ..Self::default()
        }
    }
}

impl Event {
    /// Parses a line; `None` if the event says nothing about a call's course.
    pub(super) fn parse(
        line: &str,
        columns: &Columns,
        zone: Option<TableZone>,
        place: Place,
    ) -> Result<Option<Self>, Reason> {
        let fields = csv::fields(line, columns.delimiter);
        let text = |column: usize| fields.get(column).map_or("", |text| text.trim());
        let optional = |column: Option<usize>| column.map_or("", text);
        let needed = [columns.kind, columns.time, columns.channel, columns.unique_id, columns.linked_id];
        if needed.into_iter().any(|column| column >= fields.len()) {
            return Err(Reason::TooFewFields);
        }
        let Some(kind) = Kind::of(&text(columns.kind).to_ascii_uppercase()) else { return Ok(None) };
        let id = text(columns.unique_id);
        // The ID of its channel is when it began.
        let near = began(id).map(|seconds| seconds * 1_000_000);
        let written = WrittenTime::parse(text(columns.time)).ok_or(Reason::BadTime)?;
        let at = written.instant(zone, near).ok_or(Reason::NoTimeZone)?;
        if !is_possible(at) {
            return Err(Reason::BadTime);
        }
        let call = text(columns.linked_id);
        if call.is_empty() || id.is_empty() {
            return Err(Reason::NoCall);
        }
        let owned = |column: Option<usize>| optional(column).to_owned();
        Ok(Some(Self {
            at,
            kind,
            call: call.to_owned(),
            id: id.to_owned(),
            channel: text(columns.channel).to_owned(),
            name: owned(columns.name),
            number: owned(columns.number),
            exten: owned(columns.exten),
            context: owned(columns.context),
            app: owned(columns.app),
            data: if kind == Kind::App { owned(columns.data) } else { String::new() },
            peer: owned(columns.peer),
            extra: Extra::read(kind, optional(columns.extra)),
            place,
        }))
    }

    /// Whether it is of the caller's channel, the first of the call.
    pub(super) fn is_of_caller(&self) -> bool {
        self.id == self.call
    }

    /// Whether it is the same event, written once more.
    pub(super) fn is_copy_of(&self, other: &Self) -> bool {
        self.at == other.at && Self { place: other.place, ..self.clone() } == *other
    }

    /// The name of the queue, the first argument of `Queue()`.
    pub(super) fn queue(&self) -> Option<&str> {
        let is_queue = self.kind == Kind::App && self.app.eq_ignore_ascii_case("queue");
        is_queue.then(|| self.data.split([',', '|']).next().unwrap_or("").trim())
    }
}
