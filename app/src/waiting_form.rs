//! Forms submitted after the session expired: the login page keeps the fields, and signing in
//! submits the form again, so that no input is lost.
//!
//! The fields are kept as hidden fields of two forms that post to the original action: one that
//! also signs in, and one for users who have signed in in another window meanwhile. The server
//! stores nothing. If the user has a second factor, the correct password leads to the same page
//! with a field for the code.

use leptos::either::Either;
use leptos::prelude::*;

use crate::locales::use_texts;
use crate::login_code::CodeInput;
use crate::ui::icon::icon;
use crate::ui::notice::ErrorNotice;
use crate::ui::pager::HiddenFields;
use crate::ui::password::Password;

/// The name of the login field, sent along with the fields of the kept form.
pub const LOGIN: &str = "sign-in.login";
/// The name of the password field.
pub const PASSWORD: &str = "sign-in.password";
/// The name of the field for the code of the second factor, in place of [`LOGIN`] and [`PASSWORD`].
pub const CODE: &str = "sign-in.code";
/// The name of a field that `app::browser` enables if the original page is still open: the form is
/// submitted at once. Without it, the page shows the form filled in for review, if possible.
pub const IN_PLACE: &str = "sign-in.in-place";

/// Substrings of the names of secret fields, which are not kept and have to be typed again.
const SECRETS: [&str; 5] = ["password", "repeat", "current", "token", "secret"];

/// A form that is kept until the user has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingForm {
    action: String,
    fields: Vec<(String, String)>,
    login: String,
    /// Whether the password was correct and the code of the second factor is next.
    asks_code: bool,
    failure: Option<LoginFailure>,
}

/// Why the sign-in failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginFailure {
    /// The login or the password is wrong.
    Refused,
    /// Locked out after too many failures.
    Wait {
        /// Seconds until the next attempt is allowed.
        seconds: u64,
    },
    /// Signing in with a password is disabled.
    LocalOff,
    /// A second factor has to be enrolled, which this page does not offer.
    SecondFactor,
    /// The code is wrong or already used.
    WrongCode,
    /// The challenge expired: the password was entered too long ago.
    CodeExpired,
}

impl WaitingForm {
    /// Keeps a form that was posted to `action`, a path of this site with its query. Fields that
    /// may hold secrets are dropped.
    pub fn new(action: String, fields: Vec<(String, String)>) -> Self {
        let is_kept = |name: &str| SECRETS.iter().all(|secret| !name.contains(secret));
        let fields = fields.into_iter().filter(|(name, _)| is_kept(name)).collect();
        Self { action, fields, login: String::new(), asks_code: false, failure: None }
    }

    /// Adds the outcome of a failed sign-in.
    #[must_use]
    pub fn after(self, login: String, failure: LoginFailure) -> Self {
        Self { login, failure: Some(failure), ..self }
    }

    /// Asks for the code of the second factor: after the correct password, or after a wrong code.
    #[must_use]
    pub fn asking_code(self, failure: Option<LoginFailure>) -> Self {
        Self { asks_code: true, failure, ..self }
    }
}

/// The content of the login page while a form is kept.
#[component]
pub(crate) fn WaitingSignIn(form: WaitingForm, local: bool, single: bool) -> impl IntoView {
    let t = use_texts();
    let words = &t.waiting;
    let WaitingForm { action, fields, login, asks_code, failure } = form;
    let failure = failure.map(|failure| {
        let text = match failure {
            LoginFailure::Refused => t.login().refused.to_owned(),
            LoginFailure::Wait { seconds } => (t.login().wait)(seconds),
            LoginFailure::SecondFactor => t.second_factor.elsewhere.to_owned(),
            LoginFailure::LocalOff => t.sso.local_off.to_owned(),
            LoginFailure::WrongCode => t.second_factor.refused.to_owned(),
            LoginFailure::CodeExpired => t.second_factor.expired.to_owned(),
        };
        view! { <ErrorNotice text/> }
    });
    let proof = local.then(|| {
        let proof = if asks_code {
            Either::Left(view! { <CodeField/> })
        } else {
            Either::Right(view! { <PasswordFields login/> })
        };
        view! {
            <form class="form" method="post" action=action.clone()>
                <HiddenFields fields=fields.clone()/>
                <input type="hidden" name=IN_PLACE value="yes" disabled/>
                {proof}
                <button class="button button-primary button-large button-block">{words.sign_in}</button>
            </form>
        }
    });
    view! {
        // Closes the dialog, if this is shown in one (`browser::signed_out`).
        <form class="login-dismiss" method="dialog">
            <button class="icon-button" aria-label=t.close>{icon("close", "icon")}</button>
        </form>
        <div class="notice notice-warning" role="alert">
            {icon("alert", "icon")}
            <p data-announce="">{words.ended} " " {words.kept}</p>
        </div>
        {failure}
        {proof}
        <form class="login-elsewhere" method="post" action=action>
            <HiddenFields fields/>
            <input type="hidden" name=IN_PLACE value="yes" disabled/>
            <p class="login-foot">{if single { words.elsewhere_single } else { words.elsewhere }}</p>
            <p class="login-elsewhere-ways">
                <a class="button" href=if single { "/sso/start" } else { "/login" } target="_blank" rel="external noopener">
                    {words.other_window}
                </a>
                <button class="button">{words.send_again}</button>
            </p>
        </form>
    }
}

#[component]
fn PasswordFields(login: String) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="field">
            <label class="field-label" for="login-user">{t.login().user}</label>
            <input
                class="input input-large"
                id="login-user"
                name=LOGIN
                autocomplete="username"
                autocapitalize="none"
                spellcheck="false"
                maxlength="100"
                required
                autofocus
                value=login
            />
        </div>
        <div class="field">
            <label class="field-label" for="login-password">{t.login().password}</label>
            <Password id="login-password" name=PASSWORD/>
        </div>
    }
}

#[component]
fn CodeField() -> impl IntoView {
    let words = &use_texts().second_factor;
    view! {
        <p class="card-text">{words.here}</p>
        <CodeInput name=CODE/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_written_into_the_page() {
        let fields = ["name", "password", "repeat", "current", "token", "notes"];
        let fields = fields.map(|name| (name.to_owned(), "x".to_owned())).to_vec();
        let kept: Vec<String> = WaitingForm::new("/account".to_owned(), fields)
            .fields
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(kept, ["name", "notes"]);
    }
}
