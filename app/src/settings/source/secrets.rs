//! The card *Segredos* of a source: each can be set, replaced and removed, and none is shown.

use domain::settings::SourceRecord;
use domain::settings::source::{Connection, SecretName};
use domain::{Timestamp, zone};
use leptos::prelude::*;
use store::settings::{Settings, Versioned};

use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::{Credential, Draft, Field, Form, FormState, Input, Rejection, Submission, Values};
use crate::locales::settings::SourceTexts;
use crate::locales::use_texts;
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;

/// The form that sets or removes a secret.
const FORM: &str = "source-secret";
/// Its field with the name of the secret.
const NAME: &str = "which";
/// Its field with the value. By this name it is known as one that the sign-in page does not keep
/// ([`crate::waiting_form`]).
const VALUE: &str = "secret";
/// Its button that removes the secret.
const REMOVE: &str = "remove";

/// The longest secret, in characters.
const MAX_SECRET: u32 = 1_000;

/// Sets or removes a secret if the form was posted; returns the form with what is wrong with it.
pub(super) async fn submit(
    settings: &Settings<'_>,
    stored: &Versioned<SourceRecord>,
    here: &str,
    now: Timestamp,
) -> Result<Option<Draft>, AppError> {
    let Some(form) = Submission::of(FORM) else { return Ok(None) };
    let t = use_texts();
    let words = &t.settings.sources;
    let of_kind = stored.record.kind().secrets();
    let secret = SecretName::parse(form.field(NAME)).filter(|secret| of_kind.contains(secret));
    let secret = secret.ok_or(AppError::NotFound)?;
    let value = form.field(VALUE).trim();
    let (value, done) = if form.sent(REMOVE).is_some() {
        (None, (words.secret_removed)(label(words, secret)))
    } else {
        let wrong = if value.is_empty() {
            Some(t.answers().forms.required.to_owned())
        } else if value.chars().count() > MAX_SECRET as usize {
            Some((t.answers().forms.too_long)(MAX_SECRET))
        } else {
            value.chars().any(char::is_control).then(|| t.answers().forms.malformed.to_owned())
        };
        if let Some(wrong) = wrong {
            let draft = Draft::new(&form, Rejection::Invalid, t.answers().forms.bad_fields);
            return Ok(Some(draft.with_error(VALUE, wrong)));
        }
        (Some(value), (words.secret_saved)(label(words, secret)))
    };
    settings.set_source_secret(stored, secret, value, now).await?;
    flash::answer(Ok(Notice::done(done)), Some(here));
    Ok(None)
}

/// The card with the secrets of a source; `None` if its kind has none.
pub(super) async fn card(
    settings: &Settings<'_>,
    stored: &Versioned<SourceRecord>,
    here: &str,
    draft: Option<Draft>,
) -> Result<Option<Erased>, AppError> {
    let names = stored.record.kind().secrets();
    if names.is_empty() {
        return Ok(None);
    }
    let set = settings.source_secrets(stored.id).await?;
    let t = use_texts();
    let words = &t.settings.sources;
    let forms = names.iter().map(|&secret| {
        let set_at = set.get(secret.as_str()).copied();
        let state = set_at.map(|at| t.locale.date_time(zone::civil(settings.zone(), at)));
        let draft = draft.clone().filter(|draft| draft.typed(NAME) == secret.as_str());
        view! { <SecretForm here=here.to_owned() secret set_at=state draft/> }
    });
    let forms = forms.collect_view();
    let wants_files = matches!(&stored.record.connection, Connection::WhatsApp(whatsapp) if whatsapp.media);
    let missing = (wants_files && !set.contains_key(SecretName::AccessToken.as_str())).then(|| {
        view! {
            <div class="notice notice-warning" role="status">
                {icon("alert", "icon")}
                <p>{words.files_need_token}</p>
            </div>
        }
    });
    Ok(Some(
        view! {
            <section class="card card-padded source-card" aria-labelledby="secrets-title">
                <h3 id="secrets-title" class="card-title">{words.secrets}</h3>
                <p class="card-text">{words.secrets_text}</p>
                {missing}
                {forms}
            </section>
        }
        .erased(),
    ))
}

#[component]
fn SecretForm(
    here: String,
    secret: SecretName,
    /// When it was set.
    set_at: Option<String>,
    draft: Option<Draft>,
) -> impl IntoView {
    let t = use_texts();
    let words = &t.settings.sources;
    let label = label(words, secret);
    let limits = Credential { limit: MAX_SECRET, ..Credential::PASSWORD };
    let hint = match &set_at {
        Some(at) => format!("{} {}", (words.secret_set)(at), hint(words, secret)),
        None => format!("{} {}", words.secret_unset, hint(words, secret)),
    };
    let input = Input::credential(VALUE, label, limits).with_id(secret.as_str().to_owned()).hint(&hint);
    let state = FormState::new("secret", Values::default().with(NAME, secret.as_str()), draft);
    let remove = set_at.is_some().then(|| {
        view! {
            <button class="button button-quiet" name=REMOVE value="yes" aria-label=format!("{}: {label}", words.secret_remove)>
                {words.secret_remove}
            </button>
        }
    });
    let content = view! {
        <Field input state=state.clone()/>
        <div class="source-actions">
            <button class="button" aria-label=format!("{}: {label}", t.save)>{t.save}</button>
            {remove}
        </div>
    };
    let content = content.erased();
    view! {
        <Form name=FORM state action=here class="source-secret" label=label in_place=true kept=&[NAME] content/>
    }
}

fn label(words: &SourceTexts, secret: SecretName) -> &'static str {
    match secret {
        SecretName::AppSecret => words.app_secret,
        SecretName::VerifyToken => words.verify_token,
        SecretName::WebhookSecret => words.webhook_secret,
        SecretName::AccessToken => words.access_token,
    }
}

fn hint(words: &SourceTexts, secret: SecretName) -> &'static str {
    match secret {
        SecretName::AppSecret => words.app_secret_hint,
        SecretName::VerifyToken => words.verify_token_hint,
        SecretName::WebhookSecret => words.webhook_secret_hint,
        SecretName::AccessToken => words.access_token_hint,
    }
}
