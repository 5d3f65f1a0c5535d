//! What all pages share.

#[cfg(feature = "ssr")]
pub(crate) mod channel;
#[cfg(feature = "ssr")]
pub(crate) mod chips;
#[cfg(feature = "ssr")]
pub(crate) mod copy;
#[cfg(feature = "ssr")]
pub(crate) mod dialog;
#[cfg(feature = "ssr")]
pub(crate) mod filters;
#[cfg(feature = "ssr")]
pub(crate) mod frame;
pub(crate) mod icon;
pub(crate) mod multiselect;
#[cfg(feature = "ssr")]
pub(crate) mod page;
#[cfg(feature = "ssr")]
pub(crate) mod pager;
pub(crate) mod password;
#[cfg(feature = "ssr")]
pub(crate) mod search;
#[cfg(feature = "ssr")]
pub(crate) mod state;
#[cfg(feature = "ssr")]
pub(crate) mod textarea;
