//! `/settings/audit`: the filters and the matching entries.

use domain::{AuditAction, AuditObject};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use store::audit::{AuditPage as Entries, MAX_ENTRIES_ASKED};

use super::query::AuditQuery;
use super::table::Table;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::locales::use_texts;
use crate::settings::layout::{SettingsLayout, settings};
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;
use crate::ui::notice::IgnoredParameters;
use crate::ui::state::{EmptyList, Failure};

/// `/settings/audit`
#[component]
pub fn AuditPage() -> impl IntoView {
    let t = use_texts();
    let query = AuditQuery::parse(&use_location().search.get_untracked());
    view! { <SettingsLayout title=t.settings.audit.title path="audit">{content(query)}</SettingsLayout> }
}

fn content(query: AuditQuery) -> impl IntoView {
    Suspend::new(async move {
        let found = async {
            let context = RequestContext::current()?;
            let filter = query.filter();
            if filter.period.is_impossible() {
                return Ok(Entries::default());
            }
            Ok::<_, AppError>(settings(&context)?.audit(&filter, query.before).await?)
        };
        match found.await {
            Ok(entries) => view! { <Found query entries/> }.erased(),
            Err(error) => view! { <Failure error/> }.erased(),
        }
    })
}

#[component]
fn Found(query: AuditQuery, entries: Entries) -> impl IntoView {
    let t = use_texts();
    let words = &t.settings.audit;
    let Entries { entries, next, stopped, names } = entries;
    let list = if entries.is_empty() && !stopped {
        let cleared = query.is_narrowed().then(|| "/settings/audit".to_owned());
        Either::Left(view! { <EmptyList title=t.settings.nothing text=words.nothing_found cleared/> })
    } else {
        let newest = query.before.map(|_| view! { <a class="button" href=query.newest()>{words.newest}</a> });
        let older = next
            .map(|before| view! { <a class="button" href=query.older(before) rel="next">{words.older}</a> });
        let asked = t.locale.integer(MAX_ENTRIES_ASKED.cast_unsigned());
        let stopped = stopped.then(|| {
            view! { <p class="list-end" role="note">{icon("info", "icon")} {(words.stopped)(&asked)}</p> }
        });
        Either::Right(view! {
            {(!entries.is_empty()).then(|| view! { <Table entries names/> })}
            {stopped}
            <nav class="list-end" aria-label=t.pager>{newest} {older}</nav>
        })
    };
    view! {
        <div class="page-head settings-head">
            <h2 class="settings-title" id="table-title">{words.title}</h2>
            <a class="button" href=query.export() download="" rel="external">{icon("download", "icon")} {words.export}</a>
        </div>
        <IgnoredParameters names=query.ignored.clone()/>
        <Filters query/>
        <section class="card table-card" aria-labelledby="table-title">{list}</section>
    }
}

#[component]
fn Filters(query: AuditQuery) -> impl IntoView {
    let t = use_texts();
    let words = &t.settings.audit;
    let option = |value: &'static str, text: &'static str, chosen: bool| {
        view! { <option value=value selected=chosen>{text}</option> }
    };
    let actions = AuditAction::ALL
        .iter()
        .map(|action| option(action.as_str(), words.action(*action), query.action == Some(*action)));
    let objects = AuditObject::ALL
        .iter()
        .map(|object| option(object.as_str(), words.object(*object), query.object == Some(*object)));
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    view! {
        <form method="get" action="/settings/audit" class="card filters" aria-label=t.filters>
            <div class="filters-grid">
                <div class="field">
                    <label class="field-label" for="audit-from">{t.date_from}</label>
                    <input class="input" id="audit-from" name="from" type="date" value=day(query.from)/>
                </div>
                <div class="field">
                    <label class="field-label" for="audit-to">{t.date_to}</label>
                    <input class="input" id="audit-to" name="to" type="date" value=day(query.to)/>
                </div>
                <div class="field">
                    <label class="field-label" for="audit-actor">{words.actor}</label>
                    <input class="input" id="audit-actor" name="actor" autocapitalize="none" spellcheck="false"
                        autocomplete="off" maxlength="200" value=query.actor.clone()/>
                </div>
                <div class="field">
                    <label class="field-label" for="audit-action">{words.what}</label>
                    <select class="select-native" id="audit-action" name="action">
                        {option("", words.any, query.action.is_none())}
                        {actions.collect_view()}
                    </select>
                </div>
                <div class="field">
                    <label class="field-label" for="audit-object">{words.on}</label>
                    <select class="select-native" id="audit-object" name="object">
                        {option("", words.any, query.object.is_none())}
                        {objects.collect_view()}
                    </select>
                </div>
                <div class="field">
                    <label class="field-label" for="audit-search">{t.forms().search}</label>
                    <input class="input" id="audit-search" name="q" type="search" maxlength="200" autocomplete="off"
                        placeholder=words.search_hint value=query.search.clone()/>
                </div>
            </div>
            <div class="filters-actions">
                <button class="button button-primary">{t.apply_filters}</button>
                <a class="button button-quiet" href="/settings/audit">{t.clear_filters}</a>
            </div>
        </form>
    }
}
