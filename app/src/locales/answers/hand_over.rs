//! What *Repassar* is answered with.

use crate::locales::words::words;

words! {
    /// Answers of *Repassar*.
    pub(super) const PT_BR: HandOverAnswers {
        done = "Caso repassado.",
        done_and_gone = "Caso repassado. Ele saiu das suas listas, porque outra pessoa responde por ele agora.",
        /// Takes the current status and who is responsible.
        changed: fn(&str, &str) -> String = |status, responsible| {
            format!(
                "Nada foi feito: o caso mudou enquanto isso e agora está {status}, com {responsible}. Confira e repasse de novo, se ainda valer."
            )
        },
        /// The user who is responsible, if there is none.
        with_no_one = "ninguém",
        bad_fields = "O caso não foi repassado. Corrija os campos indicados.",
        agent_needed = "Escolha quem recebe o caso, ou uma fila.",
        agent_has_it = "O caso já está assim. Escolha outra pessoa ou outra fila.",
        agent_gone = "Esta pessoa não pode receber o caso: o usuário está fora de uso, mudou de papel ou não está em um grupo seu. Escolha outra.",
        queue_gone = "Esta fila está fora de uso. Escolha outra.",
        comment_needed = "Escreva o que quem recebe precisa saber.",
        by_form = "Repasse o caso pelo formulário Repassar.",
    }
}

/// English.
pub(super) const EN: HandOverAnswers = HandOverAnswers {
    done: "The case was handed over.",
    done_and_gone: "The case was handed over. It has left your lists, because someone else is responsible for it now.",
    changed: |status: &str, responsible: &str| {
        format!(
            "Nothing was done: the case has changed meanwhile and is now {status}, with {responsible}. Check it and hand it over again if that still applies."
        )
    },
    with_no_one: "no one",
    bad_fields: "The case was not handed over. Correct the marked fields.",
    agent_needed: "Choose who receives the case, or a queue.",
    agent_has_it: "The case is like that already. Choose another person or another queue.",
    agent_gone: "This person cannot receive the case: the user is not in use, has another role, or is in no group of yours. Choose another one.",
    queue_gone: "This queue is not in use. Choose another one.",
    comment_needed: "Write what the receiver needs to know.",
    by_form: "Use the form “Hand over” to hand over the case.",
};

/// Español.
pub(super) const ES: HandOverAnswers = HandOverAnswers {
    done: "Caso traspasado.",
    done_and_gone: "Caso traspasado. Salió de sus listas, porque ahora responde por él otra persona.",
    changed: |status: &str, responsible: &str| {
        format!(
            "No se hizo nada: el caso cambió entretanto y ahora está {status}, con {responsible}. Compruébelo y traspáselo de nuevo si aún vale."
        )
    },
    with_no_one: "nadie",
    bad_fields: "El caso no se traspasó. Corrija los campos indicados.",
    agent_needed: "Elija quién recibe el caso, o una cola.",
    agent_has_it: "El caso ya está así. Elija otra persona u otra cola.",
    agent_gone: "Esta persona no puede recibir el caso: el usuario está fuera de uso, cambió de rol o no está en un grupo suyo. Elija otra.",
    queue_gone: "Esta cola está fuera de uso. Elija otra.",
    comment_needed: "Escriba lo que quien recibe necesita saber.",
    by_form: "Traspase el caso con el formulario Traspasar.",
};
