//! Logs of Asterisk: the samples give what a correct reader yields, however they are cut, and no bytes
//! make a reader lose what stands beside them.

mod cdr;
mod cel;
mod queue_log;
mod recordings;
mod support;
