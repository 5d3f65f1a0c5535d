//! The texts of the interface that several features share. Those of one feature are a function of [`Texts`]
//! in its file; the fields of features are those that only the server shows.

use super::Locale;
#[cfg(feature = "ssr")]
use super::{account, http, keys, second_factor, settings, setup, sso, waiting};

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $type:ty,)+) => {
        /// All texts of the interface in one language.
        pub struct Texts {
            /// The language of the texts.
            pub locale: Locale,
            /// First-run setup (*Primeiro acesso*).
            #[cfg(feature = "ssr")]
            pub setup: setup::SetupTexts,
            /// Single sign-on.
            #[cfg(feature = "ssr")]
            pub sso: sso::SsoTexts,
            /// Plain-text responses.
            #[cfg(feature = "ssr")]
            pub http: http::HttpTexts,
            /// A form held until the user signs in again.
            #[cfg(feature = "ssr")]
            pub waiting: waiting::WaitingTexts,
            /// The list of keys.
            #[cfg(feature = "ssr")]
            pub keys: keys::KeyTexts,
            /// *Minha conta* and the password link.
            #[cfg(feature = "ssr")]
            pub own_account: account::AccountTexts,
            /// The second factor.
            #[cfg(feature = "ssr")]
            pub second_factor: second_factor::SecondFactorTexts,
            /// *Configurações*.
            #[cfg(feature = "ssr")]
            pub settings: settings::SettingsTexts,
            $($(#[$doc])* #[allow(missing_docs, reason = "the field name says which text it is")] pub $name: $type,)+
        }
    };
}

texts! {
    // Frame
    close: &'static str,

    // Sign-in
    login_submit: &'static str,

    // Errors
    error_title: &'static str,
    error_not_found: &'static str,
    error_signed_out: &'static str,
    error_reason_not_offered: &'static str,
    draft_given: &'static str,
    neighbours: &'static str,
    previous_interaction: &'static str,
    next_interaction: &'static str,
    case_word: &'static str,
    error_outdated: &'static str,
    error_unreachable: &'static str,
    error_search_too_long: &'static str,
    error_busy: &'static str,
    error_failed: &'static str,
    error_malformed: &'static str,
    error_too_slow: &'static str,

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
    /// *All* for queues; its gender differs from that of `all` in some languages.
    all_queues: &'static str,
    all_statuses: &'static str,
    all_actions: &'static str,
    search_options: &'static str,
    no_options: &'static str,
    /// Takes the number of options selected.
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
    /// Takes the number of values of filters.
    filters_unseen: fn(u64) -> String,
    views: &'static str,
    view_altered: &'static str,
    period: &'static str,
    /// Takes how many.
    interactions: fn(u64) -> String,
    /// Takes how many.
    new_interactions: fn(u64) -> String,
    empty_title: &'static str,
    empty_filtered: &'static str,
    empty_today: &'static str,

    // Chart
    chart_title: &'static str,
    /// Takes the month, where it is not the current one.
    chart_title_of: fn(&str) -> String,
    chart_previous_month: &'static str,
    chart_next_month: &'static str,
    chart_series: &'static str,
    chart_as_table: &'static str,
    chart_day: &'static str,
    chart_total: &'static str,
    chart_hint: &'static str,

    // Table
    columns: &'static str,
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
    loading: &'static str,
    try_again: &'static str,

    // Player
    play: &'static str,

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
    undo: &'static str,
    qualified: &'static str,
    /// Takes what was replaced, who had set it and when.
    replaced: fn(&str, &str, &str) -> String,
    someone_else: &'static str,
    retired_reason: &'static str,
    /// Takes the score of a survey and the highest one.
    score_of: fn(&str, &str) -> String,
}
