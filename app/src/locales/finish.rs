//! The words of *Qualificar Atendimento*.

use super::words::words;

words! {
    /// The words of *Qualificar Atendimento*.
    FinishTexts {
        qualify: &'static str,
        notes: &'static str,
        reason_needed: &'static str,
        not_a_number: &'static str,
        by_form: &'static str,
    }
}

/// Português do Brasil.
pub(super) const PT_BR: FinishTexts = FinishTexts {
    qualify: "Qualificar Atendimento",
    notes: "Descrição do atendimento",
    not_a_number: "Escreva um número.",
    by_form: "Finalize o caso em Qualificar Atendimento.",
    reason_needed: "Esta fila pede um motivo de contato. Escolha um para finalizar.",
};

/// English.
pub(super) const EN: FinishTexts = FinishTexts {
    qualify: "Qualify and finish",
    notes: "Description of the service",
    not_a_number: "Write a number.",
    by_form: "Finish the case in Qualify and finish.",
    reason_needed: "This queue asks for a contact reason. Choose one to finish.",
};

/// Español.
pub(super) const ES: FinishTexts = FinishTexts {
    qualify: "Calificar la atención",
    notes: "Descripción de la atención",
    not_a_number: "Escriba un número.",
    by_form: "Finalice el caso en Calificar la atención.",
    reason_needed: "Esta cola pide un motivo de contacto. Elija uno para finalizar.",
};
