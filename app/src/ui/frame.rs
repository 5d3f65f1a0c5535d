//! The bar on top and the place for the page below it.

use domain::Role;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::locales::{Locale, use_locale, use_texts};
use crate::session::{Viewer, use_viewer};
use crate::ui::browser;
use crate::ui::icon::icon;

/// A page with the bar on top.
#[component]
pub(crate) fn Frame(children: Children) -> impl IntoView {
    let t = use_texts();
    let viewer = use_viewer();
    let signed_in = viewer.is_some();
    view! {
        <header class="topbar">
            <a class="skip-link" href="#main" rel="external">{t.skip_to_content}</a>
            <a class="brand" href="/history">
                {icon("mark", "brand-mark")}
                <span class="brand-name">"Protocolo"</span>
            </a>
            <nav class="topbar-nav" aria-label=t.navigation>
                {signed_in.then(|| view! { <NavLink href="/history" text=t.history/> })}
            </nav>
            <div class="topbar-tools">
                <LanguageMenu/>
                <ThemeMenu/>
                {viewer.map(|viewer| view! { <AccountMenu viewer/> })}
            </div>
        </header>
        <main class="page" id="main" tabindex="-1">
            {children()}
        </main>
    }
}

#[component]
fn NavLink(href: &'static str, text: &'static str) -> impl IntoView {
    let path = use_location().pathname;
    view! {
        <a class="nav-link" href=href aria-current=move || path.with(|path| path == href).then_some("page")>
            {text}
        </a>
    }
}

/// Where a form that changes a preference leads back to: this very page.
#[component]
fn Back() -> impl IntoView {
    let location = use_location();
    let here = move || {
        let search = location.search.get();
        let question = if search.is_empty() { "" } else { "?" };
        format!("{}{question}{search}", location.pathname.get())
    };
    view! { <input type="hidden" name="back" value=here/> }
}

#[component]
fn LanguageMenu() -> impl IntoView {
    let t = use_texts();
    let current = use_locale();
    let items = Locale::ALL.map(|locale| {
        view! {
            <button
                class="menu-item"
                name="locale"
                value=locale.tag()
                lang=locale.tag()
                aria-pressed=(locale == current).to_string()
            >
                <span>{locale.own_name()}</span>
                {icon("check", "icon menu-check")}
            </button>
        }
    });
    let short = current.tag().get(..2).unwrap_or_default().to_uppercase();
    view! {
        <button class="topbar-button" type="button" popovertarget="menu-language" aria-label=t.language>
            {icon("language", "icon")}
            <span class="topbar-button-text" aria-hidden="true">{short}</span>
        </button>
        <div class="popover menu" id="menu-language" popover="auto">
            <form class="menu-list" method="post" action="/sf/set_locale" aria-label=t.language>
                <Back/>
                {items.collect_view()}
            </form>
        </div>
    }
}

#[component]
fn ThemeMenu() -> impl IntoView {
    let t = use_texts();
    let theme = RwSignal::new(String::from("system"));
    Effect::new(move |_| {
        if let Some(chosen) = browser::root().and_then(|root| root.get_attribute("data-theme")) {
            theme.set(chosen);
        }
    });
    let choose = move |name: &'static str| {
        if let Some(root) = browser::root() {
            let _ = if name == "system" {
                root.remove_attribute("data-theme")
            } else {
                root.set_attribute("data-theme", name)
            };
        }
        browser::set_cookie("protocolo_theme", if name == "system" { "" } else { name });
        theme.set(name.to_owned());
    };
    let items = [
        ("system", "system", t.theme_system),
        ("light", "sun", t.theme_light),
        ("dark", "moon", t.theme_dark),
    ]
    .map(|(name, glyph, text)| {
        view! {
            <button
                class="menu-item"
                name="theme"
                value=name
                aria-pressed=move || theme.with(|theme| theme == name).to_string()
                on:click=move |event| {
                    event.prevent_default();
                    choose(name);
                }
            >
                {icon(glyph, "icon")}
                <span>{text}</span>
                {icon("check", "icon menu-check")}
            </button>
        }
    });
    view! {
        <button class="topbar-button" type="button" popovertarget="menu-theme" aria-label=t.theme>
            {icon("sun", "icon theme-light")}
            {icon("moon", "icon theme-dark")}
        </button>
        <div class="popover menu" id="menu-theme" popover="auto">
            <form class="menu-list" method="post" action="/sf/set_theme" aria-label=t.theme>
                <Back/>
                {items.collect_view()}
            </form>
        </div>
    }
}

#[component]
fn AccountMenu(viewer: Viewer) -> impl IntoView {
    let t = use_texts();
    let Viewer { name, role } = viewer;
    let role: Role = role;
    let initials: String = name
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .take(2)
        .flat_map(char::to_uppercase)
        .collect();
    view! {
        <button
            class="topbar-button"
            type="button"
            popovertarget="menu-account"
            aria-label=format!("{}: {name}", t.account)
        >
            <span class="avatar" aria-hidden="true">{initials}</span>
        </button>
        <div class="popover menu" id="menu-account" popover="auto">
            <div class="menu-head">
                <strong>{name}</strong>
                <span>{t.role_name(role)}</span>
            </div>
            <div class="menu-list">
                <form method="post" action="/sf/sign_out">
                    <button class="menu-item">{icon("sign-out", "icon")} <span>{t.sign_out}</span></button>
                </form>
                <form method="post" action="/sf/sign_out_everywhere">
                    <button class="menu-item">
                        {icon("sign-out", "icon")}
                        <span>{t.sign_out_everywhere}</span>
                    </button>
                </form>
            </div>
        </div>
    }
}
