//! The sample of a CSV file: its bytes, which the page carries, and the card with what is seen of it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::bidi;
use intake::csv_mapping::{Column, Field, Mapping, Sample, SimpleRule};
use leptos::prelude::*;

use super::{
    ACT, BEGIN, BEGIN_KEEP, BEGIN_THREE_CX, FILE, FORM, JSON, MAPPING_FILE, PATH, READ, SAMPLE, SAMPLE_CUT,
    SAMPLE_NAME,
};
use crate::form::Values;
use crate::locales::Texts;
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;

/// How many values of a column are shown.
const SHOWN_VALUES: usize = 3;
/// How many columns are shown.
const SHOWN_COLUMNS: usize = 100;

/// The beginning of a file, as the form carries it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SampleBytes {
    pub(super) bytes: Vec<u8>,
    pub(super) name: String,
    /// Whether the file goes on.
    pub(super) is_beginning: bool,
}

/// Bytes as a form carries them: a file may be in any encoding, a form is text.
pub(super) fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl SampleBytes {
    /// Reads the fields of a form.
    pub(super) fn of(values: &Values) -> Self {
        Self {
            bytes: URL_SAFE_NO_PAD.decode(values.text(SAMPLE)).unwrap_or_default(),
            name: values.text(SAMPLE_NAME).to_owned(),
            is_beginning: values.yes(SAMPLE_CUT),
        }
    }

    /// Whether there is none.
    pub(super) fn is_none(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Reads the columns. Without a file they are those that the mapping names.
    pub(super) fn read(&self, mapping: &Mapping) -> Sample {
        if self.is_none() { Sample::default() } else { Sample::of(&self.bytes, self.is_beginning, mapping) }
    }

    /// The hidden fields.
    pub(super) fn fields(&self) -> Erased {
        view! {
            <input type="hidden" name=SAMPLE value=encoded(&self.bytes)/>
            <input type="hidden" name=SAMPLE_NAME value=self.name.clone()/>
            {self.is_beginning.then(|| view! { <input type="hidden" name=SAMPLE_CUT value="yes"/> })}
        }
        .erased()
    }
}

/// The name of a column.
pub(super) fn column_name(t: &Texts, column: &Column) -> String {
    match column {
        Column::Name(name) => bidi::plain(name),
        Column::Number(number) => (t.settings.csv.numbered)(&number.to_string()),
    }
}

/// The card in which a file is chosen, with what is seen of the present one.
pub(super) fn card(
    t: &'static Texts,
    sample: &SampleBytes,
    read: &Sample,
    mapping: &Mapping,
    has_mapping: bool,
    json: &str,
) -> Erased {
    let words = &t.settings.csv;
    let keep =
        has_mapping.then(|| view! { <option value=BEGIN_KEEP selected=true>{words.begin_keep}</option> });
    let form = view! {
        <form method="post" action=PATH enctype="multipart/form-data" class="form csv-chooser" aria-label=words.sample>
            <input type="hidden" name="form" value=FORM/>
            <input type="hidden" name=ACT value=READ/>
            <input type="hidden" name=JSON value=json.to_owned()/>
            <div class="field">
                <label class="field-label" for="csv-file">{words.file}</label>
                <input class="input csv-file" type="file" id="csv-file" name=FILE
                    accept=".csv,.txt,.tsv,.log,text/csv,text/plain"/>
            </div>
            <div class="field">
                <label class="field-label" for="csv-begin">{words.begin}</label>
                <select class="select-native" id="csv-begin" name=BEGIN autocomplete="off">
                    {keep}
                    <option value="">{words.begin_guess}</option>
                    <option value=BEGIN_THREE_CX>{words.begin_three_cx}</option>
                </select>
            </div>
            <div class="field">
                <label class="field-label" for="csv-mapping-file">{words.mapping_file}</label>
                <input class="input csv-file" type="file" id="csv-mapping-file" name=MAPPING_FILE
                    accept=".json,application/json" aria-describedby="csv-mapping-file-hint"/>
                <p class="field-hint" id="csv-mapping-file-hint">{words.mapping_file_hint}</p>
            </div>
            <div class="filters-actions"><button class="button button-primary">{words.read}</button></div>
        </form>
    };
    let seen = (!sample.is_none()).then(|| seen(t, sample, read, mapping));
    // Once there is a mapping, it is what the page is about.
    let chooser = if has_mapping {
        view! { <details class="csv-other"><summary>{words.begin}</summary>{form}</details> }.erased()
    } else {
        form.erased()
    };
    view! {
        <section class="card card-padded source-card" aria-labelledby="csv-sample">
            <h3 class="card-title" id="csv-sample">{words.sample}</h3>
            <p class="card-text">{words.sample_text}</p>
            {seen}
            {chooser}
        </section>
    }
    .erased()
}

/// What is seen of the file.
fn seen(t: &'static Texts, sample: &SampleBytes, read: &Sample, mapping: &Mapping) -> Erased {
    let words = &t.settings.csv;
    let fact = |label: &'static str, text: String| view! { <div><dt>{label}</dt><dd>{text}</dd></div> };
    let delimiter = match read.delimiter {
        Some(',') => words.comma.to_owned(),
        Some(';') => words.semicolon.to_owned(),
        Some('\t') => words.tab.to_owned(),
        Some('|') => words.bar.to_owned(),
        other => other.map(String::from).unwrap_or_default(),
    };
    let encoding = if read.is_utf8 { "UTF-8" } else { words.latin1 };
    let formats = time_formats(read, mapping);
    let formats = if formats.is_empty() { words.unknown.to_owned() } else { formats.join(", ") };
    let columns = read.columns.iter().take(SHOWN_COLUMNS).map(|column| {
        let values: Vec<&str> = column.values.iter().take(SHOWN_VALUES).map(String::as_str).collect();
        view! {
            <tr>
                <th scope="row" dir="auto">{column_name(t, &column.column)}</th>
                <td dir="auto">{bidi::plain(&values.join(" · "))}</td>
            </tr>
        }
    });
    let columns = columns.collect_view();
    view! {
        <p class="csv-name" dir="auto">{icon("attachment", "icon")} {bidi::plain(&(words.read_from)(&sample.name))}</p>
        <dl class="facts">
            {fact(words.delimiter, delimiter)}
            {fact(words.encoding, encoding.to_owned())}
            {fact(words.rows_read, t.locale.integer(read.rows))}
            {fact(words.time_format, formats)}
        </dl>
        <details class="csv-other">
            <summary>{words.columns_of_file}</summary>
            <div class="csv-scroll" tabindex="0" role="region" aria-label=words.columns_of_file>
                <table class="csv-table">
                    <thead><tr><th scope="col">{words.column}</th><th scope="col">{words.first_values}</th></tr></thead>
                    <tbody>{columns}</tbody>
                </table>
            </div>
        </details>
    }
    .erased()
}

/// How the times that the mapping names are written; without any, those of whatever column has times.
fn time_formats(read: &Sample, mapping: &Mapping) -> Vec<String> {
    let times = Field::ALL.into_iter().filter(|field| field.is_time());
    let named: Vec<Vec<Column>> = times
        .filter_map(|field| SimpleRule::of(field, mapping.fields.get(&field)?).map(|rule| rule.columns))
        .collect();
    let all = read.columns.iter().map(|column| vec![column.column.clone()]);
    let columns: Vec<Vec<Column>> = if named.is_empty() { all.collect() } else { named };
    let columns: Vec<&[Column]> = columns.iter().map(Vec::as_slice).collect();
    read.time_formats(&columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_carries_the_bytes_of_a_sample_as_they_are() {
        let bytes: Vec<u8> = (0..=255).collect();
        let values = Values::default()
            .with(SAMPLE, encoded(&bytes))
            .with(SAMPLE_NAME, "a.csv")
            .with(SAMPLE_CUT, "yes");
        let sample = SampleBytes { bytes, name: "a.csv".to_owned(), is_beginning: true };
        assert_eq!(SampleBytes::of(&values), sample);
        assert!(SampleBytes::of(&Values::default().with(SAMPLE, "ç")).is_none());
    }
}
