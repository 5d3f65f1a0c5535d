//! A row of a CDR file: one pair of parties of a call.

use domain::Direction;
use serde::{Deserialize, Serialize};

use super::columns::Columns;
use super::settings::CdrSettings;
use crate::asterisk::offset::began;
use crate::csv;
use crate::source::{Place, Reason};
use crate::zone::{WrittenTime, is_possible};

/// A row. Times are in microseconds since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Row {
    /// The first channel of the call, which all its rows share.
    pub call: String,
    /// Whether it is of another channel than the first one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_of_later_channel: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
    pub src: String,
    pub dst: String,
    pub context: String,
    pub clid: String,
    pub channel: String,
    /// The channel of the other party.
    pub peer: String,
    pub app: String,
    pub data: String,
    pub start: i64,
    /// When the other party answered; absent if it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<i64>,
    pub end: i64,
    pub disposition: String,
    pub userfield: String,
    pub did: String,
    pub caller_number: String,
    pub outbound_number: String,
    pub place: Place,
}

impl Row {
    /// Parses a line.
    pub(super) fn parse(
        line: &str,
        columns: &Columns,
        settings: &CdrSettings,
        place: Place,
    ) -> Result<Self, Reason> {
        let fields = csv::fields(line, columns.delimiter.unwrap_or(','));
        let text = |column: usize| fields.get(column).map_or("", |text| text.trim());
        let owned = |column: usize| text(column).to_owned();
        let optional = |column: Option<usize>| column.map_or("", text);
        if fields.len() <= columns.disposition {
            return Err(Reason::TooFewFields);
        }
        let time = |text: &str, near: Option<i64>| -> Result<Option<i64>, Reason> {
            if text.is_empty() {
                return Ok(None);
            }
            let written = WrittenTime::parse(text).ok_or(Reason::BadTime)?;
            written.instant(settings.zone, near).map(Some).ok_or(Reason::NoTimeZone)
        };
        let seconds = |column: usize| text(column).parse::<u32>().ok().map(|s| i64::from(s) * 1_000_000);
        // The ID of its channel is when it began; of a later row, it is not far from it.
        let unique_id = optional(columns.unique_id);
        let began = began(unique_id).map(|seconds| seconds * 1_000_000);
        let start = time(text(columns.start), began)?.ok_or(Reason::BadTime)?;
        let (answer, end) = if let Some(end) = columns.end {
            let duration = seconds(columns.duration).unwrap_or(0);
            let ended = time(text(end), Some(start + duration))?.ok_or(Reason::BadTime)?;
            (time(optional(columns.answer), Some(start))?, ended)
        } else {
            let duration = seconds(columns.duration).ok_or(Reason::BadTime)?;
            let talk = seconds(columns.billsec).ok_or(Reason::BadTime)?;
            (Some(start + duration - talk), start + duration)
        };
        if ![Some(start), answer, Some(end)].into_iter().flatten().all(is_possible) {
            return Err(Reason::BadTime);
        }
        let disposition = owned(columns.disposition);
        let call = match optional(columns.linked_id) {
            "" => unique_id,
            linked => linked,
        };
        if call.is_empty() {
            return Err(Reason::NoCall);
        }
        Ok(Self {
            call: call.to_owned(),
            is_of_later_channel: !unique_id.is_empty() && unique_id != call,
            sequence: optional(columns.sequence).parse().ok(),
            src: owned(columns.src),
            dst: owned(columns.dst),
            context: owned(columns.context),
            clid: owned(columns.clid),
            channel: owned(columns.channel),
            peer: owned(columns.peer),
            app: owned(columns.app),
            data: owned(columns.data),
            start,
            // Without another party, the dialplan answered.
            answer: answer.filter(|_| disposition == "ANSWERED" && !text(columns.peer).is_empty()),
            end,
            disposition,
            userfield: optional(columns.userfield).to_owned(),
            did: optional(columns.did).to_owned(),
            caller_number: optional(columns.caller_number).to_owned(),
            outbound_number: optional(columns.outbound_number).to_owned(),
            place,
        })
    }

    /// Whether it is the same row, written once more.
    pub(super) fn is_copy_of(&self, other: &Self) -> bool {
        Self { place: other.place, ..self.clone() } == *other
    }

    /// Whether the caller is in a queue.
    pub(super) fn is_in_queue(&self) -> bool {
        self.app == "Queue"
    }

    /// Whether the caller was sent to a voice mailbox.
    pub(super) fn is_voicemail(&self) -> bool {
        self.app.eq_ignore_ascii_case("voicemail")
    }

    /// Whether the dialplan answered and nothing rang: an announcement or a menu.
    pub(super) fn is_announcement(&self) -> bool {
        self.peer.is_empty() && self.disposition == "ANSWERED" && self.app != "Dial" && !self.is_voicemail()
    }

    /// Whether it is the half of a Local channel, a leg of another row.
    pub(super) fn is_leg(&self) -> bool {
        self.channel.starts_with("Local/")
    }

    /// Whether it is the leg of a queue's member.
    pub(super) fn is_member_leg(&self) -> bool {
        self.is_leg() && self.channel.ends_with(";2") && self.context == "from-queue"
    }

    /// Whether the columns of `FreePBX` say that it came in by a trunk.
    fn comes_from_outside(&self) -> bool {
        !self.did.is_empty()
            || self.context.starts_with("from-did")
            || matches!(self.context.as_str(), "from-trunk" | "ext-queues" | "ext-group")
    }

    /// Whether its channel is a trunk on which an agent called, who then transferred who answered.
    pub(super) fn is_of_called_trunk(&self, settings: &CdrSettings) -> bool {
        self.is_of_later_channel && settings.is_trunk(&self.channel) && !self.comes_from_outside()
    }

    /// Which side began the call; `None` between two extensions.
    pub(super) fn direction(&self, settings: &CdrSettings) -> Option<Direction> {
        let is_to_trunk =
            settings.is_trunk(&self.peer) || (self.peer.is_empty() && settings.dials_trunk(&self.data));
        if settings.is_trunk(&self.channel) {
            Some(Direction::Inbound)
        } else if is_to_trunk || !self.outbound_number.is_empty() {
            Some(Direction::Outbound)
        } else if self.comes_from_outside() {
            Some(Direction::Inbound)
        } else {
            None
        }
    }

    /// Whether a participant of the call called on another channel, to consult for instance.
    pub(super) fn is_call_of_participant(&self, settings: &CdrSettings) -> bool {
        self.is_of_later_channel
            && !self.channel.starts_with("Local/")
            && self.direction(settings) != Some(Direction::Inbound)
    }

    /// The caller's name in `clid`: `"Ana Souza" <1001>`.
    pub(super) fn caller_name(&self) -> &str {
        let name = self.clid.rsplit_once('<').map_or("", |(name, _)| name);
        name.trim().trim_matches('"')
    }

    /// The number of an inbound call's customer.
    pub(super) fn caller(&self) -> &str {
        if self.caller_number.is_empty() { &self.src } else { &self.caller_number }
    }

    /// The name of the queue, the first argument of `Queue()`.
    pub(super) fn queue_name(&self) -> &str {
        self.data.split([',', '|']).next().unwrap_or("").trim()
    }
}
