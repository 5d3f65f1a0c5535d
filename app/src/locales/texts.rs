//! The texts of the interface: those shared by all pages, and a field for those of each feature.

use super::Locale;
#[cfg(feature = "ssr")]
use super::{account, http, keys, second_factor, settings, setup, sso, waiting};
use super::{
    attachments, calls, case, course, finish, forms, history_columns, history_filters, merging, sla, survey,
    timeline, upload, validity,
};

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $type:ty,)+) => {
        /// All texts of the interface in one language.
        pub struct Texts {
            /// The language of the texts.
            pub locale: Locale,
            /// The case window.
            pub case: case::CaseTexts,
            /// *Histórico do Caso*.
            pub timeline: timeline::TimelineTexts,
            /// *Histórico do Cliente* and merging.
            pub merging: merging::MergingTexts,
            /// *Histórico de Ligações* and *Interações*.
            pub calls: calls::CallsTexts,
            /// What sources say of the course of interactions.
            pub course: course::CourseTexts,
            /// The columns of the history and its chart.
            pub history_columns: history_columns::HistoryColumnTexts,
            /// The filters of the history.
            pub history_filters: history_filters::HistoryFilterTexts,
            /// *SLA*.
            pub sla: sla::SlaTexts,
            /// *Anexos*.
            pub attachments: attachments::AttachmentsTexts,
            /// Forms of every kind.
            pub forms: forms::FormTexts,
            /// Uploading files.
            pub upload: upload::UploadTexts,
            /// Validation messages of the browser.
            pub validity: validity::ValidityTexts,
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
            /// *Pesquisa de Satisfação*.
            pub survey: survey::SurveyTexts,
            /// *Qualificar Atendimento*.
            pub finish: finish::FinishTexts,
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
    began: &'static str,
    answered: &'static str,
    not_answered: &'static str,
    ended: &'static str,
    transcript: &'static str,
    no_messages: &'static str,
    /// Takes the total.
    show_all_messages: fn(&str) -> String,
    /// Takes the number loaded and the total.
    loading_messages: fn(&str, &str) -> String,
    download_recording: &'static str,
    loading: &'static str,
    try_again: &'static str,
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
    undo: &'static str,
    qualified: &'static str,
    /// Takes what was replaced, who had set it and when.
    replaced: fn(&str, &str, &str) -> String,
    someone_else: &'static str,
    retired_reason: &'static str,
}
