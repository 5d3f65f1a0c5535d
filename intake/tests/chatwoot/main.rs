//! Chatwoot: the streams and the answers of REST give the interactions that they describe, whatever
//! happens to the webhooks, and no answer makes a reader panic.

mod borders;
mod deliveries;
mod doorbell;
mod host;
mod noise;
#[path = "../random/mod.rs"]
mod random;
mod rest;
mod rules;
mod samples;
mod server;
mod support;
mod webhook;
