//! Contact channels, and the direction of an interaction.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// The channel of an interaction; each has one icon and one colour throughout the pages.
    #[derive(PartialOrd, Ord)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    // Its word is used in URLs, the API and the database.
    pub enum Channel {
        /// A telephone call.
        Voice = "voice" (1),
        /// A chat on the operation's web site.
        WebChat = "webchat" (2),
        /// A WhatsApp conversation.
        WhatsApp = "whatsapp" (3),
    }
}

vocabulary! {
    /// Which side started the interaction.
    #[derive(PartialOrd, Ord)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    // Its word is used in the API and the database.
    pub enum Direction {
        /// The customer contacted us: *Recebida*.
        Inbound = "inbound" (1),
        /// We contacted the customer: *Realizada*.
        Outbound = "outbound" (2),
    }
}

#[cfg(test)]
mod tests {
    use super::{Channel, Direction};

    #[test]
    fn words_and_codes_lead_back() {
        for channel in Channel::ALL {
            assert_eq!(Channel::parse(channel.as_str()), Some(channel));
            assert_eq!(Channel::from_code(channel.code()), Some(channel));
            assert_eq!(serde_json::to_string(&channel).expect("JSON"), format!("\"{}\"", channel.as_str()));
        }
        for direction in [Direction::Inbound, Direction::Outbound] {
            assert_eq!(Direction::parse(direction.as_str()), Some(direction));
            assert_eq!(Direction::from_code(direction.code()), Some(direction));
        }
        assert_eq!(
            (Channel::parse("Voice"), Channel::from_code(0), Direction::from_code(3)),
            (None, None, None)
        );
    }
}
