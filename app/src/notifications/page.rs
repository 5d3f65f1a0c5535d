//! The page `/notifications`.

use domain::Timestamp;
use domain::bidi::isolated;
use domain::notifications::{
    MAX_COUNTED_CASES, Notification, NotificationAbout, NotificationKind, NotificationList,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::PATH;
use super::query::NotificationsQuery;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::Flash;
use crate::locales::{Texts, machine_time, use_texts};
use crate::session::use_viewer;
use crate::ui::erased::IntoErased;
use crate::ui::frame::Frame;
use crate::ui::icon::icon;
use crate::ui::notice::IgnoredParameters;
use crate::ui::page::redirect_to_login;
use crate::ui::pager::{Pager, PagerAddress};
use crate::ui::state::{EmptyList, Failure};

/// The list, and the instant at which it was read.
async fn load(query: &NotificationsQuery) -> Result<(NotificationList, Timestamp), AppError> {
    let context = RequestContext::current()?;
    // Before the list: what arises while it is read stays unread.
    let now = store::clock::now();
    Ok((context.scoped()?.notifications().list(query.unread, query.page).await?, now))
}

/// `/notifications`
#[component]
pub fn NotificationsPage() -> impl IntoView {
    let query = NotificationsQuery::parse(&use_location().search.get_untracked());
    let Some(viewer) = use_viewer() else {
        redirect_to_login(&query.href());
        return ().erased();
    };
    let title = use_texts().notifications().title;
    let content = Suspend::new(async move {
        match load(&query).await {
            Ok((list, now)) => {
                view! { <Notifications query list now has_unread={viewer.unread > 0}/> }.erased()
            }
            Err(error) => view! { <Frame><Failure error/></Frame> }.erased(),
        }
    });
    view! {
        <Title text=format!("{title} · Protocolo")/>
        {content}
    }
    .erased()
}

#[component]
fn Notifications(
    query: NotificationsQuery,
    list: NotificationList,
    now: Timestamp,
    has_unread: bool,
) -> impl IntoView {
    let words = use_texts().notifications();
    let back = query.href();
    let mark_all = has_unread.then(|| {
        view! {
            <form method="post" action="/sf/mark_notifications">
                <input type="hidden" name="until" value=now.to_string()/>
                <input type="hidden" name="back" value=back/>
                <button class="button">{icon("check", "icon")} {words.mark_all_read}</button>
            </form>
        }
    });
    let shown = [(false, words.all), (true, words.unread)].map(|(unread, text)| {
        let current = (query.unread == unread).then_some("page");
        let href = NotificationsQuery::showing(unread).href();
        view! { <li><a class="view-link" href=href aria-current=current>{text}</a></li> }
    });
    view! {
        <Frame>
            <div class="stack">
                <div class="page-head">
                    <h1 id="table-title">{words.title}</h1>
                    <div class="page-head-end">{mark_all}</div>
                </div>
                <Flash/>
                <IgnoredParameters names=query.ignored.clone()/>
                <nav class="views" aria-label=words.filter><ul>{shown.collect_view()}</ul></nav>
                <section class="card" aria-labelledby="table-title">
                    <Found query list/>
                </section>
            </div>
        </Frame>
    }
}

/// The notifications, or why there are none.
#[component]
fn Found(query: NotificationsQuery, list: NotificationList) -> impl IntoView {
    let words = use_texts().notifications();
    let NotificationList { rows, page } = list;
    if rows.is_empty() {
        let text = if query.unread { words.none_unread_text } else { words.none_text };
        return view! { <EmptyList title=words.none text cleared=None/> }.erased();
    }
    let back = query.href();
    let items = rows.into_iter().map(|one| view! { <Item one back=back.clone()/> }).collect_view();
    let fields = query.fields();
    let address = PagerAddress::new(move |number| query.on_page(number), PATH, fields, "page");
    view! {
        <ul class="notification-list">{items}</ul>
        <Pager address page/>
    }
    .erased()
}

/// A notification: what it says leads to what it is about.
#[component]
fn Item(one: Notification, back: String) -> impl IntoView {
    let t = use_texts();
    let words = t.notifications();
    let text = sentence(t, &one);
    let id = one.id.to_string();
    let says = if one.is_settled {
        view! { <s>{text.clone()}</s> <span class="sr-only">", " {words.is_settled}</span> }.erased()
    } else {
        view! { <span>{text.clone()}</span> }.erased()
    };
    let says = if one.about == NotificationAbout::Gone {
        view! { <p class="notification-text muted">{says}</p> }.erased()
    } else {
        view! {
            <form class="notification-text" method="post" action="/sf/open_notification">
                <input type="hidden" name="id" value=id.clone()/>
                <button class="notification-open">{says}</button>
            </form>
        }
        .erased()
    };
    let mark = one.is_unread().then(|| {
        view! {
            <form method="post" action="/sf/mark_notifications">
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="back" value=back/>
                <button class="button button-small button-quiet" aria-label=(words.mark_one_read)(&text)>
                    {words.mark_read}
                </button>
            </form>
        }
    });
    let unread = one.is_unread().then(|| {
        view! { <span class="notification-dot"><span class="sr-only">{words.is_unread}</span></span> }
    });
    view! {
        <li class="notification">
            <span class="notification-mark">{unread}</span>
            {says}
            <time class="muted" datetime=machine_time(one.at)>{t.locale.date_time(one.at)}</time>
            {mark}
        </li>
    }
}

/// What a notification says.
fn sentence(t: &Texts, one: &Notification) -> String {
    let words = t.notifications();
    match &one.about {
        NotificationAbout::Case(case) => {
            let says = match one.kind {
                NotificationKind::LowScore => words.low_score,
                NotificationKind::CaseGiven
                | NotificationKind::JobDone
                | NotificationKind::JobFailed
                | NotificationKind::SlaAtRisk => words.case_given,
            };
            says(&format!("#{case}"))
        }
        NotificationAbout::Job(job) => {
            let says =
                if one.kind == NotificationKind::JobFailed { words.job_failed } else { words.job_done };
            says(&job.to_string())
        }
        NotificationAbout::AtRisk { queue, cases } => {
            let queue = queue.as_ref().map(|queue| isolated(&queue.name));
            if one.is_settled {
                return (words.was_at_risk)(queue.as_deref());
            }
            (words.at_risk)(&counted(t, *cases), *cases == 1, queue.as_deref())
        }
        NotificationAbout::Given { cases } => (words.cases_given)(&counted(t, *cases)),
        NotificationAbout::Gone => words.gone.to_owned(),
    }
}

/// A number of cases that was counted to the limit.
fn counted(t: &Texts, cases: u64) -> String {
    if cases > MAX_COUNTED_CASES {
        (t.notifications().more_than)(MAX_COUNTED_CASES)
    } else {
        t.locale.integer(cases)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;
    use domain::history::Named;
    use domain::{CaseId, NotificationId, QueueId};

    use super::*;
    use crate::locales::Locale;

    fn says(about: NotificationAbout, is_settled: bool) -> [String; 3] {
        let kind = NotificationKind::SlaAtRisk;
        let (id, at) = (NotificationId(1), NaiveDateTime::default());
        let one = Notification { id, kind, about, at, is_read: false, is_settled };
        Locale::ALL.map(|locale| sentence(locale.texts(), &one))
    }

    #[test]
    fn every_notification_says_what_it_is_about_in_every_language() {
        let queue = || Some(Named { id: QueueId(1), name: "Suporte".to_owned() });
        let late = |cases| NotificationAbout::AtRisk { queue: queue(), cases };
        let [portuguese, ..] = says(late(7), false);
        assert!(portuguese.starts_with("7 casos com SLA em risco") && portuguese.contains("Suporte"));
        assert!(says(late(1), false)[1].starts_with("1 case with"));
        assert!(says(late(MAX_COUNTED_CASES + 1), false)[2].starts_with("99+ casos"));
        for text in says(late(3), true) {
            assert!(text.contains("Suporte") && !text.contains('3'), "{text}");
        }
        for text in says(NotificationAbout::AtRisk { queue: None, cases: 2 }, false) {
            assert!(text.starts_with("2 "), "{text}");
        }
        for text in says(NotificationAbout::Case(CaseId(12)), false) {
            assert!(text.contains("#12"), "{text}");
        }
        for text in says(NotificationAbout::Given { cases: 141 }, false) {
            assert!(text.contains("99+"), "{text}");
        }
        let [portuguese, ..] = says(NotificationAbout::Given { cases: 12 }, true);
        assert_eq!(portuguese, "12 casos foram repassados a você");
        assert_eq!(says(NotificationAbout::Gone, false)[0], "Não está mais disponível");
    }
}
