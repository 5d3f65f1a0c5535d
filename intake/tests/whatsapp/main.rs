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
mod statuses;
mod streams;
