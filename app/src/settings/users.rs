//! The users section (*Usuários*), with the access actions of administrators: issuing a password
//! link, removing the second factor and ending sessions.

use domain::settings::{MAX_RECORD_NAME, UserRecord, field_name};
use domain::{FieldErrors, Problem, Role, Timestamp, UserId, zone};
use leptos::prelude::*;
use store::settings::{Access, CreateOutcome, Settings, Versioned};

use super::once::{OneTimeSecret, OneTimeSecretNotice};
use super::section::{AfterCreate, Choices, ExtraCells, Section, SwitchTexts};
use super::sections::SectionName;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::{Input, SelectOption, Submission, Values};
use crate::locales::{Texts, use_texts};
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;

/// The form that issues a password link.
const RESET: &str = "user-reset";
/// The form that removes the second factor of a user.
const FACTOR: &str = "user-factor";
/// The form that ends the sessions of a user.
const SESSIONS: &str = "user-sessions";

impl Section for UserRecord {
    const SECTION: SectionName = SectionName::Users;

    fn column_titles(t: &'static Texts) -> Vec<&'static str> {
        let words = &t.settings.users;
        vec![words.login, words.role, words.groups, words.last_seen]
    }

    fn cells(&self, t: &'static Texts, _choices: &Choices) -> Vec<String> {
        vec![self.login.clone(), t.role_name(self.role).to_owned()]
    }

    async fn extra_cells(
        settings: &Settings<'_>,
        t: &'static Texts,
        rows: &[Versioned<Self>],
    ) -> store::Result<ExtraCells<UserId>> {
        let ids: Vec<_> = rows.iter().map(|stored| stored.id).collect();
        let facts = settings.user_facts(&ids).await?.into_iter().map(|facts| {
            let seen = facts.last_seen_at.map(|at| t.locale.date_time(zone::civil(settings.zone(), at)));
            (
                facts.id,
                vec![facts.groups.join(", "), seen.unwrap_or_else(|| t.settings.users.never.to_owned())],
            )
        });
        Ok(facts.collect())
    }

    fn switch_texts(t: &'static Texts, active: bool) -> Option<SwitchTexts> {
        let words = &t.settings.users;
        Some(if active {
            SwitchTexts { label: words.deactivate, hint: words.deactivate_hint, done: words.deactivated }
        } else {
            SwitchTexts { label: words.activate, hint: words.activate_hint, done: words.activated }
        })
    }

    /// Redirects to the new user, who needs a password link next.
    async fn create(
        settings: &Settings<'_>,
        _t: &'static Texts,
        record: Self,
        now: Timestamp,
    ) -> store::Result<CreateOutcome<AfterCreate>> {
        let outcome = settings.create(record, now).await?;
        Ok(outcome.map(|id| AfterCreate::Redirect(format!("{}/{id}", Self::SECTION.href()))))
    }

    async fn load_panel(settings: &Settings<'_>, stored: &Versioned<Self>) -> Result<Erased, AppError> {
        let context = RequestContext::current()?;
        let (t, now) = (use_texts(), store::clock::now());
        let here = format!("{}/{}", Self::SECTION.href(), stored.id);
        let mut shown = None;
        if Submission::of(RESET).is_some() {
            match settings.issue_password_reset(stored.id, now).await? {
                Some(token) => shown = Some(reset_link(&context, t, stored, token.as_str())),
                None => flash::answer(Ok(Notice::refused(t.settings.users.reset_refused)), Some(&here)),
            }
        }
        if Submission::of(FACTOR).is_some() {
            settings.reset_second_factor(stored.id, now).await?.ok_or(AppError::NotFound)?;
            flash::answer(Ok(Notice::done(t.second_factor.reset_done)), Some(&here));
        }
        if Submission::of(SESSIONS).is_some() {
            let ended = settings.end_sessions(stored.id, now).await?.unwrap_or_default();
            let notice = Notice::done((t.settings.users.sessions_ended)(ended));
            flash::answer(Ok(notice), Some(&here));
        }
        let access = settings.access(stored.id, now).await?.ok_or(AppError::NotFound)?;
        let until = access.reset_until.map(|at| t.locale.date_time(zone::civil(settings.zone(), at)));
        let active = stored.record.active;
        let own = context.session.as_ref().is_some_and(|session| session.principal.user == stored.id);
        Ok(view! { <AccessCard here access until active own shown/> }.erased())
    }

    fn inputs(t: &'static Texts, _choices: &Choices, _record: Option<&Self>) -> Vec<Input> {
        let words = &t.settings.users;
        let roles = Role::ALL.map(|role| SelectOption::new(role.as_str(), t.role_name(role)));
        vec![
            Input::line(field_name::NAME, t.settings.name, MAX_RECORD_NAME).required(),
            Input::line(field_name::LOGIN, words.login, MAX_RECORD_NAME).hint(words.login_hint).required(),
            Input::one(field_name::ROLE, words.role, roles.to_vec()).hint(words.role_hint),
            Input::one(field_name::LOCALE, t.frame().language, SelectOption::languages(words.locale_unset)),
            Input::yes(field_name::ACTIVE, words.active).hint(words.active_hint),
        ]
    }

    fn default_values() -> Values {
        Values::default().with(field_name::ROLE, Role::Agent.as_str()).with_yes(field_name::ACTIVE, true)
    }

    fn values(&self) -> Values {
        Values::named(&self.name, self.active)
            .with(field_name::LOGIN, &self.login)
            .with(field_name::ROLE, self.role.as_str())
            .with(field_name::LOCALE, self.locale.clone().unwrap_or_default())
    }

    fn from_form(values: &Values, _before: Option<&Self>) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let role = Role::parse(values.text(field_name::ROLE));
        if role.is_none() {
            errors.add(field_name::ROLE, Problem::UnknownValue { allowed: Vec::new() });
        }
        let locale = values.locale(&mut errors);
        let (Some(role), true) = (role, errors.0.is_empty()) else { return Err(errors) };
        Ok(Self {
            name: values.text(field_name::NAME).to_owned(),
            login: values.text(field_name::LOGIN).to_owned(),
            role,
            locale,
            active: values.yes(field_name::ACTIVE),
        })
    }

    fn field_message(t: &'static Texts, field: &str, problem: &Problem) -> Option<String> {
        let words = &t.settings.users;
        let sentence = match (field, problem) {
            (field_name::LOGIN, Problem::Taken) => words.login_taken,
            (field_name::LOGIN, Problem::Malformed { .. }) => words.login_malformed,
            (field_name::ROLE, Problem::OwnAccount) => words.own_role,
            (_, Problem::OwnAccount) => words.own_account,
            (_, Problem::LastAdministrator) => words.last_administrator,
            _ => return None,
        };
        Some(sentence.to_owned())
    }
}

/// The password link that the administrator sends to the user.
fn reset_link(
    context: &RequestContext,
    t: &Texts,
    stored: &Versioned<UserRecord>,
    token: &str,
) -> OneTimeSecret {
    let words = &t.settings.users;
    OneTimeSecret {
        title: (words.reset_made)(&stored.record.name),
        text: words.reset_made_text.to_owned(),
        label: words.reset_link,
        copy: words.reset_copy,
        value: format!("{}/reset/{token}", context.site()),
    }
}

/// The access card of a user: login state and access actions.
#[component]
fn AccessCard(
    here: String,
    access: Access,
    /// Expiry of an unused password link.
    until: Option<String>,
    active: bool,
    /// Whether this is the viewer's own account.
    own: bool,
    shown: Option<OneTimeSecret>,
) -> impl IntoView {
    let t = use_texts();
    let words = &t.settings.users;
    // With single sign-on, a linked user cannot sign in with a password.
    let linked = access.linked && RequestContext::current().is_ok_and(|context| context.login_methods.single);
    let password = match (linked, access.has_password) {
        (true, _) => words.linked,
        (false, true) => words.has_password,
        (false, false) => words.no_password,
    };
    let withdrawn = access
        .withdrawn
        .then(|| view! { <p class="card-text">{icon("alert", "icon")} {words.withdrawn}</p> });
    let waiting = until
        .filter(|_| shown.is_none())
        .map(|until| view! { <p class="card-text">{(words.reset_waits)(&until)}</p> });
    let warning =
        (active && !access.has_password && !linked && shown.is_none()).then(|| icon("alert", "icon"));
    let label = if access.has_password { words.reset } else { words.first_access };
    let reset = (active && !linked).then(|| {
        view! {
            <form method="post" action=here.clone() data-in-place="" aria-label=label>
                <input type="hidden" name="form" value=RESET/>
                <button class="button">{label}</button>
                <p class="field-hint">{words.reset_hint}</p>
            </form>
        }
    });
    // The viewer's own is removed under *Minha conta*, with the current password.
    let factor = (access.second_factor && !own).then(|| {
        view! {
            <form method="post" action=here.clone() data-in-place="" aria-label=t.second_factor.reset>
                <input type="hidden" name="form" value=FACTOR/>
                <button class="button">{t.second_factor.reset}</button>
                <p class="field-hint">{t.second_factor.reset_hint}</p>
            </form>
        }
    });
    let has_factor = access.second_factor.then(|| view! { <p class="card-text">{t.second_factor.has}</p> });
    let end = (access.sessions > 0).then(|| {
        view! {
            <form method="post" action=here data-in-place="" aria-label=words.end_sessions>
                <input type="hidden" name="form" value=SESSIONS/>
                <button class="button">{words.end_sessions}</button>
                <p class="field-hint">{words.end_sessions_hint}</p>
            </form>
        }
    });
    view! {
        <section class="card card-padded access" aria-labelledby="access-title">
            <h3 id="access-title" class="access-title">{words.access}</h3>
            {shown.map(|secret| view! { <OneTimeSecretNotice secret/> })}
            <p class="card-text access-state">{warning} {password}</p>
            {withdrawn}
            {has_factor}
            {waiting}
            <p class="card-text">{(words.sessions)(access.sessions)}</p>
            <div class="access-actions">{reset} {factor} {end}</div>
        </section>
    }
}
