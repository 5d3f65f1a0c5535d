//! What an island shows at first. It stands on the page beside the island and not among its properties:
//! these are JSON, and the code that reads JSON would be a part of every first visit.

#[cfg(feature = "ssr")]
use server::Given;
#[cfg(feature = "ssr")]
pub(crate) use server::initial;

use crate::wire::Packed;

/// The content of an island that is being rendered or hydrated, by the name under which it was given.
pub(crate) fn use_initial<T: Send + Sync + 'static>(name: &'static str) -> Packed<T> {
    #[cfg(feature = "ssr")]
    {
        let given =
            leptos::prelude::use_context::<Given<T>>().expect("the page gives its islands their content");
        debug_assert_eq!(given.name(), name);
        Packed::from(given.take())
    }
    #[cfg(not(feature = "ssr"))]
    {
        let place = leptos::prelude::document().get_element_by_id(&format!("initial-{name}"));
        let text = place.and_then(|place| place.get_attribute("data-content"));
        Packed::of_text(&text.unwrap_or_default())
    }
}

#[cfg(feature = "ssr")]
mod server {
    use std::sync::{Arc, Mutex, PoisonError};

    use leptos::prelude::*;
    use serde::Serialize;

    use crate::wire;

    /// The content of the island that is rendered next.
    pub(super) struct Given<T> {
        name: &'static str,
        content: Arc<Mutex<Option<T>>>,
    }

    impl<T> Clone for Given<T> {
        fn clone(&self) -> Self {
            Self { name: self.name, content: Arc::clone(&self.content) }
        }
    }

    impl<T> Given<T> {
        pub(super) fn name(&self) -> &'static str {
            self.name
        }

        pub(super) fn take(&self) -> T {
            let mut content = self.content.lock().unwrap_or_else(PoisonError::into_inner);
            content.take().expect("an island is rendered once")
        }
    }

    /// Puts the content of an island on the page, where it is read in the browser, and gives it to the
    /// island, which has to be rendered after this in the same owner.
    pub(crate) fn initial<T>(name: &'static str, content: T) -> impl IntoView + use<T>
    where
        T: Serialize + Send + Sync + 'static,
    {
        let text = wire::to_text(&content);
        provide_context(Given { name, content: Arc::new(Mutex::new(Some(content))) });
        view! { <template id=format!("initial-{name}") data-content=text></template> }
    }
}
