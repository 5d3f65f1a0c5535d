//! The dialogs of one interaction: *Histórico de Conversa* and *Notas do Atendimento*.

use domain::duration::hh_mm_ss;
use domain::history::Conversation;
use domain::number::{self, NumberColumn};
use domain::{Channel, Millis, Protocol, bidi};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::data::OpenInteraction;
use super::query::{InteractionAddress, InteractionView, Overlay, Query};
use crate::case::address::CaseAddress;
use crate::conversation::ConversationContent;
use crate::conversation::chunk::{self, Part};
use crate::conversation::course::{CourseFacts, Legs, OutcomeFact};
use crate::conversation::player::Recording;
use crate::conversation::transcript::Transcript;
use crate::error::AppError;
use crate::live::{ChunkState, Slice};
use crate::locales::use_texts;
use crate::ui::channel::ChannelBadge;
use crate::ui::copy::ProtocolNumber;
use crate::ui::dialog::{Dialog, Size};
use crate::ui::icon::icon;
use crate::ui::state::Failure;
use crate::ui::user_text::{user_text, user_text_or};

/// The dialog over the page, if one is open. It opens at once; its content follows. `listed` are the
/// interactions of the list below, among which it leads to the one before and the one after.
#[component]
pub(super) fn InteractionDialog(
    query: Query,
    found: Slice<OpenInteraction>,
    listed: Signal<Vec<Protocol>>,
) -> impl IntoView {
    let asked = Memo::new(move |_| query.with(|query| query.interaction().cloned()));
    let open = Memo::new(move |_| asked.with(Option::is_some));
    #[cfg(feature = "hydrate")]
    Effect::watch(move || open.get(), |open, _, _| crate::browser::dialogs::follow(*open), false);
    move || {
        let first = if open.get() { asked.get_untracked() } else { None };
        first.map(|first| view! { <InteractionWindow query asked first found listed/> })
    }
}

/// The dialog of one interaction after the other, at first of `first`.
#[component]
fn InteractionWindow(
    query: Query,
    asked: Memo<Option<InteractionAddress>>,
    first: InteractionAddress,
    found: Slice<OpenInteraction>,
    listed: Signal<Vec<Protocol>>,
) -> impl IntoView {
    let t = use_texts();
    let address = Memo::new(move |last: Option<&InteractionAddress>| {
        asked.get().unwrap_or_else(|| last.unwrap_or(&first).clone())
    });
    let view = move || address.with(|address| address.view);
    let title = Signal::derive(move || match view() {
        InteractionView::Conversation => t.conversation_title.to_owned(),
        InteractionView::Notes => t.notes_title.to_owned(),
    });
    let size = Signal::derive(move || match view() {
        InteractionView::Conversation => Size::Wide,
        InteractionView::Notes => Size::Medium,
    });
    let close = Signal::derive(move || query.with(|query| query.without_overlay().href()));
    Effect::new(|_| chunk::chunk().fetch());
    let failure = move |error| {
        let retry = Callback::new(move |()| {
            chunk::chunk().fetch();
            found.retry();
        });
        EitherOf3::B(view! {
            <div class="dialog-body">
                <Failure error retry/>
            </div>
        })
    };
    let content = move || match (found.get(), chunk::chunk().state()) {
        (Err(error), _) if !found.is_busy() => failure(error),
        (_, ChunkState::Failed) => failure(AppError::Unreachable),
        (Ok(Some((of, content))), ChunkState::Loaded) if of == address.get() => {
            EitherOf3::A(chunk::part(Part::Dialog { query, address: of, found: content }))
        }
        _ => EitherOf3::C(view! {
            <div class="dialog-body dialog-loading" role="status" aria-busy="true">{t.loading}</div>
        }),
    };
    view! {
        <Dialog title close size>
            <Neighbours query address listed/>
            <div class="unboxed">{content}</div>
        </Dialog>
    }
}

/// Links to the interactions before and after the one that is shown.
#[component]
fn Neighbours(
    query: Query,
    address: Memo<InteractionAddress>,
    listed: Signal<Vec<Protocol>>,
) -> impl IntoView {
    let t = use_texts();
    let link = move |offset: isize, rel: &'static str, text: &'static str, glyph: &'static str| {
        move || {
            let InteractionAddress { protocol, view, .. } = address.get();
            let neighbour = listed.with(|listed| {
                let here = listed.iter().position(|one| *one == protocol)?;
                listed.get(here.checked_add_signed(offset)?).cloned()
            });
            neighbour.map(|neighbour| {
                let href = query.with(|query| query.with_interaction(&neighbour, view).href());
                view! {
                    <a class="button button-quiet button-small" rel=rel href=href data-noscroll="">
                        {icon(glyph, "icon")}
                        {text}
                    </a>
                }
            })
        }
    };
    let is_listed = move || listed.with(|listed| address.with(|address| listed.contains(&address.protocol)));
    view! {
        <nav class="dialog-neighbours" aria-label=t.neighbours hidden=move || !is_listed()>
            {link(-1, "prev", t.previous_interaction, "chevron-left")}
            {link(1, "next", t.next_interaction, "chevron-right")}
        </nav>
    }
}

#[component]
pub(crate) fn Content(
    query: Query,
    address: InteractionAddress,
    found: ConversationContent,
) -> impl IntoView {
    let t = use_texts();
    let view = address.view;
    let ConversationContent { conversation, messages } = found;
    let whole = query.with_untracked(|query| {
        query.with_overlay(Overlay::Interaction(InteractionAddress { whole: true, ..address })).href()
    });
    let body = match (view, conversation.channel) {
        (InteractionView::Notes, _) => {
            let notes = conversation.notes.clone().unwrap_or_else(|| t.no_notes.to_owned());
            EitherOf3::A(view! { <div class="notes" dir="auto">{bidi::plain(&notes)}</div> })
        }
        (InteractionView::Conversation, Channel::Voice) => EitherOf3::B(view! {
            <Recording
                protocol=conversation.protocol.clone()
                exists=conversation.has_recording
                length=conversation.recording_length
            />
            {(conversation.message_count > 0)
                .then(|| view! { <Transcript conversation=conversation.clone() messages=messages.clone() whole=whole.clone()/> })}
        }),
        (InteractionView::Conversation, _) => EitherOf3::C(view! {
            <Transcript conversation=conversation.clone() messages whole/>
        }),
    };
    view! {
        <Identity query conversation=conversation.clone()/>
        <div class="dialog-body" tabindex="0" role="region" aria-labelledby="dialog-title">{body}</div>
    }
}

/// The key facts of the interaction: agent, customer, channel, queue, times.
#[component]
fn Identity(query: Query, conversation: Conversation) -> impl IntoView {
    let t = use_texts();
    let column =
        number::column(conversation.channel, conversation.direction, conversation.number.as_deref(), "");
    // Unlike the table, this shows the number of outbound conversations too.
    let number = match column {
        NumberColumn::Number(number) => Some(number),
        NumberColumn::StartedByAgent => conversation.number.as_deref().map(number::format),
        NumberColumn::Queue(_) | NumberColumn::Unknown => None,
    };
    let case = CaseAddress::of(conversation.case);
    let case = move || query.with(|query| query.with_overlay(Overlay::Case(case.clone())).href());
    let moment = |at: chrono::NaiveDateTime| {
        view! { {t.locale.date(at.date())} " " <span class="time">{t.locale.time(at)}</span> }
    };
    let leg = move |protocol: &Protocol| {
        query.with_untracked(|query| query.with_interaction(protocol, InteractionView::Conversation).href())
    };
    let answered = match conversation.answered {
        Some(at) => Either::Left(moment(at)),
        None => Either::Right(t.conversation().not_answered),
    };
    let served_from = conversation.answered.unwrap_or(conversation.queued);
    let duration = hh_mm_ss(Millis((conversation.ended - served_from).num_milliseconds()));
    view! {
        <dl class="identity">
            <div>
                <dt>{t.agent}</dt>
                <dd>{user_text_or(conversation.agent, t.no_agent)}</dd>
            </div>
            <div>
                <dt>{t.customer}</dt>
                <dd>{user_text_or(conversation.customer, t.unknown_customer)}</dd>
            </div>
            <div>
                <dt>{t.channel}</dt>
                <dd>
                    <ChannelBadge
                        channel=conversation.channel
                        direction=conversation.direction
                        id="dialog".to_owned()
                    />
                </dd>
            </div>
            <div><dt>{t.queue}</dt><dd>{user_text(conversation.queue)}</dd></div>
            {number.map(|number| view! { <div><dt>{t.number}</dt><dd>{user_text(number)}</dd></div> })}
            <div><dt>{t.conversation().began}</dt><dd>{moment(conversation.queued)}</dd></div>
            <div><dt>{t.conversation().answered}</dt><dd>{answered}</dd></div>
            <div><dt>{t.conversation().ended}</dt><dd>{moment(conversation.ended)}</dd></div>
            <div><dt>{t.column_duration}</dt><dd>{duration}</dd></div>
            <OutcomeFact outcome=conversation.course.outcome/>
            <CourseFacts course=conversation.course.clone()/>
            <Legs course=conversation.course href=leg/>
            <div><dt>{t.protocol}</dt><dd><ProtocolNumber protocol=conversation.protocol/></dd></div>
            <div><dt>{t.case_word}</dt><dd><a class="case-link" href=case data-noscroll="">{format!("#{}", conversation.case)}</a></dd></div>
        </dl>
    }
}
