//! What a qualification has to say.

use domain::history::Qualified;

use crate::locales::Texts;

/// What to tell whoever qualified.
pub(super) fn sentence(done: &Qualified, t: &Texts) -> String {
    let Some(replaced) = &done.replaced else { return t.qualified.to_owned() };
    let reason = replaced.reason.as_deref().unwrap_or(t.no_reason);
    let by = replaced.by.as_deref().unwrap_or(t.somebody);
    let at = replaced.at.map(|at| t.locale.date_time(at)).unwrap_or_default();
    (t.replaced)(reason, by, &at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locales::Locale;
    use domain::history::Replaced;

    #[test]
    fn whoever_replaces_a_reason_is_told_which_and_whose() {
        let replaced = Replaced {
            reason: Some("Sem sinal".to_owned()),
            by: Some("Ana".to_owned()),
            at: "2026-11-21T10:03:00".parse().ok(),
        };
        let outcome = Qualified { now: None, replaced: Some(replaced) };
        let text = sentence(&outcome, Locale::PtBr.texts());
        assert_eq!(text, "Salvo. Você substituiu “Sem sinal”, escolhido por Ana em 21/11/2026 10:03:00.");
    }
}
