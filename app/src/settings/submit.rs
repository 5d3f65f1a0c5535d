//! Submitting a settings form: the record is saved, or the form comes back.

use domain::{FieldErrors, Problem, Revision, Timestamp};
use store::settings::{Change, CreateOutcome, Settings, Versioned};

use super::once::OneTimeSecret;
use super::section::{AfterCreate, Section};
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::rows::add_empty_rows;
use crate::form::{Draft, Rejection, Submission};
use crate::locales::{Texts, use_texts};

/// The name of the form of a record.
pub(super) const RECORD: &str = "settings-record";
/// The name of the form that activates or deactivates a record.
pub(super) const ACTIVE: &str = "settings-active";

/// The outcome of submitting a form.
pub(super) enum FormOutcome {
    /// No form was posted, or the response is a redirect.
    Nothing,
    /// The form is shown again.
    Rejected(Draft),
    /// Saved, with a value that is shown only once.
    Secret(OneTimeSecret),
}

/// Submits the form of a record; `stored` is `None` when a new one is created.
pub(super) async fn submit<S: Section>(
    settings: &Settings<'_>,
    stored: Option<&Versioned<S>>,
) -> Result<FormOutcome, AppError> {
    if let (Some(stored), Some(form)) = (stored, Submission::of(ACTIVE)) {
        return switch::<S>(settings, stored.id, &form).await;
    }
    let Some(form) = Submission::of(RECORD) else { return Ok(FormOutcome::Nothing) };
    let now = store::clock::now();
    if form.is_resumed() {
        return Ok(FormOutcome::Rejected(Draft::resumed(&form)));
    }
    let rows = form.field("more");
    if !rows.is_empty() {
        let draft = Draft::new(&form, Rejection::MoreRows, "");
        return Ok(FormOutcome::Rejected(draft.with_typed(|typed| add_empty_rows(typed, rows))));
    }
    let record = match S::from_form(form.values(), stored.map(|stored| &stored.record)) {
        Ok(record) => record,
        Err(errors) => return Ok(invalid::<S>(&form, &errors)),
    };
    let label = record.label();
    let t = use_texts();
    let Some(stored) = stored else { return create(settings, t, &form, record, now).await };
    let revision = form.field("revision").parse().unwrap_or(Revision(-1));
    let done = match settings.change(stored.id, revision, record, now).await? {
        None => return Err(AppError::NotFound),
        Some(Change::Invalid(errors)) => return Ok(invalid::<S>(&form, &errors)),
        Some(Change::Conflict(_)) => {
            return Ok(FormOutcome::Rejected(Draft::new(&form, Rejection::Conflict, t.settings.conflict)));
        }
        Some(Change::Saved) => (t.settings.saved)(&label),
        Some(Change::Unchanged) => t.settings.unchanged.to_owned(),
    };
    flash::answer(Ok(Notice::done(done)), Some(&S::SECTION.href()));
    Ok(FormOutcome::Nothing)
}

async fn create<S: Section>(
    settings: &Settings<'_>,
    t: &'static Texts,
    form: &Submission,
    record: S,
    now: Timestamp,
) -> Result<FormOutcome, AppError> {
    let label = record.label();
    match S::create(settings, t, record, now).await? {
        CreateOutcome::Invalid(errors) => Ok(invalid::<S>(form, &errors)),
        CreateOutcome::Created(AfterCreate::Show(secret)) => Ok(FormOutcome::Secret(secret)),
        CreateOutcome::Created(AfterCreate::Redirect(address)) => {
            flash::answer(Ok(Notice::done((t.settings.saved)(&label))), Some(&address));
            Ok(FormOutcome::Nothing)
        }
    }
}

/// Activates or deactivates a record.
async fn switch<S: Section>(
    settings: &Settings<'_>,
    id: S::Id,
    form: &Submission,
) -> Result<FormOutcome, AppError> {
    let active = form.field("active") == "yes";
    let t = use_texts();
    let back = S::SECTION.href();
    match settings.set_active::<S>(id, active, store::clock::now()).await? {
        None => return Err(AppError::NotFound),
        Some(Change::Invalid(errors)) => {
            let why = errors.0.first().map(|error| error_message::<S>(t, &error.field, &error.problem));
            flash::answer(Ok(Notice::refused(why.unwrap_or_default())), Some(&back));
        }
        Some(Change::Saved | Change::Unchanged | Change::Conflict(_)) => {
            let done = S::switch_texts(t, !active).map_or(t.settings.unchanged, |words| words.done);
            flash::answer(Ok(Notice::done(done)), Some(&back));
        }
    }
    Ok(FormOutcome::Nothing)
}

fn invalid<S: Section>(form: &Submission, errors: &FieldErrors) -> FormOutcome {
    let t = use_texts();
    let message = |field: &str, problem: &Problem| error_message::<S>(t, field, problem);
    FormOutcome::Rejected(Draft::invalid(form, t.answers().forms.bad_fields, errors, message))
}

fn error_message<S: Section>(t: &'static Texts, field: &str, problem: &Problem) -> String {
    S::field_message(t, field, problem).unwrap_or_else(|| t.problem(problem))
}
