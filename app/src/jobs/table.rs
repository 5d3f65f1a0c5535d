//! The list of jobs.

use domain::job::Job;
use domain::paging::Page;
use domain::zone;
use leptos::prelude::*;

use super::Place;
use crate::context::RequestContext;
use crate::locales::{hour_and_minute, machine_time, use_texts};
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::pager::{Pager, PagerAddress};
use crate::ui::state::EmptyList;
use crate::ui::table::{self, ListTable, cell, column_heads};
use crate::ui::user_text::truncated;

/// The jobs of a page, or that there are none.
pub(super) fn table(context: &RequestContext, place: Place, jobs: Vec<Job>, page: Page) -> Erased {
    let t = use_texts();
    let words = t.jobs();
    if jobs.is_empty() {
        return view! { <EmptyList title=words.none text=words.none_text cleared=None/> }.erased();
    }
    let heads = column_heads([
        ("col-name", words.job),
        ("col-responsible", words.asked_by),
        ("col-opened", words.asked_at),
        ("col-status", words.state_label),
        ("col-count", words.progress),
        ("col-count", words.failures),
    ]);
    let rows = jobs.into_iter().map(|job| row(context, place, &job)).collect_view();
    let address = PagerAddress::new(
        move |number| format!("{}?page={number}", place.path()),
        place.path(),
        Vec::new(),
        "page",
    );
    view! {
        <ListTable class="list list-settings list-jobs" heads>{rows}</ListTable>
        <Pager address page/>
    }
    .erased()
}

fn row(context: &RequestContext, place: Place, job: &Job) -> impl IntoView + use<> {
    let t = use_texts();
    let words = t.jobs();
    let at = zone::civil(context.store.zone(), job.created_at);
    let title = view! {
        <a class="settings-link" href=place.href(job.id)>{(words.kind)(job.kind)}</a>
        " " <span class="muted">{format!("#{}", job.id)}</span>
    };
    let when = view! {
        <time datetime=machine_time(at)>
            {t.locale.date(at.date())} " " <span class="time">{hour_and_minute(at)}</span>
        </time>
    };
    let progress = (words.progress_of)(&t.locale.integer(job.done), &t.locale.integer(job.total));
    let cells = (
        cell("col-name cell-title", words.job, title),
        cell("col-responsible", words.asked_by, truncated(&job.asked_by.name)),
        cell("col-opened", words.asked_at, when),
        cell("col-status cell-corner", words.state_label, (words.state)(job.state)),
        cell("col-count", words.progress, progress),
        cell("col-count", words.failures, t.locale.integer(job.failures)),
    );
    table::row(Some(format!("job-{}", job.id)), cells)
}
