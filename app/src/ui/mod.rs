//! Components shared by all pages.

pub(crate) mod channel;
pub(crate) mod chips;
pub(crate) mod copy;
pub(crate) mod dialog;
pub(crate) mod erased;
pub(crate) mod field;
#[cfg(feature = "ssr")]
pub(crate) mod file_field;
pub(crate) mod filters;
#[cfg(feature = "ssr")]
pub(crate) mod frame;
pub(crate) mod icon;
#[cfg(feature = "ssr")]
pub(crate) mod keys;
pub(crate) mod list_card;
pub(crate) mod multiselect;
pub(crate) mod notice;
#[cfg(feature = "ssr")]
pub(crate) mod page;
pub(crate) mod pager;
pub(crate) mod password;
pub(crate) mod search;
pub(crate) mod state;
pub(crate) mod table;
pub(crate) mod textarea;
pub(crate) mod user_text;
