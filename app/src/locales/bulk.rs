//! Texts of the bulk actions that the lists of interactions and cases offer, also in the browser.

use super::Texts;
use super::words::words;

impl Texts {
    /// The bulk actions of lists.
    pub const fn bulk(&self) -> &'static BulkTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of bulk actions in lists.
    const PT_BR: BulkTexts {
        label = "Ações em massa",
        /// Takes the protocol or the number of the case.
        choose: fn(&str) -> String = |label| format!("Selecionar {label}"),
        /// How many rows are chosen.
        count: fn(&str) -> String = |n| format!("Seleção: {n}"),
        clear = "Limpar seleção",
        qualify = "Qualificar selecionados",
        /// Takes the number of rows of the filter.
        qualify_all: fn(&str) -> String = |count| format!("Qualificar todos os {count} deste filtro"),
        hand_over = "Repassar selecionados",
        /// Takes the number of rows of the filter.
        hand_over_all: fn(&str) -> String = |count| format!("Repassar todos os {count} deste filtro"),
        hold = "Deixar selecionados pendentes",
        /// Takes the number of rows of the filter.
        hold_all: fn(&str) -> String = |count| format!("Deixar pendentes todos os {count} deste filtro"),
    }
}

/// English.
const EN: BulkTexts = BulkTexts {
    label: "Bulk actions",
    choose: |label: &str| format!("Select {label}"),
    count: |n: &str| format!("Selection: {n}"),
    clear: "Clear selection",
    qualify: "Qualify selected",
    qualify_all: |count: &str| format!("Qualify all {count} of this filter"),
    hand_over: "Hand over selected",
    hand_over_all: |count: &str| format!("Hand over all {count} of this filter"),
    hold: "Put selected on hold",
    hold_all: |count: &str| format!("Put all {count} of this filter on hold"),
};

/// Español.
const ES: BulkTexts = BulkTexts {
    label: "Acciones masivas",
    choose: |label: &str| format!("Seleccionar {label}"),
    count: |n: &str| format!("Selección: {n}"),
    clear: "Borrar selección",
    qualify: "Calificar seleccionadas",
    qualify_all: |count: &str| format!("Calificar las {count} de este filtro"),
    hand_over: "Traspasar seleccionados",
    hand_over_all: |count: &str| format!("Traspasar los {count} de este filtro"),
    hold: "Dejar seleccionados pendientes",
    hold_all: |count: &str| format!("Dejar pendientes los {count} de este filtro"),
};
