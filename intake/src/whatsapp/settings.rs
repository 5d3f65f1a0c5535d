//! The settings of a WhatsApp source.

use std::collections::BTreeMap;

use domain::Millis;
use domain::text::fold;
use serde::{Deserialize, Deserializer, Serialize};

use crate::content_hash::content_hash;

/// Hours without a message after which a conversation may end.
pub const IDLE_HOURS: std::ops::RangeInclusive<u32> = 1..=72;

/// What an operator chooses for one app of the WhatsApp Business Platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WhatsAppSettings {
    /// The name of the source, part of the identity of every interaction.
    pub source: String,
    /// The numbers of the business by their `phone_number_id`.
    pub numbers: BTreeMap<String, NumberSettings>,
    /// The queue of numbers that are not named; without one, what they receive is counted and skipped.
    pub default_queue: Option<String>,
    /// A conversation ends after so many hours without a message of either side: 1 to 72, by default 24.
    #[serde(deserialize_with = "idle_hours")]
    pub idle_hours: u32,
    /// How many minutes after its end a conversation is recorded, because deliveries are late. By
    /// default 15.
    pub grace_minutes: u32,
    /// Whether the messages of before the number was connected are taken. WhatsApp delivers them once;
    /// by default they are.
    pub take_history: bool,
    /// Texts by which the business ends a conversation at once, when they are a whole message. Case and
    /// accents do not count.
    pub close_keywords: Vec<String>,
    /// Whether a status (sent, delivered, read) counts as an answer of the business.
    ///
    /// What the business sends by the API is not delivered to webhooks; only its statuses are. With this,
    /// the transcript gets "\[mensagem enviada por outro sistema\]" at that time and the interaction
    /// counts as answered, without a time of the answer, which is unknown. By default they do not
    /// count: statuses of a person, a bot and a template look the same, so that a marketing message
    /// would turn an unanswered question into an answered one. A status alone never makes an interaction.
    pub count_statuses: bool,
    /// Whether the host downloads files, which then are attachments. By default it does not, and a
    /// placeholder stands for each.
    pub download_media: bool,
    /// The kind of new cases.
    pub case_kind: Option<String>,
    /// The subject of new cases.
    pub case_subject: Option<String>,
}

/// What an operator chooses for one number of the business.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NumberSettings {
    /// The queue of its conversations and calls.
    pub queue: String,
    /// The login of the agent who writes with the app on the telephone, if it is always the same one.
    pub agent: Option<String>,
}

impl Default for WhatsAppSettings {
    fn default() -> Self {
        Self {
            source: String::new(),
            numbers: BTreeMap::new(),
            default_queue: None,
            idle_hours: 24,
            grace_minutes: 15,
            take_history: true,
            close_keywords: Vec::new(),
            count_statuses: false,
            download_media: false,
            case_kind: None,
            case_subject: None,
        }
    }
}

impl WhatsAppSettings {
    /// The time without a message after which a conversation ends.
    pub(super) fn idle(&self) -> Millis {
        Millis::hours(self.idle_hours.clamp(*IDLE_HOURS.start(), *IDLE_HOURS.end()).into())
    }

    /// How long late deliveries are waited for.
    pub(super) fn grace(&self) -> Millis {
        Millis::minutes(self.grace_minutes.into())
    }

    /// The queue of a number; `None` if nothing is taken from it.
    pub(super) fn queue(&self, number: &str) -> Option<&str> {
        let named = self.numbers.get(number).map(|number| number.queue.as_str());
        // Keys of the memory are put together with slashes.
        let possible = !number.is_empty() && number.len() <= 64 && !number.contains(['/', '\0']);
        named.or(self.default_queue.as_deref()).filter(|queue| possible && !queue.trim().is_empty())
    }

    /// The login of the agent who writes with the app.
    pub(super) fn agent(&self, number: &str) -> Option<&str> {
        self.numbers.get(number)?.agent.as_deref()
    }

    /// Whether a message of the business ends the conversation.
    pub(super) fn closes(&self, text: &str) -> bool {
        !self.close_keywords.is_empty() && {
            let text = fold(text.trim());
            !text.is_empty() && self.close_keywords.iter().any(|keyword| fold(keyword.trim()) == text)
        }
    }

    /// A hash of what changes the content of interactions.
    pub(super) fn content_hash(&self) -> String {
        let grace_minutes = Self::default().grace_minutes;
        content_hash(&Self { grace_minutes, ..self.clone() })
    }
}

fn idle_hours<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let hours = u32::deserialize(deserializer)?;
    if IDLE_HOURS.contains(&hours) {
        Ok(hours)
    } else {
        let (min, max) = (IDLE_HOURS.start(), IDLE_HOURS.end());
        Err(serde::de::Error::custom(format!("idle_hours must be {min} to {max}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_json_and_refuse_what_they_do_not_know() {
        let settings: WhatsAppSettings = serde_json::from_str(
            r#"{"source": "wa", "numbers": {"1065": {"queue": "Vendas", "agent": "ana"}}, "idle_hours": 4}"#,
        )
        .expect("settings");
        assert_eq!((settings.idle(), settings.grace()), (Millis::hours(4), Millis::minutes(15)));
        assert_eq!((settings.queue("1065"), settings.agent("1065")), (Some("Vendas"), Some("ana")));
        assert_eq!((settings.queue("1"), settings.agent("1")), (None, None));
        let text = serde_json::to_string(&settings).expect("JSON");
        assert_eq!(serde_json::from_str::<WhatsAppSettings>(&text).expect("settings"), settings);
        for wrong in [r#"{"idle": 4}"#, r#"{"idle_hours": 0}"#, r#"{"idle_hours": 73}"#] {
            assert!(serde_json::from_str::<WhatsAppSettings>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_default_queue_takes_every_number_that_can_be_one() {
        let settings =
            WhatsAppSettings { default_queue: Some("WhatsApp".to_owned()), ..WhatsAppSettings::default() };
        assert_eq!(settings.queue("106540352242922"), Some("WhatsApp"));
        assert_eq!(settings.queue("a/b"), None);
        assert_eq!(settings.queue(""), None);
    }

    #[test]
    fn a_keyword_is_a_whole_message() {
        let settings = WhatsAppSettings {
            close_keywords: vec!["#Encerrar ".to_owned(), String::new()],
            ..WhatsAppSettings::default()
        };
        assert!(settings.closes("#encerrar") && settings.closes("  #ENCERRAR\n"));
        assert!(!settings.closes("#encerrar agora") && !settings.closes("") && !settings.closes(" "));
    }

    #[test]
    fn the_hash_is_that_of_what_changes_content() {
        let plain = WhatsAppSettings::default();
        let hash = plain.content_hash();
        let named = WhatsAppSettings { source: "wa".to_owned(), grace_minutes: 30, ..plain.clone() };
        assert_eq!(named.content_hash(), hash);
        let other = WhatsAppSettings { idle_hours: 4, ..plain };
        assert_ne!(other.content_hash(), hash);
    }
}
