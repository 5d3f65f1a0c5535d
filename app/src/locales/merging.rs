//! The words of *Histórico do Cliente* and of merging.

use super::words::words;

words! {
    /// The words of *Histórico do Cliente* and of merging.
    MergingTexts {
        merge: &'static str,
    }
}

/// Português do Brasil.
pub(super) const PT_BR: MergingTexts = MergingTexts { merge: "Unificar Atendimentos" };

/// English.
pub(super) const EN: MergingTexts = MergingTexts { merge: "Merge cases" };

/// Español.
pub(super) const ES: MergingTexts = MergingTexts { merge: "Unificar atenciones" };
