//! Texts of *Pesquisa de Satisfação*.

use super::Texts;
use super::words::words;

impl Texts {
    /// *Pesquisa de Satisfação*.
    pub const fn survey(&self) -> &'static SurveyTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of *Pesquisa de Satisfação*.
    const PT_BR: SurveyTexts {
        not_configured_title = "Pesquisa não configurada",
        not_configured_text = "Não há pesquisa de satisfação configurada para este caso.",
        request = "Enviar pesquisa",
        /// Takes the survey's name.
        request_hint: fn(&str) -> String =
            |name| format!("Cria um link para “{name}”, que o cliente usa uma única vez."),
        none_title = "Nenhuma pesquisa enviada",
        none_text = "As pesquisas enviadas ao cliente e suas respostas aparecem aqui.",
        list = "Pesquisas do caso",
        survey = "Pesquisa",
        requester = "Solicitante",
        score = "Pontuação",
        when = "Data e Hora",
        state = "Situação",
        /// Takes the time.
        asked: fn(&str) -> String = |at| format!("Enviada em {at}"),
        /// Takes the time.
        answered_at: fn(&str) -> String = |at| format!("Respondida em {at}"),
        /// Takes the time.
        declined_at: fn(&str) -> String = |at| format!("Recusada em {at}"),
        /// Takes the time.
        expires: fn(&str) -> String = |at| format!("Válida até {at}"),
        /// Takes the time.
        expired_at: fn(&str) -> String = |at| format!("Expirou em {at}"),
        state_waiting = "Aguardando resposta",
        state_answered = "Respondida",
        state_declined = "Recusada",
        state_expired = "Expirada",
        comments = "Comentários e experiências",
        no_score = "Sem pontuação",
        good = "Satisfeito",
        neutral = "Neutro",
        bad = "Insatisfeito",
        promoter = "Promotor",
        passive = "Neutro",
        detractor = "Detrator",
        link = "Link para o cliente",
        copy_link = "Copiar link",
        yes = "Sim",
        no = "Não",
    }
}

/// English.
const EN: SurveyTexts = SurveyTexts {
    not_configured_title: "No survey configured",
    not_configured_text: "No satisfaction survey is configured for this case.",
    request: "Send survey",
    request_hint: |name: &str| format!("Creates a link to “{name}” for the customer; it works only once."),
    none_title: "No survey sent",
    none_text: "Surveys sent to the customer and their answers appear here.",
    list: "Case surveys",
    survey: "Survey",
    requester: "Requested by",
    score: "Score",
    when: "Date and time",
    state: "Status",
    asked: |at: &str| format!("Sent on {at}"),
    answered_at: |at: &str| format!("Answered on {at}"),
    declined_at: |at: &str| format!("Declined on {at}"),
    expires: |at: &str| format!("Valid until {at}"),
    expired_at: |at: &str| format!("Expired on {at}"),
    state_waiting: "Waiting for an answer",
    state_answered: "Answered",
    state_declined: "Declined",
    state_expired: "Expired",
    comments: "Comments and experience",
    no_score: "No score",
    good: "Satisfied",
    neutral: "Neutral",
    bad: "Dissatisfied",
    promoter: "Promoter",
    passive: "Passive",
    detractor: "Detractor",
    link: "Link for the customer",
    copy_link: "Copy link",
    yes: "Yes",
    no: "No",
};

/// Español.
const ES: SurveyTexts = SurveyTexts {
    not_configured_title: "Encuesta no configurada",
    not_configured_text: "No hay una encuesta de satisfacción configurada para este caso.",
    request: "Enviar encuesta",
    request_hint: |name: &str| format!("Crea un enlace a “{name}” para el cliente, que vale una sola vez."),
    none_title: "Ninguna encuesta enviada",
    none_text: "Las encuestas pedidas al cliente y sus respuestas aparecen aquí.",
    list: "Encuestas del caso",
    survey: "Encuesta",
    requester: "Solicitante",
    score: "Puntuación",
    when: "Fecha y hora",
    state: "Estado",
    asked: |at: &str| format!("Enviada el {at}"),
    answered_at: |at: &str| format!("Respondida el {at}"),
    declined_at: |at: &str| format!("Rechazada el {at}"),
    expires: |at: &str| format!("Válida hasta {at}"),
    expired_at: |at: &str| format!("Expiró el {at}"),
    state_waiting: "Esperando respuesta",
    state_answered: "Respondida",
    state_declined: "Rechazada",
    state_expired: "Expirada",
    comments: "Comentarios y experiencias",
    no_score: "Sin puntuación",
    good: "Satisfecho",
    neutral: "Neutral",
    bad: "Insatisfecho",
    promoter: "Promotor",
    passive: "Pasivo",
    detractor: "Detractor",
    link: "Enlace para el cliente",
    copy_link: "Copiar enlace",
    yes: "Sí",
    no: "No",
};
