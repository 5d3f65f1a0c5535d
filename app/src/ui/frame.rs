//! The layout of a page: the top bar with navigation and menus, and the main content.

use domain::{Role, bidi};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::locales::{Locale, use_locale, use_texts};
use crate::notifications::Bell;
use crate::palette::PATH;
use crate::session::{PageContext, Viewer, theme_of_request};
use crate::ui::erased::{ErasedChildren, IntoErased};
use crate::ui::icon::icon;
use crate::ui::keys::KeyList;
use crate::ui::menu::Menu;
use crate::ui::user_text::user_text;

/// A page with the top bar.
#[component]
pub(crate) fn Frame(children: ErasedChildren) -> impl IntoView {
    let t = use_texts();
    let PageContext { viewer, operation, logo, .. } = use_context().unwrap_or_default();
    let mark = match logo {
        Some(href) => view! { <img class="brand-logo" src=href alt=""/> }.erased(),
        None => icon("mark", "brand-mark").erased(),
    };
    let is_signed_in = viewer.is_some();
    let unread = viewer.as_ref().map(|viewer| viewer.unread);
    let links = viewer.as_ref().map(|viewer| {
        let (href, text) = match viewer.role {
            Role::Agent => ("/my-cases", t.management().my_cases),
            Role::Supervisor | Role::Administrator => ("/management", t.management().management),
        };
        view! {
            <NavLink href="/history" text=t.frame().history/>
            <NavLink href=href text=text/>
            <NavLink href=crate::customers::PATH text=t.customers().title/>
            {(viewer.role == Role::Administrator)
                .then(|| view! { <NavLink href="/settings" text=t.settings.title/> })}
        }
    });
    view! {
        <header class="topbar">
            <a class="skip-link" href="#main">{t.frame().skip_to_content}</a>
            <a class="brand" href="/history">
                {mark}
                <span class="brand-name">"Protocolo"</span>
                {operation.map(|name| view! { <span class="brand-operation" dir="auto">{bidi::plain(&name)}</span> })}
            </a>
            <nav class="topbar-nav" aria-label=t.frame().navigation>
                {links}
            </nav>
            <div class="topbar-tools">
                {is_signed_in.then(|| view! { <PaletteLink/> })}
                {unread.map(|unread| view! { <Bell unread/> })}
                <LanguageMenu/>
                <ThemeMenu/>
                {viewer.map(|viewer| view! { <AccountMenu viewer/> })}
            </div>
        </header>
        <main class="page" id="main" tabindex="-1">
            {children.call()}
        </main>
        {is_signed_in.then(|| view! { <KeyList/> })}
    }
}

/// Leads to the palette; with WASM it opens over the page (`app/src/browser/palette.rs`).
#[component]
fn PaletteLink() -> impl IntoView {
    let title = use_texts().palette().title;
    view! {
        <a
            class="topbar-button topbar-palette"
            href=PATH
            data-palette=""
            aria-label=title
            aria-keyshortcuts="Control+K Meta+K"
        >
            {icon("search", "icon")}
            <span class="topbar-palette-text">{title}</span>
            <kbd class="key js-only" aria-hidden="true">"Ctrl K"</kbd>
        </a>
    }
}

#[component]
fn NavLink(href: &'static str, text: &'static str) -> impl IntoView {
    let here = use_location().pathname.with_untracked(|path| {
        path == href || path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'))
    });
    view! {
        <a class="nav-link" href=href aria-current=here.then_some("page")>
            {text}
        </a>
    }
}

/// The hidden return URL of a preference form: the current page.
#[component]
fn ReturnTo() -> impl IntoView {
    let location = use_location();
    let search = location.search.get_untracked();
    let question = if search.is_empty() { "" } else { "?" };
    let here = format!("{}{question}{search}", location.pathname.get_untracked());
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
        <button class="topbar-button" type="button" popovertarget="menu-language">
            {icon("language", "icon")}
            <span class="sr-only">{t.frame().language} ": "</span>
            <span class="topbar-button-text">{short}</span>
        </button>
        <Menu id="menu-language">
            <form class="menu-list" method="post" action="/sf/set_locale" aria-label=t.frame().language>
                <ReturnTo/>
                {items.collect_view()}
            </form>
        </Menu>
    }
}

#[component]
fn ThemeMenu() -> impl IntoView {
    let t = use_texts();
    let chosen = theme_of_request().unwrap_or("system");
    let items = [
        ("system", "system", t.frame().theme_system),
        ("light", "sun", t.frame().theme_light),
        ("dark", "moon", t.frame().theme_dark),
    ]
    .map(|(name, glyph, text)| {
        view! {
            <button
                class="menu-item"
                name="theme"
                value=name
                aria-pressed=(chosen == name).to_string()
            >
                {icon(glyph, "icon")}
                <span>{text}</span>
                {icon("check", "icon menu-check")}
            </button>
        }
    });
    view! {
        <button class="topbar-button" type="button" popovertarget="menu-theme" aria-label=t.frame().theme>
            {icon("theme", "icon")}
        </button>
        <Menu id="menu-theme">
            <form class="menu-list" method="post" action="/sf/set_theme" aria-label=t.frame().theme data-in-place="">
                <ReturnTo/>
                {items.collect_view()}
            </form>
        </Menu>
    }
}

#[component]
fn AccountMenu(viewer: Viewer) -> impl IntoView {
    let t = use_texts();
    let Viewer { name, role, .. } = viewer;
    let role: Role = role;
    let initials: String = name
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .take(2)
        .flat_map(char::to_uppercase)
        .collect();
    view! {
        <button class="topbar-button" type="button" popovertarget="menu-account">
            <span class="sr-only">{t.frame().account} ": "</span>
            <span class="avatar">{initials}</span>
            <span class="sr-only">", " {user_text(&name)}</span>
        </button>
        <Menu id="menu-account">
            <div class="menu-head">
                <strong>{user_text(&name)}</strong>
                <span>{t.role_name(role)}</span>
            </div>
            <div class="menu-list">
                <a class="menu-item" href="/account">{icon("user", "icon")} <span>{t.own_account.title}</span></a>
                <button class="menu-item" type="button" data-keys="">
                    {icon("info", "icon")}
                    <span>{t.keys.title}</span>
                </button>
                <form method="post" action="/sf/sign_out">
                    <button class="menu-item">{icon("sign-out", "icon")} <span>{t.frame().sign_out}</span></button>
                </form>
                <form method="post" action="/sf/sign_out_everywhere">
                    <button class="menu-item">
                        {icon("sign-out", "icon")}
                        <span>{t.frame().sign_out_everywhere}</span>
                    </button>
                </form>
            </div>
        </Menu>
    }
}
