//! What a comment is answered with.

use crate::locales::words::words;

words! {
    /// Answers of *Histórico do Caso*.
    pub(super) const PT_BR: TimelineAnswers {
        saved = "Comentário registrado.",
        empty = "Escreva o comentário antes de enviar.",
        malformed =
            "O comentário tem um caractere que não pode ser gravado. Digite-o de novo, sem colar.",
    }
}

/// English.
pub(super) const EN: TimelineAnswers = TimelineAnswers {
    saved: "Comment saved.",
    empty: "Write the comment before sending it.",
    malformed: "The comment has a character that cannot be saved. Type it again instead of pasting it.",
};

/// Español.
pub(super) const ES: TimelineAnswers = TimelineAnswers {
    saved: "Comentario registrado.",
    empty: "Escriba el comentario antes de enviarlo.",
    malformed: "El comentario tiene un carácter que no se puede guardar. Escríbalo de nuevo, sin pegarlo.",
};
