//! What a form has to say after the redirect that follows it: it travels in a cookie to the next
//! page, once.

use domain::history::Qualified;
use leptos::prelude::*;

use crate::context::RequestContext;
use crate::cookies;
use crate::error::AppError;
use crate::locales::{Texts, use_texts};
use crate::ui::icon::icon;

/// The outcome of a qualification.
pub(super) type Outcome = Result<Qualified, AppError>;

const NAME: &str = "protocolo_flash";

/// The notice of the last form, if there is one.
#[component]
pub(super) fn Flash() -> impl IntoView {
    let t = use_texts();
    take().map(|outcome| {
        let (text, good) = sentence(&outcome, t);
        let class = if good { "notice notice-success" } else { "notice notice-error" };
        let glyph = if good { "check" } else { "alert" };
        view! { <div class=format!("{class} flash") role="status">{icon(glyph, "icon")} <p data-announce="">{text}</p></div> }
    })
}

/// What to tell about an outcome, and whether it went well.
fn sentence(outcome: &Outcome, t: &Texts) -> (String, bool) {
    match outcome {
        Ok(Qualified { replaced: Some(replaced), .. }) => {
            let reason = replaced.reason.as_deref().unwrap_or(t.no_reason);
            let by = replaced.by.as_deref().unwrap_or(t.somebody);
            let at = replaced.at.map(|at| t.locale.date_time(at)).unwrap_or_default();
            ((t.replaced)(reason, by, &at), true)
        }
        Ok(_) => (t.qualified.to_owned(), true),
        Err(error) => (error.message(t).to_owned(), false),
    }
}

/// Gives the next page something to say.
pub(super) fn leave(outcome: &Outcome) {
    let json = serde_json::to_string(outcome).unwrap_or_default();
    let value: String = form_urlencoded::byte_serialize(json.as_bytes()).collect();
    cookies::set(NAME, &value, 60, true, secure());
}

fn take() -> Option<Outcome> {
    let value = cookies::read(NAME)?;
    cookies::set(NAME, "", 0, true, secure());
    let json: String = form_urlencoded::parse(value.as_bytes()).next()?.0.into_owned();
    serde_json::from_str(&json).ok()
}

fn secure() -> bool {
    RequestContext::current().is_ok_and(|context| context.secure)
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
        let outcome = Ok(Qualified { now: None, replaced: Some(replaced) });
        let (text, good) = sentence(&outcome, Locale::PtBr.texts());
        assert!(good);
        assert_eq!(text, "Salvo. Você substituiu “Sem sinal”, escolhido por Ana em 21/11/2026 10:03:00.");
    }
}
