//! The interface's words in three languages, checked by the compiler: a language that lacks a
//! word does not build.
//!
//! How to add a language: a variant of [`Locale`], a file like `pt_br.rs`, an arm in each `match`
//! below, and a constant in the file of each feature (`case.rs`, …), which has the words of one
//! screen in every language. Words are constants, so they cost nothing to look up and only a few kilobytes in the
//! browser; see `docs/decisions/0002-words-as-constants.md`.

mod words;

#[cfg(feature = "ssr")]
pub mod attachments;
#[cfg(feature = "ssr")]
pub mod calls;
#[cfg(feature = "ssr")]
pub mod case;
mod en;
mod es;
mod format;
#[cfg(feature = "ssr")]
pub mod management;
#[cfg(feature = "ssr")]
pub mod merging;
mod pt_br;
#[cfg(feature = "ssr")]
pub mod sla;
#[cfg(feature = "ssr")]
pub mod survey;
#[cfg(feature = "ssr")]
pub mod timeline;
pub mod upload;

use serde::{Deserialize, Serialize};

/// A language of the interface with its way of writing dates and numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Locale {
    /// Português do Brasil, the first language of the product.
    #[default]
    PtBr,
    /// English.
    En,
    /// Español.
    Es,
}

impl Locale {
    /// Every language, in the order of the switch.
    pub const ALL: [Self; 3] = [Self::PtBr, Self::En, Self::Es];

    /// The BCP 47 tag, as in `<html lang>` and the cookie.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::PtBr => "pt-BR",
            Self::En => "en",
            Self::Es => "es",
        }
    }

    /// Its own name for itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::PtBr => "Português",
            Self::En => "English",
            Self::Es => "Español",
        }
    }

    /// The language of a tag; `pt` and `pt-PT` are served Brazilian Portuguese.
    pub fn parse(tag: &str) -> Option<Self> {
        match tag.trim().split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "pt" => Some(Self::PtBr),
            "en" => Some(Self::En),
            "es" => Some(Self::Es),
            _ => None,
        }
    }

    /// The first language of an `Accept-Language` header that we speak.
    pub fn negotiate(accept_language: &str) -> Option<Self> {
        accept_language.split(',').find_map(|part| Self::parse(part.split(';').next().unwrap_or_default()))
    }

    /// Its words.
    pub const fn texts(self) -> &'static Texts {
        match self {
            Self::PtBr => &pt_br::TEXTS,
            Self::En => &en::TEXTS,
            Self::Es => &es::TEXTS,
        }
    }
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

/// The words of the page being rendered.
pub fn use_texts() -> &'static Texts {
    use_locale().texts()
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $type:ty,)+) => {
        /// Every word of the interface.
        pub struct Texts {
            /// The language they are in.
            pub locale: Locale,
            /// The case window.
            #[cfg(feature = "ssr")]
            pub case: case::CaseTexts,
            /// *Histórico do Caso*.
            #[cfg(feature = "ssr")]
            pub timeline: timeline::TimelineTexts,
            /// *Histórico do Cliente* and merging.
            #[cfg(feature = "ssr")]
            pub merging: merging::MergingTexts,
            /// *Histórico de Ligações* and *Interações*.
            #[cfg(feature = "ssr")]
            pub calls: calls::CallsTexts,
            /// *SLA*.
            #[cfg(feature = "ssr")]
            pub sla: sla::SlaTexts,
            /// *Anexos*.
            #[cfg(feature = "ssr")]
            pub attachments: attachments::AttachmentsTexts,
            /// Uploading files.
            pub upload: upload::UploadTexts,
            /// *Pesquisa de Satisfação*.
            #[cfg(feature = "ssr")]
            pub survey: survey::SurveyTexts,
            /// *Gerenciamento* and *Meus Atendimentos*.
            #[cfg(feature = "ssr")]
            pub management: management::ManagementTexts,
            $($(#[$doc])* #[allow(missing_docs, reason = "the name says which word it is")] pub $name: $type,)+
        }
    };
}

texts! {
    // Frame
    skip_to_content: &'static str,
    navigation: &'static str,
    history: &'static str,
    language: &'static str,
    theme: &'static str,
    theme_system: &'static str,
    theme_light: &'static str,
    theme_dark: &'static str,
    account: &'static str,
    sign_out: &'static str,
    sign_out_everywhere: &'static str,
    role_agent: &'static str,
    role_supervisor: &'static str,
    role_administrator: &'static str,
    close: &'static str,
    tagline: &'static str,

    // Sign-in
    login_title: &'static str,
    login_user: &'static str,
    login_password: &'static str,
    login_submit: &'static str,
    login_refused: &'static str,
    /// Takes the seconds to wait.
    login_wait: fn(u64) -> String,
    login_signed_out: &'static str,
    show_password: &'static str,

    // Errors
    error_title: &'static str,
    error_not_found: &'static str,
    error_signed_out: &'static str,
    error_reason_not_offered: &'static str,
    error_unreachable: &'static str,
    error_failed: &'static str,
    not_found_title: &'static str,
    not_found_text: &'static str,
    back_to_history: &'static str,

    // History
    history_title: &'static str,
    filter: &'static str,
    filters: &'static str,
    filters_active: &'static str,
    apply_filters: &'static str,
    clear_filters: &'static str,
    channels: &'static str,
    queues: &'static str,
    agents: &'static str,
    reasons: &'static str,
    number: &'static str,
    number_hint: &'static str,
    protocol: &'static str,
    date_from: &'static str,
    date_to: &'static str,
    all: &'static str,
    search_options: &'static str,
    no_options: &'static str,
    /// Takes how many are chosen.
    chosen: fn(usize) -> String,
    /// Takes the filter's label and its value.
    remove_filter: fn(&str, &str) -> String,
    today: &'static str,
    any_date: &'static str,
    /// Takes the day.
    since: fn(&str) -> String,
    /// Takes the day.
    until: fn(&str) -> String,
    /// Takes both days.
    between: fn(&str, &str) -> String,
    impossible_period: &'static str,
    /// Takes the names of the parameters.
    ignored_parameters: fn(&str) -> String,
    period: &'static str,
    /// Takes how many.
    interactions: fn(u64) -> String,
    empty_title: &'static str,
    empty_filtered: &'static str,
    empty_today: &'static str,

    // Chart
    chart_title: &'static str,
    chart_previous_month: &'static str,
    chart_next_month: &'static str,
    chart_series: &'static str,
    chart_as_table: &'static str,
    chart_day: &'static str,
    chart_total: &'static str,
    chart_hint: &'static str,

    // Table
    column_protocol: &'static str,
    column_date: &'static str,
    column_duration: &'static str,
    column_queue: &'static str,
    column_number: &'static str,
    column_channel: &'static str,
    column_qualification: &'static str,
    column_actions: &'static str,
    copy_protocol: &'static str,
    copied: &'static str,
    copy_failed: &'static str,
    channel_voice: &'static str,
    channel_webchat: &'static str,
    channel_whatsapp: &'static str,
    direction_inbound: &'static str,
    direction_outbound: &'static str,
    started_by_agent: &'static str,
    /// Takes the protocol.
    actions_for: fn(&str) -> String,
    see_interaction: &'static str,
    see_notes: &'static str,
    no_notes: &'static str,

    // Pager
    pager: &'static str,
    next_page: &'static str,
    previous_page: &'static str,
    /// Takes the page.
    page_n: fn(u64) -> String,
    go_to_page: &'static str,
    go: &'static str,
    /// Takes the first row, the last row and the total, formatted.
    range_of: fn(&str, &str, &str) -> String,

    // Conversation
    conversation_title: &'static str,
    notes_title: &'static str,
    agent: &'static str,
    no_agent: &'static str,
    customer: &'static str,
    unknown_customer: &'static str,
    channel: &'static str,
    queue: &'static str,
    began: &'static str,
    answered: &'static str,
    not_answered: &'static str,
    ended: &'static str,
    transcript: &'static str,
    no_messages: &'static str,
    /// Takes the total.
    show_all_messages: fn(&str) -> String,
    /// Takes how many are there and the total.
    loading_messages: fn(&str, &str) -> String,
    side_bot: &'static str,

    // Player
    player: &'static str,
    play: &'static str,
    pause: &'static str,
    back_10: &'static str,
    forward_10: &'static str,
    seek: &'static str,
    speed: &'static str,
    volume: &'static str,
    mute: &'static str,
    unmute: &'static str,
    no_recording: &'static str,
    damaged_recording: &'static str,

    // Case
    no_subject: &'static str,
    status_waiting: &'static str,
    status_in_service: &'static str,
    status_on_hold: &'static str,
    status_closed: &'static str,
    status_merged: &'static str,

    // Qualification
    contact_reason: &'static str,
    no_reason: &'static str,
    save: &'static str,
    qualified: &'static str,
    /// Takes what was replaced, who had set it and when.
    replaced: fn(&str, &str, &str) -> String,
    somebody: &'static str,
    retired_reason: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regional_tag_leads_to_its_language() {
        assert_eq!(Locale::parse("pt"), Some(Locale::PtBr));
        assert_eq!(Locale::parse("es-MX"), Some(Locale::Es));
        assert_eq!(Locale::parse("de"), None);
    }

    #[test]
    fn the_browsers_first_language_that_we_speak_wins() {
        assert_eq!(Locale::negotiate("de-DE,de;q=0.9,es;q=0.8,en;q=0.7"), Some(Locale::Es));
        assert_eq!(Locale::negotiate("fr"), None);
    }

    #[test]
    fn every_language_knows_itself() {
        for locale in Locale::ALL {
            assert_eq!(locale.texts().locale, locale);
            assert_eq!(Locale::parse(locale.tag()), Some(locale));
        }
    }
}
