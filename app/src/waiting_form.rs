//! A form that arrived after the session of the person who filled it in had ended: the sign-in page
//! keeps its fields, so that signing in sends it again and nothing that was typed is lost.
//!
//! The fields travel inside the page, as hidden ones of two forms that are posted to where the first
//! one was: one that signs in on the way, one for people who have signed in elsewhere meanwhile. The
//! server keeps nothing. Where the person has a second factor, the right password brings the page back
//! with a field for the code.

use leptos::either::Either;
use leptos::prelude::*;

use crate::locales::use_texts;
use crate::login_code::CodeInput;
use crate::ui::icon::icon;
use crate::ui::pager::HiddenFields;
use crate::ui::password::Password;

/// The field with the login, besides those of the form that waits.
pub const LOGIN: &str = "sign-in.login";
/// The field with the password.
pub const PASSWORD: &str = "sign-in.password";
/// The field with the code of the second factor, in place of these two.
pub const CODE: &str = "sign-in.code";
/// Sent by a browser in which the page stays as it is (`app::browser` enables it): the form is
/// carried out at once. Without it the form comes back filled in, where its page can do that.
pub const IN_PLACE: &str = "sign-in.in-place";

/// What the words of a secret's field contain: such fields are typed again.
const SECRETS: [&str; 5] = ["password", "repeat", "current", "token", "secret"];

/// A form that waits for its person to sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingForm {
    action: String,
    fields: Vec<(String, String)>,
    login: String,
    /// Whether the password was right and the code is to follow.
    asks_code: bool,
    trouble: Option<Trouble>,
}

/// Why the person is still not signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The login or the password is wrong.
    Refused,
    /// There were too many failures.
    Wait {
        /// Until the next attempt.
        seconds: u64,
    },
    /// Passwords are not accepted here.
    LocalOff,
    /// A second factor has to be set up, for which there is no room here.
    SecondFactor,
    /// The code is wrong or was used before.
    WrongCode,
    /// The password was typed too long ago for a code.
    CodeExpired,
}

impl WaitingForm {
    /// The form that was posted to `action`, a path of this site with its query.
    pub fn new(action: String, fields: Vec<(String, String)>) -> Self {
        let is_kept = |name: &str| SECRETS.iter().all(|secret| !name.contains(secret));
        let fields = fields.into_iter().filter(|(name, _)| is_kept(name)).collect();
        Self { action, fields, login: String::new(), asks_code: false, trouble: None }
    }

    /// After an attempt to sign in that failed.
    #[must_use]
    pub fn after(self, login: String, trouble: Trouble) -> Self {
        Self { login, trouble: Some(trouble), ..self }
    }

    /// After the right password of a person who has a second factor, or after a code that was refused.
    #[must_use]
    pub fn asking_code(self, trouble: Option<Trouble>) -> Self {
        Self { asks_code: true, trouble, ..self }
    }
}

/// What the sign-in page shows in place of its usual form.
#[component]
pub(crate) fn WaitingSignIn(form: WaitingForm, local: bool, single: bool) -> impl IntoView {
    let t = use_texts();
    let words = &t.waiting;
    let WaitingForm { action, fields, login, asks_code, trouble } = form;
    let trouble = trouble.map(|trouble| {
        let text = match trouble {
            Trouble::Refused => t.login_refused.to_owned(),
            Trouble::Wait { seconds } => (t.login_wait)(seconds),
            Trouble::SecondFactor => t.second_factor.elsewhere.to_owned(),
            Trouble::LocalOff => t.sso.local_off.to_owned(),
            Trouble::WrongCode => t.second_factor.refused.to_owned(),
            Trouble::CodeExpired => t.second_factor.expired.to_owned(),
        };
        view! {
            <div class="notice notice-error" role="alert">{icon("alert", "icon")} <p data-announce="">{text}</p></div>
        }
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
        // Closes the dialog, where this is shown in one.
        <form class="login-dismiss" method="dialog">
            <button class="icon-button" aria-label=t.close>{icon("close", "icon")}</button>
        </form>
        <div class="notice notice-warning" role="alert">
            {icon("alert", "icon")}
            <p data-announce="">{words.ended} " " {words.kept}</p>
        </div>
        {trouble}
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

/// By which the person signs in.
#[component]
fn PasswordFields(login: String) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="field">
            <label class="field-label" for="login-user">{t.login_user}</label>
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
            <label class="field-label" for="login-password">{t.login_password}</label>
            <Password id="login-password".to_owned() name=PASSWORD.to_owned()/>
        </div>
    }
}

/// The code that follows where the person has a second factor.
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
