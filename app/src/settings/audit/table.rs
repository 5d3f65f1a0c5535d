//! The entries of the audit trail, each with what it changed.

use std::collections::BTreeSet;

use domain::{AuditAction, AuditObject, bidi};
use leptos::prelude::*;
use serde_json::{Map, Value};
use store::audit::AuditEntry;

use crate::context::RequestContext;
use crate::locales::use_texts;
use crate::ui::foreign::{cut_off, foreign};

/// The entries, newest first.
#[component]
pub(super) fn Table(entries: Vec<AuditEntry>) -> impl IntoView {
    let t = use_texts();
    let words = &t.settings.audit;
    let heads = [words.when, words.actor, words.what, words.on, words.from];
    let heads = heads.map(|text| view! { <th role="columnheader" scope="col">{text}</th> });
    let rows = entries.into_iter().map(|entry| view! { <Row entry/> }).collect_view();
    view! {
        <table class="list list-audit" role="table" aria-labelledby="table-title">
            <thead role="rowgroup"><tr role="row">{heads.collect_view()}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

#[component]
fn Row(entry: AuditEntry) -> impl IntoView {
    let t = use_texts();
    let words = &t.settings.audit;
    let action = AuditAction::parse(&entry.action);
    let object = AuditObject::parse(&entry.object);
    let done = action.map_or_else(|| entry.action.clone(), |action| words.action(action).to_owned());
    let kind = object.map_or_else(|| entry.object.clone(), |object| words.object(object).to_owned());
    let changes = changes(entry.before.as_deref(), entry.after.as_deref());
    let details = (!changes.is_empty()).then(|| {
        let lines = changes.into_iter().map(|(field, was, is)| {
            let was = was.map(|was| view! { <del><bdi>{bidi::plain(&was)}</bdi></del> " " });
            let is = is.map(|is| view! { <ins><bdi>{bidi::plain(&is)}</bdi></ins> });
            view! { <div><dt>{foreign(field)}</dt><dd>{was} {is}</dd></div> }
        });
        view! {
            <details class="audit-changes">
                <summary>{words.details}</summary>
                <dl class="facts">{lines.collect_view()}</dl>
            </details>
        }
    });
    let at =
        RequestContext::current().ok().map(|context| domain::zone::civil(context.store.zone(), entry.at));
    let when = at.map(|at| t.locale.date_time(at)).unwrap_or_default();
    let machine = at.map(|at| at.format("%Y-%m-%dT%H:%M:%S").to_string()).unwrap_or_default();
    let actor = if entry.actor.is_empty() { words.unknown_actor.to_owned() } else { entry.actor };
    view! {
        <tr role="row" id=format!("entry-{}", entry.seq)>
            <td role="cell" data-label=words.when class="audit-when time"><time datetime=machine>{when}</time></td>
            <td role="cell" class="audit-actor" data-label=words.actor>{cut_off(&actor)}</td>
            <td role="cell" class="audit-what cell-title" data-label=words.what>{done}</td>
            <td role="cell" class="audit-on cell-wide" data-label=words.on>
                <span class="muted">{kind}</span> " " <span class="audit-label" dir="auto">{bidi::plain(&entry.label)}</span>
                {details}
            </td>
            <td role="cell" class="audit-from" data-label=words.from title=entry.user_agent.clone()>{entry.address}</td>
        </tr>
    }
}

/// A field with what it said before and what it says after.
type Change = (String, Option<String>, Option<String>);

/// What differs between two records.
fn changes(before: Option<&str>, after: Option<&str>) -> Vec<Change> {
    let (before, after) = (object(before), object(after));
    let fields: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differing = fields.into_iter().filter(|field| before.get(*field) != after.get(*field));
    differing.map(|field| (field.clone(), before.get(field).map(text), after.get(field).map(text))).collect()
}

fn object(json: Option<&str>) -> Map<String, Value> {
    json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_a_change() {
        let before = r#"{"name":"Vendas","active":true,"reasons":[1,2]}"#;
        let after = r#"{"name":"Vendas SP","active":true,"reasons":[2,1],"limit":null}"#;
        let change = |field: &str, was: Option<&str>, is: Option<&str>| {
            (field.to_owned(), was.map(ToOwned::to_owned), is.map(ToOwned::to_owned))
        };
        assert_eq!(
            changes(Some(before), Some(after)),
            [
                change("limit", None, Some("–")),
                change("name", Some("Vendas"), Some("Vendas SP")),
                change("reasons", Some("[1,2]"), Some("[2,1]")),
            ]
        );
        assert_eq!(changes(None, None), []);
        assert_eq!(changes(None, Some(r#"{"a":1}"#)), [change("a", None, Some("1"))]);
    }
}
