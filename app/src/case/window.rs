//! The case window: dialog, head, tabs.

use domain::bidi;
use domain::cases::CaseHead;
use leptos::either::Either;
use leptos::prelude::*;

use super::actions::Actions;
use super::address::{CaseTab, Window, WindowAddress};
use super::attachments::Attachments;
use super::calls::Calls;
use super::content::{CaseContent, TabContent};
use super::customer::CustomerHistory;
use super::data::Data;
use super::finish::FinishPanel;
use super::hold::HoldPanel;
use super::interactions::Interactions;
use super::sla::Sla;
use super::status::Status;
use super::survey::Surveys;
use super::timeline::Timeline;
use crate::error::AppError;
use crate::flash::Flash;
use crate::locales::{Texts, use_texts};
use crate::ui::dialog::{Dialog, Size};
use crate::ui::icon::icon;
use crate::ui::state::Failure;
use crate::ui::user_text::{user_text, user_text_or};

/// The case window over a page.
#[component]
pub(crate) fn CaseWindow(window: WindowAddress, found: Result<CaseContent, AppError>) -> impl IntoView {
    let t = use_texts();
    let close = window.close();
    let asked = window.case.id;
    let window = Window::new(window);
    let content = match found {
        Ok(content) => Either::Left(view! { <Content window content/> }),
        Err(error) => Either::Right(view! { <div class="dialog-body"><Failure error/></div> }),
    };
    view! {
        // The number stays with the last word of the title, in a narrow window too.
        <Dialog title=format!("{}\u{a0}·\u{a0}#{asked}", t.case.title) close size=Size::Case>
            {content}
        </Dialog>
    }
}

#[component]
fn Content(window: Window, content: CaseContent) -> impl IntoView {
    let CaseContent { head, finish, hold, tab } = content;
    let open = window.with_value(|window| window.case.tab);
    let panel = match tab {
        Ok(tab) => panel(window, head.clone(), tab),
        Err(error) => view! { <Failure error/> }.into_any(),
    };
    let hold = hold.map(|draft| view! { <HoldPanel window head=head.clone() draft/> });
    view! {
        <Head window head/>
        <Tabs window/>
        <div
            class="dialog-body case-panel"
            id="case-panel"
            role="tabpanel"
            tabindex="0"
            aria-labelledby=format!("tab-{}", open.as_str())
        >
            <Flash/>
            {finish.map(|content| view! { <FinishPanel window content/> })}
            {hold}
            {panel}
        </div>
    }
}

fn panel(window: Window, head: CaseHead, tab: TabContent) -> AnyView {
    match tab {
        TabContent::Data(content) => view! { <Data window head content=*content/> }.into_any(),
        TabContent::Timeline(content) => view! { <Timeline window head content/> }.into_any(),
        TabContent::Customer(content) => view! { <CustomerHistory window head content/> }.into_any(),
        TabContent::Calls(content) => view! { <Calls window head content/> }.into_any(),
        TabContent::Interactions(content) => view! { <Interactions window head content/> }.into_any(),
        TabContent::Sla(content) => view! { <Sla window head content/> }.into_any(),
        TabContent::Attachments(content) => view! { <Attachments window head content/> }.into_any(),
        TabContent::Survey(content) => view! { <Surveys window head content/> }.into_any(),
    }
}

/// The head of the window: subject, status, customer, queue, assignee.
#[component]
fn Head(window: Window, head: CaseHead) -> impl IntoView {
    let t = use_texts();
    let asked = window.with_value(|window| window.case.id);
    let merged = (asked != head.id).then(|| {
        view! {
            <div class="notice" role="status">
                {icon("merge", "icon")}
                <p data-announce="">{(t.case.was_merged)(&format!("#{asked}"), &format!("#{}", head.id))}</p>
            </div>
        }
    });
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

/// The tab list: links with ARIA tab roles; `app::browser` adds the keyboard support.
#[component]
fn Tabs(window: Window) -> impl IntoView {
    let t = use_texts();
    let open = window.with_value(|window| window.case.tab);
    let tabs = CaseTab::ALL.map(|tab| {
        let href = window.with_value(|window| window.with(&window.case.with_tab(tab)));
        view! {
            <a
                class="tab"
                role="tab"
                id=format!("tab-{}", tab.as_str())
                href=href
                aria-selected=(tab == open).to_string()
                aria-controls="case-panel"
                data-noscroll=""
            >
                {name(t, tab)}
            </a>
        }
    });
    view! {
        <div class="tabs" role="tablist" aria-label=t.case.title>
            {tabs.collect_view()}
        </div>
    }
}

fn name(t: &Texts, tab: CaseTab) -> &'static str {
    match tab {
        CaseTab::Data => t.case.tab_data,
        CaseTab::Timeline => t.case.tab_timeline,
        CaseTab::Customer => t.case.tab_customer,
        CaseTab::Calls => t.case.tab_calls,
        CaseTab::Interactions => t.case.tab_interactions,
        CaseTab::Sla => t.case.tab_sla,
        CaseTab::Attachments => t.case.tab_attachments,
        CaseTab::Survey => t.case.tab_survey,
    }
}
