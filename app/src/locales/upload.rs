//! Texts of uploads, shown by the browser.

use super::Texts;
use super::words::words;

impl Texts {
    /// Uploading files.
    pub const fn upload(&self) -> &'static UploadTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of uploads, shown by the browser.
    const PT_BR: UploadTexts {
        choose = "Anexar Arquivo",
        send = "Enviar",
        drop = "ou arraste os arquivos para cá",
        list = "Envios",
        waiting = "Na fila",
        done = "Anexado",
        too_large = "Grande demais",
        cancelled = "Cancelado",
        interrupted = "A conexão caiu; nada foi guardado.",
        failed = "Não foi possível anexar.",
        /// Takes the name.
        progress: fn(&str) -> String = |name| format!("Progresso de {name}"),
        /// Takes the name.
        cancel: fn(&str) -> String = |name| format!("Cancelar {name}"),
        /// Takes the name.
        retry: fn(&str) -> String = |name| format!("Tentar {name} de novo"),
        /// Takes the name.
        dismiss: fn(&str) -> String = |name| format!("Tirar {name} da lista"),
    }
}

/// English.
const EN: UploadTexts = UploadTexts {
    choose: "Attach file",
    send: "Send",
    drop: "or drop files here",
    list: "Uploads",
    waiting: "Waiting",
    done: "Attached",
    too_large: "Too large",
    cancelled: "Cancelled",
    interrupted: "The connection was lost; nothing was saved.",
    failed: "Could not attach the file.",
    progress: |name: &str| format!("Progress of {name}"),
    cancel: |name: &str| format!("Cancel {name}"),
    retry: |name: &str| format!("Try {name} again"),
    dismiss: |name: &str| format!("Remove {name} from the list"),
};

/// Español.
const ES: UploadTexts = UploadTexts {
    choose: "Adjuntar archivo",
    send: "Enviar",
    drop: "o arrastre los archivos aquí",
    list: "Envíos",
    waiting: "En cola",
    done: "Adjuntado",
    too_large: "Demasiado grande",
    cancelled: "Cancelado",
    interrupted: "Se cortó la conexión; no se guardó nada.",
    failed: "No se pudo adjuntar.",
    progress: |name: &str| format!("Progreso de {name}"),
    cancel: |name: &str| format!("Cancelar {name}"),
    retry: |name: &str| format!("Reintentar {name}"),
    dismiss: |name: &str| format!("Quitar {name} de la lista"),
};
