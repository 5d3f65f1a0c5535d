//! Which sections there are, and whose page an address is.

use crate::locales::Texts;

macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident = $path:literal,)+) => {
        /// A section of the settings.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum SectionName {
            $($(#[$doc])* $name,)+
        }

        impl SectionName {
            /// Every section, in the order of the menu.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Its word in the address.
            pub const fn path(self) -> &'static str {
                match self {
                    $(Self::$name => $path,)+
                }
            }
        }
    };
}

sections! {
    /// *Usuários*.
    Users = "users",
    /// *Grupos de monitoramento*.
    Groups = "groups",
    /// *Filas*.
    Queues = "queues",
    /// *Motivos de contato*.
    Reasons = "reasons",
    /// *Tipos de caso*.
    Kinds = "kinds",
    /// *Campos personalizados*.
    Fields = "fields",
    /// *Políticas de SLA*.
    Policies = "policies",
    /// *Calendários*.
    Calendars = "calendars",
    /// *Pesquisas*.
    Surveys = "surveys",
    /// *Questionários*.
    Questionnaires = "questionnaires",
    /// *Anexos*.
    Files = "files",
    /// *Chaves de API*.
    ApiKeys = "api-keys",
    /// *Operação*.
    Operation = "operation",
}

/// The sections of the menu, by what they are about.
pub(super) fn groups(t: &'static Texts) -> [(&'static str, &'static [SectionName]); 4] {
    use SectionName as S;
    let t = &t.settings;
    [
        (t.group_people, &[S::Users, S::Groups]),
        (t.group_service, &[S::Queues, S::Reasons, S::Kinds, S::Fields, S::Surveys, S::Questionnaires]),
        (t.group_promises, &[S::Policies, S::Calendars]),
        (t.group_installation, &[S::Operation, S::Files, S::ApiKeys]),
    ]
}

impl SectionName {
    /// The inverse of [`SectionName::path`].
    pub fn parse(path: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|section| section.path() == path)
    }

    /// The address of its list.
    pub fn href(self) -> String {
        format!("/settings/{}", self.path())
    }

    /// Its title.
    pub(super) fn title(self, t: &'static Texts) -> &'static str {
        match self {
            Self::Users => t.settings.users.section.title,
            Self::Groups => t.settings.groups.section.title,
            Self::Queues => t.settings.queues.section.title,
            Self::Reasons => t.settings.reasons.section.title,
            Self::ApiKeys => t.settings.api_keys.section.title,
            Self::Files => t.settings.files.section.title,
            Self::Operation => t.settings.operation.section.title,
            Self::Kinds => t.settings.kinds.section.title,
            Self::Fields => t.settings.fields.section.title,
            Self::Policies => t.settings.policies.section.title,
            Self::Calendars => t.settings.calendars.section.title,
            Self::Surveys => t.settings.surveys.section.title,
            Self::Questionnaires => t.settings.questionnaires.section.title,
        }
    }
}

/// Calls a function for the kind of record that a section keeps.
macro_rules! for_section {
    ($section:expr, |$kind:ident| $body:expr) => {
        match $section {
            $crate::settings::SectionName::Users => {
                type $kind = domain::settings::UserRecord;
                $body
            }
            $crate::settings::SectionName::Groups => {
                type $kind = domain::settings::GroupRecord;
                $body
            }
            $crate::settings::SectionName::Queues => {
                type $kind = domain::settings::QueueRecord;
                $body
            }
            $crate::settings::SectionName::Reasons => {
                type $kind = domain::settings::ReasonRecord;
                $body
            }
            $crate::settings::SectionName::ApiKeys => {
                type $kind = domain::settings::ApiKeyRecord;
                $body
            }
            $crate::settings::SectionName::Files => {
                type $kind = domain::settings::FilesRecord;
                $body
            }
            $crate::settings::SectionName::Operation => {
                type $kind = domain::settings::OperationRecord;
                $body
            }
            $crate::settings::SectionName::Kinds => {
                type $kind = domain::settings::KindRecord;
                $body
            }
            $crate::settings::SectionName::Fields => {
                type $kind = domain::settings::FieldRecord;
                $body
            }
            $crate::settings::SectionName::Policies => {
                type $kind = domain::settings::PolicyRecord;
                $body
            }
            $crate::settings::SectionName::Calendars => {
                type $kind = domain::settings::CalendarRecord;
                $body
            }
            $crate::settings::SectionName::Surveys => {
                type $kind = domain::settings::SurveyRecord;
                $body
            }
            $crate::settings::SectionName::Questionnaires => {
                type $kind = domain::settings::QuestionnaireRecord;
                $body
            }
        }
    };
}

pub(super) use for_section;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locales::Locale;

    #[test]
    fn every_section_is_in_one_group_of_the_menu() {
        let listed: Vec<_> = groups(Locale::PtBr.texts()).into_iter().flat_map(|(_, group)| group).collect();
        assert_eq!(listed.len(), SectionName::ALL.len());
        assert!(SectionName::ALL.iter().all(|section| listed.contains(&section)));
    }
}
