//! `/account`: what everybody keeps of themselves.

use domain::zone;
use leptos::prelude::*;
use leptos_meta::Title;
use store::settings::OwnFactor;

use super::password::{self, PasswordForm};
use super::profile::{self, Profile, ProfileForm};
use super::second_factor::SecondFactorCard;
use super::sessions::{self, Sessions};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::Flash;
use crate::locales::use_texts;
use crate::session::use_viewer;
use crate::ui::frame::Frame;
use crate::ui::page::lead_to_sign_in;
use crate::ui::state::Failure;

/// The address of the page.
pub(super) const HERE: &str = "/account";

/// What the page shows.
struct Content {
    login: String,
    profile: Profile,
    /// What is wrong with the password that was sent.
    password: password::Complaints,
    sessions: Vec<sessions::Listed>,
    factor: OwnFactor,
    /// Since when there is a second factor.
    since: Option<String>,
    by_sso: bool,
}

impl Content {
    /// Carries out what was posted and reads what is shown.
    async fn load() -> Result<Self, AppError> {
        let context = RequestContext::current()?;
        let session = context.session()?;
        let own = context.scoped()?.own_account();
        let now = store::clock::now_ms();
        let profile = profile::carry_out(&context, &own, now).await?;
        let password = password::carry_out(&context, &own, now).await?;
        sessions::carry_out(&context, &own, now).await?;
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
        lead_to_sign_in(HERE);
        return ().into_any();
    }
    let t = &use_texts().own_account;
    let content = Suspend::new(async move {
        match Content::load().await {
            Ok(Content { login, profile, password, sessions, factor, since, by_sso }) => view! {
                <Flash/>
                <ProfileForm login=login.clone() profile/>
                <PasswordForm login complaints=password/>
                <SecondFactorCard factor since by_sso/>
                <Sessions sessions/>
            }
            .into_any(),
            Err(error) => view! { <Failure error/> }.into_any(),
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
    .into_any()
}
