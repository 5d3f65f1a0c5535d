//! *Repassar*: the form that hands a case to a person or a queue, with a comment.

use domain::cases::{MAX_COMMENT, Receiver};
use domain::history::Named;
use domain::{CaseId, CaseStatus, QueueId, UserId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::address::{Window, WindowAddress};
use crate::form::{Draft, Field, Form, FormState, Input, SelectOption, Values};
use crate::locales::{Texts, use_texts};
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;

/// The name of the form, and of the parameter that opens it.
pub(super) const FORM: &str = "case-hand-over";
pub(super) const OPEN: &str = "hand_over";

/// The content of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverContent {
    pub(super) case: CaseId,
    pub(super) seen: CaseStatus,
    pub(super) responsible: Option<UserId>,
    pub(super) receivers: Vec<Receiver>,
    pub(super) queues: Vec<Named<QueueId>>,
    pub(super) draft: Option<Draft>,
}

/// The link that opens the form.
#[component]
pub(super) fn HandOverLink(window: Window) -> impl IntoView {
    let words = use_texts().hand_over();
    let href = window.follow(|window| window.with(&window.case.with(OPEN, "open")));
    view! { <a class="button" href=href data-noscroll="">{words.hand_over}</a> }
}

/// The fields of a hand-over: the receiver, the queue and the comment.
pub(crate) fn inputs(t: &Texts, receivers: Vec<Receiver>, queues: Vec<Named<QueueId>>) -> [Input; 3] {
    let words = t.hand_over();
    let blank = |text| std::iter::once(SelectOption::new("", text));
    let people = receivers.into_iter().map(|person| SelectOption::new(person.id.to_string(), person.name));
    let queues = queues.into_iter().map(|queue| SelectOption::new(queue.id.to_string(), queue.name));
    [
        Input::one("agent", words.agent, blank(words.no_agent).chain(people).collect()),
        Input::one("queue", words.queue, blank(words.same_queue).chain(queues).collect()),
        Input::text("comment", words.comment, 4, MAX_COMMENT).required_if(true),
    ]
}

/// The form, above the open tab.
#[component]
pub(super) fn HandOverPanel(window: Window, content: HandOverContent) -> impl IntoView {
    let t = use_texts();
    let words = t.hand_over();
    let HandOverContent { case, seen, responsible, receivers, queues, draft } = content;
    let here = window.follow(WindowAddress::href);
    let back = window.follow(|window| window.with(&window.case.with(OPEN, "")));
    let stored = vec![
        ("case", case.to_string()),
        ("seen", seen.as_str().to_owned()),
        ("responsible", responsible.map(|user| user.to_string()).unwrap_or_default()),
    ];
    let state = FormState::new("hand-over", Values::of(stored), draft);
    let fields = inputs(t, receivers, queues).map(|input| view! { <Field input state=state.clone()/> });
    let content = view! {
        {fields.into_iter().collect_view()}
        <div class="filters-actions">
            <button class="button button-primary">{icon("check", "icon")} {words.hand_over}</button>
            <a class="button button-quiet" href=back data-noscroll="">{t.case().cancel}</a>
        </div>
    };
    let content = content.erased();
    view! {
        <section class="card card-padded case-finish" aria-labelledby="hand-over-title">
            <h3 class="card-title" id="hand-over-title">{words.title}</h3>
            <Form name=FORM state action=here class="form" labelled_by="hand-over-title" in_place=true focus=true
                kept=&["case", "seen", "responsible"] back content/>
        </section>
    }
}
