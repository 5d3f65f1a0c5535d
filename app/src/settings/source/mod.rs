//! The sources section (*Fontes*): other systems whose conversations are read.
//!
//! A new source begins with the choice of its kind, on which the fields depend (`inputs.rs`), and is
//! paused until it is resumed: names can be mapped before the first conversation is read. Below the
//! form of an existing one is what became of it (`panel.rs`).

mod inputs;
mod names;
mod panel;
mod reasons;
mod rejects;
mod secrets;
mod status;

pub(super) use panel::code;
pub(super) use reasons::reason_text;
pub use reasons::reject_reason;

use domain::settings::source::SourceKind;
use domain::settings::{SourceRecord, field_name};
use domain::{FieldErrors, Problem, SourceId, Timestamp, zone};
use store::settings::{CreateOutcome, Settings, Versioned};

use super::csv;
use super::section::{AfterCreate, Choices, ExtraCells, Section, SwitchTexts, Variant};
use super::sections::SectionName;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::form::{Input, Values};
use crate::locales::Texts;
use crate::locales::settings::SourceTexts;
use crate::ui::erased::{Erased, IntoErased};

impl Section for SourceRecord {
    const SECTION: SectionName = SectionName::Sources;
    const SWITCH_ABOVE_PANEL: bool = true;

    fn variants(t: &'static Texts) -> Vec<Variant> {
        let words = &t.settings.sources;
        let variant = |kind: SourceKind| {
            let (text, icon) = match kind {
                SourceKind::Asterisk => (words.asterisk_text, "voice"),
                SourceKind::WhatsApp => (words.whatsapp_text, "whatsapp"),
                SourceKind::Chatwoot => (words.chatwoot_text, "webchat"),
            };
            Variant { name: kind.as_str(), title: kind_name(words, kind), text, icon }
        };
        SourceKind::ALL.iter().copied().map(variant).collect()
    }

    fn overview(t: &'static Texts) -> Option<(&'static str, &'static str)> {
        Some((csv::PATH, t.settings.csv.title))
    }

    fn column_titles(t: &'static Texts) -> Vec<&'static str> {
        let words = &t.settings.sources;
        vec![words.kind, words.last_event, words.rejects, words.problem]
    }

    fn cells(&self, t: &'static Texts, _choices: &Choices) -> Vec<String> {
        vec![kind_name(&t.settings.sources, self.kind()).to_owned()]
    }

    async fn extra_cells(
        settings: &Settings<'_>,
        t: &'static Texts,
        rows: &[Versioned<Self>],
    ) -> store::Result<ExtraCells<SourceId>> {
        let words = &t.settings.sources;
        let ids: Vec<_> = rows.iter().map(|stored| stored.id).collect();
        let moment = |at| t.locale.date_time(zone::civil(settings.zone(), at));
        let facts = settings.source_facts(&ids).await?.into_iter().map(|facts| {
            // That of a paused source may be gone by now.
            let is_read = rows.iter().any(|stored| stored.id == facts.id && stored.record.active);
            let problem = facts.problem_at.filter(|_| is_read).map(moment);
            let last = facts.last_event_at.map_or_else(|| words.nothing_yet.to_owned(), moment);
            let rejects = t.locale.integer(facts.rejects.unsigned_abs());
            (facts.id, vec![last, rejects, problem.unwrap_or_default()])
        });
        Ok(facts.collect())
    }

    fn state_label(t: &'static Texts, active: bool) -> &'static str {
        if active { t.settings.active } else { t.settings.sources.paused }
    }

    fn switch_texts(t: &'static Texts, active: bool) -> Option<SwitchTexts> {
        let words = &t.settings.sources;
        Some(if active {
            SwitchTexts { label: words.pause, hint: words.pause_hint, done: words.pause_done }
        } else {
            SwitchTexts { label: words.resume, hint: words.resume_hint, done: words.resume_done }
        })
    }

    /// Redirects to the new source, whose secrets and state come next.
    async fn create(
        settings: &Settings<'_>,
        _t: &'static Texts,
        record: Self,
        now: Timestamp,
    ) -> store::Result<CreateOutcome<AfterCreate>> {
        let outcome = settings.create(record, now).await?;
        Ok(outcome.map(|id| AfterCreate::Redirect(href(id))))
    }

    async fn load_panel(settings: &Settings<'_>, stored: &Versioned<Self>) -> Result<Erased, AppError> {
        panel::load(settings, stored).await.map(IntoErased::erased)
    }

    fn inputs(t: &'static Texts, _choices: &Choices, record: Option<&Self>) -> Vec<Input> {
        record.map(|record| inputs::of_record(t, record)).unwrap_or_default()
    }

    fn new_form(t: &'static Texts, _choices: &Choices, variant: Option<&Variant>) -> (Vec<Input>, Values) {
        let kind = variant.and_then(|variant| SourceKind::parse(variant.name));
        kind.map(|kind| inputs::of_new(t, kind)).unwrap_or_default()
    }

    fn values(&self) -> Values {
        inputs::values(self)
    }

    fn from_form(values: &Values, before: Option<&Self>) -> Result<Self, FieldErrors> {
        let record = if let Some(before) = before {
            inputs::read(values, before.kind(), &before.name, before.active)
        } else if let Some(kind) = SourceKind::parse(values.text(field_name::KIND)) {
            inputs::read(values, kind, values.text(field_name::NAME), false)
        } else {
            let mut errors = FieldErrors::default();
            errors.add(field_name::KIND, Problem::UnknownValue { allowed: Vec::new() });
            Err(errors)
        }?;
        let Ok(context) = RequestContext::current() else { return Ok(record) };
        inputs::outside(&record, &context.source_folders).into_result().map(|()| record)
    }

    fn field_message(t: &'static Texts, field: &str, problem: &Problem) -> Option<String> {
        inputs::message(&t.settings.sources, field, problem)
    }
}

/// The page of a source.
fn href(id: SourceId) -> String {
    format!("{}/{id}", SectionName::Sources.href())
}

/// The name of a kind of system.
fn kind_name(words: &SourceTexts, kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Asterisk => words.asterisk,
        SourceKind::WhatsApp => words.whatsapp,
        SourceKind::Chatwoot => words.chatwoot,
    }
}
