//! What the server answers to what people send: outcomes, refusals and what is wrong with a field. They
//! reach a page as data, so they are no part of the browser's code.

mod attachments;
mod case;
mod finish;
mod forms;
mod hand_over;
mod merging;
mod survey;
mod timeline;

use super::Texts;

impl Texts {
    /// What the server answers.
    pub const fn answers(&self) -> &'static Answers {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

/// Answers of the server in one language.
pub struct Answers {
    /// Answers of *Anexos*.
    pub attachments: attachments::AttachmentAnswers,
    /// Answers of the case window.
    pub case: case::CaseAnswers,
    /// Answers of *Qualificar Atendimento*.
    pub finish: finish::FinishAnswers,
    /// Answers of forms.
    pub forms: forms::FormAnswers,
    /// Answers of *Repassar*.
    pub hand_over: hand_over::HandOverAnswers,
    /// Answers of merging.
    pub merging: merging::MergingAnswers,
    /// Answers of *Pesquisa de Satisfação*.
    pub survey: survey::SurveyAnswers,
    /// Answers of *Histórico do Caso*.
    pub timeline: timeline::TimelineAnswers,
}

/// Português do Brasil.
const PT_BR: Answers = Answers {
    attachments: attachments::PT_BR,
    case: case::PT_BR,
    finish: finish::PT_BR,
    forms: forms::PT_BR,
    hand_over: hand_over::PT_BR,
    merging: merging::PT_BR,
    survey: survey::PT_BR,
    timeline: timeline::PT_BR,
};

/// English.
const EN: Answers = Answers {
    attachments: attachments::EN,
    case: case::EN,
    finish: finish::EN,
    forms: forms::EN,
    hand_over: hand_over::EN,
    merging: merging::EN,
    survey: survey::EN,
    timeline: timeline::EN,
};

/// Español.
const ES: Answers = Answers {
    attachments: attachments::ES,
    case: case::ES,
    finish: finish::ES,
    forms: forms::ES,
    hand_over: hand_over::ES,
    merging: merging::ES,
    survey: survey::ES,
    timeline: timeline::ES,
};
