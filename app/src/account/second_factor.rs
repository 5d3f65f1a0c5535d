//! `/account/second-factor`: enrolling an authenticator app, recovery codes, and removal. Users
//! whose role requires a second factor are redirected here until they have enrolled one.

use domain::zone;
use http::{HeaderValue, header};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use store::accounts::FactorSecret;
use store::settings::{FactorChange, OwnAccount, OwnFactor};

use super::password::current_password;
use super::qr::qr_code;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Flash, Notice};
use crate::form::{Credential, Draft, Field, Form, FormState, Input, Rejection, Submission, Values};
use crate::locales::use_texts;
use crate::session::{local_path, use_viewer};
use crate::ui::erased::IntoErased;
use crate::ui::frame::Frame;
use crate::ui::icon::icon;
use crate::ui::notice::ErrorNotice;
use crate::ui::page::redirect_to_login;
use crate::ui::state::Failure;

pub(super) const HERE: &str = "/account/second-factor";
const ENROL: &str = "factor-enrol";
const RENEW: &str = "factor-renew";
const REMOVE: &str = "factor-remove";
/// The issuer that the app shows with the login.
const ISSUER: &str = "Protocolo";

struct Content {
    login: String,
    factor: OwnFactor,
    /// The secret offered for enrolment; kept while the form has errors.
    secret: FactorSecret,
    /// Recovery codes that were just generated.
    codes: Option<Vec<String>>,
    draft: Option<Draft>,
    by_sso: bool,
    must_enrol: bool,
    since: Option<String>,
}

async fn load() -> Result<Content, AppError> {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let context = RequestContext::current()?;
    let session = context.session()?.clone();
    let own = context.scoped()?.own_account();
    let sent = Submission::any().and_then(|form| FactorSecret::parse(form.field("secret")));
    let secret = sent.unwrap_or_else(FactorSecret::random);
    let (codes, draft) = submit(&own, &secret, &context.session_token()).await?;
    let factor = own.second_factor().await?;
    let civil = |at| use_texts().locale.date_time(zone::civil(context.store.zone(), at));
    Ok(Content {
        login: session.login.clone(),
        since: factor.enrolled_at.map(civil),
        must_enrol: context.must_enrol_second_factor() && factor.enrolled_at.is_none(),
        by_sso: session.single_sign_on,
        factor,
        secret,
        codes,
        draft,
    })
}

/// Submits the posted form; returns new recovery codes, or the form if it is rejected.
async fn submit(
    own: &OwnAccount<'_>,
    secret: &FactorSecret,
    session_token: &str,
) -> Result<(Option<Vec<String>>, Option<Draft>), AppError> {
    let now = store::clock::now();
    let Some(form) = Submission::any() else { return Ok((None, None)) };
    let current = form.field("current");
    let outcome = match form.field("form") {
        ENROL => own.enrol(current, secret, form.field("code"), session_token, now).await?,
        RENEW => own.renew_recovery_codes(current, now).await?,
        REMOVE => own.remove_second_factor(current, now).await?,
        _ => return Ok((None, None)),
    };
    let t = use_texts();
    let words = &t.second_factor;
    let (field, text) = match outcome {
        FactorChange::Done(codes) if codes.is_empty() => {
            flash::answer(Ok(Notice::done(words.removed)), Some(HERE));
            return Ok((None, None));
        }
        FactorChange::Done(codes) => return Ok((Some(codes), None)),
        FactorChange::NotPossible => {
            flash::answer(Ok(Notice::refused(words.not_possible)), Some(HERE));
            return Ok((None, None));
        }
        FactorChange::WrongPassword => ("current", t.own_account.wrong_password.to_owned()),
        FactorChange::WrongCode => ("code", words.wrong_code.to_owned()),
        FactorChange::Wait { until } => {
            let seconds = (until - now).seconds_to_wait();
            ("current", (t.login().wait)(seconds))
        }
    };
    // The password removes the factor or renews its codes, so its error is that of the form.
    let draft = if form.field("form") == ENROL {
        Draft::new(&form, Rejection::Invalid, "").with_error(field, text)
    } else {
        Draft::new(&form, Rejection::Invalid, text)
    };
    Ok((None, Some(draft)))
}

/// `/account/second-factor`
#[component]
pub fn SecondFactorPage() -> impl IntoView {
    if use_viewer().is_none() {
        redirect_to_login(HERE);
        return ().erased();
    }
    let words = &use_texts().second_factor;
    let search = use_location().search.get_untracked();
    let next = form_urlencoded::parse(search.trim_start_matches('?').as_bytes())
        .find(|(key, _)| key == "next")
        .map(|(_, value)| value.into_owned());
    let next = local_path(Some(next.as_deref().unwrap_or("/account"))).to_owned();
    let content = Suspend::new(async move {
        match load().await {
            Ok(content) => view! { <Flash/> <Factor content next/> }.erased(),
            Err(error) => view! { <Failure error/> }.erased(),
        }
    });
    view! {
        <Title text=format!("{} · Protocolo", words.title)/>
        <Frame>
            <div class="stack account">
                <div class="page-head"><h1>{words.title}</h1></div>
                {content}
            </div>
        </Frame>
    }
    .erased()
}

#[component]
fn Factor(content: Content, next: String) -> impl IntoView {
    let words = &use_texts().second_factor;
    let Content { login, factor, secret, codes, draft, by_sso, must_enrol, since } = content;
    if let Some(codes) = codes {
        return view! { <Codes codes next/> }.erased();
    }
    let required = must_enrol.then(|| {
        view! {
            <div class="notice notice-warning" role="status">{icon("alert", "icon")} <p>{words.required}</p></div>
        }
    });
    let state = FormState::new("field", Values::default(), draft);
    let body = match (since, factor.has_password, by_sso) {
        (Some(since), ..) => view! { <Enrolled since codes_left=factor.codes_left state/> }.erased(),
        (None, _, true) => view! { <p class="card-text">{words.by_sso}</p> }.erased(),
        (None, false, false) => view! { <p class="card-text">{words.no_password}</p> }.erased(),
        (None, true, false) => view! { <Enrol login secret state next/> }.erased(),
    };
    view! {
        {required}
        <section class="card card-padded">{body}</section>
        <p><a href="/account">{words.back}</a></p>
    }
    .erased()
}

/// The form action, with `next` as the page to continue to.
fn posted_to(next: &str) -> String {
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{HERE}?next={next}")
}

#[component]
fn Enrol(login: String, secret: FactorSecret, state: FormState, next: String) -> impl IntoView {
    let words = &use_texts().second_factor;
    let text = secret.text();
    let groups: Vec<String> =
        text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into()).collect();
    let code =
        Credential { autocomplete: "one-time-code", mode: Some("numeric"), limit: 10, ..Credential::TEXT };
    let content = view! {
        <input type="hidden" name="secret" value=text/>
        <p class="card-text">{words.scan}</p>
        {qr_code(&secret.address(&login, ISSUER), words.picture)}
        <div class="field">
            <span class="field-label">{words.secret}</span>
            <p><code>{groups.join(" ")}</code></p>
            <p class="field-hint">{words.secret_hint}</p>
        </div>
        <Field input=Input::credential("code", words.app_code, code) state=state.clone()/>
        <Field input=current_password() state=state.clone()/>
        <div class="filters-actions"><button class="button button-primary">{words.enrol}</button></div>
    };
    let content = content.erased();
    view! { <Form name=ENROL state action=posted_to(&next) class="form settings-form" content/> }
}

#[component]
fn Enrolled(since: String, codes_left: u64, state: FormState) -> impl IntoView {
    let words = &use_texts().second_factor;
    view! {
        {state.notice().map(|text| view! { <ErrorNotice text/> })}
        <p class="card-text">{(words.on)(&since)}</p>
        <p class="card-text">{(words.codes_left)(codes_left)}</p>
        <form method="post" action=HERE class="form settings-form" novalidate>
            <Field input=current_password() state/>
            <p class="field-hint">{words.remove_text}</p>
            <div class="filters-actions">
                <button class="button" name="form" value=RENEW>{words.renew}</button>
                <button class="button" name="form" value=REMOVE>{words.remove}</button>
            </div>
        </form>
    }
}

/// Recovery codes, shown once.
#[component]
fn Codes(codes: Vec<String>, next: String) -> impl IntoView {
    let words = &use_texts().second_factor;
    let list = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view();
    view! {
        <section class="card card-padded" aria-labelledby="codes-title">
            <div class="notice notice-success" role="status">
                {icon("check", "icon")} <p data-announce="">{words.enrolled}</p>
            </div>
            <h2 id="codes-title" class="account-title">{words.codes_title}</h2>
            <p class="card-text">{words.codes_text}</p>
            <ul class="recovery-codes">{list}</ul>
            <div class="filters-actions"><a class="button button-primary" href=next>{words.go_on}</a></div>
        </section>
    }
}

/// The card on the account page that links here.
#[component]
pub(super) fn SecondFactorCard(factor: OwnFactor, since: Option<String>, by_sso: bool) -> impl IntoView {
    let words = &use_texts().second_factor;
    let (state, act) = match since {
        Some(since) => ((words.on)(&since), words.manage),
        None if by_sso => (words.by_sso.to_owned(), words.set_up),
        None => (words.off.to_owned(), words.set_up),
    };
    let link = (factor.has_password && !by_sso).then(|| view! { <a class="button" href=HERE>{act}</a> });
    view! {
        <section class="card card-padded" aria-labelledby="factor-title">
            <h2 id="factor-title" class="account-title">{words.title}</h2>
            <p class="card-text">{state}</p>
            {link}
        </section>
    }
}
