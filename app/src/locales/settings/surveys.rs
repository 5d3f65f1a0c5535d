//! Texts of the survey settings (*Pesquisas*).

use super::SectionTexts;
use crate::locales::words::words;

words! {
    /// Texts of the survey settings (*Pesquisas*).
    pub(super) const PT_BR: SurveySettingTexts {
        section: SectionTexts = SectionTexts {
            title: "Pesquisas",
            create: "Nova pesquisa",
            back: "Voltar às pesquisas",
            search: "Buscar pesquisas",
            search_hint: "Nome da pesquisa",
            empty: "Crie a primeira pesquisa para saber o que os clientes acham do atendimento.",
            counted: ("pesquisa", "pesquisas"),
        },
        queue_hint = "A pesquisa da fila vale antes da geral, que é a de qualquer fila.",
        asked = "Quando é pedida",
        asked_closed = "Assim que o caso é finalizado",
        asked_request = "Quando alguém pede",
        valid_days = "Validade em dias",
        valid_days_hint = "Por quantos dias o cliente pode responder.",
        scale = "Escala",
        csat = "CSAT (1 a 5)",
        nps = "NPS (0 a 10)",
        scale_immutable =
            "Já há respostas nesta escala. Para usar outra, tire esta pesquisa de uso e crie uma nova.",
        low_score = "Avisar de notas até",
        low_score_hint = "Os supervisores do agente recebem uma notificação de cada resposta com esta nota ou menos. Em branco, de nenhuma.",
        kind_scale = "Nota na escala",
        kind_text = "Texto",
        kind_yes_no = "Sim ou não",
    }
}

/// English.
pub(super) const EN: SurveySettingTexts = SurveySettingTexts {
    section: SectionTexts {
        title: "Surveys",
        create: "New survey",
        back: "Back to the surveys",
        search: "Search surveys",
        search_hint: "Name of the survey",
        empty: "Create the first survey to find out what customers think.",
        counted: ("survey", "surveys"),
    },
    queue_hint: "The survey for a queue takes precedence over the survey for all queues.",
    asked: "When to send it",
    asked_closed: "When the case is closed",
    asked_request: "On request",
    valid_days: "Days to answer",
    valid_days_hint: "How many days the customer has to answer.",
    scale: "Scale",
    csat: "CSAT (1 to 5)",
    nps: "NPS (0 to 10)",
    scale_immutable: "There are already answers on this scale. To use another one, take this survey out of use and create a new one.",
    low_score: "Notify of scores up to",
    low_score_hint: "The supervisors of the agent are notified of every answer with this score or less. Blank: of none.",
    kind_scale: "Score on the scale",
    kind_text: "Text",
    kind_yes_no: "Yes or no",
};

/// Español.
pub(super) const ES: SurveySettingTexts = SurveySettingTexts {
    section: SectionTexts {
        title: "Encuestas",
        create: "Nueva encuesta",
        back: "Volver a las encuestas",
        search: "Buscar encuestas",
        search_hint: "Nombre de la encuesta",
        empty: "Cree la primera encuesta para saber qué opinan los clientes.",
        counted: ("encuesta", "encuestas"),
    },
    queue_hint: "La encuesta de la cola vale antes que la general, que es la de cualquier cola.",
    asked: "Cuándo se pide",
    asked_closed: "En cuanto el caso se finaliza",
    asked_request: "Cuando alguien la pide",
    valid_days: "Validez en días",
    valid_days_hint: "Por cuántos días puede responder el cliente.",
    scale: "Escala",
    csat: "CSAT (1 a 5)",
    nps: "NPS (0 a 10)",
    scale_immutable: "Ya hay respuestas en esta escala. Para usar otra, retire esta encuesta de uso y cree una nueva.",
    low_score: "Avisar de notas hasta",
    low_score_hint: "Los supervisores del agente reciben una notificación de cada respuesta con esta nota o menos. En blanco, de ninguna.",
    kind_scale: "Nota en la escala",
    kind_text: "Texto",
    kind_yes_no: "Sí o no",
};
