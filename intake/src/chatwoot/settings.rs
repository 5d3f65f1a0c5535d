//! The settings of a Chatwoot source.

use std::collections::BTreeMap;

use domain::Channel;
use serde::{Deserialize, Serialize};

use crate::content_hash::content_hash;

/// What an operator chooses for one account of a Chatwoot. Keys and secrets are not part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChatwootSettings {
    /// The name of the source, part of the identity of every interaction.
    pub source: String,
    /// The address of the server, such as `https://chat.example.com`, without a slash at its end.
    pub base_url: String,
    /// The number of the account, part of the identity of every interaction.
    pub account: u64,
    /// The inboxes to take, by number or name. Without any, those whose channel is known.
    pub inboxes: Vec<String>,
    /// Channels by number or name of an inbox, or by its type, such as `Channel::Telegram` → `webchat`.
    /// By default website and API are `webchat`, WhatsApp is `whatsapp`, and others are not taken.
    pub channels: BTreeMap<String, Channel>,
    /// Names of queues by name of the team, or by number or name of the inbox. Others stay: the team, if
    /// a conversation has one, else the inbox.
    pub queues: BTreeMap<String, String>,
    /// Logins by e-mail address, number or name of the agent. Others are the e-mail address up to the @,
    /// else the name.
    pub agents: BTreeMap<String, String>,
    /// Contact reasons by label. Other labels say nothing.
    pub contact_reasons: BTreeMap<String, String>,
    /// The kind of new cases.
    pub case_kind: Option<String>,
    /// Whether the `identifier` that the site gives its users is the customer's document.
    pub identifier_is_document: bool,
    /// How many minutes after the last message a conversation has ended at the latest, whenever it was
    /// resolved. Without it, it ended when it was resolved, as the reports of Chatwoot have it.
    pub idle_min: Option<u32>,
    /// How many seconds after a resolve what led to it is final.
    pub settle_s: u32,
    /// Sentences of activity messages in languages that are not built in.
    pub sentences: Sentences,
    /// Whether the files of messages are to be fetched.
    pub media: bool,
    /// What stands in a transcript for what has no words.
    pub texts: Texts,
}

impl Default for ChatwootSettings {
    fn default() -> Self {
        Self {
            source: String::new(),
            base_url: String::new(),
            account: 1,
            inboxes: Vec::new(),
            channels: BTreeMap::new(),
            queues: BTreeMap::new(),
            agents: BTreeMap::new(),
            contact_reasons: BTreeMap::new(),
            case_kind: None,
            identifier_is_document: false,
            idle_min: None,
            settle_s: 60,
            sentences: Sentences::default(),
            media: false,
            texts: Texts::default(),
        }
    }
}

impl ChatwootSettings {
    /// A hash of the settings that change what is emitted. If it differs from the one with which earlier
    /// interactions were emitted, emitting them again would be a conflict.
    pub fn content_hash(&self) -> String {
        let Self { base_url, account, inboxes, settle_s, .. } = Self::default();
        // Which interactions there are, and when, is not what is in them.
        content_hash(&Self { base_url, account, inboxes, settle_s, ..self.clone() })
    }
}

/// Sentences of activity messages, as the files `config/locales/*.yml` of Chatwoot have them under
/// `conversations.activity`, with `%{…}` for what varies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sentences {
    /// The conversation was resolved: `status.resolved`, `status.auto_resolved_days` and others.
    pub resolved: Vec<String>,
    /// It was opened, by a person or by a bot that hands it over: `status.open`, `captain.open`.
    pub opened: Vec<String>,
    /// A message of the customer opened it again: `status.system_auto_open`.
    pub reopened: Vec<String>,
    /// It was handed to the bot: `status.pending`.
    pub pending: Vec<String>,
    /// It was put off: `status.snoozed`.
    pub snoozed: Vec<String>,
    /// It was assigned to an agent or a team; the name is the first `%{…}`: `assignee.assigned`.
    pub assigned: Vec<String>,
    /// An agent took it; the name is the first `%{…}`: `assignee.self_assigned`.
    pub self_assigned: Vec<String>,
    /// It has no agent any more: `assignee.removed`.
    pub unassigned: Vec<String>,
    /// It has no team any more: `team.removed`.
    pub team_removed: Vec<String>,
}

/// What stands in a transcript for what has no words. By default in Portuguese.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Texts {
    /// A message that was deleted.
    pub deleted: String,
    /// A picture.
    pub image: String,
    /// A sound.
    pub audio: String,
    /// A film.
    pub video: String,
    /// Another file; its name follows.
    pub file: String,
    /// A sticker.
    pub sticker: String,
    /// A place; its name and coordinates follow.
    pub location: String,
    /// The data of a person; they follow.
    pub contact: String,
    /// Another attachment, such as a shared post.
    pub attachment: String,
    /// A call.
    pub call: String,
    /// A message that Chatwoot cannot show, or that says nothing.
    pub unsupported: String,
    /// An inbox without a name; its number follows.
    pub inbox: String,
}

impl Default for Texts {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            deleted: text("[mensagem apagada]"),
            image: text("[imagem]"),
            audio: text("[áudio]"),
            video: text("[vídeo]"),
            file: text("[documento]"),
            sticker: text("[figurinha]"),
            location: text("[localização]"),
            contact: text("[contato]"),
            attachment: text("[anexo]"),
            call: text("[chamada]"),
            unsupported: text("[mensagem não suportada]"),
            inbox: text("Caixa de entrada"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_what_changes_content() {
        let plain = ChatwootSettings::default();
        let same = ChatwootSettings {
            source: "chat".to_owned(),
            base_url: "https://chat.example.com".to_owned(),
            account: 2,
            settle_s: 90,
            ..plain.clone()
        };
        assert_eq!(same.content_hash(), plain.content_hash());
        let mut other = plain.clone();
        other.queues.insert("3".to_owned(), "Site".to_owned());
        assert_ne!(other.content_hash(), plain.content_hash());
        let idle = ChatwootSettings { idle_min: Some(30), ..plain.clone() };
        assert_ne!(idle.content_hash(), plain.content_hash());
    }

    #[test]
    fn settings_survive_json_and_refuse_what_they_do_not_know() {
        let settings: ChatwootSettings = serde_json::from_str(
            r#"{"source": "chat", "account": 3, "channels": {"Channel::Telegram": "webchat"},
                "sentences": {"resolved": ["Beszélgetést lezárta: %{user_name}"]}}"#,
        )
        .expect("settings");
        let text = serde_json::to_string(&settings).expect("JSON");
        assert_eq!(serde_json::from_str::<ChatwootSettings>(&text).expect("settings"), settings);
        assert_eq!(settings.settle_s, 60);
        for unknown in [r#"{"sorce": "chat"}"#, r#"{"texts": {"picture": "x"}}"#] {
            assert!(serde_json::from_str::<ChatwootSettings>(unknown).is_err(), "{unknown}");
        }
    }
}
