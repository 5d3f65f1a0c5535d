//! What the forms of the case window are answered with.

use crate::locales::words::words;

words! {
    /// Answers of the case window.
    pub(super) const PT_BR: CaseAnswers {
        /// Takes the new status of the case.
        stepped: fn(&str) -> String = |status| format!("Caso {}.", status.to_lowercase()),
        /// Takes the current status of the case.
        changed_meanwhile: fn(&str) -> String = |status| {
            format!(
                "Nada foi feito: o caso mudou enquanto isso e agora está {status}. Confira e tente de novo."
            )
        },
        not_from_here = "Isso não é possível na situação em que o caso está.",
        not_responsible = "Só quem responde pelo caso pode fazer isso. Continue o caso primeiro.",
        is_merged = "Este caso foi unificado a outro. Abra o caso atual.",
        /// Takes the case that the form was opened for and the one it was merged into.
        merged_meanwhile: fn(&str, &str) -> String = |meant, into| {
            format!(
                "O caso {meant} foi unificado ao caso {into} enquanto você escrevia, e nada foi salvo. Confira o que o caso {into} diz e salve de novo, se ainda valer."
            )
        },
        /// Takes the case that the form was opened for and the one that the page shows now.
        separated_meanwhile: fn(&str, &str) -> String = |meant, shown| {
            format!(
                "Você escrevia no caso {meant}, mas a unificação foi desfeita e esta página mostra agora o caso {shown}. Nada foi salvo. Confira e salve de novo, se valer para o caso {shown}."
            )
        },
        saved = "Alterações salvas.",
        nothing_changed = "Nada mudou.",
        conflict = "Outra pessoa alterou estes dados enquanto você editava. O que você digitou está aqui; ao lado de cada campo alterado está o valor atual. Confira e salve de novo.",
        bad_fields = "Corrija os campos indicados.",
        bad_email = "Escreva um e-mail como nome@exemplo.com.",
        bad_phone = "Escreva um telefone com DDD, como (11) 98765-4321.",
        bad_document = "Os dígitos verificadores não conferem. Confira o CPF ou CNPJ.",
        /// Takes the limit.
        bad_value = "Este valor não pode ser gravado. Corrija-o.",
    }
}

/// English.
pub(super) const EN: CaseAnswers = CaseAnswers {
    stepped: |status: &str| format!("Case {}.", status.to_lowercase()),
    changed_meanwhile: |status: &str| {
        format!(
            "Nothing was done: the case has changed meanwhile and is now {status}. Check it and try again."
        )
    },
    not_from_here: "That is not possible in the current status of the case.",
    not_responsible: "Only the person responsible for the case can do that. Continue the case first.",
    is_merged: "This case was merged into another one. Open the current case.",
    merged_meanwhile: |meant: &str, into: &str| {
        format!(
            "Case {meant} was merged into case {into} while you were writing, and nothing was saved. Check case {into} and save again if your changes still apply."
        )
    },
    separated_meanwhile: |meant: &str, shown: &str| {
        format!(
            "You were writing in case {meant}, but the merge was undone and this page now shows case {shown}. Nothing was saved. Check your changes and save again if they apply to case {shown}."
        )
    },
    saved: "Changes saved.",
    nothing_changed: "Nothing changed.",
    conflict: "Someone else changed this data while you were editing. Your input is kept; each changed field shows its current value. Check it and save again.",
    bad_fields: "Correct the marked fields.",
    bad_email: "Enter an e-mail address like name@example.com.",
    bad_phone: "Enter a phone number with its area code, like (11) 98765-4321.",
    bad_document: "The check digits do not match. Check the CPF or CNPJ.",
    bad_value: "This value cannot be saved. Correct it.",
};

/// Español.
pub(super) const ES: CaseAnswers = CaseAnswers {
    stepped: |status: &str| format!("Caso {}.", status.to_lowercase()),
    changed_meanwhile: |status: &str| {
        format!(
            "No se hizo nada: el caso cambió entretanto y ahora está {status}. Revíselo e inténtelo de nuevo."
        )
    },
    not_from_here: "Eso no es posible en el estado en que está el caso.",
    not_responsible: "Solo quien responde por el caso puede hacer eso. Continúe el caso primero.",
    is_merged: "Este caso fue unificado con otro. Abra el caso actual.",
    merged_meanwhile: |meant: &str, into: &str| {
        format!(
            "El caso {meant} fue unificado con el caso {into} mientras escribía, y no se guardó nada. Compruebe lo que dice el caso {into} y guarde de nuevo si sigue siendo válido."
        )
    },
    separated_meanwhile: |meant: &str, shown: &str| {
        format!(
            "Escribía en el caso {meant}, pero la unificación fue deshecha y esta página muestra ahora el caso {shown}. No se guardó nada. Compruebe y guarde de nuevo si vale para el caso {shown}."
        )
    },
    saved: "Cambios guardados.",
    nothing_changed: "Nada cambió.",
    conflict: "Otra persona cambió estos datos mientras usted editaba. Lo que escribió está aquí; junto a cada campo modificado está el valor actual. Revise y guarde de nuevo.",
    bad_fields: "Corrija los campos indicados.",
    bad_email: "Escriba un correo como nombre@ejemplo.com.",
    bad_phone: "Escriba un teléfono con su código de área, como (11) 98765-4321.",
    bad_document: "Los dígitos verificadores no coinciden. Revise el CPF o CNPJ.",
    bad_value: "Este valor no se puede guardar. Corríjalo.",
};
