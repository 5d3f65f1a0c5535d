//! What became of a merge.

use crate::locales::words::words;

words! {
    /// Answers of merging.
    pub(super) const PT_BR: MergingAnswers {
        /// Takes the sources, their number and the target.
        merged: fn(&str, usize, &str) -> String = |sources, count, target| match count {
            1 => format!("O caso {sources} foi unificado ao caso {target}."),
            _ => format!("Os casos {sources} foram unificados ao caso {target}."),
        },
        nothing_merged = "Nada foi unificado.",
        conflict =
            "Outra pessoa mudou estes casos no mesmo instante e nada foi alterado. Confira e tente de novo.",
        /// Takes the source and the survivor.
        undone: fn(&str, &str) -> String =
            |source, survivor| format!("A unificação do caso {source} ao caso {survivor} foi desfeita."),
        /// Takes the source.
        not_merged: fn(&str) -> String =
            |source| format!("O caso {source} não está mais unificado: alguém já desfez isso."),
    }
}

/// English.
pub(super) const EN: MergingAnswers = MergingAnswers {
    merged: |sources: &str, count: usize, target: &str| match count {
        1 => format!("Case {sources} was merged into case {target}."),
        _ => format!("Cases {sources} were merged into case {target}."),
    },
    nothing_merged: "Nothing was merged.",
    conflict: "Someone else changed these cases at the same time, so nothing was merged. Check them and try again.",
    undone: |source: &str, survivor: &str| {
        format!("The merge of case {source} into case {survivor} was undone.")
    },
    not_merged: |source: &str| {
        format!("Case {source} is no longer merged: the merge has already been undone.")
    },
};

/// Español.
pub(super) const ES: MergingAnswers = MergingAnswers {
    merged: |sources: &str, count: usize, target: &str| match count {
        1 => format!("El caso {sources} fue unificado con el caso {target}."),
        _ => format!("Los casos {sources} fueron unificados con el caso {target}."),
    },
    nothing_merged: "No se unificó nada.",
    conflict: "Otra persona cambió estos casos en el mismo instante y no se alteró nada. Revíselos e inténtelo de nuevo.",
    undone: |source: &str, survivor: &str| {
        format!("La unificación del caso {source} con el caso {survivor} fue deshecha.")
    },
    not_merged: |source: &str| format!("El caso {source} ya no está unificado: alguien ya lo deshizo."),
};
