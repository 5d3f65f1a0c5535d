//! What every record that an administrator keeps can say about itself, wherever it is kept.

use crate::FieldErrors;

/// A record of *Configurações*: the form in which it is kept, and whether it may be.
pub trait SettingsRecord: Sized {
    /// In the form in which it is kept.
    #[must_use]
    fn tidied(self) -> Self;

    /// Whether it may be kept like this.
    ///
    /// # Errors
    /// Every bad field.
    fn check(&self) -> Result<(), FieldErrors>;

    /// What it is called; empty where it has no name.
    fn label(&self) -> String;

    /// Whether it is in use; what there is one of always is.
    fn active(&self) -> bool {
        true
    }

    /// The same, in use or not, as far as that can be chosen.
    #[must_use]
    fn with_active(self, _active: bool) -> Self {
        self
    }
}
