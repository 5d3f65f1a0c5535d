//! Contact channels, and the direction of an interaction.

use serde::{Deserialize, Serialize};

/// The channel of an interaction; each has one icon and one colour throughout the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// A telephone call.
    Voice,
    /// A chat on the operation's web site.
    WebChat,
    /// A WhatsApp conversation.
    WhatsApp,
}

impl Channel {
    /// Every channel, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Voice, Self::WebChat, Self::WhatsApp];

    /// The identifier used in URLs, the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Voice => "voice",
            Self::WebChat => "webchat",
            Self::WhatsApp => "whatsapp",
        }
    }

    /// The inverse of [`Channel::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == text)
    }

    /// The code stored in the database (1, 2, 3).
    pub const fn code(self) -> i16 {
        match self {
            Self::Voice => 1,
            Self::WebChat => 2,
            Self::WhatsApp => 3,
        }
    }

    /// The inverse of [`Channel::code`].
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }
}

/// Which side started the interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The customer contacted us: *Recebida*.
    Inbound,
    /// We contacted the customer: *Realizada*.
    Outbound,
}

impl Direction {
    /// The identifier used in the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
        }
    }

    /// The inverse of [`Direction::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Inbound, Self::Outbound].into_iter().find(|direction| direction.as_str() == text)
    }

    /// The code stored in the database (1, 2).
    pub const fn code(self) -> i16 {
        match self {
            Self::Inbound => 1,
            Self::Outbound => 2,
        }
    }

    /// The inverse of [`Direction::code`].
    pub fn from_code(code: i16) -> Option<Self> {
        [Self::Inbound, Self::Outbound].into_iter().find(|direction| direction.code() == code)
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
