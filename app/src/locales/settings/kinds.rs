//! Texts of *Tipos de caso*.

use super::SectionTexts;
use crate::locales::words::words;

words! {
    /// Texts of *Tipos de caso*.
    pub(super) const PT_BR: KindTexts {
        section: SectionTexts = SectionTexts {
            title: "Tipos de caso",
            create: "Novo tipo",
            back: "Voltar aos tipos",
            search: "Buscar tipos",
            search_hint: "Nome do tipo",
            empty: "Crie o primeiro tipo. Os que chegam com os atendimentos também aparecem aqui.",
            counted: ("tipo", "tipos"),
        },
        name_hint = "Casos, políticas e questionários que já têm o nome de antes ficam com ele.",
    }
}

/// English.
pub(super) const EN: KindTexts = KindTexts {
    section: SectionTexts {
        title: "Case types",
        create: "New type",
        back: "Back to the types",
        search: "Search types",
        search_hint: "Name of the type",
        empty: "Create the first type. Types that arrive with interactions appear here too.",
        counted: ("type", "types"),
    },
    name_hint: "Existing cases, policies and questionnaires keep the old name.",
};

/// Español.
pub(super) const ES: KindTexts = KindTexts {
    section: SectionTexts {
        title: "Tipos de caso",
        create: "Nuevo tipo",
        back: "Volver a los tipos",
        search: "Buscar tipos",
        search_hint: "Nombre del tipo",
        empty: "Cree el primer tipo. Los que llegan con las atenciones también aparecen aquí.",
        counted: ("tipo", "tipos"),
    },
    name_hint: "Los casos, políticas y cuestionarios que ya tienen el nombre de antes lo conservan.",
};
