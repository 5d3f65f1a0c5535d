//! The card *Situação* of a source: times, problem, counts, and reading it again.

use domain::settings::SourceRecord;
use domain::settings::source::SourceKind;
use domain::{Timestamp, zone};
use leptos::prelude::*;
use serde_json::Value;
use store::settings::{Settings, Versioned};
use store::sources::SourceCount;

use super::panel::{AGAIN, code};
use crate::error::AppError;
use crate::locales::{Texts, use_texts};
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;

/// The outcomes, in the order in which they are shown.
const OUTCOMES: [&str; 5] = ["new", "unchanged", "corrected", "conflict", "rejected"];

/// What precedes the kind of what was skipped, in the counts.
const SKIPPED: &str = "skipped:";

/// The card with the state of a source.
pub(super) async fn card(
    settings: &Settings<'_>,
    stored: &Versioned<SourceRecord>,
    here: &str,
    now: Timestamp,
) -> Result<Erased, AppError> {
    let (status, counts) =
        futures::join!(settings.source_status(stored.id), settings.source_counts(stored.id));
    let (status, counts, zone) = (status?, counts?, settings.zone());
    let (kind, active) = (stored.record.kind(), stored.record.active);
    let t = use_texts();
    let words = &t.settings.sources;
    let moment = |at| t.locale.date_time(zone::civil(zone, at));
    let with_age = |at: Timestamp| format!("{} ({})", moment(at), (words.ago)(now - at));
    let fact = |label: &'static str, text: String| {
        view! { <div><dt>{label}</dt><dd>{text}</dd></div> }
    };
    let problem = status.problem.filter(|_| active).map(|problem| {
        let lead = match status.problem_at {
            Some(at) => (words.problem_since)(&moment(at)),
            None => words.problem_lead.to_owned(),
        };
        view! {
            <div class="notice notice-warning" role="status">
                {icon("alert", "icon")}
                <div class="source-problem"><p>{lead}</p>{code(&problem)}</div>
            </div>
        }
    });
    let paused = (!active).then(|| view! { <p class="card-text">{words.paused_text}</p> });
    let last_event = status.last_event_at.map_or_else(|| words.nothing_yet.to_owned(), with_age);
    let last_read = status.read_at.map_or_else(|| words.never_read.to_owned(), with_age);
    let waiting = (kind != SourceKind::Asterisk)
        .then(|| fact(words.waiting, t.locale.integer(status.waiting.unsigned_abs())));
    let positions = status.logs.iter().filter_map(|log| {
        let offset = read_bytes(&log.position)?;
        let read = fact(words.position, (words.read_until)(&log.log, &t.locale.integer(offset)));
        let unread = log.unread.map(|bytes| {
            let bytes = (words.read_until)(&log.log, &t.locale.integer(bytes.unsigned_abs()));
            let age = log.unread_since.map(|since| format!(" ({})", (words.ago)(now - since)));
            fact(words.unread, bytes + &age.unwrap_or_default())
        });
        Some(view! { {read} {unread} })
    });
    let positions = positions.collect_view();
    let outcomes = OUTCOMES.map(|what| {
        let count = t.locale.integer(count_of(&counts, what));
        view! { <div><dt>{outcome(t, what)}</dt><dd>{count}</dd></div> }
    });
    let again = kind.can_be_read_again().then(|| {
        view! {
            <form method="post" action=here.to_owned() class="source-again" data-in-place="" aria-label=words.again>
                <input type="hidden" name="form" value=AGAIN/>
                <button class="button">{icon("retry", "icon")} {words.again}</button>
                <p class="field-hint">{words.again_hint}</p>
            </form>
        }
    });
    Ok(view! {
        <section class="card card-padded source-card" aria-labelledby="status-title">
            <h3 id="status-title" class="card-title">{words.status}</h3>
            {problem}
            {paused}
            <dl class="facts">
                {fact(words.last_event, last_event)}
                {fact(words.last_read, last_read)}
                {waiting}
                {positions}
            </dl>
            <h4 class="source-subtitle">{words.counts}</h4>
            <dl class="source-counts">{outcomes.collect_view()}</dl>
            {skipped(t, &counts)}
            {again}
        </section>
    }
    .erased())
}

/// How many bytes of a file were read, by a position.
fn read_bytes(position: &str) -> Option<u64> {
    serde_json::from_str::<Value>(position).ok()?.get("offset")?.as_u64()
}

fn count_of(counts: &[SourceCount], what: &str) -> u64 {
    counts.iter().find(|count| count.what == what).map_or(0, |count| count.count.unsigned_abs())
}

fn outcome(t: &'static Texts, what: &str) -> &'static str {
    let words = &t.settings.sources;
    match what {
        "new" => words.count_new,
        "unchanged" => words.count_unchanged,
        "corrected" => words.count_corrected,
        "conflict" => words.count_conflict,
        _ => words.count_rejected,
    }
}

/// What was skipped on purpose, by kind, behind its sum.
fn skipped(t: &'static Texts, counts: &[SourceCount]) -> Option<Erased> {
    let words = &t.settings.sources;
    let kinds: Vec<(String, u64)> = counts
        .iter()
        .filter_map(|count| {
            let word = count.what.strip_prefix(SKIPPED)?;
            let label = (words.words.skipped)(word).unwrap_or(word);
            Some((domain::bidi::plain(label), count.count.unsigned_abs()))
        })
        .collect();
    if kinds.is_empty() {
        return None;
    }
    let sum = kinds.iter().fold(0_u64, |sum, (_, count)| sum.saturating_add(*count));
    let rows = kinds.into_iter().map(|(label, count)| {
        view! { <div><dt>{label}</dt><dd>{t.locale.integer(count)}</dd></div> }
    });
    let rows = rows.collect_view();
    Some(
        view! {
            <details class="source-skipped">
                <summary>{(words.skipped)(&t.locale.integer(sum))}</summary>
                <p class="field-hint">{words.skipped_hint}</p>
                <dl class="facts">{rows}</dl>
            </details>
        }
        .erased(),
    )
}

#[cfg(test)]
mod tests {
    use domain::Millis;

    use super::*;
    use crate::locales::Locale;

    #[test]
    fn a_position_tells_how_far_a_file_was_read() {
        assert_eq!(read_bytes(r#"{"inode":3,"offset":1234}"#), Some(1234));
        assert_eq!(read_bytes("null"), None);
        assert_eq!(read_bytes("cut"), None);
    }

    #[test]
    fn an_age_has_one_unit() {
        let ago = |locale: Locale, seconds| (locale.texts().settings.sources.ago)(Millis::seconds(seconds));
        for (seconds, expected) in [
            (-5, "há menos de 1 min"),
            (59, "há menos de 1 min"),
            (60, "há 1 min"),
            (3_599, "há 59 min"),
            (3_600, "há 1 h"),
            (172_799, "há 47 h"),
            (172_800, "há 2 dias"),
        ] {
            assert_eq!(ago(Locale::PtBr, seconds), expected);
        }
        assert_eq!(ago(Locale::En, 180), "3 min ago");
        assert_eq!(ago(Locale::Es, 259_200), "hace 3 días");
    }

    #[test]
    fn every_kind_of_what_is_skipped_has_a_word() {
        for word in [
            "blank_line",
            "process_event",
            "agent_presence",
            "ring",
            "during_visit",
            "dialled_number",
            "duplicate",
            "before_log",
            "dialler_call",
            "unknown_event",
            "refused_table",
            "queue_call",
            "internal_call",
            "unnamed_trunk",
            "begun_by_agent",
            "leg",
            "announcement",
            "left_out",
            "message_status",
            "unknown_number",
            "earlier_visit",
            "direct_call",
            "other_channel",
        ] {
            for locale in Locale::ALL {
                assert!((locale.texts().settings.sources.words.skipped)(word).is_some(), "{locale:?} {word}");
            }
        }
    }
}
