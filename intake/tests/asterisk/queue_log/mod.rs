//! `queue_log`, file and table.

mod cutting;
mod limits;
mod noise;
mod rules;
mod samples;
mod source;
mod table;
