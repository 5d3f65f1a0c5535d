//! The table of audit entries, with the changes of each.

use domain::{AuditAction, AuditObject, bidi};
use leptos::attr::title;
use leptos::either::Either;
use leptos::prelude::*;
use store::audit::{AuditEntry, AuditNames, COMMAND_LINE, Origin};

use super::changes::{Change, changes};
use super::target;
use crate::context::RequestContext;
use crate::locales::machine_time;
use crate::locales::use_texts;
use crate::ui::table::{self, ListTable, cell, column_heads};
use crate::ui::user_text::{truncated, user_text};

/// The entries, newest first.
#[component]
pub(super) fn Table(entries: Vec<AuditEntry>, names: AuditNames) -> impl IntoView {
    let t = use_texts();
    let words = &t.settings.audit;
    let heads = column_heads([
        ("audit-when", words.when),
        ("audit-actor", words.actor),
        ("audit-what", words.what),
        ("audit-on", words.on),
        ("audit-from", words.from),
    ]);
    let rows = entries.into_iter().map(|entry| row(entry, &names)).collect_view();
    view! { <ListTable class="list list-audit" heads>{rows}</ListTable> }
}

fn row(entry: AuditEntry, names: &AuditNames) -> impl IntoView + use<> {
    let t = use_texts();
    let words = &t.settings.audit;
    let action = AuditAction::parse(&entry.action);
    let object = AuditObject::parse(&entry.object);
    let done = action.map_or_else(|| entry.action.clone(), |action| words.action(action).to_owned());
    let kind = object.map_or_else(|| entry.object.clone(), |object| words.object(object).to_owned());
    let changes = changes(t, object, (entry.before.as_deref(), entry.after.as_deref()), names);
    let details = (!changes.is_empty()).then(|| {
        let lines = changes.into_iter().map(|Change { field, was, is }| {
            let was = was.map(|was| view! { <del><bdi>{bidi::plain(&was)}</bdi></del> " " });
            let is = is.map(|is| view! { <ins><bdi>{bidi::plain(&is)}</bdi></ins> });
            view! { <div><dt>{user_text(field)}</dt><dd>{was} {is}</dd></div> }
        });
        view! {
            <details class="audit-changes">
                <summary>{words.details}</summary>
                <dl class="facts">{lines.collect_view()}</dl>
            </details>
        }
    });
    let name = bidi::plain(&target::name(&entry, names));
    let label = match target::href(&entry, names) {
        Some(href) if !name.is_empty() => {
            Either::Left(view! { <a class="audit-label" dir="auto" href=href>{name}</a> })
        }
        _ => Either::Right(view! { <span class="audit-label" dir="auto">{name}</span> }),
    };
    let erased = entry.is_partly_erased().then(|| view! { <span class="muted">{words.erased}</span> });
    let machine_or = |text: String| match Origin::job_number(&text) {
        Some(number) => (t.jobs().numbered)(number),
        None if text == COMMAND_LINE => words.command_line.to_owned(),
        None => text,
    };
    let login = entry.actor_name.is_some().then(|| entry.actor.clone());
    let actor = match entry.actor_name {
        Some(name) => name,
        None if entry.actor.is_empty() => words.unknown_actor.to_owned(),
        None => machine_or(entry.actor),
    };
    let address = machine_or(entry.address);
    let at =
        RequestContext::current().ok().map(|context| domain::zone::civil(context.store.zone(), entry.at));
    let when = at.map(|at| t.locale.date_time(at)).unwrap_or_default();
    let machine = at.map(machine_time).unwrap_or_default();
    let on = view! {
        <span class="muted">{kind}</span> " " {label} {erased}
        {details}
    };
    let cells = (
        cell("audit-when time", words.when, view! { <time datetime=machine>{when}</time> }),
        cell("audit-actor", words.actor, truncated(&actor)).add_any_attr(title(login)),
        cell("audit-what cell-title", words.what, done),
        cell("audit-on cell-wide", words.on, on),
        cell("audit-from", words.from, address).add_any_attr(title(entry.user_agent)),
    );
    table::row(Some(format!("entry-{}", entry.seq)), cells)
}
