//! What the palette offers.

use serde::{Deserialize, Serialize};

/// Something that the palette leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What it is.
    pub kind: PlaceKind,
    /// Its name.
    pub label: String,
    /// What else there is to say; empty if nothing.
    pub detail: String,
    /// Its address.
    pub href: String,
}

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlaceKind {
    /// A page.
    Page,
    /// An interaction.
    Interaction,
    /// A case.
    Case,
    /// A search in a list.
    Search,
}
