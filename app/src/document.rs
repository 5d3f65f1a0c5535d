//! The HTML document around every page, and the routes.

use std::sync::LazyLock;

use leptos::prelude::*;
use leptos_axum::{AxumRouteListing, generate_route_list};
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::session::PageContext;
use crate::site_files::{HydrationScript, SiteFiles, StyleSheet};
use crate::ui::erased::IntoErased;
use crate::{
    account, customers, history, jobs, login, login_code, management, my_cases, not_found, notifications,
    palette, security, session, settings, setup, survey, views, wire,
};

/// The favicon as a `data:` URL: browsers request an icon file on every visit, some of them even if
/// its headers allow caching.
static ICON: LazyLock<String> = LazyLock::new(|| {
    let drawing = include_str!("../../public/favicon.svg").trim();
    let encoded = [("\"", "'"), ("%", "%25"), ("#", "%23"), ("<", "%3C"), (">", "%3E")];
    let drawing = encoded.iter().fold(drawing.to_owned(), |text, (from, to)| text.replace(from, to));
    format!("data:image/svg+xml,{drawing}")
});

/// The routes of all pages and server functions.
pub fn routes() -> Vec<AxumRouteListing> {
    generate_route_list(App)
}

/// Renders the HTML document around a page and sets its content security policy.
pub fn shell(options: LeptosOptions, files: SiteFiles) -> AnyView {
    security::set_policy();
    let page = PageContext::from_request();
    view! {
        <!DOCTYPE html>
        <html
            lang=page.locale.tag()
            data-theme=session::theme_of_request()
            data-seen=session::seen_by_page()
            data-version=wire::VERSION
            data-silent=session::is_silent().then_some("")
        >
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="description" content=page.locale.texts().frame().tagline/>
                <link rel="icon" href=ICON.as_str() type="image/svg+xml"/>
                // Pages are small: rendering waits for the whole page, so the layout never shifts.
                <link rel="expect" href="#announcer" blocking="render"/>
                <StyleSheet files=files.clone()/>
                <AutoReload options/>
                <HydrationScript files/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
    .erased()
    .into_any()
}

/// The whole application; every page has its route here.
#[component]
fn App() -> impl IntoView {
    provide_meta_context();
    let page = PageContext::from_request();
    provide_context(page.locale);
    provide_context(page);
    view! {
        <Router>
            <Routes fallback=not_found::NotFound>
                <Route path=path!("/") view=views::StartPage ssr=SsrMode::Async/>
                <Route path=path!("/login") view=login::LoginPage ssr=SsrMode::Async/>
                <Route path=path!("/login/code") view=login_code::LoginCodePage ssr=SsrMode::Async/>
                <Route path=path!("/history") view=history::HistoryPage ssr=SsrMode::Async/>
                <Route path=path!("/management") view=management::ManagementPage ssr=SsrMode::Async/>
                <Route path=path!("/my-cases") view=my_cases::MyCasesPage ssr=SsrMode::Async/>
                <Route path=path!("/customers") view=customers::CustomersPage ssr=SsrMode::Async/>
                <Route path=path!("/customers/duplicates") view=customers::DuplicatesPage ssr=SsrMode::Async/>
                <Route path=path!("/customers/:id") view=customers::PersonPage ssr=SsrMode::Async/>
                <Route path=path!("/bulk") view=jobs::OwnJobsPage ssr=SsrMode::Async/>
                <Route path=path!("/bulk/:id") view=jobs::OwnJobPage ssr=SsrMode::Async/>
                <Route path=path!("/notifications") view=notifications::NotificationsPage ssr=SsrMode::Async/>
                <Route path=path!("/v/:slug") view=views::SavedViewPage ssr=SsrMode::Async/>
                <Route path=path!("/go") view=palette::GoPage ssr=SsrMode::Async/>
                <Route path=path!("/settings") view=settings::SettingsPage ssr=SsrMode::Async/>
                <Route path=path!("/setup") view=setup::SetupPage ssr=SsrMode::Async/>
                <Route path=path!("/settings/start") view=settings::StepsPage ssr=SsrMode::Async/>
                <Route path=path!("/settings/jobs") view=jobs::JobsPage ssr=SsrMode::Async/>
                <Route path=path!("/settings/jobs/:id") view=jobs::JobPage ssr=SsrMode::Async/>
                <Route path=path!("/settings/audit") view=settings::AuditPage ssr=SsrMode::Async/>
                <Route path=path!("/settings/sources/csv") view=settings::csv::CsvMappingPage ssr=SsrMode::Async/>
                <Route path=path!("/settings/reasons/queues") view=settings::OffersPage ssr=SsrMode::Async/>
                <Route path=path!("/settings/:section") view=settings::SettingsSectionPage ssr=SsrMode::Async/>
                <Route path=path!("/settings/:section/:id") view=settings::SettingsRecordPage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=account::AccountPage ssr=SsrMode::Async/>
                <Route path=path!("/account/second-factor") view=account::SecondFactorPage ssr=SsrMode::Async/>
                <Route path=path!("/reset/:token") view=account::ResetPage ssr=SsrMode::Async/>
                <Route path=path!("/survey/thanks") view=survey::ThanksPage ssr=SsrMode::Async/>
                <Route path=path!("/survey/declined") view=survey::DeclinedPage ssr=SsrMode::Async/>
                <Route path=path!("/survey/:token") view=survey::SurveyPage ssr=SsrMode::Async/>
            </Routes>
        </Router>
        // The live region that `browser::announce` writes to; `data-kept` makes morphing skip it.
        <p class="sr-only" role="status" id="announcer" data-kept=""></p>
    }
}
