//! Texts of the operation and file settings (*Operação*, *Anexos*), which have one record each.

use super::SectionTexts;
use crate::locales::words::words;

words! {
    /// Texts of *Operação*.
    pub(super) const PT_BR: OperationTexts {
        section: SectionTexts = SectionTexts { title: "Operação", ..SectionTexts::TITLE_ONLY },
        name = "Nome da operação",
        name_hint = "Aparece ao lado do produto, no alto das páginas e na entrada.",
        language = "Idioma padrão",
        browser_language = "O do navegador de cada pessoa",
        language_hint = "Vale para quem não escolheu um idioma.",
        reopen = "Reabertura em dias",
        reopen_hint =
            "Por quantos dias depois de finalizado um caso é reaberto por um novo atendimento; 0 para nunca.",
        zone = "Fuso horário",
        zone_hint = "O nome do fuso na base IANA, como America/Manaus. Ao mudar, os dias de todos os atendimentos são contados de novo; com milhões deles, isso leva alguns instantes.",
        dial_country = "Código do país",
        dial_country_hint = "Dos números escritos sem ele, como 55 para o Brasil. Ao mudar o código do país ou o de área, todos os números são lidos de novo; o que foi recebido fica como veio.",
        bad_dial_country = "Informe o código telefônico de um país, como 55.",
        dial_area = "Código de área",
        dial_area_hint = "Dos números escritos sem ele, como 11 para São Paulo; em branco quando varia.",
        bad_dial_area = "Informe um código de área sem zeros à esquerda: no Brasil dois algarismos, como 11; em outros países até quatro.",
        numbers = "Números de telefone",
        /// Takes the progress in percent.
        numbers_percent: fn(&str) -> String = |percent| {
            format!(
                "Os números estão sendo lidos com os códigos novos: {percent}% concluído. Até o fim, alguns só são encontrados como eram lidos antes."
            )
        },
        numbers_done = "Todos os números estão lidos com estes códigos.",
        logo = "Logotipo",
        logo_hint = "PNG, JPEG ou WebP de até 256 kB.",
        choose_logo = "Arquivo do logotipo",
        send_logo = "Enviar logotipo",
        remove_logo = "Retirar logotipo",
        logo_saved = "O logotipo foi salvo.",
        logo_removed = "O logotipo foi retirado.",
        logo_none = "Escolha um arquivo para o logotipo.",
        logo_large = "O arquivo tem mais de 256 kB. Envie um menor.",
        logo_type =
            "O arquivo não é PNG, JPEG nem WebP. Salve a imagem em um destes formatos e envie de novo.",
    }
}

/// English.
pub(super) const EN: OperationTexts = OperationTexts {
    section: SectionTexts { title: "Operation", ..SectionTexts::TITLE_ONLY },
    name: "Name of the operation",
    name_hint: "Shown next to the product name at the top of every page and on the sign-in page.",
    language: "Default language",
    browser_language: "Each user’s browser language",
    language_hint: "For people who have not chosen one.",
    reopen: "Days to reopen",
    reopen_hint: "How many days after closing a case a new interaction still reopens it; 0 for never.",
    zone: "Time zone",
    zone_hint: "The IANA name of the time zone, such as America/New_York. When it changes, all interactions are counted by day again; with millions of them that takes a moment.",
    dial_country: "Country code",
    dial_country_hint: "For numbers written without one, such as 55 for Brazil. When the country or the area code changes, all numbers are interpreted again; the original values are kept.",
    bad_dial_country: "Enter the calling code of a country, such as 55.",
    dial_area: "Area code",
    dial_area_hint: "For numbers written without one, such as 11 for São Paulo; leave it blank if it varies.",
    bad_dial_area: "Enter an area code without leading zeros: two digits in Brazil, such as 11; up to four in other countries.",
    numbers: "Phone numbers",
    numbers_percent: |percent: &str| {
        format!(
            "Numbers are being converted to the new codes: {percent}% done. Until then, some can only be found in their previous form."
        )
    },
    numbers_done: "All numbers use these codes.",
    logo: "Logo",
    logo_hint: "PNG, JPEG or WebP of up to 256 kB.",
    choose_logo: "Logo file",
    send_logo: "Upload logo",
    remove_logo: "Remove logo",
    logo_saved: "The logo was saved.",
    logo_removed: "The logo was removed.",
    logo_none: "Choose a file for the logo.",
    logo_large: "The file is larger than 256 kB. Upload a smaller one.",
    logo_type: "The file is not a PNG, JPEG or WebP image. Save it in one of these formats and upload it again.",
};

/// Español.
pub(super) const ES: OperationTexts = OperationTexts {
    section: SectionTexts { title: "Operación", ..SectionTexts::TITLE_ONLY },
    name: "Nombre de la operación",
    name_hint: "Aparece junto al producto, arriba de las páginas y en la entrada.",
    language: "Idioma predeterminado",
    browser_language: "El del navegador de cada persona",
    language_hint: "Vale para quien no eligió un idioma.",
    reopen: "Reapertura en días",
    reopen_hint: "Por cuántos días después de finalizado un caso se reabre con una nueva atención; 0 para nunca.",
    zone: "Zona horaria",
    zone_hint: "El nombre de la zona en la base IANA, como America/Bogota. Al cambiarla se vuelven a contar los días de todas las atenciones; con millones de ellas tarda unos instantes.",
    dial_country: "Código de país",
    dial_country_hint: "De los números escritos sin él, como 55 para Brasil. Al cambiar el código de país o el de área se leen de nuevo todos los números; lo que se recibió queda como vino.",
    bad_dial_country: "Indique el código telefónico de un país, como 55.",
    dial_area: "Código de área",
    dial_area_hint: "De los números escritos sin él, como 11 para São Paulo; en blanco si varía.",
    bad_dial_area: "Indique un código de área sin ceros a la izquierda: en Brasil dos cifras, como 11; en otros países hasta cuatro.",
    numbers: "Números de teléfono",
    numbers_percent: |percent: &str| {
        format!(
            "Los números se están leyendo con los códigos nuevos: {percent}% listo. Hasta el final, algunos solo se encuentran como se leían antes."
        )
    },
    numbers_done: "Todos los números están leídos con estos códigos.",
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

words! {
    /// Texts of the file settings (*Anexos*).
    pub(super) const FILES_PT_BR: FilesTexts {
        section: SectionTexts = SectionTexts { title: "Anexos", ..SectionTexts::TITLE_ONLY },
        largest = "Maior arquivo em MB",
        /// Takes the size limit that the server was started with.
        largest_hint: fn(&str) -> String = |started| format!("Em branco: padrão da instalação ({started})."),
        types = "Tipos aceitos",
        /// Takes the extensions that the server was started with.
        types_hint: fn(&str) -> String =
            |started| format!("Nenhum marcado: padrão da instalação ({started})."),
    }
}

/// English.
pub(super) const FILES_EN: FilesTexts = FilesTexts {
    section: SectionTexts { title: "Files", ..SectionTexts::TITLE_ONLY },
    largest: "Maximum file size in MB",
    largest_hint: |started: &str| format!("Blank: the installation’s default ({started})."),
    types: "Accepted types",
    types_hint: |started: &str| format!("None selected: the installation’s default ({started})."),
};

/// Español.
pub(super) const FILES_ES: FilesTexts = FilesTexts {
    section: SectionTexts { title: "Adjuntos", ..SectionTexts::TITLE_ONLY },
    largest: "Archivo más grande en MB",
    largest_hint: |started: &str| format!("En blanco: valor de la instalación ({started})."),
    types: "Tipos aceptados",
    types_hint: |started: &str| format!("Ninguno marcado: valor de la instalación ({started})."),
};
