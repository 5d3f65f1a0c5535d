//! The words of *Gerenciamento* and *Meus Atendimentos*.

use super::words::words;

words! {
    /// The words of *Gerenciamento* and *Meus Atendimentos*.
    ManagementTexts {
        management: &'static str,
        my_cases: &'static str,
    }
}

/// Português do Brasil.
pub(super) const PT_BR: ManagementTexts =
    ManagementTexts { management: "Gerenciamento", my_cases: "Meus Atendimentos" };

/// English.
pub(super) const EN: ManagementTexts = ManagementTexts { management: "Management", my_cases: "My cases" };

/// Español.
pub(super) const ES: ManagementTexts = ManagementTexts { management: "Gestión", my_cases: "Mis atenciones" };
