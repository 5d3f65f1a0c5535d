//! Texts of *Qualificar Atendimento*.

use super::Texts;
use super::words::words;

impl Texts {
    /// *Qualificar Atendimento*.
    pub const fn finish(&self) -> &'static FinishTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of *Qualificar Atendimento*.
    const PT_BR: FinishTexts {
        qualify = "Qualificar Atendimento",
        notes = "Descrição do atendimento",
    }
}

/// English.
const EN: FinishTexts = FinishTexts { qualify: "Qualify and finish", notes: "Description of the service" };

/// Español.
const ES: FinishTexts =
    FinishTexts { qualify: "Calificar la atención", notes: "Descripción de la atención" };
