//! The transcript: messages by day and side.
//!
//! A long conversation is loaded in batches: the first with the page, the others by the browser;
//! without WASM a link loads all of them. CSS (`content-visibility`) skips the layout of lists that
//! are off screen, so that ten thousand messages scroll smoothly.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::history::{Conversation, Message, MessageFile};
use domain::{Protocol, Sender, bidi};
use leptos::either::Either;
use leptos::html;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::messages;
use crate::locales::{Texts, use_texts};
use crate::locales::{hour_and_minute, machine_time};
use crate::ui::icon::icon;
use crate::ui::user_text::user_text;

/// The maximum number of messages in a list; the layout of a full one is skipped while off screen.
const MESSAGES_PER_LIST: usize = 50;

/// The day and sender of the message before a batch.
type Before = Option<(NaiveDate, Sender)>;

/// What every message is shown with: the names of both sides, and the protocol for the addresses of files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct MessageContext {
    protocol: Protocol,
    agent: String,
    customer: String,
}

/// The transcript with its first messages; `whole` is the address that shows all of them.
#[component]
pub(crate) fn Transcript(conversation: Conversation, messages: Vec<Message>, whole: String) -> impl IntoView {
    let remaining = Remaining::after(&messages, &conversation, whole);
    let more = remaining.map(|remaining| view! { <RemainingMessages remaining/> });
    view! { <Log conversation messages>{more}</Log> }
}

/// The first messages, and as children the rest.
#[component]
fn Log<C: IntoView + 'static>(
    conversation: Conversation,
    messages: Vec<Message>,
    children: TypedChildren<C>,
) -> impl IntoView {
    let t = use_texts();
    if conversation.message_count == 0 {
        return Either::Left(view! { <p class="state-text">{t.conversation().no_messages}</p> });
    }
    Either::Right(view! {
        <div class="transcript" role="log" aria-label=t.conversation().transcript aria-live="off">
            {piece_view(None, messages, &MessageContext::of(&conversation))}
            {children.into_inner()()}
        </div>
    })
}

impl MessageContext {
    fn of(conversation: &Conversation) -> Self {
        let t = use_texts();
        Self {
            protocol: conversation.protocol.clone(),
            agent: conversation.agent.clone().unwrap_or_else(|| t.agent.to_owned()),
            customer: conversation.customer.clone().unwrap_or_else(|| t.customer.to_owned()),
        }
    }
}

/// The messages that the page does not contain yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Remaining {
    protocol: Protocol,
    /// How many messages are there.
    there: u64,
    /// How many there are in all.
    total: u64,
    before: Before,
    context: MessageContext,
    whole: String,
}

impl Remaining {
    /// The messages after these, if there are any.
    fn after(messages: &[Message], conversation: &Conversation, whole: String) -> Option<Self> {
        let there = messages.len() as u64;
        (there < conversation.message_count).then(|| Self {
            protocol: conversation.protocol.clone(),
            there,
            total: conversation.message_count,
            before: messages.last().map(day_and_side),
            context: MessageContext::of(conversation),
            whole,
        })
    }
}

/// Loads the messages that the page does not contain yet.
#[component]
fn RemainingMessages(remaining: Remaining) -> impl IntoView {
    let t = use_texts();
    let Remaining { protocol, there, total, before, context, whole } = remaining;
    let pieces = RwSignal::new(Vec::<(Before, Arc<[Message]>)>::new());
    let count = RwSignal::new(there);
    let failed = RwSignal::new(false);
    let more = NodeRef::<html::P>::new();
    Effect::new(move |_| {
        if more.get().is_some() {
            leptos::task::spawn_local(fetch(
                protocol.clone(),
                before,
                total,
                LoadProgress { pieces, count, failed, more },
            ));
        }
    });
    view! {
        <For each=move || pieces.get() key=|(_, messages)| messages.first().map(|first| first.position) let:piece>
            {piece_view(piece.0, piece.1.to_vec(), &context)}
        </For>
        <p class="transcript-more" node_ref=more hidden=move || { count.get() >= total }>
            <span class="js-only">
                {move || (t.conversation().loading_messages)(&t.locale.integer(count.get()), &t.locale.integer(total))}
            </span>
            <a class="button button-small" href=whole data-noscroll="">
                {(t.conversation().show_all_messages)(&t.locale.integer(total))}
            </a>
        </p>
        <p class="field-error" role="alert" hidden=move || !failed.get()>{t.error_unreachable}</p>
    }
}

/// The messages loaded so far, and an element that shows whether the transcript is still open.
#[derive(Clone, Copy)]
struct LoadProgress {
    pieces: RwSignal<Vec<(Before, Arc<[Message]>)>>,
    count: RwSignal<u64>,
    failed: RwSignal<bool>,
    more: NodeRef<html::P>,
}

/// Loads batch after batch until all are loaded or the transcript is closed.
async fn fetch(protocol: Protocol, mut before: Before, total: u64, progress: LoadProgress) {
    let LoadProgress { pieces, count, failed, more } = progress;
    // The signals are gone once the dialog is closed.
    while let (Some(there), Some(Some(more))) = (count.try_get_untracked(), more.try_get_untracked())
        && there < total
        && more.is_connected()
    {
        match messages::load_messages(protocol.clone(), there).await {
            Ok(messages) if !messages.is_empty() => {
                let last = messages.last().map(day_and_side);
                count.set(there + messages.len() as u64);
                pieces.update(|pieces| pieces.push((before, messages.into())));
                before = last;
            }
            _ => {
                failed.set(true);
                return;
            }
        }
    }
}

fn day_and_side(message: &Message) -> (NaiveDate, Sender) {
    (message.at.date(), message.sender)
}

/// A batch of messages, grouped by day.
fn piece_view(mut before: Before, messages: Vec<Message>, context: &MessageContext) -> impl IntoView + use<> {
    let t = use_texts();
    let mut days: Vec<(NaiveDate, bool, Vec<_>)> = Vec::new();
    for message in messages {
        let (day, side) = day_and_side(&message);
        let continued = before == Some((day, side));
        let new_day = before.is_none_or(|(last, _)| last != day);
        before = Some((day, side));
        if days.last().is_none_or(|(last, _, _)| *last != day) {
            days.push((day, new_day, Vec::new()));
        }
        if let Some((_, _, views)) = days.last_mut() {
            views.push(message_view(t, message, continued, context));
        }
    }
    let sections = days.into_iter().map(|(day, titled, views)| {
        let title =
            titled.then(|| view! { <h3 class="transcript-date"><span>{t.locale.long_date(day)}</span></h3> });
        view! {
            <section class="transcript-day">
                {title}
                {message_lists(views)}
            </section>
        }
    });
    sections.collect_view()
}

/// The messages of a day, split into lists of at most [`MESSAGES_PER_LIST`].
fn message_lists<V: IntoView + 'static>(views: Vec<V>) -> impl IntoView + use<V> {
    let mut views = views.into_iter();
    let lists = std::iter::from_fn(move || {
        let list: Vec<V> = views.by_ref().take(MESSAGES_PER_LIST).collect();
        let class = if list.len() == MESSAGES_PER_LIST { "messages messages-full" } else { "messages" };
        (!list.is_empty()).then(|| view! { <ol class=class>{list}</ol> })
    });
    lists.collect_view()
}

fn message_view(
    t: &'static Texts,
    message: Message,
    continued: bool,
    context: &MessageContext,
) -> impl IntoView + use<> {
    let time = hour_and_minute(message.at);
    let moment = machine_time(message.at);
    if message.sender == Sender::System {
        return Either::Left(view! {
            <li class="message message-system">
                <p class="message-text">
                    <bdi>{bidi::plain(&message.text)}</bdi> " " <time class="message-time" datetime=moment>{time}</time>
                </p>
            </li>
        });
    }
    let (side, fallback) = match message.sender {
        Sender::Customer => ("message message-customer", context.customer.as_str()),
        Sender::Agent => ("message message-agent", context.agent.as_str()),
        Sender::Bot | Sender::System => ("message message-bot", t.conversation().side_bot),
    };
    let class = if continued { format!("{side} message-cont") } else { side.to_owned() };
    let bot = message.sender == Sender::Bot;
    let author = (!continued).then(|| {
        let name = message.name.unwrap_or_else(|| fallback.to_owned());
        view! { <p class="message-author">{bot.then(|| icon("bot", "icon"))} <bdi>{bidi::plain(&name)}</bdi></p> }
    });
    Either::Right(view! {
        <li class=class>
            {author}
            <div class="message-bubble">
                <p class="message-text" dir="auto">{bidi::plain(&message.text)}</p>
                {files_view(t, &context.protocol, message.files)}
                <time class="message-time" datetime=moment>{time}</time>
            </div>
        </li>
    })
}

/// The files that came with a message, as downloads as far as their bytes have arrived.
fn files_view(t: &'static Texts, protocol: &Protocol, files: Vec<MessageFile>) -> impl IntoView + use<> {
    let items = |file: MessageFile| {
        let name = user_text(file.name);
        let name = if file.is_stored {
            let href = format!("/media/{protocol}/{}", file.sha256);
            Either::Left(view! { <a href=href download="" rel="external">{name}</a> })
        } else {
            Either::Right(name)
        };
        view! {
            <li>
                {icon("attachment", "icon")}
                <span>
                    {name} " " <span class="message-file-size">{t.locale.file_size(file.size)}</span> " "
                    {(!file.is_stored).then(|| view! { <span class="absent">{t.course().not_received}</span> })}
                </span>
            </li>
        }
    };
    let items: Vec<_> = files.into_iter().map(items).collect();
    (!items.is_empty()).then(|| {
        view! { <ul class="message-files" aria-label=t.course().files>{items}</ul> }
    })
}
