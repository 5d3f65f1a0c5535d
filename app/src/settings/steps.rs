//! The onboarding steps (*Primeiros passos*): the minimum configuration of an operation and its
//! progress.

use leptos::prelude::*;
use store::settings::{Progress, Step};

use super::layout::{SettingsLayout, settings};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::locales::use_texts;
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;
use crate::ui::state::Failure;

async fn load() -> Result<Progress, AppError> {
    let context = RequestContext::current()?;
    Ok(settings(&context)?.progress().await?)
}

/// `/settings/start`
#[component]
pub fn StepsPage() -> impl IntoView {
    let t = use_texts();
    let content = Suspend::new(async move {
        match load().await {
            Ok(progress) => view! { <Steps progress/> }.erased(),
            Err(error) => view! { <Failure error/> }.erased(),
        }
    });
    view! { <SettingsLayout title=t.setup.steps path="start">{content}</SettingsLayout> }
}

#[component]
fn Steps(progress: Progress) -> impl IntoView {
    let t = use_texts();
    let words = &t.setup;
    let steps = [
        (Step::Reason, words.reason, words.reason_text, "/settings/reasons/new"),
        (Step::Queue, words.queue, words.queue_text, "/settings/queues/new"),
        (Step::Agent, words.agent, words.agent_text, "/settings/users/new"),
        (Step::Group, words.group, words.group_text, "/settings/groups/new"),
    ];
    let next = steps.iter().position(|(step, ..)| !progress.has(*step));
    let items = steps.into_iter().enumerate().map(|(index, (step, title, text, href))| {
        let done = progress.has(step);
        let state = if done { words.done } else { words.to_do };
        let act = if done { words.review } else { words.begin };
        let class = if next == Some(index) { "button button-primary" } else { "button" };
        view! {
            <li class="step" data-done=done.then_some("")>
                <span class="step-mark">{if done { icon("check", "icon").erased() } else { (index + 1).erased() }}</span>
                <div class="step-what">
                    <p class="step-title">{title} " " <span class="muted">{state}</span></p>
                    <p class="step-text">{text}</p>
                </div>
                <a class=class href=href aria-label=format!("{act}: {title}")>{act}</a>
            </li>
        }
    });
    let items = items.collect_view();
    let complete = progress.is_complete().then(|| {
        view! {
            <div class="notice notice-success" role="status">
                {icon("check", "icon")} <p data-announce="">{words.complete}</p>
            </div>
        }
    });
    view! {
        <div class="page-head"><h2 class="settings-title">{words.steps}</h2></div>
        {complete}
        <p class="card-text">{words.steps_text}</p>
        <section class="card"><ol class="steps">{items}</ol></section>
        <p class="card-text">{words.after}</p>
    }
}

/// A link to the steps while some are open; renders nothing for users who may not see them.
#[component]
pub(super) fn StepsBanner() -> impl IntoView {
    let t = use_texts();
    Suspend::new(async move {
        let progress = load().await.inspect_err(AppError::log).ok()?;
        if progress.is_complete() {
            return None;
        }
        let done = progress.done() as u64;
        Some(view! {
            <div class="notice" role="note">
                {icon("list", "icon")}
                <p>{(t.setup.progress)(done, Step::ALL.len() as u64)} " " <a href="/settings/start">{t.setup.go_on}</a></p>
            </div>
        })
    })
}
