//! Texts of *Motivos de contato*.

use super::SectionTexts;
use crate::locales::words::words;

words! {
    /// Texts of *Motivos de contato*.
    pub(super) const PT_BR: ReasonTexts {
        section: SectionTexts = SectionTexts {
            title: "Motivos de contato",
            create: "Novo motivo",
            back: "Voltar aos motivos",
            search: "Buscar motivos",
            search_hint: "Nome do motivo",
            empty: "Crie o primeiro motivo e depois diga, em cada fila, quais são oferecidos.",
            counted: ("motivo", "motivos"),
        },
        /// The title of the matrix of queues and reasons.
        offers = "Motivos por fila",
        offers_hint = "Marque em que filas cada motivo é oferecido. A ordem se define em cada fila; o que já \
                       foi qualificado não muda.",
        offers_empty = "Crie primeiro um motivo e uma fila.",
        offers_saved = "Os motivos das filas foram salvos.",
        /// Takes the names of the queues.
        offers_changed: fn(&str) -> String = |queues| {
            format!(
                "Nada foi salvo: alguém mudou enquanto isso {queues}. Confira o que você marcou e salve de \
                 novo para manter o seu."
            )
        },
        /// Takes a reason and a queue.
        offered_in: fn(&str, &str) -> String = |reason, queue| format!("{reason} em {queue}"),
        reason = "Motivo",
    }
}

/// English.
pub(super) const EN: ReasonTexts = ReasonTexts {
    section: SectionTexts {
        title: "Contact reasons",
        create: "New reason",
        back: "Back to the reasons",
        search: "Search reasons",
        search_hint: "Name of the reason",
        empty: "Create the first reason, then choose in each queue which ones it offers.",
        counted: ("reason", "reasons"),
    },
    offers: "Reasons by queue",
    offers_hint: "Tick the queues that offer each reason. Their order is set in each queue; interactions \
                  that are already qualified do not change.",
    offers_empty: "Create a reason and a queue first.",
    offers_saved: "The reasons of the queues were saved.",
    offers_changed: |queues: &str| {
        format!(
            "Nothing was saved: someone else changed {queues} in the meantime. Check your selection and save \
             again to keep it."
        )
    },
    offered_in: |reason: &str, queue: &str| format!("{reason} in {queue}"),
    reason: "Reason",
};

/// Español.
pub(super) const ES: ReasonTexts = ReasonTexts {
    section: SectionTexts {
        title: "Motivos de contacto",
        create: "Nuevo motivo",
        back: "Volver a los motivos",
        search: "Buscar motivos",
        search_hint: "Nombre del motivo",
        empty: "Cree el primer motivo y luego diga, en cada cola, cuáles se ofrecen.",
        counted: ("motivo", "motivos"),
    },
    offers: "Motivos por cola",
    offers_hint: "Marque en qué colas se ofrece cada motivo. El orden se define en cada cola; lo ya \
                  calificado no cambia.",
    offers_empty: "Cree primero un motivo y una cola.",
    offers_saved: "Los motivos de las colas se guardaron.",
    offers_changed: |queues: &str| {
        format!(
            "No se guardó nada: alguien cambió mientras tanto {queues}. Revise lo que marcó y guarde de nuevo \
             para mantener lo suyo."
        )
    },
    offered_in: |reason: &str, queue: &str| format!("{reason} en {queue}"),
    reason: "Motivo",
};
