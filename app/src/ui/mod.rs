//! Parts that more than one page uses.

pub(crate) mod announcer;
pub(crate) mod browser;
pub(crate) mod channel;
pub(crate) mod copy;
pub(crate) mod dialog;
pub(crate) mod frame;
pub(crate) mod icon;
pub(crate) mod state;
