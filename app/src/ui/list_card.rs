//! A live list: its rows, or why there are none. While the next answer is awaited it shows the last one,
//! marked busy. What has arrived and must not move the rows waits behind a button.

use leptos::either::EitherOf4;
use leptos::html;
use leptos::prelude::*;

use crate::error::AppError;
use crate::ui::erased::Erased;
use crate::ui::state::{Failure, ImpossiblePeriod};

/// What the place of the rows shows. It stays as long as the kind does, whatever the rows are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ListState {
    /// The rows and the pager.
    Rows,
    /// There are none.
    Empty,
    /// The period ends before it starts.
    ImpossiblePeriod,
    /// The list could not be read.
    Failure(AppError),
}

impl ListState {
    /// What is shown of an answer; `total` is the number of rows, none for an impossible period.
    pub(crate) fn of<T>(answer: &Result<T, AppError>, total: impl FnOnce(&T) -> Option<u64>) -> Self {
        match answer.as_ref().map(total) {
            Err(error) => Self::Failure(error.clone()),
            Ok(None) => Self::ImpossiblePeriod,
            Ok(Some(0)) => Self::Empty,
            Ok(Some(_)) => Self::Rows,
        }
    }
}

/// A list with the hidden title `table-title`.
#[component]
pub(crate) fn ListCard<H: IntoView + 'static>(
    class: &'static str,
    title: &'static str,
    /// What stands above the card: the chips.
    head: H,
    /// What waits to be shown, if anything does.
    news: Memo<Option<String>>,
    /// The address of the first page, which shows it.
    first: Signal<String>,
    state: Memo<ListState>,
    is_busy: Signal<bool>,
    /// Asks again.
    retry: Callback<()>,
    /// Makes the table with its pager.
    rows: Box<dyn Fn() -> Erased + Send + Sync>,
    /// Makes what is shown in place of no rows.
    empty: Box<dyn Fn() -> Erased + Send + Sync>,
) -> impl IntoView {
    let card = NodeRef::<html::Section>::new();
    let content = move || match state.get() {
        ListState::Rows => EitherOf4::A(rows()),
        ListState::Empty => EitherOf4::B(empty()),
        ListState::ImpossiblePeriod => EitherOf4::C(view! { <ImpossiblePeriod/> }),
        ListState::Failure(error) => EitherOf4::D(view! { <Failure error retry/> }),
    };
    view! {
        <div class="list-head">
            {head}
            {move || news.get().map(|text| view! { <News text first card/> })}
        </div>
        <section
            class=class
            node_ref=card
            tabindex="-1"
            aria-labelledby="table-title"
            aria-busy=move || is_busy.get().then_some("true")
        >
            <h2 class="sr-only" id="table-title">{title}</h2>
            {content}
        </section>
    }
}

/// The button that shows what waits. It gives the focus to the card: it is gone then.
#[component]
fn News(text: String, first: Signal<String>, card: NodeRef<html::Section>) -> impl IntoView {
    let leave = move |_| {
        if let Some(card) = card.get_untracked() {
            let _ = card.focus();
        }
    };
    view! {
        <a
            class="button button-small news"
            role="button"
            href=move || first.get()
            data-noscroll=""
            on:click=leave
        >
            {text}
        </a>
    }
}
