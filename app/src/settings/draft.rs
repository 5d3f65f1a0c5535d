//! A form of the settings that was posted: carried out, or handed back with what was typed and why it
//! was not accepted.

use domain::{FieldErrors, Problem};
use http::StatusCode;
use store::settings::{Change, Kept, Settings};

use super::input::{Input, Remark};
use super::once::Once;
use super::rows::with_more;
use super::section::{Made, Section};
use super::values::Values;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::forms::{Submission, answer_with};
use crate::locales::{Texts, use_texts};

/// The name of the form of a record.
pub(super) const RECORD: &str = "settings-record";
/// The name of the form that takes a record into use or out of it.
pub(super) const ACTIVE: &str = "settings-active";

/// What was posted and not accepted: the values as typed, and why.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// As they were typed.
    pub(super) typed: Values,
    why: NotAccepted,
    complaint: Complaint,
}

/// What is wrong with a field, where its kind has words of its own for it.
type Complaint = fn(&'static Texts, &str, &Problem) -> Option<String>;

#[derive(Clone, Debug)]
enum NotAccepted {
    /// Nothing is wrong: more rows were asked for.
    MoreRows,
    /// Nothing is wrong: the session had ended, and the viewer has signed in again.
    Resumed,
    /// Fields are bad.
    Invalid(FieldErrors),
    /// Somebody else was faster; what the record says now, and its revision.
    Conflict { now: Values, revision: i64 },
}

/// What became of the form that was posted to a page, if one was.
pub(super) enum Outcome {
    /// None was posted, or the person is led on.
    Nothing,
    /// It comes back.
    Back(Draft),
    /// It was carried out, and something of it is shown only now.
    Show(Once),
}

/// Carries out the form of a record: of the one that is there, or of one to be made.
pub(super) async fn carry_out<S: Section>(
    settings: &Settings<'_>,
    kept: Option<&Kept<S>>,
) -> Result<Outcome, AppError> {
    if let (Some(kept), Some(form)) = (kept, Submission::of(ACTIVE)) {
        return switch::<S>(settings, kept.id, &form).await;
    }
    let Some(form) = Submission::of(RECORD) else { return Ok(Outcome::Nothing) };
    let now = store::clock::now_ms();
    let typed = Values::of(&form);
    if form.is_resumed() {
        return Ok(Outcome::Back(Draft::of::<S>(typed, NotAccepted::Resumed)));
    }
    if let Some(rows) = Some(form.field("more")).filter(|rows| !rows.is_empty()) {
        let typed = with_more(typed, rows);
        return Ok(Outcome::Back(Draft::of::<S>(typed, NotAccepted::MoreRows)));
    }
    let record = match S::from_form(&typed, kept.map(|kept| &kept.record)) {
        Ok(record) => record,
        Err(errors) => return Ok(Outcome::Back(refuse::<S>(typed, errors))),
    };
    let label = record.label();
    let t = use_texts();
    let Some(kept) = kept else { return set_up(settings, t, typed, record, now).await };
    let revision = form.field("revision").parse().unwrap_or(-1);
    let done = match settings.change(kept.id, revision, record, now).await {
        Err(store::Error::Invalid(errors)) => return Ok(Outcome::Back(refuse::<S>(typed, errors))),
        Err(error) => return Err(error.into()),
        Ok(None) => return Err(AppError::NotFound),
        Ok(Some(Change::Conflict(kept))) => {
            answer_with(StatusCode::CONFLICT);
            let why = NotAccepted::Conflict { now: kept.record.values(), revision: kept.revision };
            return Ok(Outcome::Back(Draft::of::<S>(typed, why)));
        }
        Ok(Some(Change::Saved)) => (t.settings.saved)(&label),
        Ok(Some(Change::Unchanged)) => t.settings.unchanged.to_owned(),
    };
    flash::answer(Ok(Notice::done(done)), Some(&S::PLACE.href()));
    Ok(Outcome::Nothing)
}

/// Sets up a record that was not there.
async fn set_up<S: Section>(
    settings: &Settings<'_>,
    t: &'static Texts,
    typed: Values,
    record: S,
    now: i64,
) -> Result<Outcome, AppError> {
    let label = record.label();
    match S::set_up(settings, t, record, now).await {
        Err(store::Error::Invalid(errors)) => Ok(Outcome::Back(refuse::<S>(typed, errors))),
        Err(error) => Err(error.into()),
        Ok(Made::Show(once)) => Ok(Outcome::Show(once)),
        Ok(Made::LeadTo(address)) => {
            flash::answer(Ok(Notice::done((t.settings.saved)(&label))), Some(&address));
            Ok(Outcome::Nothing)
        }
    }
}

/// Takes a record into use or out of it.
async fn switch<S: Section>(
    settings: &Settings<'_>,
    id: i64,
    form: &Submission,
) -> Result<Outcome, AppError> {
    let active = form.field("active") == "yes";
    let t = use_texts();
    let back = S::PLACE.href();
    match settings.set_active::<S>(id, active, store::clock::now_ms()).await {
        Err(store::Error::Invalid(errors)) => {
            let why = errors.0.first().map(|error| sentence::<S>(t, &error.field, &error.problem));
            flash::answer(Ok(Notice::refused(why.unwrap_or_default())), Some(&back));
        }
        Err(error) => return Err(error.into()),
        Ok(None) => return Err(AppError::NotFound),
        Ok(Some(_)) => {
            let done = S::switch_words(t, !active).map_or(t.settings.unchanged, |words| words.done);
            flash::answer(Ok(Notice::done(done)), Some(&back));
        }
    }
    Ok(Outcome::Nothing)
}

fn refuse<S: Section>(typed: Values, errors: FieldErrors) -> Draft {
    answer_with(StatusCode::UNPROCESSABLE_ENTITY);
    Draft::of::<S>(typed, NotAccepted::Invalid(errors))
}

impl Draft {
    fn of<S: Section>(typed: Values, why: NotAccepted) -> Self {
        Self { typed, why, complaint: S::complaint }
    }

    /// What is said above the form.
    pub(super) fn notice(&self, t: &Texts) -> Option<&'static str> {
        match self.why {
            NotAccepted::MoreRows => None,
            NotAccepted::Resumed => Some(t.waiting.resumed),
            NotAccepted::Invalid(_) => Some(t.settings.bad_fields),
            NotAccepted::Conflict { .. } => Some(t.settings.conflict),
        }
    }

    /// The revision on which the form is sent again: the one it was filled from, so that whoever
    /// corrects a field is still told what somebody else changed; and who has been told may replace it.
    pub(super) fn revision(&self) -> Option<i64> {
        match self.why {
            NotAccepted::MoreRows | NotAccepted::Resumed | NotAccepted::Invalid(_) => {
                self.typed.text("revision").parse().ok()
            }
            NotAccepted::Conflict { revision, .. } => Some(revision),
        }
    }

    /// What is said below a field.
    pub(super) fn remark(&self, t: &'static Texts, input: &Input) -> Option<Remark> {
        match &self.why {
            NotAccepted::MoreRows | NotAccepted::Resumed => None,
            NotAccepted::Invalid(errors) => {
                let error = errors.0.iter().find(|error| error.field == input.name())?;
                let own = (self.complaint)(t, &error.field, &error.problem);
                Some(Remark::Bad(own.unwrap_or_else(|| t.settings.problem(&error.problem))))
            }
            NotAccepted::Conflict { now, .. } => {
                if let Some(id) = row_id(input.name())
                    && now.text(&id).is_empty()
                    && self.typed.text(&id).is_empty()
                {
                    return None;
                }
                let (now, typed) = (input.shown(t, now), input.shown(t, &self.typed));
                let text = if now.is_empty() { t.case.blank } else { &now };
                (now != typed).then(|| Remark::Now((t.case.stands_now)(text)))
            }
        }
    }
}

/// The field with the number of the row that a column `ROWS.0.NAME` is in: one that neither has was
/// only just filled in, or is blank.
fn row_id(field: &str) -> Option<String> {
    let (row, _) = field.rsplit_once('.')?;
    Some(super::rows::cell_of(row, "id"))
}

fn sentence<S: Section>(t: &'static Texts, field: &str, problem: &Problem) -> String {
    S::complaint(t, field, problem).unwrap_or_else(|| t.settings.problem(problem))
}
