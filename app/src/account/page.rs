//! `/account`: profile, password, second factor and sessions of the user.

use domain::zone;
use leptos::prelude::*;
use leptos_meta::Title;
use store::settings::OwnFactor;

use super::HERE;
use super::arrivals::{self, ArrivalsForm};
use super::password::{self, PasswordForm};
use super::profile::{self, ProfileForm};
use super::second_factor::SecondFactorCard;
use super::sessions::{self, Sessions};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::Flash;
use crate::form::{Draft, FormState};
use crate::locales::use_texts;
use crate::session::use_viewer;
use crate::ui::erased::IntoErased;
use crate::ui::frame::Frame;
use crate::ui::page::redirect_to_login;
use crate::ui::state::Failure;

struct Content {
    login: String,
    profile: FormState,
    /// The password form, if it came back.
    password: Option<Draft>,
    sessions: Vec<sessions::SessionRow>,
    factor: OwnFactor,
    /// When the second factor was enrolled.
    since: Option<String>,
    by_sso: bool,
}

impl Content {
    /// Submits the posted form, if any, and loads the content.
    async fn load() -> Result<Self, AppError> {
        let context = RequestContext::current()?;
        let session = context.session()?;
        let own = context.scoped()?.own_account();
        let now = store::clock::now();
        arrivals::submit(&context);
        let profile = profile::submit(&context, &own, now).await?;
        let password = password::submit(&context, &own, now).await?;
        sessions::submit(&context, &own, now).await?;
        let sessions = sessions::load(&context, &own, now).await?;
        let factor = own.second_factor().await?;
        let civil = |at| use_texts().locale.date_time(zone::civil(context.store.zone(), at));
        let since = factor.enrolled_at.map(civil);
        let (login, by_sso) = (session.login.clone(), session.single_sign_on);
        Ok(Self { login, profile, password, sessions, factor, since, by_sso })
    }
}

/// `/account`
#[component]
pub fn AccountPage() -> impl IntoView {
    if use_viewer().is_none() {
        redirect_to_login(HERE);
        return ().erased();
    }
    let t = &use_texts().own_account;
    let content = Suspend::new(async move {
        match Content::load().await {
            Ok(Content { login, profile, password, sessions, factor, since, by_sso }) => view! {
                <Flash/>
                <ProfileForm login=login.clone() state=profile/>
                <PasswordForm login draft=password/>
                <SecondFactorCard factor since by_sso/>
                <ArrivalsForm/>
                <Sessions sessions/>
            }
            .erased(),
            Err(error) => view! { <Failure error/> }.erased(),
        }
    });
    view! {
        <Title text=format!("{} · Protocolo", t.title)/>
        <Frame>
            <div class="stack account">
                <div class="page-head"><h1>{t.title}</h1></div>
                {content}
            </div>
        </Frame>
    }
    .erased()
}
