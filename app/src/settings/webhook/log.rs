//! The card *Últimas entregas* of a webhook: the last attempts with what came of them.

use domain::settings::{WebhookEvent, WebhookRecord};
use domain::{bidi, zone};
use leptos::prelude::*;
use store::settings::{Settings, Versioned};
use store::webhooks::StoredAttempt;

use super::problem;
use crate::error::AppError;
use crate::locales::{Texts, use_texts};
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::user_text::user_text;

/// How many attempts are shown.
const SHOWN: u32 = 50;

/// The card with the last attempts of a webhook.
pub(super) async fn card(
    settings: &Settings<'_>,
    stored: &Versioned<WebhookRecord>,
) -> Result<Erased, AppError> {
    let attempts = settings.webhook_attempts(stored.id, SHOWN).await?;
    let t = use_texts();
    let words = &t.settings.webhooks;
    if attempts.is_empty() {
        return Ok(view! {
            <section class="card card-padded source-card" aria-labelledby="log-title">
                <h3 id="log-title" class="card-title">{words.log}</h3>
                <p class="card-text">{words.log_none}</p>
            </section>
        }
        .erased());
    }
    let rows = attempts.into_iter().map(|attempt| {
        let at = t.locale.date_time(zone::civil(settings.zone(), attempt.at));
        row(t, at, &attempt)
    });
    let rows = rows.collect_view();
    Ok(view! {
        <section class="card card-padded source-card" aria-labelledby="log-title">
            <h3 id="log-title" class="card-title">{words.log}</h3>
            <p class="card-text">{words.log_text}</p>
            <ol class="source-rejects" tabindex="0" aria-labelledby="log-title">{rows}</ol>
        </section>
    }
    .erased())
}

fn row(t: &'static Texts, at: String, attempt: &StoredAttempt) -> Erased {
    let words = &t.settings.webhooks;
    let event = WebhookEvent::parse(&attempt.kind)
        .map_or_else(|| bidi::plain(&attempt.kind), |event| (words.event)(event).to_owned());
    let number = (words.number)(&t.locale.integer(attempt.seq.unsigned_abs()));
    let took = (words.took)(&t.locale.integer(attempt.duration_ms.0.unsigned_abs()));
    let result = match &attempt.problem {
        None => words.accepted.to_owned(),
        Some(stored) => problem::text(t, stored),
    };
    let detail = attempt.problem.as_deref().and_then(problem::detail).map(code);
    let answer = attempt.answer.as_deref().filter(|answer| !answer.is_empty()).map(code);
    view! {
        <li class="source-reject">
            <p class="source-place"><span>{at}</span> <span>{number}</span> <span>{event}</span> <span>{took}</span></p>
            <p>{user_text(result)}</p>
            {detail}
            {answer}
        </li>
    }
    .erased()
}

/// A text of the other system or of the server, as it is.
pub(super) fn code(text: &str) -> Erased {
    view! { <code class="source-code" dir="auto">{bidi::plain(text)}</code> }.erased()
}
