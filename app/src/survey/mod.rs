//! The public page of a survey: what the customer sees, who is nobody to this site.
//!
//! The token of the address is all there is; the answers are a plain form, taken by the server,
//! which shows the page again with a [`Draft`] where something is missing.

mod page;
mod question;

pub use page::{DeclinedPage, SurveyPage, ThanksPage};

use domain::survey::BadAnswer;

/// What was sent and could not be taken, for the page to show again.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The fields as they were sent.
    pub given: Vec<(String, String)>,
    /// The questions whose answers could not be taken.
    pub bad: Vec<BadAnswer>,
}

impl Draft {
    /// What was said to the question of a number.
    pub fn answer(&self, id: u32) -> Option<&str> {
        let field = field(id);
        self.given.iter().find(|(name, _)| *name == field).map(|(_, value)| value.as_str())
    }
}

/// The field of the question of a number.
pub fn field(id: u32) -> String {
    format!("q{id}")
}
