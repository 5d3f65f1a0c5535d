//! Name, language and theme of one's own account.

use domain::settings::{MAX_RECORD_NAME, ProfileRecord, Theme, field_name};
use domain::{FieldErrors, Problem, Revision, Timestamp};
use leptos::prelude::*;
use store::settings::{Change, OwnAccount};

use super::HERE;
use crate::context::RequestContext;
use crate::cookies;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::{Draft, Field, Form, FormState, Input, Rejection, SelectOption, Submission, Values};
use crate::locales::{Locale, Texts, use_texts};
use crate::ui::erased::IntoErased;

const FORM: &str = "account-profile";

fn inputs(t: &'static Texts) -> Vec<Input> {
    let themes = [
        ("", t.frame().theme_system),
        (Theme::Light.as_str(), t.frame().theme_light),
        (Theme::Dark.as_str(), t.frame().theme_dark),
    ];
    vec![
        Input::line(field_name::NAME, t.own_account.name, MAX_RECORD_NAME).required(),
        Input::one(
            field_name::LOCALE,
            t.frame().language,
            SelectOption::languages(t.own_account.locale_unset),
        ),
        Input::one(
            field_name::THEME,
            t.frame().theme,
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
) -> Result<FormState, AppError> {
    let draft = match Submission::of(FORM) {
        Some(form) => save(context, own, &form, now).await?,
        None => None,
    };
    // After a conflict the form shows what is stored by now.
    let stored = own.record().await?.ok_or(AppError::SignedOut)?;
    let values = values(&stored.record).with("revision", stored.revision.to_string());
    Ok(FormState::new("field", values, draft))
}

async fn save(
    context: &RequestContext,
    own: &OwnAccount<'_>,
    form: &Submission,
    now: Timestamp,
) -> Result<Option<Draft>, AppError> {
    if form.is_resumed() {
        return Ok(Some(Draft::resumed(form)));
    }
    let t = use_texts();
    let invalid = |errors: &FieldErrors| {
        let message = |_: &str, problem: &Problem| t.problem(problem);
        Ok(Some(Draft::invalid(form, t.answers().forms.bad_fields, errors, message)))
    };
    let wanted = match record(form.values()) {
        Ok(wanted) => wanted,
        Err(errors) => return invalid(&errors),
    };
    let revision = form.field("revision").parse().unwrap_or(Revision(-1));
    match own.change(revision, wanted.clone(), now).await? {
        None => Err(AppError::SignedOut),
        Some(Change::Invalid(errors)) => invalid(&errors),
        Some(Change::Conflict(_)) => Ok(Some(Draft::new(form, Rejection::Conflict, t.own_account.conflict))),
        Some(change @ (Change::Saved | Change::Unchanged)) => {
            finish(context, &wanted, change == Change::Unchanged);
            Ok(None)
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
pub(super) fn ProfileForm(login: String, state: FormState) -> impl IntoView {
    let t = use_texts();
    let words = &t.own_account;
    let fields = inputs(t).into_iter().map(|input| view! { <Field input state=state.clone()/> });
    let content = view! {
        <div class="field">
            <span class="field-label">{words.login}</span>
            <span class="account-login" dir="auto">{domain::bidi::plain(&login)}</span>
            <p class="field-hint">{words.login_hint}</p>
        </div>
        {fields.collect_view()}
        <div class="filters-actions"><button class="button button-primary">{t.save}</button></div>
    };
    let content = content.erased();
    view! {
        <section class="card card-padded" aria-labelledby="profile-title">
            <h2 id="profile-title" class="account-title">{words.profile}</h2>
            <Form name=FORM state action=HERE class="form settings-form" labelled_by="profile-title" kept=&["revision"] content/>
        </section>
    }
}
