//! What an island shows at first. It stands on the page beside the island and not among its properties:
//! these are JSON, and the code that reads JSON would be a part of every first visit.

#[cfg(feature = "ssr")]
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use serde::Serialize;

#[cfg(feature = "ssr")]
use crate::wire;
use crate::wire::Packed;

/// What one island shows at first.
pub(crate) trait InitialContent: Send + Sync + 'static {
    /// Its ID on the page.
    const ID: &'static str;
}

/// The content of the island that is rendered next.
#[cfg(feature = "ssr")]
struct Given<T>(T);

/// Puts the content of an island on the page, where the browser reads it, and gives it to the island,
/// which has to be rendered after this in the same owner.
#[cfg(feature = "ssr")]
pub(crate) fn initial<T: InitialContent + Serialize>(content: T) -> impl IntoView + use<T> {
    let text = wire::to_text(&content);
    provide_context(Given(content));
    view! { <template id=T::ID data-content=text></template> }
}

/// The content of the island that is being rendered or hydrated.
pub(crate) fn use_initial<T: InitialContent>() -> Packed<T> {
    #[cfg(feature = "ssr")]
    {
        let given = take_context::<Given<T>>();
        Packed::from(given.expect("a page gives each of its islands its content").0)
    }
    #[cfg(not(feature = "ssr"))]
    {
        let place = leptos::prelude::document().get_element_by_id(T::ID);
        let text = place.and_then(|place| place.get_attribute("data-content"));
        Packed::of_text(&text.unwrap_or_default())
    }
}
