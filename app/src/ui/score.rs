//! The answer of a customer to a survey, in words: `4 de 5`.

use domain::survey::Score;

use crate::locales::Texts;

/// The score and the highest one of its scale.
pub(crate) fn score_text(t: &Texts, score: Score) -> String {
    (t.score_of)(&score.value.to_string(), &score.scale.highest().to_string())
}
