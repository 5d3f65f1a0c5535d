//! *Interações*: the interactions of the case by channel, each can be opened in place.

use domain::cases::{CaseInteraction, CaseInteractions};
use domain::duration::hh_mm_ss;
use domain::number::{self, NumberColumn};
use domain::{CaseId, Channel, bidi};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::address::Window;
use super::pages::{pages, toggle_link};
use super::status::SourceCase;
use super::window::Part;
use crate::conversation::ConversationContent;
use crate::conversation::chunk::{Recording, Transcript};
use crate::conversation::course::{CourseFacts, has_facts, outcome_name};
use crate::error::AppError;
use crate::locales::machine_time;
use crate::locales::use_texts;
use crate::ui::channel::{self, ChannelBadge};
use crate::ui::copy::ProtocolNumber;
use crate::ui::icon::icon;
use crate::ui::pager::Pager;
use crate::ui::state::{EmptyState, Failure};
use crate::ui::user_text::{user_text, user_text_or};

/// The content of the tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InteractionsContent {
    pub(super) channels: Vec<(Channel, u64)>,
    /// The chosen channel and its interactions; `None` if the case has no interactions.
    pub(super) shown: Option<(Channel, CaseInteractions)>,
    /// The open interaction.
    pub(super) open: Option<Result<ConversationContent, AppError>>,
}

/// The tab *Interações*.
#[component]
pub(super) fn Interactions(
    window: Window,
    case: CaseId,
    content: Part<InteractionsContent>,
) -> impl IntoView {
    move || window.tracked(content).map(|content| view! { <Found window case content/> })
}

/// The interactions of the chosen channel.
#[component]
fn Found(window: Window, case: CaseId, content: InteractionsContent) -> impl IntoView {
    let t = use_texts();
    let InteractionsContent { channels, shown, mut open } = content;
    let Some((chosen, list)) = shown else {
        return Either::Left(view! { <EmptyState text=t.calls().no_interactions/> });
    };
    let CaseInteractions { rows, page } = list;
    let cards = rows.into_iter().map(|row| {
        let (href, asked) = toggle_link(window, row.protocol.as_str());
        let opened = if asked && row.in_scope { open.take() } else { None };
        view! { <Card window case row href opened/> }
    });
    let cards = cards.collect_view();
    Either::Right(view! {
        <Channels window channels chosen/>
        <ol class="interaction-cards" aria-label=(t.calls().of_channel)(t.channel_name(chosen))>{cards}</ol>
        {(page.last > 1).then(|| view! { <Pager address=pages(window) page/> })}
    })
}

/// Links to the channels in use.
#[component]
fn Channels(window: Window, channels: Vec<(Channel, u64)>, chosen: Channel) -> impl IntoView {
    let t = use_texts();
    let links = channels.into_iter().map(|(channel, n)| {
        let href = window.read(|window| {
            let tab = window.case.with_tab(window.case.tab);
            window.with(&tab.with("channel", channel.as_str()))
        });
        view! {
            <li>
                <a
                    class="view-link"
                    href=href
                    aria-current=(channel == chosen).then_some("true")
                    data-noscroll=""
                >
                    <span class=channel::class(channel)>{icon(channel.as_str(), "icon channel-icon")}</span>
                    {t.channel_name(channel)}
                    <span class="view-count">{t.locale.integer(n)}</span>
                </a>
            </li>
        }
    });
    view! { <nav class="views case-tools" aria-label=t.channels><ul>{links.collect_view()}</ul></nav> }
}

/// An interaction, with a preview or its whole content.
#[component]
fn Card(
    window: Window,
    case: CaseId,
    row: CaseInteraction,
    href: String,
    opened: Option<Result<ConversationContent, AppError>>,
) -> impl IntoView {
    let t = use_texts();
    let open = opened.is_some();
    let moment = machine_time(row.queued);
    let number = match number::column(row.channel, row.direction, row.number.as_deref(), "") {
        NumberColumn::Number(number) => Some(number),
        NumberColumn::StartedByAgent => row.number.as_deref().map(number::format),
        NumberColumn::Queue(_) | NumberColumn::Unknown => None,
    };
    let from = (row.case != case).then(|| view! { <SourceCase case=row.case/> });
    let id = format!("case-{}", row.protocol);
    let body = match opened {
        Some(Ok(found)) => EitherOf3::A(view! { <Opened window found/> }),
        Some(Err(error)) => EitherOf3::B(view! { <Failure error/> }),
        None => EitherOf3::C(view! { <Preview row=row.clone()/> }),
    };
    view! {
        <li class="interaction-card" id=format!("interaction-{}", row.protocol)>
            <div class="interaction-head">
                <ChannelBadge channel=row.channel direction=row.direction id/>
                <time datetime=moment>
                    {t.locale.date(row.queued.date())} " " <span class="time">{t.locale.time(row.queued)}</span>
                </time>
                <span title=t.column_duration>{hh_mm_ss(row.duration)}</span>
                <ProtocolNumber protocol=row.protocol.clone()/>
                {from}
                <Opener row=row.clone() href open/>
            </div>
            <p class="interaction-facts">
                <span>{user_text(row.queue)}</span>
                <span>{user_text_or(row.agent, t.no_agent)}</span>
                {number.map(|number| view! { <span>{user_text(number)}</span> })}
                {row.outcome.map(|outcome| view! { <span>{outcome_name(t, outcome)}</span> })}
                {(row.message_count > 0)
                    .then(|| view! { <span>{(t.calls().messages)(row.message_count)}</span> })}
            </p>
            {body}
        </li>
    }
}

/// The link that opens the interaction in place, or the reason why it cannot be opened.
#[component]
fn Opener(row: CaseInteraction, href: String, open: bool) -> impl IntoView {
    let t = use_texts();
    if !row.in_scope {
        return EitherOf3::A(
            view! { <span class="absent interaction-opener">{t.calls().out_of_scope}</span> },
        );
    }
    let empty = !row.has_recording && row.message_count == 0 && row.preview.is_none();
    if empty && !open {
        return EitherOf3::B(());
    }
    let label = match (open, row.has_recording) {
        (true, _) => t.close,
        (false, true) => t.play,
        (false, false) => t.calls().open,
    };
    EitherOf3::C(view! {
        <a
            class="button button-small interaction-opener"
            role="button"
            href=href
            aria-expanded=open.to_string()
            aria-label=format!("{label}: {}", row.protocol)
            data-noscroll=""
        >
            {icon(if open { "chevron-up" } else { "chevron-down" }, "icon")}
            {label}
        </a>
    })
}

#[component]
fn Preview(row: CaseInteraction) -> impl IntoView {
    let t = use_texts();
    let (class, text) = match row.preview {
        Some(text) => ("interaction-preview", bidi::plain(&text)),
        None if row.has_recording => ("interaction-preview absent", t.calls().recorded.to_owned()),
        None => ("interaction-preview absent", t.calls().no_content.to_owned()),
    };
    row.in_scope.then(|| view! { <p class=class dir="auto">{text}</p> })
}

/// The player, the transcript and the notes, as far as they exist.
#[component]
fn Opened(window: Window, found: ConversationContent) -> impl IntoView {
    let t = use_texts();
    let ConversationContent { conversation, messages } = found;
    let whole = window.read(|window| {
        let case = window.case.with("messages", "all");
        window.with(&case.with_page(window.case.page()))
    });
    let voice = conversation.channel == Channel::Voice;
    let player = voice.then(|| {
        view! {
            <Recording
                protocol=conversation.protocol.clone()
                exists=conversation.has_recording
                length=conversation.recording_length
            />
        }
    });
    let notes = conversation.notes.clone().map(|notes| {
        view! {
            <h3 class="interaction-notes-title">{t.notes_title}</h3>
            <div class="notes" dir="auto">{bidi::plain(&notes)}</div>
        }
    });
    // The head above says the outcome; the legs of a transfer are interactions of this case.
    let course = conversation.course.clone();
    let facts = has_facts(&course).then(|| view! { <dl class="identity"><CourseFacts course/></dl> });
    let transcript = (!voice || conversation.message_count > 0)
        .then(|| view! { <Transcript conversation=conversation.clone() messages whole/> });
    view! { <div class="interaction-open">{facts} {player} {transcript} {notes}</div> }
}
