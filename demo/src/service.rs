//! The events of a case besides its interactions: status changes, comments, SLA clocks, a
//! questionnaire and a survey.

use bulk::Batch;
use bulk::rows::{Case, CaseEvent, Clock, SurveyResponse};
use domain::sla::{ClockKind, Pause, SlaClock};
use domain::survey::CompletedSurvey;
use domain::{CaseStatus, InteractionId, Millis, TimelineAction, Timestamp, UserId};
use store::cases::SURVEY_TOKEN_LENGTH;

use super::chance::{Chance, Stream};
use super::promises::{SURVEY, SURVEY_DAYS, policy_of, survey};

const MINUTE: Millis = Millis::minutes(1);
const DAY: Millis = Millis::days(1);

/// The prefix of survey tokens.
const TOKEN_PREFIX: &str = "demo";

/// Comments of agents.
const COMMENTS: [&str; 8] = [
    "Cliente confirmou os dados por telefone.",
    "Enviei o protocolo por e-mail e orientei sobre o prazo.",
    "Aguardando retorno da equipe de campo.",
    "Cliente prefere contato no período da tarde.",
    "Encaminhado ao financeiro para conferência.",
    "Tentativa de contato sem sucesso; nova tentativa amanhã.",
    "Situação explicada; cliente de acordo.",
    "Solicitação repetida: unificar com o caso anterior, se for o mesmo assunto.",
];

/// The questionnaire of technical support: questions and typical answers.
const QUESTIONNAIRE: [(&str, [&str; 3]); 2] = [
    ("O equipamento foi reiniciado?", ["Sim", "Não", "Não se aplica"]),
    ("Quais luzes estão acesas?", ["Todas verdes", "Uma vermelha", "Nenhuma"]),
];

/// Comments of customers by score.
const OPINIONS: [&[&str]; 5] = [
    &["Péssimo, ninguém resolveu meu problema.", "Esperei muito e desisti."],
    &["Demorou demais e tive que repetir tudo.", "Resolveram só em parte."],
    &["Foi razoável.", "Resolveu, mas demorou."],
    &["Bom atendimento, obrigado.", "Resolveram rápido."],
    &["Excelente! Muito atenciosa.", "Atendimento nota dez.", "Rápido e educado, parabéns."],
];

/// A complete case with facts that are not in its row.
pub(crate) struct Service<'a> {
    pub(crate) case: &'a Case,
    /// The index of its queue.
    pub(crate) queue: usize,
    /// The first interaction that an agent answered, and when.
    pub(crate) first_answer: Option<(InteractionId, Timestamp)>,
    /// When its last interaction ended.
    pub(crate) last_contact: Timestamp,
    /// The end of the simulation.
    pub(crate) horizon: Timestamp,
}

impl Service<'_> {
    /// Writes the events to the batch.
    pub(crate) fn write(&self, seed: u64, batch: &mut Batch) {
        let mut chance = Chance::of(seed, Stream::Service, self.case.id.0.unsigned_abs());
        self.clocks(batch);
        let Some(agent) = self.case.agent else { return };
        self.steps(agent, &mut chance, batch);
        if self.queue == 1 && chance.hit(0.15) {
            batch.events.push(self.questionnaire(agent, &mut chance));
        }
        if self.case.status == CaseStatus::Closed && chance.hit(0.35) {
            self.ask(agent, &mut chance, batch);
        }
    }

    fn clocks(&self, batch: &mut Batch) {
        for kind in ClockKind::ALL {
            let mut clock = SlaClock::starting(self.case.opened_at);
            let done = match kind {
                ClockKind::FirstResponse => self.first_answer.map(|(_, at)| at).or(self.case.closed_at),
                ClockKind::Resolution => self.case.closed_at,
            };
            match done {
                Some(at) => clock.stop(at),
                None if self.case.status == CaseStatus::OnHold => {
                    clock.pauses.push(Pause { from: self.last_contact, to: None });
                }
                None => {}
            }
            batch.clocks.push(Clock { case: self.case.id, kind, policy: policy_of(self.queue), clock });
        }
    }

    /// Taking the case, a comment, and its current status.
    fn steps(&self, agent: UserId, chance: &mut Chance, batch: &mut Batch) {
        if let Some((_, at)) = self.first_answer {
            batch.events.push(self.event(at, agent, TimelineAction::Continued, Some(CaseStatus::InService)));
        }
        if chance.hit(0.3) {
            let at = (self.last_contact + chance.between(1, 90) * MINUTE).min(self.end());
            let comment = Some(chance.word(&COMMENTS).to_owned());
            batch
                .events
                .push(CaseEvent { comment, ..self.event(at, agent, TimelineAction::Commented, None) });
        }
        match (self.case.status, self.case.closed_at) {
            (CaseStatus::Closed, Some(at)) => {
                batch.events.push(self.event(at, agent, TimelineAction::Closed, Some(CaseStatus::Closed)));
            }
            (CaseStatus::OnHold, _) => {
                let step =
                    self.event(self.last_contact, agent, TimelineAction::Held, Some(CaseStatus::OnHold));
                batch.events.push(step);
            }
            _ => {}
        }
    }

    fn questionnaire(&self, agent: UserId, chance: &mut Chance) -> CaseEvent {
        let answers: Vec<_> = QUESTIONNAIRE
            .iter()
            .map(|(question, answers)| serde_json::json!({ "question": question, "answer": chance.word(answers) }))
            .collect();
        let detail = serde_json::json!({ "name": "Diagnóstico da conexão", "answers": answers }).to_string();
        let (interaction, at) = self.first_answer.unzip();
        let at = at.unwrap_or(self.case.opened_at);
        CaseEvent { interaction, detail, ..self.event(at, agent, TimelineAction::Questionnaire, None) }
    }

    /// Sends the survey, which the customer answers more often than not.
    fn ask(&self, agent: UserId, chance: &mut Chance, batch: &mut Batch) {
        let requested_at = self.end();
        let expires_at = requested_at + SURVEY_DAYS * DAY;
        let answered_at = Some(requested_at + chance.between(5, 3 * 24 * 60) * MINUTE)
            .filter(|at| *at < self.horizon && chance.hit(0.6));
        let completed = answered_at.map(|_| answers(chance));
        batch.events.push(self.event(requested_at, agent, TimelineAction::SurveyRequested, None));
        if let Some(at) = answered_at {
            let answered = self.event(at, agent, TimelineAction::SurveyAnswered, None);
            batch.events.push(CaseEvent { actor: None, ..answered });
        }
        let open = completed.is_none() && expires_at > self.horizon;
        let digits = SURVEY_TOKEN_LENGTH - TOKEN_PREFIX.len();
        let token = open.then(|| format!("{TOKEN_PREFIX}{:0digits$x}", chance.bits()));
        batch.survey_responses.push(SurveyResponse {
            survey: SURVEY,
            case: self.case.id,
            agent,
            token,
            requested_at,
            expires_at,
            answered_at,
            completed,
        });
    }

    fn event(
        &self,
        at: Timestamp,
        agent: UserId,
        action: TimelineAction,
        status: Option<CaseStatus>,
    ) -> CaseEvent {
        let actor = Some(agent);
        let detail = "{}".to_owned();
        CaseEvent { case: self.case.id, interaction: None, at, actor, action, comment: None, status, detail }
    }

    /// The last instant of the case.
    fn end(&self) -> Timestamp {
        self.case.closed_at.unwrap_or(self.horizon).max(self.last_contact)
    }
}

/// Random answers to the survey, more often good than bad.
fn answers(chance: &mut Chance) -> CompletedSurvey {
    let score = chance.weighted([0.07, 0.06, 0.14, 0.31, 0.42].into_iter());
    let (said, solved) = (chance.hit(0.45), if score >= 2 { "yes" } else { "no" });
    let words = said.then(|| chance.word(OPINIONS[score]));
    let score = (score + 1).to_string();
    let given = |question| match question {
        1 => Some(score.as_str()),
        2 => Some(solved),
        _ => words,
    };
    survey().complete(given).unwrap_or(CompletedSurvey { score: None, comment: None, answers: Vec::new() })
}
