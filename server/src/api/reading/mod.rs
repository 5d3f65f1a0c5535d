//! The read API: interactions and cases for integrators, with keys of the scope `read`.
//!
//! Unlike pages, which skip what they cannot parse in an address, every bad parameter is refused and
//! named ([`parameters`]). Lists are read on by an opaque cursor ([`cursor`]).

pub(super) mod case;
pub(super) mod cases;
mod cursor;
pub(super) mod interaction;
pub(super) mod interactions;
mod parameters;

pub(super) use parameters::exact;
