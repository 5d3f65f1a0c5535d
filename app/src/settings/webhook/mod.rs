//! The webhooks section (*Webhooks*): other systems that are notified of what happens here.
//!
//! The secret of a new webhook is shown once, when it is created. Below the form of an existing one is what
//! became of it (`panel.rs`).

mod again;
mod log;
mod panel;
mod problem;

use domain::settings::webhook::url;
use domain::settings::{GroupRecord, MAX_RECORD_NAME, WebhookEvent, WebhookRecord, field_name};
use domain::{FieldErrors, Problem, Timestamp, WebhookId, zone};
use store::settings::{CreateOutcome, Settings, Versioned};

use super::once::OneTimeSecret;
use super::section::{AfterCreate, Choices, ExtraCells, Section, SwitchTexts, names};
use super::sections::SectionName;
use crate::error::AppError;
use crate::form::{Input, SelectOption, Values};
use crate::locales::Texts;
use crate::ui::erased::{Erased, IntoErased};

impl Section for WebhookRecord {
    const SECTION: SectionName = SectionName::Webhooks;
    const SWITCH_ABOVE_PANEL: bool = true;

    fn column_titles(t: &'static Texts) -> Vec<&'static str> {
        let words = &t.settings.webhooks;
        vec![words.url, words.groups_column, words.delivered, words.waiting, words.last_problem]
    }

    fn cells(&self, t: &'static Texts, choices: &Choices) -> Vec<String> {
        let groups = names(&choices.groups, &self.groups);
        let groups = if groups.is_empty() { t.settings.webhooks.everything.to_owned() } else { groups };
        vec![self.url.clone(), groups]
    }

    async fn extra_cells(
        settings: &Settings<'_>,
        t: &'static Texts,
        rows: &[Versioned<Self>],
    ) -> store::Result<ExtraCells<WebhookId>> {
        let words = &t.settings.webhooks;
        let ids: Vec<_> = rows.iter().map(|stored| stored.id).collect();
        let facts = settings.webhook_facts(&ids).await?.into_iter().map(|facts| {
            let moment = |at| t.locale.date_time(zone::civil(settings.zone(), at));
            let delivered = facts.delivered_at.map_or_else(|| words.never.to_owned(), moment);
            let waiting = t.locale.integer(facts.waiting.unsigned_abs());
            let problem = match (facts.off_reason, &facts.problem) {
                (Some(reason), _) => (words.off_reason)(reason).to_owned(),
                (None, Some(problem)) => problem::text(t, problem),
                (None, None) => String::new(),
            };
            (facts.id, vec![delivered, waiting, problem])
        });
        Ok(facts.collect())
    }

    fn state_label(t: &'static Texts, active: bool) -> &'static str {
        if active { t.settings.webhooks.on } else { t.settings.webhooks.off }
    }

    fn switch_texts(t: &'static Texts, active: bool) -> Option<SwitchTexts> {
        let words = &t.settings.webhooks;
        Some(if active {
            SwitchTexts { label: words.switch_off, hint: words.switch_off_hint, done: words.switch_off_done }
        } else {
            SwitchTexts { label: words.switch_on, hint: words.switch_on_hint, done: words.switch_on_done }
        })
    }

    /// Shows the secret, which signs what is sent.
    async fn create(
        settings: &Settings<'_>,
        t: &'static Texts,
        record: Self,
        now: Timestamp,
    ) -> store::Result<CreateOutcome<AfterCreate>> {
        let title = (t.settings.webhooks.made)(record.name.trim());
        let outcome = settings.create_webhook(record, now).await?;
        Ok(outcome.map(|(_, secret)| AfterCreate::Show(one_time_secret(t, title, secret.as_str()))))
    }

    async fn load_panel(settings: &Settings<'_>, stored: &Versioned<Self>) -> Result<Erased, AppError> {
        panel::load(settings, stored).await.map(IntoErased::erased)
    }

    async fn choices(settings: &Settings<'_>) -> store::Result<Choices> {
        Ok(Choices { groups: settings.choices::<GroupRecord>().await?, ..Choices::default() })
    }

    fn inputs(t: &'static Texts, choices: &Choices, _record: Option<&Self>) -> Vec<Input> {
        let words = &t.settings.webhooks;
        let events =
            WebhookEvent::OFFERED.map(|event| SelectOption::new(event.as_str(), (words.event)(event)));
        vec![
            Input::line(field_name::NAME, t.settings.name, MAX_RECORD_NAME).required(),
            Input::line(field_name::URL, words.url, url::MAX_URL).hint(words.url_hint).required(),
            Input::many(field_name::EVENTS, words.events, events.to_vec()).hint(words.events_hint),
            Input::many(field_name::GROUPS, words.groups, SelectOption::of(&choices.groups))
                .hint(words.groups_hint),
            Input::yes(field_name::FULL, words.full).hint(words.full_hint),
        ]
    }

    fn default_values() -> Values {
        Values::default()
    }

    fn values(&self) -> Values {
        Values::default()
            .with(field_name::NAME, &self.name)
            .with(field_name::URL, &self.url)
            .with_all(field_name::EVENTS, self.events.iter().map(|event| event.as_str().to_owned()))
            .with_all(field_name::GROUPS, self.groups.iter().map(ToString::to_string))
            .with_yes(field_name::FULL, self.full)
    }

    fn from_form(values: &Values, before: Option<&Self>) -> Result<Self, FieldErrors> {
        Ok(Self {
            name: values.text(field_name::NAME).to_owned(),
            url: values.text(field_name::URL).to_owned(),
            active: before.is_none_or(|before| before.active),
            events: values.all(field_name::EVENTS).filter_map(WebhookEvent::parse).collect(),
            groups: values.chosen(field_name::GROUPS),
            full: values.yes(field_name::FULL),
        })
    }

    fn field_message(t: &'static Texts, field: &str, problem: &Problem) -> Option<String> {
        let words = &t.settings.webhooks;
        let sentence = match (field, problem) {
            (field_name::EVENTS, Problem::Required) => words.no_event,
            (field_name::URL, Problem::Malformed { expected }) if expected == url::WITHOUT_CREDENTIALS => {
                words.url_credentials
            }
            (field_name::URL, Problem::Malformed { expected }) if expected == url::PUBLIC => {
                words.url_private
            }
            (field_name::URL, Problem::Malformed { .. }) => words.bad_url,
            _ => return None,
        };
        Some(sentence.to_owned())
    }
}

/// The page of a webhook.
fn href(id: WebhookId) -> String {
    format!("{}/{id}", SectionName::Webhooks.href())
}

/// A secret with what to do with it.
fn one_time_secret(t: &'static Texts, title: String, value: &str) -> OneTimeSecret {
    let words = &t.settings.webhooks;
    let text = words.made_text.to_owned();
    OneTimeSecret { title, text, label: words.secret, copy: words.copy, value: value.to_owned() }
}
