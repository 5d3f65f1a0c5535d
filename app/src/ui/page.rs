//! The redirect to the login page, shared by all pages.

use crate::redirect::redirect;

/// Redirects to the login page, which returns to `return_to` after sign-in.
pub(crate) fn redirect_to_login(return_to: &str) {
    let mut address = form_urlencoded::Serializer::new(String::from("/login?"));
    address.append_pair("next", return_to);
    redirect(&address.finish());
}
