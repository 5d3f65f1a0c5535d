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

/// What a record that has a name and is taken into use and out of it says of itself, in whatever else
/// it differs.
macro_rules! named_and_in_use {
    () => {
        fn label(&self) -> String {
            self.name.clone()
        }

        fn active(&self) -> bool {
            self.active
        }

        fn with_active(self, active: bool) -> Self {
            Self { active, ..self }
        }
    };
}

pub(super) use named_and_in_use;
