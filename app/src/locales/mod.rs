//! The translations of the interface in three languages. A missing translation is a compile error.
//!
//! To add a text: a line in the Portuguese constant of its feature (`words.rs`), which gives the struct
//! its field, and one in the English and the Spanish constant. Texts of several features are in
//! `texts.rs` and a file for each language; labels of the audit trail are tables.
//!
//! The texts of a feature that reach the browser are a function of [`Texts`], which picks the constant. So
//! they belong to the code that calls it: those of a screen whose code is a chunk are loaded with the chunk,
//! while a field of [`Texts`] is a part of every first visit. What only the server says is compiled for the
//! server alone: what it answers to forms is in `answers/`.
//!
//! To add a language: a variant of [`Locale`], a file like `pt_br.rs`, an arm in each `match`
//! below, and a constant in the file of each feature (`case.rs`, …), which has the texts of one
//! screen in every language. Texts are constants, so looking them up is free and they add only a
//! few kilobytes to the WASM; see `docs/decisions/0002-words-as-constants.md`.

mod words;

#[cfg(feature = "ssr")]
pub mod account;
#[cfg(feature = "ssr")]
pub mod answers;
pub mod attachments;
pub mod bulk;
pub mod calls;
pub mod case;
pub mod columns;
pub mod conversation;
pub mod course;
#[cfg(feature = "ssr")]
pub mod customers;
mod en;
mod es;
pub mod finish;
mod format;
pub(crate) use format::{hour_and_minute, machine_time};
pub mod forms;
#[cfg(feature = "ssr")]
pub mod frame;
pub mod hand_over;
pub mod history_columns;
pub mod history_filters;
#[cfg(feature = "ssr")]
pub mod http;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod keys;
#[cfg(feature = "ssr")]
pub mod login;
pub mod management;
pub mod merging;
#[cfg(feature = "ssr")]
pub mod notifications;
pub mod palette;
mod pt_br;
#[cfg(feature = "ssr")]
pub mod public_survey;
#[cfg(feature = "ssr")]
pub mod saved_views;
#[cfg(feature = "ssr")]
pub mod second_factor;
#[cfg(feature = "ssr")]
pub mod settings;
#[cfg(feature = "ssr")]
pub mod setup;
pub mod sla;
#[cfg(feature = "ssr")]
pub mod sso;
pub mod survey;
mod texts;
pub mod timeline;
pub mod upload;
pub mod validity;
#[cfg(feature = "ssr")]
pub mod waiting;

use serde::{Deserialize, Serialize};

pub use texts::Texts;

/// A language of the interface with its date and number formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Locale {
    /// Português do Brasil, the default.
    #[default]
    PtBr,
    /// English.
    En,
    /// Español.
    Es,
}

impl Locale {
    /// Every language, in the order of the language switch.
    pub const ALL: [Self; 3] = [Self::PtBr, Self::En, Self::Es];

    /// The BCP 47 tag, as in `<html lang>` and the cookie.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::PtBr => "pt-BR",
            Self::En => "en",
            Self::Es => "es",
        }
    }

    /// The name of the language in the language itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::PtBr => "Português",
            Self::En => "English",
            Self::Es => "Español",
        }
    }

    /// The language of a BCP 47 tag; any `pt` is Brazilian Portuguese.
    pub fn parse(tag: &str) -> Option<Self> {
        fn language(tag: &str) -> Option<&str> {
            tag.trim().split(['-', '_']).next()
        }
        let wanted = language(tag)?;
        Self::ALL
            .into_iter()
            .find(|one| language(one.tag()).is_some_and(|own| own.eq_ignore_ascii_case(wanted)))
    }

    /// Language negotiation: the supported language with the highest weight in an `Accept-Language`
    /// header (RFC 9110, 12.5.4); the first one if weights are equal.
    pub fn negotiate(accept_language: &str) -> Option<Self> {
        let mut best: Option<(Self, u16)> = None;
        for part in accept_language.split(',') {
            let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
            let (Some(locale), Some(weight)) = (Self::parse(tag), weight(parameters)) else { continue };
            if weight > best.map_or(0, |(_, most)| most) {
                best = Some((locale, weight));
            }
        }
        best.map(|(locale, _)| locale)
    }

    /// The texts in this language.
    pub const fn texts(self) -> &'static Texts {
        match self {
            Self::PtBr => &pt_br::TEXTS,
            Self::En => &en::TEXTS,
            Self::Es => &es::TEXTS,
        }
    }
}

/// The weight (`q`) of a language in thousandths; `None` if it is invalid.
fn weight(parameters: &str) -> Option<u16> {
    let value = parameters.split(';').find_map(|one| {
        let (name, value) = one.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim())
    });
    let Some(value) = value else { return Some(1000) };
    let weight: f32 = value.parse().ok()?;
    (0.0..=1.0).contains(&weight).then(|| (weight * 1000.0).round() as u16)
}

/// The language of the page being rendered.
#[cfg(feature = "ssr")]
pub fn use_locale() -> Locale {
    leptos::prelude::use_context().unwrap_or_default()
}

/// The language of the page the browser shows.
#[cfg(not(feature = "ssr"))]
pub fn use_locale() -> Locale {
    let root = leptos::prelude::document().document_element();
    root.and_then(|root| Locale::parse(&root.get_attribute("lang")?)).unwrap_or_default()
}

/// The texts in the language of the page.
pub fn use_texts() -> &'static Texts {
    use_locale().texts()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regional_tag_leads_to_its_language() {
        assert_eq!(Locale::parse("pt"), Some(Locale::PtBr));
        assert_eq!(Locale::parse("es-MX"), Some(Locale::Es));
        assert_eq!(Locale::parse("xx"), None);
    }

    #[test]
    fn the_browsers_first_language_that_we_speak_wins() {
        assert_eq!(Locale::negotiate("xx-XX,xx;q=0.9,es;q=0.8,en;q=0.7"), Some(Locale::Es));
        assert_eq!(Locale::negotiate("xx"), None);
        assert_eq!(Locale::negotiate(""), None);
    }

    #[test]
    fn a_language_that_is_wished_for_more_wins_whatever_the_order() {
        assert_eq!(Locale::negotiate("en;q=0.1,es;q=0.9"), Some(Locale::Es));
        assert_eq!(Locale::negotiate("en;q=0.8, pt-BR"), Some(Locale::PtBr));
        assert_eq!(Locale::negotiate("en; Q=0.3 , xx, es-AR ;q=0.35"), Some(Locale::Es));
        assert_eq!(Locale::negotiate("es;q=0.5,en;q=0.5"), Some(Locale::Es), "the first of two");
        assert_eq!(Locale::negotiate("en;q=0, es;q=0.001"), Some(Locale::Es), "what is not wanted");
        assert_eq!(Locale::negotiate("pt;q=0"), None);
        assert_eq!(Locale::negotiate("en;q=x, en-GB;q=2, es;q=0.2"), Some(Locale::Es), "what cannot be read");
    }

    #[test]
    fn every_language_knows_itself() {
        for locale in Locale::ALL {
            assert_eq!(locale.texts().locale, locale);
            assert_eq!(Locale::ALL[locale as usize], locale, "tables of labels are in this order");
            assert_eq!(Locale::parse(locale.tag()), Some(locale));
        }
    }

    #[test]
    fn every_language_can_be_that_of_the_operation() {
        assert_eq!(Locale::ALL.map(Locale::tag), domain::settings::LANGUAGES);
    }
}
