//! `/settings`: the list or form of a section.

use domain::settings::field_name;
use futures::FutureExt;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map, use_query_map};

use super::form::{self, Loaded, Loading, record_form};
use super::layout::SettingsLayout;
use super::list::{self, record_list};
use super::once::{OneTimeSecret, OneTimeSecretNotice};
use super::query::SettingsQuery;
use super::sections::{SectionName, for_section};
use super::steps::StepsBanner;
use crate::flash::Flash;
use crate::locales::use_texts;
use crate::not_found::NotFound;
use crate::ui::erased::IntoErased;
use crate::ui::notice::IgnoredParameters;
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
    let Some(section) = section_of_address() else { return view! { <NotFound/> }.erased() };
    let content = match for_section!(section, |Kind| form::load_singleton::<Kind>()) {
        Some(form) => form_page(section, form).erased(),
        None => list_page(section).erased(),
    };
    let (title, path) = (section.title(use_texts()), section.path());
    view! { <SettingsLayout title path>{content}</SettingsLayout> }.erased()
}

/// `/settings/SECTION/new` and `/settings/SECTION/ID`
#[component]
pub fn SettingsRecordPage() -> impl IntoView {
    let Some(section) = section_of_address() else { return view! { <NotFound/> }.erased() };
    let id = use_params_map().with_untracked(|params| params.get("id")).unwrap_or_default();
    let variant = use_query_map().with_untracked(|query| query.get(field_name::KIND)).unwrap_or_default();
    let Some(form) = for_section!(section, |Kind| form::load_from_path::<Kind>(&id, variant)) else {
        return view! { <NotFound/> }.erased();
    };
    let (title, path) = (section.title(use_texts()), section.path());
    view! { <SettingsLayout title path>{form_page(section, form)}</SettingsLayout> }.erased()
}

fn section_of_address() -> Option<SectionName> {
    use_params_map().with_untracked(|params| SectionName::parse(&params.get("section")?))
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
            .erased(),
            Err(error) => view! { <Failure error/> }.erased(),
        }
    })
}

fn form_page(section: SectionName, form: Loading) -> impl IntoView {
    Suspend::new(async move {
        match form.await {
            Ok(Loaded::OneTimeSecret(secret)) => view! { <Created section secret/> }.erased(),
            Ok(Loaded::Choice(choice)) => view! { <Flash/> {choice.view()} }.erased(),
            Ok(Loaded::Form(form)) => view! { <Flash/> {record_form(*form)} }.erased(),
            Err(error) => view! { <Failure error/> }.erased(),
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
