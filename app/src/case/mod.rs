//! *Informações do Atendimento*: the case window with its eight tabs, over any page.
//!
//! The window is part of the address of the page below it ([`address`]); [`content`] loads the head
//! and the open tab; each tab has its own file with its data (`load`) and its components. Forms
//! with text input post to their own page, so that the input is not lost if they are rejected; the
//! others are server functions.

#[cfg(feature = "ssr")]
mod actions;
pub mod address;
#[cfg(feature = "ssr")]
mod attachments;
#[cfg(feature = "ssr")]
mod calls;
#[cfg(feature = "ssr")]
pub(crate) mod content;
#[cfg(feature = "ssr")]
mod customer;
#[cfg(feature = "ssr")]
mod customer_row;
#[cfg(feature = "ssr")]
mod data;
#[cfg(feature = "ssr")]
mod edit;
#[cfg(feature = "ssr")]
mod edit_field;
#[cfg(feature = "ssr")]
mod event;
#[cfg(feature = "ssr")]
mod finish;
#[cfg(feature = "ssr")]
mod form_case;
#[cfg(feature = "ssr")]
mod hold;
#[cfg(feature = "ssr")]
mod interactions;
#[cfg(feature = "ssr")]
pub(crate) mod life;
#[cfg(feature = "ssr")]
mod merge_alert;
#[cfg(feature = "ssr")]
pub(crate) mod merging;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod questions;
#[cfg(feature = "ssr")]
mod search;
#[cfg(feature = "ssr")]
pub(crate) mod sla;
#[cfg(feature = "ssr")]
pub(crate) mod status;
#[cfg(feature = "ssr")]
mod survey;
#[cfg(feature = "ssr")]
pub(crate) mod timeline;
mod transfer;
mod upload;
#[cfg(feature = "ssr")]
pub(crate) mod window;
