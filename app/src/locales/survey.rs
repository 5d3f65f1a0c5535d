//! The words of *Pesquisa de Satisfação* and of its public page.

use super::words::words;

words! {
    /// The words of *Pesquisa de Satisfação* and of its public page.
    SurveyTexts {
        score: &'static str,
    }
}

/// Português do Brasil.
pub(super) const PT_BR: SurveyTexts = SurveyTexts { score: "Pontuação" };

/// English.
pub(super) const EN: SurveyTexts = SurveyTexts { score: "Score" };

/// Español.
pub(super) const ES: SurveyTexts = SurveyTexts { score: "Puntuación" };
