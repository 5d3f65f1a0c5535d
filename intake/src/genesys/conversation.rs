//! A conversation detail: its participants, their sessions, and the segments of those.

use domain::{Channel, Direction};
use serde_json::Value;

use crate::json_fields::{field, text, time};
use crate::source::Reason;

/// A conversation.
pub(super) struct Conversation<'a> {
    pub id: &'a str,
    /// When it ended, in microseconds since 1970; `None` while it goes on.
    pub ended: Option<i64>,
    /// Which side began it, as far as the conversation itself says.
    direction: Option<Direction>,
    pub participants: Vec<Participant<'a>>,
}

/// A participant.
pub(super) struct Participant<'a> {
    pub record: &'a Value,
    pub purpose: &'a str,
    pub sessions: Vec<Session<'a>>,
}

/// A session.
pub(super) struct Session<'a> {
    pub record: &'a Value,
    pub media: &'a str,
    pub segments: Vec<Segment<'a>>,
}

/// A segment. Times are in microseconds since 1970; `Err` if one is written that is none.
pub(super) struct Segment<'a> {
    pub kind: &'a str,
    pub queue: Option<&'a str>,
    pub start: Result<Option<i64>, ()>,
    pub end: Result<Option<i64>, ()>,
    pub disconnect: &'a str,
}

impl<'a> Conversation<'a> {
    /// Reads a conversation; `None` if it is none.
    pub(super) fn read(record: &'a Value) -> Option<Result<Self, Reason>> {
        let id = text(record, "conversationId")?;
        let Ok(ended) = time(record, "conversationEnd") else { return Some(Err(Reason::BadTime)) };
        let participants = items(record, "participants").map(|record| Participant {
            record,
            purpose: text(record, "purpose").unwrap_or(""),
            sessions: items(record, "sessions").map(Session::read).collect(),
        });
        Some(Ok(Self {
            id,
            ended,
            direction: text(record, "originatingDirection").and_then(direction),
            participants: participants.collect(),
        }))
    }

    /// The participants of a purpose.
    pub(super) fn of_purpose(&self, purpose: &'a str) -> impl Iterator<Item = &Participant<'a>> {
        self.participants.iter().filter(move |participant| participant.purpose == purpose)
    }

    /// The customer with a session of this medium.
    pub(super) fn customer(&self, media: &str) -> Option<(&Participant<'a>, &Session<'a>)> {
        let of = |purpose| self.of_purpose(purpose);
        of("customer").chain(of("external")).find_map(|participant| {
            let session = participant.sessions.iter().find(|session| session.media == media)?;
            Some((participant, session))
        })
    }

    /// Which side began the contact of a session: by default the customer, who entered a queue.
    pub(super) fn direction(&self, session: &Session<'_>) -> Direction {
        let said = text(session.record, "direction").and_then(direction);
        said.or(self.direction).unwrap_or(Direction::Inbound)
    }
}

impl<'a> Session<'a> {
    fn read(record: &'a Value) -> Self {
        let segments = items(record, "segments").map(|record| Segment {
            kind: text(record, "segmentType").unwrap_or(""),
            queue: text(record, "queueId"),
            start: time(record, "segmentStart"),
            end: time(record, "segmentEnd"),
            disconnect: text(record, "disconnectType").unwrap_or(""),
        });
        Self { record, media: text(record, "mediaType").unwrap_or(""), segments: segments.collect() }
    }

    /// Whether it has a metric.
    pub(super) fn has_metric(&self, name: &str) -> bool {
        items(self.record, "metrics").any(|metric| text(metric, "name") == Some(name))
    }

    /// The channel; `None` for those that are not taken, such as callbacks and e-mail.
    pub(super) fn channel(&self, customer: Option<&Session<'_>>) -> Option<Channel> {
        match self.media {
            "voice" => Some(Channel::Voice),
            "chat" => Some(Channel::WebChat),
            "message" => {
                let sessions = [Some(self.record), customer.map(|session| session.record)];
                let of = |name: &str| {
                    sessions
                        .into_iter()
                        .flatten()
                        .find_map(|session| text(session, name))
                        .unwrap_or("")
                        .to_lowercase()
                };
                let kind = of("messageType");
                let says_whatsapp = ["addressFrom", "addressTo", "addressOther", "provider"]
                    .iter()
                    .any(|name| of(name).contains("whatsapp"));
                if kind == "whatsapp" || (kind.is_empty() && says_whatsapp) {
                    Some(Channel::WhatsApp)
                } else if matches!(kind.as_str(), "" | "webmessaging") {
                    Some(Channel::WebChat)
                } else {
                    None
                }
            }
            _ => None,
        }
    }
}

fn items<'a>(record: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    field(record, name).and_then(Value::as_array).into_iter().flatten()
}

fn direction(text: &str) -> Option<Direction> {
    Direction::parse(&text.to_lowercase())
}
