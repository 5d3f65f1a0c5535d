//! *Informações do Atendimento*: the case window with its eight tabs, over any page.
//!
//! The window is part of the address of the page below it ([`address`]). [`load`] loads its
//! [`content`], the head and the open tab, for the pages and for the server functions ([`api`]) alike;
//! [`live`] is the island that shows it, [`window`] its frame; each tab has its own file. Forms with
//! text input are carried out by the part that owns them, before it is loaded, so that the input is
//! not lost if they are rejected; in the browser [`submit`] sends them.

mod actions;
pub mod address;
pub mod api;
mod attachments;
mod calls;
pub(crate) mod chunk;
pub mod content;
pub(crate) mod custom_field;
mod customer;
mod customer_row;
mod data;
mod edit;
mod event;
mod finish;
pub(crate) mod hand_over;
mod hold;
mod interactions;
#[cfg(feature = "ssr")]
pub(crate) mod life;
pub(crate) mod live;
#[cfg(feature = "ssr")]
pub(crate) mod load;
#[cfg(feature = "ssr")]
mod merge;
mod merge_alert;
mod merging;
mod pages;
mod questions;
mod search;
pub(crate) mod sla;
pub(crate) mod status;
mod submit;
mod survey;
pub(crate) mod timeline;
mod transfer;
mod upload;
mod window;
