//! The changes of an audit entry: the difference of two JSON records, in the language of the page.

use std::collections::BTreeMap;

use domain::duration::hh_mm_ss;
use domain::job::{JobKind, JobState};
use domain::saved_view::{ViewAudience, ViewPage};
use domain::settings::WebhookEvent;
use domain::{AuditAction, AuditObject, CaseStatus, Channel, Direction, Millis, ObjectId, Role};
use serde_json::Value;
use store::audit::AuditNames;

use crate::locales::{Locale, Texts};

/// Placeholder of an empty value.
const NOTHING: &str = "–";

/// A changed field with its values before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) field: String,
    pub(super) was: Option<String>,
    pub(super) is: Option<String>,
}

/// The path of a JSON value: keys, and list positions from 0.
type Path = Vec<String>;

/// The fields that differ between two records of an object.
pub(super) fn changes(
    t: &'static Texts,
    object: Option<AuditObject>,
    (before, after): (Option<&str>, Option<&str>),
    names: &AuditNames,
) -> Vec<Change> {
    let (before, after) = (fields(before), fields(after));
    let mut paths: Vec<&Path> = before.keys().chain(after.keys()).collect();
    paths.sort();
    paths.dedup();
    let differing = paths.into_iter().filter(|path| before.get(*path) != after.get(*path));
    let text = |path: &Path, value: &Value| value_text(t, object, path, value, names);
    differing
        .map(|path| Change {
            field: label(t, object, path),
            was: before.get(path).map(|value| text(path, value)),
            is: after.get(path).map(|value| text(path, value)),
        })
        .collect()
}

/// Every scalar value of a record by its path.
fn fields(json: Option<&str>) -> BTreeMap<Path, Value> {
    let mut fields = BTreeMap::new();
    if let Some(value) = json.and_then(|json| serde_json::from_str(json).ok()) {
        flatten(Vec::new(), value, &mut fields);
    }
    fields
}

fn flatten(path: Path, value: Value, fields: &mut BTreeMap<Path, Value>) {
    let under = |name: String| path.iter().cloned().chain([name]).collect::<Path>();
    match value {
        Value::Object(answer) if answer.contains_key("question") && answer.contains_key("value") => {
            let question = answer["question"].as_str().unwrap_or_default().to_owned();
            fields.insert(vec![question], answer["value"].clone());
        }
        Value::Object(record) if !record.is_empty() => {
            for (name, value) in record {
                flatten(under(name), value, fields);
            }
        }
        Value::Array(list) if list.iter().any(|item| item.is_object() || item.is_array()) => {
            for (position, item) in list.into_iter().enumerate() {
                flatten(under(position.to_string()), item, fields);
            }
        }
        value => {
            fields.insert(path, value);
        }
    }
}

/// The label of a path.
fn label(t: &'static Texts, object: Option<AuditObject>, path: &[String]) -> String {
    let words = &t.settings.audit.fields;
    let mut parts: Vec<String> = Vec::with_capacity(path.len());
    for (depth, name) in path.iter().enumerate() {
        let of_week = depth > 0 && path[depth - 1] == "week";
        parts.push(match name.parse::<usize>() {
            Ok(day) if of_week => t.settings.calendars.days.get(day).copied().unwrap_or_default().to_owned(),
            Ok(position) => (position + 1).to_string(),
            Err(_) => field_word(words.field, object, name).map_or_else(|| name.clone(), ToOwned::to_owned),
        });
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// The label of a field name; some names mean something else for users.
fn field_word(
    words: fn(&str) -> Option<&'static str>,
    object: Option<AuditObject>,
    name: &str,
) -> Option<&'static str> {
    match (object, name) {
        (Some(AuditObject::User), "subject") => words("identity"),
        (Some(AuditObject::User), "reason") => words("refusal"),
        _ => words(name),
    }
}

/// A value as displayed text.
fn value_text(
    t: &'static Texts,
    object: Option<AuditObject>,
    path: &[String],
    value: &Value,
    names: &AuditNames,
) -> String {
    let field = path.iter().rev().find(|name| name.parse::<usize>().is_err()).map_or("", String::as_str);
    match value {
        Value::Bool(true) => t.forms().yes.to_owned(),
        Value::Bool(false) => t.forms().no.to_owned(),
        Value::Number(number) => number.as_i64().map_or_else(
            || number.to_string(),
            |number| {
                let name = names.referred(field, ObjectId(number));
                name.map_or_else(|| number_text(t, field, number), ToOwned::to_owned)
            },
        ),
        Value::String(text) if text.is_empty() => NOTHING.to_owned(),
        Value::String(text) => choice_text(t, object, path, field, text).unwrap_or(text).to_owned(),
        Value::Array(list) if list.is_empty() => NOTHING.to_owned(),
        Value::Array(list) => {
            let items: Vec<String> =
                list.iter().map(|item| value_text(t, object, path, item, names)).collect();
            items.join(", ")
        }
        Value::Null | Value::Object(_) => NOTHING.to_owned(),
    }
}

fn number_text(t: &'static Texts, field: &str, number: i64) -> String {
    match field {
        "merged_into" | "case" => format!("#{number}"),
        "size" => t.locale.file_size(number.unsigned_abs()),
        "at_risk_percent" => format!("{number}%"),
        "largest_mb" => format!("{number} MB"),
        field if field.ends_with("_ms") => hh_mm_ss(Millis(number)),
        "hold_s" | "wrap_up_s" | "grace_s" | "settle_s" => hh_mm_ss(Millis::seconds(number)),
        _ => number.to_string(),
    }
}

/// The label of an enumerated value; `None` for free text.
fn choice_text(
    t: &'static Texts,
    object: Option<AuditObject>,
    path: &[String],
    field: &str,
    value: &str,
) -> Option<&'static str> {
    let words = t.settings.audit.fields.value;
    let of_question = path.iter().any(|name| name == "questions" || name == "field");
    match field {
        "status" => CaseStatus::parse(value).map(|status| t.status_name(status)),
        "role" | "second_factor_roles" => Role::parse(value).map(|role| t.role_name(role)),
        "locale" | "language" => Locale::parse(value).map(Locale::own_name),
        "action" => AuditAction::parse(value).map(|action| t.settings.audit.action(action)),
        "channel" => Channel::parse(value).map(|channel| t.channel_name(channel)),
        "direction" => Direction::parse(value).map(|direction| t.direction_name(direction)),
        "rewritten" => (t.settings.audit.fields.field)(value),
        "object" => AuditObject::parse(value).map(|object| t.settings.audit.object(object)),
        "kind" if of_question => words(value),
        "kind" | "secret" | "state" | "read" if object == Some(AuditObject::Source) => words(value),
        "job" => JobKind::parse(value).map(t.jobs().kind),
        "state" if object == Some(AuditObject::Job) => JobState::parse(value).map(t.jobs().state),
        "secret" | "off_reason" if object == Some(AuditObject::Webhook) => words(value),
        "events" if object == Some(AuditObject::Webhook) => {
            WebhookEvent::parse(value).map(|event| (t.settings.webhooks.event)(event))
        }
        "audience" => ViewAudience::parse(value).map(|audience| t.saved_views().audience(audience)),
        "page" if object == Some(AuditObject::SavedView) => {
            ViewPage::parse(value).map(|page| t.viewed_page(page))
        }
        "reason" if object == Some(AuditObject::User) => words(value),
        "owner" | "asked" | "scale" | "scopes" | "second_factor" | "theme" => words(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::locales::Locale;

    fn described(locale: Locale, object: AuditObject, before: &Value, after: &Value) -> Vec<[String; 3]> {
        let json = |value: &Value| Some(value.to_string()).filter(|_| !value.is_null());
        let (before, after) = (json(before), json(after));
        let records = (before.as_deref(), after.as_deref());
        changes(locale.texts(), Some(object), records, &AuditNames::default())
            .into_iter()
            .map(|change| [change.field, change.was.unwrap_or_default(), change.is.unwrap_or_default()])
            .collect()
    }

    #[test]
    fn only_what_differs_is_a_change() {
        let before = json!({ "name": "Vendas", "active": true, "scopes": ["interactions"] });
        let after = json!({ "name": "Vendas SP", "active": true, "scopes": ["interactions"], "queue": null });
        assert_eq!(
            described(Locale::PtBr, AuditObject::Policy, &before, &after),
            [["Nome", "Vendas", "Vendas SP"], ["Fila", "", "–"]]
        );
        assert!(described(Locale::PtBr, AuditObject::Policy, &Value::Null, &Value::Null).is_empty());
    }

    #[test]
    fn a_status_is_told_in_the_words_of_the_interface() {
        let (before, after) = (json!({ "status": "on_hold" }), json!({ "status": "in_service" }));
        for (locale, expected) in [
            (Locale::PtBr, ["Situação", "Pendente", "Em atendimento"]),
            (Locale::Es, ["Estado", "Pendiente", "En atención"]),
        ] {
            let t = locale.texts();
            assert_eq!(expected[1], t.status_name(CaseStatus::OnHold));
            assert_eq!(described(locale, AuditObject::Case, &before, &after), [expected]);
        }
        let english = described(Locale::En, AuditObject::Case, &before, &after);
        assert_eq!(english[0][1], Locale::En.texts().status_name(CaseStatus::OnHold));
    }

    #[test]
    fn the_second_factor_is_told_in_words() {
        let after = json!({ "second_factor": "recovery_code", "second_factor_roles": ["agent"] });
        let expected = [["Second factor", "", "Recovery code"], ["Required second factor", "", "Agent"]];
        assert_eq!(described(Locale::En, AuditObject::User, &Value::Null, &after), expected);
        let refused = json!({ "second_factor": true });
        let expected = [["Segundo fator", "", "Sim"]];
        assert_eq!(described(Locale::PtBr, AuditObject::User, &Value::Null, &refused), expected);
    }

    #[test]
    fn what_people_write_is_never_translated() {
        let after = json!({ "kind": "text", "subject": "closed", "name": "customer", "comment": "on_hold" });
        let changes = described(Locale::PtBr, AuditObject::Case, &Value::Null, &after);
        assert_eq!(
            changes.iter().map(|change| change[2].as_str()).collect::<Vec<_>>(),
            ["on_hold", "text", "customer", "closed"]
        );
    }

    #[test]
    fn answers_stand_under_their_questions() {
        let answers = json!([{ "id": 1, "question": "Resolvido?", "kind": "yes_no", "value": "yes" }]);
        assert_eq!(
            described(Locale::PtBr, AuditObject::Case, &Value::Null, &answers),
            [["Resolvido?", "", "yes"]]
        );
    }

    /// What the audit trail says of a job, when it begins and when it ends.
    fn of_job() -> Value {
        json!({ "job": "bulk_hold", "rows": 2, "comment": "x", "reason": "x", "cancel_requested": true,
            "state": "done", "rows_done": 2, "rows_failed": 1 })
    }

    /// What is written today of sources, webhooks and jobs.
    fn connections() -> Vec<(AuditObject, Value)> {
        vec![
            (
                AuditObject::Source,
                json!({ "name": "x", "active": true, "kind": "asterisk", "by_command": false, "queue_log": "x", "cdr": "x",
                "time_zone": "x", "trunks": ["x"], "direct_queue": "x", "outbound_queue": "x", "internal_queue": "x",
                "queues": [{ "foreign": "x", "name": "x" }], "agents": [] }),
            ),
            (
                AuditObject::Source,
                json!({ "kind": "whatsapp", "numbers": [{ "foreign": "x", "name": "x" }], "idle_hours": 24, "grace_s": 900,
                "closing_words": ["x"], "history": true, "media": false }),
            ),
            (
                AuditObject::Source,
                json!({ "kind": "chatwoot", "server": "x", "account": 1, "inboxes": ["x"], "settle_s": 60, "media": false }),
            ),
            (AuditObject::Source, json!({ "read": "again", "secret": "access-token", "state": "set" })),
            (
                AuditObject::Webhook,
                json!({ "name": "x", "url": "x", "active": true, "events": ["case.finished"], "groups": [1], "full": true,
                    "skipped": 7 }),
            ),
            (AuditObject::Webhook, json!({ "secret": "replaced", "off_reason": "gone", "sent_again": 2 })),
            (AuditObject::Job, of_job()),
        ]
    }

    /// Records as they are written today; extend them when a field is added.
    fn records() -> Vec<(AuditObject, Value)> {
        vec![
            (
                AuditObject::User,
                json!({ "name": "x", "login": "x", "role": "agent", "locale": "pt-BR", "active": true }),
            ),
            (
                AuditObject::User,
                json!({ "issuer": "x", "subject": "x", "single_sign_on": "x", "reason": "no_role", "sessions": 1, "theme": "dark" }),
            ),
            (AuditObject::User, json!({ "second_factor": "app", "recovery_codes": 10 })),
            (AuditObject::Group, json!({ "name": "x", "active": true, "agents": [1], "supervisors": [] })),
            (
                AuditObject::Queue,
                json!({ "name": "x", "active": true, "reason_required": true, "reasons": [1] }),
            ),
            (AuditObject::Reason, json!({ "name": "x", "active": true })),
            (AuditObject::CaseKind, json!({ "name": "x", "active": true })),
            (
                AuditObject::CustomField,
                json!({ "owner": "customer", "position": 1, "active": true,
                "field": { "key": "x", "name": "x", "kind": "date", "options": ["x"], "required": true } }),
            ),
            (
                AuditObject::Calendar,
                json!({ "name": "x", "active": true,
                "hours": { "zone": "x", "week": [["09:00-18:00"], [], [], [], [], [], []], "holidays": ["2026-12-25"] },
                "holiday_names": { "2026-12-25": "Natal" } }),
            ),
            (
                AuditObject::Policy,
                json!({ "name": "x", "active": true, "scope": { "queue": 1, "kind": "x" }, "calendar": 1,
                "promise": { "first_response_ms": 1, "resolution_ms": 1, "at_risk_percent": 80 } }),
            ),
            (
                AuditObject::Survey,
                json!({ "name": "x", "active": true, "queue": 1, "asked": "closed", "valid_days": 7, "scale": "nps", "low_score": 6,
                "questions": [{ "id": 1, "kind": "yes_no", "text": "x", "required": true }] }),
            ),
            (
                AuditObject::Questionnaire,
                json!({ "questions": [{ "id": 1, "kind": "choice", "text": "x", "options": ["x"], "required": true }] }),
            ),
            (
                AuditObject::ApiKey,
                json!({ "name": "x", "scopes": ["interactions", "recordings"], "active": true }),
            ),
            (AuditObject::SavedView, json!({ "page": "history", "query": "x", "audience": "groups" })),
            (
                AuditObject::Operation,
                json!({ "name": "x", "language": "en", "zone": "x", "reopen_days": 7, "logo": "x", "largest_mb": 1, "types": ["x"],
                "second_factor_roles": ["agent"], "dial_country": "55", "dial_area": "11" }),
            ),
            (AuditObject::Operation, json!({ "country": "55", "area": "11" })),
            (
                AuditObject::Customer,
                json!({ "name": "x", "phone": "x", "email": "x", "document": "x", "whatsapp": "x", "chat": "x", "custom": {}, "part_of": 1, "distinct_from": 1, "shared_number": "x" }),
            ),
            (
                AuditObject::Case,
                json!({ "kind": "x", "subject": "x", "queue": "x", "custom": {}, "status": "merged", "merged_into": 1, "comment": "x", "survey": "x" }),
            ),
            (
                AuditObject::Interaction,
                json!({ "reason": "x", "notes": "x", "sha256": "x", "size": 1, "content_type": "x" }),
            ),
            (
                AuditObject::Interaction,
                json!({ "version": 1, "channel": "voice", "direction": "inbound", "queue": "x", "agent": "x",
                "reason": "x", "queued_at": "x", "answered_at": "x", "ended_at": "x", "first_reply_at": "x",
                "hold_s": 1, "wrap_up_s": 1, "ended_by": "agent", "outcome": "answered", "follows": "x",
                "messages": 1, "files": 1, "calls": 1, "rewritten": ["number", "notes", "messages", "calls"] }),
            ),
            (AuditObject::Attachment, json!({ "case": 1, "size": 1, "sha256": "x" })),
            (
                AuditObject::Audit,
                json!({ "from": "x", "to": "x", "actor": "x", "action": "closed", "object": "case", "search": "x" }),
            ),
        ]
    }

    #[test]
    fn every_object_has_an_example_here() {
        for object in AuditObject::ALL {
            let mut all = records().into_iter().chain(connections());
            assert!(all.any(|(one, _)| one == object), "{object:?}");
        }
    }

    #[test]
    fn every_field_of_every_record_has_a_word_in_every_language() {
        for locale in Locale::ALL {
            for (object, record) in records().into_iter().chain(connections()) {
                for path in fields(Some(&record.to_string())).keys() {
                    let words = locale.texts().settings.audit.fields.field;
                    for name in
                        path.iter().filter(|name| name.parse::<usize>().is_err() && !name.contains('-'))
                    {
                        assert!(
                            field_word(words, Some(object), name).is_some(),
                            "{locale:?} {object:?} {name}"
                        );
                    }
                    assert!(!label(locale.texts(), Some(object), path).is_empty());
                }
            }
        }
    }

    #[test]
    fn every_value_that_is_chosen_from_some_has_a_word() {
        let values = [
            "text",
            "number",
            "date",
            "choice",
            "yes_no",
            "scale",
            "customer",
            "case",
            "closed",
            "request",
            "csat",
            "nps",
            "interactions",
            "recordings",
            "light",
            "dark",
            "no_role",
            "inactive",
            "no_login",
            "login_taken",
            "not_proven",
            "asterisk",
            "whatsapp",
            "chatwoot",
            "app-secret",
            "verify-token",
            "webhook-secret",
            "access-token",
            "set",
            "removed",
            "again",
        ];
        for locale in Locale::ALL {
            for value in values {
                assert!((locale.texts().settings.audit.fields.value)(value).is_some(), "{locale:?} {value}");
            }
        }
    }
}
