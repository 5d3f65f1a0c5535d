//! The filters of a list: the icon that opens them, the panel, and the fields of a period. A panel is
//! a form that asks for its page again with other parameters.

use domain::Period;
use leptos::prelude::*;

use crate::locales::use_texts;
use crate::ui::icon::icon;
use crate::ui::pager::HiddenFields;

/// The filter icon; `href` is the page with the panel opened or closed.
#[component]
pub(crate) fn FilterButton(href: String, open: bool) -> impl IntoView {
    let t = use_texts();
    view! {
        <a
            class="icon-button"
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

/// The panel around its fields; `fields` is what else the address says, `cleared` the page without
/// filters.
#[component]
pub(crate) fn FilterPanel(
    action: &'static str,
    fields: Vec<(String, String)>,
    cleared: String,
    children: Children,
) -> impl IntoView {
    let t = use_texts();
    view! {
        <form method="get" action=action class="card filters" id="filters" aria-label=t.filters>
            <HiddenFields fields/>
            <div class="filters-grid">{children()}</div>
            <div class="filters-actions">
                <button class="button button-primary">{t.apply_filters}</button>
                <a class="button button-quiet" href=cleared data-noscroll="">{t.clear_filters}</a>
            </div>
        </form>
    }
}

/// *Data inicial* and *Data final*, said to be `of` something where the list has several times; what
/// is wrong with them stands where it can be mended. `prefix` is that of the names in the address.
#[component]
pub(crate) fn PeriodFields(
    period: Period,
    #[prop(optional)] of: Option<&'static str>,
    #[prop(optional)] prefix: &'static str,
) -> impl IntoView {
    let t = use_texts();
    let wrong = period.is_impossible();
    let label = |name| of.map_or_else(|| String::from(name), |of| format!("{of} · {name}"));
    let value = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
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
                type="date"
                max="9999-12-31"
                value=value(period.from)
            />
        </div>
        <div class="field">
            <label class="field-label" for=format!("filter-{prefix}to")>{label(t.date_to)}</label>
            <input
                class="input"
                id=format!("filter-{prefix}to")
                name=format!("{prefix}to")
                type="date"
                max="9999-12-31"
                value=value(period.to)
                aria-invalid=wrong.then_some("true")
                aria-describedby=wrong.then(|| format!("filter-{prefix}to-error"))
            />
            {error}
        </div>
    }
}
