//! Why an attempt to send a webhook has failed, in the language of the page.

use domain::settings::webhook::AttemptProblem;

use crate::locales::Texts;

/// The sentence about a stored problem; one of another version is shown as it is.
pub(super) fn text(t: &'static Texts, stored: &str) -> String {
    match AttemptProblem::split(stored) {
        (Some(problem), detail) => (t.settings.webhooks.attempt)(problem, detail),
        (None, text) => text.to_owned(),
    }
}

/// What is known besides, in English, where the sentence does not say it.
pub(super) fn detail(stored: &str) -> Option<&str> {
    match AttemptProblem::split(stored) {
        (Some(AttemptProblem::Connection | AttemptProblem::Name), detail) if !detail.is_empty() => {
            Some(detail)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locales::Locale;

    #[test]
    fn a_problem_is_a_sentence_and_perhaps_a_detail() {
        let t = Locale::En.texts();
        assert_eq!(text(t, "status: 302"), "The receiver answered with the status 302.");
        assert_eq!(detail("status: 302"), None);
        assert_eq!(text(t, "timeout"), "The receiver did not answer in time.");
        assert_eq!(detail("connection: refused"), Some("refused"));
        assert_eq!(text(t, "of a later version"), "of a later version");
        for locale in Locale::ALL {
            for problem in AttemptProblem::ALL {
                assert_ne!(text(locale.texts(), &problem.with_detail("x")), problem.with_detail("x"));
            }
        }
    }
}
