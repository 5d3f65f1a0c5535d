//! The filters of a list: the toggle button, the panel, and the period fields. The panel is a GET
//! form to the same page.

use domain::{ClockTime, Period, RelativePeriod};
use leptos::prelude::*;

use crate::locales::use_texts;
use crate::ui::icon::icon;
use crate::ui::pager::HiddenFields;

/// The button that toggles the filter panel; `href` is the page with the panel toggled.
#[component]
pub(crate) fn FilterButton(href: String, open: bool) -> impl IntoView {
    let t = use_texts();
    view! {
        <a
            class="icon-button filter-toggle"
            href=href
            aria-label=t.filter
            aria-expanded=open.to_string()
            aria-controls=open.then_some("filters")
            role="button"
            data-noscroll=""
        >
            {icon("filter", "icon")}
        </a>
    }
}

/// The panel around the filter fields. `fields` are the other parameters of the address, `cleared`
/// is the page without filters.
#[component]
pub(crate) fn FilterPanel<C: IntoView + 'static>(
    action: &'static str,
    #[prop(into)] fields: Signal<Vec<(String, String)>>,
    #[prop(into)] cleared: Signal<String>,
    children: TypedChildren<C>,
) -> impl IntoView {
    let t = use_texts();
    view! {
        <form method="get" action=action class="card filters" id="filters" aria-label=t.filters>
            {move || view! { <HiddenFields fields=fields.get()/> }}
            <div class="filters-grid">{children.into_inner()()}</div>
            <div class="filters-actions">
                <button class="button button-primary">{t.apply_filters}</button>
                <a class="button button-quiet" href=move || cleared.get() data-noscroll="">{t.clear_filters}</a>
            </div>
        </form>
    }
}

/// The quick periods as links; `href` is the page with one of them. `of` qualifies their label if the list has
/// several dates.
#[component]
pub(crate) fn QuickPeriods(
    chosen: Option<RelativePeriod>,
    href: impl Fn(RelativePeriod) -> String + Copy + Send + Sync + 'static,
    #[prop(optional)] of: Option<&'static str>,
) -> impl IntoView {
    let t = use_texts();
    let words = t.history_filters();
    let label =
        of.map_or_else(|| words.quick_periods.to_owned(), |of| format!("{of} · {}", words.quick_periods));
    let links = RelativePeriod::ALL.map(|period| {
        view! {
            <li>
                <a
                    class="button button-small"
                    href=move || href(period)
                    aria-current=(chosen == Some(period)).then_some("true")
                    data-noscroll=""
                >
                    {words.period(period, t.today)}
                </a>
            </li>
        }
    });
    view! { <ul class="quick-periods" aria-label=label>{links.collect_view()}</ul> }
}

/// *Data inicial* and *Data final*, with the error of an impossible period. `of` qualifies the
/// labels if the list has several dates, `prefix` is prepended to the parameter names. An end with a time
/// is a field with a time.
#[component]
pub(crate) fn PeriodFields(
    period: Period,
    #[prop(optional)] of: Option<&'static str>,
    #[prop(optional)] prefix: &'static str,
    #[prop(optional_no_strip)] begins: Option<ClockTime>,
    #[prop(optional_no_strip)] ends: Option<ClockTime>,
) -> impl IntoView {
    let t = use_texts();
    let one_day = period.from.is_some() && period.from == period.to;
    let reversed = one_day && begins.zip(ends).is_some_and(|(begins, ends)| ends <= begins);
    let wrong = period.is_impossible() || reversed;
    let label = |name| of.map_or_else(|| String::from(name), |of| format!("{of} · {name}"));
    let value = |day: Option<chrono::NaiveDate>, time: Option<ClockTime>| match (day, time) {
        (Some(day), Some(time)) => format!("{day}T{time}"),
        (Some(day), None) => day.to_string(),
        (None, _) => String::new(),
    };
    let kind = |time: Option<ClockTime>| if time.is_some() { "datetime-local" } else { "date" };
    let latest = |time: Option<ClockTime>| if time.is_some() { "9999-12-31T23:59" } else { "9999-12-31" };
    let error = wrong.then(|| {
        view! {
            <p class="field-error" id=format!("filter-{prefix}to-error") role="alert">
                {icon("alert", "icon")} {t.impossible_period}
            </p>
        }
    });
    view! {
        <div class="field">
            <label class="field-label" for=format!("filter-{prefix}from")>{label(t.date_from)}</label>
            <input
                class="input"
                id=format!("filter-{prefix}from")
                name=format!("{prefix}from")
                type=kind(begins)
                max=latest(begins)
                value=value(period.from, begins)
            />
        </div>
        <div class="field">
            <label class="field-label" for=format!("filter-{prefix}to")>{label(t.date_to)}</label>
            <input
                class="input"
                id=format!("filter-{prefix}to")
                name=format!("{prefix}to")
                type=kind(ends)
                max=latest(ends)
                value=value(period.to, ends)
                aria-invalid=wrong.then_some("true")
                aria-describedby=wrong.then(|| format!("filter-{prefix}to-error"))
            />
            {error}
        </div>
    }
}
