//! The public page of a survey, for customers without an account.
//!
//! The token in the URL is the only credential. The form is posted to the page itself, which
//! redirects to a thank-you page or is shown again with its errors, so that no input is lost and
//! none of it appears in a URL.

mod answer;
mod page;
mod question;

pub use page::{DeclinedPage, SurveyPage, ThanksPage};
