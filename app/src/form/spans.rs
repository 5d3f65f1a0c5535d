//! The working hours of a weekday as form fields: pairs of times. There are at least two pairs and
//! always an empty one; empty pairs are ignored. An end at midnight is stored as 24:00, which a
//! time input shows as 00:00.

use domain::sla::{BadSpan, DaySpans};
use leptos::prelude::*;

use super::Values;
use super::field::{Around, Attributes};
use super::rows::cell;
use crate::locales::use_texts;
use crate::ui::erased::{Erased, IntoErased};

/// Pairs of time inputs that are always shown.
const MIN_PAIRS: usize = 2;

/// Adds the spans of a day to form values.
pub(crate) fn with_spans(values: Values, day: &str, spans: &DaySpans) -> Values {
    pairs_of(&spans.to_string()).into_iter().enumerate().fold(values, |values, (row, (from, to))| {
        values.with(cell(day, row, "from"), from).with(cell(day, row, "to"), to)
    })
}

/// The fields of a day as text: `09:00-12:00, 13:00-18:00`. A field named after the day may hold
/// more spans in that form.
pub(super) fn text(values: &Values, day: &str) -> String {
    let pair = |row: usize| {
        let time = |column| values.text(&cell(day, row, column)).trim().to_owned();
        let (from, to) = (time("from"), time("to"));
        let to = if to == "00:00" && !from.is_empty() { "24:00".to_owned() } else { to };
        (!from.is_empty() || !to.is_empty()).then(|| format!("{from}-{to}"))
    };
    let written = Some(values.text(day).trim().to_owned()).filter(|text| !text.is_empty());
    written.into_iter().chain((0..values.rows(day)).filter_map(pair)).collect::<Vec<_>>().join(", ")
}

/// Parses the fields of a day.
///
/// # Errors
/// The first invalid span and the reason.
pub(crate) fn read(values: &Values, day: &str) -> Result<DaySpans, BadSpan> {
    DaySpans::read(&text(values, day))
}

/// The start and end of each span of a text; anything that is not a span is kept as the start.
fn pairs_of(text: &str) -> Vec<(String, String)> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let pair = |part: &str| {
        let (from, to) = part.split_once('-').unwrap_or((part, ""));
        let time =
            |time: &str| if time.trim() == "24:00" { "00:00".to_owned() } else { time.trim().to_owned() };
        (time(from), time(to))
    };
    parts.map(pair).collect()
}

/// The time inputs of a day.
pub(super) fn field(attributes: Attributes, around: Around, values: &Values) -> Erased {
    let words = &use_texts().settings.calendars;
    let (day, label) = (&attributes.name, &around.label);
    let pairs = pairs_of(&text(values, day));
    let count = MIN_PAIRS.max(pairs.len() + 1);
    let time = |row: usize, column: &str, value: &str, called: &str| {
        view! {
            <input class="input" type="time" name=cell(day, row, column) value=value.to_owned() autocomplete="off"
                aria-label=format!("{label}, {} {}, {called}", words.span, row + 1)
                aria-invalid=attributes.invalid/>
        }
    };
    let pairs = (0..count).map(|row| {
        let (from, to) = pairs.get(row).cloned().unwrap_or_default();
        view! {
            <span class="span-pair">
                {time(row, "from", &from, words.span_from)}
                <span aria-hidden="true">"–"</span>
                {time(row, "to", &to, words.span_to)}
            </span>
        }
    });
    let pairs = pairs.collect_view();
    view! {
        <fieldset class="field" id=attributes.id aria-describedby=attributes.described>
            <legend class="field-label">{around.label}</legend>
            <div class="span-pairs">{pairs}</div>
            {around.hint}
            {around.notice}
        </fieldset>
    }
    .erased()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(pairs: &[(&str, &str)]) -> Values {
        pairs.iter().enumerate().fold(Values::default(), |values, (row, (from, to))| {
            values.with(cell("monday", row, "from"), *from).with(cell("monday", row, "to"), *to)
        })
    }

    #[test]
    fn pairs_of_times_are_spans_and_blank_ones_are_none() {
        let values = day(&[("09:00", "12:00"), ("", ""), ("13:00", "00:00")]);
        assert_eq!(read(&values, "monday").expect("spans").to_string(), "09:00-12:00, 13:00-24:00");
        assert_eq!(read(&values, "tuesday").expect("none"), DaySpans::default());
        assert_eq!(
            read(&day(&[("00:00", "00:00")]), "monday").expect("a whole day").to_string(),
            "00:00-24:00"
        );
    }

    #[test]
    fn half_a_pair_is_told() {
        for half in [("09:00", ""), ("", "12:00")] {
            assert!(read(&day(&[half]), "monday").is_err(), "{half:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for spans in ["", "09:00-12:00", "00:00-24:00", "00:00-06:00, 08:00-12:00, 13:00-24:00"] {
            let spans = DaySpans::parse(spans).expect("spans");
            let values = with_spans(Values::default(), "sunday", &spans);
            assert_eq!(read(&values, "sunday").expect("spans"), spans);
        }
    }
}
