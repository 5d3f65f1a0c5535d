//! Name, language and theme of one's own account.

use domain::settings::{NAME_LIMIT, OwnRecord, Theme};
use domain::{FieldErrors, Problem};
use http::StatusCode;
use leptos::prelude::*;
use store::settings::{Change, OwnAccount};

use super::page::HERE;
use crate::context::RequestContext;
use crate::cookies;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::forms::{Submission, answer_with};
use crate::locales::{Locale, Texts, use_texts};
use crate::settings::input::{Field, Input, Remark};
use crate::settings::opt::Opt;
use crate::settings::values::Values;
use crate::ui::icon::icon;

const FORM: &str = "account-profile";

/// What the form shows.
pub(super) struct Profile {
    values: Values,
    /// The revision on which it is sent.
    revision: i64,
    why: Option<NotAccepted>,
}

/// Why it was not accepted.
enum NotAccepted {
    /// Fields are bad.
    Invalid(FieldErrors),
    /// The account was changed from elsewhere; what it says now.
    Conflict(Values),
    /// Nothing is wrong: the session had ended, and the person has signed in again.
    Resumed,
}

fn inputs(t: &'static Texts) -> Vec<Input> {
    let languages = Locale::ALL.map(|locale| Opt::new(locale.tag(), locale.own_name()));
    let unset = Opt::new("", t.own_account.locale_unset);
    let themes =
        [("", t.theme_system), (Theme::Light.as_str(), t.theme_light), (Theme::Dark.as_str(), t.theme_dark)];
    vec![
        Input::line("name", t.own_account.name, NAME_LIMIT).required(),
        Input::one("locale", t.language, std::iter::once(unset).chain(languages).collect()),
        Input::one("theme", t.theme, themes.map(|(value, text)| Opt::new(value, text)).to_vec()),
    ]
}

fn values(record: &OwnRecord) -> Values {
    Values::default()
        .with("name", &record.name)
        .with("locale", record.locale.clone().unwrap_or_default())
        .with("theme", record.theme.map_or("", Theme::as_str))
}

fn record(values: &Values) -> Result<OwnRecord, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut unknown = |field: &str| errors.add(field, Problem::UnknownValue { allowed: Vec::new() });
    let locale = Locale::ALL.into_iter().find(|locale| locale.tag() == values.text("locale"));
    if locale.is_none() && !values.text("locale").is_empty() {
        unknown("locale");
    }
    let theme = Theme::parse(values.text("theme"));
    if theme.is_none() && !values.text("theme").is_empty() {
        unknown("theme");
    }
    errors.into_result()?;
    Ok(OwnRecord {
        name: values.text("name").to_owned(),
        locale: locale.map(|locale| locale.tag().to_owned()),
        theme,
    })
}

/// Carries out the form, if it was posted; what it shows.
pub(super) async fn carry_out(
    context: &RequestContext,
    own: &OwnAccount<'_>,
    now: i64,
) -> Result<Profile, AppError> {
    let kept = own.record().await?.ok_or(AppError::SignedOut)?;
    let Some(form) = Submission::of(FORM) else {
        return Ok(Profile { values: values(&kept.record), revision: kept.revision, why: None });
    };
    let typed = Values::of(&form);
    let revision = form.field("revision").parse().unwrap_or(-1);
    let back = |typed, revision, why| Profile { values: typed, revision, why: Some(why) };
    if form.is_resumed() {
        return Ok(back(typed, revision, NotAccepted::Resumed));
    }
    let wanted = match record(&typed) {
        Ok(wanted) => wanted,
        Err(errors) => {
            answer_with(StatusCode::UNPROCESSABLE_ENTITY);
            return Ok(back(typed, revision, NotAccepted::Invalid(errors)));
        }
    };
    match own.change(revision, wanted.clone(), now).await {
        Err(store::Error::Invalid(errors)) => {
            answer_with(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(back(typed, revision, NotAccepted::Invalid(errors)))
        }
        Err(error) => Err(error.into()),
        Ok(None) => Err(AppError::SignedOut),
        Ok(Some(Change::Conflict(now))) => {
            answer_with(StatusCode::CONFLICT);
            Ok(back(typed, now.revision, NotAccepted::Conflict(values(&now.record))))
        }
        Ok(Some(change)) => {
            conclude(context, &wanted, change == Change::Unchanged);
            Ok(Profile { values: typed, revision, why: None })
        }
    }
}

/// Leads on, in the language and the theme that were chosen.
fn conclude(context: &RequestContext, saved: &OwnRecord, unchanged: bool) {
    let locale = saved.locale.as_deref().and_then(Locale::parse);
    let age = if locale.is_some() { cookies::YEAR } else { 0 };
    cookies::set(cookies::LOCALE, locale.map_or("", Locale::tag), age, false, context.secure);
    cookies::set_theme(saved.theme, context.secure);
    let t = &locale.map_or_else(use_texts, Locale::texts).own_account;
    let notice = Notice::done(if unchanged { t.unchanged } else { t.saved });
    flash::answer(Ok(notice), Some(HERE));
}

/// The form. The page that follows may be of another language, so the browser loads it whole.
#[component]
pub(super) fn ProfileForm(login: String, profile: Profile) -> impl IntoView {
    let t = use_texts();
    let words = &t.own_account;
    let Profile { values, revision, why } = profile;
    let notice = why.as_ref().map(|why| {
        let text = match why {
            NotAccepted::Invalid(_) => words.bad_fields,
            NotAccepted::Conflict(_) => words.conflict,
            NotAccepted::Resumed => t.waiting.resumed,
        };
        view! {
            <div class="notice notice-error" role="alert">
                {icon("alert", "icon")} <p data-announce="">{text}</p>
            </div>
        }
    });
    let fields = inputs(t).into_iter().map(|input| {
        let remark = why.as_ref().and_then(|why| remark(t, why, &input, &values));
        view! { <Field input values=values.clone() remark/> }
    });
    let fields = fields.collect_view();
    view! {
        <section class="card card-padded" aria-labelledby="profile-title">
            <h2 id="profile-title" class="account-title">{words.profile}</h2>
            <form method="post" action=HERE class="form settings-form" aria-labelledby="profile-title" novalidate>
                {notice}
                <input type="hidden" name="form" value=FORM/>
                <input type="hidden" name="revision" value=revision.to_string()/>
                <div class="field">
                    <span class="field-label">{words.login}</span>
                    <span class="account-login" dir="auto">{domain::bidi::plain(&login)}</span>
                    <p class="field-hint">{words.login_hint}</p>
                </div>
                {fields}
                <div class="filters-actions"><button class="button button-primary">{t.save}</button></div>
            </form>
        </section>
    }
}

fn remark(t: &'static Texts, why: &NotAccepted, input: &Input, typed: &Values) -> Option<Remark> {
    match why {
        NotAccepted::Resumed => None,
        NotAccepted::Invalid(errors) => {
            let error = errors.0.iter().find(|error| error.field == input.name())?;
            Some(Remark::Bad(t.settings.problem(&error.problem)))
        }
        NotAccepted::Conflict(now) => {
            let (now, typed) = (input.shown(t, now), input.shown(t, typed));
            let text = if now.is_empty() { t.case.blank } else { &now };
            (now != typed).then(|| Remark::Now((t.case.stands_now)(text)))
        }
    }
}
