//! Logs of Asterisk: the samples give what a correct reader yields, however they are cut, and no bytes
//! make a reader lose what stands beside them.

mod cdr;
mod cel;
mod queue_log;
#[path = "../random/mod.rs"]
mod random;
mod recordings;
mod support;
