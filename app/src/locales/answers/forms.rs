//! What is wrong with a field, and what became of a form, for forms of every kind.

use crate::locales::Locale;
use crate::locales::words::words;

words! {
    /// Answers of forms.
    pub(super) const PT_BR: FormAnswers {
        required = "Preencha este campo.",
        too_long: fn(u32) -> String =
            |n| format!("Use no máximo {} caracteres.", Locale::PtBr.integer(n.into())),
        not_a_choice = "Escolha uma das opções.",
        malformed = "Não está no formato esperado.",
        bad_number = "Escreva um número, como 12 ou 3,5.",
        bad_date = "Escreva uma data, como 25/12/2026.",
        bad_fields = "Não foi salvo. Corrija os campos marcados.",
        resumed = "Você entrou de novo. O que você preencheu está aqui: confira e salve.",
    }
}

/// English.
pub(super) const EN: FormAnswers = FormAnswers {
    required: "Fill in this field.",
    too_long: |n: u32| format!("Use at most {} characters.", Locale::En.integer(n.into())),
    not_a_choice: "Choose one of the options.",
    malformed: "This is not in the expected format.",
    bad_number: "Enter a number, such as 12 or 3.5.",
    bad_date: "Enter a date, such as 2026-12-25.",
    bad_fields: "Not saved. Correct the marked fields.",
    resumed: "You are signed in again. What you filled in is here: check it and save.",
};

/// Español.
pub(super) const ES: FormAnswers = FormAnswers {
    required: "Complete este campo.",
    too_long: |n: u32| format!("Use como máximo {} caracteres.", Locale::Es.integer(n.into())),
    not_a_choice: "Elija una de las opciones.",
    malformed: "No está en el formato esperado.",
    bad_number: "Escriba un número, como 12 o 3,5.",
    bad_date: "Escriba una fecha, como 25/12/2026.",
    bad_fields: "No se guardó. Corrija los campos marcados.",
    resumed: "Entró de nuevo. Lo que completó está aquí: revíselo y guarde.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_written_as_its_language_does() {
        assert_eq!((PT_BR.too_long)(20_000), "Use no máximo 20.000 caracteres.");
        assert_eq!((EN.too_long)(20_000), "Use at most 20,000 characters.");
        assert_eq!((ES.too_long)(20_000), "Use como máximo 20.000 caracteres.");
    }
}
