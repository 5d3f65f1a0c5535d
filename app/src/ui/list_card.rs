//! The card of a live list: its rows, or why there are none. While the next answer is awaited it shows
//! the last one, marked busy.

use leptos::either::EitherOf4;
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

/// The card of a list with the hidden title `table-title`; `rows` and `empty` make what it shows, `retry`
/// asks again.
#[component]
pub(crate) fn ListCard(
    class: &'static str,
    title: &'static str,
    state: Memo<ListState>,
    #[prop(into)] is_busy: Signal<bool>,
    retry: Callback<()>,
    rows: Box<dyn Fn() -> Erased + Send + Sync>,
    empty: Box<dyn Fn() -> Erased + Send + Sync>,
) -> impl IntoView {
    let content = move || match state.get() {
        ListState::Rows => EitherOf4::A(rows()),
        ListState::Empty => EitherOf4::B(empty()),
        ListState::ImpossiblePeriod => EitherOf4::C(view! { <ImpossiblePeriod/> }),
        ListState::Failure(error) => EitherOf4::D(view! { <Failure error retry/> }),
    };
    view! {
        <section class=class aria-labelledby="table-title" aria-busy=move || is_busy.get().then_some("true")>
            <h2 class="sr-only" id="table-title">{title}</h2>
            {content}
        </section>
    }
}
