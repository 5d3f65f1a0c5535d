//! *Histórico do Caso*: everything that happened to the case, and a place to write a comment.

#![allow(missing_docs, reason = "the server macro makes a struct of every function's arguments")]

use chrono::NaiveDateTime;
use domain::history::Named;
use domain::paging::Page;
use domain::{CaseId, Channel, TimelineAction, UserId};
use leptos::prelude::*;
use store::cases::{COMMENT_LIMIT, CaseHead, TIMELINE_PAGE, TimelineFilter, TimelinePage};

use super::address::{CaseAddress, WindowAddress};
use super::event::EventItem;
use super::meant;
use super::window::{Window, pages_of};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::locales::use_texts;
use crate::ui::icon::icon;
use crate::ui::multiselect::{Choice, MultiSelect};
use crate::ui::pager::Pager;

/// What the tab shows.
pub(crate) struct TimelineContent {
    filter: TimelineFilter,
    users: Vec<Named<UserId>>,
    page: TimelinePage,
    number: u64,
    /// The cases whose folding into this one can be undone, and when it took place, civil time.
    folded: Vec<(CaseId, NaiveDateTime)>,
}

/// Reads what the address asks for.
pub(super) async fn load(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<TimelineContent, AppError> {
    let filter = filter_of(address);
    let scoped = context.scoped()?;
    let number = address.page();
    let (page, users, merges) = futures::try_join!(
        scoped.timeline(head.id, &filter, number),
        scoped.timeline_users(head.id),
        scoped.merges_in_force(head.id),
    )?;
    let civil = |at| domain::zone::civil(context.store.zone(), at);
    let folded = merges.into_iter().map(|merge| (merge.source, civil(merge.merged_at))).collect();
    Ok(TimelineContent { filter, users, page, number, folded })
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

/// The tab.
#[component]
pub(super) fn Timeline(window: Window, head: CaseHead, content: TimelineContent) -> impl IntoView {
    let t = use_texts();
    let TimelineContent { filter, users, page, number, folded } = content;
    let list = if page.events.is_empty() {
        view! {
            <div class="state state-small">
                {icon("empty", "icon state-icon")}
                <p class="state-title">{t.timeline.nothing}</p>
                <p class="state-text">{t.timeline.nothing_hint}</p>
            </div>
        }
        .into_any()
    } else {
        let events = page.events.into_iter().map(|event| {
            // A case may have been folded, freed and folded again: only the last can be undone.
            let of_event =
                |case: &CaseId| event.action == TimelineAction::Merged && folded.contains(&(*case, event.at));
            let undo = event.other_case.filter(of_event);
            view! { <EventItem window event undo/> }
        });
        view! { <ol class="timeline" aria-label=t.timeline.events>{events.collect_view()}</ol> }.into_any()
    };
    view! {
        <CommentForm window case=head.id/>
        <Filters window filter users/>
        {list}
        {(page.total > 0).then(|| view! { <Pager address=pages_of(window) page=Page::sized(number, page.total, TIMELINE_PAGE)/> })}
    }
}

#[component]
fn CommentForm(window: Window, case: CaseId) -> impl IntoView {
    let t = use_texts();
    let back = window.with_value(WindowAddress::href);
    view! {
        <form method="post" action="/sf/case_comment" class="comment-form" data-in-place="">
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="back" value=back/>
            <label class="sr-only" for="case-comment">{t.timeline.comment}</label>
            <textarea
                class="input textarea"
                dir="auto"
                id="case-comment"
                name="comment"
                rows="2"
                required
                maxlength=COMMENT_LIMIT.to_string()
                placeholder=t.timeline.comment
            ></textarea>
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

/// Writes a comment into the timeline of a case.
#[server(prefix = "/sf", endpoint = "case_comment")]
pub async fn case_comment(case: CaseId, comment: String, back: Option<String>) -> Result<(), AppError> {
    flash::answer(write(case, &comment).await, back.as_deref());
    Ok(())
}

async fn write(case: CaseId, comment: &str) -> Result<Notice, AppError> {
    let t = flash::texts_of_request();
    if comment.trim().is_empty() {
        return Ok(Notice::refused(t.timeline.comment_empty));
    }
    let context = RequestContext::current()?;
    match context.scoped()?.comment(case, comment, store::clock::now_ms()).await {
        Err(store::Error::Invalid(_)) => Ok(Notice::refused((t.case.too_long)(COMMENT_LIMIT))),
        Err(store::Error::Merged { case, into }) => Ok(Notice::refused(meant::merged(t, case, into))),
        written => {
            if written? {
                Ok(Notice::done(t.timeline.comment_saved))
            } else {
                Err(AppError::NotFound)
            }
        }
    }
}
