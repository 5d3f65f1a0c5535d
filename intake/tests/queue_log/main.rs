//! `queue_log` of Asterisk, file and table: the samples give what a correct reader yields, however
//! they are cut, and no bytes make the reader lose what stands beside them.

mod cutting;
mod limits;
mod noise;
mod rules;
mod samples;
mod support;
mod table;
