//! The pager of a list: the range shown, and links to the other pages.

use std::sync::Arc;

use domain::paging::Page;
use leptos::either::Either;
use leptos::prelude::*;

use crate::locales::use_texts;
use crate::ui::icon::icon;

/// The addresses of a list's pages.
#[derive(Clone)]
pub(crate) struct PagerAddress {
    to: Arc<dyn Fn(u64) -> String + Send + Sync>,
    /// The action of the "go to page" form.
    action: String,
    /// The hidden fields of that form.
    fields: Vec<(String, String)>,
    /// The parameter for the page number.
    parameter: &'static str,
}

impl PagerAddress {
    /// Creates the addresses: `to` gives the link to a page; the "go to page" form requests the
    /// same pages from `action` with `fields` and the page number as `parameter`.
    pub(crate) fn new(
        to: impl Fn(u64) -> String + Send + Sync + 'static,
        action: impl Into<String>,
        fields: Vec<(String, String)>,
        parameter: &'static str,
    ) -> Self {
        Self { to: Arc::new(to), action: action.into(), fields, parameter }
    }
}

/// "1–20 de N", the page links, and a "go to page" form in long lists. `total` overrides N.
#[component]
pub(crate) fn Pager(
    address: PagerAddress,
    page: Page,
    #[prop(optional, into)] total: Option<String>,
) -> impl IntoView {
    let t = use_texts();
    let locale = t.locale;
    let range = (t.range_of)(
        &locale.integer(page.first_row()),
        &locale.integer(page.last_row()),
        &total.unwrap_or_else(|| locale.integer(page.total)),
    );
    let links = page.links().into_iter().map(|link| match link {
        Some(number) => Either::Left(view! {
            <li>
                <a
                    class="pager-page"
                    href=(address.to)(number)
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
    let step = |number: Option<u64>| number.map(|number| (address.to)(number));
    let (previous, next) = (step(page.previous()), step(page.next()));
    view! {
        <nav class="pager" aria-label=t.pager>
            <p class="pager-range" data-announce="">{range}</p>
            <ul class="pager-pages">
                <li><Step href=previous label=t.previous_page glyph="chevron-left" rel="prev"/></li>
                {links}
                <li><Step href=next label=t.next_page glyph="chevron-right" rel="next"/></li>
            </ul>
            {(page.last > 7).then(|| view! { <Jump address last=page.last/> })}
        </nav>
    }
}

/// The link to the previous or next page, disabled if there is none.
#[component]
fn Step(href: Option<String>, label: &'static str, glyph: &'static str, rel: &'static str) -> impl IntoView {
    match href {
        Some(href) => Either::Left(view! {
            <a class="pager-step" href=href rel=rel aria-label=label>
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

/// The "go to page" form.
#[component]
fn Jump(address: PagerAddress, last: u64) -> impl IntoView {
    let t = use_texts();
    let PagerAddress { action, fields, parameter, .. } = address;
    // The lists of a page and of the case window over it both have this field.
    let id = format!("jump-to-{}", parameter.replace('.', "-"));
    view! {
        <form method="get" action=action class="pager-jump">
            <HiddenFields fields/>
            <label for=id.clone()>{t.go_to_page}</label>
            <input
                class="input input-small"
                id=id
                name=parameter
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

/// Hidden fields of a form.
#[component]
pub(crate) fn HiddenFields(fields: Vec<(String, String)>) -> impl IntoView {
    let hidden =
        fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    hidden.collect_view()
}
