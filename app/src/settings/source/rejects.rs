//! The card *Rejeições* of a source: the last of them with their place and reason, and the link to all.

use domain::settings::SourceRecord;
use domain::zone;
use leptos::prelude::*;
use store::settings::{Settings, Versioned};
use store::sources::StoredReject;

use super::panel::code;
use super::reasons::reason_text;
use crate::error::AppError;
use crate::locales::{Texts, use_texts};
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;
use crate::ui::user_text::user_text;

/// How many rejects are shown.
const SHOWN: u32 = 50;

/// How many characters of their text are shown.
const EXCERPT: u32 = 300;

/// The card with the last rejects of a source.
pub(super) async fn card(
    settings: &Settings<'_>,
    stored: &Versioned<SourceRecord>,
    here: &str,
) -> Result<Erased, AppError> {
    // One character more than is shown says whether there are more.
    let rejects = settings.source_reject_excerpts(stored.id, SHOWN, EXCERPT + 1).await?;
    let t = use_texts();
    let words = &t.settings.sources;
    if rejects.is_empty() {
        return Ok(view! {
            <section class="card card-padded source-card" aria-labelledby="rejects-title">
                <h3 id="rejects-title" class="card-title">{words.rejects}</h3>
                <p class="card-text">{words.rejects_none}</p>
            </section>
        }
        .erased());
    }
    let rows = rejects.into_iter().map(|reject| {
        let at = t.locale.date_time(zone::civil(settings.zone(), reject.at));
        row(t, at, reject)
    });
    let rows = rows.collect_view();
    Ok(view! {
        <section class="card card-padded source-card" aria-labelledby="rejects-title">
            <div class="source-head">
                <h3 id="rejects-title" class="card-title">{words.rejects}</h3>
                <a class="button" href=format!("{here}/rejects.ndjson") download="" rel="external">
                    {icon("download", "icon")} {words.rejects_download}
                </a>
            </div>
            <p class="card-text">{(words.rejects_text)(SHOWN)}</p>
            <ol class="source-rejects" tabindex="0" aria-labelledby="rejects-title">{rows}</ol>
        </section>
    }
    .erased())
}

fn row(t: &'static Texts, at: String, reject: StoredReject) -> Erased {
    let words = &t.settings.sources;
    let reason = reason_text(t, &reject.reason);
    let protocol = reason.protocol.map(|protocol| {
        let encoded: String = form_urlencoded::byte_serialize(protocol.as_bytes()).collect();
        let href = format!("/history?interaction={encoded}&view=conversation");
        view! { " " <a href=href>{user_text(&protocol)}</a> }
    });
    let file = reject.file.map(|file| view! { <span>{user_text(&file)}</span> });
    let line = reject.line.map(|line| {
        view! { <span>{(words.line)(&t.locale.integer(line.unsigned_abs()))}</span> }
    });
    let text = (!reject.text.is_empty()).then(|| code(&excerpt(&reject.text)));
    view! {
        <li class="source-reject">
            <p class="source-place"><span>{at}</span> {file} {line}</p>
            <p>{domain::bidi::plain(&reason.text)} {protocol}</p>
            {text}
        </li>
    }
    .erased()
}

/// The beginning of a text, with an ellipsis if that is not all of it.
fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT as usize) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(excerpt("curto"), "curto");
        let whole = "ã".repeat(EXCERPT as usize);
        assert_eq!(excerpt(&whole), whole);
        assert_eq!(excerpt(&format!("{whole}ã")), format!("{whole}…"));
    }
}
