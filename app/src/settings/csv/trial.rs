//! The card with what an import would make of the sample: the first interactions with all their fields, the
//! first rejects with line and reason, and what is left out.

use std::collections::BTreeMap;

use chrono::DateTime;
use domain::{CallStatus, Channel, Direction, EndedBy, NewInteraction, Outcome, Timestamp, bidi};
use intake::csv_mapping::Field;
use intake::dry_run::DryRun;
use leptos::prelude::*;
use serde_json::Value;

use crate::conversation::course::outcome_name;
use crate::locales::Texts;
use crate::settings::source::{code, reason_text};
use crate::ui::erased::{Erased, IntoErased};

/// The ID, which every interaction has and no rule gives.
const EXTERNAL_ID: &str = "external_id";

/// How an instant is shown.
type Moment<'a> = &'a dyn Fn(Timestamp) -> String;

/// The card.
pub(super) fn card(t: &'static Texts, moment: Moment<'_>, trial: DryRun) -> Erased {
    let words = &t.settings.csv;
    let DryRun { interactions, shown, rejected, rejects, skipped } = trial;
    let counted = (words.counted)(&t.locale.integer(interactions), &t.locale.integer(rejected));
    let rows: Vec<BTreeMap<String, String>> =
        shown.iter().map(|(_, interaction)| cells(t, moment, interaction)).collect();
    let table = (!rows.is_empty()).then(|| table(t, &rows));
    let rejects = rejects.into_iter().map(|reject| {
        let reason = serde_json::to_string(&reject.reason).unwrap_or_default();
        let line = (t.settings.sources.line)(&t.locale.integer(reject.place.line));
        let text = (!reject.text.is_empty()).then(|| code(&reject.text));
        view! {
            <li class="source-reject">
                <p class="source-place"><span>{line}</span></p>
                <p>{bidi::plain(&reason_text(t, &reason).text)}</p>
                {text}
            </li>
        }
    });
    let rejects = rejects.collect_view();
    let rejects = (rejected > 0).then(|| {
        view! {
            <h4 class="source-subtitle" id="csv-rejects">{words.first_rejects}</h4>
            <ol class="source-rejects" tabindex="0" aria-labelledby="csv-rejects">{rejects}</ol>
        }
    });
    let skipped: Vec<_> = skipped
        .into_iter()
        .map(|(kind, count)| {
            let word = serde_json::to_value(kind).ok();
            let word = word.as_ref().and_then(Value::as_str).unwrap_or_default();
            let label = (t.settings.sources.words.skipped)(word).unwrap_or_default();
            view! { <div><dt>{label}</dt><dd>{t.locale.integer(count)}</dd></div> }
        })
        .collect();
    let skipped = (!skipped.is_empty()).then(|| {
        view! {
            <h4 class="source-subtitle">{words.skipped}</h4>
            <dl class="facts">{skipped}</dl>
        }
    });
    view! {
        <section class="card card-padded source-card" aria-labelledby="csv-result">
            <h3 class="card-title" id="csv-result">{words.result}</h3>
            <p class="card-text" role="status">{counted}</p>
            {table}
            {rejects}
            {skipped}
        </section>
    }
    .erased()
}

fn table(t: &'static Texts, rows: &[BTreeMap<String, String>]) -> Erased {
    let words = &t.settings.csv;
    let known = std::iter::once(EXTERNAL_ID.to_owned()).chain(Field::ALL.into_iter().map(Field::name));
    let mut names: Vec<String> = known.filter(|name| rows.iter().any(|row| row.contains_key(name))).collect();
    let others = rows.iter().flat_map(BTreeMap::keys).filter(|name| !names.contains(name));
    let mut others: Vec<String> = others.cloned().collect();
    others.sort();
    others.dedup();
    names.extend(others);
    let heads = names.iter().map(|name| {
        let label = (words.fields.of)(name).map_or_else(|| name.clone(), str::to_owned);
        view! { <th scope="col">{label}</th> }
    });
    let heads = heads.collect_view();
    let rows = rows.iter().map(|row| {
        let cells = names.iter().map(|name| {
            let text = row.get(name).map(|text| bidi::plain(text)).unwrap_or_default();
            if name == EXTERNAL_ID {
                view! { <th scope="row" dir="auto">{text}</th> }.erased()
            } else {
                view! { <td dir="auto">{text}</td> }.erased()
            }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    let rows = rows.collect_view();
    view! {
        <h4 class="source-subtitle" id="csv-rows">{words.first_rows}</h4>
        <div class="csv-scroll" tabindex="0" role="region" aria-labelledby="csv-rows">
            <table class="csv-table">
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}

/// The fields of an interaction by name, in words. The source is the same for all.
fn cells(t: &'static Texts, moment: Moment<'_>, interaction: &NewInteraction) -> BTreeMap<String, String> {
    let mut cells = BTreeMap::new();
    flatten("", &serde_json::to_value(interaction).unwrap_or_default(), &mut cells);
    cells.remove("source");
    for (name, text) in &mut cells {
        if let Some(word) = in_words(t, moment, name, text) {
            *text = word;
        }
    }
    cells
}

fn flatten(path: &str, value: &Value, cells: &mut BTreeMap<String, String>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| flatten(&below(name), value, cells)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                flatten(&format!("{path}[{index}]"), item, cells);
            }
        }
        Value::String(text) => {
            cells.insert(path.to_owned(), text.clone());
        }
        other => {
            cells.insert(path.to_owned(), other.to_string());
        }
    }
}

fn in_words(t: &'static Texts, moment: Moment<'_>, name: &str, text: &str) -> Option<String> {
    if name.ends_with("_at") || name.rsplit('.').next() == Some("at") {
        let at: Timestamp = DateTime::parse_from_rfc3339(text).ok()?.to_utc().into();
        return Some(moment(at));
    }
    word(t, name, text).map(str::to_owned)
}

/// A word of a field in the language of the page.
pub(super) fn word(t: &'static Texts, field: &str, word: &str) -> Option<&'static str> {
    Some(match field {
        "channel" => t.channel_name(Channel::parse(word)?),
        "direction" => t.direction_name(Direction::parse(word)?),
        "outcome" => outcome_name(t, Outcome::parse(word)?),
        "ended_by" => match EndedBy::parse(word)? {
            EndedBy::Customer => t.course().customer,
            EndedBy::Agent => t.course().agent,
            EndedBy::System => t.course().system,
        },
        "call_status" | "calls[0].status" => match CallStatus::parse(word)? {
            CallStatus::Answered => t.calls().answered,
            CallStatus::NoAnswer => t.calls().no_answer,
            CallStatus::Busy => t.calls().busy,
            CallStatus::Failed => t.calls().failed,
            CallStatus::Abandoned => t.calls().abandoned,
        },
        _ => return None,
    })
}
