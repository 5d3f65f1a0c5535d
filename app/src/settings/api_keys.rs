//! *Chaves de API* as a section of the settings. A key is shown when it is made and never again, and
//! is revoked for good.

use domain::settings::{ApiKeyRecord, ApiScope, NAME_LIMIT};
use domain::{FieldErrors, Problem, zone};
use store::settings::{Kept, Settings};

use super::input::Input;
use super::once::Once;
use super::opt::Opt;
use super::section::{Choices, Facts, Made, Section, SwitchWords};
use super::sections::SectionName;
use super::values::Values;
use crate::locales::Texts;
use crate::locales::settings::{ApiKeyTexts, SectionTexts};

impl Section for ApiKeyRecord {
    const PLACE: SectionName = SectionName::ApiKeys;

    fn words(t: &'static Texts) -> &'static SectionTexts {
        &t.settings.api_keys.section
    }

    fn heads(t: &'static Texts) -> Vec<&'static str> {
        let words = &t.settings.api_keys;
        vec![words.scopes, words.prefix, words.created, words.last_used, words.revoked_on]
    }

    fn cells(&self, t: &'static Texts, _choices: &Choices) -> Vec<String> {
        let names = self.scopes.iter().map(|scope| scope_name(&t.settings.api_keys, *scope));
        vec![names.collect::<Vec<_>>().join(", ")]
    }

    async fn facts(settings: &Settings<'_>, t: &'static Texts, rows: &[Kept<Self>]) -> store::Result<Facts> {
        let ids: Vec<i64> = rows.iter().map(|kept| kept.id).collect();
        let moment = |at| t.locale.date_time(zone::civil(settings.zone(), at));
        let facts = settings.api_key_facts(&ids).await?.into_iter().map(|key| {
            let used = key.last_used_at.map_or_else(|| t.settings.api_keys.never.to_owned(), moment);
            let revoked = key.revoked_at.map(moment).unwrap_or_default();
            (key.id.0, vec![format!("{}…", key.prefix), moment(key.created_at), used, revoked])
        });
        Ok(facts.collect())
    }

    fn state_word(t: &'static Texts, active: bool) -> &'static str {
        if active { t.settings.api_keys.valid } else { t.settings.api_keys.revoked }
    }

    fn switch_words(t: &'static Texts, active: bool) -> Option<SwitchWords> {
        let words = &t.settings.api_keys;
        active.then_some(SwitchWords {
            label: words.revoke,
            hint: words.revoke_hint,
            done: words.revoke_done,
        })
    }

    /// Shows the key, which nobody can ever read again.
    async fn set_up(
        settings: &Settings<'_>,
        t: &'static Texts,
        record: Self,
        now: i64,
    ) -> store::Result<Made> {
        let words = &t.settings.api_keys;
        let title = (words.made)(record.name.trim());
        let (_, key) = settings.create_api_key(record, now).await?;
        let text = words.made_text.to_owned();
        Ok(Made::Show(Once { title, text, label: words.key, copy: words.copy, value: key }))
    }

    fn inputs(t: &'static Texts, _choices: &Choices, _record: Option<&Self>) -> Vec<Input> {
        let words = &t.settings.api_keys;
        let scopes = ApiScope::ALL.map(|scope| Opt::new(scope.as_str(), scope_name(words, scope)));
        vec![
            Input::line("name", t.settings.name, NAME_LIMIT).hint(words.name_hint).required(),
            Input::many("scopes", words.scopes, scopes.to_vec()).hint(words.scopes_hint),
        ]
    }

    fn blank() -> Values {
        Values::default()
    }

    fn values(&self) -> Values {
        let scopes = self.scopes.iter().map(|scope| scope.as_str().to_owned());
        Values::default().with("name", &self.name).with_all("scopes", scopes)
    }

    fn from_form(values: &Values, before: Option<&Self>) -> Result<Self, FieldErrors> {
        Ok(Self {
            name: values.text("name").to_owned(),
            scopes: values.all("scopes").iter().filter_map(|word| ApiScope::parse(word)).collect(),
            active: before.is_none_or(|before| before.active),
        })
    }

    fn complaint(t: &'static Texts, field: &str, problem: &Problem) -> Option<String> {
        let nothing = field == "scopes" && *problem == Problem::Required;
        nothing.then(|| t.settings.api_keys.no_scope.to_owned())
    }
}

fn scope_name(words: &ApiKeyTexts, scope: ApiScope) -> &'static str {
    match scope {
        ApiScope::Interactions => words.interactions,
        ApiScope::Recordings => words.recordings,
    }
}
