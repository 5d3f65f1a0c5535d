//! Texts of *Políticas de SLA*.

use super::SectionTexts;
use crate::locales::words::words;

words! {
    /// Texts of *Políticas de SLA*.
    pub(super) const PT_BR: PolicyTexts {
        section: SectionTexts = SectionTexts {
            title: "Políticas de SLA",
            create: "Nova política",
            back: "Voltar às políticas",
            search: "Buscar políticas",
            search_hint: "Nome da política",
            empty: "Crie a primeira política para dizer o que é prometido aos clientes.",
            counted: ("política", "políticas"),
        },
        calendar = "Calendário",
        calendar_hint = "O tempo conta só quando a operação trabalha. Com outro calendário, o que já passou fica como está.",
        no_calendar = "Escolha um calendário em uso. Se ainda não há, crie um em Calendários.",
        first_response = "Primeira resposta",
        resolution = "Resolução",
        promise_hint = "Como 4h 30min, 4:30 ou 90min. Em branco, nada é prometido.",
        no_promise = "Prometa pelo menos um dos dois prazos.",
        bad_promise =
            "Escreva um tempo como 4h 30min, 4:30 ou 90min, maior que zero e de no máximo dez anos.",
        at_risk = "Em risco a partir de (%)",
        at_risk_hint =
            "Que parte do prazo precisa ter passado para o caso ser mostrado como em risco; 100 para nunca.",
    }
}

/// English.
pub(super) const EN: PolicyTexts = PolicyTexts {
    section: SectionTexts {
        title: "SLA policies",
        create: "New policy",
        back: "Back to the policies",
        search: "Search policies",
        search_hint: "Name of the policy",
        empty: "Create the first policy to set response and resolution targets.",
        counted: ("policy", "policies"),
    },
    calendar: "Calendar",
    calendar_hint: "Time counts only during working hours. If you choose another calendar, the time already elapsed stays as it is.",
    no_calendar: "Choose a calendar that is in use. If there is none yet, create one in Calendars.",
    first_response: "First response",
    resolution: "Resolution",
    promise_hint: "For example 4h 30min, 4:30 or 90min. Leave it blank to set no target.",
    no_promise: "Set at least one of the two targets.",
    bad_promise: "Enter a time such as 4h 30min, 4:30 or 90min, greater than zero and at most ten years.",
    at_risk: "At risk from (%)",
    at_risk_hint: "The share of the time that must have elapsed before the case is shown as at risk; 100 for never.",
};

/// Español.
pub(super) const ES: PolicyTexts = PolicyTexts {
    section: SectionTexts {
        title: "Políticas de SLA",
        create: "Nueva política",
        back: "Volver a las políticas",
        search: "Buscar políticas",
        search_hint: "Nombre de la política",
        empty: "Cree la primera política para decir qué se promete a los clientes.",
        counted: ("política", "políticas"),
    },
    calendar: "Calendario",
    calendar_hint: "El tiempo cuenta solo cuando la operación trabaja. Con otro calendario, lo transcurrido queda como está.",
    no_calendar: "Elija un calendario en uso. Si aún no hay, cree uno en Calendarios.",
    first_response: "Primera respuesta",
    resolution: "Resolución",
    promise_hint: "Como 4h 30min, 4:30 o 90min. En blanco, no se promete nada.",
    no_promise: "Prometa al menos uno de los dos plazos.",
    bad_promise: "Escriba un tiempo como 4h 30min, 4:30 o 90min, mayor que cero y de diez años como máximo.",
    at_risk: "En riesgo desde (%)",
    at_risk_hint: "Qué parte del plazo debe haber pasado para mostrar el caso como en riesgo; 100 para nunca.",
};
