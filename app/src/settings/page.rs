//! `/settings`: the layout with the menu, and the list or form of a section.

use futures::FutureExt;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_params_map};
use store::settings::Settings;

use super::form::{self, Loaded, Loading, record_form};
use super::list::{self, record_list};
use super::once::{OneTimeSecret, OneTimeSecretNotice};
use super::query::SettingsQuery;
use super::sections::{SectionName, for_section, groups};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::Flash;
use crate::locales::use_texts;
use crate::not_found::NotFound;
use crate::session::use_viewer;
use crate::setup::StepsBanner;
use crate::ui::frame::Frame;
use crate::ui::page::{IgnoredParameters, redirect_to_login};
use crate::ui::state::Failure;

/// `/settings`: redirects to the first section.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let first = SectionName::ALL[0];
    let title = use_texts().settings.title;
    view! { <SettingsLayout title path=""><leptos_router::components::Redirect path=first.href()/></SettingsLayout> }
}

/// `/settings/SECTION`
#[component]
pub fn SettingsSectionPage() -> impl IntoView {
    let Some(section) = section_of_address() else { return view! { <NotFound/> }.into_any() };
    let content = match for_section!(section, |Kind| form::load_singleton::<Kind>()) {
        Some(form) => form_page(section, form).into_any(),
        None => list_page(section).into_any(),
    };
    let (title, path) = (section.title(use_texts()), section.path());
    view! { <SettingsLayout title path>{content}</SettingsLayout> }.into_any()
}

/// `/settings/SECTION/new` and `/settings/SECTION/ID`
#[component]
pub fn SettingsRecordPage() -> impl IntoView {
    let Some(section) = section_of_address() else { return view! { <NotFound/> }.into_any() };
    let id = use_params_map().with_untracked(|params| params.get("id")).unwrap_or_default();
    let Some(form) = for_section!(section, |Kind| form::load_from_path::<Kind>(&id)) else {
        return view! { <NotFound/> }.into_any();
    };
    let (title, path) = (section.title(use_texts()), section.path());
    view! { <SettingsLayout title path>{form_page(section, form)}</SettingsLayout> }.into_any()
}

fn section_of_address() -> Option<SectionName> {
    use_params_map().with_untracked(|params| SectionName::parse(&params.get("section")?))
}

/// The settings of the store; "not found" for users who are not administrators.
pub(crate) fn settings(context: &RequestContext) -> Result<Settings<'_>, AppError> {
    context.scoped()?.settings().ok_or(AppError::NotFound)
}

fn list_page(section: SectionName) -> impl IntoView {
    let query = SettingsQuery::parse(section, &use_location().search.get_untracked());
    Suspend::new(async move {
        let ignored = query.ignored.clone();
        let found = for_section!(section, |Kind| list::load::<Kind>(query).boxed());
        match found.await {
            Ok(list) => view! {
                <StepsBanner/>
                <Flash/>
                <IgnoredParameters names=ignored/>
                {record_list(list)}
            }
            .into_any(),
            Err(error) => view! { <Failure error/> }.into_any(),
        }
    })
}

fn form_page(section: SectionName, form: Loading) -> impl IntoView {
    Suspend::new(async move {
        match form.await {
            Ok(Loaded::OneTimeSecret(secret)) => view! { <Created section secret/> }.into_any(),
            Ok(Loaded::Form(form)) => view! { <Flash/> {record_form(*form)} }.into_any(),
            Err(error) => view! { <Failure error/> }.into_any(),
        }
    })
}

/// A secret that was just created, with a link to the list.
#[component]
fn Created(section: SectionName, secret: OneTimeSecret) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="page-head settings-head">
            <h2 class="settings-title">{section.title(t)}</h2>
        </div>
        <OneTimeSecretNotice secret/>
        <p><a class="button" href=section.href()>{t.settings.to_list}</a></p>
    }
}

/// The layout of a settings page: the menu and the content. Redirects to the login page if signed
/// out; for other roles than administrators, the 404 page.
#[component]
pub(crate) fn SettingsLayout(title: &'static str, path: &'static str, children: Children) -> impl IntoView {
    let t = use_texts();
    if use_viewer().is_none() {
        let location = use_location();
        let here = format!("{}{}", location.pathname.get_untracked(), location.search.get_untracked());
        redirect_to_login(&here);
        return ().into_any();
    }
    if use_viewer().is_some_and(|viewer| viewer.role != domain::Role::Administrator) {
        return view! { <NotFound/> }.into_any();
    }
    view! {
        <Title text=format!("{} · {} · Protocolo", title, t.settings.title)/>
        <Frame>
            <div class="settings">
                <div class="settings-side">
                    <h1 class="settings-heading">{t.settings.title}</h1>
                    <Menu path/>
                </div>
                <div class="stack settings-main">{children()}</div>
            </div>
        </Frame>
    }
    .into_any()
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
        // The audit trail is not a kind of settings; it is listed in the group of the installation.
        let audit = (index == last).then_some(("audit", t.settings.audit.title));
        let links = sections.chain(audit).map(link).collect_view();
        view! {
            <p class="settings-nav-group" id=id.clone()>{name}</p>
            <ul aria-labelledby=id>{links}</ul>
        }
    });
    view! { <nav class="settings-nav" aria-label=t.settings.title>{groups.collect_view()}</nav> }
}
