//! Submitting a settings form: the record is saved, or the form comes back with the input and the
//! errors.

use domain::{FieldErrors, Problem, Revision, Timestamp};
use http::StatusCode;
use store::settings::{Change, CreateOutcome, Settings, Versioned};

use super::input::Input;
use super::once::OneTimeSecret;
use super::rows::add_empty_rows;
use super::section::{AfterCreate, Section};
use super::values::Values;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::forms::{Submission, set_status};
use crate::locales::{Texts, use_texts};
use crate::ui::field::FieldNotice;

/// The name of the form of a record.
pub(super) const RECORD: &str = "settings-record";
/// The name of the form that activates or deactivates a record.
pub(super) const ACTIVE: &str = "settings-active";

/// A rejected form: the input and the reason.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// The input as typed.
    pub(super) typed: Values,
    why: Rejection,
    field_message: FieldMessage,
}

/// [`Section::field_message`] of the kind.
type FieldMessage = fn(&'static Texts, &str, &Problem) -> Option<String>;

#[derive(Clone, Debug)]
enum Rejection {
    /// No error: the user asked for more rows.
    MoreRows,
    /// No error: the session had ended, and the user has signed in again.
    Resumed,
    /// Fields are invalid.
    Invalid(FieldErrors),
    /// Edit conflict: the record as stored now, and its revision.
    Conflict { now: Values, revision: Revision },
}

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
    let typed = Values::of(&form);
    if form.is_resumed() {
        return Ok(FormOutcome::Rejected(Draft::of::<S>(typed, Rejection::Resumed)));
    }
    if let Some(rows) = Some(form.field("more")).filter(|rows| !rows.is_empty()) {
        let typed = add_empty_rows(typed, rows);
        return Ok(FormOutcome::Rejected(Draft::of::<S>(typed, Rejection::MoreRows)));
    }
    let record = match S::from_form(&typed, stored.map(|stored| &stored.record)) {
        Ok(record) => record,
        Err(errors) => return Ok(FormOutcome::Rejected(refuse::<S>(typed, errors))),
    };
    let label = record.label();
    let t = use_texts();
    let Some(stored) = stored else { return create(settings, t, typed, record, now).await };
    let revision = form.field("revision").parse().unwrap_or(Revision(-1));
    let done = match settings.change(stored.id, revision, record, now).await? {
        None => return Err(AppError::NotFound),
        Some(Change::Invalid(errors)) => return Ok(FormOutcome::Rejected(refuse::<S>(typed, errors))),
        Some(Change::Conflict(stored)) => {
            set_status(StatusCode::CONFLICT);
            let why = Rejection::Conflict { now: stored.record.values(), revision: stored.revision };
            return Ok(FormOutcome::Rejected(Draft::of::<S>(typed, why)));
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
    typed: Values,
    record: S,
    now: Timestamp,
) -> Result<FormOutcome, AppError> {
    let label = record.label();
    match S::create(settings, t, record, now).await? {
        CreateOutcome::Invalid(errors) => Ok(FormOutcome::Rejected(refuse::<S>(typed, errors))),
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

fn refuse<S: Section>(typed: Values, errors: FieldErrors) -> Draft {
    set_status(StatusCode::UNPROCESSABLE_ENTITY);
    Draft::of::<S>(typed, Rejection::Invalid(errors))
}

impl Draft {
    fn of<S: Section>(typed: Values, why: Rejection) -> Self {
        Self { typed, why, field_message: S::field_message }
    }

    /// The notice above the form.
    pub(super) fn notice(&self, t: &Texts) -> Option<&'static str> {
        match self.why {
            Rejection::MoreRows => None,
            Rejection::Resumed => Some(t.forms.resumed),
            Rejection::Invalid(_) => Some(t.forms.bad_fields),
            Rejection::Conflict { .. } => Some(t.settings.conflict),
        }
    }

    /// The revision that the form is sent with next: the original one, so that correcting a field
    /// still detects a conflict; after a conflict the current one, so that saving again overwrites
    /// it.
    pub(super) fn revision(&self) -> Option<Revision> {
        match self.why {
            Rejection::MoreRows | Rejection::Resumed | Rejection::Invalid(_) => {
                self.typed.text("revision").parse().ok()
            }
            Rejection::Conflict { revision, .. } => Some(revision),
        }
    }

    /// The notice below a field.
    pub(super) fn field_notice(&self, t: &'static Texts, input: &Input) -> Option<FieldNotice> {
        match &self.why {
            Rejection::MoreRows | Rejection::Resumed => None,
            Rejection::Invalid(errors) => {
                let error = errors.0.iter().find(|error| error.field == input.name())?;
                let own = (self.field_message)(t, &error.field, &error.problem);
                Some(FieldNotice::Error(own.unwrap_or_else(|| t.problem(&error.problem))))
            }
            Rejection::Conflict { now, .. } => {
                if let Some(id) = row_id(input.name())
                    && now.text(&id).is_empty()
                    && self.typed.text(&id).is_empty()
                {
                    return None;
                }
                let (now, typed) = (input.shown(t, now), input.shown(t, &self.typed));
                let text = if now.is_empty() { t.case.blank } else { &now };
                (now != typed).then(|| FieldNotice::Current((t.case.current_value)(text)))
            }
        }
    }
}

/// The ID field of the row of a column `ROWS.0.NAME`. If neither version has an ID there, the row
/// is new or empty.
fn row_id(field: &str) -> Option<String> {
    let (row, _) = field.rsplit_once('.')?;
    Some(super::rows::cell_of(row, "id"))
}

fn error_message<S: Section>(t: &'static Texts, field: &str, problem: &Problem) -> String {
    S::field_message(t, field, problem).unwrap_or_else(|| t.problem(problem))
}
