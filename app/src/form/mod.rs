//! Forms that are posted to their own page and come back if they are not accepted, with or without
//! JavaScript: there is one kind of them.
//!
//! The server passes the posted fields to the page it renders ([`Submission`]). The part of the page
//! that owns the form carries it out before it loads its content. It redirects ([`crate::flash`]), or
//! makes a [`Draft`]: what was typed, why the form comes back, and what is said about it. The page
//! describes its fields ([`Input`]) and shows a [`FormState`], the stored values with the draft over
//! them, in a [`Form`] of [`Field`]s.
//!
//! The forms of the case window are rendered in the browser too; what only other pages use is
//! compiled for the server alone.

mod draft;
mod field;
mod frame;
mod input;
mod notice;
mod option;
#[cfg(feature = "ssr")]
mod outcome;
#[cfg(feature = "ssr")]
mod reading;
#[cfg(feature = "ssr")]
pub(crate) mod rows;
#[cfg(feature = "ssr")]
mod server_field;
#[cfg(feature = "ssr")]
mod server_input;
#[cfg(feature = "ssr")]
pub(crate) mod spans;
mod state;
#[cfg(feature = "ssr")]
mod submission;
mod values;

pub use draft::{Draft, Rejection};
pub(crate) use field::Field;
pub(crate) use frame::Form;
pub(crate) use input::Input;
#[cfg(feature = "ssr")]
pub(crate) use notice::FieldNotice;
pub(crate) use option::SelectOption;
#[cfg(feature = "ssr")]
pub(crate) use outcome::{Outcome, set_status};
#[cfg(feature = "ssr")]
pub(crate) use server_input::Credential;
pub(crate) use state::FormState;
#[cfg(feature = "ssr")]
pub use submission::{Resumed, Submission};
pub use values::Values;
