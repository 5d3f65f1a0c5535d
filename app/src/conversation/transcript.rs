//! The transcript: messages by day and side.
//!
//! A long conversation arrives in pieces. The page brings the first; in the browser the others
//! follow by themselves, and without WASM a link asks for all of them. Style keeps the pieces that
//! are out of sight from being laid out, so ten thousand messages scroll as smoothly as ten.

use std::sync::Arc;

use chrono::NaiveDate;
#[cfg(feature = "ssr")]
use domain::history::Conversation;
use domain::history::Message;
use domain::{Protocol, Sender, bidi};
use leptos::either::Either;
use leptos::html;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::messages;
use crate::locales::{Texts, use_texts};
use crate::ui::icon::icon;

/// Messages of a list whose layout is left out while it is out of sight.
const STRETCH: usize = 50;

/// Where a piece goes on: the day and side of the message before it.
type Before = Option<(NaiveDate, Sender)>;

/// Who stands on which side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Names {
    agent: String,
    customer: String,
}

/// The conversation with its first messages; `whole` is the address of all of them.
#[cfg(feature = "ssr")]
#[component]
pub(crate) fn Transcript(conversation: Conversation, messages: Vec<Message>, whole: String) -> impl IntoView {
    let t = use_texts();
    let total = conversation.message_count;
    if total == 0 {
        return Either::Left(view! { <p class="state-text">{t.no_messages}</p> });
    }
    let names = Names {
        agent: conversation.agent.unwrap_or_else(|| t.agent.to_owned()),
        customer: conversation.customer.unwrap_or_else(|| t.customer.to_owned()),
    };
    let there = messages.len() as u64;
    let before = messages.last().map(day_and_side);
    let protocol = conversation.protocol;
    Either::Right(view! {
        <div class="transcript" role="log" aria-label=t.transcript aria-live="off">
            {piece_view(None, messages, &names)}
            {(there < total).then(|| view! { <Rest protocol there total before names whole/> })}
        </div>
    })
}

/// The messages after the first `there`.
#[island]
fn Rest(
    protocol: Protocol,
    there: u64,
    total: u64,
    before: Before,
    names: Names,
    whole: String,
) -> impl IntoView {
    let t = use_texts();
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
                Arrivals { pieces, count, failed, more },
            ));
        }
    });
    view! {
        <For each=move || pieces.get() key=|(_, messages)| messages.first().map(|first| first.position) let:piece>
            {piece_view(piece.0, piece.1.to_vec(), &names)}
        </For>
        <p class="transcript-more" node_ref=more hidden=move || { count.get() >= total }>
            <span class="js-only">
                {move || (t.loading_messages)(&t.locale.integer(count.get()), &t.locale.integer(total))}
            </span>
            <a class="button button-small" href=whole data-noscroll="">
                {(t.show_all_messages)(&t.locale.integer(total))}
            </a>
        </p>
        <p class="field-error" role="alert" hidden=move || !failed.get()>{t.error_unreachable}</p>
    }
}

/// What has come so far, and the sign that the dialog is still there.
#[derive(Clone, Copy)]
struct Arrivals {
    pieces: RwSignal<Vec<(Before, Arc<[Message]>)>>,
    count: RwSignal<u64>,
    failed: RwSignal<bool>,
    more: NodeRef<html::P>,
}

/// Asks for piece after piece until all are there or the dialog has gone.
async fn fetch(protocol: Protocol, mut before: Before, total: u64, arrivals: Arrivals) {
    let Arrivals { pieces, count, failed, more } = arrivals;
    while count.get_untracked() < total && more.get_untracked().is_some_and(|more| more.is_connected()) {
        match messages::load_messages(protocol.clone(), count.get_untracked()).await {
            Ok(messages) if !messages.is_empty() => {
                let last = messages.last().map(day_and_side);
                count.update(|count| *count += messages.len() as u64);
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

/// Some messages in a row, grouped by day.
fn piece_view(mut before: Before, messages: Vec<Message>, names: &Names) -> impl IntoView + use<> {
    let t = use_texts();
    let mut days: Vec<(NaiveDate, bool, Vec<AnyView>)> = Vec::new();
    for message in messages {
        let (day, side) = day_and_side(&message);
        let continued = before == Some((day, side));
        let new_day = before.is_none_or(|(last, _)| last != day);
        before = Some((day, side));
        if days.last().is_none_or(|(last, _, _)| *last != day) {
            days.push((day, new_day, Vec::new()));
        }
        if let Some((_, _, views)) = days.last_mut() {
            views.push(message_view(t, message, continued, names).into_any());
        }
    }
    let sections = days.into_iter().map(|(day, titled, views)| {
        let title =
            titled.then(|| view! { <h3 class="transcript-date"><span>{t.locale.long_date(day)}</span></h3> });
        view! {
            <section class="transcript-day">
                {title}
                {stretches(views)}
            </section>
        }
    });
    sections.collect_view()
}

/// The messages of a day in lists short enough to be laid out in a moment, and long enough that
/// there are few of them: style leaves out those that are out of sight.
fn stretches(views: Vec<AnyView>) -> impl IntoView + use<> {
    let mut views = views.into_iter();
    let lists = std::iter::from_fn(move || {
        let stretch: Vec<AnyView> = views.by_ref().take(STRETCH).collect();
        let class = if stretch.len() == STRETCH { "messages messages-full" } else { "messages" };
        (!stretch.is_empty()).then(|| view! { <ol class=class>{stretch}</ol> })
    });
    lists.collect_view()
}

fn message_view(
    t: &'static Texts,
    message: Message,
    continued: bool,
    names: &Names,
) -> impl IntoView + use<> {
    let time = message.at.format("%H:%M").to_string();
    let moment = message.at.format("%Y-%m-%dT%H:%M:%S").to_string();
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
        Sender::Customer => ("message message-customer", names.customer.as_str()),
        Sender::Agent => ("message message-agent", names.agent.as_str()),
        Sender::Bot | Sender::System => ("message message-bot", t.side_bot),
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
                <time class="message-time" datetime=moment>{time}</time>
            </div>
        </li>
    })
}
