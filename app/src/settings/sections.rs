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
    /// *Filas*.
    Queues = "queues",
    /// *Motivos de contato*.
    Reasons = "reasons",
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
            Self::Queues => t.settings.queues.section.title,
            Self::Reasons => t.settings.reasons.section.title,
        }
    }
}

/// Calls a function for the kind of record that a section keeps.
macro_rules! for_section {
    ($section:expr, |$kind:ident| $body:expr) => {
        match $section {
            $crate::settings::SectionName::Queues => {
                type $kind = domain::settings::QueueRecord;
                $body
            }
            $crate::settings::SectionName::Reasons => {
                type $kind = domain::settings::ReasonRecord;
                $body
            }
        }
    };
}

pub(super) use for_section;
