//! The pager: where in the list one is, and the way to every other page.

use domain::paging::Page;
use leptos::either::Either;
use leptos::prelude::*;

use super::page::Query;
use super::query::HistoryQuery;
use crate::locales::use_texts;
use crate::ui::icon::icon;

/// "1–20 de N", the pages, and a field for the ones far away.
#[component]
pub(super) fn Pager(query: Query, page: Page) -> impl IntoView {
    let t = use_texts();
    let locale = t.locale;
    let range = (t.range_of)(
        &locale.integer(page.first_row()),
        &locale.integer(page.last_row()),
        &locale.integer(page.total),
    );
    let to = move |number: u64| query.with_value(|query| query.with_page(number).href());
    let links = page.links().into_iter().map(|link| match link {
        Some(number) => Either::Left(view! {
            <li>
                <a
                    class="pager-page"
                    href=to(number)
                    aria-current=(number == page.number).then_some("page")
                    aria-label=(t.page_n)(number)
                >
                    {locale.integer(number)}
                </a>
            </li>
        }),
        None => Either::Right(view! { <li><span class="pager-gap" aria-hidden="true">"…"</span></li> }),
    });
    let links = links.collect_view();
    view! {
        <nav class="pager" aria-label=t.pager>
            <p class="pager-range" data-announce="">{range}</p>
            <ul class="pager-pages">
                <li><Step query to=page.previous() label=t.previous_page glyph="chevron-left" rel="prev"/></li>
                {links}
                <li><Step query to=page.next() label=t.next_page glyph="chevron-right" rel="next"/></li>
            </ul>
            {(page.last > 7).then(|| view! { <Jump query last=page.last/> })}
        </nav>
    }
}

/// The page before or after; where there is none it says so and leads nowhere.
#[component]
fn Step(
    query: Query,
    to: Option<u64>,
    label: &'static str,
    glyph: &'static str,
    rel: &'static str,
) -> impl IntoView {
    match to {
        Some(number) => Either::Left(view! {
            <a
                class="pager-step"
                href=query.with_value(|query| query.with_page(number).href())
                rel=rel
                aria-label=label
            >
                {icon(glyph, "icon")}
            </a>
        }),
        None => Either::Right(view! {
            <span class="pager-step" role="link" aria-disabled="true" aria-label=label>
                {icon(glyph, "icon")}
            </span>
        }),
    }
}

/// Straight to any page.
#[component]
fn Jump(query: Query, last: u64) -> impl IntoView {
    let t = use_texts();
    let filters = query.with_value(HistoryQuery::filter_fields);
    let hidden =
        filters.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    view! {
        <form method="get" action="/history" class="pager-jump">
            {hidden.collect_view()}
            <label for="pager-jump">{t.go_to_page}</label>
            <input
                class="input input-small"
                id="pager-jump"
                name="page"
                type="number"
                inputmode="numeric"
                min="1"
                max=last.to_string()
                required
                autocomplete="off"
            />
            <button class="button button-small">{t.go}</button>
        </form>
    }
}
