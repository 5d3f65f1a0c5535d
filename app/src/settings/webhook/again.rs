//! The card *Reenviar* of a webhook: deliveries are sent again, by their numbers or by days.

use chrono::NaiveDate;
use domain::settings::WebhookRecord;
use domain::{FieldErrors, Timestamp, civil, zone};
use leptos::prelude::*;
use store::settings::{Settings, Versioned};
use store::webhooks::{SentAgain, WebhookStatus};

use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::{Draft, Field, Form, FormState, Input, Rejection, Submission, Values};
use crate::locales::{Texts, use_texts};
use crate::ui::erased::{Erased, IntoErased};

/// The form.
const FORM: &str = "webhook-again";
/// Its field with the first number.
const FIRST: &str = "first";
/// Its field with the last number.
const LAST: &str = "last";
/// Its field with the first day.
const FROM: &str = "from";
/// Its field with the last day.
const UNTIL: &str = "until";

/// A range of deliveries, both ends included.
#[derive(Debug, PartialEq, Eq)]
enum Range {
    /// By their numbers.
    Numbers(i64, i64),
    /// By the days of their events.
    Days(NaiveDate, NaiveDate),
}

/// What was typed: a range, or the fields and what is wrong with them.
fn range(t: &'static Texts, values: &Values) -> Result<Range, Vec<(&'static str, String)>> {
    let words = &t.settings.webhooks;
    let mut errors = FieldErrors::default();
    let number = |field: &str, errors: &mut FieldErrors| values.number(field, 1..=i64::MAX, errors);
    let (first, last) = (number(FIRST, &mut errors), number(LAST, &mut errors));
    let mut wrong: Vec<(&'static str, String)> = Vec::new();
    for error in &errors.0 {
        let field = if error.field == FIRST { FIRST } else { LAST };
        wrong.push((field, t.problem(&error.problem)));
    }
    let mut day = |field: &'static str| {
        let text = values.text(field).trim();
        let day = civil::parse_day(text);
        if day.is_none() && !text.is_empty() {
            wrong.push((field, t.answers().forms.malformed.to_owned()));
        }
        day
    };
    let (from, until) = (day(FROM), day(UNTIL));
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let one = |field, text: &str| Err(vec![(field, text.to_owned())]);
    match ((first, last), (from, until)) {
        ((None, None), (None, None)) => one(FIRST, words.again_none_typed),
        ((Some(_), _) | (_, Some(_)), (Some(_), _) | (_, Some(_))) => one(FROM, words.again_both),
        ((first, last), (None, None)) => {
            // A single number is a range of one.
            let (Some(first), Some(last)) = (first.or(last), last.or(first)) else {
                return one(FIRST, words.again_none_typed);
            };
            if first > last { one(LAST, words.again_order) } else { Ok(Range::Numbers(first, last)) }
        }
        (_, (from, until)) => {
            let (Some(from), Some(until)) = (from.or(until), until.or(from)) else {
                return one(FROM, words.again_none_typed);
            };
            if from > until { one(UNTIL, words.again_order) } else { Ok(Range::Days(from, until)) }
        }
    }
}

/// Sends deliveries again if the form was posted; returns the form with what is wrong with it.
pub(super) async fn submit(
    settings: &Settings<'_>,
    stored: &Versioned<WebhookRecord>,
    here: &str,
    now: Timestamp,
) -> Result<Option<Draft>, AppError> {
    let Some(form) = Submission::of(FORM) else { return Ok(None) };
    let t = use_texts();
    let words = &t.settings.webhooks;
    let which = match range(t, form.values()) {
        Ok(Range::Numbers(first, last)) => SentAgain::Numbers(first, last),
        Ok(Range::Days(from, until)) => {
            let (from, (_, end)) =
                (zone::day_start(settings.zone(), from), zone::day_span(settings.zone(), until));
            SentAgain::Times(from, end)
        }
        Err(wrong) => {
            let draft = Draft::new(&form, Rejection::Invalid, t.answers().forms.bad_fields);
            return Ok(Some(
                wrong.into_iter().fold(draft, |draft, (field, text)| draft.with_error(field, text)),
            ));
        }
    };
    let notice = match settings.send_webhooks_again(stored, which, now).await? {
        0 => Notice::refused(words.again_nothing),
        count => Notice::done((words.again_done)(count, &t.locale.integer(count))),
    };
    flash::answer(Ok(notice), Some(here));
    Ok(None)
}

/// The card with the form.
pub(super) fn card(t: &'static Texts, status: &WebhookStatus, here: &str, draft: Option<Draft>) -> Erased {
    let words = &t.settings.webhooks;
    let kept = status.first_kept.map(|first| {
        let number = |number: i64| t.locale.integer(number.unsigned_abs());
        view! { <p class="card-text">{(words.again_kept)(&number(first), &number(status.last_seq))}</p> }
    });
    let state = FormState::new("again", Values::default(), draft);
    let inputs = [
        Input::number(FIRST, words.first, 1..=i64::MAX),
        Input::number(LAST, words.last, 1..=i64::MAX),
        Input::day(FROM, words.from),
        Input::day(UNTIL, words.until),
    ];
    let fields = inputs.map(|input| view! { <Field input state=state.clone()/> }.erased());
    let content = view! {
        <div class="webhook-range">{fields.into_iter().collect_view()}</div>
        <div class="source-actions"><button class="button">{words.again}</button></div>
    };
    let content = content.erased();
    view! {
        <section class="card card-padded source-card" aria-labelledby="again-title">
            <h3 id="again-title" class="card-title">{words.again}</h3>
            <p class="card-text">{words.again_text}</p>
            {kept}
            <Form name=FORM state action=here.to_owned() class="form" label=words.again in_place=true content/>
        </section>
    }
    .erased()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locales::Locale;

    fn typed(fields: &[(&str, &str)]) -> Result<Range, Vec<&'static str>> {
        let values =
            fields.iter().fold(Values::default(), |values, (name, value)| values.with(*name, *value));
        let outcome = range(Locale::PtBr.texts(), &values);
        outcome.map_err(|wrong| wrong.into_iter().map(|(field, _)| field).collect())
    }

    #[test]
    fn a_range_is_of_numbers_or_of_days() {
        assert_eq!(typed(&[("first", "3"), ("last", " 9 ")]), Ok(Range::Numbers(3, 9)));
        assert_eq!(typed(&[("first", "3")]), Ok(Range::Numbers(3, 3)));
        let day = |text: &str| text.parse().expect("a day");
        let days = Range::Days(day("2026-11-29"), day("2026-11-30"));
        assert_eq!(typed(&[("from", "2026-11-29"), ("until", "2026-11-30")]), Ok(days));
        let one = Range::Days(day("2026-11-30"), day("2026-11-30"));
        assert_eq!(typed(&[("until", "2026-11-30")]), Ok(one));
    }

    #[test]
    fn a_mistake_is_told_at_its_field() {
        assert_eq!(typed(&[]), Err(vec!["first"]));
        assert_eq!(typed(&[("first", "x"), ("last", "0")]), Err(vec!["first", "last"]));
        assert_eq!(typed(&[("first", "9"), ("last", "3")]), Err(vec!["last"]));
        assert_eq!(typed(&[("from", "30 Nov")]), Err(vec!["from"]));
        assert_eq!(typed(&[("from", "2026-11-30"), ("until", "2026-11-29")]), Err(vec!["until"]));
        assert_eq!(typed(&[("first", "1"), ("from", "2026-11-30")]), Err(vec!["from"]));
    }
}
