//! *Histórico do Caso*: the events of the case, and the comment form.

use chrono::NaiveDateTime;
use domain::cases::{MAX_COMMENT, TIMELINE_PAGE, TimelineFilter, TimelinePage};
use domain::history::Named;
use domain::paging::Page;
use domain::{CaseId, Channel, TimelineAction, UserId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::address::{CaseTab, Window};
use super::event::EventItem;
use super::pages::pages_of;
use super::window::Part;
use crate::form::{Draft, Form, FormState, Values};
use crate::locales::use_texts;
use crate::ui::erased::IntoErased;
use crate::ui::multiselect::{Choice, MultiSelectField};
use crate::ui::notice::ErrorNotice;
use crate::ui::pager::Pager;
use crate::ui::state::EmptyState;
use crate::ui::textarea::TextArea;

/// The content of the tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineContent {
    pub(super) filter: TimelineFilter,
    pub(super) users: Vec<Named<UserId>>,
    pub(super) page: TimelinePage,
    pub(super) number: u64,
    /// Merged cases whose merge can be undone, with the civil time of the merge.
    pub(super) merges: Vec<(CaseId, NaiveDateTime)>,
    /// The comment, if its form came back.
    pub(super) draft: Option<Draft>,
}

/// The name of the form.
pub(super) const FORM: &str = "case-comment";

/// The tab *Histórico do Caso*.
#[component]
pub(super) fn Timeline(window: Window, case: CaseId, content: Part<TimelineContent>) -> impl IntoView {
    // The notice stands above the form, which is a line.
    let returned = Memo::new(move |_| {
        let mut draft = content.with(|content| content.as_ref()?.draft.clone())?;
        Some((draft.take_notice(), draft))
    });
    let comment = move || {
        let draft = returned.get().map(|(_, draft)| draft);
        view! { <CommentForm window case ids="case" draft/> }
    };
    let filtered = Memo::new(move |_| {
        content
            .with(|content| content.as_ref().map(|content| (content.filter.clone(), content.users.clone())))
    });
    let filters = move || filtered.get().map(|(filter, users)| view! { <Filters window filter users/> });
    view! {
        {move || returned.get().map(|(text, _)| view! { <ErrorNotice text/> })}
        {comment}
        {filters}
        {move || window.tracked(content).map(|content| view! { <Events window content/> })}
    }
}

#[component]
fn Events(window: Window, content: TimelineContent) -> impl IntoView {
    let t = use_texts();
    let TimelineContent { page, number, merges, .. } = content;
    let list = if page.events.is_empty() {
        view! { <EmptyState small=true title=t.timeline().nothing text=t.timeline().nothing_hint/> }.erased()
    } else {
        let events = page.events.into_iter().map(|event| {
            // A case may have been merged several times: only the last merge can be undone.
            let of_event =
                |case: &CaseId| event.action == TimelineAction::Merged && merges.contains(&(*case, event.at));
            let undo = event.other_case.filter(of_event);
            view! { <EventItem window event undo/> }
        });
        view! { <ol class="timeline" aria-label=t.timeline().events>{events.collect_view()}</ol> }.erased()
    };
    view! {
        {list}
        {(page.total > 0).then(|| view! { <Pager address=pages_of(window, Clone::clone) page=Page::sized(number, page.total, TIMELINE_PAGE)/> })}
    }
}

/// The comment form. It posts to this tab even when it is shown on another one.
#[component]
pub(super) fn CommentForm(
    window: Window,
    case: CaseId,
    ids: &'static str,
    draft: Option<Draft>,
) -> impl IntoView {
    let t = use_texts();
    let here = window.follow(|window| match window.case.tab {
        CaseTab::Timeline => window.href(),
        _ => window.with(&window.case.with_tab(CaseTab::Timeline)),
    });
    let state = FormState::new(ids, Values::of(vec![("case", case.to_string())]), draft);
    let id = format!("{ids}-comment");
    let content = view! {
        <label class="sr-only" for=id.clone()>{t.timeline().comment}</label>
        <TextArea
            text={state.value("comment").to_owned()}
            {..}
            class="input textarea"
            id=id
            name="comment"
            rows="2"
            required=true
            maxlength=MAX_COMMENT.to_string()
            placeholder=t.timeline().comment
        />
        <button class="button">{t.timeline().write_comment}</button>
    };
    let content = content.erased();
    view! {
        <Form name=FORM state action=here class="comment-form" in_place=true validated=true kept=&["case"] back=here
            content/>
    }
}

#[component]
fn Filters(window: Window, filter: TimelineFilter, users: Vec<Named<UserId>>) -> impl IntoView {
    let t = use_texts();
    let (action, hidden) = window.read(|window| (window.form_action(), window.form_fields()));
    let hidden =
        hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    let users = users.into_iter().map(|user| Choice {
        value: user.id.to_string(),
        chosen: filter.users.contains(&user.id),
        text: domain::bidi::plain(&user.name),
    });
    let channels = Channel::ALL.map(|channel| Choice {
        value: channel.as_str().to_owned(),
        text: t.channel_name(channel).to_owned(),
        chosen: filter.channels.contains(&channel),
    });
    let actions = TimelineAction::ALL.iter().map(|action| Choice {
        value: action.as_str().to_owned(),
        text: t.timeline().action(*action).to_owned(),
        chosen: filter.actions.contains(action),
    });
    let comments = [
        (None, "", t.all),
        (Some(true), "with", t.timeline().with_comment),
        (Some(false), "without", t.timeline().without_comment),
    ]
    .map(
        |(value, word, text)| view! { <option value=word selected=filter.commented == value>{text}</option> },
    );
    let cleared = window.read(|window| window.with(&window.case.with_tab(window.case.tab)));
    view! {
        <form method="get" action=action class="case-filters" aria-label=t.filters>
            {hidden.collect_view()}
            <MultiSelectField name="case.user".to_owned() label=t.timeline().users.to_owned() all=t.all.to_owned() choices=users.collect()/>
            <div class="field">
                <label class="field-label" for="case-comments">{t.timeline().comments}</label>
                <select class="select-native" id="case-comments" name="case.comments" autocomplete="off">
                    {comments.collect_view()}
                </select>
            </div>
            <MultiSelectField name="case.channel".to_owned() label=t.timeline().channel.to_owned() all=t.all.to_owned() choices=channels.to_vec()/>
            <MultiSelectField name="case.action".to_owned() label=t.timeline().actions.to_owned() all=t.all_actions.to_owned() choices=actions.collect()/>
            <div class="field">
                <label class="field-label" for="case-search">{t.timeline().search}</label>
                <input class="input" dir="auto" id="case-search" name="case.q" type="search" maxlength="200" autocomplete="off" value=filter.search.clone()/>
            </div>
            <div class="case-filters-actions">
                <button class="button button-primary">{t.timeline().apply}</button>
                <a class="button button-quiet" href=cleared data-noscroll="">{t.clear_filters}</a>
            </div>
        </form>
    }
}
