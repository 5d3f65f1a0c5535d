//! What the panel shows of a list, whichever it is.

use domain::{ListField, ListKind, ListLayout};
use leptos::prelude::*;

/// A column as it is offered.
pub(super) struct OfferedColumn {
    /// Its name in the form.
    pub value: &'static str,
    /// The head of the column.
    pub name: &'static str,
    /// Whether it is shown.
    pub shown: bool,
}

/// The content of the panel.
pub(crate) struct ColumnsForm {
    pub(super) list: ListKind,
    pub(super) columns: Vec<OfferedColumn>,
    pub(super) compact: bool,
    pub(super) hint: String,
    pub(super) back: Signal<String>,
}

impl ColumnsForm {
    /// The columns of a list. `name` gives their heads, `hint` says which columns stay where they are, `back` is
    /// the page with the panel.
    pub(crate) fn new<F: ListField>(
        layout: &ListLayout<F>,
        name: impl Fn(F) -> &'static str,
        hint: String,
        back: Signal<String>,
    ) -> Self {
        let offered = layout.offered().into_iter();
        let columns = offered.map(|field| OfferedColumn {
            value: field.as_str(),
            name: name(field),
            shown: layout.shows(field),
        });
        Self { list: F::LIST, columns: columns.collect(), compact: layout.compact, hint, back }
    }
}
