//! An event in the timeline.

use domain::bidi::{self, isolated};
use domain::cases::{Answer, Event};
use domain::questionnaire::QuestionKind;
use domain::record::FieldChange;
use domain::{CaseId, TimelineAction};
use leptos::prelude::*;

use super::address::{Window, WindowAddress};
use super::merging::UndoMerge;
use super::status::{SourceCase, Status};
use crate::locales::machine_time;
use crate::locales::{Texts, use_texts};
use crate::ui::channel::ChannelMark;
use crate::ui::icon::icon;
use crate::ui::user_text::{user_text, user_text_or};

/// An event; `undo` is the source case if the event is a merge that can be undone.
#[component]
pub(super) fn EventItem(window: Window, event: Event, undo: Option<CaseId>) -> impl IntoView {
    let t = use_texts();
    let undo = undo.map(|source| {
        let return_to = window.read(WindowAddress::href);
        view! { <UndoMerge source return_to/> }
    });
    let moment = machine_time(event.at);
    let other = event.other_case.map(|case| {
        let href = window.read(|window| window.with_case(case));
        view! { <a href=href data-noscroll="">{format!("#{case}")}</a> }
    });
    let status = event.status.map(|status| view! { <Status status/> });
    let from = event.from_case.map(|case| view! { <SourceCase case/> });
    let protocol = event
        .protocol
        .as_ref()
        .map(|protocol| view! { <span class="num-text">{protocol.to_string()}</span> });
    let (name, comment) = title_and_comment(&event);
    let actor = user_text_or(event.actor.clone(), t.timeline().system);
    view! {
        <li class="event">
            <span class="event-glyph">{icon(glyph(event.action), "icon")}</span>
            <div class="event-body">
                <p class="event-head">
                    <strong>{t.timeline().action(event.action)}</strong>
                    {other}
                    {name.map(|name| view! { <span class="event-name">{user_text(name)}</span> })}
                    {event.channel.map(|channel| view! { <ChannelMark channel/> })}
                    {protocol}
                    {status}
                    {from}
                    {undo}
                </p>
                {comment.map(|text| view! { <p class="event-comment" dir="auto">{bidi::plain(&text)}</p> })}
                <Changes changes=event.changes.clone()/>
                <Answers answers=event.answers.clone()/>
                <p class="event-foot">
                    <span>{actor}</span>
                    <time datetime=moment>{t.locale.date_time(event.at)}</time>
                </p>
            </div>
        </li>
    }
}

/// The title and the comment of an event. Events of attachments and survey requests have only a
/// title, which may be stored as the comment.
fn title_and_comment(event: &Event) -> (Option<String>, Option<String>) {
    use TimelineAction as A;
    let (subject, comment) = (event.subject.clone(), event.comment.clone());
    match event.action {
        A::Attached | A::AttachmentRemoved | A::SurveyRequested => (subject.or(comment), None),
        _ => (subject, comment),
    }
}

/// The changed fields of an edit with their old and new values.
#[component]
fn Changes(changes: Vec<FieldChange>) -> impl IntoView {
    let t = use_texts();
    let value = |text: &str| if text.is_empty() { t.case().blank.to_owned() } else { text.to_owned() };
    let lines: Vec<_> = changes
        .iter()
        .map(|change| {
            let text =
                (t.timeline().changed_from)(&isolated(&value(&change.from)), &isolated(&value(&change.to)));
            view! { <div><dt>{user_text(field_name(t, &change.field))}</dt><dd>{text}</dd></div> }
        })
        .collect();
    (!lines.is_empty()).then(|| view! { <dl class="event-facts">{lines}</dl> })
}

/// The answers to a questionnaire.
#[component]
fn Answers(answers: Vec<Answer>) -> impl IntoView {
    let t = use_texts();
    let lines: Vec<_> = answers
        .into_iter()
        .map(|answer| {
            let text = match (answer.kind, answer.answer.as_str()) {
                (Some(QuestionKind::YesNo), "yes") => t.forms().yes.to_owned(),
                (Some(QuestionKind::YesNo), "no") => t.forms().no.to_owned(),
                _ => answer.answer,
            };
            view! { <div><dt dir="auto">{bidi::plain(&answer.question)}</dt><dd dir="auto">{bidi::plain(&text)}</dd></div> }
        })
        .collect();
    (!lines.is_empty()).then(|| view! { <dl class="event-facts">{lines}</dl> })
}

fn field_name(t: &Texts, field: &str) -> String {
    let name = match field {
        "name" => t.case().name,
        "phone" => t.case().phone,
        "email" => t.case().email,
        "document" => t.case().document,
        "whatsapp" => t.channel_whatsapp,
        "chat" => t.case().chat,
        "kind" => t.case().kind,
        "subject" => t.case().subject,
        "queue" => t.queue,
        "responsible" => t.case().responsible,
        custom => custom.strip_prefix("custom.").unwrap_or(custom),
    };
    name.to_owned()
}

fn glyph(action: TimelineAction) -> &'static str {
    use TimelineAction as A;
    match action {
        A::Opened | A::Linked => "open",
        A::Interaction => "note",
        A::Continued | A::HoldUndone | A::Reopened => "play",
        A::Held => "pause",
        A::HandedOver => "user",
        A::Closed => "check",
        A::Commented => "comment",
        A::Qualified | A::Questionnaire => "list",
        A::Edited | A::CustomerEdited => "edit",
        A::Merged | A::MergedInto | A::Unmerged | A::UnmergedFrom => "merge",
        A::Attached | A::AttachmentRemoved => "attachment",
        A::SurveyRequested | A::SurveyAnswered | A::SurveyDeclined => "star",
    }
}
