//! What every page does first: read its address, and ask who is there.

use leptos::prelude::*;

use crate::locales::use_texts;
use crate::redirect::redirect;
use crate::ui::icon::icon;

/// Says which parts of the address were not understood.
#[component]
pub(crate) fn Ignored(names: Vec<String>) -> impl IntoView {
    let t = use_texts();
    (!names.is_empty()).then(|| {
        view! {
            <div class="notice notice-warning" role="status">
                {icon("alert", "icon")}
                <p>{(t.ignored_parameters)(&names.join(", "))}</p>
            </div>
        }
    })
}

/// Nobody is signed in: on to the sign-in page, which leads back to this address.
pub(crate) fn lead_to_sign_in(back: &str) {
    let mut address = form_urlencoded::Serializer::new(String::from("/login?"));
    address.append_pair("next", back);
    redirect(&address.finish());
}
