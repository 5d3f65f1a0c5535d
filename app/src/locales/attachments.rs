//! Texts of *Anexos*.

use super::words::words;

words! {
    /// Texts of *Anexos*.
    pub(super) const PT_BR: AttachmentsTexts {
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
pub(super) const EN: AttachmentsTexts = AttachmentsTexts {
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
pub(super) const ES: AttachmentsTexts = AttachmentsTexts {
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
