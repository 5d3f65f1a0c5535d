//! Texts of plain-text responses: rejected file downloads, forms and requests.

use crate::locales::words::words;

words! {
    /// Texts of plain-text responses.
    pub(super) const PT_BR: HttpTexts {
        sign_in_for_recording = "Entre para ouvir esta gravação.",
        sign_in_for_file = "Entre para ver este arquivo.",
        no_recording = "Gravação não encontrada.",
        no_file = "Arquivo não encontrado.",
        nothing_here = "Não há nada neste endereço.",
        form_too_large = "O formulário é grande demais.",
        other_site = "Pedido recusado: veio de outro site.",
        other_host = "Este endereço não é servido aqui.",
        too_many_pages = "Há páginas demais abertas; esta não acompanha sozinha o que chega.",
        /// Takes the request ID.
        failed: fn(&str) -> String =
            |id| format!("Algo falhou do nosso lado. Tente de novo; se persistir, informe o código {id}."),
    }
}

/// English.
pub(super) const EN: HttpTexts = HttpTexts {
    sign_in_for_recording: "Sign in to listen to this recording.",
    sign_in_for_file: "Sign in to see this file.",
    no_recording: "Recording not found.",
    no_file: "File not found.",
    nothing_here: "There is nothing at this address.",
    form_too_large: "The form is too large.",
    other_site: "Request refused: it came from another site.",
    other_host: "This address is not served here.",
    too_many_pages: "Too many pages are open; this one does not follow what arrives by itself.",
    failed: |id: &str| {
        format!("Something failed on our side. Try again; if it keeps happening, report the code {id}.")
    },
};

/// Español.
pub(super) const ES: HttpTexts = HttpTexts {
    sign_in_for_recording: "Entre para escuchar esta grabación.",
    sign_in_for_file: "Entre para ver este archivo.",
    no_recording: "Grabación no encontrada.",
    no_file: "Archivo no encontrado.",
    nothing_here: "No hay nada en esta dirección.",
    form_too_large: "El formulario es demasiado grande.",
    other_site: "Solicitud rechazada: vino de otro sitio.",
    other_host: "Esta dirección no se sirve aquí.",
    too_many_pages: "Hay demasiadas páginas abiertas; esta no sigue por sí sola lo que llega.",
    failed: |id: &str| {
        format!("Algo falló de nuestro lado. Inténtelo de nuevo; si continúa, informe el código {id}.")
    },
};
