//! Why something of a source could not be used, in words. The store keeps the reason as JSON: a word, or
//! a word with a detail. A word that is not known is shown as it is.

use domain::FieldErrors;
use serde_json::Value;

use crate::locales::{Locale, Texts};

/// The most field errors that are listed.
const MAX_FIELDS: usize = 5;

/// The longest detail of a reason, in characters.
const MAX_DETAIL: usize = 200;

/// A reason in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::settings) struct ReasonText {
    /// The sentence.
    pub(in crate::settings) text: String,
    /// The protocol of the interaction that it leads to.
    pub(super) protocol: Option<String>,
}

/// Why something of a source was rejected, stored as JSON, in words.
pub fn reject_reason(locale: Locale, json: &str) -> String {
    reason_text(locale.texts(), json).text
}

/// A reason, stored as JSON, in words.
pub(in crate::settings) fn reason_text(t: &'static Texts, json: &str) -> ReasonText {
    let sentence = |text: String| ReasonText { text, protocol: None };
    match serde_json::from_str(json) {
        Ok(Value::String(word)) => sentence(plain(t, &word)),
        Ok(Value::Object(reason)) if reason.len() == 1 => {
            let (word, detail) = reason.into_iter().next().unwrap_or_default();
            let protocol = match (word.as_str(), detail.get("protocol")) {
                ("conflict", Some(Value::String(protocol))) => Some(protocol.clone()),
                _ => None,
            };
            let detail = if protocol.is_some() { String::new() } else { detail_text(t, &word, detail) };
            ReasonText { text: with_detail(t, &word, &detail), protocol }
        }
        _ => sentence(short(json)),
    }
}

/// A reason without a detail.
fn plain(t: &'static Texts, word: &str) -> String {
    with_detail(t, word, "")
}

fn with_detail(t: &'static Texts, word: &str, detail: &str) -> String {
    match (t.settings.sources.words.reason)(word) {
        Some(sentence) => sentence.replacen("{}", detail, 1).trim_end().to_owned(),
        None if detail.is_empty() => short(word),
        None => format!("{}: {detail}", short(word)),
    }
}

/// The detail of a reason: a number, a name, or mistakes by field.
fn detail_text(t: &'static Texts, word: &str, detail: Value) -> String {
    if word == "bad_fields"
        && let Ok(errors) = serde_json::from_value::<FieldErrors>(detail.clone())
    {
        let of_field = |error: &domain::FieldError| {
            let name = (t.settings.audit.fields.field)(&error.field).filter(|name| !name.is_empty());
            let name = name.map_or_else(|| short(&error.field), str::to_owned);
            format!("{name}: {}", t.problem(&error.problem))
        };
        return errors.0.iter().take(MAX_FIELDS).map(of_field).collect::<Vec<_>>().join(" ");
    }
    let mut scalar = detail;
    if let Value::Object(fields) = scalar {
        scalar = fields.into_iter().next().map_or(Value::Null, |(_, value)| value);
    }
    match scalar {
        Value::Null => String::new(),
        Value::Number(number) => {
            number.as_u64().map_or_else(|| number.to_string(), |number| t.locale.integer(number))
        }
        Value::String(text) => short(&text),
        other => short(&other.to_string()),
    }
}

fn short(text: &str) -> String {
    text.chars().take(MAX_DETAIL).collect()
}

#[cfg(test)]
mod tests {
    use domain::Problem;
    use serde_json::json;

    use super::*;

    fn said(locale: Locale, reason: &Value) -> String {
        reason_text(locale.texts(), &reason.to_string()).text
    }

    #[test]
    fn a_reason_is_a_sentence_in_every_language() {
        // The words of `intake::source::Reason`, of what follows logs, and of the store.
        for word in [
            "cut_line",
            "too_few_fields",
            "too_many_fields",
            "bad_time",
            "no_time_zone",
            "no_call",
            "no_queue",
            "no_visit",
            "ambiguous_visit",
            "no_end",
            "too_many_open",
            "still_open",
            "no_agent_column",
            "unknown_answer",
            "lines_lost",
            "not_written",
            "began_before_log",
            "recording_format",
            "recording_of_one_side",
            "another_recording",
            "empty_recording",
            "unfinished_recording",
            "unreadable_recording",
        ] {
            for locale in Locale::ALL {
                let text = said(locale, &json!(word));
                assert!(text.ends_with('.') && !text.contains('_'), "{locale:?} {word}: {text}");
            }
        }
    }

    #[test]
    fn a_detail_is_part_of_the_sentence() {
        let pt = |reason| said(Locale::PtBr, &reason);
        assert_eq!(pt(json!({ "line_too_long": { "limit": 65536 } })), "A linha tem mais de 65.536 bytes.");
        assert_eq!(
            pt(json!({ "nul_bytes": { "count": 12 } })),
            "12 bytes nulos: a máquina pode ter caído aqui."
        );
        assert_eq!(
            said(Locale::En, &json!({ "missing_column": { "name": "queuename" } })),
            "The table has no column queuename."
        );
        let mut errors = FieldErrors::default();
        errors.add("queue", Problem::Required);
        errors.add("messages[3].at", Problem::Required);
        assert_eq!(
            pt(json!({ "bad_fields": errors })),
            "Não forma um atendimento válido. Fila: Preencha este campo. messages[3].at: Preencha este campo."
        );
    }

    #[test]
    fn a_conflict_leads_to_the_interaction() {
        let reason = json!({ "conflict": { "protocol": "2026-0001" } }).to_string();
        let said = reason_text(Locale::PtBr.texts(), &reason);
        assert_eq!(said.protocol.as_deref(), Some("2026-0001"));
        assert_eq!(said.text, "Já foi registrado com outro conteúdo:");
    }

    #[test]
    fn what_is_not_known_is_shown_as_it_is() {
        let pt = |reason| said(Locale::PtBr, &reason);
        assert_eq!(pt(json!("no_such_inbox")), "no_such_inbox");
        assert_eq!(pt(json!({ "no_such_inbox": { "id": 7 } })), "no_such_inbox: 7");
        assert_eq!(pt(json!({ "a": 1, "b": 2 })), r#"{"a":1,"b":2}"#);
        assert_eq!(reason_text(Locale::PtBr.texts(), "not JSON").text, "not JSON");
        assert_eq!(pt(json!({ "odd": [1, 2] })), "odd: [1,2]");
        assert_eq!(pt(json!("x".repeat(5_000))).len(), MAX_DETAIL);
    }
}
