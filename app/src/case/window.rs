//! The case window: dialog, head, tabs.

use domain::CaseId;
use domain::bidi;
use domain::cases::CaseHead;
use leptos::either::EitherOf3;
use leptos::prelude::*;

use super::actions::Actions;
use super::address::{CaseTab, Window, WindowAddress};
use super::attachments::Attachments;
use super::calls::Calls;
use super::chunk;
use super::content::{CaseContent, TabContent};
use super::customer::CustomerHistory;
use super::data::Data;
use super::finish::FinishPanel;
use super::hand_over::HandOverPanel;
use super::hold::HoldPanel;
use super::interactions::Interactions;
use super::live::LiveWindow;
use super::sla::Sla;
use super::status::Status;
use super::survey::Surveys;
use super::timeline::Timeline;
use crate::error::AppError;
use crate::live::ChunkState;
use crate::locales::{Texts, use_texts};
use crate::ui::dialog::{Dialog, Size};
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;
use crate::ui::notice::OutcomeNotice;
use crate::ui::state::Failure;
use crate::ui::tabs::{Tab, TabList};
use crate::ui::user_text::{user_text, user_text_or};

/// The dialog over the page, if a case is open. It opens at once; its content follows.
#[component]
pub(super) fn CaseDialog(window: LiveWindow) -> impl IntoView {
    let open = Memo::new(move |_| window.asked.with(Option::is_some));
    #[cfg(feature = "hydrate")]
    Effect::watch(move || open.get(), |open, _, _| crate::browser::dialogs::follow(*open), false);
    move || {
        let first = if open.get() { window.asked.get_untracked() } else { None };
        first.map(|first| view! { <OpenDialog window first/> })
    }
}

#[component]
fn OpenDialog(window: LiveWindow, first: WindowAddress) -> impl IntoView {
    let t = use_texts();
    let before = first.clone();
    let asked = Memo::new(move |last: Option<&WindowAddress>| {
        window.asked.get().unwrap_or_else(|| last.unwrap_or(&first).clone())
    });
    let shown = window.shown(before);
    let close = Signal::derive(move || asked.with(WindowAddress::close));
    // The number stays with the last word of the title, in a narrow window too.
    let title = Signal::derive(move || {
        format!("{}\u{a0}·\u{a0}#{}", t.case().title, asked.with(|asked| asked.case.id))
    });
    let state = Memo::new(move |last: Option<&State>| {
        let shown = State::Shown(asked.with(|asked| asked.case.id));
        // What is there stays, also if another tab of the case cannot be read.
        let is_there = window.with_content(|_, _| ()).is_some() || last == Some(&shown);
        match (chunk::chunk().state(), window.failure()) {
            (ChunkState::Loaded, _) if is_there => shown,
            (_, Some(error)) if !is_there => State::Failed(error),
            (ChunkState::Failed, _) => State::Failed(AppError::Unreachable),
            _ => State::Awaited,
        }
    });
    Effect::new(|_| chunk::chunk().fetch());
    let retry = move || {
        chunk::chunk().fetch();
        window.found.retry();
    };
    let content = move || match state.get() {
        State::Shown(_) => EitherOf3::A(chunk::content(window, asked, shown)),
        State::Failed(error) => EitherOf3::B(view! {
            <div class="dialog-body">
                <Failure error retry=Callback::new(move |()| retry())/>
            </div>
        }),
        State::Awaited => EitherOf3::C(view! {
            <div class="dialog-body dialog-loading" role="status" aria-busy="true">{t.loading}</div>
        }),
    };
    view! { <Dialog title close size=Size::Case>{content}</Dialog> }
}

/// What the dialog shows.
#[derive(Clone, PartialEq)]
enum State {
    /// The case.
    Shown(CaseId),
    /// The case could not be read.
    Failed(AppError),
    /// The case is not there yet.
    Awaited,
}

#[component]
pub(super) fn Content(window: LiveWindow, asked: Memo<WindowAddress>, shown: Window) -> impl IntoView {
    let content = Memo::new(move |last: Option<&Option<CaseContent>>| {
        let now = window.with_content(|_, content| content.read()).flatten();
        now.or_else(|| last.cloned().flatten())
    });
    let head =
        Memo::new(move |_| content.with(|content| content.as_ref().map(|content| content.head.clone())));
    let finish = Memo::new(move |_| {
        content.with(|content| content.as_ref().and_then(|content| content.finish.clone()))
    });
    let hold =
        Memo::new(move |_| content.with(|content| content.as_ref().and_then(|content| content.hold.clone())));
    let hand_over = Memo::new(move |_| {
        content.with(|content| content.as_ref().and_then(|content| content.hand_over.clone()))
    });
    view! {
        {move || head.get().map(|head| view! { <Head window=shown asked head/> })}
        <Tabs asked/>
        <div
            class="dialog-body case-panel"
            id="case-panel"
            role="tabpanel"
            tabindex="0"
            aria-labelledby=move || format!("tab-{}", asked.with(|asked| asked.case.tab).as_str())
            aria-busy=move || window.found.aria_busy()
        >
            {move || window.notice.get().map(|notice| view! { <OutcomeNotice notice/> })}
            {move || finish.get().map(|content| view! { <FinishPanel window=shown content/> })}
            {move || hand_over.get().map(|content| view! { <HandOverPanel window=shown content/> })}
            {move || {
                let draft = hold.get()?;
                let head = head.get_untracked()?;
                Some(view! { <HoldPanel window=shown head draft/> })
            }}
            <Panel window shown content head/>
        </div>
    }
}

/// The open tab. It is rendered once; what is in it follows the content.
#[component]
fn Panel(
    window: LiveWindow,
    shown: Window,
    content: Memo<Option<CaseContent>>,
    head: Memo<Option<CaseHead>>,
) -> impl IntoView {
    let tab = Memo::new(move |_| {
        content.with(|content| {
            let CaseContent { head, tab, .. } = content.as_ref()?;
            Some((head.id, tab.as_ref().map(TabContent::tab).map_err(Clone::clone)))
        })
    });
    let failure = Memo::new(move |_| window.failure());
    move || {
        let (case, tab) = tab.get()?;
        Some(match failure.get().map_or(tab, Err) {
            Ok(tab) => panel(tab, case, shown, content, head),
            Err(error) => {
                let retry = Callback::new(move |()| window.found.retry());
                view! { <Failure error retry/> }.erased()
            }
        })
    }
}

/// What a tab shows; it stays until the next content of the same tab is there.
pub(super) type Part<T> = Memo<Option<T>>;

fn part<T: Clone + PartialEq + Send + Sync + 'static>(
    content: Memo<Option<CaseContent>>,
    of: fn(&TabContent) -> Option<&T>,
) -> Part<T> {
    Memo::new(move |last: Option<&Option<T>>| {
        let now = content.with(|content| content.as_ref()?.tab.as_ref().ok().and_then(of).cloned());
        now.or_else(|| last.cloned().flatten())
    })
}

fn panel(
    tab: CaseTab,
    case: CaseId,
    window: Window,
    content: Memo<Option<CaseContent>>,
    head: Memo<Option<CaseHead>>,
) -> Erased {
    macro_rules! part {
        ($tab:ident) => {
            part(content, |tab| if let TabContent::$tab(part) = tab { Some(part) } else { None })
        };
    }
    match tab {
        CaseTab::Data => view! { <Data window case head content=part!(Data)/> }.erased(),
        CaseTab::Timeline => view! { <Timeline window case content=part!(Timeline)/> }.erased(),
        CaseTab::Customer => view! { <CustomerHistory window open=case content=part!(Customer)/> }.erased(),
        CaseTab::Calls => view! { <Calls window case content=part!(Calls)/> }.erased(),
        CaseTab::Interactions => view! { <Interactions window case content=part!(Interactions)/> }.erased(),
        CaseTab::Sla => view! { <Sla content=part!(Sla)/> }.erased(),
        CaseTab::Attachments => view! { <Attachments window case content=part!(Attachments)/> }.erased(),
        CaseTab::Survey => view! { <Surveys window case content=part!(Survey)/> }.erased(),
    }
}

/// The head of the window: subject, status, customer, queue, assignee.
#[component]
fn Head(window: Window, asked: Memo<WindowAddress>, head: CaseHead) -> impl IntoView {
    let t = use_texts();
    let id = head.id;
    let merged = move || {
        let asked = asked.with(|asked| asked.case.id);
        (asked != id).then(|| {
            view! {
                <div class="notice" role="status">
                    {icon("merge", "icon")}
                    <p data-announce="">{(t.case().was_merged)(&format!("#{asked}"), &format!("#{id}"))}</p>
                </div>
            }
        })
    };
    let subject = head.subject.as_deref().map_or_else(|| t.no_subject.to_owned(), bidi::plain);
    view! {
        <div class="case-head">
            <div class="case-what">
                <p class="case-subject" dir="auto" title=subject.clone()>{subject.clone()}</p>
                <p class="case-facts">
                    <Status status=head.status/>
                    <span>{user_text_or(head.customer_name.clone(), t.unknown_customer)}</span>
                    {head.queue.clone().map(|queue| view! { <span>{user_text(queue.name)}</span> })}
                    {head.responsible.clone().map(|agent| view! { <span>{user_text(agent.name)}</span> })}
                </p>
            </div>
            <Actions window head/>
            {merged}
        </div>
    }
}

/// The tabs of the window.
#[component]
fn Tabs(asked: Memo<WindowAddress>) -> impl IntoView {
    let t = use_texts();
    let tabs = CaseTab::ALL.map(|tab| Tab {
        id: format!("tab-{}", tab.as_str()),
        text: name(t, tab),
        href: Signal::derive(move || asked.with(|asked| asked.with(&asked.case.with_tab(tab)))),
    });
    let place = |tab| CaseTab::ALL.iter().position(|one| *one == tab).unwrap_or_default();
    let open = Memo::new(move |_| place(asked.with(|asked| asked.case.tab)));
    view! { <TabList classes=("tabs", "tab") label=t.case().title panel="case-panel" tabs=tabs.into() open/> }
}

fn name(t: &Texts, tab: CaseTab) -> &'static str {
    match tab {
        CaseTab::Data => t.case().tab_data,
        CaseTab::Timeline => t.case().tab_timeline,
        CaseTab::Customer => t.case().tab_customer,
        CaseTab::Calls => t.case().tab_calls,
        CaseTab::Interactions => t.case().tab_interactions,
        CaseTab::Sla => t.case().tab_sla,
        CaseTab::Attachments => t.case().tab_attachments,
        CaseTab::Survey => t.case().tab_survey,
    }
}
