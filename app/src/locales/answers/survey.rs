//! What became of a survey that was asked for.

use crate::locales::words::words;

words! {
    /// Answers of *Pesquisa de Satisfação*.
    pub(super) const PT_BR: SurveyAnswers {
        requested = "Pesquisa criada. Copie o link e envie ao cliente.",
        already_waiting = "Já há uma pesquisa aguardando resposta neste caso.",
        not_allowed = "Só o responsável pelo caso, supervisores e administradores enviam a pesquisa.",
    }
}

/// English.
pub(super) const EN: SurveyAnswers = SurveyAnswers {
    requested: "Survey created. Copy the link and send it to the customer.",
    already_waiting: "This case already has a survey waiting for an answer.",
    not_allowed: "Only the person responsible for the case, supervisors and administrators can send the survey.",
};

/// Español.
pub(super) const ES: SurveyAnswers = SurveyAnswers {
    requested: "Encuesta creada. Copie el enlace y envíelo al cliente.",
    already_waiting: "Ya hay una encuesta esperando respuesta en este caso.",
    not_allowed: "Solo el responsable del caso, supervisores y administradores envían la encuesta.",
};
