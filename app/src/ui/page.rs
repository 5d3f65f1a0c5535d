//! The redirect to the login page and the notice about ignored parameters, shared by all pages.

use leptos::prelude::*;

use crate::locales::use_texts;
use crate::redirect::redirect;
use crate::ui::icon::icon;

/// A notice that lists the parameters of the address that could not be parsed.
#[component]
pub(crate) fn IgnoredParameters(names: Vec<String>) -> impl IntoView {
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

/// Redirects to the login page, which returns to `return_to` after sign-in.
pub(crate) fn redirect_to_login(return_to: &str) {
    let mut address = form_urlencoded::Serializer::new(String::from("/login?"));
    address.append_pair("next", return_to);
    redirect(&address.finish());
}
