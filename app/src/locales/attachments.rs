//! The words of *Anexos*.

use super::words::words;

words! {
    /// The words of *Anexos*.
    AttachmentsTexts {
        attach: &'static str,
    }
}

/// Português do Brasil.
pub(super) const PT_BR: AttachmentsTexts = AttachmentsTexts { attach: "Anexar Arquivo" };

/// English.
pub(super) const EN: AttachmentsTexts = AttachmentsTexts { attach: "Attach file" };

/// Español.
pub(super) const ES: AttachmentsTexts = AttachmentsTexts { attach: "Adjuntar archivo" };
