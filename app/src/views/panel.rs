//! The dialog of the views: those that the user may see, the open one, and the form that saves the address as
//! a new one.

use domain::bidi;
use domain::saved_view::{ListedView, SavedView, ViewAudience, ViewSlug};
use leptos::prelude::*;

use super::form::{Sharing, inputs};
use super::load::{CHANGE, NEW, ViewsContent};
use crate::form::{Field, Form, FormState};
use crate::locales::use_texts;
use crate::ui::dialog::{Dialog, Size};
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;

/// The dialog, if it is open.
pub(crate) fn views_dialog(content: Option<ViewsContent>) -> Option<Erased> {
    content.map(|content| view! { <ViewsDialog content/> }.erased())
}

#[component]
fn ViewsDialog(content: ViewsContent) -> impl IntoView {
    let words = use_texts().saved_views();
    let ViewsContent { closed, here, viewless, open, listed, start, sharing, new, change } = content;
    let current = open.as_ref().map(|(view, _)| view.listed.slug.clone());
    let lists = view! { <Lists listed start current=current.clone() here=here.clone()/> };
    let opened = open.map(|(view, altered)| {
        view! { <Opened view altered viewless here=here.clone() sharing=sharing.clone() change/> }
    });
    let save_new = if current.is_some() { words.save_as } else { words.save };
    view! {
        <Dialog title=words.title.to_owned() close=closed size=Size::Medium>
            <div class="dialog-body stack" tabindex="0" role="group" aria-label=words.title>
                {lists}
                {opened}
                <section aria-labelledby="new-view-title">
                    <h3 class="card-subtitle" id="new-view-title">{save_new}</h3>
                    <p class="field-hint">{words.what_is_saved}</p>
                    <ViewForm name=NEW state=new here sharing labelled_by="new-view-title" button=save_new/>
                </section>
            </div>
        </Dialog>
    }
}

/// The form of a view.
#[component]
fn ViewForm(
    name: &'static str,
    state: FormState,
    here: String,
    sharing: Sharing,
    labelled_by: &'static str,
    button: &'static str,
) -> impl IntoView {
    let t = use_texts();
    let fields = inputs(t, &sharing).into_iter().map(|input| view! { <Field input state=state.clone()/> });
    let kept: &'static [&'static str] = if name == CHANGE { &["revision"] } else { &[] };
    let content = view! {
        {fields.collect_view()}
        <div class="filters-actions"><button class="button button-primary">{button}</button></div>
    };
    let content = content.erased();
    view! { <Form name state action=here class="form settings-form" labelled_by kept content/> }
}

/// The open view: its form, or that it belongs to another user.
#[component]
fn Opened(
    view: SavedView,
    altered: bool,
    viewless: String,
    here: String,
    sharing: Sharing,
    change: Option<FormState>,
) -> impl IntoView {
    let t = use_texts();
    let words = t.saved_views();
    let name = bidi::plain(&view.listed.name).into_owned();
    let slug = view.listed.slug.to_string();
    let marked = altered.then(|| view! { " " <span class="views-altered">{t.view_altered}</span> });
    let discard = altered.then(|| {
        view! { <a class="button" href=view.href()>{words.discard}</a> }
    });
    let remove = view.listed.removable.then(|| {
        let hint = if view.listed.own { words.remove_hint } else { words.remove_left };
        view! {
            <details class="views-remove">
                <summary>{words.remove}</summary>
                <p class="field-hint">{hint}</p>
                <form method="post" action="/sf/remove_view" aria-label=(words.remove_it)(&name)>
                    <input type="hidden" name="slug" value=slug/>
                    <input type="hidden" name="back" value=viewless.clone()/>
                    <button class="button">{icon("trash", "icon")} {words.remove}</button>
                </form>
            </details>
        }
    });
    let body = match change {
        Some(state) => view! {
            <ViewForm name=CHANGE state here sharing labelled_by="open-view-title" button=t.save/>
        }
        .erased(),
        None => {
            view! { <p class="field-hint">{(words.of_another)(&bidi::isolated(&view.listed.owner.name))}</p> }
                .erased()
        }
    };
    view! {
        <section aria-labelledby="open-view-title">
            <h3 class="card-subtitle" id="open-view-title"><bdi>{name}</bdi> {marked}</h3>
            <div class="views-steps">
                {discard}
                <a class="button button-quiet" href=viewless>{words.leave}</a>
            </div>
            {body}
            {remove}
        </section>
    }
}

/// The views by who shared them.
#[component]
fn Lists(
    listed: Vec<ListedView>,
    start: Option<ViewSlug>,
    current: Option<ViewSlug>,
    here: String,
) -> impl IntoView {
    let words = use_texts().saved_views();
    if listed.is_empty() {
        return view! { <p class="field-hint">{words.none}</p> }.erased();
    }
    let (own, others): (Vec<ListedView>, Vec<ListedView>) = listed.into_iter().partition(|view| view.own);
    let (of_all, of_groups) = others.into_iter().partition(|view| view.audience == ViewAudience::Everybody);
    let lists = [(words.own, own), (words.of_groups, of_groups), (words.of_all, of_all)];
    let lists = lists.into_iter().filter(|(_, views)| !views.is_empty()).map(|(title, views)| {
        let items = views.into_iter().map(|view| {
            let is_start = start.as_ref() == Some(&view.slug);
            let is_current = current.as_ref() == Some(&view.slug);
            view! { <Item view is_start is_current here=here.clone()/> }
        });
        view! {
            <section>
                <h3 class="card-subtitle">{title}</h3>
                <ul class="views-list">{items.collect_view()}</ul>
            </section>
        }
    });
    view! { {lists.collect_view()} }.erased()
}

/// A view with the button that makes it the first page of the user.
#[component]
fn Item(view: ListedView, is_start: bool, is_current: bool, here: String) -> impl IntoView {
    let words = use_texts().saved_views();
    let name = bidi::plain(&view.name).into_owned();
    let owner = (!view.own).then(|| {
        view! { <span class="muted"><bdi>{bidi::plain(&view.owner.name).into_owned()}</bdi></span> }
    });
    let slug = (!is_start).then(|| view.slug.to_string());
    let label = if is_start { (words.not_start)(&name) } else { (words.start)(&name) };
    view! {
        <li class="views-item">
            <a href=view.slug.href() aria-current=is_current.then_some("true")><bdi>{name}</bdi></a>
            {owner}
            <form method="post" action="/sf/set_start_view">
                <input type="hidden" name="slug" value=slug.unwrap_or_default()/>
                <input type="hidden" name="back" value=here/>
                <button class="icon-button" aria-label=label.clone() title=label aria-pressed=is_start.to_string()>
                    {icon("star", "icon")}
                </button>
            </form>
        </li>
    }
}
