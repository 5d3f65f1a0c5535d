//! The words of *Histórico de Ligações* and *Interações*.

use super::words::words;

words! {
    /// The words of *Histórico de Ligações* and *Interações*.
    CallsTexts {
        phone: &'static str,
    }
}

/// Português do Brasil.
pub(super) const PT_BR: CallsTexts = CallsTexts { phone: "Telefone" };

/// English.
pub(super) const EN: CallsTexts = CallsTexts { phone: "Phone" };

/// Español.
pub(super) const ES: CallsTexts = CallsTexts { phone: "Teléfono" };
