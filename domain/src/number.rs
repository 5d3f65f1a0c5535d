//! The *Número* column and Brazilian phone numbers.

use crate::{Channel, Direction};

/// What the *Número* column of an interaction says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberColumn<'a> {
    /// A number, formatted for reading.
    Number(String),
    /// The name of the queue: web chats have no number.
    Queue(&'a str),
    /// *Iniciado pelo agente*: an outbound WhatsApp conversation.
    StartedByAgent,
    /// The source brought none.
    Unknown,
}

/// The rule of the column: voice, the other party's number; WebChat, the queue's name; WhatsApp
/// inbound, the customer's number; WhatsApp outbound, "Iniciado pelo agente".
pub fn column<'a>(
    channel: Channel,
    direction: Direction,
    number: Option<&str>,
    queue: &'a str,
) -> NumberColumn<'a> {
    match (channel, direction) {
        (Channel::WebChat, _) => NumberColumn::Queue(queue),
        (Channel::WhatsApp, Direction::Outbound) => NumberColumn::StartedByAgent,
        (Channel::Voice, _) | (Channel::WhatsApp, Direction::Inbound) => {
            number.map_or(NumberColumn::Unknown, |number| NumberColumn::Number(format(number)))
        }
    }
}

/// The digits of a text, in order; of everything else nothing matters for a search.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Formats a number as a Brazilian phone number where it is one, and leaves it verbatim where
/// it is not.
///
/// Brazilian: an area code of 11 to 99 without zeros, then a mobile (nine digits, the first a 9)
/// or a landline (eight digits, the first 2 to 5); with or without `+55` or a trunk 0; or a
/// non-geographic 0800, 0300 and the like; or a 4-digit-prefixed 4004-style number.
pub fn format(number: &str) -> String {
    let foreign = number.trim_start().starts_with('+') && !digits(number).starts_with("55");
    let odd = number.chars().any(|c| !(c.is_ascii_digit() || " +-().".contains(c)));
    if foreign || odd {
        return number.to_owned();
    }
    let all = digits(number);
    brazilian(&all).unwrap_or_else(|| number.to_owned())
}

fn brazilian(all: &str) -> Option<String> {
    let national = match all.len() {
        12 | 13 => all.strip_prefix("55")?,
        11 if all.starts_with('0') && !all.starts_with("0800") && !all.starts_with("0300") => &all[1..],
        _ => all,
    };
    if let Some(rest) = ["0800", "0300", "0500", "0900"].iter().find_map(|p| national.strip_prefix(p)) {
        let prefix = &national[..4];
        return match rest.len() {
            7 => Some(format!("{prefix} {} {}", &rest[..3], &rest[3..])),
            6 => Some(format!("{prefix} {} {}", &rest[..2], &rest[2..])),
            _ => None,
        };
    }
    let bytes = national.as_bytes();
    let area = bytes.first().is_some_and(|b| *b != b'0') && bytes.get(1).is_some_and(|b| *b != b'0');
    match national.len() {
        11 if area && bytes[2] == b'9' => {
            Some(format!("({}) {}-{}", &national[..2], &national[2..7], &national[7..]))
        }
        10 if area && (b'2'..=b'5').contains(&bytes[2]) => {
            Some(format!("({}) {}-{}", &national[..2], &national[2..6], &national[6..]))
        }
        8 if national.starts_with("400") || national.starts_with("300") => {
            Some(format!("{}-{}", &national[..4], &national[4..]))
        }
        _ => None,
    }
}
