//! Name, language and theme of one's own account.

use domain::settings::{MAX_RECORD_NAME, ProfileRecord, Theme, field_name};
use domain::{FieldErrors, Problem, Revision, Timestamp};
use http::StatusCode;
use leptos::prelude::*;
use store::settings::{Change, OwnAccount};

use super::HERE;
use crate::context::RequestContext;
use crate::cookies;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::forms::{Submission, set_status};
use crate::locales::{Locale, Texts, use_texts};
use crate::settings::input::{Field, Input};
use crate::settings::opt::SelectOption;
use crate::settings::values::Values;
use crate::ui::field::FieldNotice;
use crate::ui::notice::ErrorNotice;

const FORM: &str = "account-profile";

/// The state of the form.
pub(super) struct Profile {
    values: Values,
    /// The revision that the form is sent with.
    revision: Revision,
    why: Option<Rejection>,
}

/// Why the form was rejected.
enum Rejection {
    /// Fields are invalid.
    Invalid(FieldErrors),
    /// Edit conflict: the account as stored now.
    Conflict(Values),
    /// No error: the session had ended, and the user has signed in again.
    Resumed,
}

fn inputs(t: &'static Texts) -> Vec<Input> {
    let themes =
        [("", t.theme_system), (Theme::Light.as_str(), t.theme_light), (Theme::Dark.as_str(), t.theme_dark)];
    vec![
        Input::line(field_name::NAME, t.own_account.name, MAX_RECORD_NAME).required(),
        Input::one(field_name::LOCALE, t.language, SelectOption::languages(t.own_account.locale_unset)),
        Input::one(
            field_name::THEME,
            t.theme,
            themes.map(|(value, text)| SelectOption::new(value, text)).to_vec(),
        ),
    ]
}

fn values(record: &ProfileRecord) -> Values {
    Values::default()
        .with(field_name::NAME, &record.name)
        .with(field_name::LOCALE, record.locale.clone().unwrap_or_default())
        .with(field_name::THEME, record.theme.map_or("", Theme::as_str))
}

fn record(values: &Values) -> Result<ProfileRecord, FieldErrors> {
    let mut errors = FieldErrors::default();
    let locale = values.locale(&mut errors);
    let theme = Theme::parse(values.text(field_name::THEME));
    if theme.is_none() && !values.text(field_name::THEME).is_empty() {
        errors.add(field_name::THEME, Problem::UnknownValue { allowed: Vec::new() });
    }
    errors.into_result()?;
    Ok(ProfileRecord { name: values.text(field_name::NAME).to_owned(), locale, theme })
}

/// Submits the form if it was posted; returns its state.
pub(super) async fn submit(
    context: &RequestContext,
    own: &OwnAccount<'_>,
    now: Timestamp,
) -> Result<Profile, AppError> {
    let stored = own.record().await?.ok_or(AppError::SignedOut)?;
    let Some(form) = Submission::of(FORM) else {
        return Ok(Profile { values: values(&stored.record), revision: stored.revision, why: None });
    };
    let typed = Values::of(&form);
    let revision = form.field("revision").parse().unwrap_or(Revision(-1));
    let back = |typed, revision, why| Profile { values: typed, revision, why: Some(why) };
    if form.is_resumed() {
        return Ok(back(typed, revision, Rejection::Resumed));
    }
    let wanted = match record(&typed) {
        Ok(wanted) => wanted,
        Err(errors) => {
            set_status(StatusCode::UNPROCESSABLE_ENTITY);
            return Ok(back(typed, revision, Rejection::Invalid(errors)));
        }
    };
    match own.change(revision, wanted.clone(), now).await? {
        None => Err(AppError::SignedOut),
        Some(Change::Invalid(errors)) => {
            set_status(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(back(typed, revision, Rejection::Invalid(errors)))
        }
        Some(Change::Conflict(now)) => {
            set_status(StatusCode::CONFLICT);
            Ok(back(typed, now.revision, Rejection::Conflict(values(&now.record))))
        }
        Some(change @ (Change::Saved | Change::Unchanged)) => {
            finish(context, &wanted, change == Change::Unchanged);
            Ok(Profile { values: typed, revision, why: None })
        }
    }
}

/// Sets the cookies of language and theme and redirects to the page.
fn finish(context: &RequestContext, saved: &ProfileRecord, unchanged: bool) {
    let locale = saved.locale.as_deref().and_then(Locale::parse);
    let age = if locale.is_some() { cookies::YEAR } else { 0 };
    cookies::set(cookies::LOCALE, locale.map_or("", Locale::tag), age, false, context.secure);
    cookies::set_theme(saved.theme, context.secure);
    let t = &locale.map_or_else(use_texts, Locale::texts).own_account;
    let notice = Notice::done(if unchanged { t.unchanged } else { t.saved });
    flash::answer(Ok(notice), Some(HERE));
}

/// The form. The next page may be in another language, so it is a full page load (no
/// `data-in-place`).
#[component]
pub(super) fn ProfileForm(login: String, profile: Profile) -> impl IntoView {
    let t = use_texts();
    let words = &t.own_account;
    let Profile { values, revision, why } = profile;
    let notice = why.as_ref().map(|why| {
        let text = match why {
            Rejection::Invalid(_) => words.bad_fields,
            Rejection::Conflict(_) => words.conflict,
            Rejection::Resumed => t.forms.resumed,
        };
        view! { <ErrorNotice text/> }
    });
    let fields = inputs(t).into_iter().map(|input| {
        let field_notice = why.as_ref().and_then(|why| field_notice(t, why, &input, &values));
        view! { <Field input values=values.clone() field_notice/> }
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

fn field_notice(t: &'static Texts, why: &Rejection, input: &Input, typed: &Values) -> Option<FieldNotice> {
    match why {
        Rejection::Resumed => None,
        Rejection::Invalid(errors) => {
            let error = errors.0.iter().find(|error| error.field == input.name())?;
            Some(FieldNotice::Error(t.problem(&error.problem)))
        }
        Rejection::Conflict(now) => {
            let (now, typed) = (input.shown(t, now), input.shown(t, typed));
            let text = if now.is_empty() { t.case.blank } else { &now };
            (now != typed).then(|| FieldNotice::Current((t.case.current_value)(text)))
        }
    }
}
