//! Messages of HTML form validation. They replace those of the browser, which are in the language
//! of the browser instead of the page.

use super::Texts;
use super::words::words;

impl Texts {
    /// Validation messages of the browser.
    pub const fn validity(&self) -> &'static ValidityTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Messages of HTML form validation.
    const PT_BR: ValidityTexts {
        missing = "Preencha este campo.",
        unchecked = "Marque esta opção para continuar.",
        unchosen = "Escolha uma das opções.",
        no_file = "Escolha um arquivo.",
        email = "Informe um e-mail, como nome@exemplo.com.",
        address = "Informe um endereço, como https://exemplo.com.",
        /// Takes the limit and how many characters there are.
        too_long: fn(&str, &str) -> String =
            |limit, now| format!("Use no máximo {limit} caracteres (são {now})."),
        /// Takes the limit and how many characters there are.
        too_short: fn(&str, &str) -> String =
            |limit, now| format!("Use ao menos {limit} caracteres (são {now})."),
        /// Takes the limit.
        below: fn(&str) -> String = |limit| format!("O menor valor possível é {limit}."),
        /// Takes the limit.
        above: fn(&str) -> String = |limit| format!("O maior valor possível é {limit}."),
        step = "Informe um valor inteiro.",
        number = "Informe um número.",
        date = "Informe uma data completa e que exista.",
        time = "Informe um horário completo.",
        pattern = "Use o formato pedido.",
        other = "Confira este campo.",
        choose_file = "Escolher arquivo",
        no_file_chosen = "Nenhum arquivo escolhido",
        file_chosen = "Arquivo escolhido",
    }
}

/// English.
const EN: ValidityTexts = ValidityTexts {
    missing: "Fill in this field.",
    unchecked: "Check this box to continue.",
    unchosen: "Choose one of the options.",
    no_file: "Choose a file.",
    email: "Enter an e-mail address, like name@example.com.",
    address: "Enter an address, like https://example.com.",
    too_long: |limit, now| format!("Use at most {limit} characters (there are {now})."),
    too_short: |limit, now| format!("Use at least {limit} characters (there are {now})."),
    below: |limit| format!("The minimum is {limit}."),
    above: |limit| format!("The maximum is {limit}."),
    step: "Enter a whole number.",
    number: "Enter a number.",
    date: "Enter a complete, valid date.",
    time: "Enter a complete time.",
    pattern: "Use the requested format.",
    other: "Check this field.",
    choose_file: "Choose a file",
    no_file_chosen: "No file chosen",
    file_chosen: "File chosen",
};

/// Español.
const ES: ValidityTexts = ValidityTexts {
    missing: "Complete este campo.",
    unchecked: "Marque esta opción para continuar.",
    unchosen: "Elija una de las opciones.",
    no_file: "Elija un archivo.",
    email: "Indique un correo electrónico, como nombre@ejemplo.com.",
    address: "Indique una dirección, como https://ejemplo.com.",
    too_long: |limit, now| format!("Use como máximo {limit} caracteres (hay {now})."),
    too_short: |limit, now| format!("Use al menos {limit} caracteres (hay {now})."),
    below: |limit| format!("El menor valor posible es {limit}."),
    above: |limit| format!("El mayor valor posible es {limit}."),
    step: "Indique un valor entero.",
    number: "Indique un número.",
    date: "Indique una fecha completa que exista.",
    time: "Indique una hora completa.",
    pattern: "Use el formato pedido.",
    other: "Revise este campo.",
    choose_file: "Elegir archivo",
    no_file_chosen: "Ningún archivo elegido",
    file_chosen: "Archivo elegido",
};
