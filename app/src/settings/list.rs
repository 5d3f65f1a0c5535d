//! The list of a section. [`load`] is generic over the kind, the markup is not, so that it is
//! compiled only once.

use domain::bidi;
use domain::paging::Page;
use leptos::either::Either;
use leptos::prelude::*;
use store::settings::Versioned;

use super::layout::settings;
use super::query::SettingsQuery;
use super::section::Section;
use super::sections::SectionName;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::locales::settings::SectionTexts;
use crate::locales::{Texts, use_texts};
use crate::ui::pager::{Pager, PagerAddress};
use crate::ui::search::SearchField;
use crate::ui::state::EmptyList;
use crate::ui::table::{self, ListTable, cell, column_head, fact_cell};
use crate::ui::user_text::truncated;

/// A page of records, ready to be rendered.
pub(super) struct RecordList {
    section: SectionName,
    words: &'static SectionTexts,
    overview: Option<(&'static str, &'static str)>,
    query: SettingsQuery,
    page: Page,
    column_titles: Vec<&'static str>,
    /// The labels of the states: active, inactive.
    states: [&'static str; 2],
    rows: Vec<Row>,
}

/// A row of the list.
struct Row {
    id: String,
    label: String,
    cells: Vec<String>,
    active: bool,
    state: &'static str,
}

impl Row {
    fn of<S: Section>(t: &'static Texts, stored: Versioned<S>, cells: Vec<String>) -> Self {
        let active = stored.record.active();
        Self {
            id: stored.id.to_string(),
            label: stored.record.label(),
            cells,
            active,
            state: S::state_label(t, active),
        }
    }
}

/// Loads a page of records.
pub(super) async fn load<S: Section>(query: SettingsQuery) -> Result<RecordList, AppError> {
    let context = RequestContext::current()?;
    let settings = settings(&context)?;
    let t = use_texts();
    let wanted = query.list();
    let (listed, choices) = futures::join!(settings.list::<S>(&wanted), S::choices(&settings));
    let (listed, choices) = (listed?, choices?);
    let mut extra = S::extra_cells(&settings, t, &listed.rows).await?;
    let rows = listed.rows.into_iter().map(|stored| {
        let mut cells = stored.record.cells(t, &choices);
        cells.extend(extra.remove(&stored.id).unwrap_or_default());
        Row::of(t, stored, cells)
    });
    Ok(RecordList {
        section: S::SECTION,
        words: S::SECTION.words(t),
        overview: S::overview(t),
        query,
        page: listed.page,
        column_titles: S::column_titles(t),
        states: [true, false].map(|active| S::state_label(t, active)),
        rows: rows.collect(),
    })
}

/// The list with its search field and the button for a new record.
pub(super) fn record_list(list: RecordList) -> impl IntoView {
    let t = use_texts();
    let RecordList { section, words, overview, query, page, column_titles, states, rows } = list;
    let (one, many) = words.counted;
    let counted = format!("{} {}", t.locale.integer(page.total), if page.total == 1 { one } else { many });
    let create = format!("{}/new", section.href());
    let (typed, fields) = (query.search.clone(), query.fields(false));
    let content = if rows.is_empty() {
        let narrowed = query.is_narrowed();
        let text = if narrowed { t.settings.nothing_found } else { words.empty };
        let cleared = narrowed.then(|| section.href());
        Either::Left(view! { <EmptyList title=t.settings.nothing text cleared/> })
    } else {
        let (action, all) = (section.href(), query.fields(true));
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
            {table(section, &column_titles, rows)}
            <Pager address=pages page/>
        })
    };
    view! {
        <div class="page-head settings-head">
            <h2 class="settings-title" id="table-title">{words.title}</h2>
            <div class="settings-actions">
                {overview.map(|(href, text)| view! { <a class="button" href=href>{text}</a> })}
                <a class="button button-primary" href=create>{words.create}</a>
            </div>
        </div>
        <div class="list-tools">
            <SearchField action=section.href() searched=typed fields label=words.search hint=words.search_hint/>
            <InUse query states/>
            <p class="result-total" data-announce="">{counted}</p>
        </div>
        <section class="card table-card" aria-labelledby="table-title">{content}</section>
    }
}

/// Filter by state: active, inactive or all.
#[component]
fn InUse(query: SettingsQuery, states: [&'static str; 2]) -> impl IntoView {
    let t = use_texts();
    let [active, inactive] = states;
    let options = [(None, t.settings.all), (Some(true), active), (Some(false), inactive)];
    let links = options.map(|(active, text)| {
        let here = (active == query.active).then_some("true");
        view! {
            <li><a class="view-link" href=query.with_active(active).href() aria-current=here data-noscroll="">{text}</a></li>
        }
    });
    view! { <nav class="views" aria-label=t.settings.in_use><ul>{links.collect_view()}</ul></nav> }
}

fn table(section: SectionName, columns: &[&'static str], rows: Vec<Row>) -> impl IntoView + use<> {
    let t = use_texts();
    let heads = columns.iter().map(|text| column_head("col-fact", *text)).collect_view();
    let heads =
        (column_head("col-name", t.settings.name), heads, column_head("col-active", t.settings.in_use));
    let rows = rows.into_iter().map(|row| {
        let Row { id, label, cells, active, state } = row;
        let href = format!("{}/{id}", section.href());
        let link = view! { <a class="settings-link" href=href dir="auto">{bidi::plain(&label)}</a> };
        let state = view! { <span class="status" data-active=active.to_string()>{state}</span> };
        let facts = columns
            .iter()
            .zip(cells)
            .map(|(label, text)| fact_cell("cell-fact", label, text.is_empty(), truncated(&text)));
        let cells = (
            cell("col-name cell-title", t.settings.name, link),
            facts.collect_view(),
            cell("col-active cell-corner", t.settings.in_use, state),
        );
        table::row(Some(format!("record-{id}")), cells)
    });
    let rows = rows.collect_view();
    view! { <ListTable class="list list-settings" heads>{rows}</ListTable> }
}
