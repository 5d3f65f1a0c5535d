//! What is said below a form field.

use leptos::prelude::*;

use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;

/// The notice below a field.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum FieldNotice {
    /// A field error.
    Error(String),
    /// The stored value, after an edit conflict.
    Current(String),
}

impl FieldNotice {
    /// Whether the value of the field is wrong.
    pub(super) fn is_error(&self) -> bool {
        matches!(self, Self::Error(_))
    }

    /// Its markup, with the ID that `aria-describedby` of the field names.
    pub(crate) fn view(self, id: String) -> Erased {
        match self {
            Self::Error(text) => {
                view! { <p class="field-error" id=id>{icon("alert", "icon")} {text}</p> }.erased()
            }
            Self::Current(text) => view! { <p class="field-now" id=id dir="auto">{text}</p> }.erased(),
        }
    }
}
