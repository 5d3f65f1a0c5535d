//! The last answer of a customer to a survey, in words: `4 de 5`.

use domain::customers::LastScore;

use crate::locales::Texts;

/// The score and the highest one of its scale.
pub(super) fn score_text(t: &'static Texts, last: LastScore) -> String {
    let highest = last.scale.scores().max().unwrap_or_default();
    (t.customers().score_of)(&last.score.to_string(), &highest.to_string())
}
