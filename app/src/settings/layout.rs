//! The layout of every settings page, with its menu, and the way to the settings of the store.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use store::settings::Settings;

use super::sections::groups;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::locales::use_texts;
use crate::not_found::NotFound;
use crate::session::use_viewer;
use crate::ui::erased::{ErasedChildren, IntoErased};
use crate::ui::frame::Frame;
use crate::ui::page::redirect_to_login;

/// The settings of the store; "not found" for users who are not administrators.
pub(crate) fn settings(context: &RequestContext) -> Result<Settings<'_>, AppError> {
    context.scoped()?.settings().ok_or(AppError::NotFound)
}

/// The layout of a settings page: the menu and the content. Redirects to the login page if signed
/// out; for other roles than administrators, the 404 page.
#[component]
pub(crate) fn SettingsLayout(
    title: &'static str,
    path: &'static str,
    children: ErasedChildren,
) -> impl IntoView {
    let t = use_texts();
    if use_viewer().is_none() {
        let location = use_location();
        let here = format!("{}{}", location.pathname.get_untracked(), location.search.get_untracked());
        redirect_to_login(&here);
        return ().erased();
    }
    if use_viewer().is_some_and(|viewer| viewer.role != domain::Role::Administrator) {
        return view! { <NotFound/> }.erased();
    }
    view! {
        <Title text=format!("{} · {} · Protocolo", title, t.settings.title)/>
        <Frame>
            <div class="settings">
                <div class="settings-side">
                    <h1 class="settings-heading">{t.settings.title}</h1>
                    <Menu path/>
                </div>
                <div class="stack settings-main">{children.call()}</div>
            </div>
        </Frame>
    }
    .erased()
}

#[component]
fn Menu(path: &'static str) -> impl IntoView {
    let t = use_texts();
    let link = |(of, title): (&'static str, &'static str)| {
        let here = (of == path).then_some("page");
        let href = format!("/settings/{of}");
        view! { <li><a class="settings-nav-link" href=href aria-current=here>{title}</a></li> }
    };
    let last = groups(t).len() - 1;
    let groups = groups(t).into_iter().enumerate().map(|(index, (name, sections))| {
        let id = format!("settings-group-{index}");
        let sections = sections.iter().map(|section| (section.path(), section.title(t)));
        // Jobs and the audit trail are no kinds of settings; they are listed in the group of the installation.
        let others = [("jobs", t.jobs().title), ("audit", t.settings.audit.title)];
        let others = others.into_iter().filter(|_| index == last);
        let links = sections.chain(others).map(link).collect_view();
        view! {
            <p class="settings-nav-group" id=id.clone()>{name}</p>
            <ul aria-labelledby=id>{links}</ul>
        }
    });
    view! { <nav class="settings-nav" aria-label=t.settings.title>{groups.collect_view()}</nav> }
}
