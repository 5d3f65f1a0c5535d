//! `/settings/sources/csv`: a mapping of CSV files is made and tried here (*Arquivos CSV*).
//!
//! The beginning of a sample is sent with a form of its own (`server/src/http/csv_mapping.rs`) and stays in
//! the page, as a hidden field of the form below it: nothing of it is stored on the server
//! (`docs/decisions/0029-samples-stay-in-the-page.md`). `fields.rs` makes a mapping of that form and back,
//! `fields_view.rs` shows it, `sample.rs` the file, `trial.rs` what an import would make of it, by the code of
//! `protocolo import csv --dry-run`.

mod fields;
mod fields_view;
mod sample;
mod trial;

use std::collections::BTreeMap;

use domain::zone;
use http::StatusCode;
use intake::csv_mapping::{CsvSettings, MappedCsv, Mapping, guess, three_cx};
use intake::dry_run::DryRun;
use intake::file_kind::FileKind;
use intake::source::Reason;
use leptos::prelude::*;

use super::layout::{SettingsLayout, settings};
use super::sections::SectionName;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::form::{Draft, FormState, Rejection, Submission, Values, set_status};
use crate::locales::{Texts, use_texts};
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;
use crate::ui::notice::ErrorNotice;
use crate::ui::state::Failure;
use fields::{Wrong, WrongField};
use sample::SampleBytes;

/// The path of the page.
pub const PATH: &str = "/settings/sources/csv";
/// How much of a sample is read and shown, in bytes.
pub const MAX_SAMPLE: usize = 96 * 1024;
/// How large a mapping may be that is read here, in bytes.
pub const MAX_MAPPING: usize = 64 * 1024;

/// The name of both forms.
pub const FORM: &str = "csv-mapping";
/// The field that says what is to be done, and its values.
pub const ACT: &str = "act";
/// A sample or a mapping was chosen.
pub const READ: &str = "read";
/// The mapping is to be downloaded.
pub const DOWNLOAD: &str = "download";
const TEST: &str = "test";
const USE_JSON: &str = "json";
/// The field with the beginning of the sample ([`sample_field`]).
pub const SAMPLE: &str = "sample";
/// The field with the name of its file.
pub const SAMPLE_NAME: &str = "sample_name";
/// The field that says that its file goes on.
pub const SAMPLE_CUT: &str = "sample_cut";
/// The file field with a sample.
pub const FILE: &str = "file";
/// The file field with a mapping; posted, its text.
pub const MAPPING_FILE: &str = "mapping_file";
/// The field with a mapping as JSON: that of the page.
pub const JSON: &str = "json";
/// The field that says what to begin with.
pub const BEGIN: &str = "begin";
const BEGIN_THREE_CX: &str = "3cx";
const BEGIN_KEEP: &str = "keep";

/// The value of the field [`SAMPLE`] for these bytes.
pub fn sample_field(bytes: &[u8]) -> String {
    sample::encoded(bytes)
}

/// The mapping that a posted form is, as a file: its name and its text. `None` if the page has to say what is
/// wrong with it.
pub fn mapping_file(fields: &[(String, String)]) -> Option<(String, String)> {
    let form = Submission::new(fields.to_vec(), false);
    let mapping = fields::mapping_of(form.values()).ok()?;
    let name: String = mapping.source.as_deref().unwrap_or_default().chars().map(in_file_name).collect();
    let name = name.trim_matches('-');
    Some((format!("{}.json", if name.is_empty() { "csv" } else { name }), mapping.to_json()))
}

fn in_file_name(c: char) -> char {
    if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '-' }
}

/// `/settings/sources/csv`
#[component]
pub fn CsvMappingPage() -> impl IntoView {
    let content = Suspend::new(async move {
        match load() {
            Ok(page) => page.view(),
            Err(error) => view! { <Failure error/> }.erased(),
        }
    });
    let (title, path) = (use_texts().settings.csv.title, SectionName::Sources.path());
    view! { <SettingsLayout title path>{content}</SettingsLayout> }
}

/// What the page shows.
struct CsvPage {
    /// What is wrong with what was chosen.
    notice: Option<String>,
    sample: SampleBytes,
    /// The form, once there is a sample or a mapping.
    form: Option<FormState>,
    /// The mapping, as far as it says how the file is written.
    mapping: Mapping,
    /// The mapping as JSON, as of the last one that could be used.
    json: String,
    trial: Option<DryRun>,
    context: RequestContext,
}

/// Reads what was posted.
fn load() -> Result<CsvPage, AppError> {
    let context = RequestContext::current()?;
    settings(&context)?;
    let mut page = CsvPage {
        notice: None,
        sample: SampleBytes::default(),
        form: None,
        mapping: Mapping::default(),
        json: String::new(),
        trial: None,
        context,
    };
    let Some(form) = Submission::of(FORM) else { return Ok(page) };
    let t = use_texts();
    page.sample = SampleBytes::of(form.values());
    form.field(JSON).clone_into(&mut page.json);
    if form.field(ACT) == READ {
        page.take_files(t, &form);
    } else if form.field(ACT) == USE_JSON {
        page.take_json(t, &form);
    } else {
        page.take_form(t, &form);
    }
    Ok(page)
}

impl CsvPage {
    /// Begins with the files that were chosen.
    fn take_files(&mut self, t: &Texts, form: &Submission) {
        let words = &t.settings.csv;
        let chosen = form.field(MAPPING_FILE);
        let is_kept = form.field(BEGIN) == BEGIN_KEEP && !self.json.is_empty();
        let given = if !chosen.trim().is_empty() {
            Mapping::parse(chosen).map(Some)
        } else if is_kept {
            Mapping::parse(&self.json).map(Some)
        } else {
            Ok(None)
        };
        let given = match given {
            Ok(given) => given,
            Err(error) => return self.refuse(format!("{} {error}", words.bad_json)),
        };
        let refused = if self.sample.is_none() && form.field(SAMPLE_NAME).is_empty() {
            given.is_none().then_some(words.nothing_chosen)
        } else {
            not_a_table(t, &self.sample.bytes)
        };
        if let Some(refused) = refused {
            self.sample = SampleBytes::default();
            return self.refuse(refused.to_owned());
        }
        let mapping = given.unwrap_or_else(|| self.begin(form.field(BEGIN)));
        self.show(mapping);
    }

    /// A mapping to begin with.
    fn begin(&self, with: &str) -> Mapping {
        let guessed = if with == BEGIN_THREE_CX {
            let first = String::from_utf8_lossy(&self.sample.bytes);
            let order = three_cx::Order::of(first.lines().next().unwrap_or_default());
            three_cx::mapping(order, &BTreeMap::new()).ok()
        } else {
            None
        };
        let mapping = guessed.unwrap_or_else(|| guess(&self.sample.bytes, self.sample.is_beginning));
        Mapping {
            time_zone: mapping.time_zone.or_else(|| self.context.store.zone().name().parse().ok()),
            ..mapping
        }
    }

    /// Shows a mapping in the form, and tries it if it can be used.
    fn show(&mut self, mapping: Mapping) {
        let is_usable = mapping.check().is_ok();
        self.json = mapping.to_json();
        self.form = Some(FormState::new("csv", fields::values_of(&mapping), None));
        if is_usable {
            self.try_out(&mapping);
        }
        self.mapping = mapping;
    }

    /// Says why nothing was read. What the page had stays.
    fn refuse(&mut self, why: String) {
        set_status(StatusCode::UNPROCESSABLE_ENTITY);
        self.notice = Some(why);
        if let Ok(mapping) = Mapping::parse(&self.json) {
            self.show(mapping);
        }
    }

    /// Takes a mapping that was edited as JSON.
    fn take_json(&mut self, t: &Texts, form: &Submission) {
        match Mapping::parse(&self.json) {
            Ok(mapping) => self.show(mapping),
            Err(error) => {
                let words = &t.settings.csv;
                let draft = Draft::new(form, Rejection::Invalid, words.bad_fields)
                    .with_error(JSON, format!("{} {error}", words.bad_json));
                self.mapping = fields::mapping_of(form.values()).unwrap_or_default();
                self.form = Some(FormState::new("csv", Values::default(), Some(draft)));
            }
        }
    }

    /// Takes what was chosen in the form, and tries it.
    fn take_form(&mut self, t: &Texts, form: &Submission) {
        let words = &t.settings.csv;
        let draft = match fields::mapping_of(form.values()) {
            Ok(mapping) => {
                self.json = mapping.to_json();
                self.try_out(&mapping);
                self.mapping = mapping;
                let has_no_zone = self.trial.as_ref().is_some_and(|trial| {
                    trial.rejects.iter().any(|reject| matches!(reject.reason, Reason::NoTimeZone))
                });
                has_no_zone.then(|| {
                    Draft::new(form, Rejection::Invalid, words.bad_fields)
                        .with_error(fields::TIME_ZONE, words.zone_needed)
                })
            }
            Err(WrongField { field, wrong, written }) => {
                self.mapping = *written;
                let draft = Draft::new(form, Rejection::Invalid, words.bad_fields);
                Some(draft.with_error(field, wrong_text(t, wrong)))
            }
        };
        // After a test, too, the form shows what was typed.
        self.form = Some(FormState::new("csv", form.values().clone(), draft));
    }

    fn try_out(&mut self, mapping: &Mapping) {
        if self.sample.is_none() {
            return;
        }
        let source = mapping.source.clone().unwrap_or_else(|| "csv".to_owned());
        let settings = CsvSettings { source, mapping: mapping.clone(), ..CsvSettings::default() };
        self.trial =
            Some(DryRun::of(&MappedCsv::new(settings), &self.sample.bytes, self.sample.is_beginning));
    }

    fn view(self) -> Erased {
        let t = use_texts();
        let words = &t.settings.csv;
        let Self { notice, sample, form, mapping, json, trial, context } = self;
        let read = sample.read(&mapping);
        let has_mapping = form.is_some();
        let moment = |at| t.locale.date_time(zone::civil(context.store.zone(), at));
        let result = trial.map(|trial| trial::card(t, &moment, trial));
        let notice = notice.map(|text| view! { <ErrorNotice text/> });
        let chooser = sample::card(t, &sample, &read, &mapping, has_mapping, &json);
        let editor = form.map(|form| fields_view::card(t, form, &sample, &read, &json));
        view! {
            <div class="page-head">
                <a class="icon-button" href=SectionName::Sources.href() aria-label=t.settings.sources.section.back
                    title=t.settings.sources.section.back>
                    {icon("chevron-left", "icon")}
                </a>
                <h2 class="settings-title">{words.title}</h2>
            </div>
            <p class="card-text">{words.intro}</p>
            {notice}
            {chooser}
            {result}
            {editor}
        }
        .erased()
    }
}

/// Why a file is no table that can be read; `None` if it may be one.
fn not_a_table(t: &Texts, bytes: &[u8]) -> Option<&'static str> {
    let words = &t.settings.csv;
    match FileKind::of(bytes) {
        FileKind::Empty => Some(words.empty_file),
        FileKind::Zip | FileKind::Workbook => Some(words.workbook),
        FileKind::Utf16 => Some(words.utf16),
        FileKind::Pdf
        | FileKind::Sqlite
        | FileKind::Audio
        | FileKind::Binary
        | FileKind::Html
        | FileKind::Xml
        | FileKind::Json => Some(words.not_csv),
        FileKind::Interactions
        | FileKind::FreeSwitch
        | FileKind::AmazonConnect
        | FileKind::Genesys
        | FileKind::WhatsApp
        | FileKind::QueueLog => Some(words.other_import),
        // These are tables, which a mapping can read too.
        FileKind::FusionPbx
        | FileKind::QueueLogTable
        | FileKind::Cdr
        | FileKind::ThreeCx
        | FileKind::Csv
        | FileKind::Text => None,
    }
}

/// What is wrong with a field, in words.
fn wrong_text(t: &Texts, wrong: Wrong) -> String {
    use intake::csv_mapping::Fault;
    let words = &t.settings.csv;
    let fault = match wrong {
        Wrong::Zone => return words.bad_zone.to_owned(),
        Wrong::Number => return words.bad_number.to_owned(),
        Wrong::Pair => return words.two_values.to_owned(),
        Wrong::Json(remedy) => return format!("{} {remedy}", words.bad_json),
        Wrong::Fault(fault, remedy) => (fault, remedy),
    };
    match fault {
        (Fault::NoKey, _) => words.no_key.to_owned(),
        (Fault::NoField(_), _) => words.no_field.to_owned(),
        (Fault::NoBeginning, _) => words.no_beginning.to_owned(),
        (Fault::NoEnd, _) => words.no_end.to_owned(),
        (Fault::TimeFormat(format), _) => (words.bad_format)(&format),
        (Fault::Delimiter, _) => words.bad_delimiter.to_owned(),
        (Fault::ColumnTwice(name), _) => (words.column_twice)(&name),
        (Fault::UnknownColumn(name), _) => (words.unknown_column)(&name),
        (Fault::UnknownWord(value), _) => (words.unknown_word)(&value),
        (Fault::ColumnsWithHeader, _) => words.columns_with_header.to_owned(),
        (Fault::Other, remedy) => format!("{} {remedy}", words.bad_json),
    }
}
