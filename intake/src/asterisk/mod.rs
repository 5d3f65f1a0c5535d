//! Logs of Asterisk, also as `FreePBX` and Issabel keep them.

pub mod cdr;
pub mod cel;
pub mod member;
mod offset;
pub mod queue_log;
pub mod recordings;
