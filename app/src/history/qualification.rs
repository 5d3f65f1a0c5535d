//! Sets the contact reason of one of the viewer's interactions.

use domain::history::{Qualification, QualifyOutcome};
use domain::{ContactReasonId, Protocol};

use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::texts_of_request;
use crate::locales::Texts;
use crate::ui::notice::Notice;

/// Sets, changes or clears the contact reason; see [`super::api::qualify`].
pub(super) async fn qualify(protocol: &Protocol, reason: &str, seen: &str) -> Result<Notice, AppError> {
    let t = texts_of_request();
    let (Ok(reason), Ok(seen)) = (read(reason), read(seen)) else {
        return Ok(Notice::refused(t.error_reason_not_offered));
    };
    let context = RequestContext::current()?;
    let outcome = context.scoped()?.history().qualify(protocol, reason, seen, store::clock::now()).await?;
    Ok(match outcome.ok_or(AppError::NotFound)? {
        QualifyOutcome::Qualified(done) => Notice::done(sentence(&done, t)),
        QualifyOutcome::NotOffered => Notice::refused(t.error_reason_not_offered),
    })
}

/// Parses the ID of a contact reason; empty is none.
fn read(id: &str) -> Result<Option<ContactReasonId>, std::num::ParseIntError> {
    if id.is_empty() { Ok(None) } else { id.parse().map(Some) }
}

/// The message after a qualification; it names the reason that was replaced.
fn sentence(done: &Qualification, t: &Texts) -> String {
    let Some(replaced) = &done.replaced else { return t.qualified.to_owned() };
    let reason = replaced.reason.as_deref().unwrap_or(t.no_reason);
    let by = replaced.by.as_deref().unwrap_or(t.someone_else);
    let at = replaced.at.map(|at| t.locale.date_time(at)).unwrap_or_default();
    (t.replaced)(reason, by, &at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locales::Locale;
    use domain::history::ReplacedReason;

    #[test]
    fn the_sentence_names_the_reason_that_was_replaced_and_who_had_chosen_it() {
        let replaced = ReplacedReason {
            reason: Some("Sem sinal".to_owned()),
            by: Some("Ana".to_owned()),
            at: "2026-11-21T10:03:00".parse().ok(),
        };
        let outcome = Qualification { now: None, replaced: Some(replaced) };
        let text = sentence(&outcome, Locale::PtBr.texts());
        assert_eq!(text, "Salvo. Você substituiu “Sem sinal”, escolhido por Ana em 21/11/2026 10:03:00.");
    }
}
