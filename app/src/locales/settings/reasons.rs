//! The words of *Motivos de contato*.

use super::SectionTexts;
use crate::locales::words::words;

words! {
    /// The words of *Motivos de contato*.
    ReasonTexts {
        section: SectionTexts,
    }
}

/// Português do Brasil.
pub(super) const PT_BR: ReasonTexts = ReasonTexts {
    section: SectionTexts {
        title: "Motivos de contato",
        create: "Novo motivo",
        back: "Voltar aos motivos",
        search: "Buscar motivos",
        search_hint: "Nome do motivo",
        empty: "Crie o primeiro motivo e depois diga, em cada fila, quais são oferecidos.",
    },
};

/// English.
pub(super) const EN: ReasonTexts = ReasonTexts {
    section: SectionTexts {
        title: "Contact reasons",
        create: "New reason",
        back: "Back to the reasons",
        search: "Search reasons",
        search_hint: "Name of the reason",
        empty: "Create the first reason, then say in each queue which ones are offered.",
    },
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
    },
};
