//! The words of *Qualificar Atendimento*.

use super::words::words;

words! {
    /// The words of *Qualificar Atendimento*.
    FinishTexts {
        qualify: &'static str,
        notes: &'static str,
        reason_needed: &'static str,
    }
}

/// Português do Brasil.
pub(super) const PT_BR: FinishTexts = FinishTexts {
    qualify: "Qualificar Atendimento",
    notes: "Descrição do atendimento",
    reason_needed: "Esta fila pede um motivo de contato. Escolha um para finalizar.",
};

/// English.
pub(super) const EN: FinishTexts = FinishTexts {
    qualify: "Qualify and finish",
    notes: "Description of the service",
    reason_needed: "This queue asks for a contact reason. Choose one to finish.",
};

/// Español.
pub(super) const ES: FinishTexts = FinishTexts {
    qualify: "Calificar la atención",
    notes: "Descripción de la atención",
    reason_needed: "Esta cola pide un motivo de contacto. Elija uno para finalizar.",
};
