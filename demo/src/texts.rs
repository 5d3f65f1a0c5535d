//! Parses the texts of the conversations in `texts/`; its README explains the format.

use domain::ContactReasonId;

use super::people::reason_id;
use super::slots::Template;

/// The configuration of a queue: its name, its texts, and its traffic.
pub(crate) struct QueueTraits {
    name: &'static str,
    text: &'static str,
    /// The share of all cases.
    pub(crate) share: f64,
    /// The probability of an outbound contact.
    pub(crate) outbound: f64,
    /// The probabilities of voice, web chat and WhatsApp.
    pub(crate) channels: [f64; 3],
}

/// The queues in order of their IDs.
pub(crate) const QUEUES: [QueueTraits; 8] = [
    QueueTraits {
        name: "Vendas",
        text: include_str!("texts/vendas.txt"),
        share: 0.13,
        outbound: 0.22,
        channels: [0.38, 0.28, 0.34],
    },
    QueueTraits {
        name: "Suporte Técnico",
        text: include_str!("texts/suporte_tecnico.txt"),
        share: 0.27,
        outbound: 0.06,
        channels: [0.54, 0.16, 0.30],
    },
    QueueTraits {
        name: "Cobrança",
        text: include_str!("texts/cobranca.txt"),
        share: 0.15,
        outbound: 0.5,
        channels: [0.56, 0.07, 0.37],
    },
    QueueTraits {
        name: "Cancelamento",
        text: include_str!("texts/cancelamento.txt"),
        share: 0.07,
        outbound: 0.05,
        channels: [0.6, 0.12, 0.28],
    },
    QueueTraits {
        name: "Segunda Via",
        text: include_str!("texts/segunda_via.txt"),
        share: 0.17,
        outbound: 0.0,
        channels: [0.34, 0.2, 0.46],
    },
    QueueTraits {
        name: "Agendamento",
        text: include_str!("texts/agendamento.txt"),
        share: 0.11,
        outbound: 0.34,
        channels: [0.5, 0.1, 0.4],
    },
    QueueTraits {
        name: "Ouvidoria",
        text: include_str!("texts/ouvidoria.txt"),
        share: 0.04,
        outbound: 0.12,
        channels: [0.7, 0.1, 0.2],
    },
    QueueTraits {
        name: "Retenção",
        text: include_str!("texts/retencao.txt"),
        share: 0.06,
        outbound: 0.38,
        channels: [0.64, 0.08, 0.28],
    },
];

/// A part of a conversation that does not depend on the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scene {
    BotOpens,
    BotAsks,
    BotHandsOver,
    SystemEnters,
    SystemCloses,
    SystemGivesUp,
    CustomerGreets,
    AgentIntroduces,
    CustomerRecognises,
    CustomerAccepts,
    Wait,
    AfterWait,
    Glad,
    Patient,
    AnythingElse,
    AgentGivesProtocol,
    AgentTakesLeave,
    CustomerTakesLeave,
    CustomerReturns,
    AgentReturns,
    FollowUp,
    FollowUpSettled,
    FollowUpPending,
    FollowUpNotes,
    NoAnswer,
    LongPause,
}

impl Scene {
    /// Every scene with its section in `common.txt`.
    const ALL: [(Self, &'static str); 26] = [
        (Self::BotOpens, "bot-abertura"),
        (Self::BotAsks, "bot-identificacao"),
        (Self::BotHandsOver, "bot-transferencia"),
        (Self::SystemEnters, "sistema-entrada"),
        (Self::SystemCloses, "sistema-encerrado"),
        (Self::SystemGivesUp, "sistema-inatividade"),
        (Self::CustomerGreets, "saudacao-cliente"),
        (Self::AgentIntroduces, "agente-apresentacao"),
        (Self::CustomerRecognises, "cliente-reconhece"),
        (Self::CustomerAccepts, "cliente-aceita-contato"),
        (Self::Wait, "espera"),
        (Self::AfterWait, "retorno-da-espera"),
        (Self::Glad, "reacao-boa"),
        (Self::Patient, "reacao-espera"),
        (Self::AnythingElse, "agente-mais-algo"),
        (Self::AgentGivesProtocol, "agente-protocolo"),
        (Self::AgentTakesLeave, "agente-despedida"),
        (Self::CustomerTakesLeave, "cliente-despedida"),
        (Self::CustomerReturns, "retorno-cliente"),
        (Self::AgentReturns, "retorno-agente"),
        (Self::FollowUp, "retorno-passo"),
        (Self::FollowUpSettled, "retorno-resolvido"),
        (Self::FollowUpPending, "retorno-pendente"),
        (Self::FollowUpNotes, "nota-retorno"),
        (Self::NoAnswer, "nota-sem-contato"),
        (Self::LongPause, "pausa-longa"),
    ];
}

/// An agent's line and the customer's answer.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) agent: Template,
    pub(crate) customer: Template,
}

/// The texts of a contact reason or a scene.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    pub(crate) customer_opens: Vec<Template>,
    pub(crate) agent_opens: Vec<Template>,
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) settled: Vec<Template>,
    pub(crate) pending: Vec<Template>,
    pub(crate) notes: Vec<Template>,
    pub(crate) subjects: Vec<Template>,
    pub(crate) kind: &'static str,
}

/// A contact reason and its texts.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    pub(crate) reason: ContactReasonId,
    pub(crate) name: &'static str,
    pub(crate) lines: Lines,
}

/// A queue and its contact reasons, the most frequent first.
#[derive(Clone, Debug)]
pub(crate) struct QueueTexts {
    pub(crate) name: &'static str,
    pub(crate) scripts: Vec<Script>,
}

/// All texts.
#[derive(Clone, Debug)]
pub(crate) struct Texts {
    pub(crate) queues: Vec<QueueTexts>,
    scenes: Vec<Lines>,
}

/// A text that cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the demo's texts: {0}")]
pub struct TextError(String);

impl Texts {
    /// Parses all texts.
    pub(crate) fn load() -> Result<Self, TextError> {
        let mut reasons = 0;
        let mut queues = Vec::new();
        for queue in &QUEUES {
            let mut scripts = Vec::new();
            for (name, lines) in sections(queue.text)? {
                scripts.push(Script { reason: reason_id(reasons), name, lines });
                reasons += 1;
            }
            queues.push(QueueTexts { name: queue.name, scripts });
        }
        let common = sections(include_str!("texts/common.txt"))?;
        let scene = |(_, name): &(Scene, &str)| {
            let found = common.iter().find(|(section, _)| section == name);
            found.map(|(_, lines)| lines.clone()).ok_or_else(|| TextError(format!("no section {name}")))
        };
        Ok(Self { queues, scenes: Scene::ALL.iter().map(scene).collect::<Result<_, _>>()? })
    }

    /// The texts of a scene.
    pub(crate) fn scene(&self, scene: Scene) -> &Lines {
        &self.scenes[scene as usize]
    }
}

fn sections(text: &'static str) -> Result<Vec<(&'static str, Lines)>, TextError> {
    let mut sections: Vec<(&'static str, Lines)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let wrong = || TextError(format!("cannot read the line {line:?}"));
        let (mark, rest) = line.split_once(' ').ok_or_else(wrong)?;
        if mark == "#" {
            sections.push((rest, Lines::default()));
            continue;
        }
        let lines = &mut sections.last_mut().ok_or_else(wrong)?.1;
        let template = || Template::parse(rest).map_err(TextError);
        match mark {
            "!" => lines.kind = rest,
            "?" => lines.subjects.push(template()?),
            "<" => lines.customer_opens.push(template()?),
            ">" => lines.agent_opens.push(template()?),
            "=" => lines.settled.push(template()?),
            "~" => lines.pending.push(template()?),
            "*" => lines.notes.push(template()?),
            "-" => {
                let (agent, customer) = rest.split_once(" | ").ok_or_else(wrong)?;
                lines.exchanges.push(Exchange {
                    agent: Template::parse(agent).map_err(TextError)?,
                    customer: Template::parse(customer).map_err(TextError)?,
                });
            }
            _ => return Err(wrong()),
        }
    }
    Ok(sections)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_matter_can_be_opened_talked_about_settled_and_noted() {
        let texts = Texts::load().expect("the texts are in form");
        for queue in &texts.queues {
            assert!((5..=9).contains(&queue.scripts.len()), "{}", queue.name);
            for Script { name, lines, .. } in &queue.scripts {
                let parts = [
                    lines.subjects.len(),
                    lines.customer_opens.len(),
                    lines.exchanges.len(),
                    lines.settled.len(),
                    lines.notes.len(),
                    lines.kind.len(),
                ];
                assert!(parts.iter().all(|part| *part > 0), "{name}: {parts:?}");
            }
        }
    }

    #[test]
    fn every_scene_stands_at_its_place_and_says_something() {
        let texts = Texts::load().expect("the texts are in form");
        for (place, (scene, name)) in Scene::ALL.iter().enumerate() {
            assert_eq!(*scene as usize, place, "{name}");
            let lines = texts.scene(*scene);
            assert!(lines.customer_opens.len() + lines.exchanges.len() + lines.notes.len() > 0, "{name}");
        }
    }

    #[test]
    fn no_reason_stands_twice() {
        let texts = Texts::load().expect("the texts are in form");
        let mut names: Vec<&str> =
            texts.queues.iter().flat_map(|queue| &queue.scripts).map(|script| script.name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
