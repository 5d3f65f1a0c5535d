//! What people may attach to a case: told by the content, named safely.
//!
//! How to take another type: a line in `domain::media`, and where its content needs more than its
//! first bytes, a check in [`sniff`].

mod archive;
pub mod kinds;
pub mod name;
mod ole;
pub mod runnable;
pub mod sniff;
mod text;
