//! Texts of *Anexos*.

use super::Texts;
use super::words::words;

impl Texts {
    /// *Anexos*.
    pub const fn attachments(&self) -> &'static AttachmentsTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of *Anexos*.
    const PT_BR: AttachmentsTexts {
        /// Takes the largest size.
        limit: fn(&str) -> String = |size| format!("Até {size} por arquivo, vários de uma vez."),
        search = "Buscar por nome do arquivo",
        list = "Arquivos do caso",
        name = "Nome",
        kind = "Tipo",
        size = "Tamanho",
        origin = "Origem",
        when = "Data e Hora",
        actions = "Ações",
        empty_title = "Nenhum arquivo anexado",
        empty_text = "O que for anexado ao caso aparece aqui.",
        /// Takes the search text.
        none_found: fn(&str) -> String = |text| format!("Nenhum arquivo com “{text}” no nome."),
        /// Takes the person.
        attached_by: fn(&str) -> String = |who| format!("Anexado por {who}"),
        /// Takes the channel and the protocol.
        of_interaction: fn(&str, &str) -> String =
            |channel, protocol| format!("{channel}, atendimento {protocol}"),
        source_system = "Sistema de origem",
        /// Takes the name.
        download: fn(&str) -> String = |name| format!("Baixar {name}"),
        /// Takes the name.
        preview: fn(&str) -> String = |name| format!("Ver imagem {name}"),
        preview_short = "Ver imagem",
        open_pdf = "Abrir PDF em nova aba",
        /// Takes the name.
        remove: fn(&str) -> String = |name| format!("Remover {name}"),
        /// Takes the name.
        remove_question: fn(&str) -> String =
            |name| format!("Remover “{name}”? O conteúdo é apagado e não volta; o registro fica."),
        remove_yes = "Remover arquivo",
        /// Takes who and when.
        removed_at: fn(&str, &str) -> String = |who, when| format!("Removido por {who} em {when}"),
        image = "Imagem",
        text = "Texto",
        table = "Planilha",
        document = "Documento",
        slides = "Apresentação",
        audio = "Áudio",
        video = "Vídeo",
        archive = "Arquivo compactado",
        email = "E-mail",
    }
}

/// English.
const EN: AttachmentsTexts = AttachmentsTexts {
    limit: |size: &str| format!("Up to {size} per file, several at once."),
    search: "Search by file name",
    list: "Case files",
    name: "Name",
    kind: "Type",
    size: "Size",
    origin: "Origin",
    when: "Date and time",
    actions: "Actions",
    empty_title: "No files attached",
    empty_text: "Files attached to the case appear here.",
    none_found: |text: &str| format!("No file has “{text}” in its name."),
    attached_by: |who: &str| format!("Attached by {who}"),
    of_interaction: |channel: &str, protocol: &str| format!("{channel}, interaction {protocol}"),
    source_system: "Source system",
    download: |name: &str| format!("Download {name}"),
    preview: |name: &str| format!("Show image {name}"),
    preview_short: "Show image",
    open_pdf: "Open PDF in a new tab",
    remove: |name: &str| format!("Remove {name}"),
    remove_question: |name: &str| {
        format!("Remove “{name}”? The content is deleted for good; the record stays.")
    },
    remove_yes: "Remove file",
    removed_at: |who: &str, when: &str| format!("Removed by {who} on {when}"),
    image: "Image",
    text: "Text",
    table: "Spreadsheet",
    document: "Document",
    slides: "Presentation",
    audio: "Audio",
    video: "Video",
    archive: "Archive",
    email: "E-mail",
};

/// Español.
const ES: AttachmentsTexts = AttachmentsTexts {
    limit: |size: &str| format!("Hasta {size} por archivo, varios a la vez."),
    search: "Buscar por nombre del archivo",
    list: "Archivos del caso",
    name: "Nombre",
    kind: "Tipo",
    size: "Tamaño",
    origin: "Origen",
    when: "Fecha y hora",
    actions: "Acciones",
    empty_title: "Ningún archivo adjunto",
    empty_text: "Lo que se adjunte al caso aparece aquí.",
    none_found: |text: &str| format!("Ningún archivo tiene “{text}” en el nombre."),
    attached_by: |who: &str| format!("Adjuntado por {who}"),
    of_interaction: |channel: &str, protocol: &str| format!("{channel}, atención {protocol}"),
    source_system: "Sistema de origen",
    download: |name: &str| format!("Descargar {name}"),
    preview: |name: &str| format!("Ver imagen {name}"),
    preview_short: "Ver imagen",
    open_pdf: "Abrir PDF en otra pestaña",
    remove: |name: &str| format!("Quitar {name}"),
    remove_question: |name: &str| {
        format!("¿Quitar “{name}”? El contenido se borra y no vuelve; el registro queda.")
    },
    remove_yes: "Quitar archivo",
    removed_at: |who: &str, when: &str| format!("Quitado por {who} el {when}"),
    image: "Imagen",
    text: "Texto",
    table: "Hoja de cálculo",
    document: "Documento",
    slides: "Presentación",
    audio: "Audio",
    video: "Vídeo",
    archive: "Archivo comprimido",
    email: "Correo electrónico",
};
