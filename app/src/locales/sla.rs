//! The words of *SLA*.

use super::words::words;

words! {
    /// The words of *SLA*.
    SlaTexts {
        target: &'static str,
    }
}

/// Português do Brasil.
pub(super) const PT_BR: SlaTexts = SlaTexts { target: "Meta" };

/// English.
pub(super) const EN: SlaTexts = SlaTexts { target: "Target" };

/// Español.
pub(super) const ES: SlaTexts = SlaTexts { target: "Meta" };
