//! The list of the records of a kind.

use leptos::either::Either;
use leptos::prelude::*;
use store::settings::{Kept, Listed};

use super::query::SettingsQuery;
use super::section::{Choices, Facts, Section};
use crate::locales::use_texts;
use crate::ui::icon::icon;
use crate::ui::pager::{Pager, PagerAddress};
use crate::ui::search::SearchField;

/// The list with its search, and the way to one more.
pub(super) fn record_list<S: Section>(
    query: SettingsQuery,
    listed: Listed<S>,
    choices: &Choices,
    facts: &Facts,
) -> impl IntoView + use<S> {
    let t = use_texts();
    let words = S::words(t);
    let total = listed.page.total;
    let create = format!("{}/new", S::PLACE.href());
    let (typed, fields) = (query.search.clone(), query.fields(false));
    let content = if listed.rows.is_empty() {
        let narrowed = query.is_narrowed();
        let text = if narrowed { t.settings.nothing_found } else { words.empty };
        Either::Left(view! {
            <div class="state">
                {icon("empty", "icon state-icon")}
                <p class="state-title">{t.settings.nothing}</p>
                <p class="state-text">{text}</p>
                {narrowed.then(|| view! { <a class="button" href=S::PLACE.href()>{t.clear_filters}</a> })}
            </div>
        })
    } else {
        let (action, all) = (S::PLACE.href(), query.fields(true));
        let page = listed.page;
        let pages = PagerAddress::new(
            {
                let query = query.clone();
                move |number| query.on_page(number)
            },
            action,
            all,
            "page",
        );
        Either::Right(view! {
            {rows(listed.rows, choices, facts)}
            <Pager address=pages page/>
        })
    };
    view! {
        <div class="page-head settings-head">
            <h2 class="settings-title" id="table-title">{words.title}</h2>
            <div class="settings-actions">
                {S::overview(t).map(|(href, text)| view! { <a class="button" href=href>{text}</a> })}
                <a class="button button-primary" href=create>{words.create}</a>
            </div>
        </div>
        <div class="list-tools">
            <SearchField action=S::PLACE.href() typed fields label=words.search hint=words.search_hint/>
            <InUse query/>
            <p class="result-total" data-announce="">{(t.settings.total)(total)}</p>
        </div>
        <section class="card table-card" aria-labelledby="table-title">{content}</section>
    }
}

/// Those in use, those that are not, or all.
#[component]
fn InUse(query: SettingsQuery) -> impl IntoView {
    let t = use_texts();
    let options = [
        (None, t.settings.all),
        (Some(true), t.settings.only_active),
        (Some(false), t.settings.only_inactive),
    ];
    let links = options.map(|(active, text)| {
        let here = (active == query.active).then_some("true");
        view! {
            <li><a class="view-link" href=query.with_active(active).href() aria-current=here data-noscroll="">{text}</a></li>
        }
    });
    view! { <nav class="views" aria-label=t.settings.in_use><ul>{links.collect_view()}</ul></nav> }
}

fn rows<S: Section>(rows: Vec<Kept<S>>, choices: &Choices, facts: &Facts) -> impl IntoView + use<S> {
    let t = use_texts();
    let columns = S::heads(t);
    let heads = columns.iter().map(|text| view! { <th role="columnheader" scope="col">{*text}</th> });
    let heads = heads.collect_view();
    let rows = rows.into_iter().map(|kept| {
        let href = format!("{}/{}", S::PLACE.href(), kept.id);
        let more = facts.get(&kept.id).cloned().unwrap_or_default();
        let texts = kept.record.cells(t, choices).into_iter().chain(more);
        let cells = columns.iter().zip(texts).map(|(label, text)| {
            let none = text.is_empty().then_some("");
            view! {
                <td role="cell" data-label=*label data-none=none>
                    <span class="ellipsis" title=text.clone()>{text.clone()}</span>
                </td>
            }
        });
        let cells = cells.collect_view();
        let active = kept.record.active();
        view! {
            <tr role="row" id=format!("record-{}", kept.id) class:row-inactive=!active>
                <td role="cell" class="col-name" data-label=t.settings.name>
                    <a class="settings-link" href=href>{kept.record.label()}</a>
                </td>
                {cells}
                <td role="cell" class="col-active" data-label=t.settings.in_use>
                    <span class="status" data-active=active.to_string()>
                        {S::state_word(t, active)}
                    </span>
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <table class="list list-settings" role="table" aria-labelledby="table-title">
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col" class="col-name">{t.settings.name}</th>
                    {heads}
                    <th role="columnheader" scope="col" class="col-active">{t.settings.in_use}</th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}
