//! The words of *Operação* and *Anexos*, of which there is one record each.

use super::SectionTexts;
use crate::locales::words::words;

words! {
    /// The words of *Operação*.
    OperationTexts {
        section: SectionTexts,
        name: &'static str,
        name_hint: &'static str,
        language: &'static str,
        browser_language: &'static str,
        language_hint: &'static str,
        reopen: &'static str,
        reopen_hint: &'static str,
        zone: &'static str,
        zone_hint: &'static str,
        logo: &'static str,
        logo_hint: &'static str,
        choose_logo: &'static str,
        send_logo: &'static str,
        remove_logo: &'static str,
        logo_saved: &'static str,
        logo_removed: &'static str,
        logo_none: &'static str,
        logo_large: &'static str,
        logo_type: &'static str,
    }
}

words! {
    /// The words of *Anexos* as they are set up.
    FilesTexts {
        section: SectionTexts,
        largest: &'static str,
        /// Takes the size with which the server was started.
        largest_hint: fn(&str) -> String,
        types: &'static str,
        /// Takes the endings of names that are taken as the server was started.
        types_hint: fn(&str) -> String,
    }
}

/// Português do Brasil.
pub(super) const PT_BR: OperationTexts = OperationTexts {
    section: SectionTexts { title: "Operação", ..SectionTexts::ALONE },
    name: "Nome da operação",
    name_hint: "Aparece ao lado do produto, no alto das páginas e na entrada.",
    language: "Idioma padrão",
    browser_language: "O do navegador de cada pessoa",
    language_hint: "Vale para quem não escolheu um idioma.",
    reopen: "Reabertura em dias",
    reopen_hint: "Por quantos dias depois de finalizado um caso é reaberto por um novo atendimento; 0 para nunca.",
    zone: "Fuso horário",
    zone_hint: "O nome do fuso na base IANA, como America/Manaus. Ao mudar, os dias de todos os atendimentos são contados de novo; com milhões deles, isso leva alguns instantes.",
    logo: "Logotipo",
    logo_hint: "PNG, JPEG ou WebP de até 256 kB.",
    choose_logo: "Arquivo do logotipo",
    send_logo: "Enviar logotipo",
    remove_logo: "Retirar logotipo",
    logo_saved: "O logotipo foi salvo.",
    logo_removed: "O logotipo foi retirado.",
    logo_none: "Escolha um arquivo para o logotipo.",
    logo_large: "O arquivo tem mais de 256 kB. Envie um menor.",
    logo_type: "O arquivo não é PNG, JPEG nem WebP. Salve a imagem em um destes formatos e envie de novo.",
};

/// English.
pub(super) const EN: OperationTexts = OperationTexts {
    section: SectionTexts { title: "Operation", ..SectionTexts::ALONE },
    name: "Name of the operation",
    name_hint: "It stands beside the product's, on top of the pages and where people sign in.",
    language: "Default language",
    browser_language: "That of each person's browser",
    language_hint: "For people who have not chosen one.",
    reopen: "Days to reopen",
    reopen_hint: "For how many days after it was closed a case is reopened by a further interaction; 0 for never.",
    zone: "Time zone",
    zone_hint: "The name of the zone in the IANA database, like America/New_York. When it changes, the days of all interactions are counted anew; with millions of them that takes a moment.",
    logo: "Logo",
    logo_hint: "PNG, JPEG or WebP of up to 256 kB.",
    choose_logo: "File of the logo",
    send_logo: "Send logo",
    remove_logo: "Remove logo",
    logo_saved: "The logo was saved.",
    logo_removed: "The logo was removed.",
    logo_none: "Choose a file for the logo.",
    logo_large: "The file has more than 256 kB. Send a smaller one.",
    logo_type: "The file is neither PNG, JPEG nor WebP. Save the image as one of these and send it again.",
};

/// Español.
pub(super) const ES: OperationTexts = OperationTexts {
    section: SectionTexts { title: "Operación", ..SectionTexts::ALONE },
    name: "Nombre de la operación",
    name_hint: "Aparece junto al producto, arriba de las páginas y en la entrada.",
    language: "Idioma predeterminado",
    browser_language: "El del navegador de cada persona",
    language_hint: "Vale para quien no eligió un idioma.",
    reopen: "Reapertura en días",
    reopen_hint: "Por cuántos días después de finalizado un caso se reabre con una nueva atención; 0 para nunca.",
    zone: "Zona horaria",
    zone_hint: "El nombre de la zona en la base IANA, como America/Bogota. Al cambiarla se vuelven a contar los días de todas las atenciones; con millones de ellas tarda unos instantes.",
    logo: "Logotipo",
    logo_hint: "PNG, JPEG o WebP de hasta 256 kB.",
    choose_logo: "Archivo del logotipo",
    send_logo: "Enviar logotipo",
    remove_logo: "Quitar logotipo",
    logo_saved: "El logotipo se guardó.",
    logo_removed: "El logotipo se quitó.",
    logo_none: "Elija un archivo para el logotipo.",
    logo_large: "El archivo tiene más de 256 kB. Envíe uno más pequeño.",
    logo_type: "El archivo no es PNG, JPEG ni WebP. Guarde la imagen en uno de estos formatos y envíela de nuevo.",
};

/// Português do Brasil.
pub(super) const FILES_PT_BR: FilesTexts = FilesTexts {
    section: SectionTexts { title: "Anexos", ..SectionTexts::ALONE },
    largest: "Maior arquivo em MB",
    largest_hint: |started: &str| format!("Em branco: padrão da instalação ({started})."),
    types: "Tipos aceitos",
    types_hint: |started: &str| format!("Nenhum marcado: padrão da instalação ({started})."),
};

/// English.
pub(super) const FILES_EN: FilesTexts = FilesTexts {
    section: SectionTexts { title: "Files", ..SectionTexts::ALONE },
    largest: "Largest file in MB",
    largest_hint: |started: &str| format!("Blank: default of the installation ({started})."),
    types: "Accepted types",
    types_hint: |started: &str| format!("None marked: default of the installation ({started})."),
};

/// Español.
pub(super) const FILES_ES: FilesTexts = FilesTexts {
    section: SectionTexts { title: "Adjuntos", ..SectionTexts::ALONE },
    largest: "Archivo más grande en MB",
    largest_hint: |started: &str| format!("En blanco: valor de la instalación ({started})."),
    types: "Tipos aceptados",
    types_hint: |started: &str| format!("Ninguno marcado: valor de la instalación ({started})."),
};
