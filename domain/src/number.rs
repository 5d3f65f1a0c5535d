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
    let odd = number.chars().any(|c| !(c.is_ascii_digit() || " +-().".contains(c)));
    if odd {
        return number.to_owned();
    }
    let all = digits(number);
    let formatted = if number.trim_start().starts_with('+') {
        all.strip_prefix("55").and_then(national)
    } else {
        without_country(&all)
    };
    formatted.unwrap_or_else(|| number.to_owned())
}

/// Digits that do not say whether they begin with a country code.
fn without_country(all: &str) -> Option<String> {
    match (all.len(), all.strip_prefix("55")) {
        (12 | 13, Some(rest)) => national(rest),
        _ => national(all),
    }
}

/// The prefixes of numbers that belong to no place, trunk 0 included.
const NON_GEOGRAPHIC: [&str; 4] = ["0800", "0300", "0500", "0900"];

/// A number as dialled within the country.
fn national(all: &str) -> Option<String> {
    if let Some(rest) = NON_GEOGRAPHIC.iter().find_map(|prefix| all.strip_prefix(prefix)) {
        let prefix = &all[..4];
        return match rest.len() {
            7 => Some(format!("{prefix} {} {}", &rest[..3], &rest[3..])),
            6 => Some(format!("{prefix} {} {}", &rest[..2], &rest[2..])),
            _ => None,
        };
    }
    let dialled = all.strip_prefix('0').unwrap_or(all);
    let bytes = dialled.as_bytes();
    let area = bytes.iter().take(2).all(|digit| *digit != b'0');
    match dialled.len() {
        11 if area && bytes[2] == b'9' => {
            Some(format!("({}) {}-{}", &dialled[..2], &dialled[2..7], &dialled[7..]))
        }
        10 if area && (b'2'..=b'5').contains(&bytes[2]) => {
            Some(format!("({}) {}-{}", &dialled[..2], &dialled[2..6], &dialled[6..]))
        }
        8 if all.starts_with("400") || all.starts_with("300") => Some(format!("{}-{}", &all[..4], &all[4..])),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn mobiles_and_landlines() {
        for (written, read) in [
            ("11987654321", "(11) 98765-4321"),
            ("1133334444", "(11) 3333-4444"),
            ("+5511987654321", "(11) 98765-4321"),
            ("+55 (11) 98765-4321", "(11) 98765-4321"),
            ("55 11 3333.4444", "(11) 3333-4444"),
            ("011987654321", "(11) 98765-4321"),
            ("01133334444", "(11) 3333-4444"),
            // Area code 55 is Santa Maria.
            ("55987654321", "(55) 98765-4321"),
            ("5532221111", "(55) 3222-1111"),
            ("+5555987654321", "(55) 98765-4321"),
        ] {
            assert_eq!(format(written), read, "{written}");
        }
    }

    #[test]
    fn numbers_of_no_place() {
        for (written, read) in [
            ("08007771234", "0800 777 1234"),
            ("0800771234", "0800 77 1234"),
            ("03001231234", "0300 123 1234"),
            ("05001231234", "0500 123 1234"),
            ("+55 0800 777 1234", "0800 777 1234"),
            ("40041234", "4004-1234"),
            ("30031234", "3003-1234"),
            ("+55 4004 1234", "4004-1234"),
        ] {
            assert_eq!(format(written), read, "{written}");
        }
    }

    #[test]
    fn everything_else_stays_as_it_is_written() {
        for written in [
            "",
            "2001",
            "190",
            "+1 415 555 2671",
            "+351 912 345 678",
            "+55 98765-4321",
            "10987654321",
            "1187654321",
            "0800123",
            "sip:11987654321@pbx.example",
            "ramal 2001",
            "Anonymous",
            "SIP/trunk-11987654321",
            "(11) 98765-4321 r. 2",
            "\u{661}\u{661}987654321",
        ] {
            assert_eq!(format(written), written);
        }
    }

    #[test]
    fn the_column_follows_channel_and_direction() {
        use Channel::{Voice, WebChat, WhatsApp};
        use Direction::{Inbound, Outbound};
        let number = Some("11987654321");
        let formatted = || NumberColumn::Number("(11) 98765-4321".to_owned());
        for (channel, direction, expected) in [
            (Voice, Inbound, formatted()),
            (Voice, Outbound, formatted()),
            (WebChat, Inbound, NumberColumn::Queue("Vendas")),
            (WebChat, Outbound, NumberColumn::Queue("Vendas")),
            (WhatsApp, Inbound, formatted()),
            (WhatsApp, Outbound, NumberColumn::StartedByAgent),
        ] {
            assert_eq!(column(channel, direction, number, "Vendas"), expected, "{channel:?} {direction:?}");
        }
        assert_eq!(column(Voice, Inbound, None, "Vendas"), NumberColumn::Unknown);
        assert_eq!(column(WhatsApp, Inbound, None, "Vendas"), NumberColumn::Unknown);
        assert_eq!(column(WhatsApp, Outbound, None, "Vendas"), NumberColumn::StartedByAgent);
        assert_eq!(column(WebChat, Inbound, None, "Vendas"), NumberColumn::Queue("Vendas"));
    }

    proptest! {
        #[test]
        fn formatting_keeps_the_digits_and_nothing_panics(written in "\\PC{0,20}") {
            let formatted = format(&written);
            prop_assert!(digits(&written).ends_with(&digits(&formatted)));
        }

        #[test]
        fn formatting_twice_changes_nothing(written in "[+]?(55)?0?[0-9 ().-]{4,14}") {
            let once = format(&written);
            prop_assert_eq!(format(&once), once);
        }

        #[test]
        fn every_mobile_reads_alike_however_it_is_written(area in 11_u32..99, rest in 0_u32..100_000_000) {
            prop_assume!(area % 10 != 0);
            let plain = format!("{area}9{rest:08}");
            let read = format!("({area}) 9{:04}-{:04}", rest / 10_000, rest % 10_000);
            for prefix in ["", "0", "55", "+55", "+55 "] {
                prop_assert_eq!(format(&format!("{prefix}{plain}")), read.clone());
            }
        }
    }
}
