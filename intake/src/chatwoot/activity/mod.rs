//! What an activity message says: the sentences in which Chatwoot writes down what happened to a
//! conversation, in the language that the account had then.
//!
//! The REST API has no other record of status and assignment that every version keeps. A sentence is
//! recognised by what stands around the names in it, ignoring case and accents. Languages without a
//! translation of a sentence use the English one, so all built-in languages are tried at once; the
//! settings add others.

mod pattern;
mod sentences;

use domain::EndedBy;

use super::rest::Status;
use super::settings::Sentences;
use pattern::{Pattern, folded, without_names};
use sentences::{BUILT_IN, Meaning, OPENED, PENDING, REOPENED, RESOLVED, SNOOZED};

/// How much of an activity message is looked at, in characters. They are one sentence with two names.
const MAX_SENTENCE: usize = 2_000;

/// What an activity message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Activity {
    /// The status changed.
    Status(Changed),
    /// Assigned to an agent or a team: the names it may be, since a name may hold the word that ends it,
    /// folded and the shortest first. After the name of an agent, one of a team may follow.
    Assigned(Vec<String>),
    /// An agent took it: the folded name.
    SelfAssigned(String),
    /// It has no agent any more.
    Unassigned,
    /// It has no team any more.
    TeamRemoved,
}

/// A change of status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Changed {
    /// It was resolved; by which side, if the sentence says it of the customer or the platform.
    Resolved(Option<EndedBy>),
    /// It was opened by a person, or handed over by a bot.
    Opened,
    /// A message of the customer opened it.
    Reopened,
    /// It was handed to a bot, or put off.
    Other(Status),
}

/// The sentences that are recognised, folded.
#[derive(Debug)]
pub(super) struct Recogniser {
    patterns: Vec<(Meaning, Pattern)>,
}

impl Recogniser {
    /// The built-in sentences and those of the settings.
    pub(super) fn new(settings: &Sentences) -> Self {
        let added = [
            (RESOLVED, &settings.resolved),
            (OPENED, &settings.opened),
            (REOPENED, &settings.reopened),
            (PENDING, &settings.pending),
            (SNOOZED, &settings.snoozed),
            (Meaning::Assigned, &settings.assigned),
            (Meaning::SelfAssigned, &settings.self_assigned),
            (Meaning::Unassigned, &settings.unassigned),
            (Meaning::TeamRemoved, &settings.team_removed),
        ];
        let built_in = BUILT_IN.iter().map(|(meaning, text)| (*meaning, Pattern::new(text)));
        let added = added.into_iter().flat_map(|(meaning, texts)| {
            texts.iter().map(move |text| (meaning, Pattern::new(&without_names(text))))
        });
        let mut patterns: Vec<_> = built_in.chain(added).filter(|(_, pattern)| pattern.length > 0).collect();
        // The sentence that says most is meant: "marked by the system" before "marked by %".
        patterns.sort_by_key(|(_, pattern)| std::cmp::Reverse(pattern.length));
        Self { patterns }
    }

    /// What an activity message says, if it is known.
    pub(super) fn read(&self, content: &str) -> Option<Activity> {
        let short: String = content.chars().take(MAX_SENTENCE).collect();
        let folded = folded(&short);
        let (meaning, pattern) = self.patterns.iter().find(|(_, pattern)| pattern.matches(&folded))?;
        Some(match meaning {
            Meaning::Status(changed) => Activity::Status(*changed),
            Meaning::Assigned => Activity::Assigned(pattern.names(&folded)),
            Meaning::SelfAssigned => Activity::SelfAssigned(pattern.names(&folded).pop().unwrap_or_default()),
            Meaning::Unassigned => Activity::Unassigned,
            Meaning::TeamRemoved => Activity::TeamRemoved,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Activity> {
        Recogniser::new(&Sentences::default()).read(text)
    }

    fn status(text: &str) -> Option<Changed> {
        match read(text) {
            Some(Activity::Status(changed)) => Some(changed),
            _ => None,
        }
    }

    #[test]
    fn resolves_are_recognised_in_the_languages_built_in() {
        for text in [
            "Conversation was marked resolved by Ana Souza",
            "Conversation was marked resolved by Ana Souza (solved)",
            "Conversa foi marcada como resolvida por Ana Souza",
            "A conversa foi marcada como resolvida por Robô: pedido entregue",
            "La conversación fue marcada por Ana Souza",
        ] {
            assert_eq!(status(text), Some(Changed::Resolved(None)), "{text}");
        }
        for text in [
            "Conversation was marked resolved by system due to 3 days of inactivity",
            "Conversation was marked resolved by Captain due to inactivity",
            "A conversa foi marcada como resolvida pelo sistema por ter 3 dias de inatividade",
            "A conversa foi marcada como resolvida por Robô por inatividade",
            "Conversa auto-resolvida pelo sistema por causa dos 3 dias sem inatividade",
            "La conversación fue marcada por el sistema debido a 3 días de inactividad",
        ] {
            assert_eq!(status(text), Some(Changed::Resolved(Some(EndedBy::System))), "{text}");
        }
        for text in [
            "Conversation was resolved by Joana",
            "A conversa foi resolvida por Joana",
            "Conversación fue resuelta por Joana",
        ] {
            assert_eq!(status(text), Some(Changed::Resolved(Some(EndedBy::Customer))), "{text}");
        }
    }

    #[test]
    fn other_changes_of_status_are_told_apart() {
        for text in [
            "Conversation was reopened by Robô",
            "Conversation was marked open by Robô",
            "Conversation was marked open by system due to an error with the agent bot.",
            "Conversa foi reaberta por Ana",
            "A conversa foi aberta por Robô",
            "A conversa foi marcada como aberta automaticamente após a resposta de um agente",
            "La conversación fue reabierta por Ana",
        ] {
            assert_eq!(status(text), Some(Changed::Opened), "{text}");
        }
        for text in [
            "System reopened the conversation due to a new incoming message.",
            "O sistema reabriu a conversa devido a uma nova mensagem recebida.",
            "El sistema reabrió la conversación debido a un nuevo mensaje entrante.",
        ] {
            assert_eq!(status(text), Some(Changed::Reopened), "{text}");
        }
        for (text, expected) in [
            ("Conversation was marked as pending by Ana", Status::Pending),
            ("Conversa marcada como pendente por Ana", Status::Pending),
            ("La conversación fue marcada como pendiente por Ana", Status::Pending),
            ("Conversation was snoozed by Ana", Status::Snoozed),
            ("Conversa foi adiada por Ana", Status::Snoozed),
            ("La conversación fue pospuesta por Ana", Status::Snoozed),
        ] {
            assert_eq!(status(text), Some(Changed::Other(expected)), "{text}");
        }
    }

    #[test]
    fn names_end_where_the_next_word_stands() {
        let names = |text: &str| match read(text) {
            Some(Activity::Assigned(names)) => names,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(names("Assigned to Rui Lima by Ana"), ["rui lima"]);
        assert_eq!(names("Assigned to Stand by Me by Ana"), ["stand", "stand by me"]);
        assert_eq!(names("Atribuído a Rui via suporte por Ana"), ["rui", "rui via suporte", "suporte"]);
        assert_eq!(
            read("Ana self-assigned this conversation"),
            Some(Activity::SelfAssigned("ana".to_owned()))
        );
        assert_eq!(read("Conversa desatribuída por Ana"), Some(Activity::Unassigned));
        assert_eq!(read("Desatribuído de suporte por Ana"), Some(Activity::TeamRemoved));
    }

    #[test]
    fn what_is_not_known_says_nothing() {
        for text in [
            "",
            "Ana added vip",
            "Ana adicionou troca",
            "Konversation wurde von Ana als gelöst markiert",
            "%",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn settings_add_sentences_as_chatwoot_has_them() {
        let sentences = Sentences {
            resolved: vec![
                "Konversation wurde von %{user_name} als gelöst markiert".to_owned(),
                String::new(),
            ],
            assigned: vec!["Zugewiesen an %{assignee_name} von %{user_name}".to_owned()],
            ..Sentences::default()
        };
        let recogniser = Recogniser::new(&sentences);
        assert_eq!(
            recogniser.read("Konversation wurde von Ana als gelöst markiert"),
            Some(Activity::Status(Changed::Resolved(None)))
        );
        assert_eq!(
            recogniser.read("Zugewiesen an Rui von Ana"),
            Some(Activity::Assigned(vec!["rui".to_owned()]))
        );
        assert_eq!(recogniser.read("anything"), None);
    }
}
