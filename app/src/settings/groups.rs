//! The monitoring groups section (*Grupos de monitoramento*).

use domain::settings::{GroupRecord, MAX_RECORD_NAME, field_name};
use domain::{FieldErrors, Problem, UserId};
use store::settings::Settings;

use super::section::{Choices, Section, names};
use super::sections::SectionName;
use crate::form::{Input, SelectOption, Values};
use crate::locales::Texts;

impl Section for GroupRecord {
    const SECTION: SectionName = SectionName::Groups;

    fn column_titles(t: &'static Texts) -> Vec<&'static str> {
        vec![t.settings.groups.agents, t.settings.groups.supervisors]
    }

    fn cells(&self, t: &'static Texts, choices: &Choices) -> Vec<String> {
        let agents = (t.settings.groups.agent_count)(self.agents.len());
        vec![agents, names(&choices.supervisors, &self.supervisors)]
    }

    async fn choices(settings: &Settings<'_>) -> store::Result<Choices> {
        let (agents, supervisors) = (settings.people().await?, settings.supervisors().await?);
        Ok(Choices { agents, supervisors, ..Choices::default() })
    }

    fn inputs(t: &'static Texts, choices: &Choices, _record: Option<&Self>) -> Vec<Input> {
        let words = &t.settings.groups;
        vec![
            Input::line(field_name::NAME, t.settings.name, MAX_RECORD_NAME).required(),
            Input::yes(field_name::ACTIVE, t.settings.active).hint(words.active_hint),
            Input::many(field_name::SUPERVISORS, words.supervisors, SelectOption::of(&choices.supervisors))
                .hint(words.supervisors_hint),
            Input::many(field_name::AGENTS, words.agents, SelectOption::of(&choices.agents))
                .hint(words.agents_hint),
        ]
    }

    fn values(&self) -> Values {
        let ids = |people: &[UserId]| people.iter().map(ToString::to_string).collect::<Vec<_>>();
        Values::named(&self.name, self.active)
            .with_all(field_name::AGENTS, ids(&self.agents))
            .with_all(field_name::SUPERVISORS, ids(&self.supervisors))
    }

    fn from_form(values: &Values, _before: Option<&Self>) -> Result<Self, FieldErrors> {
        Ok(Self {
            name: values.text(field_name::NAME).to_owned(),
            active: values.yes(field_name::ACTIVE),
            agents: values.chosen(field_name::AGENTS),
            supervisors: values.chosen(field_name::SUPERVISORS),
        })
    }

    fn field_message(t: &'static Texts, field: &str, problem: &Problem) -> Option<String> {
        let only_supervisors =
            field == field_name::SUPERVISORS && matches!(problem, Problem::UnknownValue { .. });
        only_supervisors.then(|| t.settings.groups.only_supervisors.to_owned())
    }
}
