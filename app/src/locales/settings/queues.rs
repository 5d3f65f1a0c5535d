//! Texts of *Filas*.

use super::SectionTexts;
use crate::locales::words::words;

words! {
    /// Texts of *Filas*.
    pub(super) const PT_BR: QueueTexts {
        section: SectionTexts = SectionTexts {
            title: "Filas",
            create: "Nova fila",
            back: "Voltar às filas",
            search: "Buscar filas",
            search_hint: "Nome da fila",
            empty: "Crie a primeira fila para dizer onde os atendimentos esperam.",
            counted: ("fila", "filas"),
        },
        reasons = "Motivos de contato",
        reasons_hint = "Os motivos marcados são oferecidos nesta fila, na ordem da lista.",
        reason_required = "Motivo obrigatório",
        reason_required_hint = "Um caso desta fila só é finalizado com um motivo de contato.",
    }
}

/// English.
pub(super) const EN: QueueTexts = QueueTexts {
    section: SectionTexts {
        title: "Queues",
        create: "New queue",
        back: "Back to the queues",
        search: "Search queues",
        search_hint: "Name of the queue",
        empty: "Create the first queue for interactions to wait in.",
        counted: ("queue", "queues"),
    },
    reasons: "Contact reasons",
    reasons_hint: "The selected reasons are offered in this queue, in the order of the list.",
    reason_required: "Reason required",
    reason_required_hint: "A case of this queue can only be finished with a contact reason.",
};

/// Español.
pub(super) const ES: QueueTexts = QueueTexts {
    section: SectionTexts {
        title: "Colas",
        create: "Nueva cola",
        back: "Volver a las colas",
        search: "Buscar colas",
        search_hint: "Nombre de la cola",
        empty: "Cree la primera cola para decir dónde esperan las atenciones.",
        counted: ("cola", "colas"),
    },
    reasons: "Motivos de contacto",
    reasons_hint: "Los motivos marcados se ofrecen en esta cola, en el orden de la lista.",
    reason_required: "Motivo obligatorio",
    reason_required_hint: "Un caso de esta cola solo se finaliza con un motivo de contacto.",
};
