//! Attachment types: detection from the content, and safe file names.
//!
//! To accept another type: a line in `domain::media`, and if its first bytes do not identify it, a
//! check in [`sniff`].

mod archive;
pub mod kinds;
pub mod name;
mod ole;
pub mod runnable;
pub mod sniff;
mod text;
