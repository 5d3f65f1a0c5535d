//! *Histórico do Caso*: the events of the case, and the comment form.

use chrono::NaiveDateTime;
use domain::cases::{CaseHead, CommentOutcome, MAX_COMMENT, TIMELINE_PAGE, TimelineFilter, TimelinePage};
use domain::history::Named;
use domain::paging::Page;
use domain::{CaseId, Channel, TimelineAction, UserId};
use http::StatusCode;
use leptos::prelude::*;

use super::address::{CaseAddress, CaseTab, Window};
use super::event::EventItem;
use super::pages::pages_of;
use super::{form_case, life};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::forms::{Submission, set_status};
use crate::locales::use_texts;
use crate::ui::multiselect::{Choice, MultiSelect};
use crate::ui::notice::ErrorNotice;
use crate::ui::pager::Pager;
use crate::ui::state::EmptyState;
use crate::ui::textarea::TextArea;

/// The content of the tab.
pub(crate) struct TimelineContent {
    filter: TimelineFilter,
    users: Vec<Named<UserId>>,
    page: TimelinePage,
    number: u64,
    /// Merged cases whose merge can be undone, with the civil time of the merge.
    merges: Vec<(CaseId, NaiveDateTime)>,
    /// The rejected comment.
    draft: Option<Draft>,
}

/// The name of the form.
const FORM: &str = "case-comment";

/// A rejected comment: the text as typed, and the reason.
struct Draft {
    comment: String,
    why: String,
}

/// Loads the content for an address.
pub(super) async fn load(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<TimelineContent, AppError> {
    let draft = submit(context, head, address).await?;
    let filter = filter_of(address);
    let scoped = context.scoped()?;
    let (cases, number) = (scoped.cases(), address.page());
    let (page, users, merges) = futures::try_join!(
        cases.timeline(head.id, &filter, number),
        cases.timeline_users(head.id),
        cases.merges_in_force(head.id),
    )?;
    let civil = |at| domain::zone::civil(context.store.zone(), at);
    let merges = merges.into_iter().map(|merge| (merge.source, civil(merge.merged_at))).collect();
    Ok(TimelineContent { filter, users, page, number, merges, draft })
}

fn filter_of(address: &CaseAddress) -> TimelineFilter {
    TimelineFilter {
        users: address.fields("user").filter_map(|id| id.parse().ok()).collect(),
        channels: address.fields("channel").filter_map(Channel::parse).collect(),
        actions: address.fields("action").filter_map(TimelineAction::parse).collect(),
        commented: match address.field("comments") {
            Some("with") => Some(true),
            Some("without") => Some(false),
            _ => None,
        },
        search: address.search().to_owned(),
    }
}

/// The tab *Histórico do Caso*.
#[component]
pub(super) fn Timeline(window: Window, head: CaseHead, content: TimelineContent) -> impl IntoView {
    let t = use_texts();
    let TimelineContent { filter, users, page, number, merges, draft } = content;
    let (comment, why) = draft.map_or_else(Default::default, |draft| (draft.comment, Some(draft.why)));
    let refused = why.map(|text| view! { <ErrorNotice text/> });
    let list = if page.events.is_empty() {
        view! { <EmptyState small=true title=t.timeline.nothing text=t.timeline.nothing_hint/> }.into_any()
    } else {
        let events = page.events.into_iter().map(|event| {
            // A case may have been merged several times: only the last merge can be undone.
            let of_event =
                |case: &CaseId| event.action == TimelineAction::Merged && merges.contains(&(*case, event.at));
            let undo = event.other_case.filter(of_event);
            view! { <EventItem window event undo/> }
        });
        view! { <ol class="timeline" aria-label=t.timeline.events>{events.collect_view()}</ol> }.into_any()
    };
    view! {
        {refused}
        <CommentForm window case=head.id comment id="case-comment"/>
        <Filters window filter users/>
        {list}
        {(page.total > 0).then(|| view! { <Pager address=pages_of(window, Clone::clone) page=Page::sized(number, page.total, TIMELINE_PAGE)/> })}
    }
}

/// The comment form. It posts to this tab even when it is shown on another one.
#[component]
pub(super) fn CommentForm(window: Window, case: CaseId, comment: String, id: &'static str) -> impl IntoView {
    let t = use_texts();
    let here = window.with_value(|window| match window.case.tab {
        CaseTab::Timeline => window.href(),
        _ => window.with(&window.case.with_tab(CaseTab::Timeline)),
    });
    let return_to = here.clone();
    view! {
        <form method="post" action=here class="comment-form" data-in-place="">
            <input type="hidden" name="form" value=FORM/>
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="back" value=return_to/>
            <label class="sr-only" for=id>{t.timeline.comment}</label>
            <TextArea
                text={comment}
                {..}
                class="input textarea"
                id=id
                name="comment"
                rows="2"
                required=true
                maxlength=MAX_COMMENT.to_string()
                placeholder=t.timeline.comment
            />
            <button class="button">{t.timeline.write_comment}</button>
        </form>
    }
}

#[component]
fn Filters(window: Window, filter: TimelineFilter, users: Vec<Named<UserId>>) -> impl IntoView {
    let t = use_texts();
    let (action, hidden) = window.with_value(|window| (window.form_action(), window.form_fields()));
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
        text: t.timeline.action(*action).to_owned(),
        chosen: filter.actions.contains(action),
    });
    let comments = [
        (None, "", t.all),
        (Some(true), "with", t.timeline.with_comment),
        (Some(false), "without", t.timeline.without_comment),
    ]
    .map(
        |(value, word, text)| view! { <option value=word selected=filter.commented == value>{text}</option> },
    );
    let cleared = window.with_value(|window| window.with(&window.case.with_tab(window.case.tab)));
    view! {
        <form method="get" action=action class="case-filters" aria-label=t.filters>
            {hidden.collect_view()}
            <MultiSelect name="case.user".to_owned() label=t.timeline.users.to_owned() all=t.all.to_owned() choices=users.collect()/>
            <div class="field">
                <label class="field-label" for="case-comments">{t.timeline.comments}</label>
                <select class="select-native" id="case-comments" name="case.comments" autocomplete="off">
                    {comments.collect_view()}
                </select>
            </div>
            <MultiSelect name="case.channel".to_owned() label=t.timeline.channel.to_owned() all=t.all.to_owned() choices=channels.to_vec()/>
            <MultiSelect name="case.action".to_owned() label=t.timeline.actions.to_owned() all=t.all_actions.to_owned() choices=actions.collect()/>
            <div class="field">
                <label class="field-label" for="case-search">{t.timeline.search}</label>
                <input class="input" dir="auto" id="case-search" name="case.q" type="search" maxlength="200" autocomplete="off" value=filter.search.clone()/>
            </div>
            <div class="case-filters-actions">
                <button class="button button-primary">{t.timeline.apply}</button>
                <a class="button button-quiet" href=cleared data-noscroll="">{t.clear_filters}</a>
            </div>
        </form>
    }
}

/// Saves the posted comment, if there is one; returns a draft if it is rejected.
async fn submit(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<Option<Draft>, AppError> {
    let Some(form) = Submission::of(FORM) else { return Ok(None) };
    let t = use_texts();
    let comment = form.field("comment").to_owned();
    let refuse = |status, comment, why| {
        set_status(status);
        Ok(Some(Draft { comment, why }))
    };
    let case = form_case::case_of(&form, address);
    if let Some(why) = form_case::other_case(context, case, head, t).await? {
        return refuse(StatusCode::CONFLICT, comment, why);
    }
    if form.is_resumed() {
        return Ok(Some(Draft { comment, why: t.waiting.resumed.to_owned() }));
    }
    let outcome = context.scoped()?.cases().comment(case, &comment, store::clock::now()).await?;
    match outcome.ok_or(AppError::NotFound)? {
        CommentOutcome::Written => {
            flash::answer(Ok(Notice::done(t.timeline.comment_saved)), Some(form.field("back")));
            Ok(None)
        }
        CommentOutcome::Invalid(errors) => {
            refuse(StatusCode::UNPROCESSABLE_ENTITY, comment, life::comment_problem(t, &errors))
        }
        CommentOutcome::Merged(into) => {
            refuse(StatusCode::CONFLICT, comment, form_case::merged(t, case, into))
        }
    }
}
