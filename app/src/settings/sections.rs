//! The one list of the sections of the settings: path, record, texts and place in the menu.

use crate::locales::Texts;
use crate::locales::settings::SectionTexts;

/// Makes [`SectionName`], its methods, [`groups`] and `for_section!` from one list. The first token is
/// `$`, for the macro that the list defines.
macro_rules! sections {
    ($d:tt $($group:ident {
        $($(#[$doc:meta])* $name:ident = $path:literal: $record:ident, $texts:ident;)+
    })+) => {
        /// A section of the settings.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum SectionName {
            $($($(#[$doc])* $name,)+)+
        }

        impl SectionName {
            /// Every section, in the order of the menu.
            pub const ALL: &[Self] = &[$($(Self::$name,)+)+];

            /// The path segment.
            pub const fn path(self) -> &'static str {
                match self {
                    $($(Self::$name => $path,)+)+
                }
            }

            /// The texts of its list and its form.
            pub(super) fn words(self, t: &'static Texts) -> &'static SectionTexts {
                match self {
                    $($(Self::$name => &t.settings.$texts.section,)+)+
                }
            }
        }

        /// The groups of the menu with their sections.
        pub(super) fn groups(t: &'static Texts) -> Vec<(&'static str, &'static [SectionName])> {
            vec![$((t.settings.$group, &[$(SectionName::$name,)+][..]),)+]
        }

        /// Evaluates an expression with the record type of a section as a type alias.
        macro_rules! for_section {
            ($d section:expr, |$d kind:ident| $d body:expr) => {
                match $d section {
                    $($($crate::settings::SectionName::$name => {
                        type $d kind = domain::settings::$record;
                        $d body
                    })+)+
                }
            };
        }
    };
}

sections! { $
    group_people {
        /// *Usuários*.
        Users = "users": UserRecord, users;
        /// *Grupos de monitoramento*.
        Groups = "groups": GroupRecord, groups;
    }
    group_service {
        /// *Filas*.
        Queues = "queues": QueueRecord, queues;
        /// *Motivos de contato*.
        Reasons = "reasons": ReasonRecord, reasons;
        /// *Tipos de caso*.
        Kinds = "kinds": KindRecord, kinds;
        /// *Campos personalizados*.
        Fields = "fields": FieldRecord, fields;
        /// *Pesquisas*.
        Surveys = "surveys": SurveyRecord, surveys;
        /// *Questionários*.
        Questionnaires = "questionnaires": QuestionnaireRecord, questionnaires;
    }
    group_promises {
        /// *Políticas de SLA*.
        Policies = "policies": PolicyRecord, policies;
        /// *Calendários*.
        Calendars = "calendars": CalendarRecord, calendars;
    }
    group_installation {
        /// *Operação*.
        Operation = "operation": OperationRecord, operation;
        /// *Anexos*.
        Files = "files": FilesRecord, files;
        /// *Fontes*.
        Sources = "sources": SourceRecord, sources;
        /// *Webhooks*.
        Webhooks = "webhooks": WebhookRecord, webhooks;
        /// *Chaves de API*.
        ApiKeys = "api-keys": ApiKeyRecord, api_keys;
    }
}

pub(super) use for_section;

impl SectionName {
    /// The inverse of [`SectionName::path`].
    pub fn parse(path: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|section| section.path() == path)
    }

    /// Its title.
    pub(crate) fn title(self, t: &'static Texts) -> &'static str {
        self.words(t).title
    }

    /// The path of its list.
    pub fn href(self) -> String {
        format!("/settings/{}", self.path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_leads_to_its_section() {
        for section in SectionName::ALL {
            assert_eq!(SectionName::parse(section.path()), Some(*section));
        }
        assert_eq!(SectionName::parse("nothing"), None);
    }
}
