//! One live region for the whole site: what happened is said aloud as well as shown.

use leptos::prelude::*;

#[derive(Clone, Copy)]
struct Announcement(RwSignal<String>);

/// Makes [`use_announcer`] work below.
pub(crate) fn provide() {
    provide_context(Announcement(RwSignal::new(String::new())));
}

/// A function that says a sentence to screen readers. The same sentence twice is said twice.
pub(crate) fn use_announcer() -> impl Fn(String) + Clone + Send + Sync + 'static {
    let announcement = use_context::<Announcement>();
    move |text: String| {
        if let Some(Announcement(signal)) = announcement {
            // A region whose text does not change is not read again; a no-break space changes it.
            let again = signal.with_untracked(|old| *old == text);
            signal.set(if again { format!("{text}\u{a0}") } else { text });
        }
    }
}

/// The region itself; stands once, outside the pages.
#[component]
pub(crate) fn Announcer() -> impl IntoView {
    let text = use_context::<Announcement>().map(|announcement| announcement.0);
    view! { <p class="sr-only" role="status" id="announcer">{move || text.map(|text| text.get())}</p> }
}
