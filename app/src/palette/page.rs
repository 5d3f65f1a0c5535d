//! The page `/go?q=`: what the palette offers, as links. A text that can only mean one interaction or
//! case leads to it.

use domain::lookup::{self, Lookup};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::PATH;
use super::data::Place;
use super::load::{load_places, only_meant};
use super::place::PlaceText;
use crate::address;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::locales::use_texts;
use crate::redirect::redirect;
use crate::session::use_viewer;
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
        return ().into_any();
    }
    let words = use_texts().palette();
    let content = Suspend::new(async move {
        let places = load(&lookup).await;
        if let Some(place) = places.as_ref().ok().and_then(|places| only_meant(places, &lookup)) {
            redirect(&place.href);
        }
        view! { <Frame><Content lookup places/></Frame> }
    });
    view! {
        <Title text=format!("{} · Protocolo", words.title)/>
        {content}
    }
    .into_any()
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

async fn load(lookup: &Lookup) -> Result<Vec<Place>, AppError> {
    let context = RequestContext::current()?;
    load_places(&context, lookup, use_texts()).await
}

#[component]
fn Content(lookup: Lookup, places: Result<Vec<Place>, AppError>) -> impl IntoView {
    let t = use_texts();
    let words = t.palette();
    let found = match places {
        Ok(places) if places.is_empty() => {
            view! { <EmptyState glyph="search" title=words.nothing text=words.nothing_text/> }.into_any()
        }
        Ok(places) => {
            let places = places.into_iter().map(|place| {
                let href = place.href.clone();
                view! { <li><a class="place" href=href><PlaceText place/></a></li> }
            });
            view! { <ul class="places">{places.collect_view()}</ul> }.into_any()
        }
        Err(error) => view! { <Failure error/> }.into_any(),
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
                    <button class="button">{icon("search", "icon")} {t.forms.search}</button>
                </form>
                {found}
            </section>
        </div>
    }
}
