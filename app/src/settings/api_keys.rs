//! The API keys section (*Chaves de API*). A key is shown only once, when it is created, and cannot
//! be reactivated after it is revoked.

use domain::settings::{ApiKeyRecord, ApiScope, MAX_RECORD_NAME, field_name};
use domain::{ApiKeyId, FieldErrors, Problem, Timestamp, zone};
use store::settings::{CreateOutcome, Settings, Versioned};

use super::once::OneTimeSecret;
use super::section::{AfterCreate, Choices, ExtraCells, Section, SwitchTexts};
use super::sections::SectionName;
use crate::form::{Input, SelectOption, Values};
use crate::locales::Texts;
use crate::locales::settings::ApiKeyTexts;

impl Section for ApiKeyRecord {
    const SECTION: SectionName = SectionName::ApiKeys;

    fn column_titles(t: &'static Texts) -> Vec<&'static str> {
        let words = &t.settings.api_keys;
        vec![words.scopes, words.prefix, words.created, words.last_used, words.revoked_on]
    }

    fn cells(&self, t: &'static Texts, _choices: &Choices) -> Vec<String> {
        let names = self.scopes.iter().map(|scope| scope_name(&t.settings.api_keys, *scope));
        vec![names.collect::<Vec<_>>().join(", ")]
    }

    async fn extra_cells(
        settings: &Settings<'_>,
        t: &'static Texts,
        rows: &[Versioned<Self>],
    ) -> store::Result<ExtraCells<ApiKeyId>> {
        let ids: Vec<_> = rows.iter().map(|stored| stored.id).collect();
        let moment = |at| t.locale.date_time(zone::civil(settings.zone(), at));
        let facts = settings.api_key_facts(&ids).await?.into_iter().map(|key| {
            let used = key.last_used_at.map_or_else(|| t.settings.api_keys.never.to_owned(), moment);
            let revoked = key.revoked_at.map(moment).unwrap_or_default();
            (key.id, vec![format!("{}…", key.prefix), moment(key.created_at), used, revoked])
        });
        Ok(facts.collect())
    }

    fn state_label(t: &'static Texts, active: bool) -> &'static str {
        if active { t.settings.api_keys.valid } else { t.settings.api_keys.revoked }
    }

    fn switch_texts(t: &'static Texts, active: bool) -> Option<SwitchTexts> {
        let words = &t.settings.api_keys;
        active.then_some(SwitchTexts {
            label: words.revoke,
            hint: words.revoke_hint,
            done: words.revoke_done,
        })
    }

    /// Shows the key, which is stored only as a hash.
    async fn create(
        settings: &Settings<'_>,
        t: &'static Texts,
        record: Self,
        now: Timestamp,
    ) -> store::Result<CreateOutcome<AfterCreate>> {
        let words = &t.settings.api_keys;
        let title = (words.made)(record.name.trim());
        let outcome = settings.create_api_key(record, now).await?;
        let text = words.made_text.to_owned();
        Ok(outcome.map(|(_, value)| {
            AfterCreate::Show(OneTimeSecret { title, text, label: words.key, copy: words.copy, value })
        }))
    }

    fn inputs(t: &'static Texts, _choices: &Choices, _record: Option<&Self>) -> Vec<Input> {
        let words = &t.settings.api_keys;
        let scopes = ApiScope::ALL.map(|scope| SelectOption::new(scope.as_str(), scope_name(words, scope)));
        vec![
            Input::line(field_name::NAME, t.settings.name, MAX_RECORD_NAME).hint(words.name_hint).required(),
            Input::many(field_name::SCOPES, words.scopes, scopes.to_vec()).hint(words.scopes_hint),
        ]
    }

    fn values(&self) -> Values {
        let scopes = self.scopes.iter().map(|scope| scope.as_str().to_owned());
        Values::default().with(field_name::NAME, &self.name).with_all(field_name::SCOPES, scopes)
    }

    fn from_form(values: &Values, before: Option<&Self>) -> Result<Self, FieldErrors> {
        Ok(Self {
            name: values.text(field_name::NAME).to_owned(),
            scopes: values.all(field_name::SCOPES).filter_map(ApiScope::parse).collect(),
            active: before.is_none_or(|before| before.active),
        })
    }

    fn field_message(t: &'static Texts, field: &str, problem: &Problem) -> Option<String> {
        let nothing = field == field_name::SCOPES && *problem == Problem::Required;
        nothing.then(|| t.settings.api_keys.no_scope.to_owned())
    }
}

fn scope_name(words: &ApiKeyTexts, scope: ApiScope) -> &'static str {
    match scope {
        ApiScope::Interactions => words.interactions,
        ApiScope::Recordings => words.recordings,
        ApiScope::Read => words.read,
    }
}
