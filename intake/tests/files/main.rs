//! Files that other systems export: the samples give what a correct reader yields, however they are cut,
//! and no bytes make a reader fail or lose what stands beside them.

mod amazon_connect;
mod csv_mapping;
mod freeswitch;
mod genesys;
#[path = "../random/mod.rs"]
mod random;
#[path = "../asterisk/support.rs"]
#[allow(dead_code, reason = "the tests of each kind of source use a part of it")]
mod support;
