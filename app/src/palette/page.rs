//! The page `/go?q=`: what the palette offers, as links. A text that can only mean one interaction or
//! case leads to it.

use domain::lookup::{self, Lookup};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::PATH;
use super::data::PaletteItem;
use super::item::ItemText;
use super::load::{exact_match, load_items};
use crate::address;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::locales::use_texts;
use crate::redirect::redirect;
use crate::session::use_viewer;
use crate::ui::erased::IntoErased;
use crate::ui::frame::Frame;
use crate::ui::icon::icon;
use crate::ui::page::redirect_to_login;
use crate::ui::state::{EmptyState, Failure};

/// `/go`
#[component]
pub fn GoPage() -> impl IntoView {
    let lookup = read(&use_location().search.get_untracked());
    if use_viewer().is_none() {
        let typed = (!lookup.is_empty()).then(|| ("q".to_owned(), lookup.text.clone()));
        redirect_to_login(&address::href(PATH, typed));
        return ().erased();
    }
    let words = use_texts().palette();
    let content = Suspend::new(async move {
        let items = load(&lookup).await;
        if let Some(item) = items.as_ref().ok().and_then(|items| exact_match(items, &lookup)) {
            redirect(&item.href);
        }
        view! { <Frame><Content lookup items/></Frame> }
    });
    view! {
        <Title text=format!("{} · Protocolo", words.title)/>
        {content}
    }
    .erased()
}

/// Reads the typed text from the query string.
fn read(search: &str) -> Lookup {
    let mut typed = String::new();
    address::parse(search, |name, value| {
        if name == "q" {
            value.clone_into(&mut typed);
        }
        name == "q"
    });
    Lookup::parse(&typed)
}

async fn load(lookup: &Lookup) -> Result<Vec<PaletteItem>, AppError> {
    let context = RequestContext::current()?;
    load_items(&context, lookup, use_texts()).await
}

#[component]
fn Content(lookup: Lookup, items: Result<Vec<PaletteItem>, AppError>) -> impl IntoView {
    let t = use_texts();
    let words = t.palette();
    let found = match items {
        Ok(items) if items.is_empty() => {
            view! { <EmptyState glyph="search" title=words.nothing text=words.nothing_text/> }.erased()
        }
        Ok(items) => {
            let items = items.into_iter().map(|item| {
                let href = item.href.clone();
                view! { <li><a class="palette-item" href=href><ItemText item/></a></li> }
            });
            view! { <ul class="palette-items">{items.collect_view()}</ul> }.erased()
        }
        Err(error) => view! { <Failure error/> }.erased(),
    };
    view! {
        <div class="stack">
            <div class="page-head"><h1>{words.title}</h1></div>
            <section class="card">
                <form method="get" action=PATH class="list-search palette-search" role="search">
                    <input
                        class="input"
                        type="search"
                        dir="auto"
                        name="q"
                        aria-label=words.title
                        placeholder=words.hint
                        autocomplete="off"
                        spellcheck="false"
                        maxlength=lookup::MAX_LENGTH
                        value=lookup.text
                    />
                    <button class="button">{icon("search", "icon")} {t.forms().search}</button>
                </form>
                {found}
            </section>
        </div>
    }
}
