//! What a page or a part of it shows in place of content: nothing there, nothing found, an error.

use leptos::either::Either;
use leptos::prelude::*;

use crate::error::AppError;
use crate::locales::use_texts;
use crate::ui::icon::icon;

/// A part without content: an icon, a title and a sentence.
#[component]
pub(crate) fn EmptyState(
    #[prop(default = "empty")] glyph: &'static str,
    /// Smaller, for a part of a tab or a dialog.
    #[prop(optional)]
    small: bool,
    #[prop(optional)] role: Option<&'static str>,
    #[prop(optional)] title: Option<&'static str>,
    /// Whether screen readers announce the title when the part changes in place.
    #[prop(optional)]
    announce: bool,
    text: &'static str,
) -> impl IntoView {
    let text = view! { <p class="state-text">{text}</p> };
    let content = match title {
        Some(title) => Either::Left(view! {
            <p class="state-title" data-announce=announce.then_some("")>{title}</p>
            {text}
        }),
        None => Either::Right(text),
    };
    view! {
        <div class=if small { "state state-small" } else { "state" } role=role>
            {icon(glyph, "icon state-icon")}
            {content}
        </div>
    }
}

/// A part without content, with a title, and as children what the user can do about it.
#[component]
pub(crate) fn StateWithWayOut<C: IntoView + 'static>(
    #[prop(default = "empty")] glyph: &'static str,
    #[prop(optional)] role: Option<&'static str>,
    #[prop(optional)] title: Option<&'static str>,
    text: &'static str,
    children: TypedChildren<C>,
) -> impl IntoView {
    view! {
        <div class="state" role=role>
            {icon(glyph, "icon state-icon")}
            {title.map(|title| view! { <p class="state-title">{title}</p> })}
            <p class="state-text">{text}</p>
            {children.into_inner()()}
        </div>
    }
}

/// A list without entries; `cleared` is its address without filters, if there are any.
#[component]
pub(crate) fn EmptyList(title: &'static str, text: &'static str, cleared: Option<String>) -> impl IntoView {
    let t = use_texts();
    view! {
        <StateWithWayOut title text>
            {cleared.map(|href| view! { <a class="button" href=href>{t.clear_filters}</a> })}
        </StateWithWayOut>
    }
}

/// The error of a period that ends before it starts, in place of a list.
#[component]
pub(crate) fn ImpossiblePeriod() -> impl IntoView {
    view! { <EmptyState glyph="alert" role="alert" text=use_texts().impossible_period/> }
}

/// Shows an error message. On the server it also logs the error and sets the status of the response.
/// `retry` asks again, in the browser.
#[component]
pub(crate) fn Failure(error: AppError, #[prop(optional)] retry: Option<Callback<()>>) -> impl IntoView {
    let t = use_texts();
    #[cfg(feature = "ssr")]
    let error = error.answered();
    let signed_out = error == AppError::SignedOut;
    let again = retry.filter(|_| !signed_out).map(|retry| {
        view! {
            <button class="button js-only" type="button" on:click=move |_| retry.run(())>{t.try_again}</button>
        }
    });
    view! {
        <StateWithWayOut glyph="alert" role="alert" title=t.error_title text=error.message(t)>
            {again}
            {signed_out
                .then(|| view! { <a class="button" href="/login" rel="external">{t.login_submit}</a> })}
        </StateWithWayOut>
    }
}
