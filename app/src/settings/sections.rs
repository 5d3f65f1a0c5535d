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
    /// *Chaves de API*.
    ApiKeys = "api-keys",
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
        }
    };
}

pub(super) use for_section;
