//! The public page of a survey: what the customer sees, who is nobody to this site.
//!
//! The token of the address is all there is. The answers are a form posted to the page itself, which
//! leads on to a page of thanks, or is shown again where something is missing: nothing that was
//! written is lost, and nothing of it travels in an address.

mod answer;
mod page;
mod question;

pub use page::{DeclinedPage, SurveyPage, ThanksPage};
