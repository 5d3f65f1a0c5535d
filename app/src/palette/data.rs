//! What the palette offers.

use serde::{Deserialize, Serialize};

/// Something that the palette leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaletteItem {
    /// What it is.
    pub kind: ItemKind,
    /// Its name.
    pub label: String,
    /// What else there is to say; empty if nothing.
    pub detail: String,
    /// Its address.
    pub href: String,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ItemKind {
    /// A page.
    Page,
    /// An interaction.
    Interaction,
    /// A case.
    Case,
    /// A search in a list.
    Search,
    /// A saved view.
    View,
    /// The interactions of an agent.
    Agent,
}
