//! What uploads and removals of files are answered with.

use crate::locales::words::words;

words! {
    /// Answers of *Anexos*.
    pub(super) const PT_BR: AttachmentAnswers {
        /// Takes the name.
        done: fn(&str) -> String = |name| format!("“{name}” foi anexado."),
        /// Takes how many.
        done_many: fn(usize) -> String = |count| format!("{count} arquivos anexados."),
        /// Takes the name and that of the file with the same content.
        known: fn(&str, &str) -> String =
            |name, there| format!("“{name}” já está anexado a este caso, como “{there}”."),
        /// Takes the name and the largest size.
        too_large: fn(&str, &str) -> String =
            |name, size| format!("“{name}” é grande demais: o limite é {size}."),
        /// Takes the name and its extension, which makes the file executable.
        runnable: fn(&str, &str) -> String = |name, extension| {
            format!(
                "“{name}” não foi anexado: um arquivo .{extension} pode executar comandos ao ser aberto. Envie o conteúdo em outro formato, como PDF ou imagem."
            )
        },
        /// Takes the name and the usual extension of its type, which is not accepted here.
        not_accepted: fn(&str, &str) -> String = |name, extension| {
            format!(
                "“{name}” não foi anexado: o tipo .{extension} não é aceito aqui. Envie em outro formato ou peça a um administrador que o aceite em Configurações, Anexos."
            )
        },
        /// Takes the name of a file of unknown type.
        unrecognised: fn(&str) -> String = |name| {
            format!(
                "“{name}” não foi anexado: o conteúdo não é de um tipo conhecido, ou está danificado. Envie em outro formato, como PDF, ou dentro de um ZIP."
            )
        },
        /// Takes the name.
        empty: fn(&str) -> String = |name| format!("“{name}” está vazio."),
        /// Takes the name.
        cut: fn(&str) -> String =
            |name| format!("O envio de “{name}” foi interrompido; nada foi guardado. Tente de novo."),
        /// Takes the name.
        failed: fn(&str) -> String = |name| format!("“{name}” não pôde ser guardado. Tente de novo."),
        nothing = "Escolha ao menos um arquivo.",
        /// Takes the name.
        too_many: fn(&str) -> String = |name| format!("“{name}” ficou de fora: arquivos demais de uma vez."),
        /// Takes how many.
        and_more: fn(usize) -> String = |count| format!("E mais {count} avisos."),
        /// Takes the name.
        removed: fn(&str) -> String = |name| format!("“{name}” foi removido."),
        not_allowed = "Só quem anexou o arquivo ou um administrador pode removê-lo.",
    }
}

/// English.
pub(super) const EN: AttachmentAnswers = AttachmentAnswers {
    done: |name: &str| format!("“{name}” was attached."),
    done_many: |count: usize| format!("{count} files attached."),
    known: |name: &str, there: &str| format!("“{name}” is already attached to this case, as “{there}”."),
    too_large: |name: &str, size: &str| format!("“{name}” is too large: the limit is {size}."),
    runnable: |name: &str, extension: &str| {
        format!(
            "“{name}” was not attached: a .{extension} file can run commands when it is opened. Send the content in another format, such as PDF or an image."
        )
    },
    not_accepted: |name: &str, extension: &str| {
        format!(
            "“{name}” was not attached: the type .{extension} is not accepted here. Send another format, or ask an administrator to accept it in Settings, Files."
        )
    },
    unrecognised: |name: &str| {
        format!(
            "“{name}” was not attached: its type is not recognised or the file is damaged. Send another format, such as PDF, or put it into a ZIP."
        )
    },
    empty: |name: &str| format!("“{name}” is empty."),
    cut: |name: &str| format!("The upload of “{name}” was interrupted; nothing was saved. Try again."),
    failed: |name: &str| format!("“{name}” could not be saved. Try again."),
    nothing: "Choose at least one file.",
    too_many: |name: &str| format!("“{name}” was left out: too many files at once."),
    and_more: |count: usize| format!("And {count} more notices."),
    removed: |name: &str| format!("“{name}” was removed."),
    not_allowed: "Only the person who attached the file or an administrator can remove it.",
};

/// Español.
pub(super) const ES: AttachmentAnswers = AttachmentAnswers {
    done: |name: &str| format!("“{name}” fue adjuntado."),
    done_many: |count: usize| format!("{count} archivos adjuntados."),
    known: |name: &str, there: &str| format!("“{name}” ya está adjunto a este caso, como “{there}”."),
    too_large: |name: &str, size: &str| format!("“{name}” es demasiado grande: el límite es {size}."),
    runnable: |name: &str, extension: &str| {
        format!(
            "“{name}” no se adjuntó: un archivo .{extension} puede ejecutar comandos al abrirse. Envíe el contenido en otro formato, como PDF o imagen."
        )
    },
    not_accepted: |name: &str, extension: &str| {
        format!(
            "“{name}” no se adjuntó: el tipo .{extension} no se acepta aquí. Envíelo en otro formato o pida a un administrador que lo acepte en Configuración, Adjuntos."
        )
    },
    unrecognised: |name: &str| {
        format!(
            "“{name}” no se adjuntó: el contenido no es de un tipo conocido o está dañado. Envíelo en otro formato, como PDF, o dentro de un ZIP."
        )
    },
    empty: |name: &str| format!("“{name}” está vacío."),
    cut: |name: &str| format!("El envío de “{name}” se interrumpió; no se guardó nada. Inténtelo de nuevo."),
    failed: |name: &str| format!("“{name}” no se pudo guardar. Inténtelo de nuevo."),
    nothing: "Elija al menos un archivo.",
    too_many: |name: &str| format!("“{name}” quedó fuera: demasiados archivos a la vez."),
    and_more: |count: usize| format!("Y {count} avisos más."),
    removed: |name: &str| format!("“{name}” fue quitado."),
    not_allowed: "Solo quien adjuntó el archivo o un administrador puede quitarlo.",
};
