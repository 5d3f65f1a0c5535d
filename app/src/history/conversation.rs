//! The transcript: messages by day and side.
//!
//! A long conversation arrives in pieces. The server renders the first; once hydrated the others
//! follow by themselves, and without WASM a link asks for all of them. Style keeps the pieces that
//! are out of sight from being laid out, so ten thousand messages scroll as smoothly as ten.

use chrono::NaiveDate;
use domain::history::{Conversation, Message};
use domain::{Protocol, Sender};
use leptos::either::Either;
use leptos::prelude::*;

use super::Query;
use super::api;
use super::query::Overlay;
use crate::locales::{Texts, use_texts};
use crate::ui::icon::icon;

/// Some messages in a row, and the day and side of the one before them.
#[derive(Clone)]
struct Piece {
    before: Option<(NaiveDate, Sender)>,
    messages: Vec<Message>,
}

/// The whole conversation.
#[component]
pub(super) fn Transcript(query: Query, conversation: Conversation, messages: Vec<Message>) -> impl IntoView {
    let t = use_texts();
    if conversation.message_count == 0 {
        return Either::Left(view! { <p class="state-text">{t.no_messages}</p> });
    }
    let total = conversation.message_count;
    let agent = conversation.agent.clone().unwrap_or_else(|| t.agent.to_owned());
    let customer = conversation.customer.clone().unwrap_or_else(|| t.customer.to_owned());
    let names = StoredValue::new((agent, customer));
    let pieces = RwSignal::new(vec![Piece { before: None, messages }]);
    let failed = RwSignal::new(false);
    fetch_the_rest(conversation.protocol.clone(), total, pieces, failed);
    let there =
        move || pieces.with(|pieces| pieces.iter().map(|piece| piece.messages.len() as u64).sum::<u64>());
    let whole = move || {
        let protocol = conversation.protocol.clone();
        let view = super::query::InteractionView::Conversation;
        query.with(|query| query.with_overlay(Overlay::Interaction { protocol, view, whole: true }).href())
    };
    Either::Right(view! {
        <div class="transcript" role="log" aria-label=t.transcript aria-live="off">
            <For
                each=move || pieces.get()
                key=|piece| piece.messages.first().map(|message| message.position)
                let:piece
            >
                <PieceView piece names/>
            </For>
        </div>
        {move || {
            (there() < total)
                .then(|| {
                    let all = t.locale.integer(total);
                    view! {
                        <p class="transcript-more">
                            <span class="js-only">{(t.loading_messages)(&t.locale.integer(there()), &all)}</span>
                            <a class="button button-small" href=whole.clone() data-noscroll="">
                                {(t.show_all_messages)(&all)}
                            </a>
                        </p>
                    }
                })
        }}
        {move || failed.get().then(|| view! { <p class="field-error" role="alert">{t.error_unreachable}</p> })}
    })
}

/// Asks for piece after piece until all are there or the dialog has gone.
fn fetch_the_rest(protocol: Protocol, total: u64, pieces: RwSignal<Vec<Piece>>, failed: RwSignal<bool>) {
    Effect::new(move |_| {
        let protocol = protocol.clone();
        leptos::task::spawn_local(async move {
            loop {
                let state = pieces.try_with_untracked(|pieces| {
                    let there: usize = pieces.iter().map(|piece| piece.messages.len()).sum();
                    (there as u64, pieces.last().and_then(|piece| piece.messages.last()).map(day_and_side))
                });
                let Some((there, before)) = state.filter(|(there, _)| *there < total) else {
                    return;
                };
                match api::load_messages(protocol.clone(), there).await {
                    Ok(messages) if !messages.is_empty() => {
                        if pieces.try_update(|pieces| pieces.push(Piece { before, messages })).is_none() {
                            return;
                        }
                    }
                    _ => {
                        failed.try_set(true);
                        return;
                    }
                }
            }
        });
    });
}

fn day_and_side(message: &Message) -> (NaiveDate, Sender) {
    (message.at.date(), message.sender)
}

#[component]
fn PieceView(piece: Piece, names: StoredValue<(String, String)>) -> impl IntoView {
    let t = use_texts();
    let Piece { mut before, messages } = piece;
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
            views.push(names.with_value(|names| message_view(t, message, continued, names)).into_any());
        }
    }
    let sections = days.into_iter().map(|(day, titled, views)| {
        let title =
            titled.then(|| view! { <h3 class="transcript-date"><span>{t.locale.long_date(day)}</span></h3> });
        view! {
            <section class="transcript-day">
                {title}
                <ol class="messages">{views}</ol>
            </section>
        }
    });
    sections.collect_view()
}

fn message_view(
    t: &'static Texts,
    message: Message,
    continued: bool,
    (agent, customer): &(String, String),
) -> impl IntoView + use<> {
    let time = message.at.format("%H:%M").to_string();
    let moment = message.at.format("%Y-%m-%dT%H:%M:%S").to_string();
    if message.sender == Sender::System {
        return Either::Left(view! {
            <li class="message message-system">
                <p class="message-text">
                    {message.text} " " <time class="message-time" datetime=moment>{time}</time>
                </p>
            </li>
        });
    }
    let (side, fallback) = match message.sender {
        Sender::Customer => ("message message-customer", customer.as_str()),
        Sender::Agent => ("message message-agent", agent.as_str()),
        Sender::Bot | Sender::System => ("message message-bot", t.side_bot),
    };
    let class = if continued { format!("{side} message-cont") } else { side.to_owned() };
    let bot = message.sender == Sender::Bot;
    let author = (!continued).then(|| {
        let name = message.name.unwrap_or_else(|| fallback.to_owned());
        view! { <p class="message-author">{bot.then(|| icon("system", "icon"))} {name}</p> }
    });
    Either::Right(view! {
        <li class=class>
            {author}
            <div class="message-bubble">
                <p class="message-text">{message.text}</p>
                <time class="message-time" datetime=moment>{time}</time>
            </div>
        </li>
    })
}
