//! Live pages: parts that follow the address by themselves, and ask the server for what changed.
//!
//! The address is the state of a page ([`address`]). A part registers what it follows ([`parts`]);
//! `crate::browser` takes a step in place if live parts follow everything that differs, and loads
//! the page otherwise. What a part shows is the answer of a server function for its share of the
//! address ([`mod@slice`]); a page may also follow
//! what arrives meanwhile ([`arrivals`]). On the server all of this is the initial state and nothing else.

mod address;
mod arrivals;
mod chunk;
mod initial;
mod notice;
mod parts;
mod slice;

pub(crate) use address::use_search;
#[cfg(feature = "hydrate")]
pub(crate) use address::{Address, is_shown, set_address};
pub(crate) use arrivals::{follow_arrivals, waits_for_step};
#[cfg(feature = "hydrate")]
pub(crate) use arrivals::{is_held, say};
pub(crate) use chunk::{Chunk, ChunkState, SplitLoaderError, call};
#[cfg(feature = "ssr")]
pub(crate) use initial::initial;
pub(crate) use initial::{InitialContent, use_initial};
#[cfg(feature = "hydrate")]
pub(crate) use notice::show_notice;
pub(crate) use notice::use_notice;
pub(crate) use parts::follow;
#[cfg(feature = "hydrate")]
pub(crate) use parts::{FOLLOWS, claims, drop_removed, refresh, release};
pub(crate) use slice::{Slice, slice};
