//! What *Qualificar Atendimento* is answered with.

use crate::locales::words::words;

words! {
    /// Answers of *Qualificar Atendimento*.
    pub(super) const PT_BR: FinishAnswers {
        not_a_number = "Escreva um número.",
        by_form = "Finalize o caso em Qualificar Atendimento.",
        other_interaction = "O atendimento deste formulário mudou enquanto você escrevia: chegou outro, ou alguém o qualificou. Nada foi salvo. Confira o que vale agora e finalize de novo.",
        reason_needed = "Esta fila pede um motivo de contato. Escolha um para finalizar.",
    }
}

/// English.
pub(super) const EN: FinishAnswers = FinishAnswers {
    not_a_number: "Enter a number.",
    by_form: "Use “Qualify and finish” to finish the case.",
    other_interaction: "The interaction in this form changed while you were writing: a new one arrived, or someone else qualified it. Nothing was saved. Check the current data and finish again.",
    reason_needed: "This queue requires a contact reason. Choose one to finish.",
};

/// Español.
pub(super) const ES: FinishAnswers = FinishAnswers {
    not_a_number: "Escriba un número.",
    by_form: "Finalice el caso en Calificar la atención.",
    other_interaction: "La atención de este formulario cambió mientras escribía: llegó otra, o alguien la calificó. No se guardó nada. Compruebe lo que vale ahora y finalice de nuevo.",
    reason_needed: "Esta cola pide un motivo de contacto. Elija uno para finalizar.",
};
