//! `/account/second-factor`: enrolling an authenticator app, recovery codes, and removal. Users
//! whose role requires a second factor are redirected here until they have enrolled one.

use domain::zone;
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use store::accounts::FactorSecret;
use store::settings::{FactorChange, OwnAccount, OwnFactor};

use super::password::PasswordField;
use super::qr::qr_code;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Flash, Notice};
use crate::forms::{Submission, set_status};
use crate::locales::use_texts;
use crate::session::{local_path, use_viewer};
use crate::ui::erased::IntoErased;
use crate::ui::frame::Frame;
use crate::ui::icon::icon;
use crate::ui::page::redirect_to_login;
use crate::ui::state::Failure;

pub(super) const HERE: &str = "/account/second-factor";
const ENROL: &str = "factor-enrol";
const RENEW: &str = "factor-renew";
const REMOVE: &str = "factor-remove";
/// The issuer that the app shows with the login.
const ISSUER: &str = "Protocolo";

/// An error message of a field of one of the forms.
struct FieldMessage {
    form: &'static str,
    field: &'static str,
    text: String,
}

struct Content {
    login: String,
    factor: OwnFactor,
    /// The secret offered for enrolment; kept while the form has errors.
    secret: FactorSecret,
    /// Recovery codes that were just generated.
    codes: Option<Vec<String>>,
    message: Option<FieldMessage>,
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
    let (codes, message) = submit(&own, &secret, &context.session_token()).await?;
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
        message,
    })
}

/// Submits the posted form; returns new recovery codes, or the error.
async fn submit(
    own: &OwnAccount<'_>,
    secret: &FactorSecret,
    session_token: &str,
) -> Result<(Option<Vec<String>>, Option<FieldMessage>), AppError> {
    let now = store::clock::now();
    let (form, outcome) = if let Some(form) = Submission::of(ENROL) {
        (ENROL, {
            let (current, code) = (form.field("current"), form.field("code"));
            own.enrol(current, secret, code, session_token, now).await?
        })
    } else if let Some(form) = Submission::of(RENEW) {
        (RENEW, own.renew_recovery_codes(form.field("current"), now).await?)
    } else if let Some(form) = Submission::of(REMOVE) {
        (REMOVE, own.remove_second_factor(form.field("current"), now).await?)
    } else {
        return Ok((None, None));
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
            ("current", (t.login_wait)(seconds))
        }
    };
    set_status(StatusCode::UNPROCESSABLE_ENTITY);
    Ok((None, Some(FieldMessage { form, field, text })))
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
    let Content { login, factor, secret, codes, message, by_sso, must_enrol, since } = content;
    if let Some(codes) = codes {
        return view! { <Codes codes next/> }.erased();
    }
    let required = must_enrol.then(|| {
        view! {
            <div class="notice notice-warning" role="status">{icon("alert", "icon")} <p>{words.required}</p></div>
        }
    });
    let body = match (since, factor.has_password, by_sso) {
        (Some(since), ..) => view! { <Enrolled since codes_left=factor.codes_left message/> }.erased(),
        (None, _, true) => view! { <p class="card-text">{words.by_sso}</p> }.erased(),
        (None, false, false) => view! { <p class="card-text">{words.no_password}</p> }.erased(),
        (None, true, false) => view! { <Enrol login secret message next/> }.erased(),
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

/// The message for a field of a form.
fn message_for(message: Option<&FieldMessage>, form: &str, field: &str) -> Option<String> {
    message.filter(|one| one.form == form && one.field == field).map(|one| one.text.clone())
}

#[component]
fn Enrol(login: String, secret: FactorSecret, message: Option<FieldMessage>, next: String) -> impl IntoView {
    let t = use_texts();
    let words = &t.second_factor;
    let (password, code) =
        (message_for(message.as_ref(), ENROL, "current"), message_for(message.as_ref(), ENROL, "code"));
    let text = secret.text();
    let groups: Vec<String> =
        text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into()).collect();
    view! {
        <form method="post" action=posted_to(&next) class="form settings-form" novalidate>
            <input type="hidden" name="form" value=ENROL/>
            <input type="hidden" name="secret" value=text/>
            <p class="card-text">{words.scan}</p>
            {qr_code(&secret.address(&login, ISSUER), words.picture)}
            <div class="field">
                <span class="field-label">{words.secret}</span>
                <p><code>{groups.join(" ")}</code></p>
                <p class="field-hint">{words.secret_hint}</p>
            </div>
            <div class="field">
                <label class="field-label" for="field-code">{words.app_code}</label>
                <input class="input" id="field-code" name="code" autocomplete="one-time-code" inputmode="numeric"
                    maxlength="10" aria-required="true" aria-invalid=code.is_some().then_some("true")
                    aria-describedby=code.is_some().then_some("field-code-error")/>
                {code.map(|text| view! {
                    <p class="field-error" id="field-code-error">{icon("alert", "icon")} {text}</p>
                })}
            </div>
            <PasswordField name="current" label=t.own_account.current autocomplete="current-password"
                message=password/>
            <div class="filters-actions"><button class="button button-primary">{words.enrol}</button></div>
        </form>
    }
}

#[component]
fn Enrolled(since: String, codes_left: u64, message: Option<FieldMessage>) -> impl IntoView {
    let t = use_texts();
    let words = &t.second_factor;
    let wrong = message.map(|message| {
        view! {
            <div class="notice notice-error" role="alert">{icon("alert", "icon")} <p>{message.text}</p></div>
        }
    });
    view! {
        {wrong}
        <p class="card-text">{(words.on)(&since)}</p>
        <p class="card-text">{(words.codes_left)(codes_left)}</p>
        <form method="post" action=HERE class="form settings-form" novalidate>
            <PasswordField name="current" label=t.own_account.current autocomplete="current-password"
                message=None/>
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
