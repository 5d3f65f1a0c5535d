//! The webhook of WhatsApp: the streams give what a correct reader yields, in any order, repeated and grouped
//! in any way, and no bytes make the reader lose what stands beside them.

mod calls;
mod conversations;
mod file;
mod host;
mod identity;
mod kinds;
mod limits;
mod media;
mod noise;
mod orders;
mod posts;
#[path = "../random/mod.rs"]
#[allow(dead_code, reason = "noise of these tests is made by proptest")]
mod random;
mod statuses;
mod streams;
