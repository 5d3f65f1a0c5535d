//! Telephone numbers: canonical form ([`canonical()`]), display ([`format()`]) and the *Número*
//! column.
//!
//! Sources write a number in many ways: with and without country, area, carrier, trunk zero, ninth
//! digit, as a SIP address or a messenger account. The original text is stored and shown;
//! recognition, search and comparison use the canonical form.

mod abroad;
mod brazil;
mod canonical;
mod defaults;
mod display;
mod written;

pub use abroad::is_country_code;
pub use brazil::with_ninth_digit;
pub use canonical::{canonical, digits_as_dialled, is_no_number, search_key, search_parts};
pub use defaults::{InvalidNumberDefaults, NumberDefaults};
pub use display::format;
pub use written::digits_in;

use crate::{Channel, Direction};

/// The content of the *Número* column of an interaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberColumn<'a> {
    /// A formatted number.
    Number(String),
    /// The name of the queue: web chats have no number.
    Queue(&'a str),
    /// *Iniciado pelo agente*: an outbound WhatsApp conversation.
    StartedByAgent,
    /// The source provided no number.
    Unknown,
}

/// The content of the column. Voice: the other party's number; web chat: the queue's name; WhatsApp
/// inbound: the customer's number; WhatsApp outbound: "Iniciado pelo agente".
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

/// The ASCII digits of a text, in order.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
