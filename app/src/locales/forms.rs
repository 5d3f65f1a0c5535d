//! Texts of forms of every kind.

use super::Texts;
use super::words::words;

impl Texts {
    /// Forms of every kind.
    pub const fn forms(&self) -> &'static FormTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of forms.
    const PT_BR: FormTexts {
        yes = "Sim",
        no = "Não",
        search = "Buscar",
    }
}

/// English.
const EN: FormTexts = FormTexts { yes: "Yes", no: "No", search: "Search" };

/// Español.
const ES: FormTexts = FormTexts { yes: "Sí", no: "No", search: "Buscar" };
