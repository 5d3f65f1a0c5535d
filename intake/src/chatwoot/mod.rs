//! Chatwoot: its conversations on a website or in WhatsApp become interactions.
//!
//! The webhook is a doorbell ([`doorbell()`]), REST is the truth ([`rest`]), and polling finds what no
//! webhook has announced.

mod doorbell;
pub mod rest;
pub mod webhook;

pub use doorbell::{BadWebhook, Doorbell, Ignored, StatusChange, doorbell};
