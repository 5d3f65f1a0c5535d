//! The words of an upload under way, which the browser says.

use super::words::words;

words! {
    /// The words of an upload under way, which the browser says.
    UploadTexts {
        cancel: &'static str,
    }
}

/// Português do Brasil.
pub(super) const PT_BR: UploadTexts = UploadTexts { cancel: "Cancelar" };

/// English.
pub(super) const EN: UploadTexts = UploadTexts { cancel: "Cancel" };

/// Español.
pub(super) const ES: UploadTexts = UploadTexts { cancel: "Cancelar" };
